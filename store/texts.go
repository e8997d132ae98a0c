package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/dateline-news/dateline/timeline"
)

// A word that very many events have is no way to find them, and asking the index of
// words for one document after the other costs more than all the rest. The events are
// walked as if the word were not asked for, and the documents of many of them are
// looked up at once: those of one time stand together.
const (
	lookUpLeast = 100    // so many events more than are wanted are walked first
	lookUpMost  = 20_000 // and up to so many at once
	lookUpGap   = 3000   // documents passed over, rather than beginning anew
)

// frequent lists the texts that every event of the query has and that more than a
// few documents have.
func (s *Store) frequent(n timeline.Node, docs map[timeline.Text]int) (out []timeline.Text) {
	switch n := n.(type) {
	case timeline.And:
		for _, c := range n {
			out = append(out, s.frequent(c, docs)...)
		}
	case timeline.Text:
		if docs[n] > s.fewDocs {
			out = append(out, n)
		}
	}
	return out
}

// having leaves the places whose documents have all the texts.
func (s *Store) having(ctx context.Context, texts []timeline.Text, places []place) ([]place, error) {
	for _, t := range texts {
		docs := make([]int64, len(places))
		for i, p := range places {
			docs[i] = p.doc
		}
		slices.Sort(docs)
		has := map[int64]bool{}
		for len(docs) > 0 {
			n := 1
			for n < len(docs) && docs[n]-docs[n-1] <= lookUpGap {
				n++
			}
			err := rows(ctx, s.read, s.engine.docs+"$1"+s.engine.between, []any{s.engine.expression(t), docs[0], docs[n-1]}, func(r *sql.Rows) error {
				var doc int64
				err := r.Scan(&doc)
				has[doc] = true
				return err
			})
			if err != nil {
				return nil, err
			}
			docs = docs[n:]
		}
		places = slices.DeleteFunc(places, func(p place) bool { return !has[p.doc] })
	}
	return places, nil
}
