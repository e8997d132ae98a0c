package store_test

import (
	"cmp"
	"context"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
)

// counted are queries of every kind: one tallied term, with a status, with days, several, none of them, words.
var counted = []string{
	"", "actor:KAZ", "type:consult", "type:protest", "status:planned", "lang:de", "actor:KAZ actor:UNO", "status:planned lang:de", "zurich",
	"actor:KAZ OR actor:UZB", "source:daz", "-status:planned", "date:2031", "date:2031-03-04", "actor:KAZ date:>=2031-02-01", "zurich type:consult",
	"type:consult status:planned", "actor:KAZ date:2031", "actor:KAZ status:planned date:>=2031-02-10", "type:consult date:2031-01-20..2031-04-05",
}

// TestCountsOfMany counts a timeline as if it were too long to look at each
// event: from tallies, which are exact, and by estimates, which here ask every
// candidate and so must be exact as well.
func TestCountsOfMany(t *testing.T) {
	w := world{rand.New(rand.NewSource(11))}
	s := open(t)
	commit(t, s, w.readings(60)...)
	w.disturb(t, s)
	for _, text := range counted {
		q, err := timeline.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		few, fewBands := counts(t, s, q, 10_000)
		many, manyBands := counts(t, s, q, 0)
		s.LookUp(0) // every word is one that very many events have
		if words, _ := counts(t, s, q, 0); words.Ahead != many.Ahead || max(words.Events-many.Events, many.Events-words.Events) > many.Events/5 {
			t.Errorf("%q: with words looked up %+v, else %+v", text, words, many)
		}
		s.LookUp(10_000)
		if few.Events != many.Events || few.Events == 0 {
			t.Errorf("%q: %d events, counted as many %+v", text, few.Events, many)
		}
		if few.Ahead != many.Ahead {
			t.Errorf("%q: %+v, of many %+v", text, few, many)
		}
		if strings.Contains(text, "zurich") { // of a word, stretches of days are asked
			fewBands, manyBands = byStatus(fewBands), byStatus(manyBands)
		}
		if d := diff.Diff(fewBands, manyBands); d != "" && !strings.Contains(text, "date:") { // an estimate leaves out those that began before
			t.Errorf("%q: bands of few and of many differ:\n%s", text, d)
		}
	}
}

func counts(t *testing.T, s *store.Store, q timeline.Query, look int) (store.Count, []store.Band) {
	t.Helper()
	s.LookAt(look)
	s.Forget()
	c, err := s.Count(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	bands, err := s.Density(t.Context(), q, timeline.FirstDay, timeline.LastDay, store.ByDay)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(bands, func(a, b store.Band) int { return cmp.Compare(a.Day, b.Day) })
	return c, bands
}

// byStatus adds up the events of bands by status.
func byStatus(bands []store.Band) (out []store.Band) {
	sums := map[timeline.Status]int{}
	for _, b := range bands {
		sums[b.Status] += b.Events
	}
	for _, status := range slices.Sorted(maps.Keys(sums)) {
		out = append(out, store.Band{Status: status, Events: sums[status]})
	}
	return out
}
