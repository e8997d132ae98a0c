package store_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand"
	"slices"
	"testing"
	"time"

	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
	"github.com/google/go-cmp/cmp"
)

// TestEventsAgreesWithMatch holds the database's answer to the query's meaning on
// random timelines, in every order, page by page.
func TestEventsAgreesWithMatch(t *testing.T) {
	w := world{rand.New(rand.NewSource(7))}
	s := open(t)
	commit(t, s, w.readings(150)...)
	w.disturb(t, s)
	everything := whole(t, s)
	if len(everything) < 60 {
		t.Fatalf("only %d events", len(everything))
	}
	selective := 0
	for range 150 {
		text := w.query(2)
		q, err := timeline.ParseQuery(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		q.Hidden = w.Intn(10) == 0
		var want []string
		for _, e := range everything {
			if q.Match(e, time.Now()) {
				want = append(want, e.ID)
			}
		}
		if len(want) > 0 && len(want) < len(everything) {
			selective++
		}
		slices.Sort(want)
		for _, order := range []store.Order{store.NewestDate, store.OldestDate, store.Latest} {
			got := ids(pages(t, s, q, store.Page{Order: order, Limit: 5 + w.Intn(30)}))
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s, %s first (-want +got):\n%s", text, order, diff)
			}
		}
	}
	if selective < 70 {
		t.Errorf("only %d queries select some but not all", selective)
	}
}

// TestEventsWithFrequentWords: the events that have a word are the same however
// they are found, also where decades pass without any.
func TestEventsWithFrequentWords(t *testing.T) {
	w := world{rand.New(rand.NewSource(12))}
	s := open(t)
	for i := range 9 {
		commit(t, s, w.readings(60)...)
		for n, year := range []int{1648, 1907, 1990, 2043, 2290} {
			m := meeting("KAZ", "CHE", fmt.Sprintf("%d-0%d-2%d", year, 1+i, i))
			m.Evidence = timeline.Evidence{Field: timeline.FieldText, Text: "The ministers met in Zürich."}
			commit(t, s, reading("daz", fmt.Sprintf("far-%d-%d", i, n), "2031-03-05", m))
		}
	}
	for _, text := range []string{"zurich", "zurich lang:de", "-zurich", "zurich OR status:planned", "zurich date:>=2031-03-02", "zurich -date:2031"} {
		q, err := timeline.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, order := range []store.Order{store.NewestDate, store.OldestDate, store.Latest} {
			found := func(lookUp, passAll int) []string {
				s.LookUp(lookUp)
				s.PassAll(passAll)
				s.Forget()
				return ids(pages(t, s, q, store.Page{Order: order, Limit: 7}))
			}
			listed := found(10_000, 1)
			for _, passAll := range []int{1, math.MaxInt} {
				if diff := cmp.Diff(listed, found(0, passAll)); diff != "" || len(listed) == 0 {
					t.Errorf("%s, %s first (-listed +looked up), %d: %s", text, order, len(listed), diff)
				}
			}
		}
	}
}

// TestEventsOrder: by date with undated events last in either direction, else by
// what the query names; equal ones by id.
func TestEventsOrder(t *testing.T) {
	w := world{rand.New(rand.NewSource(8))}
	s := open(t)
	for _, r := range w.readings(80) {
		commit(t, s, r)
	}
	value := map[timeline.SortBy]func(timeline.Event) int64{
		timeline.ByDate:    func(e timeline.Event) int64 { return int64(e.Date.Start) },
		timeline.ByUpdated: func(e timeline.Event) int64 { return e.Updated.UnixMicro() },
		timeline.ByReports: func(e timeline.Event) int64 { return int64(len(e.Reports())) },
		timeline.ByReported: func(e timeline.Event) int64 {
			return slices.MaxFunc(e.Mentions, func(a, b timeline.Mention) int { return a.Reported.Compare(b.Reported) }).Reported.UnixMicro()
		},
	}
	for by, of := range value {
		for _, desc := range []bool{false, true} {
			events := pages(t, s, timeline.Query{Sort: timeline.Sort{By: by, Desc: desc}}, store.Page{Limit: 9})
			if len(events) < 30 {
				t.Fatalf("only %d events", len(events))
			}
			for i, b := range events[1:] {
				a := events[i]
				late := by == timeline.ByDate && a.Date.IsZero() != b.Date.IsZero()
				if late && a.Date.IsZero() {
					t.Errorf("sort %s: undated before dated", by)
				}
				if x, y := of(a), of(b); !late && (x == y && (a.ID < b.ID) == desc || x != y && (x < y) == desc) {
					t.Errorf("sort %s desc=%v: %d %s before %d %s", by, desc, x, a.ID, y, b.ID)
				}
			}
		}
	}
}

func TestEventsForeignCursor(t *testing.T) {
	s := open(t)
	for _, c := range []string{"x", "date.0", "date-0.zz", "updated-0.0000000000000000"} {
		if _, _, err := s.Events(t.Context(), timeline.Query{}, store.Page{Cursor: c}); !errors.Is(err, store.ErrCursor) {
			t.Errorf("cursor %q: %v, want ErrCursor", c, err)
		}
	}
}

// TestSummaries counts over the same events as the list has.
func TestSummaries(t *testing.T) {
	w := world{rand.New(rand.NewSource(9))}
	s := open(t)
	commit(t, s, w.readings(100)...)
	for _, text := range []string{"", "actor:KAZ", "actor:KAZ actor:UNO", "status:planned lang:de", "zurich"} {
		q, err := timeline.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		events := pages(t, s, q, store.Page{Limit: 50})
		reports, perActor, bands := map[string]bool{}, map[string]int{}, 0
		for _, e := range events {
			for _, id := range e.Reports() {
				reports[id] = true
			}
			for _, c := range e.Codes() {
				perActor[c]++
			}
			if !e.Date.IsZero() {
				bands++
			}
		}
		c, err := s.Count(t.Context(), q)
		if err != nil || c.Events != len(events) || c.Reports != len(reports) && text != "" || c.Reports < len(reports) {
			t.Errorf("%q: count %+v, %v; want %d events, %d reports", text, c, err, len(events), len(reports))
		}
		f, err := s.Facets(t.Context(), q)
		if err != nil || f.Of != len(events) {
			t.Errorf("%q: facets of %d events, %v", text, f.Of, err)
		}
		for _, v := range f.Values[timeline.KeyActor] {
			if perActor[v.Value] != v.Events {
				t.Errorf("%q: %d events of %s, want %d", text, v.Events, v.Value, perActor[v.Value])
			}
		}
		density, err := s.Density(t.Context(), q, on("2030-01-01").Start, on("2032-12-31").Start, store.ByDay)
		for _, b := range density {
			bands -= b.Events
		}
		if err != nil || bands != 0 {
			t.Errorf("%q: density misses %d events, %v", text, bands, err)
		}
		pairs, err := s.Pairs(t.Context(), q, 3)
		if err != nil || len(events) > 10 && (len(pairs) == 0 || pairs[0].Events == 0) {
			t.Errorf("%q: pairs %+v, %v", text, pairs, err)
		}
	}
}

// disturb makes corrections and withdrawals at random.
func (w world) disturb(t *testing.T, s *store.Store) {
	t.Helper()
	for i, e := range pages(t, s, timeline.Query{}, store.Page{Limit: 50}) {
		var err error
		switch i % 12 {
		case 3:
			err = s.Hide(t.Context(), e.ID, true)
		case 5:
			err = s.Withdraw(t.Context(), e.Reports()...)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func pages(t *testing.T, s *store.Store, q timeline.Query, p store.Page) []timeline.Event {
	t.Helper()
	var events []timeline.Event
	for {
		got, next, err := s.Events(t.Context(), q, p)
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		events = append(events, got...)
		if len(got) > p.Limit {
			t.Fatalf("%s: page of %d, limit %d", q, len(got), p.Limit)
		}
		if next == "" {
			return events
		}
		p.Cursor = next
	}
}

// whole returns every event, those of types off by default and hidden ones too.
func whole(t *testing.T, s *store.Store) []timeline.Event {
	t.Helper()
	var events []timeline.Event
	for e, err := range s.Everything(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
	}
	return events
}

func ids(events []timeline.Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, e.ID)
	}
	return out
}
