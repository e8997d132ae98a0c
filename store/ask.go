package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

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
	// hitsEach is how many documents of a stretch tell how frequent a text is there.
	hitsEach    = 60
	manyOfTerms = 50_000 // candidates with one of several terms; of more, all events are asked
)

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

// asking is how candidates are asked.
type asking struct {
	candidates
	query string // tells of each whether it matches but for the texts
	args  []any
	at    int // of the arguments that change: the first and the last day, or documents
	texts []timeline.Text
	most  int // so many of each stretch
	many  bool
}

// ask asks some candidates of each stretch.
func (s *Store) ask(ctx context.Context, p *plan, c candidates) ([]stretch, error) {
	w := conditions{engine: s.engine, now: p.now, given: given{texts: p.texts}}
	a := asking{candidates: c, most: askEach, at: len(c.terms)}
	a.texts = slices.DeleteFunc(slices.Clone(p.texts), func(t timeline.Text) bool { return t == c.text })
	n, alone, aText := stretches, c.alone(p.query.Root), c.text != (timeline.Text{})
	a.many = c.total > stretches*askEach
	if len(a.texts) > 0 || a.many && (alone || aText) {
		n = stretchesFew
	}
	if a.many && (alone || !aText) {
		a.most /= 2
	}
	some, listed, limited := "", listed, func() string { return w.arg(0) + " AND " + w.arg(0) + " ORDER BY 1, 2 LIMIT " + w.limit(a.most) }
	switch {
	case aText:
		w.given.texts = append(slices.Clip(w.given.texts), c.text)
		some, listed = fmt.Sprintf(s.engine.these, w.arg("")), "e.doc = h.doc"
	case len(c.terms) == 0:
		some = "SELECT day, key AS event FROM events WHERE day BETWEEN " + limited()
	default:
		if len(c.terms) == 1 {
			w.given.terms = implied(c.terms[0])
		}
		some = "SELECT " + onceOf(c.terms) + "day, event FROM terms WHERE term IN (" + w.list(c.terms) + ") AND day BETWEEN " + limited()
	}
	a.query = "SELECT e.doc, e.status, e.precision, e.background, CASE WHEN " + w.whole(p.query) + " THEN 1 ELSE 0 END FROM (" + some + ") h CROSS JOIN events e WHERE " + listed
	a.args = w.args
	all := c.cut(n)
	for i := range all {
		if err := s.askStretch(ctx, p, &all[i], a); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// askStretch asks some of one stretch: of many, not the first ones, as what is known by
// the month or the year begins on a first day.
func (s *Store) askStretch(ctx context.Context, p *plan, st *stretch, a asking) error {
	first, last := st.touches(a.byMonth)
	found, err := []place(nil), error(nil)
	if a.many && first != undated {
		found, err = s.askFrom(ctx, st, a, first+(last-first)/3, last)
	}
	if err == nil && st.asked == 0 {
		found, err = s.askFrom(ctx, st, a, first, last)
	}
	if err != nil {
		return err
	}
	if found, err = s.having(ctx, p.choice, a.texts, found); err != nil {
		return err
	}
	st.matches = map[Band]int{}
	for _, e := range found {
		st.matches[Band{Status: e.status, Precision: timeline.Precision(e.precision), Background: e.background}]++
	}
	return nil
}

// askFrom asks some that begin from one day to another, and returns those that match but
// for texts.
func (s *Store) askFrom(ctx context.Context, st *stretch, a asking, first, last timeline.Day) (found []place, err error) {
	frequency := 1.0
	if a.text == (timeline.Text{}) {
		a.args[a.at], a.args[a.at+1] = int64(first), int64(last)
	} else {
		var docs []int64
		docs, frequency, err = s.hits(ctx, a.candidates, st, int64(first), int64(last))
		if err != nil || len(docs) == 0 {
			return nil, err
		}
		a.args[a.at] = numbers(evenly(docs, a.most))
	}
	asked := 0
	err = rows(ctx, s.read, a.query, a.args, func(r *sql.Rows) error {
		var e place
		var matches bool
		err := r.Scan(&e.doc, &e.status, &e.precision, &e.background, &matches)
		if asked++; matches {
			found = append(found, e)
		}
		return err
	})
	if !a.many && a.text == (timeline.Text{}) {
		asked = min(asked, st.total) // hidden ones do not count among the candidates
	}
	st.asked = float64(asked) / frequency
	return found, err
}

// hits lists documents of some days that have the text of the candidates, and tells how
// many of these have it.
func (s *Store) hits(ctx context.Context, c candidates, st *stretch, first, last int64) (docs []int64, frequency float64, err error) {
	from, to := firstDoc(first), lastDoc(last)
	if !c.among {
		return docsIn(c.docs, from, to), 1, nil
	}
	err = s.eachDoc(ctx, c.text, from, to, hitsEach, false, func(doc int64) { docs = append(docs, doc) })
	n := len(docs)
	if err != nil || n == 0 {
		return nil, 0, err
	}
	if n < hitsEach { // all there are
		all := st.total
		if first > int64(st.units[0].Day) {
			all, err = s.begun(ctx, first, last)
		}
		return docs, float64(n) / float64(all), err
	}
	// The last one is where counting ended, and says nothing of how frequent they are.
	end := dayOfDoc(docs[n-1])
	if whole, _ := slices.BinarySearch(docs, firstDoc(end)); whole > n/2 { // of days before, all are counted
		passed, err := s.begun(ctx, first, end-1)
		return docs, float64(whole) / float64(max(whole, passed)), err
	}
	passed, err := s.count(ctx, "SELECT COUNT(*) FROM events WHERE doc BETWEEN $1 AND $2", from, docs[n-1])
	return docs, float64(n-1) / float64(max(n, passed)-1), err
}

// evenly picks at most so many, from all over them.
func evenly(docs []int64, most int) []int64 {
	n := min(len(docs), most)
	out := make([]int64, n)
	for i := range out {
		out[i] = docs[i*len(docs)/n]
	}
	return out
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
