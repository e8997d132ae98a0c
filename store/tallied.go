package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// tallied is a query that tallies count: of one tallied term or of all events, and
// perhaps of a status and of days.
type tallied struct {
	term   string          // empty: all events
	off    int             // 1: events of types off by default count, too
	status timeline.Status // empty: any
	dated  bool            // only from one day to another
	lo, hi int64
}

// talliedBy returns what a query asks of the tallies, if nothing else.
func talliedBy(q timeline.Query, now time.Time) (t tallied, ok bool) {
	conjuncts := []timeline.Node{q.Root}
	if and, is := q.Root.(timeline.And); is {
		conjuncts = and
	}
	for _, n := range conjuncts {
		c, is := n.(timeline.Term)
		terms := termsNeeded(n)
		switch {
		case n == nil:
		case is && c.Key == timeline.KeyDate && !c.Range.Undated() && !t.dated:
			first, last := c.Range.Days(now)
			t.dated, t.lo, t.hi = true, int64(first), int64(last)
		case is && c.Key == timeline.KeyStatus && t.status == "" && slices.Contains(statuses, timeline.Status(c.Value)):
			t.status = timeline.Status(c.Value)
		case is && t.term == "" && len(terms) == 1 && isTallied(terms[0]):
			t.term, t.off = terms[0], flag(c.Key == timeline.KeyType)
		default:
			return t, false
		}
	}
	if t.term == "" && t.status != "" { // fewer rows
		t.term, t.status = "status:"+string(t.status), ""
	}
	return t, !q.Hidden
}

// statuses are those that tallies tell apart.
var statuses = []timeline.Status{timeline.Occurred, timeline.Planned, timeline.Cancelled}

// unitsOf returns the days of the rows of tallies that count from one day to another: those of
// whole months, and of the days before and after these.
func unitsOf(from, to int64) (ranges [][2]int64) {
	first, last := monthOf(from), monthOf(to)
	if int64(startOf(first)) < from {
		first++
	}
	if int64(startOf(last+1)) > to+1 {
		last--
	}
	if first > last {
		return [][2]int64{{from, to}}
	}
	if before := int64(startOf(first)) - 1; from <= before {
		ranges = append(ranges, [2]int64{from, before})
	}
	ranges = append(ranges, [2]int64{first, last})
	if after := int64(startOf(last + 1)); after <= to {
		ranges = append(ranges, [2]int64{after, to})
	}
	return ranges
}

const ofTallied = ` FROM tallies WHERE term = $1 AND off <= $2 AND ($3 = '' OR status = $3) AND day BETWEEN $4 AND $5`

func (t tallied) rows(from, to int64) []any { return []any{t.term, t.off, string(t.status), from, to} }

// total reads how many events it has; of dated ones, how many begin on its days.
func (s *Store) total(ctx context.Context, t tallied) (int, error) {
	ranges := [][2]int64{{allDays, allDays}}
	if t.dated && t.lo > t.hi {
		return 0, nil
	} else if t.dated {
		ranges = unitsOf(t.lo, t.hi)
	}
	sum := 0
	for _, r := range ranges {
		n, err := s.counted(ctx, "SELECT CAST(COALESCE(SUM(events), 0) AS BIGINT)"+ofTallied, t.rows(r[0], r[1])...)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

// begun reads how many of all events begin from one day to another.
func (s *Store) begun(ctx context.Context, from, to int64) (int, error) {
	return s.total(ctx, tallied{off: 1, dated: true, lo: from, hi: to})
}

const selectBands = "SELECT day, status, precision, background, CAST(SUM(events) AS BIGINT)" + ofTallied +
	" GROUP BY day, status, precision, background HAVING SUM(events) > 0 ORDER BY day, status, precision, background"

// talliedBands reads how many of its events begin from one day to another, by day or by month.
func (s *Store) talliedBands(ctx context.Context, t tallied, from, to timeline.Day, by Step) (bands []Band, err error) {
	lo, hi := int64(from), int64(to)
	if t.dated {
		lo, hi = max(lo, t.lo), min(hi, t.hi)
	}
	if lo > hi {
		return nil, nil
	}
	if by == ByDay {
		return s.scanBands(ctx, selectBands, t.rows(lo, hi)...)
	}
	parts := unitsOf(lo, hi)
	for _, r := range parts {
		some, err := s.scanBands(ctx, selectBands, t.rows(r[0], r[1])...)
		if err != nil {
			return nil, err
		}
		for i := range some {
			if isMonth(r[0]) {
				some[i].Day = startOf(int64(some[i].Day))
			}
		}
		bands = append(bands, some...)
	}
	if len(parts) > 1 || !isMonth(parts[0][0]) {
		bands = monthly(bands)
	}
	return bands, nil
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
