package store_test

import (
	"context"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
	"golang.org/x/sync/errgroup"
)

// TestOrderNeverMatters splits reports over polls at random, shuffles the polls
// and commits them by one writer or by eight at once: the timeline is the same
// every time, and the same as merging everything at once.
func TestOrderNeverMatters(t *testing.T) {
	for seed := range shuffles(t) {
		w := world{rand.New(rand.NewSource(int64(seed)))}
		readings := w.readings(25)
		var mentions []timeline.Mention
		for _, r := range readings {
			for i, m := range r.Reading.Mentions {
				m.Report, m.Source, m.N, m.Lang, m.Reported, m.Voice = r.Report.ID, r.Report.Source, i, r.Reading.Lang, r.Report.Published, timeline.VoiceOf(r.Report)
				mentions = append(mentions, m)
			}
		}
		want := tell(timeline.Merge(mentions, nil))
		w.Shuffle(len(readings), func(i, j int) { readings[i], readings[j] = readings[j], readings[i] })
		s := open(t)
		arrive(t, s, w, readings, 1+7*(seed%2))
		if got := tell(whole(t, s)); got != want {
			t.Fatalf("seed %d: stored\n%s\nmerged at once\n%s", seed, got, want)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// shuffles is how many arrivals are tried: DATELINE_SHUFFLES, else enough for
// every run of the tests.
func shuffles(t *testing.T) int {
	n := 16
	if env := os.Getenv("DATELINE_SHUFFLES"); env != "" {
		if _, err := fmt.Sscan(env, &n); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// arrive commits the readings in polls of one to three by so many writers.
func arrive(t *testing.T, s *store.Store, w world, readings []scheduler.Reading, writers int) {
	t.Helper()
	g, ctx := errgroup.WithContext(context.Background())
	g.SetLimit(writers)
	for len(readings) > 0 {
		n := min(1+w.Intn(3), len(readings))
		poll := readings[:n]
		readings = readings[n:]
		g.Go(func() error {
			_, err := s.Commit(ctx, scheduler.Outcome{Readings: poll})
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
}

// tell writes what events say, without their ids and times.
func tell(events []timeline.Event) string {
	var lines []string
	for _, e := range events {
		var history []string
		for _, c := range e.History {
			history = append(history, fmt.Sprintf("%s %s %s %v", c.Report, c.Date, c.Status, c.Moved))
		}
		lines = append(lines, fmt.Sprintf("%s/%s %s %s %v %v %v %s voices %d %v %v", e.Type, e.Mode, e.Status, e.Date, e.Date.Basis, e.Parties, e.Place, keys(e), e.Voices, e.Topics, history))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func keys(e timeline.Event) string {
	var out []string
	for _, m := range e.Mentions {
		out = append(out, m.Key())
	}
	return strings.Join(out, " ")
}

// TestIDsStay: whatever arrives later, an issued id names an event or leads to one,
// and no two ids are given for one event.
func TestIDsStay(t *testing.T) {
	w := world{rand.New(rand.NewSource(3))}
	s := openFile(t, filepath.Join(t.TempDir(), "d.db"))
	issued := map[string]bool{}
	for _, r := range w.readings(120) {
		commit(t, s, r)
		for _, e := range whole(t, s) {
			issued[e.ID] = true
		}
	}
	for id := range issued {
		if e, err := s.Event(t.Context(), id); err == nil && !e.Retracted {
			continue
		} else if to, ok := leads(err); !ok {
			t.Errorf("event %s: %v, retracted %v", id, err, e.Retracted)
		} else if _, err := s.Event(t.Context(), to); err != nil {
			t.Errorf("event %s leads to %s: %v", id, to, err)
		}
	}
}
