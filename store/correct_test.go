package store_test

import (
	"errors"
	"testing"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
)

func leads(err error) (string, bool) {
	var moved *store.RedirectedError
	if errors.As(err, &moved) {
		return moved.To, true
	}
	return "", false
}

// reports lists the sources of each event's reports, earliest event first.
func sources(t *testing.T, s *store.Store) [][]string {
	t.Helper()
	var out [][]string
	for _, e := range all(t, s, "") {
		var of []string
		for _, m := range e.Mentions {
			of = append(of, m.Source)
		}
		out = append(out, of)
	}
	return out
}

func revised(r scheduler.Reading, mentions ...timeline.Mention) scheduler.Reading {
	r.Report.Title += ", corrected"
	r.Reading.Mentions = mentions
	return r
}

func TestRevisionReplaces(t *testing.T) {
	s := open(t)
	a := reading("a", "1", "2031-03-06", meeting("KAZ", "UNO", "2031-03-05"))
	commit(t, s, a)
	id := all(t, s, "")[0].ID
	p := commit(t, s, revised(a, meeting("KAZ", "UNO", "2031-03-12")))
	events := all(t, s, "")
	if p.Changed != 1 || len(events) != 1 || events[0].ID != id || events[0].Date.String() != "2031-03-12" {
		t.Errorf("%+v: %+v, want event %s on the 12th", p, events, id)
	}
}

func TestRevisionOlderIsLeft(t *testing.T) {
	s := open(t)
	a := reading("a", "1", "2031-03-06", meeting("KAZ", "UNO", "2031-03-05"))
	later := revised(a, meeting("KAZ", "UNO", "2031-03-12"))
	later.Report.Updated = later.Report.Published.AddDate(0, 0, 1)
	commit(t, s, later)
	if p := commit(t, s, a); p.Changed != 0 || all(t, s, "")[0].Date.String() != "2031-03-12" {
		t.Errorf("%+v: an older revision came through", p)
	}
}

func TestRetractionAndReturn(t *testing.T) {
	s := open(t)
	a := reading("a", "1", "2031-03-06", meeting("KAZ", "UNO", "2031-03-05"))
	commit(t, s, a)
	id := all(t, s, "")[0].ID
	if err := s.Withdraw(t.Context(), a.Report.ID); err != nil {
		t.Fatal(err)
	}
	e, err := s.Event(t.Context(), id)
	if err != nil || !e.Retracted || len(all(t, s, "status:retracted")) != 1 {
		t.Fatalf("%+v, %v: want it retracted", e, err)
	}
	commit(t, s, reading("b", "1", "2031-03-06", meeting("KAZ", "UNO", "2031-03-05")))
	if e, err = s.Event(t.Context(), id); err != nil || !e.Retracted {
		t.Errorf("%+v, %v: want it retracted still", e, err)
	}
	commit(t, s, a)
	if got := all(t, s, "-status:retracted"); len(got) != 1 || len(got[0].Mentions) != 2 {
		t.Errorf("%+v: want one event of both reports", got)
	}
}

func TestMergedAwayRedirects(t *testing.T) {
	s := open(t)
	plan := func(day string) timeline.Mention {
		m := meeting("HUN", "KGZ", day)
		m.Status, m.Mode = timeline.Planned, "visit"
		return m
	}
	commit(t, s, reading("a", "1", "2031-08-26", plan("2031-09-16")))
	commit(t, s, reading("b", "1", "2031-09-24", plan("2031-10-02")))
	before := all(t, s, "")
	if len(before) != 2 {
		t.Fatalf("%d events, want 2", len(before))
	}
	postponed := plan("2031-09-16")
	postponed.Date, postponed.Moved = timeline.Date{}, true
	commit(t, s, reading("c", "1", "2031-09-12", postponed))
	after := all(t, s, "")
	if len(after) != 1 || after[0].Date.String() != "2031-10-02" || len(after[0].Merged) != 1 || len(after[0].History) != 3 {
		t.Fatalf("%+v: want one event, postponed in between", after)
	}
	for _, e := range before {
		if _, err := s.Event(t.Context(), e.ID); e.ID != after[0].ID {
			if to, ok := leads(err); !ok || to != after[0].ID {
				t.Errorf("event %s: %v, want a redirect", e.ID, err)
			}
		}
	}
}

// TestCorrectionsHold: what the operator says holds against later reports and a
// replay, and the ids stay.
func TestCorrectionsHold(t *testing.T) {
	s := open(t)
	told := func(source, day string) scheduler.Reading {
		return reading(source, "1", "2031-03-06", meeting("KAZ", "UNO", day))
	}
	commit(t, s, told("a", "2031-03-05"), told("b", "2031-03-05"), told("c", "2031-03-05"))
	id := all(t, s, "")[0].ID
	if err := s.Split(t.Context(), id, timeline.ReportID("c", "1")); err != nil {
		t.Fatal(err)
	}
	if err := s.Note(t.Context(), id, "seen"); err != nil {
		t.Fatal(err)
	}
	check := func(when string, want int) {
		t.Helper()
		e, err := s.Event(t.Context(), id)
		if err != nil || e.Note != "seen" || !e.Corrected || len(e.Mentions) != want {
			t.Errorf("%s: %+v, %v; want %d mentions", when, e, err, want)
		}
	}
	check("after the split", 2)
	commit(t, s, told("d", "2031-03-05"))
	replay := func() {
		t.Helper()
		err := s.Replay(t.Context(), func(r timeline.Report) timeline.Reading {
			other := meeting("KAZ", "FRA", "2031-02-01") // newer rules read one more, first
			return timeline.Reading{Relevant: true, Mentions: []timeline.Mention{other, meeting("KAZ", "UNO", "2031-03-05")}}
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
	}
	replay()
	check("after a replay", 3)
	parts := all(t, s, "actor:UNO")
	if len(parts) != 2 {
		t.Fatalf("%v: want the split to hold", sources(t, s))
	}
	stays, err := s.Merge(t.Context(), parts[1].ID, parts[0].ID)
	if err != nil || stays != id {
		t.Fatalf("merged into %s, %v; want %s", stays, err, id)
	}
	replay()
	check("after the merge", 4)
	if err := s.Hide(t.Context(), id, true); err != nil {
		t.Fatal(err)
	}
	replay()
	if got := all(t, s, "actor:UNO"); len(got) != 0 {
		t.Errorf("hidden, but listed: %v", got)
	}
}

// TestMergeOfUnlike: the operator may merge what merging would never link.
func TestMergeOfUnlike(t *testing.T) {
	s := open(t)
	commit(t, s, reading("a", "1", "2031-03-06", meeting("KAZ", "UNO", "2031-03-05")), reading("b", "1", "2031-06-06", meeting("DEU", "FRA", "2031-06-05")))
	e := all(t, s, "")
	if _, err := s.Merge(t.Context(), e[0].ID, e[1].ID); err != nil {
		t.Fatal(err)
	}
	if got := sources(t, s); len(got) != 1 || len(got[0]) != 2 {
		t.Errorf("%v: want one event of two reports", got)
	}
}

func TestCorrectionErrors(t *testing.T) {
	s := open(t)
	commit(t, s, reading("a", "1", "2031-03-06", meeting("KAZ", "UNO", "2031-03-05")))
	id := all(t, s, "")[0].ID
	if err := s.Hide(t.Context(), "ffffffffffffffff", true); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("hide: %v", err)
	}
	if err := s.Note(t.Context(), "no id", ""); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("note: %v", err)
	}
	if err := s.Split(t.Context(), id, timeline.ReportID("a", "1")); err == nil {
		t.Error("split of everything: no error")
	}
}
