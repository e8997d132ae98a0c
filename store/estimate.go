package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// An estimate counts a query's latest events, and looks at some of the candidates before
// these: how many there are is known for each day or month, and in each of so many
// stretches of them, with about as many candidates each, so many of them are asked whether
// they match; where there are more than that, half as many: each is on a page of the file of
// its own.
const (
	stretches = 40
	askEach   = 25
	// stretchesFew is how many there are where texts are looked up, as beginning to is
	// what costs, and where nearly all match.
	stretchesFew = 10
	manyOfTerms  = 50_000 // candidates with one of several terms; of more, all events are asked
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
	among   bool   // candidates are all events: those with the text are found among them
	units   []Band // how many begin on each day or in each month, in order, the undated first
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
	case p.best.text != (timeline.Text{}) && p.choice.docs[p.best.text].n <= s.fewDocs:
		c.text = p.best.text
		first := int64(0)
		if !undatedToo {
			first = firstDoc(p.lo)
		}
		err = s.eachDoc(ctx, c.text, first, lastDoc(until), func(doc int64) { c.add(timeline.Day(dayOfDoc(doc)), from, to) })
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

// add counts an event of a day.
func (c *candidates) add(day, from, to timeline.Day) {
	if day != undated && (day < from || day > to) {
		return
	}
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

// stretch is some units that follow one another, and what the candidates asked said.
type stretch struct {
	units   []Band
	total   int
	asked   float64
	matches map[Band]int // by kind; their day is not set
}

// touches returns the days of a stretch.
func (st stretch) touches(byMonth bool) (first, last timeline.Day) {
	first, last = st.units[0].Day, st.units[len(st.units)-1].Day
	if byMonth && last != undated {
		last = startOf(monthOf(int64(last))+1) - 1
	}
	return first, last
}

// cut cuts the units into stretches with about as many candidates each.
func (c *candidates) cut(stretches int) (out []stretch) {
	first, n, seen := 0, 0, 0
	for i, u := range c.units {
		n += u.Events
		seen += u.Events
		if seen*stretches >= c.total*(len(out)+1) || i == len(c.units)-1 || u.Day == undated {
			out = append(out, stretch{units: c.units[first : i+1], total: n})
			first, n = i+1, 0
		}
	}
	return out
}

// ask asks some candidates of each stretch.
func (s *Store) ask(ctx context.Context, p *plan, c candidates) ([]stretch, error) {
	w := conditions{engine: s.engine, now: p.now, given: given{texts: p.texts}}
	texts := slices.DeleteFunc(slices.Clone(p.texts), func(t timeline.Text) bool { return t == c.text })
	if len(c.terms) == 1 {
		w.given.terms = implied(c.terms[0])
	}
	some, listed := "SELECT "+onceOf(c.terms)+"day, event FROM terms WHERE term IN ("+w.list(c.terms)+") AND day BETWEEN %s AND %s ORDER BY day, event LIMIT %s", listed
	switch {
	case c.text != (timeline.Text{}):
		w.given.texts = append(w.given.texts, c.text)
		some = s.engine.docs + w.arg(s.engine.expression(c.text)) + " AND " + s.engine.number + " BETWEEN %s AND %s ORDER BY " + s.engine.number + " LIMIT %s"
		listed = "e.doc = h.doc"
	case len(c.terms) == 0:
		some = "SELECT day, key AS event FROM events WHERE day BETWEEN %s AND %s ORDER BY day, key LIMIT %s"
	}
	at, n, most := len(w.args), stretches, askEach
	many, alone, aText := c.total > stretches*askEach, c.alone(p.query.Root), c.text != (timeline.Text{})
	if len(texts) > 0 || many && (alone || aText) {
		n = stretchesFew
	}
	if many && (alone || !aText) {
		most /= 2
	}
	some = fmt.Sprintf(some, w.arg(0), w.arg(0), w.limit(most))
	query := "SELECT e.doc, e.status, e.precision, e.background, CASE WHEN " + w.whole(p.query) + " THEN 1 ELSE 0 END FROM (" + some + ") h CROSS JOIN events e WHERE " + listed
	all := c.cut(n)
	for i := range all {
		first, last := all[i].touches(c.byMonth)
		w.args[at], w.args[at+1] = int64(first), int64(last)
		if c.text != (timeline.Text{}) {
			w.args[at], w.args[at+1] = firstDoc(int64(first)), lastDoc(int64(last))
		}
		if err := s.askStretch(ctx, p, &all[i], c, query, w.args, texts, most); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// askStretch asks some of one stretch, with a query that tells of each whether it
// matches but for the texts.
func (s *Store) askStretch(ctx context.Context, p *plan, st *stretch, c candidates, query string, args []any, texts []timeline.Text, most int) error {
	var found []place
	asked, last := 0, int64(0)
	err := rows(ctx, s.read, query, args, func(r *sql.Rows) error {
		var e place
		var matches bool
		err := r.Scan(&e.doc, &e.status, &e.precision, &e.background, &matches)
		if asked++; matches {
			found = append(found, e)
		}
		last = max(last, e.doc)
		return err
	})
	if err != nil {
		return err
	}
	switch {
	case c.text == (timeline.Text{}):
		st.asked = float64(min(st.total, most))
	case !c.among: // each has the text
		st.asked = float64(asked)
	case asked < most: // the stretch has no more
		st.asked = float64(st.total)
	default:
		passed, err := s.count(ctx, "SELECT COUNT(*) FROM events WHERE doc BETWEEN $1 AND $2", firstDoc(int64(st.units[0].Day)), last)
		if err != nil {
			return err
		}
		st.asked = float64(passed)
	}
	if found, err = s.having(ctx, p.choice, texts, found); err != nil {
		return err
	}
	st.matches = map[Band]int{}
	for _, e := range found {
		st.matches[Band{Status: e.status, Precision: timeline.Precision(e.precision), Background: e.background}]++
	}
	return nil
}

// spread spreads the matches of stretches over their units, in order, and adds them up.
// What is left of a whole event goes to the next one.
func spread(all []stretch) (total int, out []Band) {
	var kinds []Band
	for _, st := range all {
		kinds = slices.AppendSeq(kinds, maps.Keys(st.matches))
	}
	slices.SortFunc(kinds, compareBands)
	kinds = slices.Compact(kinds)
	left, each := make([]float64, len(kinds)), make([]float64, len(kinds))
	for _, st := range all {
		for i, kind := range kinds {
			each[i] = float64(st.matches[kind]) / max(1, st.asked)
		}
		for _, u := range st.units {
			for i, kind := range kinds {
				left[i] += float64(u.Events) * each[i]
				whole := int(left[i])
				if whole == 0 {
					continue
				}
				left[i] -= float64(whole)
				if total += whole; u.Day == undated {
					continue
				}
				out = append(out, Band{u.Day, kind.Status, kind.Precision, kind.Background, whole})
			}
		}
	}
	return total, out
}
