package scheduler

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

// A clock that is set back delays nothing: what was planned moves with it.
func TestClockSetBack(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run(time.Minute, source("a", feedURL("/good"), "1h"))
		for id, st := range w.store.states { // as a clock left them that was a week ahead
			st.LastPoll, st.LastOK, st.NextDue = st.LastPoll.Add(weekly), st.LastOK.Add(weekly), st.NextDue.Add(weekly)
			w.store.states[id] = st
		}
		w.run(3*time.Hour, source("a", feedURL("/good"), "1h"))
		w.asked("feeds.test/good", 3, 4)
		w.atLeast("feeds.test/good", 50*time.Minute)
		wantIn(t, "log", w.log.String(), "the clock was set back")
	})
}

func TestSteady(t *testing.T) {
	now := time.Date(2031, 3, 6, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) State {
		return State{LastPoll: now.Add(d), NextDue: now.Add(d + time.Hour), Hold: now.Add(d + 2*time.Hour)}
	}
	for _, d := range []time.Duration{-time.Hour, 0, 30 * time.Second} {
		if st, by := steady(at(d), now); !st.NextDue.Equal(at(d).NextDue) || by != 0 {
			t.Errorf("last poll at %v: moved by %v", d, by)
		}
	}
	if st, by := steady(at(5*time.Hour), now); !st.LastPoll.Equal(now) || !st.NextDue.Equal(at(0).NextDue) || !st.Hold.Equal(at(0).Hold) || by != 5*time.Hour {
		t.Errorf("moved by %v to %+v", by, st)
	}
}

// An article that hangs the reader costs that article: the others are read, and
// the source is polled on.
func TestHangingArticleIsStoredUnread(t *testing.T) {
	inWorld(t, func(w *world) {
		released := make(chan struct{})
		w.opts.Read = func(r timeline.Report) timeline.Reading {
			if r.Title == "Item 3" {
				<-released
			}
			return timeline.Reading{Why: "read"}
		}
		w.run(3*time.Hour, source("a", feedURL("/good"), "1h"))
		want(t, "items", len(w.store.titles()), 5)
		for _, r := range w.store.reports {
			want(t, r.Report.Title+" is read", r.Reading.Why == "read", r.Report.Title != "Item 3")
		}
		w.asked("feeds.test/good", 3, 4)
		wantIn(t, "log", w.log.String(), "hangs", "source=a", "gave up")
		close(released)
		synctest.Wait()
	})
}

// Parsing that panics or hangs is an error of that source.
func TestHangingFeed(t *testing.T) {
	inWorld(t, func(w *world) {
		released := make(chan struct{})
		w.opts.Parse = func(p feed.Page, src feed.Source) (feed.Document, error) {
			if src.ID == "a" {
				<-released
			}
			return feed.Parse(p, src)
		}
		w.run(10*time.Minute, source("a", feedURL("/good"), "1h"), source("b", "http://other.test/good", "1h"))
		wantIn(t, "error", w.store.state("a").LastError, "gave up")
		want(t, "error of b", w.store.state("b").LastError, "")
		close(released)
		synctest.Wait()
	})
}
