package store

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// talliedKinds are the kinds of terms whose events are counted while they are written:
// each has few terms, of which so many events have one that counting them for a
// page would take long. The empty term is every event.
var talliedKinds = []string{"type:", "status:", "lang:", "actor:"}

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
	return slices.ContainsFunc(talliedKinds, func(kind string) bool { return strings.HasPrefix(term, kind) })
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

// isMonth reports whether a row of that day counts a month.
func isMonth(day int64) bool { return day < int64(timeline.FirstDay) && day > allDays }

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
