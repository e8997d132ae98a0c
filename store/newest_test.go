package store_test

import (
	"math/rand"
	"testing"

	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
	"github.com/google/go-cmp/cmp"
)

// TestLatestByMonth: the latest changed events of a term are the same, and in the same
// order, whether all of the term's are read or month by month, as long as needed.
func TestLatestByMonth(t *testing.T) {
	w := world{rand.New(rand.NewSource(31))}
	s := open(t)
	for range 12 {
		commit(t, s, w.readings(25)...)
	}
	w.disturb(t, s)
	for _, text := range []string{
		"actor:KAZ", "actor:KAZ actor:CHE", "actor:KAZ OR actor:CHE", "actor:UNO status:planned", "source:daz", "source:un date:none", "place:CHE",
		"place:geneva -type:consult", "actor:DEU changed:today", "actor:SCO date:2031-03",
	} {
		q, err := timeline.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, limit := range []int{8, 500} { // a full page, and all there is
			page := store.Page{Order: store.Latest, Limit: limit}
			s.ReadWhole(1_000_000)
			s.Forget()
			whole, next, err := s.Events(t.Context(), q, page)
			if err != nil {
				t.Fatal(err)
			}
			s.ReadWhole(0)
			s.Forget()
			byMonth, nextByMonth, err := s.Events(t.Context(), q, page)
			if diff := cmp.Diff(ids(whole), ids(byMonth)); diff != "" || next != nextByMonth || err != nil || len(whole) < 2 {
				t.Errorf("%s, %d events, next %q and %q, %v (-all read +by month):\n%s", text, len(whole), next, nextByMonth, err, diff)
			}
		}
	}
}
