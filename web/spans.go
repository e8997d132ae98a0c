package web

import (
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// parseSpan reads absolute days, months, years and ranges of them as a query
// writes them: 2024-07, 2024-07-03..2024-07-04.
func parseSpan(s string) (timeline.Span, bool) {
	from, to, ok := strings.Cut(s, "..")
	if !ok {
		to = from
	}
	first, ok1 := parseUnit(from)
	last, ok2 := parseUnit(to)
	if !ok1 || !ok2 || last.End < first.Start {
		return timeline.Span{}, false
	}
	return timeline.SpanOf(first.Start, last.End), true
}

// parseUnit reads one day, month or year.
func parseUnit(s string) (timeline.Span, bool) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return oneDay(timeline.DayOf(t)), true
	}
	if t, err := time.Parse("2006-01", s); err == nil {
		return timeline.SpanOf(timeline.DayOf(t), timeline.DayOf(t.AddDate(0, 1, -1))), true
	}
	if t, err := time.Parse("2006", s); err == nil {
		return timeline.SpanOf(timeline.DayOf(t), timeline.DayOf(t.AddDate(1, 0, -1))), true
	}
	return timeline.Span{}, false
}

// monthOf returns the month the day is in.
func monthOf(d timeline.Day) timeline.Span {
	y, m, _ := d.Date()
	return timeline.SpanOf(timeline.MakeDay(y, m, 1), timeline.MakeDay(y, m+1, 0))
}

// yearOf returns the year the day is in.
func yearOf(d timeline.Day) timeline.Span {
	y, _, _ := d.Date()
	return timeline.SpanOf(timeline.MakeDay(y, time.January, 1), timeline.MakeDay(y, time.December, 31))
}
