package store_test

import (
	"cmp"
	"math/rand"
	"slices"
	"testing"

	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
	gocmp "github.com/google/go-cmp/cmp"
)

// TestLatest: the latest changed events of a query come in order of change, page by
// page, none twice and none left out, whether its terms' changes are followed or a short
// list is read whole, after events were changed, merged, hidden and withdrawn.
func TestLatest(t *testing.T) {
	w := world{rand.New(rand.NewSource(31))}
	s := open(t)
	for range 12 {
		commit(t, s, w.readings(25)...)
	}
	w.disturb(t, s)
	for _, text := range []string{
		"actor:KAZ", "actor:KAZ actor:CHE", "actor:KAZ OR actor:CHE", "actor:UNO status:planned", "source:daz", "source:un date:none", "place:CHE",
		"place:geneva -type:consult", "actor:DEU changed:today", "actor:SCO date:2031-03", "actor:DEU lang:de geneva",
	} {
		q, err := timeline.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		want := pages(t, s, q, store.Page{Order: store.NewestDate, Limit: 500})
		slices.SortFunc(want, func(a, b timeline.Event) int { return cmp.Or(b.Updated.Compare(a.Updated), cmp.Compare(b.ID, a.ID)) })
		if len(want) < 2 {
			t.Errorf("%s: %d events, the test says nothing", text, len(want))
		}
		for _, few := range []int{0, 1_000_000} {
			for _, limit := range []int{3, 500} {
				s.ReadWhole(few)
				s.Forget()
				got := pages(t, s, q, store.Page{Order: store.Latest, Limit: limit})
				if diff := gocmp.Diff(ids(want), ids(got)); diff != "" {
					t.Errorf("%s, pages of %d, lists up to %d read whole (-want +got):\n%s", text, limit, few, diff)
				}
			}
		}
	}
}
