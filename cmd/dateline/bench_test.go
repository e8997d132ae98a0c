package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/store/pgtest"
	"github.com/dateline-news/dateline/timeline"
	"github.com/dateline-news/dateline/web"
)

// benchPages are the pages people open. Where a page shows a part of the timeline,
// each request is for another part, as often as the timeline has it.
var benchPages = []struct {
	name    string
	address func(*benchReader) string
}{
	{"timeline", fixed("/")},
	{"actor", func(r *benchReader) string { return "/?q=actor:" + r.code() }},
	{"relation", func(r *benchReader) string { return "/?q=" + r.relation() }},
	{"rare", fixed("/?q=actor:GHX")},
	{"two-terms", func(r *benchReader) string { return "/?q=type:" + r.among(benchTypes) + "+status:planned" }},
	{"year", func(r *benchReader) string { return "/?q=actor:" + r.code() + "+date:" + r.day().Format("2006") }},
	{"month", func(r *benchReader) string { return "/?q=date:" + r.day().Format("2006-01") }},
	{"everywhere", func(r *benchReader) string { return "/?q=" + r.among([]string{"matter", "ministers", "met", "spoke"}) }},
	{"word", func(r *benchReader) string { return "/?q=" + strings.ToLower(r.code()) }},
	{"phrase", func(r *benchReader) string { return fmt.Sprintf("/?q=%%22matter+%d%%22", r.Intn(5000)) }},
	{"source", func(r *benchReader) string { return fmt.Sprint("/?q=source:s", r.Intn(300)) }},
	{"sources", fixed("/sources")},
	{"source-page", func(r *benchReader) string { return fmt.Sprint("/sources/s", r.Intn(300)) }},
	{"calendar", func(r *benchReader) string { return "/calendar?month=" + r.day().Format("2006-01") }},
	{"relations", fixed("/relations")},
	{"relations-of", func(r *benchReader) string { return "/relations?q=actor:" + r.code() }},
	{"map", fixed("/map")},
	{"table", fixed("/table")},
	{"event", func(r *benchReader) string { return "/events/" + r.among(r.events) }},
	{"outlets", fixed("/outlets")},
	{"feed", fixed("/outlets/busy.atom")},
	{"feed-of-actor", func(r *benchReader) string { return "/feed.atom?q=actor:" + r.code() }},
	{"feed-of-relation", func(r *benchReader) string { return "/feed.atom?q=" + r.relation() }},
	{"names", fixed("/names?q=AAX")},
}

var benchTypes = []string{"consult", "agree", "support", "request", "accuse"}

func fixed(address string) func(*benchReader) string {
	return func(*benchReader) string { return address }
}

// benchReader chooses what to look at in the timelines that store's benchmarks
// fill: invented states whose frequency falls from AAX on, 250 events a day.
type benchReader struct {
	*rand.Rand
	zipf   *rand.Zipf
	days   int
	events []string // ids
}

func newBenchReader(b *testing.B, db *store.Store, events int) *benchReader {
	b.Helper()
	r := &benchReader{Rand: rand.New(rand.NewSource(1)), days: events / 250}
	r.zipf = rand.NewZipf(r.Rand, 1.1, 8, 199)
	for range benchRequests {
		found, _, err := db.Events(b.Context(), mustQuery(b, "date:"+r.day().Format(time.DateOnly)), store.Page{Limit: 1 + r.Intn(100)})
		if err != nil || len(found) == 0 {
			b.Fatal("no event on a day", err)
		}
		r.events = append(r.events, found[len(found)-1].ID)
	}
	return r
}

func (r *benchReader) code() string {
	n := int(r.zipf.Uint64())
	return string([]byte{'A' + byte(n/26), 'A' + byte(n%26), 'X'})
}

func (r *benchReader) relation() string {
	a, b := r.code(), r.code()
	for a == b {
		b = r.code()
	}
	return "actor:" + a + "+actor:" + b
}

func (r *benchReader) among(of []string) string { return of[r.Intn(len(of))] }

// day is one of the timeline, up to yesterday.
func (r *benchReader) day() time.Time { return time.Now().UTC().AddDate(0, 0, -1-r.Intn(r.days-1)) }

// benchRequests is how many requests are timed at least: the p95 is that of five
// or more.
const benchRequests = 100

// BenchmarkPages asks a running site for every page over a timeline that has
// changed since the last request: nothing that was counted then may be shown. It
// prints the median, the slowest but one in twenty, and how many times the latter
// is that of 10,000 events. The databases are those that store's benchmarks keep in
// $DATELINE_BENCH_DIR.
func BenchmarkPages(b *testing.B) {
	dir := os.Getenv("DATELINE_BENCH_DIR")
	if dir == "" {
		b.Log("set DATELINE_BENCH_DIR, and run the benchmarks of store first: they fill the databases")
		return
	}
	b.Run("SQLite", func(b *testing.B) {
		benchSites(b, func(file string) (string, error) { return filepath.Join(dir, file), nil })
	})
	server, err := pgtest.StartIn(filepath.Join(dir, "postgres"))
	defer server.Stop()
	if err != nil {
		b.Log("not on PostgreSQL:", err)
		return
	}
	b.Run("PostgreSQL", func(b *testing.B) {
		benchSites(b, func(file string) (string, error) { return server.SchemaOf(filepath.Join(dir, file)) })
	})
}

// benchSites times the pages of timelines of growing length. What the database takes
// beside this process is not in the processor time.
func benchSites(b *testing.B, address func(file string) (dsn string, err error)) {
	base := map[string]float64{}
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		dsn, err := address(fmt.Sprintf("events-%d.db", n))
		if err != nil {
			b.Fatal(err)
		}
		s := newBenchSite(b, dsn)
		r := newBenchReader(b, s.store, n)
		for _, p := range benchPages {
			b.Run(fmt.Sprintf("%s/events=%d", p.name, n), func(b *testing.B) {
				took := s.time(b, func() string { return p.address(r) })
				if n == 10_000 {
					base[p.name] = took
				}
				b.ReportMetric(took/base[p.name], "x10k")
			})
		}
		s.close(b)
	}
}

// benchSite is a site that runs as dateline serve runs it, without the network.
type benchSite struct {
	store *store.Store
	pages *web.Site
	wake  chan struct{}
	stop  context.CancelFunc
}

func newBenchSite(b *testing.B, dsn string) *benchSite {
	b.Helper()
	db, err := store.Open(b.Context(), dsn, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	h := &house{store: db, log: slog.New(slog.DiscardHandler)}
	h.config.Store(benchConfig())
	s := &benchSite{store: db, wake: make(chan struct{})}
	s.pages, err = web.New(web.Options{Timeline: reader{h}, Summaries: reader{h}, Sources: reader{h}, Config: h.config.Load, Log: h.log, Wake: s.wake})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	s.stop = stop
	go s.pages.Run(ctx)
	return s
}

func (s *benchSite) close(b *testing.B) {
	s.stop()
	if err := s.store.Close(); err != nil {
		b.Fatal(err)
	}
}

// change changes the timeline, and returns when the site knows.
func (s *benchSite) change(b *testing.B) {
	b.Helper()
	before, err := s.store.Changed(b.Context())
	if err == nil {
		_, err = s.store.Commit(b.Context(), changed())
	}
	after, bad := s.store.Changed(b.Context())
	if err = errors.Join(err, bad); err != nil || before == after {
		b.Fatal("nothing changed: ", err)
	}
	s.wake <- struct{}{} // it looks, and takes the next only then
	s.wake <- struct{}{}
}

func benchConfig() *feed.Config {
	c := &feed.Config{Outlets: []feed.Outlet{{Name: "busy", Title: "Busy", Query: "actor:AAX actor:ABX"}}}
	for i := range 300 {
		c.Sources = append(c.Sources, feed.Source{ID: fmt.Sprint("s", i), Title: fmt.Sprint("Source ", i), URL: "https://source.example/", Schedule: "@every 20m"})
	}
	return c
}

// time asks for pages, each of a changed timeline, and returns the p95 in milliseconds.
func (s *benchSite) time(b *testing.B, address func() string) float64 {
	b.Helper()
	var took, cost []time.Duration
	ask := func() {
		b.StopTimer()
		s.change(b)
		r, w := httptest.NewRequest(http.MethodGet, address(), nil), httptest.NewRecorder()
		r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
		b.StartTimer()
		start, busy := time.Now(), processorTime(b)
		s.pages.ServeHTTP(w, r)
		took, cost = append(took, time.Since(start)), append(cost, processorTime(b)-busy)
		if w.Code != http.StatusOK {
			b.Fatalf("%s: %d", r.URL, w.Code)
		}
	}
	ask() // templates are parsed once a process
	took, cost = nil, nil
	for b.Loop() {
		ask()
	}
	for len(took) < benchRequests {
		ask()
	}
	b.ReportMetric(milliseconds(took, 50), "p50-ms")
	b.ReportMetric(milliseconds(took, 95), "p95-ms")
	b.ReportMetric(milliseconds(cost, 50), "p50-cpu-ms")
	b.ReportMetric(milliseconds(cost, 95), "p95-cpu-ms")
	return milliseconds(cost, 95)
}

// milliseconds returns a percentile.
func milliseconds(all []time.Duration, percent int) float64 {
	slices.Sort(all)
	return float64(all[len(all)*percent/100].Microseconds()) / 1000
}

// processorTime is what the process used so far, whatever else the machine does.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// changed is a poll that brings a report without events, new or told anew: all counts are old
// then, and the databases that are kept do not grow from run to run.
func changed() scheduler.Outcome {
	now := time.Now()
	id := fmt.Sprint("weather-", now.UnixNano()%100)
	var r scheduler.Reading
	r.Report.ID, r.Report.Source, r.Report.GUID, r.Report.Title, r.Report.Published = id, "s1", id, "Weather at "+now.Format(time.RFC3339Nano), now
	return scheduler.Outcome{State: scheduler.State{Source: "s1"}, Readings: []scheduler.Reading{r}}
}

func mustQuery(b *testing.B, text string) timeline.Query {
	b.Helper()
	q, err := timeline.ParseQuery(text)
	if err != nil {
		b.Fatal(err)
	}
	return q
}
