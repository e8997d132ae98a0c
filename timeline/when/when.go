// Package when finds temporal expressions in prose and resolves them against
// the day an article was published.
//
// Expressions carry TIMEX3 types and values (TimeML 1.2.1, ISO-TimeML) and, for
// a timeline, the span of civil days they name. The package is pure: no clock,
// no network, no knowledge of articles.
package when

import (
	"fmt"
	"sync"
	"time"
)

// Day is a civil date: the number of days since 1970-01-01 in the proleptic
// Gregorian calendar. It has no time zone.
type Day int32

// DayOf returns the civil date that t shows in its own location.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return MakeDay(y, m, d)
}

// MakeDay returns the civil date y-m-d; out-of-range months and days roll over
// as in [time.Date].
func MakeDay(y int, m time.Month, d int) Day {
	const secondsPerDay = 24 * 60 * 60
	s := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()
	if s < 0 {
		return Day((s - secondsPerDay + 1) / secondsPerDay)
	}
	return Day(s / secondsPerDay)
}

// ParseDay reads YYYY-MM-DD.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("day %q: want YYYY-MM-DD", s)
	}
	return DayOf(t), nil
}

// Time returns midnight UTC of the day.
func (d Day) Time() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

// Date returns year, month and day of the month.
func (d Day) Date() (int, time.Month, int) { return d.Time().Date() }

// Weekday returns the day of the week.
func (d Day) Weekday() time.Weekday { return d.Time().Weekday() }

// String writes YYYY-MM-DD.
func (d Day) String() string {
	y, m, day := d.Date()
	if y < 0 || y > 9999 {
		return d.Time().Format(time.DateOnly)
	}
	return numbers(y, int(m), day)
}

// numbers writes a year of up to four digits, and after hyphens a month and a day.
func numbers(year int, rest ...int) string {
	var room [len("2006-01-02")]byte
	b := append(room[:0], byte('0'+year/1000), byte('0'+year/100%10), byte('0'+year/10%10), byte('0'+year%10))
	for _, n := range rest {
		b = append(b, '-', byte('0'+n/10), byte('0'+n%10))
	}
	return string(b)
}

// Precision says how finely a span of days is known.
type Precision uint8

// The precisions, from none (no date) to the finest.
const (
	None  Precision = iota // no calendar date (a vague reference, a bare duration)
	Range                  // a span that is neither a month nor a year
	Year
	Month
	OneDay
)

// Span is a run of civil days, both ends included. The zero Span is no date.
type Span struct {
	Start, End Day
	Precision  Precision
}

// IsZero reports whether the span names no date.
func (s Span) IsZero() bool { return s.Precision == None }

// Days returns the length in days, 0 for no date.
func (s Span) Days() int {
	if s.IsZero() {
		return 0
	}
	return int(s.End-s.Start) + 1
}

// Overlaps reports whether the two spans share a day.
func (s Span) Overlaps(o Span) bool {
	return !s.IsZero() && !o.IsZero() && s.Start <= o.End && o.Start <= s.End
}

// Contains reports whether every day of o lies in s.
func (s Span) Contains(o Span) bool {
	return !s.IsZero() && !o.IsZero() && s.Start <= o.Start && o.End <= s.End
}

// String writes YYYY-MM-DD, YYYY-MM, YYYY, start/end (YYYY-MM/YYYY-MM for whole
// months), or nothing for no date.
func (s Span) String() string {
	switch s.Precision {
	case OneDay:
		return s.Start.String()
	case Month:
		return s.Start.String()[:len("2006-01")]
	case Year:
		return s.Start.String()[:len("2006")]
	case Range:
		if months(s.Start, s.End) {
			return s.Start.String()[:len("2006-01")] + "/" + s.End.String()[:len("2006-01")]
		}
		return s.Start.String() + "/" + s.End.String()
	default:
		return ""
	}
}

// months reports whether a span is of whole months: a season, a quarter.
func months(start, end Day) bool {
	_, _, first := start.Date()
	_, _, after := (end + 1).Date()
	return first == 1 && after == 1
}

// SpanOf makes the span from start to end with the coarsest precision that
// names it exactly: a day, a whole month, a whole year, else a range.
func SpanOf(start, end Day) Span {
	if end < start {
		start, end = end, start
	}
	y, m, d := start.Date()
	switch {
	case start == end:
		return Span{start, end, OneDay}
	case d == 1 && end == MakeDay(y, m+1, 0):
		return Span{start, end, Month}
	case d == 1 && m == time.January && end == MakeDay(y, time.December, 31):
		return Span{start, end, Year}
	default:
		return Span{start, end, Range}
	}
}

// Type is a TIMEX3 type.
type Type string

// The TIMEX3 types.
const (
	Date     Type = "DATE"
	Time     Type = "TIME"
	Duration Type = "DURATION"
	Set      Type = "SET"
)

// Basis says what a date rests on.
type Basis string

// The bases, strongest first.
const (
	Explicit  Basis = "explicit"  // the text names day, month or year in full
	Relative  Basis = "relative"  // the text names it relative to another day ("gestern", "im Juli")
	Published Basis = "published" // the text names none: the day of publication stands in
)

// Link says what an expression's date is counted from.
type Link uint8

// The links.
const (
	Absolute Link = iota // from nothing: the text names the date, or it is off the calendar
	Deictic              // from the day of publication
	Anchored             // from another date of the text
)

// Expression is one temporal expression of a text.
type Expression struct {
	Start, End int    // byte offsets into the text, half-open
	Type       Type   // TIMEX3 type
	Value      string // TIMEX3 value: 2024-07, 2024-02-27TMO, P3D, XXXX-WXX-1, PAST_REF …
	Span       Span   // the civil days named; zero when off the calendar. Also of a duration that is counted from today ("vor zwei Wochen")
	Basis      Basis  // Explicit or Relative; empty when Span is zero
	Link       Link
	Range      Span // the whole range, on the two expressions that are its ends ("19. bis 21. Juni"); else zero
	HasClock   bool // the text names a time of day in hours
	Minute     int  // minutes after midnight, where HasClock
}

// Find returns the temporal expressions of the text, in order and not
// overlapping. Lang is an ISO 639-1 code; of a text in an unknown language only
// dates in digits are read. Anchor is when the text was published, in the zone
// that decides what "today" means there.
func Find(text, lang string, anchor time.Time) []Expression {
	s := scans.Get().(*scan)
	defer scans.Put(s)
	s.text, s.lang, s.today = text, languageFor(lang), DayOf(anchor)
	s.tokens, s.senses, s.found = s.tokens[:0], s.senses[:0], s.found[:0]
	s.last, s.narrative = memory{headToken: -1}, false
	s.tokenize()
	s.matchAll()
	if len(s.found) == 0 {
		return nil
	}
	return s.resolve()
}

var scans = sync.Pool{New: func() any { return new(scan) }}
