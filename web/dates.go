package web

import (
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// form writes a date by one of the locale's forms. A form names the parts of
// the first day as {d} {month} {mon} {alone} {short} {y} {wd} {wds}, those of
// the last day with a 2 behind the name.
func (l *locale) form(name string, s timeline.Span) string {
	pattern, ok := l.Dates.Forms[name]
	if !ok {
		return "⟨" + name + "⟩"
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(pattern, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		part, after, _ := strings.Cut(rest, "}")
		day := s.Start
		if name, last := strings.CutSuffix(part, "2"); last {
			part, day = name, s.End
		}
		b.WriteString(l.part(part, day))
		pattern = after
	}
}

// part writes one part of a day.
func (l *locale) part(name string, d timeline.Day) string {
	y, m, day := d.Date()
	switch name {
	case "d":
		if day == 1 && l.Dates.First != "" {
			return l.Dates.First
		}
		return strconv.Itoa(day)
	case "month":
		return l.Dates.Months[m-1]
	case "mon":
		return l.Dates.Abbrev[m-1]
	case "alone":
		return l.Dates.Alone[m-1]
	case "short":
		return l.Dates.Short[m-1]
	case "y":
		return strconv.Itoa(y)
	case "wd":
		return l.Dates.Days[(int(d.Weekday())+6)%7]
	case "wds":
		return l.Dates.DaysShort[(int(d.Weekday())+6)%7]
	default:
		return "⟨" + name + "⟩"
	}
}

// shape names how far apart the ends of a span are, which decides its form.
func shape(s timeline.Span) string {
	y1, m1, _ := s.Start.Date()
	y2, m2, _ := s.End.Date()
	switch {
	case s.IsZero():
		return "none"
	case s.Precision == timeline.OneDay:
		return "day"
	case s.Precision == timeline.Month:
		return "month"
	case s.Precision == timeline.Year:
		return "year"
	case wholeMonths(s) && y1 != y2:
		return "wholeyears"
	case wholeMonths(s):
		return "wholes"
	case y1 != y2:
		return "years"
	case m1 != m2:
		return "months"
	default:
		return "days"
	}
}

// wholeMonths says that the span is made of whole months: the day in it is not known.
func wholeMonths(s timeline.Span) bool {
	_, _, first := s.Start.Date()
	_, _, after := (s.End + 1).Date()
	return first == 1 && after == 1
}

// date writes a span in full: "3–4 July 2024", "July 2024".
func (l *locale) date(s timeline.Span) string { return l.form("full."+shape(s), s) }

// dateShort writes a span with abbreviated months: "3–4 Jul 2024".
func (l *locale) dateShort(s timeline.Span) string { return l.form("brief."+shape(s), s) }

// dayText writes the day with its weekday: "Tuesday, 12 March 2024".
func (l *locale) dayText(d timeline.Day) string { return l.form("weekday", oneDay(d)) }

// monthText writes month and year: "March 2024".
func (l *locale) monthText(d timeline.Day) string { return l.form("full.month", oneDay(d)) }

func oneDay(d timeline.Day) timeline.Span {
	return timeline.Span{Start: d, End: d, Precision: timeline.OneDay}
}

// timeText writes a moment, in UTC: "5 Mar 2024, 09:40 UTC".
func (l *locale) timeText(t time.Time) string {
	t = t.UTC()
	return l.dateShort(oneDay(timeline.DayOf(t))) + ", " + t.Format("15:04") + " UTC"
}

// clockText writes a moment for a column: "09:36" today, else with its day.
func (l *locale) clockText(t, now time.Time) string {
	t, now = t.UTC(), now.UTC()
	if timeline.DayOf(t) == timeline.DayOf(now) {
		return t.Format("15:04")
	}
	return l.form("daymon", oneDay(timeline.DayOf(t))) + ", " + t.Format("15:04")
}

// dateColumn is what stands beside the rail: a large head and small lines.
type dateColumn struct {
	Head  string // "26–28", "Feb", "2024"
	Month string // "February 2024"
	Note  string // "Mon–Wed", "day not known"
	Vague bool
	ISO   string // for <time datetime>
}

func (l *locale) column(s timeline.Span) dateColumn {
	kind := shape(s)
	return dateColumn{
		Head:  l.form("head."+kind, s),
		Month: l.form("under."+kind, s),
		Note:  l.form("note."+kind, s),
		Vague: fuzzy(s),
		ISO:   isoDate(s),
	}
}

// isoDate writes the span as HTML's <time> reads it: a range by its first day.
func isoDate(s timeline.Span) string {
	if s.Precision == timeline.Range {
		return s.Start.String()
	}
	return s.String()
}
