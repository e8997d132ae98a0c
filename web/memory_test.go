package web_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/dateline-news/dateline/timeline"
	"github.com/dateline-news/dateline/web"
)

// memory is a whole timeline in memory: what the pages are tested on.
type memory struct {
	mu      sync.Mutex
	now     time.Time
	version int64
	events  []timeline.Event
	reports map[string]timeline.Report
	moved   map[string]string
	sources []web.Source
	polls   map[string][]web.Poll
	reads   []web.Read
	fail    error         // what every method returns, when set
	asked   int           // how often events were read
	slow    time.Duration // how long events take
}

func (m *memory) match(q timeline.Query) []timeline.Event {
	var out []timeline.Event
	for _, e := range m.events {
		if q.Match(e, m.now) {
			out = append(out, e)
		}
	}
	return out
}

func (m *memory) Events(ctx context.Context, q timeline.Query, p web.Page) ([]timeline.Event, string, error) {
	if m.slow > 0 {
		select {
		case <-time.After(m.slow):
		case <-ctx.Done():
			return nil, "", errors.New("interrupted")
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked++
	if m.fail != nil {
		return nil, "", m.fail
	}
	sort := map[web.Order]timeline.Sort{
		web.NewestDate: {By: timeline.ByDate, Desc: true}, web.OldestDate: {By: timeline.ByDate}, web.Latest: {By: timeline.ByUpdated, Desc: true},
	}[cmp.Or(p.Order, web.NewestDate)]
	if p.Order == "" && q.Sort.By != "" {
		sort = q.Sort
	}
	events := m.match(q)
	slices.SortFunc(events, sort.Compare)
	start, _ := strconv.Atoi(p.Cursor)
	start = min(start, len(events))
	end := min(start+p.Limit, len(events))
	next := ""
	if end < len(events) {
		next = strconv.Itoa(end)
	}
	page := slices.Clone(events[start:end])
	for i := range page {
		if p.Bare {
			page[i].Mentions = nil
		}
	}
	return page, next, nil
}

func (m *memory) Mentions(_ context.Context, events []timeline.Event) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, e := range events {
		for _, o := range m.events {
			if o.ID == e.ID {
				events[i].Mentions = o.Mentions
			}
		}
	}
	return m.fail
}

func (m *memory) Slice(ctx context.Context, q timeline.Query, p web.Page) (s web.Slice, err error) {
	if s.Fingerprint, err = m.Fingerprint(ctx, q, p); err != nil {
		return s, err
	}
	if s.Events, s.Next, err = m.Events(ctx, q, p); err != nil {
		return s, err
	}
	var ids []string
	for _, e := range s.Events {
		ids = append(ids, e.Reports()...)
	}
	s.Reports, err = m.Reports(ctx, ids)
	return s, err
}

func (m *memory) Fingerprint(ctx context.Context, q timeline.Query, p web.Page) (string, error) {
	m.mu.Lock()
	asked := m.asked
	m.mu.Unlock()
	events, next, err := m.Events(ctx, q, p)
	m.mu.Lock()
	m.asked = asked // it reads no event
	m.mu.Unlock()
	return fmt.Sprintf("%+v %s", events, next), err
}

func (m *memory) Event(_ context.Context, id string) (timeline.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return timeline.Event{}, m.fail
	}
	if to, ok := m.moved[id]; ok {
		return timeline.Event{}, &web.Moved{To: to}
	}
	i := slices.IndexFunc(m.events, func(e timeline.Event) bool { return e.ID == id })
	if i < 0 {
		return timeline.Event{}, fmt.Errorf("event %q: %w", id, web.ErrNotFound)
	}
	return m.events[i], nil
}

func (m *memory) Reports(_ context.Context, ids []string) (map[string]timeline.Report, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[string]timeline.Report{}
	for _, id := range ids {
		if r, ok := m.reports[id]; ok {
			out[id] = r
		}
	}
	return out, m.fail
}

func (m *memory) Changed(context.Context) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.version, m.fail
}

func (m *memory) Count(_ context.Context, q timeline.Query) (web.Count, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var c web.Count
	reports, sources, langs := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, e := range m.match(q) {
		c.Events++
		if e.Status == timeline.Planned && (e.Date.IsZero() || e.Date.End >= timeline.DayOf(m.now)) {
			c.Ahead++
		}
		for _, mention := range e.Mentions {
			reports[mention.Report], sources[mention.Source], langs[mention.Lang] = true, true, true
		}
	}
	c.Reports, c.Sources, c.Languages = len(reports), len(sources), len(langs)
	return c, m.fail
}

func (m *memory) LastChange(_ context.Context, q timeline.Query) (last time.Time, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.match(q) {
		if e.Updated.After(last) {
			last = e.Updated
		}
	}
	return last, m.fail
}

func (m *memory) Facets(_ context.Context, q timeline.Query) (web.Facets, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	counts := [6]map[string]int{}
	for i := range counts {
		counts[i] = map[string]int{}
	}
	matching := m.match(q)
	for _, e := range matching {
		status := string(e.Status)
		if e.Background {
			status = "background"
		}
		counts[0][status]++
		for _, c := range e.Codes() {
			counts[1][c]++
		}
		counts[2][strings.ToLower(strings.TrimSuffix(string(e.Type)+"/"+e.Mode, "/"))]++
		if e.Place.Code != "" {
			counts[3][e.Place.Code]++
		}
		seen := map[string]bool{}
		for _, mention := range e.Mentions {
			if !seen[mention.Lang] {
				counts[4][mention.Lang]++
			}
			if !seen[mention.Source] {
				counts[5][mention.Source]++
			}
			seen[mention.Lang], seen[mention.Source] = true, true
		}
	}
	all := web.Facets{Values: map[timeline.Key][]web.Facet{}, Of: len(matching), All: true}
	keys := []timeline.Key{timeline.KeyStatus, timeline.KeyActor, timeline.KeyType, timeline.KeyPlace, timeline.KeyLang, timeline.KeySource}
	for i, c := range counts {
		var values []web.Facet
		for v, n := range c {
			values = append(values, web.Facet{Value: v, Events: n})
		}
		slices.SortFunc(values, func(a, b web.Facet) int { return cmp.Or(b.Events-a.Events, strings.Compare(a.Value, b.Value)) })
		all.Values[keys[i]] = values
	}
	return all, m.fail
}

func (m *memory) Density(_ context.Context, q timeline.Query, from, to timeline.Day, step web.Step) ([]web.Band, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	by := map[web.Band]int{}
	for _, e := range m.match(q) {
		if e.Date.IsZero() || e.Date.Start < from || e.Date.Start > to {
			continue
		}
		day := e.Date.Start
		if y, m, _ := day.Date(); step == web.ByMonth {
			day = timeline.MakeDay(y, m, 1)
		}
		by[web.Band{Day: day, Status: e.Status, Precision: e.Date.Precision, Background: e.Background}]++
	}
	var out []web.Band
	for b, n := range by {
		b.Events = n
		out = append(out, b)
	}
	slices.SortFunc(out, func(a, b web.Band) int {
		return cmp.Or(int(a.Day-b.Day), strings.Compare(string(a.Status), string(b.Status)), int(a.Precision)-int(b.Precision))
	})
	return out, m.fail
}

func (m *memory) Pairs(_ context.Context, q timeline.Query, limit int) ([]web.Pair, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	by := map[[2]string]*web.Pair{}
	for _, e := range m.match(q) {
		codes := e.Codes()
		for i, a := range codes {
			for _, b := range codes[i+1:] {
				k := [2]string{a, b}
				if by[k] == nil {
					by[k] = &web.Pair{A: a, B: b}
				}
				p := by[k]
				p.Events++
				switch {
				case e.Status == timeline.Planned:
					p.Planned++
					if p.Next.IsZero() || e.Date.Start < p.Next.Start {
						p.Next = e.Date.Span
					}
				case e.Date.Start > p.Last.Start:
					p.Last = e.Date.Span
				}
			}
		}
	}
	var out []web.Pair
	for _, p := range by {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b web.Pair) int { return cmp.Or(b.Events-a.Events, strings.Compare(a.A+a.B, b.A+b.B)) })
	return out[:min(limit, len(out))], m.fail
}

func (m *memory) Sources(_ context.Context, ids ...string) ([]web.Source, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(m.sources), func(s web.Source) bool { return len(ids) > 0 && !slices.Contains(ids, s.ID) }), m.fail
}

func (m *memory) States(ctx context.Context) ([]web.Source, error) { return m.Sources(ctx) }

func (m *memory) Polls(_ context.Context, source string, limit int) ([]web.Poll, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := slices.Clone(m.polls[source])
	return p[:min(limit, len(p))], m.fail
}

func (m *memory) Read(_ context.Context, source string, undecided bool, limit int) ([]web.Read, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []web.Read
	for _, r := range m.reads {
		if (source == "" || r.Report.Source == source) && (!undecided || !r.Relevant) && len(out) < limit {
			out = append(out, r)
		}
	}
	return out, m.fail
}

func (m *memory) ReadPage(_ context.Context, source, cursor string, limit int) ([]web.Read, string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []web.Read
	for _, r := range m.reads {
		if source == "" || r.Report.Source == source {
			all = append(all, r)
		}
	}
	start := 0
	if cursor != "" {
		n, err := strconv.Atoi(cursor)
		if err != nil || n > len(all) {
			return nil, "", web.ErrCursor
		}
		start = n
	}
	end, next := min(start+limit, len(all)), ""
	if end < len(all) {
		next = strconv.Itoa(end)
	}
	return all[start:end], next, m.fail
}
