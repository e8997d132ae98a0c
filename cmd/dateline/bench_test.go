package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
	"github.com/dateline-news/dateline/web"
)

// benchPages are the pages people open, of a timeline of invented states whose
// frequency falls from AAX on.
var benchPages = []struct{ name, address string }{
	{"timeline", "/"},
	{"actor", "/?q=actor:AAX"},
	{"relation", "/?q=actor:AAX+actor:ACX"},
	{"rare", "/?q=actor:GHX"},
	{"two-terms", "/?q=type:consult+status:planned"},
	{"year", "/?q=actor:AAX+date:" + time.Now().UTC().Format("2006")},
	{"month", "/?q=date:" + time.Now().UTC().AddDate(0, -1, 0).Format("2006-01")},
	{"word", "/?q=matter"},
	{"phrase", "/?q=%22matter+77%22"},
	{"source", "/?q=source:s7"},
	{"outlets", "/outlets"},
	{"feed", "/outlets/busy.atom"},
	{"calendar", "/calendar"},
	{"relations", "/relations"},
	{"map", "/map"},
	{"table", "/table"},
	{"names", "/names?q=AAX"},
	{"event", ""},
}

// BenchmarkPages asks for every page with nothing counted before: a timeline that
// changes all the time. It prints the median, the slowest but one in twenty, and
// how many times the time is that of 10,000 events. The databases are those that
// store's benchmarks keep in $DATELINE_BENCH_DIR.
func BenchmarkPages(b *testing.B) {
	dir := os.Getenv("DATELINE_BENCH_DIR")
	if dir == "" {
		b.Log("set DATELINE_BENCH_DIR, and run the benchmarks of store first: they fill the databases")
		return
	}
	base := map[string]float64{}
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		db, err := store.Open(b.Context(), filepath.Join(dir, fmt.Sprintf("events-%d.db", n)), store.Options{})
		if err != nil {
			b.Fatal(err)
		}
		h := &house{store: db, log: slog.New(slog.DiscardHandler)}
		h.config.Store(benchConfig())
		event, _, err := db.Events(b.Context(), mustQuery(b, "actor:AAX"), store.Page{Limit: 1})
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range benchPages {
			if p.name == "event" {
				p.address = "/events/" + event[0].ID
			}
			b.Run(fmt.Sprintf("%s/events=%d", p.name, n), func(b *testing.B) {
				took := timePage(b, h, p.address)
				if n == 10_000 {
					base[p.name] = took
				}
				b.ReportMetric(took/base[p.name], "x10k")
			})
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func benchConfig() *feed.Config {
	c := &feed.Config{Outlets: []feed.Outlet{{Name: "busy", Title: "Busy", Query: "actor:AAX actor:ABX"}}}
	for i := range 300 {
		c.Sources = append(c.Sources, feed.Source{ID: fmt.Sprint("s", i), Title: fmt.Sprint("Source ", i), URL: "https://source.example/", Schedule: "@every 20m"})
	}
	return c
}

// timePage asks for a page, each time of a new server over a timeline that has
// changed since, and returns the median in milliseconds.
func timePage(b *testing.B, h *house, address string) float64 {
	b.Helper()
	var took []time.Duration
	for b.Loop() {
		b.StopTimer()
		if _, err := h.store.Commit(b.Context(), changed()); err != nil {
			b.Fatal(err)
		}
		pages, err := web.New(web.Options{Timeline: reader{h}, Summaries: reader{h}, Sources: reader{h}, Config: h.config.Load, Log: h.log})
		if err != nil {
			b.Fatal(err)
		}
		r, w := httptest.NewRequest(http.MethodGet, address, nil), httptest.NewRecorder()
		r.Header.Set("Accept-Encoding", "gzip")
		b.StartTimer()
		start := time.Now()
		pages.ServeHTTP(w, r)
		took = append(took, time.Since(start))
		if w.Code != http.StatusOK {
			b.Fatalf("%s: %d", address, w.Code)
		}
	}
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(took[len(took)/2]), "p50-ms")
	b.ReportMetric(ms(took[len(took)*95/100]), "p95-ms")
	return ms(took[len(took)/2])
}

// changed is a poll that brings a report without events: all counts are old then.
func changed() scheduler.Outcome {
	id := fmt.Sprint(time.Now().UnixNano())
	var r scheduler.Reading
	r.Report.ID, r.Report.Source, r.Report.GUID, r.Report.Title, r.Report.Published = id, "s1", id, "Weather", time.Now()
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
