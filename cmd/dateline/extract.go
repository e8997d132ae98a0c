package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/dateline-news/dateline/timeline"
)

// extractCmd is `dateline extract`.
type extractCmd struct{}

// Help is the long help.
func (extractCmd) Help() string {
	return `Reads one report a line from standard input:
  {"id","title","text" or "html","lang"?,"published" (RFC 3339 or date),"url"?}
and writes one line for each, in the same order: the temporal expressions (TIMEX3), names and events read in it.
Offsets count Unicode code points. Every event type is printed, those that pages leave out by default too. An event with "off_timeline" was read, but is
no act between states or international organisations and stays off the timeline: "domestic" (a government and its
rebels, strikers, opposition) or "unofficial" (private people, a court, or an association or movement of no state takes part).`
}

// The output line; its shape is a contract.
type (
	extractLine struct {
		ID       string       `json:"id"`
		Lang     string       `json:"lang"`
		Relevant bool         `json:"relevant"`
		Timexes  []timexLine  `json:"timexes"`
		Names    []nameLine   `json:"names"`
		Events   []eventEntry `json:"events"`
	}
	timexLine struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Text  string `json:"text"`
		Type  string `json:"type"`
		Value string `json:"value"`
	}
	nameLine struct {
		Start   int    `json:"start"`
		End     int    `json:"end"`
		Text    string `json:"text"`
		Kind    string `json:"kind"`
		Code    string `json:"code"`
		Country string `json:"country,omitempty"`
	}
	eventEntry struct {
		Type       timeline.Type   `json:"type"`
		Mode       string          `json:"mode"`
		Status     timeline.Status `json:"status"`
		Moved      bool            `json:"moved,omitempty"`
		Date       string          `json:"date"`
		DateBasis  timeline.Basis  `json:"date_basis"`
		Actors     []partyLine     `json:"actors"`
		Place      placeLine       `json:"place"`
		Topics     []string        `json:"topics"`
		Occasion   string          `json:"occasion,omitempty"`
		Evidence   evidenceLine    `json:"evidence"`
		Background bool            `json:"background"`
		Off        string          `json:"off_timeline,omitempty"`
	}
	partyLine struct {
		Code string             `json:"code"`
		Name string             `json:"name,omitempty"`
		Role timeline.PartyRole `json:"role"`
	}
	placeLine struct {
		Name    string `json:"name"`
		Country string `json:"country"`
	}
	evidenceLine struct {
		Field timeline.Field `json:"field"`
		Start int            `json:"start"`
		End   int            `json:"end"`
		Text  string         `json:"text"`
	}
)

// Run extracts.
func (extractCmd) Run(e *env) error {
	w := bufio.NewWriter(e.out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	extractor := timeline.NewExtractor(nil)
	var bad []error
	pipe := inOrder[timeline.Report, read]{
		work: func(r timeline.Report) read { return readOne(extractor, r) },
		emit: func(r read) error {
			if r.err != nil {
				bad = append(bad, r.err)
			}
			return enc.Encode(lineOf(r.report, r.reading))
		},
	}
	err := errors.Join(eachReport(e.in, pipe.add), pipe.flush(), w.Flush())
	if err = errors.Join(append(bad, err)...); err != nil {
		return fmt.Errorf("extract: %w", err)
	}
	return nil
}

// lineOf writes down a reading as the contract has it.
func lineOf(r timeline.Report, reading timeline.Reading) extractLine {
	line := extractLine{
		ID: r.ID, Lang: reading.Lang, Relevant: reading.Relevant,
		Timexes: []timexLine{}, Names: []nameLine{}, Events: []eventEntry{},
	}
	at := codePoints{text: r.Text}
	for _, x := range reading.Times {
		line.Timexes = append(line.Timexes, timexLine{at.of(x.Start), at.of(x.End), r.Text[x.Start:x.End], string(x.Type), x.Value})
	}
	at = codePoints{text: r.Text}
	for _, n := range reading.Names {
		line.Names = append(line.Names, nameLine{at.of(n.Start), at.of(n.End), r.Text[n.Start:n.End], string(n.Kind), n.Code, n.Country})
	}
	for _, m := range told(reading) {
		line.Events = append(line.Events, entryOf(r, m))
	}
	return line
}

// told lists in the order of the text what is on the timeline and what PLOVER
// codes beside it.
func told(reading timeline.Reading) []timeline.Mention {
	all := slices.Clone(reading.Mentions)
	for _, m := range reading.Undecided {
		if m.Off == timeline.OffDomestic || m.Off == timeline.OffUnofficial {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b timeline.Mention) int { return a.Act - b.Act })
	return all
}

func entryOf(r timeline.Report, m timeline.Mention) eventEntry {
	text := r.Text
	if m.Evidence.Field == timeline.FieldTitle {
		text = r.Title
	}
	at := codePoints{text: text}
	topics := m.Topics
	if topics == nil {
		topics = []string{}
	}
	return eventEntry{
		Type: m.Type, Mode: m.Mode, Status: m.Status, Moved: m.Moved,
		Date: m.Date.String(), DateBasis: m.Date.Basis,
		Actors: partyLines(m.Parties), Place: placeLine{m.Place.Name, m.Place.Country},
		Topics: topics, Occasion: m.Occasion,
		Evidence:   evidenceLine{m.Evidence.Field, at.of(m.Evidence.Start), at.of(m.Evidence.End), m.Evidence.Text},
		Background: m.Background, Off: m.Off,
	}
}

func partyLines(parties []timeline.Party) []partyLine {
	lines := make([]partyLine, 0, len(parties))
	for _, p := range parties {
		lines = append(lines, partyLine{p.Code, p.Name, p.Role})
	}
	return lines
}
