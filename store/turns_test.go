package store_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/dateline-news/dateline/scheduler"
)

func stateDue(id, url string, due time.Time) scheduler.State {
	return scheduler.State{Source: id, URL: url, NextDue: due}
}

// TestDue: of each host the source that has waited longest, the longest wait
// first; what is parked or gone is left out until it has a state again.
func TestDue(t *testing.T) {
	s := open(t)
	now := time.Date(2031, 3, 6, 12, 0, 0, 0, time.UTC)
	held := stateDue("held", "https://e.example/", now.Add(-time.Hour))
	held.Hold = now.Add(time.Minute)
	gone := stateDue("gone", "https://f.example/", now.Add(-time.Hour))
	gone.Gone = true
	for _, st := range []scheduler.State{
		stateDue("b2", "https://b.example/2", now.Add(-2*time.Minute)),
		stateDue("b3", "https://b.example/3", now.Add(-3*time.Minute)),
		stateDue("c", "https://c.example/", now),
		stateDue("d", "https://d.example/", now.Add(time.Second)),
		held, gone,
	} {
		if _, err := s.Commit(t.Context(), scheduler.Outcome{State: st}); err != nil {
			t.Fatal(err)
		}
	}
	wantDue(t, s, now, "b3", "c")
	wantDue(t, s, now.Add(time.Hour), "b3", "c", "d", "held")
	if err := s.Park(t.Context(), []string{"b3", "c"}); err != nil {
		t.Fatal(err)
	}
	wantDue(t, s, now, "b2")
	if parked, err := s.Parked(t.Context()); err != nil || !parked["c"] || !parked["gone"] || parked["d"] {
		t.Errorf("parked: %v, %v", parked, err)
	}
}

// TestSettle: a state outside a poll is stored where nobody polled meanwhile.
func TestSettle(t *testing.T) {
	s := open(t)
	now := time.Date(2031, 3, 6, 12, 0, 0, 0, time.UTC)
	first, later := stateDue("a", "https://a.example/", now), stateDue("a", "https://a.example/", now.Add(time.Hour))
	settle := func(old, st scheduler.State) {
		t.Helper()
		if err := s.Settle(t.Context(), []scheduler.Change{{Old: old, New: st}}); err != nil {
			t.Fatal(err)
		}
	}
	settle(scheduler.State{}, first) // a new source
	wantDue(t, s, now, "a")
	settle(scheduler.State{}, later) // another node thought it was new too
	wantDue(t, s, now, "a")
	settle(later, stateDue("a", "https://a.example/", now.Add(time.Minute))) // out of date
	wantDue(t, s, now, "a")
	settle(first, later)
	wantDue(t, s, now)
	wantDue(t, s, now.Add(time.Hour), "a")
}

func wantDue(t *testing.T, s scheduler.SharedStore, now time.Time, want ...string) {
	t.Helper()
	states, err := s.Due(t.Context(), now, 100)
	var got []string
	for _, st := range states {
		got = append(got, st.Source)
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("due: %q, %v; want %q", got, err, want)
	}
}

// TestWatch: a commit is told, one that changes nothing is not, and a cut
// connection loses nothing.
func TestWatch(t *testing.T) {
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	heard, done := make(chan int64, 100), make(chan struct{})
	go func() {
		defer close(done)
		s.Watch(ctx, slog.New(slog.DiscardHandler), func(n int64) { heard <- n })
	}()
	defer func() { cancel(); <-done }()
	was := <-heard
	for i, date := range []string{"2031-03-05", "2031-04-05", "2031-05-05"} {
		commit(t, s, reading("a", date, "2031-06-06", meeting("KAZ", "UNO", date)))
		is := <-heard
		if stored, err := s.Changed(ctx); err != nil || is <= was || is != stored {
			t.Errorf("heard %d after %d, stored is %d, %v", is, was, stored, err)
		}
		was = is
		if i == 1 && s.Shared() {
			if _, err := raw(t, server.URL).Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%LISTEN%' AND pid <> pg_backend_pid()"); err != nil {
				t.Fatal(err)
			}
		}
	}
}
