package store_test

import (
	"testing"

	"github.com/dateline-news/dateline/store"
)

func TestCountsWhatChanged(t *testing.T) {
	s := open(t)
	a := reading("a", "1", "2031-03-06", meeting("KAZ", "UNO", "2031-03-05"))
	commit(t, s, a)
	commit(t, s, a) // nothing new
	commit(t, s, reading("b", "1", "2031-03-06", meeting("KAZ", "UNO", "2031-03-05")))
	if got, want := s.Counts(), (store.Counts{Created: 1, Changed: 1}); got != want {
		t.Errorf("after one event told twice: %+v, want %+v", got, want)
	}
	if err := s.Withdraw(t.Context(), a.Report.ID); err != nil {
		t.Fatal(err)
	}
	commit(t, s, reading("c", "1", "2031-04-02", meeting("DEU", "FRA", "2031-04-01")))
	events := all(t, s, "")
	if _, err := s.Merge(t.Context(), events[0].ID, events[1].ID); err != nil {
		t.Fatal(err)
	}
	if got := s.Counts(); got.Created != 2 || got.Merged != 1 {
		t.Errorf("after a merge: %+v, want 2 created, 1 merged", got)
	}
}
