package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
)

// open returns a new database in a file.
func open(t testing.TB) *store.Store {
	t.Helper()
	return openFile(t, filepath.Join(t.TempDir(), "dateline.db"))
}

func openFile(t testing.TB, file string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), address(t, file), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// commit stores readings as one poll of their first report's source.
func commit(t testing.TB, s *store.Store, readings ...scheduler.Reading) scheduler.Poll {
	t.Helper()
	o := scheduler.Outcome{Readings: readings, State: scheduler.State{Source: "test"}}
	p, err := s.Commit(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// reading makes a report of the mentions.
func reading(source, guid, published string, mentions ...timeline.Mention) scheduler.Reading {
	at, err := time.Parse(time.DateOnly, published)
	if err != nil {
		panic(err)
	}
	r := timeline.Report{
		ID: timeline.ReportID(source, guid), Source: source, GUID: guid, URL: "https://" + source + ".example/" + guid, Title: "Title of " + guid,
		Text: fmt.Sprintf("Text of %s, told by %s in its own words on %s.", guid, source, published), Published: at,
	}
	for i := range mentions {
		mentions[i].Evidence = timeline.Evidence{Field: timeline.FieldText, End: len(r.Text), Text: r.Text}
	}
	return scheduler.Reading{Report: r, Reading: timeline.Reading{Lang: "en", Relevant: len(mentions) > 0, Why: "test", Mentions: mentions}}
}

// meeting is a meeting of two parties on a day.
func meeting(a, b, day string) timeline.Mention {
	return timeline.Mention{
		Type: "CONSULT", Status: timeline.Occurred, Date: on(day), Topics: []string{"diplomatic"},
		Parties: []timeline.Party{{Code: a, Role: timeline.Actor, Level: "minister"}, {Code: b, Role: timeline.Actor}},
		Place:   timeline.Place{Name: "Geneva", Code: "CHE:Geneva", Country: "CHE"},
	}
}

func on(day string) timeline.Date {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	d := timeline.Day(t.Unix() / (24 * 60 * 60))
	return timeline.Date{Span: timeline.Span{Start: d, End: d, Precision: timeline.OneDay}, Basis: timeline.Explicit}
}

// all returns every event, earliest first, page by page.
func all(t testing.TB, s *store.Store, query string) []timeline.Event {
	t.Helper()
	q, err := timeline.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	var events []timeline.Event
	page := store.Page{Order: store.OldestDate, Limit: 7}
	for {
		got, next, err := s.Events(context.Background(), q, page)
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, got...)
		if next == "" {
			return events
		}
		page.Cursor = next
	}
}

func TestCommitMergesAcrossPolls(t *testing.T) {
	s := open(t)
	p := commit(t, s, reading("a", "1", "2031-03-06", meeting("KAZ", "UNO", "2031-03-05")), reading("a", "2", "2031-03-06"))
	if p.New != 2 || p.Changed != 0 {
		t.Errorf("poll: %+v, want 2 new", p)
	}
	first := all(t, s, "")
	if len(first) != 1 {
		t.Fatalf("%d events, want 1", len(first))
	}
	commit(t, s, reading("b", "1", "2031-03-07", meeting("KAZ", "UNO", "2031-03-05"), meeting("KAZ", "FRA", "2031-03-05")))
	events := all(t, s, "actor:UNO")
	if len(events) != 1 || events[0].ID != first[0].ID || len(events[0].Reports()) != 2 || events[0].Voices != 2 {
		t.Errorf("the meeting told twice: %+v", events)
	}
	if n := len(all(t, s, "")); n != 2 {
		t.Errorf("%d events, want 2", n)
	}
}

func TestCommitUnchangedWritesNothing(t *testing.T) {
	s := open(t)
	r := reading("a", "1", "2031-03-06", meeting("KAZ", "UNO", "2031-03-05"))
	commit(t, s, r)
	before, _ := s.Changed(t.Context())
	e := all(t, s, "")[0]
	if p := commit(t, s, r); p.New != 0 || p.Changed != 0 {
		t.Errorf("poll: %+v, want nothing new", p)
	}
	after, err := s.Changed(t.Context())
	if err != nil || before != after || !e.Updated.Equal(all(t, s, "")[0].Updated) {
		t.Errorf("changed %d → %d, %v", before, after, err)
	}
}
