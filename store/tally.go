package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

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

// Beside the rows of days there are rows that count longer stretches, so that few are
// read of a long timeline. They stand on days that there are not: allDays counts all
// events of a term, the undated ones too, and monthOf a month's.
const (
	allDays   = undated + 1
	monthZero = undated / 2 // January of the year 0
)

// monthOf returns the day of the row that counts the day's month.
func monthOf(day int64) int64 {
	y, m, _ := timeline.Day(day).Date()
	return monthZero + int64(12*y+int(m)-1)
}

// startOf returns the first day of the month that a row counts.
func startOf(month int64) timeline.Day {
	n := int(month - monthZero)
	return timeline.MakeDay(n/12, time.Month(n%12+1), 1)
}

// flushTallies writes the counts that changed, in the order of their index.
func (n *neighbourhood) flushTallies(changed map[tally]int) error {
	sums := maps.Clone(changed)
	for t, by := range changed {
		day := t.day
		t.day = allDays
		sums[t] += by
		if day != undated {
			t.day = monthOf(day)
			sums[t] += by
		}
	}
	var rows [][]any
	for t, by := range sums {
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
func (s *Store) total(ctx context.Context, term string, off int) (int, error) {
	return s.counted(ctx, "SELECT CAST(COALESCE(SUM(events), 0) AS BIGINT) FROM tallies WHERE term = $1 AND day = $2 AND off <= $3", term, allDays, off)
}

// begun reads how many events begin from one day to another, by day or of many days by month.
func (s *Store) begun(ctx context.Context, from, to int64) (int, error) {
	if from > to {
		return 0, nil
	}
	if to-from > manyDays {
		from, to = monthOf(from), monthOf(to)
	}
	return s.counted(ctx, "SELECT CAST(COALESCE(SUM(events), 0) AS BIGINT) FROM tallies WHERE term = '' AND day BETWEEN $1 AND $2", from, to)
}

// planned reads how many events with a tallied term are planned and begin on a day or after it.
func (s *Store) planned(ctx context.Context, term string, off int, from int64) (int, error) {
	return s.count(ctx, `SELECT CAST(COALESCE(SUM(events), 0) AS BIGINT) FROM tallies
		WHERE term = $1 AND day BETWEEN $2 AND $3 AND status = $4 AND off <= $5`, term, from, int64(timeline.LastDay), string(timeline.Planned), off)
}

const selectBands = `SELECT day, status, precision, background, CAST(SUM(events) AS BIGINT) FROM tallies
	WHERE term = $1 AND day BETWEEN $2 AND $3 AND off <= $4
	GROUP BY day, status, precision, background HAVING SUM(events) > 0 ORDER BY day, status, precision, background`

// talliedBands reads how many events have a tallied term, from one day to another, by day
// or by month.
func (s *Store) talliedBands(ctx context.Context, term string, off int, from, to timeline.Day, by Step) ([]Band, error) {
	if by == ByDay {
		return s.scanBands(ctx, selectBands, term, int64(from), int64(to), off)
	}
	bands, err := s.scanBands(ctx, selectBands, term, monthOf(int64(from)), monthOf(int64(to)), off)
	for i, b := range bands {
		bands[i].Day = startOf(int64(b.Day))
	}
	return bands, err
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

// monthsWith counts by month the events with a term that is not tallied; nil where they
// are of few days, or of very many.
func (s *Store) monthsWith(ctx context.Context, term string, from, to timeline.Day) (units []Band, err error) {
	const edge = "(SELECT day FROM terms WHERE term = $1 AND day BETWEEN $2 AND $3 ORDER BY day"
	var first, last sql.NullInt64
	if err := s.read.QueryRowContext(ctx, "SELECT "+edge+" LIMIT 1), "+edge+" DESC LIMIT 1)", term, int64(from), int64(to)).Scan(&first, &last); err != nil {
		return nil, err
	}
	if days := last.Int64 - first.Int64; days <= manyDays || days > 100*manyDays {
		return nil, nil
	}
	var ranges []string
	for m := monthOf(first.Int64); m <= monthOf(last.Int64); m++ {
		ranges = append(ranges, fmt.Sprintf("(%d, %d)", max(startOf(m), from), min(startOf(m+1)-1, to)))
	}
	units, err = s.scanBands(ctx, "SELECT column1, '', 0, 0, (SELECT COUNT(*) FROM terms WHERE term = $1 AND day BETWEEN column1 AND column2) FROM (VALUES "+
		strings.Join(ranges, ", ")+") r ORDER BY column1", term)
	return slices.DeleteFunc(units, func(u Band) bool { return u.Events == 0 }), err
}
