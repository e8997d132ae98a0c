package when

import (
	"fmt"
	"strings"
)

// memory is what the text has named so far.
type memory struct {
	day       Day // the last day named
	hasDay    bool
	dayToken  int  // where
	several   bool // it is one of several, joined as a list or a range
	ahead     bool // and it is tomorrow or later by name
	year      int  // the last year named, negative before Christ
	hasYear   bool
	dated     bool // it came with a month
	heading   int  // the year that the last heading named, 0 for none
	headToken int  // where it did
	yearToken int
	month     int // the last month named, 0 for none
}

// answer is what an expression resolves to.
type answer struct {
	value string
	link  Link
	basis Basis
}

// resolve turns the matches, in order, into expressions.
func (s *scan) resolve() []Expression {
	s.connect()
	s.narrative = s.tellsOfOldTimes()
	s.nowadays = s.narrative || s.isEssay()
	out := make([]Expression, 0, len(s.found))
	s.told = s.told[:0]
	for i := range s.found {
		s.at = i
		m := &s.found[i]
		a := s.answer(m)
		if a.value == "" {
			continue
		}
		a.value = s.afterStart(i, out, a.value)
		e := Expression{Start: m.start, End: m.end, Type: m.typ, Value: a.value, Link: a.link}
		if m.typ == Date || m.typ == Time {
			e.Span, _ = ParseValue(a.value)
			if _, clock, ok := strings.Cut(a.value, "T"); ok && m.typ == Time && clock[0] >= '0' && clock[0] <= '9' {
				e.HasClock, e.Minute = true, clockMinutes(clock)
			}
		}
		if m.typ == Duration {
			e.Span = s.measured(m)
		}
		if m.typ == Duration && !e.Span.IsZero() {
			e.Basis, e.Link = Relative, Deictic
		} else if !e.Span.IsZero() || m.f.has(classBC) && m.f.has(classYear) {
			e.Basis = a.basis
			s.remember(m, e)
		}
		out = append(out, e)
		s.told = append(s.told, m)
	}
	setRanges(out, s.told)
	return out
}

// measured is the time that a duration measures from today: "vor zwei Wochen",
// "in drei Tagen" unless told in the past. Its value stays the duration.
func (s *scan) measured(m *match) Span {
	if !m.f.has(classDir) || !m.f.has(classNum) || m.f.has(classFraction) || m.f.get(classDir) > 0 && s.tense(m) == past {
		return Span{}
	}
	probe := *m
	probe.typ = Date
	span, err := ParseValue(s.away(&probe).value)
	if err != nil {
		return Span{}
	}
	return span
}

// afterStart moves a date behind the one it is listed after: a weekday by a week,
// a day or month without a year into the year of the first.
func (s *scan) afterStart(i int, out []Expression, value string) string {
	if i == 0 || len(out) == 0 || s.found[i-1].link == unlinked {
		return value
	}
	f, start := &s.found[i].f, out[len(out)-1].Span
	span, err := ParseValue(value)
	if err != nil || span.IsZero() || start.IsZero() {
		return value
	}
	switch {
	case f.has(classWeekday) && f.month() == 0:
		if d := span.Start; d < start.Start && start.Start-d < 7 && span.Precision == OneDay {
			return (d + 7).String()
		}
	case f.month() != 0 && !f.dated() && value[0] != 'B':
		y, m, _ := start.Start.Date()
		if int(m) > f.month() && s.found[i-1].link == ranged {
			y++
		}
		if moved := fmt.Sprintf("%04d%s", y, value[len("2006"):]); s.sameForm(moved) {
			return moved
		}
	}
	return value
}

// sameForm reports whether a value moved to another year is still a date.
func (s *scan) sameForm(value string) bool {
	_, err := ParseValue(value)
	return err == nil
}

// setRanges gives the two ends of a range the range's span.
func setRanges(out []Expression, matches []*match) {
	for i := 0; i+1 < len(out); i++ {
		a, b := &out[i], &out[i+1]
		if matches[i].link != ranged || a.Span.IsZero() || b.Span.IsZero() || a.Span.Start > b.Span.End {
			continue
		}
		a.Range = SpanOf(a.Span.Start, b.Span.End)
		b.Range = a.Range
	}
}

// remember keeps what later expressions may refer to.
func (s *scan) remember(m *match, e Expression) {
	f := &m.f
	y, mo, _ := e.Span.Start.Date()
	if f.has(classBC) {
		y = -f.get(classYear)
	}
	switch e.Span.Precision {
	case OneDay:
		if m.inherits { // the clock time of a day named before
			return
		}
		if s.saidOn(m, e) {
			return
		}
		s.last.day, s.last.hasDay, s.last.dayToken = e.Span.Start, true, m.first
		s.last.several = s.joins(s.at-1) || s.joins(s.at)
		s.last.month = int(mo)
		s.last.ahead = f.has(classDayOff) && f.get(classDayOff) > 0
	case Month:
		s.last.month = int(mo)
	default:
		s.last.month = 0
	}
	if e.Span.Days() <= 366 && s.setsYear(m, y) {
		s.last.year, s.last.hasYear, s.last.yearToken = y, true, m.first
		s.last.dated = f.month() != 0
		if s.narrative && s.isHeading(m) && !s.sameParagraph(s.last.headToken, m.first) {
			s.last.heading, s.last.headToken = y, m.first
		}
	}
}

// saidOn reports whether a day without month only tells when a coming day was
// announced: "they meet on 10 December, the office said on Saturday". What
// follows counts from the day announced.
func (s *scan) saidOn(m *match, e Expression) bool {
	return !s.narrative && m.f.month() == 0 && s.last.hasDay && s.last.day > s.today && e.Span.Start <= s.today && s.sentencesApart(s.last.dayToken, m.first) == 0
}

// joins reports whether match i is a date in a list or range with the next one.
func (s *scan) joins(i int) bool {
	return i >= 0 && i+1 < len(s.found) && s.found[i].link != unlinked && s.found[i].typ == Date && s.found[i+1].typ == Date
}

// setsYear reports whether a date moves the year that later ones count from. In
// a narrative a year named in passing does not, nor does a look back.
func (s *scan) setsYear(m *match, y int) bool {
	f := &m.f
	if f.has(classShift) && f.get(classShift) < 0 || f.has(classYearOff) && f.get(classYearOff) < 0 {
		return false
	}
	if !s.narrative || !s.last.hasYear || f.has(classMonth) || f.has(classSeason) || f.has(classBC) || s.isHeading(m) {
		return true
	}
	return y >= s.last.year-1 && y <= s.last.year+2
}

// isHeading reports whether a date stands in a heading: a short paragraph that
// no full stop ends.
func (s *scan) isHeading(m *match) bool {
	const long = 12 // tokens
	first, last := m.first, m.last
	for first > 0 && last-first <= long && !s.tokens[first].has(afterBreak) {
		first--
	}
	for last+1 < len(s.tokens) && !s.tokens[last+1].has(afterBreak) {
		last++
		if last-first > long {
			return false
		}
	}
	return m.f.has(classYear) && last-first <= long && !s.tokens[last].has(closes)
}
