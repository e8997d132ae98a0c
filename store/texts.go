package store

import (
	"context"
	"database/sql"
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
		if d, counted := docs[n]; counted && d.all == nil {
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
	all    []int64 // their numbers, in order, where they are few enough to be listed; else nil
	listed []int64 // the same, where they are a few more, and listed while they were counted
}

// countDocs counts the documents that have a text, and lists a few, the earliest first: the
// index of words is twice as slow backwards. Where more than fewDocs have it, there are
// about as many more as there are events after them.
func (s *Store) countDocs(ctx context.Context, t timeline.Text) (d documents, err error) {
	docs := []int64{}
	list := func(doc int64) { docs = append(docs, doc) }
	err = s.eachDoc(ctx, t, 0, math.MaxInt64, s.rareDocs+1, list)
	if d.n = len(docs); err != nil || d.n <= s.rareDocs {
		d.all = docs
		return d, err
	}
	first, last := int64(0), int64(-1)
	if d.n > 0 {
		first, last = docs[0], docs[d.n-1]
	}
	about, err := s.goOn(ctx, d.n, first, last)
	if err != nil {
		return d, err
	}
	if about < 2*s.fewDocs { // these are likely to be listed anyway
		if err = s.eachDoc(ctx, t, last+1, math.MaxInt64, s.fewDocs+1-d.n, list); err != nil {
			return d, err
		}
		if d.n = len(docs); d.n <= s.fewDocs {
			d.listed = docs
			return d, nil
		}
		last = docs[d.n-1]
	} else {
		var w conditions
		query := "SELECT COUNT(*), COALESCE(MAX(doc), 0) FROM (" + s.engine.docs + w.arg(s.engine.expression(t)) + s.engine.docsFrom(&w, last+1, math.MaxInt64) +
			" ORDER BY " + s.engine.number + " LIMIT " + strconv.Itoa(s.fewDocs+1-d.n) + ") f"
		var more int
		if err = s.read.QueryRowContext(ctx, query, w.args...).Scan(&more, &last); err != nil {
			return d, err
		}
		if d.n += more; d.n <= s.fewDocs {
			return d, nil
		}
	}
	d.n, err = s.goOn(ctx, d.n, first, last)
	return d, err
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

// having leaves the places whose documents have all the texts. Of a text that few
// documents have all from the first place's to the last's are read.
func (s *Store) having(ctx context.Context, c choice, texts []timeline.Text, places []place) ([]place, error) {
	for _, t := range texts {
		gap := int64(lookUpGap)
		if c.docs[t].n <= s.fewDocs {
			gap = math.MaxInt64
		}
		docs := make([]int64, len(places))
		for i, p := range places {
			docs[i] = p.doc
		}
		slices.Sort(docs)
		has := map[int64]bool{}
		for len(docs) > 0 {
			n := 1
			for n < len(docs) && docs[n]-docs[n-1] <= gap {
				n++
			}
			err := s.eachDoc(ctx, t, docs[0], docs[n-1], all, func(doc int64) { has[doc] = true })
			if err != nil {
				return nil, err
			}
			docs = docs[n:]
		}
		places = slices.DeleteFunc(places, func(p place) bool { return !has[p.doc] })
	}
	return places, nil
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

// eachDoc calls do for the documents that have a text, from one to another, in order: for all,
// or the first up to a limit.
func (s *Store) eachDoc(ctx context.Context, t timeline.Text, from, to int64, limit int, do func(doc int64)) error {
	var w conditions
	query := s.engine.docs + w.arg(s.engine.expression(t))
	if from > 0 || to < math.MaxInt64 { // else PostgreSQL walks all numbers, for the range's sake
		query += s.engine.docsFrom(&w, from, to)
	}
	query += " ORDER BY " + s.engine.number
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
