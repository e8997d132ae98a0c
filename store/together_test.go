package store_test

import (
	"math/rand"
	"testing"

	"github.com/dateline-news/dateline/scheduler"
)

// TestCommitTogether: outcomes stored in one transaction give the timeline, the
// polls and the states that they give one after the other.
func TestCommitTogether(t *testing.T) {
	w := world{rand.New(rand.NewSource(7))}
	one, many := open(t), open(t)
	readings := w.readings(60)
	var outcomes []scheduler.Outcome
	for i := range 4 {
		o := scheduler.Outcome{State: scheduler.State{Source: string(rune('a' + i)), URL: "u"}, Readings: readings[15*i : 15*i+15]}
		outcomes = append(outcomes, o)
		if _, err := one.Commit(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	polls, err := many.CommitTogether(t.Context(), outcomes)
	if err != nil || len(polls) != 4 || polls[0].New != 15 || polls[3].New != 15 {
		t.Fatalf("%+v, %v", polls, err)
	}
	if got, want := tell(whole(t, many)), tell(whole(t, one)); got != want {
		t.Errorf("together\n%s\none by one\n%s", got, want)
	}
	if states, err := many.States(t.Context()); err != nil || len(states) != 4 {
		t.Errorf("states %v, %v", states, err)
	}
}
