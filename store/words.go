package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// Documents that have a text are sought in order. SQLite's index of words lists them so.
// PostgreSQL's lists them at once, in no order: it is asked for blocks of days, one after the
// other, or all documents are passed in order where that finds them sooner.

// documents are those that have a text.
type documents struct {
	n      int     // how many
	listed []int64 // their numbers, in order, where they are few enough; else nil
	rare   bool    // they are so few that statements name them
	most   bool    // so many have it that all documents are passed
}

// docsWith counts the documents that have a text, and lists a few.
func (s *Store) docsWith(ctx context.Context, t timeline.Text) (documents, error) {
	count := s.countDocs
	if s.engine.blocks != "" {
		count = s.countForeseen
	}
	return cached(ctx, s, "documents", timeline.Query{Root: t}, func(ctx context.Context) (documents, error) { return count(ctx, t) })
}

// countDocs counts and lists them, the earliest first: the index of words is twice as slow
// backwards. Where more than fewDocs have it, there are about as many more as there are
// events after them.
func (s *Store) countDocs(ctx context.Context, t timeline.Text) (d documents, err error) {
	docs := []int64{}
	list := func(doc int64) { docs = append(docs, doc) }
	if err = s.walkDocs(ctx, t, 0, math.MaxInt64, s.rareDocs+1, false, list); err != nil || len(docs) <= s.rareDocs {
		return documents{n: len(docs), listed: docs, rare: true}, err
	}
	first, last := int64(0), int64(-1)
	if d.n = len(docs); d.n > 0 {
		first, last = docs[0], docs[d.n-1]
	}
	about, err := s.goOn(ctx, d.n, first, last)
	if err != nil || about >= 2*s.fewDocs { // too many to be listed, most likely
		return documents{n: about}, err
	}
	if err = s.walkDocs(ctx, t, last+1, math.MaxInt64, s.fewDocs+1-len(docs), false, list); err != nil {
		return d, err
	}
	if d.n = len(docs); d.n <= s.fewDocs {
		return documents{n: d.n, listed: docs}, nil
	}
	d.n, err = s.goOn(ctx, d.n, first, docs[d.n-1])
	return d, err
}

// mostOf is the part of all documents that is frequent enough to pass all of them.
const mostOf = 20

// countForeseen is countDocs where the planner knows about how many there are.
func (s *Store) countForeseen(ctx context.Context, t timeline.Text) (d documents, err error) {
	if d.n, err = s.foresee(ctx, t); err != nil {
		return d, err
	}
	if d.n > s.fewDocs+s.fewDocs/4 {
		total, err := s.total(ctx, tallied{off: 1})
		d.most = d.n > total/s.mostOf && len(timeline.Tokens(t.Words)) == 1 // a phrase is foreseen as its words are
		return d, err
	}
	docs := []int64{}
	query := "WITH f AS MATERIALIZED (" + s.engine.docs + "$1) SELECT doc FROM f LIMIT " + strconv.Itoa(s.fewDocs+1)
	err = s.scanDocs(ctx, query, []any{s.engine.expression(t)}, func(doc int64) { docs = append(docs, doc) })
	if len(docs) > s.fewDocs {
		d.n = max(d.n, len(docs))
		return d, err
	}
	slices.Sort(docs)
	return documents{n: len(docs), listed: docs, rare: len(docs) <= s.rareDocs}, err
}

// foresee tells about how many documents have a text, as PostgreSQL's planner does.
func (s *Store) foresee(ctx context.Context, t timeline.Text) (int, error) {
	var told []byte
	if err := s.read.QueryRowContext(ctx, "EXPLAIN (FORMAT JSON) "+s.engine.docs+"$1", s.engine.expression(t)).Scan(&told); err != nil {
		return 0, err
	}
	var plans []struct {
		Plan struct {
			Rows int `json:"Plan Rows"`
		}
	}
	if err := json.Unmarshal(told, &plans); err != nil || len(plans) == 0 {
		return 0, fmt.Errorf("rows of a plan: %w: %s", err, told)
	}
	return plans[0].Plan.Rows, nil
}

// goOn tells about how many documents there are if they go on as so many from one to
// another did.
func (s *Store) goOn(ctx context.Context, n int, first, last int64) (int, error) {
	from, to := max(dayOfDoc(first), int64(timeline.FirstDay)), dayOfDoc(last)
	counted, err := s.begun(ctx, from, to)
	if to == undated { // these come first, and may be many
		counted, err = s.count(ctx, "SELECT COUNT(*) FROM events WHERE doc BETWEEN $1 AND $2", first, last)
	}
	if err != nil || counted == 0 {
		return n, err
	}
	since, err := s.begun(ctx, from, int64(timeline.LastDay))
	return int(float64(n) * float64(since) / float64(counted)), err
}

// eachDoc calls do for the documents that have a text, from one to another, in order or from
// the last on: for all, or the first up to a limit.
func (s *Store) eachDoc(ctx context.Context, t timeline.Text, from, to int64, limit int, desc bool, do func(doc int64)) error {
	if s.engine.blocks == "" {
		return s.walkDocs(ctx, t, from, to, limit, desc, do)
	}
	d, err := s.docsWith(ctx, t)
	if err != nil {
		return err
	}
	if d.most {
		return s.walkDocs(ctx, t, from, to, limit, desc, do)
	}
	if to/docsOfBlock-from/docsOfBlock > blocksMost {
		if err := s.passGap(ctx, &from, &to); err != nil {
			return err
		}
	}
	n, err := s.blocksOf(ctx, d, from, to, limit)
	if err != nil {
		return err
	}
	return s.docsInBlocks(ctx, t, n, from, to, limit, desc, do)
}

// walkDocs is eachDoc where the index of words is in order, or all documents are passed.
func (s *Store) walkDocs(ctx context.Context, t timeline.Text, from, to int64, limit int, desc bool, do func(doc int64)) error {
	var w conditions
	query := s.engine.search(&w, t, from, to) + s.engine.sorted(&w, limit, desc)
	return s.scanDocs(ctx, query, w.args, do)
}

// search selects the documents from one to another that have a text, to be walked in order.
func (e engine) search(c *conditions, t timeline.Text, from, to int64) string {
	return e.docs + c.arg(e.expression(t)) + e.passed + " AND " + e.number + " BETWEEN " + c.arg(from) + " AND " + c.arg(to)
}

func (e engine) sorted(c *conditions, limit int, desc bool) string {
	order := " ORDER BY " + e.number
	if desc {
		order += " DESC"
	}
	if limit < all {
		order += " LIMIT " + c.limit(max(0, limit))
	}
	return order
}

const (
	daysOfBlock = 8 // see the index search_blocks
	docsOfBlock = daysOfBlock * docsOfDay
	blocksMost  = 512 // so many are asked for at once
	blocksMore  = 4   // and of few at first so many times as many next
)

// blocksOf tells in how many blocks from one document to another so many are likely to be that
// have a text; 1 where there are very many, most of which may be empty.
func (s *Store) blocksOf(ctx context.Context, d documents, from, to int64, limit int) (int64, error) {
	blocks := to/docsOfBlock - from/docsOfBlock + 1
	switch {
	case limit == all:
		return blocksMost, nil
	case blocks == 1 || blocks > blocksMost || dayOfDoc(from) == undated:
		return 1, nil
	}
	total, err := s.total(ctx, tallied{off: 1})
	if err != nil {
		return 0, err
	}
	first, last := startOf(monthOf(dayOfDoc(from))), startOf(monthOf(dayOfDoc(to))+1)-1 // one row of tallies, not one for each day
	events, err := s.begun(ctx, int64(first), int64(last))
	have := float64(events) * float64(d.n) / float64(max(total, 1)) * float64(blocks*daysOfBlock) / float64(last-first+1)
	return int64(max(1, min(1, 1.2*float64(limit)/max(have, 1))*float64(blocks))), err
}

// docsInBlocks is eachDoc block after block: n first, then as many as have what is still
// wanted if it goes on like this. Where they have nothing, days without any document are
// passed over.
func (s *Store) docsInBlocks(ctx context.Context, t timeline.Text, n, from, to int64, limit int, desc bool, do func(doc int64)) error {
	for from <= to && limit > 0 {
		lo, hi := from, min(to, (from/docsOfBlock+n)*docsOfBlock-1)
		if desc {
			lo, hi = max(from, (to/docsOfBlock-n+1)*docsOfBlock), to
		}
		found := 0
		if err := s.inBlocks(ctx, t, lo, hi, limit, desc, func(doc int64) { do(doc); found++ }); err != nil {
			return err
		}
		if desc {
			to = lo - 1
		} else {
			from = hi + 1
		}
		limit -= found
		wanted := n * blocksMore
		if found > 0 {
			wanted = min(wanted, n*int64(limit)*5/4/int64(found)+1)
		} else if err := s.passGap(ctx, &from, &to); err != nil {
			return err
		}
		n = min(wanted, blocksMost)
	}
	return nil
}

// inBlocks is eachDoc of some blocks.
func (s *Store) inBlocks(ctx context.Context, t timeline.Text, from, to int64, limit int, desc bool, do func(doc int64)) error {
	var w conditions
	var blocks []string
	for b := from / docsOfBlock; b <= to/docsOfBlock; b++ {
		blocks = append(blocks, strconv.FormatInt(b, 10))
	}
	query := "WITH f AS MATERIALIZED (" + s.engine.docs + w.arg(s.engine.expression(t)) + " AND " + fmt.Sprintf(s.engine.blocks, w.arg("{"+strings.Join(blocks, ",")+"}")) +
		") SELECT doc FROM f WHERE doc BETWEEN " + w.arg(from) + " AND " + w.arg(to) + s.engine.sorted(&w, limit, desc)
	return s.scanDocs(ctx, query, w.args, do)
}

// passGap moves both ends to the first and the last document between them.
func (s *Store) passGap(ctx context.Context, from, to *int64) error {
	var first, last sql.NullInt64
	err := s.read.QueryRowContext(ctx, "SELECT MIN(doc), MAX(doc) FROM search WHERE doc BETWEEN $1 AND $2", *from, *to).Scan(&first, &last)
	if *from, *to = first.Int64, last.Int64; !last.Valid {
		*from, *to = 1, 0
	}
	return err
}

func (s *Store) scanDocs(ctx context.Context, query string, args []any, do func(doc int64)) error {
	return rows(ctx, s.read, query, args, func(r *sql.Rows) error {
		var doc int64
		err := r.Scan(&doc)
		do(doc)
		return err
	})
}
