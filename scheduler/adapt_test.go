package scheduler

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/dateline-news/dateline/feed"
)

// A feed whose window turns over in six hours loses no item; one that changes
// monthly is asked rarely; a source with a schedule of its own is asked by it.
func TestIntervalsFollowTheWindow(t *testing.T) {
	inWorld(t, func(w *world) {
		start := time.Now()
		busy := func(rw http.ResponseWriter, r *http.Request) { // an item every 10 minutes, 36 in the window
			serve(rss(200+int(time.Since(start)/(10*time.Minute)), 36), "ETag", fmt.Sprint(time.Since(start)/(10*time.Minute)))(rw, r)
		}
		w.server.on("/busy", busy)
		w.server.on("/monthly", serve(monthly(start), "ETag", "1"))
		adaptive, rare, own := source("a", feedURL("/busy"), "20m"), source("b", "http://rare.test/monthly", "20m"), source("c", "http://own.test/monthly", "20m")
		adaptive.OwnSchedule, rare.OwnSchedule = false, false
		w.run(20*24*time.Hour, adaptive, rare, own)
		titles := w.store.titles()
		for n := 165; n < 200+19*24*6; n++ {
			if !titles[fmt.Sprintf("Item %d", n)] {
				t.Fatalf("item %d was lost", n)
			}
		}
		w.asked("feeds.test/busy", 20*24, 20*24*3)
		w.asked("rare.test/monthly", 18, 45)
		w.asked("own.test/monthly", 20*24*3/2, 20*24*3+2)
		wantIn(t, "why so rarely", w.store.state("b").Reason, "changes rarely")
	})
}

// monthly is a feed of ten items a month apart.
func monthly(now time.Time) string {
	s := `<rss version="2.0"><channel><title>Monthly</title>`
	for i := range 10 {
		s += fmt.Sprintf("<item><guid>m%d</guid><title>Issue %d</title><description>x</description><pubDate>%s</pubDate></item>", i, i, now.AddDate(0, -i, -3).Format(time.RFC1123Z))
	}
	return s + "</channel></rss>"
}

func TestNextDue(t *testing.T) {
	now := time.Date(2024, 2, 28, 12, 0, 0, 0, time.UTC) // a Wednesday
	tagged := State{URL: feedURL("/"), Validators: feed.Validators{ETag: "x"}, LastOK: now}
	with := func(change func(*State)) State {
		st := tagged
		change(&st)
		return st
	}
	cases := []struct {
		name  string
		st    State
		fresh time.Duration
		least time.Duration
		most  time.Duration
		why   string
	}{
		{"plain", tagged, 0, 20 * time.Minute, 40 * time.Minute, "schedule"},
		{"a file has no manners to keep", State{URL: "file:a.xml", Items: 2, Window: 1000 * time.Hour}, 0, 20 * time.Minute, 40 * time.Minute, "schedule"},
		{"fresh for a year: two weeks", tagged, 365 * 24 * time.Hour, maxHold, maxHold, "fresh"},
		{"ttl", with(func(s *State) { s.Pace.TTL = 90 * time.Minute }), 0, 90 * time.Minute, 90 * time.Minute, "not to be read"},
		{"ttl of a century", with(func(s *State) { s.Pace.TTL = 1e6 * time.Hour }), 0, maxHold, maxHold, "not to be read"},
		{"all hours skipped means nothing", with(func(s *State) {
			for h := range 24 {
				s.Pace.SkipHours = append(s.Pace.SkipHours, h)
			}
		}), 0, 20 * time.Minute, 40 * time.Minute, "schedule"},
		{"weekdays skipped", with(func(s *State) { s.Pace.SkipDays = []time.Weekday{3, 4, 5} }), 0, 60 * time.Hour, 60 * time.Hour, "hours or days"},
		{"base in the future", with(func(s *State) { s.Pace.Period, s.Pace.Base = 24*time.Hour, now.Add(5*time.Hour) }), 0, 5 * time.Hour, 5 * time.Hour, "not to be read"},
		{"pushed", with(func(s *State) { s.Push = Push{Hub: "https://hub.test/", Asked: now, Until: now.Add(5 * daily)} }), 0, 6 * time.Hour, 6*time.Hour + 20*time.Minute, "hub"},
		{"pushed, to be renewed", with(func(s *State) {
			s.Push = Push{Hub: "https://hub.test/", Asked: now.Add(-4 * daily), Until: now.Add(daily + 3*time.Hour)}
		}), 0, 3 * time.Hour, 3*time.Hour + 20*time.Minute, "hub"},
		{"pushed, renewal due", with(func(s *State) {
			s.Push = Push{Hub: "https://hub.test/", Asked: now.Add(-4 * daily), Until: now.Add(time.Hour)}
		}), 0, 20 * time.Minute, 40 * time.Minute, "schedule"},
		{"window of six hours, 25 items", with(func(s *State) { s.Items, s.Window, s.Newest = 25, 6*time.Hour, now }), 0, 20 * time.Minute, 40 * time.Minute, "schedule"},
		{"two items in six hours", with(func(s *State) { s.Items, s.Window, s.Newest = 2, 6*time.Hour, now }), 0, 45 * time.Minute, 65 * time.Minute, "rarely"},
		{"silent for a year", with(func(s *State) { s.Items, s.Window, s.Newest = 10, 90*24*time.Hour, now.AddDate(-1, 0, 0) }), 0, 24 * time.Hour, 24*time.Hour + 20*time.Minute, "rarely"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			src := feed.Source{ID: "s", URL: c.st.URL, Schedule: "@every 20m"}
			s, err := newSettle(src, now)
			if err != nil {
				t.Fatal(err)
			}
			due, why := nextDue(src, s.sch, c.st, c.fresh, now)
			if d := due.Sub(now); d < c.least || d > c.most {
				t.Errorf("due after %v, want %v to %v (%s)", d, c.least, c.most, why)
			}
			wantIn(t, "reason", why, c.why)
		})
	}
}

// A cron schedule in a zone keeps to the zone's clock, and a late poll does not
// make the next one come at once.
func TestCronSlots(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.DateTime, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	cases := []struct{ spec, now, from, to string }{
		{"CRON_TZ=Asia/Almaty 0 8 * * *", "2024-01-10 12:00:00", "2024-01-11 02:00:00", "2024-01-11 02:30:00"},
		{"*/20 * * * *", "2024-01-10 12:01:00", "2024-01-10 12:11:00", "2024-01-10 12:40:00"},
		{"0 6,7 * * *", "2024-01-10 06:10:00", "2024-01-10 07:00:00", "2024-01-10 07:30:00"},
		{"0 0 29 2 *", "2023-01-10 12:00:00", "2024-02-29 00:00:00", "2024-02-29 00:30:00"},
	}
	for _, c := range cases {
		for i := range 50 {
			sch, err := parseSchedule(fmt.Sprint("s", i), c.spec)
			if err != nil {
				t.Fatal(err)
			}
			if next := sch.next(at(c.now), at(c.now), 0); next.Before(at(c.from)) || next.After(at(c.to)) {
				t.Errorf("%s: polled at %s, next at %s, want %s to %s", c.spec, c.now, next, c.from, c.to)
			}
		}
	}
}

// Sources that are polled for the first time come apart, over the whole interval. Later
// none waits for much more than an interval, however late a poll was, and they come
// apart again.
func TestEverySpreads(t *testing.T) {
	const step, sources = time.Minute, 1000
	start := time.Date(2024, 2, 28, 17, 3, 11, 0, time.UTC)
	places := func(polls int, late time.Duration) (tenths [10]int) {
		for i := range sources {
			sch, err := parseSchedule(fmt.Sprint("s", i), "@every 1m")
			if err != nil {
				t.Fatal(err)
			}
			now, due := start, start.Add(-late)
			if polls == 1 {
				due = time.Time{}
			}
			for range polls {
				next := sch.next(now, due, 0)
				if gap := next.Sub(now); gap < step || polls > 1 && gap > step+step/approach {
					t.Fatalf("s%d: polled again after %v", i, gap)
				}
				due = next
				now = due.Add(time.Second / 5)
			}
			tenths[now.UnixNano()%int64(step)/int64(step/10)]++
		}
		return tenths
	}
	for name, tenths := range map[string][10]int{"the first time": places(1, 0), "late together": places(60, 50*time.Second)} {
		for i, n := range tenths {
			if n > sources/5 {
				t.Errorf("%s: %d of %d sources are polled in tenth %d of the interval: %v", name, n, sources, i, tenths)
			}
		}
	}
}
