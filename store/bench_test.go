package store_test

import (
	"fmt"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
)

// The benchmarks run on timelines of 10,000 and 100,000 events; with
// DATELINE_BENCH_DIR, where they are kept from run to run, on 1,000,000 too.
func sizes() []int {
	if os.Getenv("DATELINE_BENCH_DIR") == "" {
		return []int{10_000, 100_000}
	}
	return []int{10_000, 100_000, 1_000_000}
}

// perDay is how many events a day of the benchmarks has: some hundred outlets.
// A longer timeline is an older one.
const perDay = 250

// daysAtOnce is how many days are stored in a transaction: many rows share a page then.
const daysAtOnce = 8

// end is the last day of the benchmarks' timelines: today.
var end = time.Now().UTC().Truncate(24 * time.Hour)

// newsroom writes reports of meetings, some parties far more busy than others.
type newsroom struct {
	*rand.Rand
	zipf *rand.Zipf
	n    int
}

func newNewsroom(seed int64) *newsroom {
	r := rand.New(rand.NewSource(seed))
	return &newsroom{Rand: r, zipf: rand.NewZipf(r, 1.1, 8, 199)}
}

func (w *newsroom) code() string {
	n := int(w.zipf.Uint64())
	return string([]byte{'A' + byte(n/26), 'A' + byte(n%26), 'X'})
}

// report tells of n events around a day.
func (w *newsroom) report(day time.Time, n int) scheduler.Reading {
	w.n++
	r := reading(fmt.Sprint("s", w.Intn(300)), fmt.Sprint(w.Int63()), day.Format(time.DateOnly))
	r.Report.Published = day
	for range n {
		a, b := w.code(), w.code()
		for b == a {
			b = w.code()
		}
		m := meeting(a, b, day.AddDate(0, 0, -w.Intn(2)).Format(time.DateOnly))
		m.Place = timeline.Place{Name: a + " City", Code: a + ":City", Country: a}
		m.Parties[0].Level = pick(world{w.Rand}, []timeline.Level{"", "head", "minister", "deputy"})
		m.Type = pick(world{w.Rand}, []timeline.Type{"CONSULT", "CONSULT", "CONSULT", "AGREE", "SUPPORT", "REQUEST", "ACCUSE"})
		m.Evidence = timeline.Evidence{Field: timeline.FieldText, Text: fmt.Sprintf("The ministers of %s and %s met in %s City and spoke about matter %d.", a, b, a, w.Intn(5000))}
		if w.Intn(6) == 0 {
			m.Status = timeline.Planned
			m.Date = on(day.AddDate(0, 0, w.Intn(60)).Format(time.DateOnly))
		}
		r.Reading.Mentions = append(r.Reading.Mentions, m)
	}
	return r
}

// filled opens a timeline of about n events.
func filled(b *testing.B, n int) *store.Store {
	b.Helper()
	dir := os.Getenv("DATELINE_BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	s := openFile(b, filepath.Join(dir, fmt.Sprintf("events-%d.db", n)))
	some, _, err := s.Events(b.Context(), timeline.Query{}, store.Page{Limit: 1})
	if err != nil {
		b.Fatal(err)
	}
	if len(some) == 0 {
		fill(b, s, n)
	}
	return s
}

func fill(b *testing.B, s *store.Store, n int) {
	b.Helper()
	w := newNewsroom(int64(n))
	days := int(math.Ceil(float64(n) / perDay))
	for d := 0; d < days; {
		var readings []scheduler.Reading
		for range min(daysAtOnce, days-d) {
			for range perDay / 2 {
				r := w.report(end.AddDate(0, 0, d-days), 2)
				w.widen(&r.Reading.Mentions[0])
				readings = append(readings, r)
				if w.Intn(3) == 0 { // another paper has it too
					again := reading(fmt.Sprint("s", w.Intn(300)), fmt.Sprint(w.Int63()), r.Report.Published.Format(time.DateOnly), slices.Clone(r.Reading.Mentions)...)
					readings = append(readings, again)
				}
			}
			d++
		}
		if err := s.Fill(b.Context(), readings); err != nil {
			b.Fatal(err)
		}
	}
}

// widen gives some mentions a date that is longer than a day.
func (w *newsroom) widen(m *timeline.Mention) {
	first := m.Date.Start
	y, month, _ := first.Date()
	switch w.Intn(40) {
	case 0, 1, 2:
		m.Date.Span = timeline.SpanOf(timeline.MakeDay(y, month, 1), timeline.MakeDay(y, month+1, 0))
	case 3:
		m.Date.Span = timeline.SpanOf(timeline.MakeDay(y, 1, 1), timeline.MakeDay(y, 12, 31))
	case 4, 5:
		m.Date.Span = timeline.SpanOf(first, first+timeline.Day(1+w.Intn(3)))
	case 6:
		m.Date = timeline.Date{}
	}
}

// BenchmarkCommit commits a poll of 40 new reports of two events each.
func BenchmarkCommit(b *testing.B) {
	for _, n := range sizes() {
		b.Run(fmt.Sprintf("events=%d", n), func(b *testing.B) {
			s := filled(b, n)
			w := newNewsroom(time.Now().UnixNano())
			for b.Loop() {
				var readings []scheduler.Reading
				for range 40 {
					readings = append(readings, w.report(end, 2))
				}
				commit(b, s, readings...)
			}
		})
	}
}

// BenchmarkEvents reads the first page of the views people ask for.
func BenchmarkEvents(b *testing.B) {
	for _, n := range sizes() {
		s := filled(b, n)
		for _, text := range []string{"", "actor:AAX", "actor:AAX actor:ACX", "actor:GHX", "type:consult status:planned", "matter 77", "meeting", "date:" + end.Format("2006-01"), "reports:>=2 lang:en", "actor:ABX OR actor:GGX"} {
			q, err := timeline.ParseQuery(text)
			if err != nil {
				b.Fatal(err)
			}
			for _, order := range []store.Order{store.NewestDate, store.Latest} {
				b.Run(fmt.Sprintf("%s/%s/events=%d", text, order, n), func(b *testing.B) {
					for b.Loop() {
						if _, _, err := s.Events(b.Context(), q, store.Page{Order: order, Limit: 50}); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}

// outlets are queries of outlets, each with as many events as 10,000 have: the page is
// as long on a longer timeline.
var outlets = []struct {
	query string
	page  int
}{
	{"", 100},
	{"actor:AAX", 100},
	{"actor:ABX OR actor:GGX", 100},
	{"type:agree", 100},
	{"type:consult status:planned", 100},
	{"place:AAX status:planned", 40},
	{"actor:CCX", 40},
	{"actor:AAX actor:ABX", 30},
	{"source:s7", 30},
	{"actor:GHX", 20},
}

// BenchmarkOutlet looks what the feeds of outlets hold after the timeline has changed,
// and reads it: in order of change as Atom, of date as a calendar. It prints the median,
// the slowest but one in twenty, and how many times the latter is that of 10,000 events.
func BenchmarkOutlet(b *testing.B) {
	base := map[string]float64{}
	for _, n := range sizes() {
		s := filled(b, n)
		for _, o := range outlets {
			q, err := timeline.ParseQuery(o.query)
			if err != nil {
				b.Fatal(err)
			}
			for _, order := range []store.Order{store.Latest, store.NewestDate} {
				page := store.Page{Order: order, Limit: o.page}
				benchOutlet(b, s, n, fmt.Sprint(o.query, "/", order, "/print"), base, func() error { _, err := s.Fingerprint(b.Context(), q, page); return err })
				benchOutlet(b, s, n, fmt.Sprint(o.query, "/", order, "/read"), base, func() error { _, _, err := s.Events(b.Context(), q, page); return err })
			}
		}
	}
}

func benchOutlet(b *testing.B, s *store.Store, n int, name string, base map[string]float64, read func() error) {
	b.Run(fmt.Sprintf("%s/events=%d", name, n), func(b *testing.B) {
		took := slowest(b, s.Forget, read)
		if n == 10_000 {
			base[name] = took
		}
		b.ReportMetric(took/base[name], "x10k")
	})
}

// slowest times f at least a hundred times, and returns the p95 in milliseconds.
func slowest(b *testing.B, before func(), f func() error) float64 {
	b.Helper()
	var took []time.Duration
	once := func() {
		before()
		start := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	for b.Loop() {
		once()
	}
	for len(took) < 100 {
		once()
	}
	slices.Sort(took)
	at := func(percent int) float64 { return float64(took[len(took)*percent/100].Microseconds()) / 1000 }
	p95 := at(95)
	b.ReportMetric(at(50), "p50-ms")
	b.ReportMetric(p95, "p95-ms")
	return p95
}

// BenchmarkSummaries counts for the page's margin.
func BenchmarkSummaries(b *testing.B) {
	for _, n := range sizes() {
		s := filled(b, n)
		for _, text := range []string{"", "actor:AAX actor:ACX"} {
			q, err := timeline.ParseQuery(text)
			if err != nil {
				b.Fatal(err)
			}
			for name, f := range map[string]func() error{
				"count":  func() error { _, err := s.Count(b.Context(), q); return err },
				"facets": func() error { _, err := s.Facets(b.Context(), q); return err },
				"density": func() error {
					_, err := s.Density(b.Context(), q, timeline.FirstDay, timeline.LastDay, store.ByMonth)
					return err
				},
			} {
				b.Run(fmt.Sprintf("%s/%s/events=%d", name, text, n), func(b *testing.B) {
					for b.Loop() {
						if err := f(); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}

// BenchmarkCommitReports commits polls of 40 new reports that tell of no event, as
// most news does not.
func BenchmarkCommitReports(b *testing.B) {
	s := open(b)
	w := newNewsroom(1)
	for b.Loop() {
		var readings []scheduler.Reading
		for range 40 {
			readings = append(readings, w.report(end, 0))
		}
		commit(b, s, readings...)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(40*b.N), "µs/report")
}

// BenchmarkCommitDaily commits a report of two states that are said to meet
// three times a day, after so many days of it.
func BenchmarkCommitDaily(b *testing.B) {
	for _, days := range []int{50, 200} {
		b.Run(fmt.Sprintf("days=%d", days), func(b *testing.B) {
			s := open(b)
			w := newNewsroom(1)
			daily := func(day time.Time) scheduler.Reading {
				r := w.report(day, 1)
				m := &r.Reading.Mentions[0]
				*m = meeting("AAX", "ABX", day.Format(time.DateOnly))
				m.Type, m.Date.Basis, m.Place = "CONSULT", timeline.Published, timeline.Place{Country: "AAX", Code: "AAX"}
				m.Evidence.Text = "They met."
				return r
			}
			for d := range days {
				commit(b, s, daily(end.AddDate(0, 0, d)), daily(end.AddDate(0, 0, d)), daily(end.AddDate(0, 0, d)))
			}
			for b.Loop() {
				commit(b, s, daily(end.AddDate(0, 0, days/2)))
			}
		})
	}
}

// BenchmarkCommitPopular commits the next report of an event that so many have told.
func BenchmarkCommitPopular(b *testing.B) {
	for _, n := range []int{10, 100, 500} {
		b.Run(fmt.Sprintf("reports=%d", n), func(b *testing.B) {
			s := open(b)
			w := newNewsroom(1)
			next := func() scheduler.Reading {
				r := w.report(end, 1)
				r.Reading.Mentions[0] = meeting("AAX", "ABX", end.Format(time.DateOnly))
				r.Reading.Mentions[0].Parties[0].Person = pick(world{w.Rand}, persons)
				r.Reading.Mentions[0].Evidence.Text = "They met."
				return r
			}
			for range n / 10 {
				var readings []scheduler.Reading
				for range 10 {
					readings = append(readings, next())
				}
				commit(b, s, readings...)
			}
			for b.Loop() {
				commit(b, s, next())
			}
		})
	}
}
