package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
)

// TestKilledAtAnyMoment kills a polling process again and again, at any moment of
// some 200 polls of growing feeds. After a restart nothing is polled early, and
// in the end nothing is lost and nothing doubled.
func TestKilledAtAnyMoment(t *testing.T) {
	dir := t.TempDir()
	farm := newGrowingFarm(t, 60)
	db := filepath.Join(dir, "dateline.db")
	for kills := 0; farm.polls() < 200; kills++ {
		if kills == 100 {
			t.Fatalf("only %d polls after %d kills", farm.polls(), kills)
		}
		due := statesOf(t, db)
		since := time.Now()
		pollAndKill(t, farm, db, time.Duration(200+rand.IntN(1200))*time.Millisecond)
		farm.checkEarly(t, due, since)
		farm.checkClaimed(t, statesOf(t, db))
	}
	farm.stop()
	wantAll(t, db, farm)
}

// pollAndKill runs a polling process for a while and kills it.
func pollAndKill(t *testing.T, farm *growingFarm, db string, life time.Duration) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "nodeme", append([]string{db}, farm.urls...)...)
	var out strings.Builder
	cmd.Stderr = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(life)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatalf("%v: it ended by itself: %s", err, &out)
	}
	if err := cmd.Wait(); err == nil {
		t.Fatalf("it ended by itself: %s", &out)
	}
}

// offices are the options to poll the growing feeds with.
func offices(db *store.Store, urls []string) scheduler.Options {
	fetcher := feed.NewFetcher(feed.FetcherOptions{Version: strconv.Itoa(os.Getpid()), Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	opts := scheduler.Options{
		Store: db, Fetch: fetcher.Fetch, Parse: feed.Parse, Read: timeline.NewExtractor(nil).Read,
		CoolDown: -1, HostGap: -1,
	}
	for i, u := range urls {
		opts.Sources = append(opts.Sources, feed.Source{ID: office(i), URL: u, Schedule: "@every " + pace().String(), OwnSchedule: true})
	}
	return opts
}

// officePace is the interval of the growing feeds.
const officePace = 3 * time.Second

// pace is officePace, or what the environment says instead.
func pace() time.Duration {
	if d, err := time.ParseDuration(os.Getenv("DATELINE_TEST_PACE")); err == nil {
		return d
	}
	return officePace
}

func office(i int) string { return fmt.Sprintf("office-%d", i) }

// statesOf reads the stored states, as the next start will.
func statesOf(t *testing.T, file string) map[string]scheduler.State {
	t.Helper()
	db, err := store.Open(t.Context(), file, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	states, err := db.States(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return states
}

// wantAll polls once more and compares what is stored with what the feeds hold.
func wantAll(t *testing.T, dsn string, farm *growingFarm) {
	t.Helper()
	db, err := store.Open(t.Context(), dsn, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	opts := offices(db, farm.urls)
	var ids []string
	for _, src := range opts.Sources {
		ids = append(ids, src.ID)
	}
	if err := scheduler.New(opts).PollOnce(t.Context(), func(scheduler.Poll) {}, ids...); err != nil {
		t.Fatal(err)
	}
	for i, id := range ids {
		reports, err := db.ReportsOf(t.Context(), id, false, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		titles := map[string]int{}
		for _, r := range reports {
			titles[r.Title]++
		}
		for n := range farm.items() {
			if got := titles[title(i, n)]; got != 1 {
				t.Errorf("%s: item %d is stored %d times", id, n, got)
			}
		}
		if len(reports) != farm.items() {
			t.Errorf("%s: %d reports stored of %d items", id, len(reports), farm.items())
		}
	}
}

// growingFarm serves feeds on loopback addresses of their own; each grows by an
// item every 400 ms, and answers as slowly as many a server.
type growingFarm struct {
	start time.Time
	urls  []string

	mu    sync.Mutex
	asked [][]time.Time  // by feed
	by    map[string]int // requests by who asked
	end   time.Time      // when it stopped growing
	grow  time.Duration  // by an item
}

func newGrowingFarm(t *testing.T, n int) *growingFarm {
	f := &growingFarm{start: time.Now(), asked: make([][]time.Time, n), by: map[string]int{}, grow: 400 * time.Millisecond}
	for i := range n {
		listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", fmt.Sprintf("127.0.%d.%d:0", i/250, i%250+1))
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{Handler: f.handler(i), ReadHeaderTimeout: time.Minute}
		go func() { _ = server.Serve(listener) }() // ends with Close
		t.Cleanup(func() { _ = server.Close() })
		f.urls = append(f.urls, "http://"+listener.Addr().String()+"/feed.xml")
	}
	return f
}

func title(feed, n int) string { return fmt.Sprintf("Bulletin %d of office %d", n, feed) }

func (f *growingFarm) handler(i int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		f.asked[i] = append(f.asked[i], time.Now())
		f.by[asker(r)]++
		f.mu.Unlock()
		items := f.items()
		tag := fmt.Sprintf(`"%d"`, items)
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		time.Sleep(time.Duration(rand.IntN(100)) * time.Millisecond)
		fmt.Fprint(w, `<rss version="2.0"><channel><title>Office</title>`)
		for n := items - 1; n >= 0; n-- {
			fmt.Fprintf(w, "<item><guid>%d</guid><title>%s</title><description>The office has nothing to add.</description><pubDate>%s</pubDate></item>",
				n, title(i, n), f.start.Add(time.Duration(n)*time.Second).Format(time.RFC1123Z))
		}
		fmt.Fprint(w, "</channel></rss>")
	})
}

// items is how many items each feed has by now.
func (f *growingFarm) items() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	end := f.end
	if end.IsZero() {
		end = time.Now()
	}
	return 3 + int(end.Sub(f.start)/f.grow)
}

func (f *growingFarm) stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.end = time.Now()
}

func (f *growingFarm) polls() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, a := range f.asked {
		n += len(a)
	}
	return n
}

// checkEarly reports feeds that were asked, by the process started at since,
// before their stored time.
func (f *growingFarm) checkEarly(t *testing.T, states map[string]scheduler.State, since time.Time) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, asked := range f.asked {
		due := states[office(i)].NextDue
		for _, at := range asked {
			if at.After(since) && at.Before(due) {
				t.Errorf("%s was asked at %v, %v early", office(i), at, due.Sub(at))
			}
		}
	}
}

// checkClaimed reports feeds that would be asked again at once, although they
// were asked just before the death.
func (f *growingFarm) checkClaimed(t *testing.T, states map[string]scheduler.State) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, asked := range f.asked {
		if due := states[office(i)].NextDue; len(asked) > 0 && !due.After(asked[len(asked)-1]) {
			t.Errorf("%s was asked at %v and is due at %v", office(i), asked[len(asked)-1], due)
		}
	}
}
