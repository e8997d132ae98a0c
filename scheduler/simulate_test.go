package scheduler

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

var (
	simulated = flag.Bool("simulate", false, "simulate -feeds feeds for -days days, and print what happened")
	simFeeds  = flag.Int("feeds", 10_000, "feeds of the simulation")
	simDays   = flag.Int("days", 30, "days of the simulation")
)

// simulation is the web that the scheduler polls in fake time: feeds of every
// pace on hosts of every size, some of them slow, asking for time, or down. Only
// fetching, parsing and storing are made up; the rest is the scheduler's own.
type simulation struct {
	mu    sync.Mutex
	feeds map[string]*simFeed
	hosts map[string]*simHost
	start time.Time

	polls, unchanged, failed     int
	items, lost, missed          int // missed: went by while their feed was down
	early, together, close, held int // breaches of manners
	perHour                      map[int]int
	waiting                      int
	late                         time.Duration
}

// simFeed is a feed: one item every gap, the last window of them shown.
type simFeed struct {
	host      string
	gap       time.Duration
	window    int
	fresh     time.Duration // Cache-Control: max-age
	flaky     float64       // share of requests that fail
	down, up  time.Time     // gone in between
	seen      int           // the newest item that was fetched; -1: none
	troubled  bool          // failed since the last good answer
	notBefore time.Time     // Retry-After or max-age of the last answer
	last      time.Time
}

type simHost struct {
	busy int
	free time.Time
}

// share is a number in [0, 1) that stays the same for a name.
func share(parts ...any) float64 {
	h := fnv.New64a()
	fmt.Fprint(h, parts...)
	x := h.Sum64()
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return float64(x>>11) / (1 << 53)
}

// newSimulation makes n feeds; half of them share their host with others.
func newSimulation(n int) (*simulation, []feed.Source) {
	sim := &simulation{feeds: map[string]*simFeed{}, hosts: map[string]*simHost{}, start: time.Now(), perHour: map[int]int{}}
	sources := make([]feed.Source, n)
	for i := range n {
		host := fmt.Sprintf("h%d.test", i)
		if i%2 == 0 {
			host = fmt.Sprintf("shared%d.test", i/20)
		}
		id := "f" + strconv.Itoa(i)
		address := "https://" + host + "/" + id
		f := &simFeed{host: host, seen: -1, window: 10 + int(15*share(id, "window"))}
		f.gap = time.Duration(float64(10*time.Minute) * math.Pow(1000, share(id, "gap"))) // 10 minutes to a week
		if share(id, "fresh") < .1 {
			f.fresh = 90 * time.Minute
		}
		if share(id, "flaky") < .05 {
			f.flaky = .05
		}
		if share(id, "down") < .02 {
			f.down = sim.start.Add(time.Duration(share(id, "when") * float64(20*daily)))
			f.up = f.down.Add(time.Duration(share(id, "long") * float64(5*daily)))
		}
		sim.feeds[address] = f
		if sim.hosts[host] == nil {
			sim.hosts[host] = &simHost{}
		}
		sources[i] = feed.Source{ID: id, URL: address, Schedule: "@every 20m"}
	}
	return sim, sources
}

// fetch answers a request after a while.
func (sim *simulation) fetch(ctx context.Context, r feed.Request) (feed.Page, error) {
	f := sim.enter(r.URL)
	select {
	case <-time.After(time.Duration((.1 + share(r.URL, time.Now().Unix())) * float64(time.Second))):
	case <-ctx.Done():
	}
	return sim.leave(f, r)
}

// enter notes the request, and every breach of manners in it.
func (sim *simulation) enter(address string) *simFeed {
	sim.mu.Lock()
	defer sim.mu.Unlock()
	now := time.Now()
	f := sim.feeds[address]
	h := sim.hosts[f.host]
	sim.polls++
	sim.perHour[int(now.Sub(sim.start)/time.Hour)]++
	switch {
	case h.busy > 0:
		sim.together++
	case !h.free.IsZero() && now.Sub(h.free) < time.Second:
		sim.close++
	case now.Before(f.notBefore):
		sim.held++
	case !f.last.IsZero() && now.Sub(f.last) < 20*time.Minute:
		sim.early++
	}
	h.busy++
	f.last = now
	return f
}

func (sim *simulation) leave(f *simFeed, r feed.Request) (feed.Page, error) {
	sim.mu.Lock()
	defer sim.mu.Unlock()
	now := time.Now()
	h := sim.hosts[f.host]
	h.busy--
	h.free = now
	at, err := url.Parse(r.URL)
	if err != nil {
		return feed.Page{}, err
	}
	page := feed.Page{URL: at, Status: http.StatusOK, Header: http.Header{}, Fetched: now.UTC()}
	if now.After(f.down) && now.Before(f.up) {
		sim.failed, f.troubled = sim.failed+1, true
		page.Status = 0
		return page, &feed.FetchError{Kind: feed.Unconnected, Err: errors.New("down")}
	}
	if share(r.URL, now.UnixNano(), "fails") < f.flaky {
		sim.failed, f.troubled = sim.failed+1, true
		page.Status = http.StatusServiceUnavailable
		page.Header.Set("Retry-After", "3600")
		f.notBefore = now.Add(time.Hour)
		return page, &feed.FetchError{Kind: feed.BadStatus, Status: page.Status, Err: errors.New("busy")}
	}
	if f.fresh > 0 {
		page.Header.Set("Cache-Control", "max-age="+strconv.Itoa(int(f.fresh.Seconds())))
		f.notBefore = now.Add(f.fresh)
	}
	return sim.answer(f, r, page), nil
}

// answer shows the last items, and counts those that nobody saw.
func (sim *simulation) answer(f *simFeed, r feed.Request, page feed.Page) feed.Page {
	newest := f.window + int(page.Fetched.Sub(sim.start)/f.gap) // it had a whole window at the start
	page.Validators.ETag = strconv.Itoa(newest)
	if r.Validators.ETag == page.Validators.ETag {
		sim.unchanged++
		page.Status, page.NotModified = http.StatusNotModified, true
		return page
	}
	if gone := newest - f.window - f.seen; f.seen >= 0 && gone > 0 {
		if f.troubled {
			sim.missed += gone
		} else {
			sim.lost += gone
		}
	}
	if f.seen >= 0 {
		sim.items += newest - f.seen
	}
	f.seen, f.troubled = newest, false
	page.Body = []byte(strconv.Itoa(newest))
	return page
}

// parse gives the items shown, with their dates, for the scheduler's arithmetic
// of pace.
func (sim *simulation) parse(p feed.Page, src feed.Source) (feed.Document, error) {
	newest, err := strconv.Atoi(string(p.Body))
	if err != nil {
		return feed.Document{}, err
	}
	sim.mu.Lock()
	f := sim.feeds[src.URL]
	sim.mu.Unlock()
	doc := feed.Document{Format: "rss2.0"}
	for n := newest; n > newest-f.window; n-- {
		doc.Reports = append(doc.Reports, timeline.Report{ID: src.ID + "/" + strconv.Itoa(n), Source: src.ID, Published: sim.start.Add(time.Duration(n-f.window) * f.gap)})
	}
	return doc, nil
}

// simStore forgets reports: what is read of them matters nothing here.
type simStore struct{ *memStore }

// Digests knows no report.
func (simStore) Digests(context.Context, []string) (map[string]string, error) { return nil, nil }

// Commit keeps the state alone.
func (s simStore) Commit(_ context.Context, o Outcome) (Poll, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.states[o.State.Source] = o.State
	return o.Poll, nil
}

// run polls for so many days, and looks at the queue every minute.
func (sim *simulation) run(t *testing.T, sources []feed.Source, days int) {
	s := New(Options{
		Store: simStore{newMemStore()}, Fetch: sim.fetch, Parse: sim.parse, Sources: sources,
		Read: func(timeline.Report) timeline.Reading { return timeline.Reading{} },
		Log:  slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Duration(days)*daily)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	for tick := time.NewTicker(time.Minute); ; {
		select {
		case err := <-done:
			tick.Stop()
			if err != nil {
				t.Error(err)
			}
			return
		case <-tick.C:
			l := s.queue.load(time.Now())
			if time.Since(sim.start) > time.Hour { // the first hour asks everybody
				sim.waiting, sim.late = max(sim.waiting, l.Waiting), max(sim.late, l.Late)
			}
		}
	}
}

func (sim *simulation) report(feeds, days int) string {
	var b strings.Builder
	most, least := 0, math.MaxInt
	for hour := 1; hour < 24*days; hour++ {
		most, least = max(most, sim.perHour[hour]), min(least, sim.perHour[hour])
	}
	line := func(what string, format string, args ...any) {
		fmt.Fprintf(&b, "%-46s "+format+"\n", append([]any{what}, args...)...)
	}
	line("feeds, hosts, days", "%d, %d, %d", feeds, len(sim.hosts), days)
	line("polls", "%d (%.1f a feed and day)", sim.polls, float64(sim.polls)/float64(feeds*days))
	line("polls an hour, after the first: least, mean, most", "%d, %d, %d", least, sim.polls/(24*days), most)
	line("answered 304, failed", "%.1f %%, %.1f %%", 100*float64(sim.unchanged)/float64(sim.polls), 100*float64(sim.failed)/float64(sim.polls))
	line("items published and fetched", "%d", sim.items)
	line("items lost", "%d", sim.lost)
	line("items that went by while their feed was down", "%d", sim.missed)
	line("longest queue, longest wait, after the first hour", "%d, %v", sim.waiting, sim.late.Round(time.Second))
	line("breaches of manners", "%d (two at once at a host %d, no pause %d, against Retry-After or max-age %d, against the schedule %d)",
		sim.together+sim.close+sim.held+sim.early, sim.together, sim.close, sim.held, sim.early)
	return b.String()
}

// TestSimulate holds a small web for some days to what a month of the whole one
// shows with -simulate.
func TestSimulate(t *testing.T) {
	feeds, days := 200, 2
	if *simulated {
		feeds, days = *simFeeds, *simDays
	}
	synctest.Test(t, func(t *testing.T) {
		sim, sources := newSimulation(feeds)
		sim.run(t, sources, days)
		if *simulated {
			fmt.Print(sim.report(feeds, days))
		}
		if sim.items == 0 || sim.lost != 0 {
			t.Errorf("%d items lost, %d fetched", sim.lost, sim.items)
		}
		if sim.together+sim.close+sim.held+sim.early != 0 {
			t.Errorf("breaches of manners:\n%s", sim.report(feeds, days))
		}
	})
}
