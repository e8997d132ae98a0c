package timeline_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// TestLayoutInParts: links that come and go in parts, in any order, are laid out as
// those that stay are at once.
func TestLayoutInParts(t *testing.T) {
	for seed := range 300 {
		r := rand.New(rand.NewSource(int64(seed)))
		mentions := randomMentions(r, 60)
		w := timeline.NewLayout(nil, nil)
		var all []*timeline.Link
		stay := map[string]timeline.Mention{}
		for len(mentions) > 0 {
			n := min(1+r.Intn(5), len(mentions))
			for _, m := range mentions[:n] {
				l := timeline.LinkOf(m, timeline.KindOf(m))
				stay[l.Key()] = m
				all = append(all, l)
				w.Add(l)
			}
			mentions = mentions[n:]
			if err := w.Work(); err != nil {
				t.Fatal(err)
			}
			for r.Intn(3) == 0 && len(all) > 0 {
				i := r.Intn(len(all))
				if err := w.Remove(all[i]); err != nil {
					t.Fatal(err)
				}
				delete(stay, all[i].Key())
				all = slices.Delete(all, i, i+1)
			}
		}
		if err := w.Work(); err != nil {
			t.Fatal(err)
		}
		groups, err := w.Events(w.Changed())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, g := range groups {
			got = append(got, fmt.Sprint(reportsOf(w.Tell(g, func(l *timeline.Link) timeline.Mention { return stay[l.Key()] }))))
		}
		var want []string
		var list []timeline.Mention
		for _, m := range stay {
			list = append(list, m)
		}
		for _, e := range timeline.Merge(list, nil) {
			want = append(want, fmt.Sprint(reportsOf(e)))
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: in parts\n%s\nat once\n%s", seed, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func reportsOf(e timeline.Event) string {
	var s []string
	for _, m := range e.Mentions {
		s = append(s, m.Key())
	}
	return fmt.Sprint(s, e.Date, e.Status, len(e.History))
}

// randomMentions makes mentions that often may tell of one event.
func randomMentions(r *rand.Rand, n int) []timeline.Mention {
	pick := func(of ...string) string { return of[r.Intn(len(of))] }
	day0 := timeline.Day(20000)
	var out []timeline.Mention
	for i := range n {
		told := day0 + timeline.Day(r.Intn(20))
		m := timeline.Mention{
			Report: fmt.Sprintf("r%02d", i), Source: "s", Reported: time.Unix(int64(told)*86400+int64(r.Intn(80000)), 0).UTC(),
			Type: timeline.Type(pick("CONSULT", "CONSULT", "ACCUSE")), Mode: pick("", "", "visit", "phone"),
			Status:  timeline.Status(pick("occurred", "occurred", "planned", "cancelled")),
			Parties: []timeline.Party{{Code: "KAZ", Role: timeline.Actor, Person: pick("", "Ada Lind", "Omar Sall"), Level: timeline.Level(pick("", "head", "minister"))}},
		}
		if r.Intn(4) > 0 {
			m.Parties = append(m.Parties, timeline.Party{Code: pick("CHE", "UNO"), Role: timeline.PartyRole(pick("actor", "recipient"))})
		}
		if r.Intn(2) == 0 {
			m.Place = timeline.Place{Code: pick("CHE:Geneva", "KAZ"), Country: "KAZ"}
		}
		m.Moved = m.Status == timeline.Planned && r.Intn(3) == 0
		if r.Intn(5) > 0 {
			start := told + timeline.Day(r.Intn(9)-4)
			m.Date.Start, m.Date.End, m.Date.Precision = start, start+timeline.Day(r.Intn(2)*r.Intn(15)), timeline.OneDay
			if m.Date.End > m.Date.Start {
				m.Date.Precision = timeline.Range
			}
			m.Date.Basis = timeline.Basis(pick("explicit", "relative", "published"))
		}
		out = append(out, m)
	}
	return out
}
