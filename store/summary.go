package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// surveyed is how many events of a query, the latest by date, are looked at one
// by one; what is counted of more is read from tallies, or estimated.
const surveyed = 1000

// sampled is the part of that where a query may have more: each event is on a page of
// the file of its own. surveyedWords is what is left where events are found by a word, in
// two steps each, or a word that very many have is looked up for ten times as many.
const (
	sampled       = 2
	surveyedWords = 2
)

// aheadMost is up to how many events ahead are counted.
const aheadMost = 1000

// Count is how much a query selects.
type Count struct {
	Events int
	About  bool // Events is an estimate
	// Of more events than are looked at these are not counted: zero.
	Reports, Sources, Languages int
	Ahead                       int // planned, and on from today; up to 1,000 and one more
}

// Facets count the values that narrow a query, by field of the query language:
// status, actor, type, place, lang, source, topic.
type Facets struct {
	Values map[timeline.Key][]Facet // frequent ones first
	Of     int                      // events counted, the latest ones
	All    bool                     // that is every event of the query
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

// Count counts what q selects. Like all counts it is shared: not to be modified.
func (s *Store) Count(ctx context.Context, q timeline.Query) (Count, error) {
	return cached(ctx, s, "count", q, func(ctx context.Context) (Count, error) {
		c, err := s.countAll(ctx, q)
		if err != nil {
			return Count{}, fmt.Errorf("count: %w", explain(err))
		}
		return c, nil
	})
}

func (s *Store) countAll(ctx context.Context, q timeline.Query) (c Count, err error) {
	t, counted := talliedBy(q, now())
	if counted {
		if c.Events, err = s.total(ctx, t); err != nil {
			return c, err
		}
	}
	if !counted || c.Events <= s.surveyed {
		v, err := s.survey(ctx, q)
		if err != nil || v.whole {
			return v.count, err
		}
	}
	if !counted {
		e, err := s.estimate(ctx, q)
		if err != nil {
			return c, err
		}
		c.About, c.Events = true, e.total
	}
	before, err := s.begunBefore(ctx, q)
	if err != nil {
		return c, err
	}
	c.Events += before
	c.Ahead, err = s.ahead(ctx, q)
	return c, err
}

// LastChange returns when an event of the query changed last, the zero time where it
// selects none.
func (s *Store) LastChange(ctx context.Context, q timeline.Query) (time.Time, error) {
	return cached(ctx, s, "changed", q, func(ctx context.Context) (time.Time, error) {
		at, err := s.lastChange(ctx, q)
		if err != nil {
			return at, fmt.Errorf("last change: %w", explain(err))
		}
		return at, nil
	})
}

func (s *Store) lastChange(ctx context.Context, q timeline.Query) (time.Time, error) {
	last, err := s.list(ctx, q, ordering{timeline.ByUpdated, true}, nil, 1)
	if err != nil || len(last) == 0 {
		return time.Time{}, err
	}
	return instant(last[0].updated), nil
}

// ahead counts the planned events that are not over, up to so many. Those of one
// tallied term are walked only where they began before today.
func (s *Store) ahead(ctx context.Context, q timeline.Query) (n int, err error) {
	planned, err := timeline.ParseQuery("status:planned date:>=today")
	if err != nil {
		return 0, err
	}
	p, err := s.plan(ctx, q.And(planned), now(), latestDate)
	if err != nil {
		return 0, err
	}
	t, counted := talliedBy(q, p.now)
	counted = counted && !t.dated && (t.status == "" || t.status == timeline.Planned)
	if counted {
		t.status, t.dated, t.lo, t.hi = timeline.Planned, true, p.lo, p.hi
		if n, err = s.total(ctx, t); err != nil {
			return 0, err
		}
	}
	order := ordering{timeline.ByDate, false}
	for _, ph := range slices.Backward(p.phases(order, nil)) { // those that begin later first: they may be enough
		of := p
		if ph.open {
			of = p.open()
		}
		if n > aheadMost || counted && !ph.open {
			continue
		}
		some, err := s.countPhase(ctx, of, order, ph, aheadMost+1-n)
		if err != nil {
			return 0, err
		}
		n += some
	}
	return min(n, aheadMost+1), nil
}

// countPhase counts the places of a phase, up to so many.
func (s *Store) countPhase(ctx context.Context, p *plan, o ordering, ph phase, most int) (int, error) {
	texts := p.lookedUp()
	along := p.along != (timeline.Text{})
	switch {
	case len(p.heads) > 1 || len(texts) > 0 && (ph.open || along):
		found, err := s.walk(ctx, p, o, ph, most)
		return len(found), err
	case along && ph.docs == nil:
		n := 0
		err := s.along(ctx, p, o, ph, most, func(ph phase) (bool, error) {
			some, err := s.countPhase(ctx, p, o, ph, most-n)
			n += some
			return n < most, err
		})
		return n, err
	}
	head := ""
	if len(p.heads) > 0 {
		head = p.heads[0]
	}
	if len(texts) == 0 {
		query, args := p.countSQL(o, ph, most, head)
		return s.count(ctx, query, args...)
	}
	var found []place
	query, args := p.docsSQL(o, ph, lookUpMost, head)
	err := rows(ctx, s.read, query, args, func(r *sql.Rows) error {
		var at place
		err := r.Scan(&at.doc)
		found = append(found, at)
		return err
	})
	if err == nil {
		found, err = s.having(ctx, p.choice, texts, found)
	}
	return min(len(found), most), err
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
	v, err := s.survey(ctx, q)
	if err != nil {
		return Facets{}, fmt.Errorf("facets: %w", explain(err))
	}
	f := Facets{Values: map[timeline.Key][]Facet{}, Of: v.of, All: v.whole}
	for term, n := range v.terms {
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

// Pairs counts the relations among the latest events that q selects, frequent
// ones first.
func (s *Store) Pairs(ctx context.Context, q timeline.Query, limit int) ([]Pair, error) {
	v, err := s.survey(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("relations: %w", explain(err))
	}
	return slices.Clone(v.pairs[:min(limit, len(v.pairs))]), nil
}

// Step is what bands are counted by.
type Step int

// The steps; a band by month counts the events that begin in a month, under its first day.
const (
	ByDay Step = iota
	ByMonth
)

// Density counts the events of q that begin from one day to another, by day or
// month, status and precision, in order of day: exactly where they are few or the
// query is one actor, type, status or language; else it estimates. By month, the
// months of both days are counted whole.
func (s *Store) Density(ctx context.Context, q timeline.Query, from, to timeline.Day, by Step) ([]Band, error) {
	name := fmt.Sprint("density ", from, to, by)
	return cached(ctx, s, name, q, func(ctx context.Context) ([]Band, error) {
		bands, err := s.density(ctx, q, from, to, by)
		if err != nil {
			return nil, fmt.Errorf("density: %w", explain(err))
		}
		return bands, nil
	})
}

func (s *Store) density(ctx context.Context, q timeline.Query, from, to timeline.Day, by Step) ([]Band, error) {
	if by == ByMonth {
		from, to = startOf(monthOf(int64(from))), startOf(monthOf(int64(to))+1)-1
	}
	if t, ok := talliedBy(q, now()); ok {
		return s.talliedBands(ctx, t, from, to, by)
	}
	v, err := s.survey(ctx, q)
	if err != nil {
		return nil, err
	}
	if !v.whole {
		e, err := s.estimate(ctx, q)
		if err != nil {
			return nil, err
		}
		return s.bands(ctx, e, from, to, by)
	}
	bands := between(v.bands, from, to)
	if by == ByMonth {
		bands = monthly(bands)
	}
	return bands, nil
}

// monthly counts by month what is counted by day.
func monthly(days []Band) []Band {
	sums := map[Band]int{}
	for _, b := range days {
		n := b.Events
		b.Day, b.Events = startOf(monthOf(int64(b.Day))), 0
		sums[b] += n
	}
	return bandsOf(sums)
}
