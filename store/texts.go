package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/dateline-news/dateline/timeline"
)

// Asking the index of words for one document after the other costs more than all the
// rest. Events are found by a text, or walked as if it were not asked for: then the
// documents of many of them are looked up at once, as those of days that follow one
// another stand together.
const (
	lookUpLeast = 100           // so many events more than are wanted are walked first
	lookUpMost  = 20_000        // and up to so many at once
	lookUpGap   = 2 * docsOfDay // documents passed over, rather than beginning anew
	all         = math.MaxInt32 // no limit
)

// conjunctTexts lists the texts that every event of the query has, but those whose
// documents are known.
func conjunctTexts(n timeline.Node, docs map[timeline.Text]documents) (out []timeline.Text) {
	switch n := n.(type) {
	case timeline.And:
		for _, c := range n {
			out = append(out, conjunctTexts(c, docs)...)
		}
	case timeline.Text:
		if d, counted := docs[n]; counted && !d.rare {
			out = append(out, n)
		}
	}
	return out
}

// lookedUp are the texts of the query that the plan does not see to.
func (p *plan) lookedUp() []timeline.Text {
	return slices.DeleteFunc(slices.Clone(p.texts), func(t timeline.Text) bool { return slices.Contains(p.given.texts, t) })
}

// documents are those that have a text.
type documents struct {
	n      int     // how many
	listed []int64 // their numbers, in order, where they are few enough; else nil
	rare   bool    // they are so few that statements name them
}

// countDocs counts the documents that have a text, and lists a few, the earliest first: the
// index of words is twice as slow backwards. Where more than fewDocs have it, there are
// about as many more as there are events after them.
func (s *Store) countDocs(ctx context.Context, t timeline.Text) (d documents, err error) {
	if s.engine.foresee != "" {
		return s.countForeseen(ctx, t)
	}
	docs := []int64{}
	list := func(doc int64) { docs = append(docs, doc) }
	if err = s.eachDoc(ctx, t, 0, math.MaxInt64, s.rareDocs+1, false, list); err != nil || len(docs) <= s.rareDocs {
		return documents{len(docs), docs, true}, err
	}
	first, last := int64(0), int64(-1)
	if d.n = len(docs); d.n > 0 {
		first, last = docs[0], docs[d.n-1]
	}
	about, err := s.goOn(ctx, d.n, first, last)
	if err != nil {
		return d, err
	}
	if about >= 2*s.fewDocs { // else these are likely to be listed anyway
		var w conditions
		query := "SELECT COUNT(*), COALESCE(MAX(doc), 0) FROM (" + s.engine.search(&w, t, last+1, math.MaxInt64) +
			" ORDER BY " + s.engine.number + " LIMIT " + strconv.Itoa(s.fewDocs+1-d.n) + ") f"
		var more int
		var to int64
		if err = s.read.QueryRowContext(ctx, query, w.args...).Scan(&more, &to); err != nil {
			return d, err
		}
		if d.n += more; d.n > s.fewDocs {
			d.n, err = s.goOn(ctx, d.n, first, to)
			return d, err
		}
	}
	if err = s.eachDoc(ctx, t, last+1, math.MaxInt64, s.fewDocs+1-len(docs), false, list); err != nil {
		return d, err
	}
	if d.n = len(docs); d.n <= s.fewDocs {
		return documents{n: d.n, listed: docs}, nil
	}
	d.n, err = s.goOn(ctx, d.n, first, docs[d.n-1])
	return d, err
}

// countForeseen is countDocs where an index of words lists its documents in no order, and the
// planner knows about how many there are.
func (s *Store) countForeseen(ctx context.Context, t timeline.Text) (d documents, err error) {
	var told []byte
	if err = s.read.QueryRowContext(ctx, s.engine.foresee+s.engine.docs+"$1", s.engine.expression(t)).Scan(&told); err != nil {
		return d, err
	}
	var foreseen []struct {
		Plan struct {
			Rows int `json:"Plan Rows"`
		}
	}
	if err = json.Unmarshal(told, &foreseen); err != nil || len(foreseen) == 0 {
		return d, fmt.Errorf("the planner's %q: %w", told, err)
	}
	if d.n = foreseen[0].Plan.Rows; d.n > s.fewDocs+s.fewDocs/4 {
		return d, nil
	}
	docs := []int64{}
	query := "WITH f AS MATERIALIZED (" + s.engine.docs + "$1) SELECT doc FROM f LIMIT " + strconv.Itoa(s.fewDocs+1)
	err = rows(ctx, s.read, query, []any{s.engine.expression(t)}, func(r *sql.Rows) error {
		var doc int64
		err := r.Scan(&doc)
		docs = append(docs, doc)
		return err
	})
	if len(docs) > s.fewDocs {
		d.n = max(d.n, len(docs))
		return d, err
	}
	slices.Sort(docs)
	return documents{len(docs), docs, len(docs) <= s.rareDocs}, err
}

// goOn tells about how many documents there are if they go on as so many from one to
// another did.
func (s *Store) goOn(ctx context.Context, n int, first, last int64) (int, error) {
	from, to := max(dayOfDoc(first), int64(timeline.FirstDay)), dayOfDoc(last)
	counted, err := s.begun(ctx, from, to)
	if err != nil || counted == 0 {
		return n, err
	}
	since, err := s.begun(ctx, from, int64(timeline.LastDay))
	return int(float64(n) * float64(since) / float64(counted)), err
}

// someFrequent reports whether one of the texts is in more than a few documents.
func (s *Store) someFrequent(p *plan, texts []timeline.Text) bool {
	return slices.ContainsFunc(texts, func(t timeline.Text) bool { return p.choice.docs[t].n > s.fewDocs })
}

// having leaves the places whose documents have all the texts.
func (s *Store) having(ctx context.Context, c choice, texts []timeline.Text, places []place) ([]place, error) {
	for _, t := range texts {
		listed := c.docs[t].listed
		has := func(doc int64) bool { _, is := slices.BinarySearch(listed, doc); return is }
		if listed == nil {
			found, err := s.among(ctx, t, places)
			if err != nil {
				return nil, err
			}
			has = func(doc int64) bool { return found[doc] }
		}
		places = slices.DeleteFunc(places, func(p place) bool { return !has(p.doc) })
	}
	return places, nil
}

// among looks a text up among the documents of places.
func (s *Store) among(ctx context.Context, t timeline.Text, places []place) (map[int64]bool, error) {
	docs := make([]int64, len(places))
	for i, p := range places {
		docs[i] = p.doc
	}
	slices.Sort(docs)
	found := map[int64]bool{}
	for len(docs) > 0 {
		n := 1
		for n < len(docs) && docs[n]-docs[n-1] <= lookUpGap {
			n++
		}
		if err := s.eachDoc(ctx, t, docs[0], docs[n-1], all, false, func(doc int64) { found[doc] = true }); err != nil {
			return nil, err
		}
		docs = docs[n:]
	}
	return found, nil
}

// walkOpen is walk among the events that began before the query's first day: documents
// that have the texts are looked for once for all that a page asks of these.
func (s *Store) walkOpen(ctx context.Context, p *plan, o ordering, ph phase, limit int, texts []timeline.Text) ([]place, error) {
	name := fmt.Sprint("open ", p.lo, p.hi, texts)
	docs, err := cached(ctx, s, name, timeline.Query{}, func(ctx context.Context) (map[int64]bool, error) { return s.openDocs(ctx, p, texts) })
	if err != nil || len(docs) == 0 {
		return nil, err
	}
	found, err := s.step(ctx, p, o, ph, math.MaxInt32)
	found = slices.DeleteFunc(found, func(at place) bool { return !docs[at.doc] })
	return found[:min(limit, len(found))], err
}

// openDocs lists the documents, of those events whatever else is asked of them, that have
// the texts.
func (s *Store) openDocs(ctx context.Context, p *plan, texts []timeline.Text) (map[int64]bool, error) {
	var found []place
	query := "SELECT e.doc FROM events e WHERE " + p.link + " AND e.day BETWEEN $3 AND $4"
	err := rows(ctx, s.read, query, append(slices.Clip(p.args), p.lo, p.hi), func(r *sql.Rows) error {
		var at place
		err := r.Scan(&at.doc)
		found = append(found, at)
		return err
	})
	if err != nil {
		return nil, err
	}
	found, err = s.having(ctx, p.choice, texts, found)
	docs := make(map[int64]bool, len(found))
	for _, at := range found {
		docs[at.doc] = true
	}
	return docs, err
}

// eachDoc calls do for the documents that have a text, from one to another, in order or from
// the last on: for all, or the first up to a limit.
func (s *Store) eachDoc(ctx context.Context, t timeline.Text, from, to int64, limit int, desc bool, do func(doc int64)) error {
	var w conditions
	query := s.engine.search(&w, t, from, to) + " ORDER BY " + s.engine.number
	if desc {
		query += " DESC"
	}
	if limit < all {
		query += " LIMIT " + strconv.Itoa(max(0, limit))
	}
	return rows(ctx, s.read, query, w.args, func(r *sql.Rows) error {
		var doc int64
		err := r.Scan(&doc)
		do(doc)
		return err
	})
}

// search selects the documents from one to another that have a text, to be walked in order.
func (e engine) search(c *conditions, t timeline.Text, from, to int64) string {
	return e.docs + c.arg(e.expression(t)) + e.passed + " AND " + e.number + " BETWEEN " + c.arg(from) + " AND " + c.arg(to)
}
