package web

import (
	"maps"
	"slices"

	"github.com/dateline-news/dateline/timeline"
)

// daysBand is the lower picture: a year by week or a month by day, and below the
// bars the spans of events whose day is not known.
type daysBand struct {
	Label         string
	Months        []tick
	Bars          []rect
	Spans         []spanRect
	Now, NowLabel string
	NowEnd        bool // the label stands left of the line
	Past          bool // there are spans of months gone by
	Foot, TextY   int
	Height        int
}

type spanRect struct {
	rect
	Text, TextX, TextY, DX string
	End                    bool
}

const (
	daysBase = 58 // where the bars stand
	daysRoom = 44
	byDay    = 62  // up to so many days each has its own bar
	byWeek   = 400 // up to so many days, the months they lie in are drawn, by week
)

// daysShown are the chosen dates, else this year, and how many days a bar stands for.
func (f *frame) daysShown(chosen timeline.Span) (span timeline.Span, step timeline.Day) {
	today := timeline.DayOf(f.now)
	switch {
	case !chosen.IsZero() && chosen.Days() <= byDay:
		return wholeMonthsOf(chosen), 1
	case !chosen.IsZero() && chosen.Days() <= byWeek:
		return wholeMonthsOf(chosen), 7
	case !chosen.IsZero() && !chosen.Contains(oneDay(today)):
		return yearOf(chosen.End), 7
	default:
		return yearOf(today), 7
	}
}

func wholeMonthsOf(s timeline.Span) timeline.Span {
	return timeline.SpanOf(monthOf(s.Start).Start, monthOf(s.End).End)
}

// drawDays draws the days of the span.
func (f *frame) drawDays(bands []Band, span timeline.Span, step timeline.Day) *daysBand {
	d := &daysBand{Label: f.loc.text("band.weeks", "year", f.loc.date(span))}
	bars := make([]tally, span.Days()/int(step)) // the last week of a year is a day or two longer
	inMonth, inYear := map[timeline.Day]int{}, map[timeline.Day]int{}
	for _, b := range bands {
		switch {
		case b.Day < span.Start || b.Day > span.End || b.Status == timeline.Cancelled && b.Precision != timeline.OneDay:
		case b.Precision == timeline.Month:
			inMonth[b.Day] += b.Events
		case b.Precision == timeline.Year:
			inYear[b.Day] += b.Events
		default:
			bars[min(int(b.Day-span.Start)/int(step), len(bars)-1)].add(b)
		}
	}
	d.drawBars(bars, span, step)
	f.drawSpans(d, span, inMonth, inYear)
	f.drawAxis(d, span, step, timeline.DayOf(f.now))
	return d
}

func (d *daysBand) drawBars(bars []tally, span timeline.Span, step timeline.Day) {
	most := 1
	for _, t := range bars {
		most = max(most, t.total())
	}
	all := float64(span.Days())
	per := min(10, float64(daysRoom)/float64(most))
	for i, t := range bars {
		x := 100 * float64(i*int(step)) / all
		w := 100 * float64(step) / all
		d.Bars = append(d.Bars, t.stack(pct(x+.14*w), pct(.72*w), daysBase, per)...)
	}
}

// drawSpans draws, below the bars, how many events a month or a year that begins
// here holds whose day is not known.
func (f *frame) drawSpans(d *daysBand, span timeline.Span, inMonth, inYear map[timeline.Day]int) {
	y := daysBase + 8
	all := float64(span.Days())
	for start := span.Start; start <= span.End; start = monthOf(start).End + 1 {
		n := inMonth[start]
		if n == 0 {
			continue
		}
		m := monthOf(start)
		class := "b-h"
		if m.End < timeline.DayOf(f.now) {
			class, d.Past = "b-oh", true
		}
		x, w := 100*float64(start-span.Start)/all, 100*float64(m.Days())/all
		d.Spans = append(d.Spans, spanRect{
			rect: rect{X: pct(x), Y: decimal(float64(y)), Width: pct(w), Class: class},
			Text: f.loc.text("band.in", "n", n, "when", f.loc.form("brief.month", m)), TextX: pct(x), TextY: decimal(float64(y + 22)), DX: "1",
		})
	}
	if len(d.Spans) > 0 {
		y += 28
	}
	for _, first := range slices.Sorted(maps.Keys(inYear)) {
		end := min(yearOf(first).End, span.End)
		x, w := 100*float64(first-span.Start)/all, 100*float64(end-first+1)/all
		d.Spans = append(d.Spans, spanRect{
			rect: rect{X: pct(x), Y: decimal(float64(y)), Width: pct(w), Class: "b-y"},
			Text: f.loc.text("band.in", "n", inYear[first], "when", f.loc.date(yearOf(first))), TextX: pct(x), TextY: decimal(float64(y + 22)), DX: "1",
		})
	}
	if len(inYear) > 0 {
		y += 28
	}
	d.Foot = y + 2
	d.TextY = d.Foot + 14
	d.Height = d.TextY + 4
}

// drawAxis names the months, or the days of a month, and marks today.
func (f *frame) drawAxis(d *daysBand, span timeline.Span, step, today timeline.Day) {
	all := float64(span.Days())
	at := func(day timeline.Day) string { return pct(100 * float64(day-span.Start) / all) }
	if step == 1 {
		for day := span.Start; day <= span.End; day++ {
			if _, _, n := day.Date(); n == 1 || n%5 == 0 && n < 30 {
				d.Months = append(d.Months, tick{X: at(day), Text: f.loc.form("daymon", oneDay(day)), Low: n%10 != 0 && n != 1})
			}
		}
	} else {
		for i, start := 0, span.Start; start <= span.End; i, start = i+1, monthOf(start).End+1 {
			d.Months = append(d.Months, tick{X: at(start), Text: f.loc.Dates.Short[month(start)-1], Low: i%3 != 0})
		}
	}
	if span.Contains(oneDay(today)) {
		d.Now, d.NowLabel = at(today), f.loc.text("band.today", "day", f.loc.form("daymonth", oneDay(today)))
		d.NowEnd = float64(today-span.Start)/all > .8
	}
}
