package scheduler

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// groupStore takes its time for a transaction, and refuses those that hold the
// source "bad".
type groupStore struct {
	took   time.Duration
	mu     sync.Mutex
	groups [][]string
	stored int   // readings not laid out yet
	laid   []int // how many were laid out at once
}

func (s *groupStore) LayOut(context.Context) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stored > 0 {
		s.laid = append(s.laid, s.stored)
		s.stored = 0
	}
	return false, nil
}

var errBad = errors.New("cannot be stored")

func (s *groupStore) CommitTogether(_ context.Context, outcomes []Outcome) ([]Poll, error) {
	time.Sleep(s.took)
	var sources []string
	polls := make([]Poll, len(outcomes))
	for i, o := range outcomes {
		sources = append(sources, o.Poll.Source)
		polls[i] = o.Poll
		polls[i].New = len(o.Readings)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groups = append(s.groups, sources)
	if slices.Contains(sources, "bad") {
		return nil, errBad
	}
	for _, o := range outcomes {
		s.stored += len(o.Readings)
	}
	return polls, nil
}

// TestOutcomesTogether: what comes while a transaction runs is stored in the next
// one, one outcome a source; one that cannot be stored fails alone.
func TestOutcomesTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &groupStore{took: time.Second}
		g := &together{store: s}
		var wg sync.WaitGroup
		for i, source := range []string{"a", "b", "bad", "c", "a"} {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * 100 * time.Millisecond)
				o := Outcome{Poll: Poll{Source: source}, Readings: []Reading{{Report: timeline.Report{ID: fmt.Sprint(i), Source: source}}}}
				poll, err := g.commit(t.Context(), o)
				if source == "bad" != errors.Is(err, errBad) || err == nil && (poll.New != 1 || poll.Source != source) {
					t.Errorf("%s: %+v, %v", source, poll, err)
				}
			})
		}
		wg.Wait()
		time.Sleep(time.Second) // the store waits for more, in vain
		want := [][]string{{"a"}, {"b", "bad", "c", "a"}, {"b"}, {"bad"}, {"c"}, {"a"}}
		if fmt.Sprint(s.groups) != fmt.Sprint(want) {
			t.Errorf("stored %v, want %v", s.groups, want)
		}
		if want := []int{4}; !slices.Equal(s.laid, want) {
			t.Errorf("laid out %v readings at once, want %v: when nobody waits", s.laid, want)
		}
	})
}

// TestLayOutInAFlood: where outcomes never stop coming, what was read is laid out
// all the same before it is old, and in large parts.
func TestLayOutInAFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &groupStore{took: time.Second}
		g := &together{store: s}
		var wg sync.WaitGroup
		for i := range 3000 {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * 100 * time.Millisecond)
				source := fmt.Sprint(i)
				o := Outcome{Poll: Poll{Source: source}, Readings: []Reading{{Report: timeline.Report{ID: source, Source: source}}}}
				if _, err := g.commit(t.Context(), o); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		<-g.begin(t.Context())
		total := 0
		for _, n := range s.laid {
			total += n
		}
		if total != 3000 || len(s.laid) < 3 || len(s.laid) > 4 {
			t.Errorf("laid out %v in 300 seconds, want 3000 in three or four parts", s.laid)
		}
	})
}

// TestLayOutWhenAllIsRead: while an answer is being read what was stored waits, but
// not for long.
func TestLayOutWhenAllIsRead(t *testing.T) {
	for _, reads := range []time.Duration{10 * time.Second, 10 * time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			s := &groupStore{}
			start := time.Now()
			g := &together{store: s, busy: func() bool { return time.Since(start) < reads }}
			o := Outcome{Poll: Poll{Source: "a"}, Readings: []Reading{{Report: timeline.Report{ID: "1", Source: "a"}}}}
			if _, err := g.commit(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			wait := min(reads, layLate)
			time.Sleep(wait - time.Since(start) - time.Second)
			synctest.Wait()
			if len(s.laid) != 0 {
				t.Errorf("laid out before %v", wait)
			}
			time.Sleep(2 * time.Second)
			synctest.Wait()
			if len(s.laid) != 1 {
				t.Errorf("not laid out after %v", wait)
			}
			time.Sleep(reads) // let it end
		})
	}
}

// TestLayOutInTheCalm: what trickles in is laid out together, half a second after the
// last of it, but never waits longer than some seconds, nor when somebody asks.
func TestLayOutInTheCalm(t *testing.T) {
	for _, c := range []struct {
		name            string
		outcomes, parts int
		asked           bool
		took            time.Duration
	}{
		{"a few", 3, 1, false, time.Second},
		{"asked", 1, 1, true, 100 * time.Millisecond},
		{"steady", 40, 3, false, time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &groupStore{took: 10 * time.Millisecond}
				g := &together{store: s}
				for i := range c.outcomes {
					if i > 0 {
						time.Sleep(300 * time.Millisecond)
					}
					go func() {
						o := Outcome{Poll: Poll{Source: fmt.Sprint(i)}, Readings: []Reading{{Report: timeline.Report{ID: fmt.Sprint(i), Source: fmt.Sprint(i)}}}}
						if _, err := g.commit(t.Context(), o); err != nil {
							t.Error(err)
						}
					}()
				}
				time.Sleep(100 * time.Millisecond) // the last is stored
				start := time.Now()
				if c.asked {
					<-g.begin(t.Context())
				} else {
					g.mu.Lock()
					ended := g.ended
					g.mu.Unlock()
					<-ended
				}
				total := 0
				for _, n := range s.laid {
					total += n
				}
				if total != c.outcomes || len(s.laid) != c.parts || time.Since(start) > c.took {
					t.Errorf("laid out %v, %v after the last was stored", s.laid, time.Since(start))
				}
			})
		})
	}
}
