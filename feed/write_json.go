package feed

import (
	"bytes"
	"encoding/json"
	"io"
	"time"

	"github.com/gorilla/feeds"

	"github.com/dateline-news/dateline/timeline"
)

// jsonFeed is gorilla's feed with items that are always there and our extension.
type jsonFeed struct {
	*feeds.JSONFeed
	Items    []*jsonItem  `json:"items"`
	Dateline jsonFeedInfo `json:"_dateline"`
}

type jsonFeedInfo struct {
	About     string `json:"about"`
	Version   int    `json:"version"`   // of the extension
	Authority string `json:"authority"` // who issued the ids
	Query     string `json:"query"`
}

type jsonItem struct {
	*feeds.JSONItem
	Language string         `json:"language,omitempty"`
	Dateline *datelineBlock `json:"_dateline,omitempty"`
}

// datelineBlock is the extension of an item: one event, or in a feed of reports
// the events of the report.
type datelineBlock struct {
	About string `json:"about"`
	*WireEvent
	Events  []WireEvent `json:"events,omitempty"`
	Deleted *time.Time  `json:"deleted,omitempty"` // when the event left the feeds
}

// jsonFeedExtension is the version of _dateline that docs/formats.md describes.
const jsonFeedExtension = 1

func writeJSONFeed(w io.Writer, d *document) error {
	author := []*feeds.JSONAuthor{{Name: "dateline", Url: webURL(d.Base)}}
	f := jsonFeed{
		JSONFeed: &feeds.JSONFeed{
			Version: "https://jsonfeed.org/version/1.1", Title: d.Title, Language: d.Lang, Authors: author,
			HomePageUrl: webURL(d.Home), FeedUrl: webURL(d.Self), Description: d.subtitle(),
		},
		Items:    []*jsonItem{},
		Dateline: jsonFeedInfo{Docs + "#_dateline", jsonFeedExtension, d.Authority, d.Query},
	}
	if next := webURL(d.Next); next != f.FeedUrl { // never a loop
		f.NextUrl = next
	}
	for _, h := range d.Hubs {
		f.Hubs = append(f.Hubs, &feeds.JSONHub{Type: "WebSub", Url: webURL(h)})
	}
	for _, e := range d.entries {
		f.Items = append(f.Items, d.jsonItem(e))
	}
	return writeIndented(w, f)
}

func (d *document) jsonItem(e entry) *jsonItem {
	block := &datelineBlock{About: Docs + "#_dateline"}
	switch {
	case d.PerReport:
		for _, event := range e.events {
			if !event.Hidden {
				block.Events = append(block.Events, d.wireEvent(event, d.articles(event)))
			}
		}
	case e.gone:
		block.Deleted = timeOrNil(e.event.Updated)
	default:
		wire := d.wireEvent(e.event, e.articles)
		block.WireEvent = &wire
	}
	item := &feeds.JSONItem{
		Id: e.id, Url: e.url, Title: e.title, ContentHTML: d.html(e), ContentText: d.text(e),
		PublishedDate: &e.published, ModifiedDate: &e.updated,
	}
	for i, a := range e.articles {
		if i == 0 && a.URL != e.url {
			item.ExternalUrl = a.URL
		}
		if !hasAuthor(item.Authors, a.source.Title) {
			item.Authors = append(item.Authors, &feeds.JSONAuthor{Name: a.source.Title})
		}
	}
	for _, c := range e.categories {
		if !hasString(item.Tags, c.label) {
			item.Tags = append(item.Tags, c.label)
		}
	}
	return &jsonItem{JSONItem: item, Language: langTag(e.lang), Dateline: block}
}

func hasAuthor(authors []*feeds.JSONAuthor, name string) bool {
	for _, a := range authors {
		if a.Name == name {
			return true
		}
	}
	return false
}

// writeJSONLines writes an event a line.
func writeJSONLines(w io.Writer, d *document) error {
	for _, e := range d.entries {
		var wire any = goneEvent{e.event.ID, e.event.Updated.UTC()}
		if !e.gone {
			wire = d.wireEvent(e.event, e.articles)
		}
		line, err := marshal(wire)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

func writeIndented(w io.Writer, v any) error {
	data, err := marshal(v)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, data, "", "  "); err != nil {
		return err
	}
	out.WriteByte('\n')
	_, err = out.WriteTo(w)
	return err
}

// marshal writes JSON with <, > and & as they are, without a final newline.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// writeGeoJSON writes every event as a feature; an event without a known place
// has no geometry (RFC 7946, section 3.2).
func writeGeoJSON(w io.Writer, d *document) error {
	type feature struct {
		Type       string         `json:"type"`
		ID         string         `json:"id"`
		Geometry   *geometry      `json:"geometry"`
		Properties map[string]any `json:"properties"`
	}
	out := struct {
		Type     string    `json:"type"`
		Title    string    `json:"title"`
		Features []feature `json:"features"`
	}{"FeatureCollection", d.Title, []feature{}}
	for _, entry := range d.entries {
		e := entry.event
		if entry.gone {
			continue // a map is of what is there
		}
		properties := map[string]any{
			"title": timeline.Title(e, d.Lang), "url": entry.url, "date": e.Date.String(),
			"dateText": timeline.DateText(e.Date, d.Lang), "status": timeline.ShownStatus(e),
			"type": e.Type, "mode": e.Mode, "actors": e.Codes(), "place": timeline.PlaceName(e.Place, d.Lang),
			"reports": len(entry.articles), "updated": entry.updated.Format(atomTime),
		}
		out.Features = append(out.Features, feature{"Feature", entry.id, geometryOf(e.Place), properties})
	}
	return writeIndented(w, out)
}

type geometry struct {
	Type        string     `json:"type"`
	Coordinates [2]float64 `json:"coordinates"` // longitude, latitude
}

func geometryOf(p timeline.Place) *geometry {
	if !located(p) {
		return nil
	}
	return &geometry{"Point", [2]float64{p.Lon, p.Lat}}
}

// located reports whether the place has plausible coordinates.
func located(p timeline.Place) bool {
	return (p.Lat != 0 || p.Lon != 0) && p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180
}
