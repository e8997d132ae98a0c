package store

import (
	"math/rand"
	"testing"

	"github.com/dateline-news/dateline/timeline"
)

// TestApart: events that share mentions are written in one part, whatever chain
// of others ties them; nothing is left out, and parts are not larger than they must be.
func TestApart(t *testing.T) {
	for seed := range 50 {
		r := rand.New(rand.NewSource(int64(seed)))
		events := 20 + r.Intn(2000)
		var groups [][]*timeline.Thread
		for range 3 * chunk {
			th := &timeline.Thread{}
			for range 1 + r.Intn(3) {
				th.Links = append(th.Links, &timeline.Link{Event: int64(r.Intn(events))}) // 0: a new mention
			}
			groups = append(groups, []*timeline.Thread{th})
		}
		w := writing{neighbourhood: &neighbourhood{}}
		in, total := map[int64]int{}, 0
		for i, part := range w.apart(groups) {
			total += len(part)
			for _, g := range part {
				for _, e := range w.before(g) {
					if other, known := in[e]; known && other != i {
						t.Fatalf("seed %d: event %d is in parts %d and %d", seed, e, other, i)
					}
					in[e] = i
				}
			}
		}
		if total != len(groups) {
			t.Fatalf("seed %d: %d groups of %d", seed, total, len(groups))
		}
	}
	if parts := (writing{neighbourhood: &neighbourhood{}}).apart(make([][]*timeline.Thread, 3*chunk)); len(parts) != 3 {
		t.Errorf("%d parts of groups that share nothing, want 3", len(parts))
	}
}
