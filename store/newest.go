package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// A feed shows the latest changed events of a term, which stand on the days they
// happened. The table newest tells of each term and month of days when one of its
// events was changed last: months are read from the latest changed one on until no
// other can have an event that is wanted. Once written, a row may be of an event that
// left the term: then a month is read for nothing.

// watched are the kinds of terms with rows in newest. Others are so frequent that the
// latest changed of all events have some.
var watched = []string{"actor:", "pair:", "place:", "source:"}

// fewOfTerm is up to how many events of terms are read whole instead, and of how many
// events one has to have one of the terms for all the latest changed to be walked.
const (
	fewOfTerm  = 300
	manyOfTerm = 16
)

func isWatched(term string) bool {
	return slices.ContainsFunc(watched, func(kind string) bool { return strings.HasPrefix(term, kind) })
}

// stretchOf returns the month of a day as newest has it; the undated have their own.
func stretchOf(day int64) int64 {
	if day == undated {
		return undated
	}
	return monthOf(day)
}

// renew notes that an event of the terms was changed.
func (n *neighbourhood) renew(terms []termRow, at time.Time) {
	if n.pending.newest == nil {
		n.pending.newest = map[termRow]int64{}
	}
	for _, t := range terms {
		if isWatched(t.term) {
			t.day = stretchOf(t.day)
			n.pending.newest[t] = max(n.pending.newest[t], micros(at))
		}
	}
}

// flushNewest writes what was noted, in the order of its index.
func (n *neighbourhood) flushNewest() error {
	rows := make([][]any, 0, len(n.pending.newest))
	for t, at := range n.pending.newest {
		rows = append(rows, []any{t.term, t.day, at})
	}
	inOrder(rows)
	return n.insert("INSERT INTO newest (term, month, updated) VALUES",
		"ON CONFLICT (term, month) DO UPDATE SET updated = excluded.updated WHERE newest.updated < excluded.updated", rows)
}

// byMonth reports whether the first page in an order is found by the months of the
// plan's terms.
func (s *Store) byMonth(p *plan, o ordering, at *cursor) bool {
	return o == ordering{timeline.ByUpdated, true} && at == nil && !p.query.Hidden && p.count > s.fewOfTerm &&
		len(p.best.terms) > 0 && len(p.best.terms) <= maxHeads && !slices.ContainsFunc(p.best.terms, func(t string) bool { return !isWatched(t) }) &&
		!boundByChange(p.query.Root) && !s.someFrequent(p, p.texts)
}

// boundByChange says that a query asks when events were changed: then the months
// changed last may have none.
func boundByChange(root timeline.Node) bool {
	conjuncts, ok := root.(timeline.And)
	if !ok {
		conjuncts = timeline.And{root}
	}
	return slices.ContainsFunc(conjuncts, func(n timeline.Node) bool {
		t, is := n.(timeline.Term)
		return is && t.Key == timeline.KeyChanged
	})
}

// newest returns at most limit places of the plan's events, latest changed first.
func (s *Store) newest(ctx context.Context, p *plan, limit int) (found []place, err error) {
	if many, err := s.manyHave(ctx, p); err != nil {
		return nil, err
	} else if many {
		if found, err = s.latest(ctx, p, limit); len(found) == limit || err != nil {
			return found, err
		}
		found = nil // the terms were frequent once
	}
	var months []month
	query, args := monthsOf(p.best.terms)
	err = rows(ctx, s.read, query, args, func(r *sql.Rows) error {
		var m month
		err := r.Scan(&m.month, &m.updated)
		months = append(months, m)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(months, func(a, b month) int { return cmp.Or(cmp.Compare(b.updated, a.updated), cmp.Compare(b.month, a.month)) })
	at, had, read := p.atOnce(months, limit), 0, 0
	for len(months) > 0 {
		if len(found) == limit && found[limit-1].updated > months[0].updated {
			break
		}
		now := months[:min(at, batch, len(months))]
		months = months[len(now):]
		some, err := s.walk(ctx, p.within(now), ordering{timeline.ByUpdated, true}, phase{}, limit)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
		slices.SortFunc(found, func(a, b place) int { return cmp.Or(cmp.Compare(b.updated, a.updated), cmp.Compare(b.key, a.key)) })
		found = found[:min(limit, len(found))]
		had, read = had+len(some), read+len(now)
		at = max(1, min(2*at, (limit-len(found))*read/max(had, 1)))
	}
	return found, nil
}

// latest returns those of the plan's events, latest changed first, that are among the
// latest changed of all.
func (s *Store) latest(ctx context.Context, p *plan, limit int) ([]place, error) {
	var since sql.NullInt64
	err := s.read.QueryRowContext(ctx, "SELECT MIN(updated) FROM (SELECT updated FROM events WHERE hidden = 0 ORDER BY updated DESC, key DESC LIMIT $1) l", 2*manyOfTerm*limit).Scan(&since)
	if err != nil {
		return nil, err
	}
	among := p.among("events e")
	among.link = "e.updated >= " + among.arg(since.Int64)
	return s.walk(ctx, among, ordering{timeline.ByUpdated, true}, phase{}, limit)
}

// manyHave reports whether the query asks for the terms alone, and so many of all events
// have one that the latest changed of all soon have enough.
func (s *Store) manyHave(ctx context.Context, p *plan) (bool, error) {
	if !slices.Equal(termsNeeded(p.query.Root), p.best.terms) || slices.ContainsFunc(p.best.terms, func(t string) bool { return !isTallied(t) }) {
		return false, nil
	}
	all, err := s.total(ctx, "", 1)
	with := 0
	for _, t := range p.best.terms {
		if err == nil {
			var n int
			n, err = s.total(ctx, t, 0)
			with += n
		}
	}
	return with*manyOfTerm >= all, err
}

// atOnce is in how many months to look first: those that have about as many events as
// are wanted, where the terms have few.
func (p *plan) atOnce(months []month, wanted int) int {
	if p.count > fewEvents {
		return 1
	}
	return max(1, wanted*len(months)/p.count)
}

// monthsOf selects the months that have events of the terms.
func monthsOf(terms []string) (query string, args []any) {
	var c conditions
	return "SELECT month, MAX(updated) FROM newest WHERE term IN (" + c.list(terms) + ") GROUP BY month", c.args
}

// month is a row of newest.
type month struct{ month, updated int64 }

// within returns the plan of the events of its terms in some months: they are listed.
func (p *plan) within(months []month) *plan {
	o := p.among("")
	var ranges []string
	for _, d := range daysOf(months) {
		ranges = append(ranges, fmt.Sprintf("(CAST(%s AS BIGINT), CAST(%s AS BIGINT))", o.arg(d.lo), o.arg(d.hi)))
	}
	o.from = "(SELECT " + onceOf(p.best.terms) + "t.day, t.event FROM (VALUES " + strings.Join(ranges, ", ") + ") r CROSS JOIN terms t" +
		" WHERE t.term IN (" + o.list(p.best.terms) + ") AND t.day BETWEEN r.column1 AND r.column2" + p.others(o) + ") h CROSS JOIN events e"
	o.link, o.given = listed, p.best.given()
	return o
}

// others asks for what else events of the query must have by the terms alone: that costs
// less than to read an event.
func (p *plan) others(o *plan) string {
	and, _ := p.query.Root.(timeline.And)
	out, given := "", p.best.given()
	for _, n := range and {
		terms := termsNeeded(n)
		if len(terms) == 0 || len(terms) > maxHeads || slices.Equal(terms, p.best.terms) || slices.Contains(given.terms, terms[0]) {
			continue
		}
		out += " AND EXISTS (SELECT 1 FROM terms s WHERE s.term IN (" + o.list(terms) + ") AND s.day = t.day AND s.event = t.event LIMIT 1 OFFSET 0)"
	}
	return out
}

// among returns the plan of the same query among other events.
func (p *plan) among(from string) *plan {
	o := &plan{conditions: conditions{engine: p.engine, now: p.now, docs: p.conditions.docs, fewDocs: p.fewDocs}, day: "e.day", key: "e.key", query: p.query, from: from}
	o.choice.docs, o.choice.texts = p.choice.docs, p.texts
	return o
}

// daysOf returns the days of months, in order; those that follow one another are one.
func daysOf(months []month) (out []days) {
	sorted := slices.SortedFunc(slices.Values(months), func(a, b month) int { return cmp.Compare(a.month, b.month) })
	for _, m := range sorted {
		d := days{undated, undated}
		if m.month != undated {
			d = days{int64(startOf(m.month)), int64(startOf(m.month+1)) - 1}
		}
		if n := len(out); n > 0 && out[n-1].hi+1 == d.lo {
			out[n-1].hi = d.hi
			continue
		}
		out = append(out, d)
	}
	return out
}
