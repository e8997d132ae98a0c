package store

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// survey is what is counted of a query's latest events by date.
type survey struct {
	of    int   // events
	whole bool  // there are no more
	since int64 // the day on and after which there are no more
	count Count
	terms map[string]int // events by term
	pairs []Pair         // frequent first
	bands []Band         // since then, in order of day
}

// survey looks at the latest events of q.
func (s *Store) survey(ctx context.Context, q timeline.Query) (survey, error) {
	return cached(ctx, s, "survey", q, func(ctx context.Context) (survey, error) { return s.look(ctx, q) })
}

func (s *Store) look(ctx context.Context, q timeline.Query) (survey, error) {
	at := now()
	p, err := s.plan(ctx, q, at, latestDate)
	if err != nil {
		return survey{}, err
	}
	p.counting = true
	most, may := s.surveyed, p.count
	if may == 0 && len(p.best.terms) > 0 { // the plan did not have to know
		if may, err = s.countNeed(ctx, p.choice.docs, p.best); err != nil {
			return survey{}, err
		}
	}
	sample := may > most
	if sample {
		most /= sampled
	}
	if sample && p.along != (timeline.Text{}) || s.someFrequent(p, p.lookedUp()) {
		most /= surveyedWords
	}
	found, err := s.reach(ctx, p, latestDate, nil, most+1)
	if err != nil {
		return survey{}, err
	}
	v := survey{whole: len(found) <= most, since: undated, terms: map[string]int{}}
	if !v.whole {
		v.since = found[most].day + 1
		found = found[:most]
	}
	v.of = len(found)
	v.countTerms(found)
	if v.countBands(found); !v.whole {
		return v, nil
	}
	v.count = Count{Events: len(found), Sources: v.kinds("source:"), Languages: v.kinds("lang:")}
	today := at.Unix() / (24 * 60 * 60)
	for _, e := range found {
		if e.status == timeline.Planned && e.last >= today {
			v.count.Ahead++
		}
	}
	v.count.Reports, err = s.countReports(ctx, found)
	return v, err
}

// kinds counts the terms that begin so.
func (v *survey) kinds(prefix string) (n int) {
	for t := range v.terms {
		if strings.HasPrefix(t, prefix) {
			n++
		}
	}
	return n
}

// countTerms counts terms, and the relations among parties.
func (v *survey) countTerms(found []place) {
	pairs := map[[2]string]*Pair{}
	var parties []string
	for _, e := range found {
		parties = parties[:0]
		for t := range strings.SplitSeq(e.terms, "\n") {
			v.terms[t]++
			if code, ok := strings.CutPrefix(t, "actor:"); ok {
				parties = append(parties, code) // in order
			}
		}
		if len(parties) > maxPairs {
			continue
		}
		for i, a := range parties {
			for _, b := range parties[i+1:] {
				p := pairs[[2]string{a, b}]
				if p == nil {
					p = &Pair{A: a, B: b}
					pairs[[2]string{a, b}] = p
				}
				p.add(e.columns)
			}
		}
	}
	for _, p := range slices.SortedFunc(maps.Values(pairs), func(a, b *Pair) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	}) {
		v.pairs = append(v.pairs, *p)
	}
}

// add counts an event.
func (p *Pair) add(e columns) {
	p.Events++
	span := timeline.Span{}
	if e.day != undated {
		span = timeline.Span{Start: timeline.Day(e.day), End: timeline.Day(e.last), Precision: timeline.Precision(e.precision)}
	}
	switch {
	case e.status == timeline.Planned:
		p.Planned++
		if !span.IsZero() && (p.Next.IsZero() || span.Start < p.Next.Start) {
			p.Next = span
		}
	case e.status == timeline.Occurred && (p.Last.IsZero() || span.Start > p.Last.Start):
		p.Last = span
	}
}

// countBands counts the dated events since v.since by day, status and precision.
func (v *survey) countBands(found []place) {
	counts := map[Band]int{}
	for _, e := range found {
		if e.day != undated && e.day >= v.since {
			counts[e.band()]++
		}
	}
	v.bands = bandsOf(counts)
}

// bandsOf lists bands with their counts, in order of day.
func bandsOf(counts map[Band]int) (bands []Band) {
	for b, n := range counts {
		b.Events = n
		bands = append(bands, b)
	}
	slices.SortFunc(bands, compareBands)
	return bands
}

// band returns the band that counts the event, without a count.
func (e columns) band() Band {
	return Band{Day: timeline.Day(e.day), Status: e.status, Precision: timeline.Precision(e.precision), Background: e.background}
}

func compareBands(a, b Band) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Status, b.Status), cmp.Compare(a.Precision, b.Precision), cmp.Compare(flag(a.Background), flag(b.Background)))
}

// countReports counts the reports that tell of the events.
func (s *Store) countReports(ctx context.Context, found []place) (int, error) {
	keys := make([]int64, len(found))
	for i, e := range found {
		keys[i] = e.key
	}
	reports := map[string]bool{}
	err := in(ctx, s.read, "SELECT report FROM tellings WHERE event IN (%s)", keys, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		reports[id] = true
		return err
	})
	return len(reports), err
}
