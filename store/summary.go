package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// sampled is how many events, the latest by date, facets and relations are
// counted over.
const sampled = 10_000

// Count is how much a query selects.
type Count struct {
	Events, Reports, Sources, Languages int
	Ahead                               int       // planned, and on from today
	Changed                             time.Time // the latest change of one of them
}

// Facets count the values that narrow a query, by field of the query language:
// status, actor, type, place, lang, source, topic.
type Facets struct {
	Values map[timeline.Key][]Facet // frequent ones first
	Of     int                      // events counted: the latest ones, where there are very many
}

// Facet is a value as a query writes it and the number of events that have it.
type Facet struct {
	Value  string
	Events int
}

// Pair counts the events in which two parties take part.
type Pair struct {
	A, B    string // codes, A before B
	Events  int
	Planned int           // of Events
	Last    timeline.Span // of the latest that occurred
	Next    timeline.Span // of the first that is planned
}

// Band counts the events that begin on a day with a status and a precision.
type Band struct {
	Day        timeline.Day
	Status     timeline.Status
	Precision  timeline.Precision
	Background bool
	Events     int
}

// Count counts what q selects. Sources and languages are those of the latest
// events by date, where there are very many; for the whole timeline, reports of
// events of types off by default count too. Like all counts it is shared: not to
// be modified, and up to a minute old where counting takes long.
func (s *Store) Count(ctx context.Context, q timeline.Query) (Count, error) {
	return cached(ctx, s, "count", q, func(ctx context.Context) (Count, error) { return s.countAll(ctx, q) })
}

func (s *Store) countAll(ctx context.Context, q timeline.Query) (Count, error) {
	at := now()
	c, err := s.totals(ctx, q, at)
	if err != nil {
		return Count{}, fmt.Errorf("count: %w", explain(err))
	}
	sources, langs := map[string]bool{}, map[string]bool{}
	err = s.sample(ctx, q, func(e sample) {
		for _, t := range e.terms {
			if v, ok := strings.CutPrefix(t, "source:"); ok {
				sources[v] = true
			} else if v, ok := strings.CutPrefix(t, "lang:"); ok {
				langs[v] = true
			}
		}
	})
	if err != nil {
		return Count{}, fmt.Errorf("count: %w", explain(err))
	}
	c.Sources, c.Languages = len(sources), len(langs)
	return c, nil
}

// count1 counts events and their reports.
func (s *Store) totals(ctx context.Context, q timeline.Query, at time.Time) (c Count, err error) {
	p, err := s.plan(ctx, q, at, 1)
	if err != nil {
		return c, err
	}
	shared := slices.Clone(p.args)
	today := p.arg(at.Unix() / (24 * 60 * 60))
	var newest sql.NullInt64
	err = s.read.QueryRowContext(ctx, "SELECT COUNT(*), MAX(e.updated), COALESCE(SUM(CASE WHEN e.status = 'planned' AND e.last >= "+today+" THEN 1 ELSE 0 END), 0) FROM "+
		p.from+" WHERE "+p.where, p.args...).Scan(&c.Events, &newest, &c.Ahead)
	if err != nil {
		return c, err
	}
	c.Changed = instant(newest.Int64)
	if q.Root == nil {
		c.Reports, err = s.count(ctx, "SELECT COUNT(*) FROM reports WHERE events > 0")
		return c, err
	}
	c.Reports, err = s.count(ctx, "SELECT COUNT(DISTINCT x.report) FROM "+p.from+" CROSS JOIN tellings x WHERE x.event = e.key AND "+p.where, shared...)
	return c, err
}

// sample is an event as facets and relations see it.
type sample struct {
	day, last int64
	precision int
	status    timeline.Status
	terms     []string
}

// sample reads the latest events by date that q selects.
func (s *Store) sample(ctx context.Context, q timeline.Query, each func(sample)) error {
	p, err := s.plan(ctx, q, now(), 1)
	if err != nil {
		return err
	}
	query := "SELECT e.day, e.last, e.precision, e.status, d.terms FROM " + p.from + " CROSS JOIN documents d WHERE d.slot = e.slot AND " + p.where +
		" ORDER BY " + p.day + " DESC, " + p.key + " DESC LIMIT " + p.arg(sampled)
	return rows(ctx, s.read, query, p.args, func(r *sql.Rows) error {
		var e sample
		var terms string
		if err := r.Scan(&e.day, &e.last, &e.precision, &e.status, &terms); err != nil {
			return err
		}
		e.terms = strings.Split(terms, "\n")
		each(e)
		return nil
	})
}

// facetKeys are the fields that facets are counted for.
var facetKeys = []timeline.Key{
	timeline.KeyStatus, timeline.KeyActor, timeline.KeyType, timeline.KeyPlace, timeline.KeyLang, timeline.KeySource, timeline.KeyTopic,
}

// Facets counts the values of each field over the events that q selects.
func (s *Store) Facets(ctx context.Context, q timeline.Query) (Facets, error) {
	return cached(ctx, s, "facets", q, func(ctx context.Context) (Facets, error) { return s.countFacets(ctx, q) })
}

func (s *Store) countFacets(ctx context.Context, q timeline.Query) (Facets, error) {
	counts := map[string]int{}
	f := Facets{Values: map[timeline.Key][]Facet{}}
	err := s.sample(ctx, q, func(e sample) {
		f.Of++
		for _, t := range e.terms {
			counts[t]++
		}
	})
	if err != nil {
		return Facets{}, fmt.Errorf("facets: %w", explain(err))
	}
	for term, n := range counts {
		field, value, _ := strings.Cut(term, ":")
		if key := timeline.Key(field); slices.Contains(facetKeys, key) {
			if key == timeline.KeyType {
				value = strings.ToLower(value)
			}
			f.Values[key] = append(f.Values[key], Facet{value, n})
		}
	}
	for _, values := range f.Values {
		slices.SortFunc(values, func(a, b Facet) int { return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(a.Value, b.Value)) })
	}
	return f, nil
}

// Pairs counts the relations among the events that q selects, frequent ones first.
func (s *Store) Pairs(ctx context.Context, q timeline.Query, limit int) ([]Pair, error) {
	name := fmt.Sprint("pairs ", limit)
	return cached(ctx, s, name, q, func(ctx context.Context) ([]Pair, error) { return s.countPairs(ctx, q, limit) })
}

func (s *Store) countPairs(ctx context.Context, q timeline.Query, limit int) ([]Pair, error) {
	pairs := map[string]*Pair{}
	err := s.sample(ctx, q, func(e sample) {
		for _, t := range e.terms {
			codes, ok := strings.CutPrefix(t, "pair:")
			a, b, two := strings.Cut(codes, "+")
			if !ok || !two {
				continue
			}
			if pairs[codes] == nil {
				pairs[codes] = &Pair{A: a, B: b}
			}
			pairs[codes].add(e)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("relations: %w", explain(err))
	}
	all := slices.SortedFunc(maps.Values(pairs), func(a, b *Pair) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	var out []Pair
	for _, p := range all[:min(limit, len(all))] {
		out = append(out, *p)
	}
	return out, nil
}

// add counts an event; they come latest first.
func (p *Pair) add(e sample) {
	p.Events++
	span := timeline.Span{}
	if e.day != undated {
		span = timeline.Span{Start: timeline.Day(e.day), End: timeline.Day(e.last), Precision: timeline.Precision(e.precision)}
	}
	switch {
	case e.status == timeline.Planned:
		p.Planned++
		if !span.IsZero() {
			p.Next = span
		}
	case e.status == timeline.Occurred && p.Last.IsZero():
		p.Last = span
	}
}

// Density counts the events of q that begin from one day to another, by day,
// status and precision, in order of day.
func (s *Store) Density(ctx context.Context, q timeline.Query, from, to timeline.Day) ([]Band, error) {
	name := fmt.Sprint("density ", from, to)
	return cached(ctx, s, name, q, func(ctx context.Context) ([]Band, error) { return s.countDays(ctx, q, from, to) })
}

func (s *Store) countDays(ctx context.Context, q timeline.Query, from, to timeline.Day) ([]Band, error) {
	p, err := s.plan(ctx, q, now(), 1)
	if err != nil {
		return nil, fmt.Errorf("density: %w", explain(err))
	}
	where := fmt.Sprintf("%s AND %s BETWEEN %s AND %s", p.where, p.day, p.arg(int64(from)), p.arg(int64(to)))
	var bands []Band
	err = rows(ctx, s.read, "SELECT e.day, e.status, e.precision, e.background, COUNT(*) FROM "+p.from+" WHERE "+where+
		" GROUP BY e.day, e.status, e.precision, e.background ORDER BY e.day, e.status, e.precision, e.background", p.args, func(r *sql.Rows) error {
		var b Band
		err := r.Scan(&b.Day, &b.Status, &b.Precision, &b.Background, &b.Events)
		bands = append(bands, b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("density: %w", explain(err))
	}
	return bands, nil
}
