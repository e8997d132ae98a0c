package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math"
	"slices"

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
	found := map[int64]bool{}
	if s.engine.blocks != "" {
		var w conditions
		w.engine = s.engine
		query := "SELECT t.doc FROM (" + w.these(docs) + ") h CROSS JOIN search t WHERE t.doc = h.doc AND t.words @@ " + w.arg(s.engine.expression(t))
		return found, s.scanDocs(ctx, query, w.args, func(doc int64) { found[doc] = true })
	}
	slices.Sort(docs)
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
	if len(docs) <= lookUpLeast { // rather than passing all that go on
		ph.docs = slices.Sorted(maps.Keys(docs))
		return s.step(ctx, p, o, ph, limit)
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
