package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/dateline-news/dateline/timeline"
)

// An estimate looks at some of the candidates of a query: how many there are is
// known for each day, and in each of so many stretches of days, with about as many
// candidates each, so many of them are asked whether they match; where there are more
// than that, half as many: each is on a page of the file of its own.
const (
	stretches = 40
	askEach   = 25
	// stretchesWords is how many there are where texts are looked up: beginning to
	// is what costs.
	stretchesWords = 12
	askDocs        = 1000
	manyOfTerms    = 50_000 // candidates with one of several terms; of more, all events are asked
)

// estimate is about how many events a query has, and the dated ones by day.
type estimate struct {
	total int
	bands []Band
}

func (s *Store) estimate(ctx context.Context, q timeline.Query) (estimate, error) {
	return cached(ctx, s, "estimate", q, func(ctx context.Context) (estimate, error) {
		p, err := s.plan(ctx, q, now(), maxHeads)
		if err != nil {
			return estimate{}, err
		}
		if p.best.text != (timeline.Text{}) && p.choice.docs[p.best.text] <= s.fewDocs {
			return s.estimateDocs(ctx, p)
		}
		c, err := s.candidates(ctx, p.best.terms, timeline.Day(p.lo), timeline.Day(p.hi))
		if err != nil {
			return estimate{}, err
		}
		var x spreader
		err = s.ask(ctx, p, c, x.spread)
		return estimate{x.total, x.out}, err
	})
}

// estimateAll tells about how many events q has: also the few that began before its
// first day.
func (s *Store) estimateAll(ctx context.Context, q timeline.Query) (int, error) {
	e, err := s.estimate(ctx, q)
	if err != nil {
		return 0, err
	}
	p, err := s.plan(ctx, q, now(), maxHeads)
	if err != nil {
		return 0, err
	}
	order := ordering{timeline.ByDate, true}
	for _, ph := range p.phases(order, nil) {
		if !ph.open {
			continue
		}
		found, err := s.walk(ctx, p.open(), order, ph, fewEvents)
		if err != nil {
			return 0, err
		}
		e.total += len(found)
	}
	return e.total, nil
}

// candidates are events some of which match a query: those that have one of the
// terms, or all events.
type candidates struct {
	terms []string
	days  []Band // how many begin on each day, in order of day, the undated first
	total int
}

func (s *Store) candidates(ctx context.Context, terms []string, from, to timeline.Day) (*candidates, error) {
	if len(terms) > maxHeads {
		terms = nil
	}
	var w conditions
	query := "SELECT day, '', 0, 0, COUNT(" + onceOf(terms) + "event) FROM terms WHERE term IN (" + w.list(terms) + ")"
	if len(terms) == 0 {
		query = "SELECT day, '', 0, 0, CAST(SUM(events) AS BIGINT) FROM tallies WHERE term = " + w.arg("")
	} else if len(terms) == 1 && isTallied(terms[0]) {
		query = "SELECT day, '', 0, 0, CAST(SUM(events) AS BIGINT) FROM tallies WHERE term = $1"
	}
	query += " AND (day = " + w.arg(int64(undated)) + " OR day BETWEEN " + w.arg(int64(from)) + " AND " + w.arg(int64(to)) + ") GROUP BY day ORDER BY day"
	days, err := s.scanBands(ctx, query, w.args...)
	if err != nil {
		return nil, err
	}
	c := &candidates{terms: terms, days: days}
	for _, d := range days {
		c.total += d.Events
	}
	if len(terms) > 1 && c.total > manyOfTerms {
		return s.candidates(ctx, nil, from, to)
	}
	return c, nil
}

// onceOf is needed where an event may have several of the terms.
func onceOf(terms []string) string {
	if len(terms) > 1 {
		return "DISTINCT "
	}
	return ""
}

// stretch is some days that follow one another, and what the candidates asked said.
type stretch struct {
	days    []Band
	asked   int
	matches map[Band]int // by kind; their day is not set
}

// cut cuts the days into stretches with about as many candidates each.
func (c *candidates) cut(stretches int) (out []stretch) {
	first, n, seen := 0, 0, 0
	for i, d := range c.days {
		n += d.Events
		seen += d.Events
		if seen*stretches >= c.total*(len(out)+1) || i == len(c.days)-1 || d.Day == undated {
			out = append(out, stretch{days: c.days[first : i+1], asked: n})
			first, n = i+1, 0
		}
	}
	return out
}

// ask asks some candidates of each stretch, and hands each stretch on.
func (s *Store) ask(ctx context.Context, p *plan, c *candidates, each func(stretch)) error {
	w := conditions{engine: s.engine, now: p.now, given: given{texts: p.texts}}
	if len(c.terms) == 1 {
		w.given.terms = implied(c.terms[0])
	}
	some := "SELECT " + onceOf(c.terms) + "day, event FROM terms WHERE term IN (" + w.list(c.terms) + ") AND day BETWEEN %s AND %s ORDER BY day, event LIMIT %s"
	if len(c.terms) == 0 {
		some = "SELECT day, key AS event FROM events WHERE day BETWEEN %s AND %s ORDER BY day, key LIMIT %s"
	}
	n := stretches
	if len(p.texts) > 0 {
		n = stretchesWords
	}
	at, most := len(w.args), askEach
	if c.total > stretches*askEach {
		most = askEach / 2
	}
	query := "SELECT e.doc, e.status, e.precision, e.background FROM (" + fmt.Sprintf(some, w.arg(0), w.arg(0), w.arg(most)) +
		") h CROSS JOIN events e WHERE " + listed + " AND " + w.whole(p.query)
	once, err := s.read.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = once.Close() }() // it only read
	for _, st := range c.cut(n) {
		w.args[at], w.args[at+1] = int64(st.days[0].Day), int64(st.days[len(st.days)-1].Day)
		var found []place
		err := rows(ctx, statement{once}, "", w.args, func(r *sql.Rows) error {
			var e place
			err := r.Scan(&e.doc, &e.status, &e.precision, &e.background)
			found = append(found, e)
			return err
		})
		if err != nil {
			return err
		}
		if found, err = s.having(ctx, p.texts, found); err != nil {
			return err
		}
		st.asked, st.matches = min(st.asked, most), map[Band]int{}
		for _, e := range found {
			st.matches[Band{Status: e.status, Precision: timeline.Precision(e.precision), Background: e.background}]++
		}
		each(st)
	}
	return nil
}

// estimateDocs asks some of the documents that have the plan's text.
func (s *Store) estimateDocs(ctx context.Context, p *plan) (e estimate, err error) {
	var docs []int64
	err = rows(ctx, s.read, s.engine.docs+"$1", []any{s.engine.expression(p.best.text)}, func(r *sql.Rows) error {
		var doc int64
		err := r.Scan(&doc)
		docs = append(docs, doc)
		return err
	})
	if err != nil {
		return e, err
	}
	step := max(1, len(docs)/askDocs)
	for i := range len(docs) / step {
		docs[i] = docs[i*step]
	}
	docs = docs[:len(docs)/step]
	w := conditions{engine: s.engine, now: p.now, given: given{texts: []timeline.Text{p.best.text}}}
	where := w.whole(p.query) + " AND (e.day = " + w.arg(int64(undated)) + " OR e.day BETWEEN " + w.arg(p.lo) + " AND " + w.arg(p.hi) + ")"
	counts := map[Band]int{}
	for some := range slices.Chunk(docs, batch) {
		args := slices.Clone(w.args)
		for _, d := range some {
			args = append(args, d)
		}
		query := "SELECT e.day, e.status, e.precision, e.background, 1 FROM events e WHERE e.doc IN (" + placeholders(len(w.args)+1, len(some)) + ") AND " + where
		found, err := s.scanBands(ctx, query, args...)
		if err != nil {
			return e, err
		}
		for _, b := range found {
			b.Events = 0
			e.total += step
			if b.Day != undated {
				counts[b] += step
			}
		}
	}
	e.bands = bandsOf(counts)
	return e, nil
}

// spreader spreads the matches of stretches over their days. What is left of a
// whole event goes to the next day.
type spreader struct {
	out   []Band
	total int
	left  map[Band]float64
}

func (x *spreader) spread(st stretch) {
	if x.left == nil {
		x.left = map[Band]float64{}
	}
	for _, d := range st.days {
		first := len(x.out)
		for kind, n := range st.matches {
			x.left[kind] += float64(d.Events) * float64(n) / float64(st.asked)
			whole := int(x.left[kind])
			if whole == 0 {
				continue
			}
			x.left[kind] -= float64(whole)
			if x.total += whole; d.Day == undated {
				continue
			}
			x.out = append(x.out, Band{d.Day, kind.Status, kind.Precision, kind.Background, whole})
		}
		slices.SortFunc(x.out[first:], compareBands)
	}
}
