package store_test

import (
	"bytes"
	"fmt"
	"math/rand"
	"slices"
	"testing"
	"time"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
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
	layOut(t, many)
	if got, want := tell(whole(t, many)), tell(whole(t, one)); got != want {
		t.Errorf("together\n%s\none by one\n%s", got, want)
	}
	if states, err := many.States(t.Context()); err != nil || len(states) != 4 {
		t.Errorf("states %v, %v", states, err)
	}
}

func layOut(t *testing.T, s *store.Store) {
	t.Helper()
	for more := true; more; {
		var err error
		if more, err = s.LayOut(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLayOutLater: what a commit stored is laid out by whoever comes next, the
// latest revision of a report only, and an export carries it.
func TestLayOutLater(t *testing.T) {
	first, last := meeting("KAZ", "CHE", "2031-03-04"), meeting("KAZ", "UNO", "2031-03-05")
	s := open(t)
	for i, m := range []timeline.Mention{first, last} {
		r := reading("daz", "a", "2031-03-06", m)
		r.Report.Updated = r.Report.Published.Add(time.Duration(i) * time.Hour)
		r.Digest = fmt.Sprint(i)
		if _, err := s.CommitTogether(t.Context(), []scheduler.Outcome{{Readings: []scheduler.Reading{r}}}); err != nil {
			t.Fatal(err)
		}
	}
	if events := whole(t, s); len(events) != 0 {
		t.Errorf("on the timeline before it is laid out: %s", tell(events))
	}
	var carried bytes.Buffer
	if err := s.Export(t.Context(), &carried); err != nil {
		t.Fatal(err)
	}
	other := open(t)
	if err := other.Import(t.Context(), &carried); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*store.Store{s, other} {
		layOut(t, s)
		if events := whole(t, s); len(events) != 1 || !slices.Contains(events[0].Codes(), "UNO") {
			t.Errorf("want the revised meeting alone, got %s", tell(events))
		}
	}
	if err := s.Withdraw(t.Context(), reading("daz", "a", "2031-03-06").Report.ID); err != nil {
		t.Fatal(err)
	}
	layOut(t, s)
	if events := whole(t, s); len(events) != 1 || !events[0].Retracted {
		t.Errorf("withdrawn: %s", tell(events))
	}
}

// TestLayOutInParts: laid out a few mentions at a time, those of a report in
// different transactions, the timeline comes out as laid out report by report; a
// revision that comes in between replaces all that its report told.
func TestLayOutInParts(t *testing.T) {
	w := world{rand.New(rand.NewSource(11))}
	one, few := open(t), open(t)
	readings := w.readings(80)
	revised := reading("z", "0", "2031-03-06", meeting("AUT", "HUN", "2031-03-05"), meeting("RUS", "TUR", "2031-03-04"))
	later := reading("z", "0", "2031-03-06", meeting("RUS", "TUR", "2031-03-04"))
	later.Report.Updated, later.Digest = later.Report.Published.Add(time.Hour), "later"
	for _, r := range append(readings, revised, later) {
		commit(t, one, r)
	}
	keep := func(readings ...scheduler.Reading) {
		t.Helper()
		if _, err := few.CommitTogether(t.Context(), []scheduler.Outcome{{Readings: readings}}); err != nil {
			t.Fatal(err)
		}
	}
	keep(append(readings, revised)...)
	few.LayOutFew(5)
	for range 10 {
		if more, err := few.LayOut(t.Context()); !more || err != nil {
			t.Fatalf("more %t, %v", more, err)
		}
	}
	keep(later)
	layOut(t, few)
	standing := func(s *store.Store) string { // what was laid out before it was revised is retracted
		return tell(slices.DeleteFunc(whole(t, s), func(e timeline.Event) bool { return e.Retracted }))
	}
	if got, want := standing(few), standing(one); got != want {
		t.Errorf("in parts\n%s\none by one\n%s", got, want)
	}
}

// FuzzUnlaid: whatever the database holds, reading it ends and does not panic.
func FuzzUnlaid(f *testing.F) {
	for _, body := range []string{"", "2 3 {}abc", "2 3 {}abc1 0 x", "9999999999 1 x", "-1 4 abc", "1", "1 1 x"} {
		f.Add("", body)
		f.Add("4", body)
		f.Add("0 one", body)
	}
	f.Fuzz(func(t *testing.T, numbers, body string) {
		if n, err := store.DecodeUnlaid(numbers, body); err == nil && n > len(body) {
			t.Errorf("%d mentions in %d bytes", n, len(body))
		}
	})
}
