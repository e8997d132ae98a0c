package scheduler

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/dateline-news/dateline/feed"
)

// P6: a feed with no validator is asked at most hourly, unless its own schedule
// says so explicitly.
func TestP06NoValidatorAtMostHourly(t *testing.T) {
	inWorld(t, func(w *world) {
		theirs, ours := source("a", feedURL("/bare"), "10m"), source("b", "http://other.test/bare", "10m")
		theirs.OwnSchedule = false
		w.run(12*time.Hour, theirs, ours)
		w.atLeast("feeds.test/bare", time.Hour)
		w.asked("feeds.test/bare", 6, 12)
		w.atLeast("other.test/bare", 10*time.Minute)
		w.asked("other.test/bare", 50, 73)
	})
}

// P7: restart, reload and a change of configuration never cause an early poll.
func TestP07RestartAndReloadNeverPollEarly(t *testing.T) {
	inWorld(t, func(w *world) {
		src := source("a", feedURL("/good"), "2h")
		w.run(time.Minute, src)
		due := w.store.state("a").NextDue
		for range 10 {
			w.run(5*time.Minute, src)
		}
		s, stop := w.scheduler(src)
		time.Sleep(time.Minute)
		src.Schedule, src.Lang = "@every 1m", "de"
		s.Reload([]feed.Source{src, source("new", feedURL("/bare"), "2h")})
		time.Sleep(time.Minute)
		w.asked("feeds.test/good", 1, 1)
		w.asked("feeds.test/bare", 1, 1)
		time.Sleep(time.Until(due) + time.Second)
		w.asked("feeds.test/good", 2, 2)
		stop()
		want(t, "second poll at its stored time", w.server.at("feeds.test/good")[1].at.Equal(due), true)
	})
}

// P8: jitter only adds time, with any schedule.
func TestP08JitterOnlyAdds(t *testing.T) {
	start := time.Date(2024, 2, 28, 17, 3, 11, 0, time.UTC)
	for _, spec := range []string{"@every 20m", "@every 7s", "@hourly", "*/20 * * * *", "0 6,7 * * *", "0 6 * * 1", "CRON_TZ=Asia/Almaty 30 8 * * *"} {
		differ := map[time.Duration]bool{}
		for i := range 200 {
			src := feed.Source{ID: fmt.Sprintf("s%d", i), Schedule: spec, OwnSchedule: true}
			s, err := newSettle(src, start)
			if err != nil {
				t.Fatal(err)
			}
			now, slot := start, s.sch.cron
			for range 20 {
				due, _ := nextDue(src, s.sch, State{URL: feedURL("/"), Validators: feed.Validators{ETag: "x"}}, 0, now)
				if slot == nil && due.Before(now.Add(s.sch.step)) || slot != nil && due.Before(slot.Next(now.UTC().Add(-s.sch.spread()))) {
					t.Fatalf("%s of %s: polled at %v, next already at %v", spec, src.ID, now, due)
				}
				if slot == nil && due.After(now.Add(2*s.sch.step)) {
					t.Fatalf("%s of %s: polled at %v, next only at %v", spec, src.ID, now, due)
				}
				now = due
			}
			differ[now.Sub(start)] = true
		}
		if len(differ) < 7 {
			t.Errorf("%s: 200 sources stand at only %d different times", spec, len(differ))
		}
	}
}

// P9: max-age less Age, else Expires, is a do-not-poll-before, on 200, 304 and
// error answers; a 304 that does not repeat it keeps the stored one.
func TestP09FreshnessIsNotBefore(t *testing.T) {
	inWorld(t, func(w *world) {
		date := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
		w.server.on("/maxage", serve(rss(5, 5), "ETag", "1", "Cache-Control", "public, max-age=10000", "Age", "1000"))
		w.server.on("/expires", serve(rss(5, 5), "ETag", "1", "Date", date(0), "Expires", date(2*time.Hour)))
		w.server.on("/both", serve(rss(5, 5), "ETag", "1", "Cache-Control", `max-age="7200"`, "Expires", "0"))
		w.server.on("/error", answer(502, "Cache-Control", "max-age=172800"))
		w.server.on("/longer", w.server.inTurn(body(rss(5, 5), "ETag", "1"), answer(304, "Cache-Control", "max-age=7200")))
		w.server.on("/silent", w.server.inTurn(body(rss(5, 5), "ETag", "1", "Cache-Control", "max-age=7200"), answer(304)))
		w.server.on("/stale", serve(rss(5, 5), "ETag", "1", "Cache-Control", "max-age=600", "Age", "9999"))
		var sources []feed.Source
		for _, p := range []string{"maxage", "expires", "both", "error", "longer", "silent", "stale"} {
			sources = append(sources, source(p, "http://"+p+".test/"+p, "10m"))
		}
		w.run(24*time.Hour, sources...)
		w.atLeast("maxage.test/maxage", 9000*time.Second)
		w.asked("maxage.test/maxage", 8, 10)
		if first := w.server.gaps("expires.test/expires")[0]; first < 2*time.Hour-time.Minute {
			t.Errorf("Expires: asked again after %v", first)
		}
		w.atLeast("both.test/both", 2*time.Hour)
		w.asked("error.test/error", 1, 1)
		w.asked("longer.test/longer", 10, 13)
		for _, g := range w.server.gaps("longer.test/longer")[1:] {
			want(t, "at least the 304's max-age", g >= 2*time.Hour, true)
		}
		w.atLeast("silent.test/silent", 2*time.Hour)
		w.asked("stale.test/stale", 70, 150)
	})
}

// P10: Retry-After, in seconds and as a date, is honoured on 429 and 503,
// beyond our own longest interval too, up to 14 days, and logged.
func TestP10RetryAfterHonoured(t *testing.T) {
	inWorld(t, func(w *world) {
		start := time.Now()
		first := func(status int, after string) http.HandlerFunc {
			return w.server.inTurn(answer(status, "Retry-After", after), body(rss(5, 5), "ETag", "1"))
		}
		w.server.on("/seconds", first(429, "7200"))
		w.server.on("/date", first(503, start.Add(5*time.Hour).Format(http.TimeFormat)))
		w.server.on("/three", first(503, "259200"))
		w.server.on("/month", first(429, "2592000"))
		cases := map[string]time.Duration{"seconds": 2 * time.Hour, "date": 5*time.Hour - time.Minute, "three": 72 * time.Hour, "month": 14 * 24 * time.Hour}
		var sources []feed.Source
		for p := range cases {
			sources = append(sources, source(p, "http://"+p+".test/"+p, "10m"))
		}
		w.run(15*24*time.Hour, sources...)
		for p, hold := range cases {
			gap := w.server.gaps(p + ".test/" + p)[0]
			if gap < hold || gap > hold+time.Hour {
				t.Errorf("%s: asked again after %v, want about %v", p, gap, hold)
			}
		}
		wantIn(t, "log", w.log.String(), "a server asks to wait")
	})
}

// P11: 429 and 503 never make the next request come sooner.
func TestP11RefusalNeverBringsForward(t *testing.T) {
	for _, status := range []int{429, 503} {
		for _, after := range []string{"", "0", "1", "Thu, 01 Jan 1970 00:00:00 GMT", "soon"} {
			t.Run(fmt.Sprintf("%d %q", status, after), func(t *testing.T) {
				inWorld(t, func(w *world) {
					w.server.on("/late", w.server.inTurn(body(rss(5, 5), "ETag", "1", "Cache-Control", "max-age=864000"), answer(status, "Retry-After", after)))
					s, stop := w.scheduler(source("a", feedURL("/late"), "24h"))
					time.Sleep(time.Hour)
					due := w.store.state("a").NextDue
					if _, err := s.PollNow(w.Context(), "a"); err != nil {
						t.Fatal(err)
					}
					if next := w.store.state("a").NextDue; next.Before(due) {
						t.Errorf("refused with Retry-After %q: next moved from %v to %v", after, due, next)
					}
					time.Sleep(60 * 24 * time.Hour)
					stop()
					for _, g := range w.server.gaps("feeds.test/late")[1:] {
						want(t, "not sooner than the schedule", g >= 24*time.Hour-time.Hour, true)
					}
				})
			})
		}
	}
}

// P12: a hold applies to the feed, and to the whole host only where
// sources.yaml says so.
func TestP12HoldOfFeedOrHost(t *testing.T) {
	inWorld(t, func(w *world) {
		w.server.on("/hold", w.server.inTurn(answer(429, "Retry-After", "36000"), body(rss(5, 5))))
		feedOnly, strict := source("a", "http://mild.test/hold", "30m"), source("c", "http://strict.test/hold", "30m")
		strict.HoldHost = true
		w.run(8*time.Hour, feedOnly, source("b", "http://mild.test/good", "30m"), strict, source("d", "http://strict.test/good", "30m"))
		w.asked("mild.test/hold", 1, 1)
		w.asked("mild.test/good", 14, 17)
		w.asked("strict.test/hold", 1, 1)
		w.asked("strict.test/good", 0, 1) // at most before the hold was pronounced
	})
}

// P13: network, 5xx and parse errors back off exponentially with full jitter up
// to a ceiling, are reset by a success, and never stop for good.
func TestP13BackOffAndReset(t *testing.T) {
	inWorld(t, func(w *world) {
		w.server.on("/heals", func(rw http.ResponseWriter, r *http.Request) {
			if time.Since(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)) < 20*24*time.Hour {
				answer(500)(rw, r)
				return
			}
			serve(rss(5, 5), "ETag", "1")(rw, r)
		})
		w.run(60*24*time.Hour, source("a", feedURL("/heals"), "20m"), source("b", "http://html.test/html", "20m"),
			source("c", "http://x.no-dns.test/", "20m"))
		gaps := w.server.gaps("feeds.test/heals")
		for i := 1; i < 6; i++ {
			want(t, fmt.Sprintf("gap %d: %v grows from %v", i, gaps[i], gaps[i-1]), gaps[i] > gaps[i-1], true)
		}
		for i, g := range gaps {
			want(t, fmt.Sprintf("gap %d of %v is below the ceiling", i, g), g <= 24*time.Hour+40*time.Minute, true)
		}
		last := gaps[len(gaps)-1]
		want(t, fmt.Sprintf("the last gap %v is the schedule's again", last), last <= 40*time.Minute, true)
		want(t, "failures after the reset", w.store.state("a").Failures, 0)
		w.asked("html.test/html", 60, 90)
		if n := w.store.state("c").Failures; n < 200 {
			t.Errorf("a name that does not resolve was tried %d times in two months: its server is not to blame", n)
		}
		wantIn(t, "its error", w.store.state("c").LastError, "x.no-dns.test could not be looked up")
	})
	t.Run("full jitter", func(t *testing.T) {
		now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		sch := schedule{step: 20 * time.Minute}
		low := backoff(sch, 9, slowest, now, func(int64) int64 { return 0 })
		high := backoff(sch, 9, slowest, now, func(n int64) int64 { return n - 1 })
		want(t, "lowest", low.Sub(now), 20*time.Minute)
		want(t, "highest", high.Sub(now).Round(time.Second), 24*time.Hour)
	})
}

// P14: 401, 403 and 404 are retried slowly, daily, then weekly, and shown.
func TestP14RefusedIsRetriedSlowly(t *testing.T) {
	for _, status := range []int{401, 403, 404} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			inWorld(t, func(w *world) {
				path := fmt.Sprintf("/%d", status)
				w.run(40*24*time.Hour, source("a", feedURL(path), "10m"))
				gaps := w.server.gaps("feeds.test" + path)
				if len(gaps) < 9 {
					t.Fatalf("asked %d times", len(gaps)+1)
				}
				w.atLeast("feeds.test"+path, 24*time.Hour)
				want(t, "daily at first", gaps[0] < 26*time.Hour, true)
				want(t, "weekly later", gaps[len(gaps)-1] >= 7*24*time.Hour, true)
				st := w.store.state("a")
				want(t, "status shown", st.LastStatus, status)
				wantIn(t, "error in words", st.LastError, "feeds.test answers", fmt.Sprint(status))
				wantIn(t, "why so rarely", st.Reason, "weekly")
			})
		})
	}
}

// P15: after 410, and JSON Feed's expired, the source is not asked again; its
// events stay and the operator is told.
func TestP15GoneIsNotAskedAgain(t *testing.T) {
	inWorld(t, func(w *world) {
		w.server.on("/ends", w.server.inTurn(body(rss(5, 5)), answer(410)))
		sources := []feed.Source{source("a", feedURL("/ends"), "30m"), source("b", "http://old.test/expired", "30m")}
		w.run(24*time.Hour, sources...)
		w.run(30*24*time.Hour, sources...)
		w.asked("feeds.test/ends", 2, 2)
		w.asked("old.test/expired", 1, 1)
		want(t, "410: marked gone", w.store.state("a").Gone, true)
		want(t, "expired: marked gone", w.store.state("b").Gone, true)
		want(t, "items stay", len(w.store.titles()) >= 5, true)
		wantIn(t, "log", w.log.String(), "source has ended", "source=a", "source=b")
	})
}

// A store that fails keeps nothing of a poll, and a later poll reads again: no
// sooner than the schedule, for the trouble is ours.
func TestFailedCommitLosesNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		w.store.broken = 3
		w.run(12*time.Hour, source("a", feedURL("/good"), "10m"))
		want(t, "items", len(w.store.titles()), 5)
		want(t, "asked unconditionally until stored", w.server.at("feeds.test/good")[3].header.Get("If-None-Match"), "")
		want(t, "conditionally from then on", w.server.at("feeds.test/good")[4].header.Get("If-None-Match"), `"v1"`)
		w.atLeast("feeds.test/good", 10*time.Minute)
		wantIn(t, "log", w.log.String(), "the disk is full")
	})
}

// A process that dies at any moment of a poll does not ask twice when it is
// back, and misses nothing.
func TestDeathDuringAPoll(t *testing.T) {
	for _, death := range []time.Duration{0, time.Millisecond, 2 * time.Second, 4 * time.Second} {
		t.Run(death.String(), func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.server.on("/slow", func(rw http.ResponseWriter, r *http.Request) {
					time.Sleep(3 * time.Second)
					serve(rss(5, 5), "ETag", "1")(rw, r)
				})
				w.opts.Store = &mortalStore{memStore: w.store}
				_, stop := w.scheduler(source("a", feedURL("/slow"), "1h"))
				for len(w.server.at("feeds.test/slow")) == 0 {
					time.Sleep(time.Millisecond)
				}
				time.Sleep(death)
				w.opts.Store.(*mortalStore).dead.Store(true) // from here on nothing reaches the disk
				stop()
				w.opts.Store = w.store
				w.run(3*time.Hour, source("a", feedURL("/slow"), "1h"))
				w.atLeast("feeds.test/slow", time.Hour)
				w.asked("feeds.test/slow", 2, 4)
				want(t, "items", len(w.store.titles()), 5)
				want(t, "stored once", w.store.writes, 5)
			})
		})
	}
}

// The end of the context lets a fetch finish, or cuts it, within ten seconds.
func TestStopsWithinTenSeconds(t *testing.T) {
	inWorld(t, func(w *world) {
		s := New(Options{
			Store: w.store, Fetch: w.fetcher.Fetch, Parse: w.opts.Parse, Read: w.opts.Read, Log: w.opts.Log,
			Sources: []feed.Source{source("a", feedURL("/hang"), "10m"), source("b", "http://slow.test/slow", "10m")},
		})
		w.server.on("/slow", func(rw http.ResponseWriter, r *http.Request) {
			time.Sleep(3 * time.Second)
			body(rss(5, 5))(rw, r)
		})
		ctx, cancel := context.WithCancel(w.Context())
		done := make(chan error, 1)
		go func() { done <- s.Run(ctx) }()
		for len(w.server.at("slow.test/slow")) == 0 || len(w.server.at("feeds.test/hang")) == 0 {
			time.Sleep(100 * time.Millisecond)
		}
		start := time.Now()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if d := time.Since(start); d > 10*time.Second {
			t.Errorf("stopped after %v", d)
		}
		want(t, "the cut poll left no trace", w.store.state("a").LastPoll.IsZero(), true)
	})
}

// A store that is slow makes polls wait, and loses none of them.
func TestSlowStoreLosesNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		w.opts.Store = &slowStore{memStore: w.store, turn: make(chan struct{}, 1), took: 20 * time.Second}
		var sources []feed.Source
		for i := range 70 {
			sources = append(sources, source(fmt.Sprint("s", i), fmt.Sprintf("http://h%d.test/good", i), "2h"))
		}
		w.run(time.Hour, sources...)
		want(t, "reports", len(w.store.reports), 70*5)
		want(t, "log", w.log.String(), "")
	})
}
