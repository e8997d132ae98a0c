package timeline

import (
	"slices"
	"time"

	"github.com/dateline-news/dateline/timeline/what"
)

// Event is one dated diplomatic act, merged from its mentions.
type Event struct {
	ID         string // sticky: issued once, never reused
	Type       what.Type
	Mode       string
	Status     what.Status
	Date       Date
	Parties    []Party // actors first, each role sorted by code
	Place      Place
	Topics     []string
	Occasion   string
	Background bool      // every mention tells it in passing
	Mentions   []Mention // in canonical order: Reported, Report, N
	History    []Change  // how date and status became known, oldest first
	Voices     int       // independent reports: syndicated copies and translations count once
	Retracted  bool      // its last report was withdrawn
	Hidden     bool      // hidden by the operator
	Note       string    // the operator's note
	Corrected  bool      // the operator split it from another event or merged it
	Merged     []string  // ids once issued for events that became this one; they redirect here, sorted
	Created    time.Time // when this dateline first had the event, UTC
	Updated    time.Time // when this dateline last changed what it says of the event, UTC
}

// Change is one step of an event's history: what a report said of its date and
// status, where that differs from the step before.
type Change struct {
	Reported time.Time
	Report   string
	Date     Date
	Status   what.Status
	Moved    bool
}

// Codes returns the distinct codes of the event's parties, sorted.
func (e Event) Codes() []string { return codesOf(e.Parties) }

// Reports returns the ids of the reports that mention the event, in order of
// their mentions, each once.
func (e Event) Reports() []string {
	var ids []string
	for _, m := range e.Mentions {
		if !slices.Contains(ids, m.Report) {
			ids = append(ids, m.Report)
		}
	}
	return ids
}

func codesOf(parties []Party) []string {
	return appendCodes(make([]string, 0, len(parties)), parties)
}

// coded reports whether a party's code is known.
func coded(parties []Party) bool {
	return slices.ContainsFunc(parties, func(p Party) bool { return p.Code != "" })
}

// few is room for the codes of the parties to one act; most have no more.
type few [8]string

// appendCodes is codesOf in memory of the caller.
func appendCodes(room []string, parties []Party) []string {
	codes := room[:0]
	for i := range parties {
		if code := parties[i].Code; code != "" {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// NewestReport returns when the event was last reported.
func (e Event) NewestReport() time.Time {
	var newest time.Time
	for _, m := range e.Mentions {
		if m.Reported.After(newest) {
			newest = m.Reported
		}
	}
	return newest
}
