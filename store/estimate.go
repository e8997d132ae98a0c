package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// estimate is about how many events a query has that begin on its days, how many of them
// lately, and before what share of the candidates of each stretch.
type estimate struct {
	total  int
	latest []Band
	since  timeline.Day // their first day
	candidates
	stretches []stretch
}

func (s *Store) estimate(ctx context.Context, q timeline.Query) (estimate, error) {
	return cached(ctx, s, "estimate", q, func(ctx context.Context) (e estimate, err error) {
		p, err := s.plan(ctx, q, now(), latestDate)
		if err != nil {
			return e, err
		}
		v, err := s.survey(ctx, q)
		if err != nil {
			return e, err
		}
		e.since = timeline.Day(max(v.since, p.lo))
		e.latest = between(v.bands, e.since, timeline.LastDay)
		if e.candidates, err = s.candidatesOf(ctx, p, min(p.hi, v.since-1)); err != nil {
			return e, err
		}
		e.stretches, err = s.ask(ctx, p, e.candidates)
		e.docs = nil // are not kept with the counts
		e.total, _ = spread(e.stretches)
		for _, b := range e.latest {
			e.total += b.Events
		}
		return e, err
	})
}

// bands tells about how many of the query's events begin from one day to another, by
// day or by month.
func (s *Store) bands(ctx context.Context, e estimate, from, to timeline.Day, by Step) ([]Band, error) {
	all := e.stretches
	if by == ByDay && e.byMonth {
		days, err := s.days(ctx, e.terms, from, min(to, e.since-1))
		if err != nil {
			return nil, err
		}
		all = slices.Clone(all)
		for i, st := range all {
			first, last := st.touches(e.byMonth)
			all[i].units = between(days, first, last)
		}
	}
	_, bands := spread(all)
	bands = append(bands, e.latest...)
	if by == ByMonth {
		bands = monthly(bands)
	}
	return between(bands, from, to), nil
}

// between are the bands from one day to another, of bands in order of day.
func between(bands []Band, from, to timeline.Day) []Band {
	at := func(day timeline.Day) int {
		i, _ := slices.BinarySearchFunc(bands, day, func(b Band, d timeline.Day) int { return cmp.Compare(b.Day, d) })
		return i
	}
	return bands[at(from):max(at(from), at(to+1))]
}

// begunBefore counts the events of q that began before its first day, up to so many.
func (s *Store) begunBefore(ctx context.Context, q timeline.Query) (n int, err error) {
	p, err := s.plan(ctx, q, now(), latestDate)
	if err != nil {
		return 0, err
	}
	for _, ph := range p.phases(latestDate, nil) {
		if ph.open {
			return s.countPhase(ctx, p.open(), latestDate, ph, fewEvents)
		}
	}
	return 0, nil
}

// candidates are events some of which match a query: those that have one of the
// terms, or a text, or all events.
type candidates struct {
	terms   []string
	text    timeline.Text
	docs    []int64 // that have the text, in order
	among   bool    // candidates are all events: those with the text are found among them
	units   []Band  // how many begin on each day or in each month, in order, the undated first
	byMonth bool
	total   int
}

// alone reports whether the query asks for nothing but what makes candidates.
func (c *candidates) alone(root timeline.Node) bool {
	if and, is := root.(timeline.And); is && len(and) == 1 {
		root = and[0]
	}
	if c.text != (timeline.Text{}) {
		return root == timeline.Node(c.text)
	}
	conjuncts := []timeline.Node{root}
	if and, is := root.(timeline.And); is {
		conjuncts = and
	}
	return len(c.terms) > 0 && !slices.ContainsFunc(conjuncts, func(n timeline.Node) bool {
		terms := termsNeeded(n)
		return !slices.Equal(terms, c.terms) && (len(c.terms) > 1 || len(terms) != 1 || !slices.Contains(implied(c.terms[0]), terms[0]))
	})
}

func (c *candidates) count() {
	for _, u := range c.units {
		c.total += u.Events
	}
}

// candidatesOf are those of a plan that begin on a day or before. Of a text that few documents have these say how
// many begin on each day; of what is tallied, many days are counted by month.
func (s *Store) candidatesOf(ctx context.Context, p *plan, until int64) (c candidates, err error) {
	from, to := timeline.Day(p.lo), timeline.Day(until)
	undatedToo := !dated(p.query.Root)
	switch {
	case p.choice.docs[p.best.text].listed != nil:
		c.text = p.best.text
		first := int64(0)
		if !undatedToo {
			first = firstDoc(p.lo)
		}
		for _, doc := range docsIn(p.choice.docs[c.text].listed, first, lastDoc(until)) {
			c.add(doc, from, to)
		}
	case len(p.best.terms) > 0 && len(p.best.terms) <= maxHeads:
		c.terms = p.best.terms
	}
	if c.text == (timeline.Text{}) {
		c, err = s.candidates(ctx, c.terms, undatedToo, from, to)
		c.text = p.best.text
		c.among = c.text != (timeline.Text{})
	}
	if c.count(); err == nil && len(c.terms) > 1 && c.total > manyOfTerms {
		c, err = s.candidates(ctx, nil, undatedToo, from, to)
		c.count()
	}
	return c, err
}

// add counts the event of a document.
func (c *candidates) add(doc int64, from, to timeline.Day) {
	day := timeline.Day(dayOfDoc(doc))
	if day != undated && (day < from || day > to) {
		return
	}
	c.docs = append(c.docs, doc)
	if n := len(c.units); n == 0 || c.units[n-1].Day != day {
		c.units = append(c.units, Band{Day: day})
	}
	c.units[len(c.units)-1].Events++
}

// manyDays is of how many days candidates are counted by month, where they are tallied.
const manyDays = 500

func (s *Store) candidates(ctx context.Context, terms []string, undatedToo bool, from, to timeline.Day) (c candidates, err error) {
	c.terms = terms
	var none []Band
	if undatedToo {
		if none, err = s.days(ctx, terms, undated, undated); err != nil {
			return c, err
		}
	}
	if len(terms) == 0 || len(terms) == 1 && isTallied(terms[0]) {
		if c.units, err = s.months(ctx, terms, from, to); err != nil {
			return c, err
		}
		c.byMonth = len(c.units) > manyDays/30
	}
	if len(terms) == 1 && !isTallied(terms[0]) {
		if c.units, err = s.monthsWith(ctx, terms[0], from, to); err != nil {
			return c, err
		}
		c.byMonth = len(c.units) > 0
	}
	if !c.byMonth {
		c.units, err = s.days(ctx, terms, from, to)
	}
	c.units = append(none, c.units...)
	return c, err
}

// days reads how many events with one of the terms, or of all, begin on each day.
func (s *Store) days(ctx context.Context, terms []string, from, to timeline.Day) ([]Band, error) {
	var w conditions
	if len(terms) > 1 || len(terms) == 1 && !isTallied(terms[0]) {
		return s.scanBands(ctx, "SELECT day, '', 0, 0, COUNT("+onceOf(terms)+"event) FROM terms WHERE term IN ("+w.list(terms)+") AND day BETWEEN "+
			w.arg(int64(from))+" AND "+w.arg(int64(to))+" GROUP BY day ORDER BY day", w.args...)
	}
	return s.scanBands(ctx, talliedUnits, strings.Join(terms, ""), int64(from), int64(to))
}

const talliedUnits = "SELECT day, '', 0, 0, CAST(SUM(events) AS BIGINT) FROM tallies WHERE term = $1 AND day BETWEEN $2 AND $3 GROUP BY day ORDER BY day"

// months reads them by month, of a tallied term or of all events. The first and the last
// month count as far as the days go.
func (s *Store) months(ctx context.Context, terms []string, from, to timeline.Day) ([]Band, error) {
	units, err := s.scanBands(ctx, talliedUnits, strings.Join(terms, ""), monthOf(int64(from)), monthOf(int64(to)))
	for i := range units {
		units[i].Day = startOf(int64(units[i].Day))
		first, last := units[i].Day, startOf(monthOf(int64(units[i].Day))+1)-1
		if err == nil && (first < from || last > to) {
			var days []Band
			days, err = s.days(ctx, terms, max(first, from), min(last, to))
			units[i].Day, units[i].Events = max(first, from), 0
			for _, d := range days {
				units[i].Events += d.Events
			}
		}
	}
	return units, err
}

// onceOf is needed where an event may have several of the terms.
func onceOf(terms []string) string {
	if len(terms) > 1 {
		return "DISTINCT "
	}
	return ""
}
