package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/timeline"
)

// What is dropped is the text alone: the events, their evidence and a replay's
// result stay, and the feed's old item is not taken for news.
func TestDropTextsKeepsEvidence(t *testing.T) {
	s := open(t)
	old := reading("a", "1", "2021-03-06", meeting("KAZ", "UNO", "2021-03-05"))
	old.Report.Text, old.Report.Summary = "They met at noon.", "<p>They met at noon.</p>"
	young := reading("a", "2", "2031-03-06", meeting("KAZ", "CHE", "2031-03-05"))
	young.Report.Text = "They met in the evening."
	other := reading("b", "1", "2021-03-06", meeting("KAZ", "UNO", "2021-03-05"))
	other.Report.Text = "They met, it is said."
	commit(t, s, old, young)
	commit(t, s, other)
	before := all(t, s, "")
	cut := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for run, want := range []int{1, 0} {
		if n, err := s.DropTexts(t.Context(), "a", cut); err != nil || n != want {
			t.Fatalf("run %d dropped %d, %v, want %d", run+1, n, err, want)
		}
	}
	reports, err := s.Reports(t.Context(), []string{old.Report.ID, young.Report.ID, other.Report.ID})
	if err != nil {
		t.Fatal(err)
	}
	if r := reports[old.Report.ID]; r.Text != "" || r.Summary != "" || r.Title != old.Report.Title || r.URL != old.Report.URL || r.Published.IsZero() {
		t.Errorf("the old report is %+v", r)
	}
	if reports[young.Report.ID].Text == "" || reports[other.Report.ID].Text == "" {
		t.Error("a younger report, or another source's, lost its text")
	}
	read := 0
	err = s.Replay(t.Context(), func(r timeline.Report) timeline.Reading {
		read++
		if r.Text == "" {
			t.Errorf("report %s is read again without its text", r.ID)
		}
		for _, reading := range []struct {
			id string
			timeline.Reading
		}{{young.Report.ID, young.Reading}, {other.Report.ID, other.Reading}} {
			if r.ID == reading.id {
				return reading.Reading
			}
		}
		return timeline.Reading{}
	}, nil)
	if err != nil || read != 2 {
		t.Errorf("a replay read %d reports, %v, want 2", read, err)
	}
	if diff := cmp.Diff(before, all(t, s, "")); diff != "" {
		t.Errorf("the events changed:\n%s", diff)
	}
	if p := commit(t, s, old); p.New+p.Changed != 0 {
		t.Errorf("the old item counts as news: %+v", p)
	}
	old.Report.Title += ", corrected"
	if p := commit(t, s, old); p.Changed != 1 {
		t.Errorf("a correction of the old item is not taken: %+v", p)
	}
}
