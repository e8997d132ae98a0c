package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/dateline-news/dateline/timeline"
)

// mergeCmd is `dateline merge`.
type mergeCmd struct{}

// Help is the long help.
func (mergeCmd) Help() string {
	return `Reads one report a line from standard input, as extract does, with "source", "guid" and "updated" too; a later line
with the same source and guid is a revision of the article. Writes the final timeline, one event a line, oldest first. Nothing is stored.`
}

// timelineLine is one event of the output; its shape is a contract.
type timelineLine struct {
	ID         string            `json:"id"`
	Type       timeline.Type     `json:"type"`
	Mode       string            `json:"mode"`
	Status     timeline.Status   `json:"status"`
	Date       string            `json:"date"`
	Actors     []partyLine       `json:"actors"`
	Place      placeLine         `json:"place"`
	Background bool              `json:"background,omitempty"`
	Reports    []string          `json:"reports"`
	Title      map[string]string `json:"title"`
}

// Run merges.
func (mergeCmd) Run(e *env) error {
	reports, err := latestRevisions(e)
	bad := []error{err}
	extractor := timeline.NewExtractor(nil)
	readings := make([]timeline.Reading, 0, len(reports))
	pipe := inOrder[timeline.Report, read]{
		work: func(r timeline.Report) read { return readOne(extractor, r) },
		emit: func(r read) error {
			readings = append(readings, r.reading)
			bad = append(bad, r.err)
			return nil
		},
	}
	for _, r := range reports {
		bad = append(bad, pipe.add(r))
	}
	bad = append(bad, pipe.flush())
	w := bufio.NewWriter(e.out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, event := range timeline.MergeAll(readings, reports) {
		bad = append(bad, enc.Encode(timelineLineOf(event)))
	}
	if err := errors.Join(append(bad, w.Flush())...); err != nil {
		return fmt.Errorf("merge: %w", err)
	}
	return nil
}

// latestRevisions reads all reports and keeps the last revision of each, at the
// place of its first.
func latestRevisions(e *env) ([]timeline.Report, error) {
	var reports []timeline.Report
	at := map[[2]string]int{}
	err := eachReport(e.in, func(r timeline.Report) error {
		key := [2]string{r.Source, r.GUID}
		if r.GUID == "" {
			key = [2]string{"", r.ID}
		}
		if i, ok := at[key]; ok {
			reports[i] = r
			return nil
		}
		at[key] = len(reports)
		reports = append(reports, r)
		return nil
	})
	return reports, err
}

func timelineLineOf(ev timeline.Event) timelineLine {
	return timelineLine{
		ID: ev.ID, Type: ev.Type, Mode: ev.Mode, Status: ev.Status, Date: ev.Date.String(),
		Actors: partyLines(ev.Parties), Place: placeLine{ev.Place.Name, ev.Place.Country}, Background: ev.Background,
		Reports: ev.Reports(),
		Title:   map[string]string{"en": timeline.Title(ev, "en"), "de": timeline.Title(ev, "de"), "ru": timeline.Title(ev, "ru")},
	}
}
