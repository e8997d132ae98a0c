package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

const (
	// fewEvents is up to how many events a list of them is read and sorted whole;
	// more are walked in the order of an index until the page is full.
	fewEvents = 4000
	// rareDocs is up to how many documents that have a text are listed once for all that
	// a page asks. A phrase may be rare and still take long to look for.
	rareDocs = 500
)

// listed binds an event to a row of a list. Events stand in order of day and key; an
// equal key alone would have SQLite look into the index of keys first.
const listed = "e.day = h.day AND e.key BETWEEN h.event AND h.event"

// plan is how the events of a query are found: from a short list of candidates,
// along the timeline of one term, or along all events.
type plan struct {
	conditions
	choice
	from     string        // FROM clause; the event is e, and h its list
	day      string        // the column of the event's day, of the index to walk
	key      string        // of its key
	updated  string        // of when it was changed
	link     string        // what binds e to the list, or to an index
	heads    []string      // terms to walk along, one after the other
	follows  bool          // the terms' changes are walked along
	along    timeline.Text // a text whose documents to walk along
	counting bool          // the terms of the events are read, too
	lo       int64         // the days that dated events of the query touch
	hi       int64
	query    timeline.Query
}

// choice is what was found out to plan a query.
type choice struct {
	span     int64                       // the longest event: none that touches a day begins longer before it
	docs     map[timeline.Text]documents // see conditions
	texts    []timeline.Text             // that are looked up, see [Store.having]
	rarest                               // thing that every event of the query has
	walked   rarest                      // of those that can be walked by date
	followed rarest                      // of those whose changes can be
}

// rarest is what the fewest events have.
type rarest struct {
	best  need
	count int // how many events have that: of terms that are not tallied up to a few and one more
}

// offer takes what fewer have.
func (r *rarest) offer(n need, count int) {
	if count < r.count || count == r.count && len(n.terms) == 1 && len(r.best.terms) != 1 {
		r.best, r.count = n, count
	}
}

// plan looks for the rarest thing that every event of the query must have. A few terms
// and a text are walked by date, and terms by change; other short lists are read whole;
// else all events are walked in the order asked for.
func (s *Store) plan(ctx context.Context, q timeline.Query, now time.Time, o ordering) (*plan, error) {
	p := &plan{day: "e.day", key: "e.key", updated: "e.updated", from: "events e", query: q}
	var err error
	if p.choice, err = cached(ctx, s, fmt.Sprint("choice ", o.by), q, func(ctx context.Context) (choice, error) { return s.choose(ctx, q, now, o.by) }); err != nil {
		return nil, err
	}
	p.conditions = conditions{engine: s.engine, now: now, docs: p.choice.docs}
	p.lo, p.hi = p.bounds(q.Root)
	byDate := o.by == timeline.ByDate
	p.follows = o.by == timeline.ByUpdated && !q.Hidden && p.followed.count < math.MaxInt && (p.followed.count == p.count || p.count > s.few)
	switch {
	case byDate && p.walked.count < math.MaxInt:
		p.rarest = p.walked
	case p.follows:
		p.rarest = p.followed
	}
	switch {
	case q.Hidden: // few, and listed by an index of their own
		p.from, p.link = "(SELECT day, key AS event FROM events WHERE hidden = 1) h CROSS JOIN events e", listed
	case p.follows:
		p.from, p.link, p.updated, p.key, p.heads = "latest h CROSS JOIN events e", listed, "h.updated", "h.event", p.best.terms
	case byDate && len(p.best.terms) > 0 && len(p.best.terms) <= maxHeads:
		p.from, p.link, p.day, p.key, p.heads = "terms h CROSS JOIN events e", listed, "h.day", "h.event", p.best.terms
	case byDate && p.best.text != (timeline.Text{}):
		p.from, p.day, p.along, p.given = "", "+e.day", p.best.text, p.best.given()
	case byDate && len(p.best.terms) == 0: // days, which all events are walked on
	case p.count <= s.few:
		p.from, p.link = "("+p.best.list(&p.conditions)+") h CROSS JOIN events e", listed
		p.given = p.best.given()
	}
	return p, nil
}

// choose counts what events of the query must have, but for one thing that is walked
// along however many have it.
func (s *Store) choose(ctx context.Context, q timeline.Query, now time.Time, by timeline.SortBy) (c choice, err error) {
	c = choice{docs: map[timeline.Text]documents{}, rarest: rarest{count: math.MaxInt}, walked: rarest{count: math.MaxInt}, followed: rarest{count: math.MaxInt}}
	if c.span, err = s.longest(ctx); err != nil {
		return c, err
	}
	if err = s.countTexts(ctx, q.Root, c.docs); err != nil {
		return c, err
	}
	c.texts = conjunctTexts(q.Root, c.docs)
	p := &plan{conditions: conditions{now: now}, choice: c}
	p.lo, p.hi = p.bounds(q.Root)
	crowds, err := s.crowds(ctx)
	if err != nil {
		return c, err
	}
	needs := p.needs(q.Root)
	for _, n := range needs {
		if crowds == 0 {
			n.terms = slices.DeleteFunc(n.terms, func(t string) bool { return t == wide })
		}
		count, byTerms := 0, len(n.terms) > 0 && len(n.terms) <= maxHeads
		followed := byTerms && !slices.ContainsFunc(n.terms, func(t string) bool { return !isFollowed(t) })
		if len(needs) > 1 || !(byTerms && by == timeline.ByDate || followed && by == timeline.ByUpdated) {
			if count, err = s.countNeed(ctx, c.docs, n); err != nil {
				return c, err
			}
		}
		c.offer(n, count)
		if n.text != (timeline.Text{}) || byTerms {
			c.walked.offer(n, count)
		}
		if followed {
			c.followed.offer(n, count)
		}
	}
	return c, nil
}

// open returns the plan of the events that began before the query's first day and
// were not over on it. They are few: the index of events longer than a day has them,
// with most of what a query asks and all that is told of them.
func (p *plan) open() *plan {
	o := &plan{conditions: conditions{engine: p.engine, now: p.now, docs: p.conditions.docs, leaf: true}, day: "+e.day", key: "e.key", updated: "e.updated", lo: p.lo - p.span, hi: p.lo - 1, query: p.query, counting: p.counting}
	o.choice.docs, o.choice.texts = p.choice.docs, p.texts
	o.from = "events e"
	o.link = "e.last > e.day AND e.last >= " + o.arg(p.lo) + " AND e.last < " + o.arg(p.lo+p.span)
	return o
}

// openOn selects the events longer than a day that end on a day or after it.
const openOn = "SELECT day, key AS event FROM events WHERE last > day AND last >= "

// need is something every event of a query has: one of the terms, the text, or a
// day between two.
type need struct {
	terms  []string
	text   timeline.Text
	lo, hi int64
	span   int64 // the longest event
}

// given is what an event is known to have that has it.
func (n need) given() given {
	if len(n.terms) == 1 {
		return given{terms: implied(n.terms[0])}
	}
	if n.text != (timeline.Text{}) {
		return given{texts: []timeline.Text{n.text}}
	}
	return given{}
}

// implied lists the terms that every event with a term has.
func implied(term string) []string {
	pair, _ := strings.CutPrefix(term, "pair:")
	if a, b, two := strings.Cut(pair, "+"); two {
		return []string{term, "actor:" + a, "actor:" + b}
	}
	return []string{term}
}

// list selects the events that have it.
func (n need) list(c *conditions) string {
	switch {
	case len(n.terms) > 0:
		return "SELECT DISTINCT day, event FROM terms WHERE term IN (" + c.list(n.terms) + ")"
	case n.text != (timeline.Text{}):
		return "SELECT day, key AS event FROM events WHERE doc IN (" + c.with(n.text) + ")"
	default:
		lo := c.arg(n.lo)
		return "SELECT day, key AS event FROM events WHERE day BETWEEN " + lo + " AND " + c.arg(n.hi) +
			" UNION ALL " + openOn + lo + " AND last < " + c.arg(n.lo+n.span) + " AND day < " + lo
	}
}

// countNeed counts the events that have it: see [rarest].
func (s *Store) countNeed(ctx context.Context, docs map[timeline.Text]documents, n need) (int, error) {
	if n.text != (timeline.Text{}) {
		return docs[n.text].n, nil
	}
	if len(n.terms) > batch {
		return s.few + 1, nil
	}
	if len(n.terms) == 1 && isTallied(n.terms[0]) {
		return s.total(ctx, tallied{term: n.terms[0], off: 1})
	}
	if len(n.terms) == 0 { // of the days, those that began before are a few more
		return s.begun(ctx, n.lo, n.hi)
	}
	return cached(ctx, s, fmt.Sprint("need ", n), timeline.Query{}, func(ctx context.Context) (int, error) {
		c := conditions{engine: s.engine}
		query := strings.Replace(n.list(&c), "DISTINCT ", "", 1)
		return s.count(ctx, "SELECT COUNT(*) FROM ("+query+" LIMIT "+strconv.Itoa(s.few+1)+") f", c.args...)
	})
}

// needs lists them. Two parties make a relation, which is rarer than either.
func (p *plan) needs(root timeline.Node) []need {
	var out []need
	var codes []string
	conjuncts := []timeline.Node{root}
	if and, ok := root.(timeline.And); ok {
		conjuncts = and
	}
	for _, n := range conjuncts {
		switch n := n.(type) {
		case timeline.And:
			out = append(out, p.needs(n)...)
		case timeline.Text:
			out = append(out, need{text: n})
		default:
			if terms := termsNeeded(n); len(terms) > 0 {
				out = append(out, need{terms: terms})
			}
		}
		t, _ := n.(timeline.Term)
		switch {
		case t.Key == timeline.KeyActor && len(t.Codes) == 1 && len(t.Names) == 0:
			codes = append(codes, t.Codes[0])
		case t.Key == timeline.KeyActor && len(t.Codes) == 0 && len(t.Names) == 1:
			out = append(out, need{text: timeline.Text{Words: t.Names[0], Phrase: true}})
		case t.Key == timeline.KeyDate && !t.Range.Undated():
			out = append(out, need{lo: p.lo, hi: p.hi, span: p.span})
		}
	}
	for i, a := range codes {
		for _, b := range codes[i+1:] {
			if a != b {
				out = append(out, need{terms: []string{"pair:" + min(a, b) + "+" + max(a, b), wide}})
			}
		}
	}
	return out
}

// termsNeeded returns terms of which the node's events have at least one; nil
// where terms do not say.
func termsNeeded(n timeline.Node) []string {
	switch n := n.(type) {
	case timeline.Or:
		var all []string
		for _, c := range n {
			terms := termsNeeded(c)
			if len(terms) == 0 {
				return nil
			}
			all = append(all, terms...)
		}
		return all
	case timeline.Term:
		switch n.Key {
		case timeline.KeyActor, timeline.KeyMember:
			if len(nonEmpty(n.Names)) == 0 {
				return prefixed("actor:", n.Codes)
			}
		case timeline.KeyPlace:
			return append(prefixed("place:", n.Codes), prefixed("name:", nonEmpty(n.Names))...)
		case timeline.KeyType:
			return []string{typeTerm(n)}
		case timeline.KeySource, timeline.KeyTag:
			return prefixed("source:", n.Codes)
		case timeline.KeyStatus, timeline.KeyTopic, timeline.KeyLang:
			return []string{string(n.Key) + ":" + n.Value}
		}
	}
	return nil
}

// bounds returns the days between which the dated events of n touch.
func (p *plan) bounds(n timeline.Node) (lo, hi int64) {
	lo, hi = int64(timeline.FirstDay), int64(timeline.LastDay)
	switch n := n.(type) {
	case timeline.And:
		for _, c := range n {
			a, b := p.bounds(c)
			lo, hi = max(lo, a), min(hi, b)
		}
	case timeline.Or:
		lo, hi = hi, lo
		for _, c := range n {
			a, b := p.bounds(c)
			lo, hi = min(lo, a), max(hi, b)
		}
	case timeline.Term:
		if n.Key == timeline.KeyDate && n.Range.Undated() {
			return hi, lo
		} else if n.Key == timeline.KeyDate {
			first, last := n.Range.Days(p.now)
			return int64(first), int64(last)
		}
	}
	return lo, hi
}

// countTexts counts the documents that have each text of the query; where more than a
// few have it, about.
func (s *Store) countTexts(ctx context.Context, n timeline.Node, docs map[timeline.Text]documents) error {
	switch n := n.(type) {
	case timeline.And:
		return s.eachText(ctx, n, docs)
	case timeline.Or:
		return s.eachText(ctx, n, docs)
	case timeline.Not:
		return s.countTexts(ctx, n.Node, docs)
	case timeline.Text:
		if len(timeline.Tokens(n.Words)) == 0 {
			return nil
		}
		var err error
		docs[n], err = s.docsWith(ctx, n)
		return err
	case timeline.Term:
		for _, name := range nonEmpty(n.Names) {
			if n.Key == timeline.KeyActor || n.Key == timeline.KeyMember {
				if err := s.countTexts(ctx, timeline.Text{Words: name, Phrase: true}, docs); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (s *Store) eachText(ctx context.Context, nodes []timeline.Node, docs map[timeline.Text]documents) error {
	for _, n := range nodes {
		if err := s.countTexts(ctx, n, docs); err != nil {
			return err
		}
	}
	return nil
}

// longest returns the length in days of the longest span on the timeline: an
// event that touches a day begins at most so long before it.
func (s *Store) longest(ctx context.Context) (int64, error) {
	n, err := s.counted(ctx, "SELECT COALESCE(MAX(last - day), 0) FROM events WHERE last > day")
	return int64(n), err
}

// crowds returns 1 where some event has more parties than are paired.
func (s *Store) crowds(ctx context.Context) (int, error) {
	return s.counted(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM terms WHERE term = $1 LIMIT 1) f", wide)
}

// counted is count, made once for each state of the timeline.
func (s *Store) counted(ctx context.Context, query string, args ...any) (int, error) {
	return cached(ctx, s, fmt.Sprint(query, args), timeline.Query{}, func(ctx context.Context) (int, error) { return s.count(ctx, query, args...) })
}

func (s *Store) count(ctx context.Context, query string, args ...any) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, query, args...).Scan(&n)
	return n, err
}
