package web

import (
	"strings"
	"testing"
	"time"
)

// TestCrossesStayApart: many failed polls in a small picture are told from one another.
func TestCrossesStayApart(t *testing.T) {
	l := mustLocales(t).byName("en")
	f := &frame{loc: l, Lang: l.Lang, now: now()}
	polls := make([]Poll, 96)
	for i := range polls {
		polls[i] = Poll{At: f.now.Add(time.Duration(i) * 15 * time.Minute), Error: "no answer"}
	}
	for _, wide := range []int{80, 288, 700} {
		sp := f.spark(polls, 18, wide)
		last := -100.0
		for _, m := range sp.Marks {
			x := number(t, strings.TrimSuffix(m.X, "%")) / 100 * float64(wide)
			if x-last < 5.5 { // a cross is 5.5 px wide, with its line
				t.Errorf("in %d px crosses stand at %.1f and %.1f", wide, last, x)
			}
			last = x
		}
		if len(sp.Marks) < 10 || !strings.Contains(sp.Label, "96 failed") {
			t.Errorf("in %d px: %d crosses, %s", wide, len(sp.Marks), sp.Label)
		}
	}
}
