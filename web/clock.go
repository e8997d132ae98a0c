package web

import (
	"fmt"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// clock is the two-clock picture: when each state of the date was reported, and
// over which days it lies.
type clock struct {
	Head  string // the days the picture covers
	Ticks []string
	Rows  []clockRow
}

type clockRow struct {
	ISO, Reported string
	Happens       string
	Last          bool
	Class         string // of the bar
	X, Width      string // percent; empty Width: no date, no bar
	Source        string
	Lang          string
	Word          string // what happened to the date then: called off
}

// clock draws the history of an event's date, nothing where it has none.
func (f *frame) clock(e timeline.Event, names map[string]string) *clock {
	whole := timeline.Span{}
	for _, h := range e.History {
		whole = hull(whole, h.Date.Span)
	}
	if whole.IsZero() {
		return nil
	}
	from, to := monthOf(whole.Start).Start, monthOf(whole.End).End
	if to-from < 60 { // the months around make a short span readable
		from, to = monthOf(from-1).Start, monthOf(to+1).End
	}
	c := &clock{Head: f.loc.date(timeline.SpanOf(from, to)), Ticks: ticks(from, to)}
	for i, h := range e.History {
		day := timeline.DayOf(h.Reported.UTC())
		row := clockRow{
			ISO: day.String(), Reported: f.loc.dateShort(oneDay(day)), Happens: f.loc.date(h.Date.Span),
			Last: i == len(e.History)-1, Class: barClass(h), Word: f.loc.statusWord(h),
		}
		row.Source, row.Lang = sayer(e, h.Report, names)
		if !h.Date.IsZero() {
			row.X, row.Width = percents(h.Date.Start, h.Date.End, from, to)
		}
		c.Rows = append(c.Rows, row)
	}
	return c
}

// sayer names the source of a report of the event.
func sayer(e timeline.Event, report string, names map[string]string) (source, lang string) {
	for _, m := range e.Mentions {
		if m.Report == report {
			if name := names[m.Source]; name != "" {
				return name, m.Lang
			}
			return m.Source, m.Lang
		}
	}
	return "", ""
}

func barClass(h timeline.Change) string {
	switch {
	case h.Status == timeline.Cancelled:
		return "b-c"
	case h.Status == timeline.Occurred:
		return "b-o"
	case h.Date.Precision == timeline.Month:
		return "b-h"
	case fuzzy(h.Date.Span):
		return "b-y"
	default:
		return "b-ps"
	}
}

func hull(a, b timeline.Span) timeline.Span {
	switch {
	case a.IsZero():
		return b
	case b.IsZero():
		return a
	}
	return timeline.SpanOf(min(a.Start, b.Start), max(a.End, b.End))
}

// ticks are the borders of the months from one day to another, in percent; at
// most two dozen.
func ticks(from, to timeline.Day) []string {
	var out []string
	step := 1
	for months := int(to-from) / 30; months/step > 24; {
		step += 3
	}
	y, m, _ := from.Date()
	for i := 0; ; i += step {
		d := timeline.MakeDay(y, m+time.Month(i), 1)
		if d > to+1 {
			return out
		}
		out = append(out, percent(float64(d-from), float64(to-from+1)))
	}
}

func percents(start, end, from, to timeline.Day) (x, width string) {
	all := float64(to - from + 1)
	return percent(float64(start-from), all), percent(max(float64(end-start+1), all/100), all)
}

func percent(part, whole float64) string { return fmt.Sprintf("%.2f%%", 100*part/whole) }
