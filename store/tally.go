package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// tallied are the kinds of terms whose events are counted while they are written:
// each has few terms, of which so many events have one that counting them for a
// page would take long. The empty term is every event.
var tallied = []string{"type:", "status:", "lang:", "actor:"}

// tally is a row of tallies without its count: of events that begin on a day.
type tally struct {
	term            string
	day             int64
	status          string
	precision       int
	background, off int // off: of a type off by default
}

// talliesOf lists the rows that count an event of the terms. Hidden events do not count.
func talliesOf(e timeline.Event, terms []string) []tally {
	if e.Hidden {
		return nil
	}
	row := tally{day: dayOf(e), status: string(e.Status), precision: int(e.Date.Precision), background: flag(e.Background), off: flag(e.Type.OffByDefault())}
	out := []tally{row}
	for _, t := range terms {
		if isTallied(t) {
			row.term = t
			out = append(out, row)
		}
	}
	return out
}

func isTallied(term string) bool {
	return slices.ContainsFunc(tallied, func(kind string) bool { return strings.HasPrefix(term, kind) })
}

// tally adds n to the rows' counts when the transaction is flushed.
func (n *neighbourhood) tally(rows []tally, by int) {
	if n.pending.tallies == nil {
		n.pending.tallies = map[tally]int{}
	}
	for _, r := range rows {
		n.pending.tallies[r] += by
	}
}

// flushTallies writes the counts that changed, in the order of their index.
func (n *neighbourhood) flushTallies(changed map[tally]int) error {
	var rows [][]any
	for t, by := range changed {
		if by != 0 {
			rows = append(rows, []any{t.term, t.day, t.status, t.precision, t.background, t.off, by})
		}
	}
	inOrder(rows)
	return n.insert("INSERT INTO tallies (term, day, status, precision, background, off, events) VALUES",
		"ON CONFLICT (term, day, status, precision, background, off) DO UPDATE SET events = tallies.events + excluded.events", rows)
}

// sole returns the tallied term that makes up the whole query, empty for all
// events, and 1 where events of types off by default count too.
func sole(q timeline.Query) (term string, off int, ok bool) {
	root := q.Root
	if and, is := root.(timeline.And); is && len(and) == 1 {
		root = and[0]
	}
	if q.Hidden {
		return "", 0, false
	}
	if root == nil {
		return "", 0, true
	}
	t, is := root.(timeline.Term)
	terms := termsNeeded(root)
	if !is || len(terms) != 1 || !isTallied(terms[0]) {
		return "", 0, false
	}
	return terms[0], flag(t.Key == timeline.KeyType), true
}

// total reads how many events have a tallied term.
func (s *Store) total(ctx context.Context, term string, off int) (n int, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT CAST(COALESCE(SUM(events), 0) AS BIGINT) FROM tallies WHERE term = $1 AND off <= $2", term, off).Scan(&n)
	return n, err
}

const talliedBands = `SELECT day, status, precision, background, CAST(SUM(events) AS BIGINT) FROM tallies
	WHERE term = $1 AND day BETWEEN $2 AND $3 AND off <= $4
	GROUP BY day, status, precision, background HAVING SUM(events) > 0 ORDER BY day, status, precision, background`

// bands reads how many events have a tallied term, from one day to another.
func (s *Store) bands(ctx context.Context, term string, off int, from, to timeline.Day) ([]Band, error) {
	return s.scanBands(ctx, talliedBands, term, int64(from), int64(to), off)
}

func (s *Store) scanBands(ctx context.Context, query string, args ...any) (bands []Band, err error) {
	err = rows(ctx, s.read, query, args, func(r *sql.Rows) error {
		var b Band
		err := r.Scan(&b.Day, &b.Status, &b.Precision, &b.Background, &b.Events)
		bands = append(bands, b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("bands: %w", err)
	}
	return bands, nil
}
