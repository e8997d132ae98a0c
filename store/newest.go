package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"
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

// fewOfTerm is up to how many events of terms are read whole instead.
const fewOfTerm = 300

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
	at := p.atOnce(months, limit)
	for len(months) > 0 {
		if len(found) == limit && found[limit-1].updated > months[0].updated {
			break
		}
		first, last, n := inARow(months, at)
		months = months[n:]
		some, err := s.walk(ctx, p.within(first, last), ordering{timeline.ByUpdated, true}, phase{}, limit)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
		slices.SortFunc(found, func(a, b place) int { return cmp.Or(cmp.Compare(b.updated, a.updated), cmp.Compare(b.key, a.key)) })
		found = found[:min(limit, len(found))]
	}
	return found, nil
}

// atOnce is how many months have about as many events as are wanted, where the terms
// have few.
func (p *plan) atOnce(months []month, wanted int) int {
	if p.count > fewEvents {
		return 1
	}
	return max(1, wanted*len(months)/p.count)
}

// inARow returns the first n months where they follow one another, else the first one.
func inARow(months []month, n int) (first, last int64, of int) {
	n = min(n, len(months))
	first, last = months[0].month, months[0].month
	for _, m := range months[:n] {
		first, last = min(first, m.month), max(last, m.month)
	}
	if last-first != int64(n-1) {
		return months[0].month, months[0].month, 1
	}
	return first, last, n
}

// monthsOf selects the months that have events of the terms.
func monthsOf(terms []string) (query string, args []any) {
	var c conditions
	return "SELECT month, MAX(updated) FROM newest WHERE term IN (" + c.list(terms) + ") GROUP BY month", c.args
}

// month is a row of newest.
type month struct{ month, updated int64 }

// within returns the plan of the events of its terms from one month to another: they
// are listed.
func (p *plan) within(from, to int64) *plan {
	first, last := int64(undated), int64(undated)
	if from != undated {
		first, last = int64(startOf(from)), int64(startOf(to+1))-1
	}
	o := &plan{conditions: conditions{engine: p.engine, now: p.now, docs: p.conditions.docs, fewDocs: p.fewDocs}, day: "e.day", key: "e.key", query: p.query}
	o.choice.docs, o.choice.texts = p.choice.docs, p.texts
	o.from = "(SELECT " + onceOf(p.best.terms) + "day, event FROM terms WHERE term IN (" + o.list(p.best.terms) + ") AND day BETWEEN " +
		strconv.FormatInt(first, 10) + " AND " + strconv.FormatInt(last, 10) + ") h CROSS JOIN events e"
	o.link, o.given = listed, p.best.given()
	return o
}
