package feed

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

var csvHeader = []string{
	"id", "date", "date_start", "date_end", "precision", "basis", "status", "type", "mode", "title",
	"actors", "recipients", "persons", "place", "place_code", "country", "latitude", "longitude", "topics",
	"background", "voices", "reports", "sources", "evidence", "links", "url", "published", "updated",
}

// writeCSV writes a row per event (RFC 4180). Lists are separated by "; ".
func writeCSV(w io.Writer, d *document) error {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	if err := c.Write(csvHeader); err != nil {
		return err
	}
	for _, e := range d.entries {
		if e.gone {
			continue // a table is of what is there
		}
		if err := c.Write(d.csvRow(e)); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

func (d *document) csvRow(en entry) []string {
	e := en.event
	wire := d.wireEvent(e, nil)
	lat, lon := "", ""
	if located(e.Place) {
		lat, lon = coordinate(e.Place.Lat), coordinate(e.Place.Lon)
	}
	var persons, sources, evidence, links []string
	for _, p := range e.Parties {
		persons = appendNew(persons, p.Person)
	}
	for _, a := range en.articles {
		sources = appendNew(sources, a.source.Title)
		links = appendNew(links, a.URL)
		for _, q := range a.evidence {
			evidence = appendNew(evidence, q)
		}
	}
	list := func(items []string) string { return inert(strings.Join(items, "; ")) }
	return []string{
		inert(e.ID), wire.Date, wire.DateStart, wire.DateEnd, wire.Precision, string(wire.Basis), timeline.ShownStatus(e),
		inert(string(e.Type)), inert(e.Mode), inert(timeline.Title(e, d.Lang)),
		list(codesOf(e, timeline.Actor)), list(codesOf(e, timeline.Recipient)), list(persons),
		inert(timeline.PlaceName(e.Place, d.Lang)), inert(wire.Place.Code), inert(wire.Place.Country), lat, lon,
		list(e.Topics), strconv.FormatBool(e.Background), strconv.Itoa(e.Voices), strconv.Itoa(len(en.articles)),
		list(sources), list(evidence), list(links), en.url,
		en.published.Format(time.RFC3339), en.updated.Format(time.RFC3339),
	}
}

func appendNew(list []string, s string) []string {
	if s == "" || hasString(list, s) {
		return list
	}
	return append(list, s)
}

func codesOf(e timeline.Event, role timeline.PartyRole) []string {
	var out []string
	for _, p := range e.Parties {
		if p.Role == role {
			out = appendNew(out, p.Code)
		}
	}
	return out
}

// inert keeps a spreadsheet from reading a cell as a formula: what would start
// one gets an apostrophe before it.
func inert(cell string) string {
	if s := strings.TrimLeft(cell, " \t\r\n'\""); s != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(s)[0]) {
		return "'" + cell
	}
	return cell
}
