package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// surveyed is how many events of a query, the latest by date, are looked at one
// by one; what is counted of more is read from tallies, or estimated.
const surveyed = 2000

// aheadMost is up to how many events ahead are counted.
const aheadMost = 1000

// Count is how much a query selects.
type Count struct {
	Events int
	About  bool // Events is an estimate
	// Of a few thousand events or more these are not counted: zero.
	Reports, Sources, Languages int
	Ahead                       int       // planned, and on from today; up to 1,000 and one more
	Changed                     time.Time // the latest change of one of them
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

// Count counts what q selects. Like all counts it is shared: not to be modified,
// and up to a minute old where counting takes long.
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
	term, off, counted := sole(q)
	if counted {
		if c.Events, err = s.total(ctx, term, off); err != nil {
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
		c.About = true
		if c.Events, err = s.estimateAll(ctx, q); err != nil {
			return c, err
		}
	}
	if c.Changed, err = s.lastChange(ctx, q); err != nil {
		return c, err
	}
	c.Ahead, err = s.ahead(ctx, q)
	return c, err
}

// lastChange returns when an event of the query changed last.
func (s *Store) lastChange(ctx context.Context, q timeline.Query) (time.Time, error) {
	p, err := s.plan(ctx, q, now(), 0)
	if err != nil {
		return time.Time{}, err
	}
	last, err := s.reach(ctx, p, ordering{timeline.ByUpdated, true}, nil, 1)
	if err != nil || len(last) == 0 {
		return time.Time{}, err
	}
	return instant(last[0].updated), nil
}

// ahead counts the planned events that are not over, up to so many.
func (s *Store) ahead(ctx context.Context, q timeline.Query) (int, error) {
	planned, err := timeline.ParseQuery("status:planned date:>=today")
	if err != nil {
		return 0, err
	}
	p, err := s.plan(ctx, q.And(planned), now(), maxHeads)
	if err != nil {
		return 0, err
	}
	found, err := s.reach(ctx, p, ordering{timeline.ByDate, false}, nil, aheadMost+1)
	return len(found), err
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

// Density counts the events of q that begin from one day to another, by day,
// status and precision, in order of day: exactly where they are few thousand or
// the query is one actor, type, status or language; else it estimates.
func (s *Store) Density(ctx context.Context, q timeline.Query, from, to timeline.Day) ([]Band, error) {
	name := fmt.Sprint("density ", from, to)
	return cached(ctx, s, name, q, func(ctx context.Context) ([]Band, error) {
		bands, err := s.density(ctx, q, from, to)
		if err != nil {
			return nil, fmt.Errorf("density: %w", explain(err))
		}
		return bands, nil
	})
}

func (s *Store) density(ctx context.Context, q timeline.Query, from, to timeline.Day) ([]Band, error) {
	if term, off, ok := sole(q); ok {
		return s.bands(ctx, term, off, from, to)
	}
	v, err := s.survey(ctx, q)
	if err != nil {
		return nil, err
	}
	if !v.whole {
		_, bands, err := s.estimate(ctx, q, from, to)
		return bands, err
	}
	return slices.DeleteFunc(slices.Clone(v.bands), func(b Band) bool { return b.Day < from || b.Day > to }), nil
}
