package web

import (
	"context"
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// Sizes of the band, in pixels.
const (
	bandBase  = 56 // where the months' bars stand
	bandRoom  = 46 // the highest bar
	bandYears = 4
	bandLeast = 20 // below so many events a picture says nothing
)

// band is the picture of density over time: months to choose from, and below
// them the chosen year by week, or the chosen month by day.
type band struct {
	Label string
	Bars  []bar
	Brush *rect
	Years []tick
	Now   string // percent; empty outside
	Table []yearRow
	Days  *daysBand
}

type rect struct{ X, Y, Width, Height, Class string }

// rects writes rectangles, of which a page has hundreds, with what separates them. All
// they are made of is ours: there is nothing to escape.
func rects(all []rect, after string) template.HTML {
	var b strings.Builder
	for _, r := range all {
		b.WriteString(`<rect class="` + r.Class + `" x="` + r.X + `" y="` + r.Y + `" width="` + r.Width + `" height="` + r.Height + `"/>` + after)
	}
	return template.HTML(b.String())
}

// bar is one month: a link, and what happened in it stacked by certainty.
type bar struct {
	URL, Month, Label string
	X, Width          string
	Tab               int
	Parts             []rect
}

type tick struct {
	X, Text string
	On      bool
	Low     bool // left out on a small screen
}

type yearRow struct {
	Year, URL                          string
	Occurred, Planned, Vague, YearOnly int
}

// tally counts events by how they are drawn.
type tally struct{ occurred, planned, vague, year, cancelled, background int }

func (t tally) total() int {
	return t.occurred + t.planned + t.vague + t.year + t.cancelled + t.background
}

func (t *tally) add(b Band) {
	switch {
	case b.Status == timeline.Cancelled:
		t.cancelled += b.Events
	case b.Precision == timeline.Year:
		t.year += b.Events
	case b.Status == timeline.Planned && b.Precision == timeline.Month:
		t.vague += b.Events
	case b.Status == timeline.Planned:
		t.planned += b.Events
	case b.Background:
		t.background += b.Events
	default:
		t.occurred += b.Events
	}
}

// stack draws a tally as rectangles that stand on base, each part at least
// visible, per pixels an event high.
func (t tally) stack(x, width string, base, per float64) []rect {
	var out []rect
	for _, part := range []struct {
		n     int
		class string
	}{{t.occurred, "b-o"}, {t.background, "b-bg"}, {t.cancelled, "b-c"}, {t.planned, "b-p"}, {t.vague, "b-h"}, {t.year, "b-y"}} {
		if part.n == 0 {
			continue
		}
		h := max(2.5, per*float64(part.n))
		base -= h
		out = append(out, rect{X: x, Width: width, Y: decimal(base), Height: decimal(max(h-1, 1.5)), Class: part.class})
	}
	return out
}

// band draws the months around the chosen dates, nothing where there is too
// little to draw.
func (s *server) band(ctx context.Context, f *frame, a asked) (*band, error) {
	wide, chosen := undated(a)
	firstYear := f.bandStart(chosen)
	from, to := timeline.MakeDay(firstYear, time.January, 1), timeline.MakeDay(firstYear+bandYears, time.January, 1)-1
	bands, err := s.Summaries.Density(ctx, wide.bound, from, to, ByMonth)
	if err != nil {
		return nil, err
	}
	months := make([]tally, 12*bandYears)
	total := 0
	for _, b := range bands {
		y, m, _ := b.Day.Date()
		months[(y-firstYear)*12+int(m)-1].add(b)
		total += b.Events
	}
	if total < bandLeast {
		return nil, nil
	}
	span, step := f.daysShown(chosen)
	out := f.drawMonths(months, firstYear, chosen, span, wide.text)
	if bands, err = s.Summaries.Density(ctx, wide.bound, span.Start, span.End, ByDay); err != nil {
		return nil, err
	}
	out.Days = f.drawDays(bands, span, step)
	return out, nil
}

// undated returns the query without its dates, and the span they name, zero
// where they name none.
func undated(a asked) (asked, timeline.Span) {
	var chosen timeline.Span
	for i := len(a.text.Parts()) - 1; i >= 0; i-- {
		t, ok := a.text.Parts()[i].Root.(timeline.Term)
		if !ok || t.Key != timeline.KeyDate {
			continue
		}
		if s, ok := parseSpan(t.Value); ok {
			chosen = s
		} else if first, last := t.Range.Days(now()); !t.Range.Undated() && first > timeline.FirstDay && last < timeline.LastDay {
			chosen = timeline.SpanOf(first, last)
		}
		a.text, a.bound = a.text.Without(i), a.bound.Without(i)
	}
	return a, chosen
}

// bandStart is the first of the four years drawn: they end with the next one,
// or hold the chosen dates.
func (f *frame) bandStart(chosen timeline.Span) int {
	y, _, _ := timeline.DayOf(f.now).Date()
	last := y + 1
	if !chosen.IsZero() {
		first, _, _ := chosen.Start.Date()
		end, _, _ := chosen.End.Date()
		if end > last || first < last-bandYears+1 {
			last = end + 1
		}
	}
	return last - bandYears + 1
}

// drawMonths draws the upper picture; years below which there is a lower one are set bold.
func (f *frame) drawMonths(months []tally, firstYear int, chosen, below timeline.Span, q timeline.Query) *band {
	most := 1
	for _, m := range months {
		most = max(most, m.total())
	}
	b := &band{Label: f.loc.text("band.label", "from", firstYear, "to", firstYear+bandYears-1)}
	for i, m := range months {
		b.Bars = append(b.Bars, f.bar(m, firstYear, i, len(months), float64(bandRoom)/float64(most), q))
	}
	for i := range bandYears {
		year := timeline.MakeDay(firstYear+i, time.January, 1)
		b.Years = append(b.Years, tick{X: pct(100 * float64(i) / bandYears), Text: strconv.Itoa(firstYear + i), On: below.Overlaps(yearOf(year))})
		row := yearRow{Year: strconv.Itoa(firstYear + i), URL: address(f.Search.Action, replacing(q, timeline.KeyDate, "date:"+strconv.Itoa(firstYear+i)))}
		for _, m := range months[12*i : 12*i+12] {
			row.Occurred += m.occurred + m.background
			row.Planned += m.planned
			row.Vague += m.vague
			row.YearOnly += m.year
		}
		b.Table = append(b.Table, row)
	}
	f.brush(b, firstYear, chosen)
	return b
}

// brush marks the chosen dates and today, and gives the band its one tab stop.
func (f *frame) brush(b *band, firstYear int, chosen timeline.Span) {
	at := func(d timeline.Day) float64 { return monthPosition(d, firstYear, len(b.Bars)) }
	if !chosen.IsZero() {
		x, x2 := min(max(at(chosen.Start), 0), 100), min(max(at(chosen.End+1), 0), 100)
		b.Brush = &rect{X: pct(x), Width: pct(max(x2-x, .6))}
	}
	stop := at(timeline.DayOf(f.now))
	if stop >= 0 && stop < 100 {
		b.Now = pct(stop)
	}
	if !chosen.IsZero() {
		stop = at(chosen.Start)
	}
	b.Bars[min(max(int(stop/100*float64(len(b.Bars))), 0), len(b.Bars)-1)].Tab = 0
}

// monthPosition places a day on the band, in percent; months are equally wide.
func monthPosition(d timeline.Day, firstYear, count int) float64 {
	y, m, day := d.Date()
	length := float64(monthOf(d).Days())
	return 100 * (float64((y-firstYear)*12+int(m)-1) + float64(day-1)/length) / float64(count)
}

func pct(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) + "%" }

func (f *frame) bar(t tally, firstYear, i, count int, per float64, q timeline.Query) bar {
	span := monthOf(timeline.MakeDay(firstYear, time.Month(1+i), 1))
	width := 100 / float64(count)
	out := bar{
		URL: address(f.Search.Action, replacing(q, timeline.KeyDate, "date:"+span.String())), Month: span.String(), Tab: -1,
		X: pct(float64(i) * width), Width: pct(width),
		Label: f.loc.monthText(span.Start) + ": " + f.loc.count("events", t.total()),
	}
	if p := t.planned + t.vague + t.year; p > 0 {
		out.Label += ", " + f.loc.count("planned", p)
	}
	out.Parts = t.stack(pct((float64(i)+.18)*width), pct(.64*width), bandBase, per)
	return out
}
