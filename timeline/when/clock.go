package when

import (
	"fmt"
)

// nearClock is how many tokens may stand between a clock time and the set or the
// day it belongs to.
const nearClock = 4

func clockMinutes(c string) int {
	return int(c[0]-'0')*600 + int(c[1]-'0')*60 + int(c[3]-'0')*10 + int(c[4]-'0')
}

func (f *fields) timed() bool {
	return f.has(classPart) || f.has(classHour) || f.has(classClock) || f.has(classHHMM) || f.has(classHalfHour)
}

// onClock puts a part of the day or a clock time on the day a names, else on the
// day the text has just named, else on today.
func (s *scan) onClock(m *match, a answer) answer {
	f := &m.f
	if a.value == "" || len(a.value) != len("2006-01-02") {
		if a.value != "" && !f.has(classPart) {
			return answer{}
		}
		if a.value == "" {
			if d, ok := s.dayAfter(m); ok {
				m.inherits = true
				return answer{value: d + "T" + s.clock(f), link: Deictic, basis: Relative}
			}
			if !f.has(classPart) && s.onEach(m) {
				return answer{value: "T" + s.clock(f), link: Anchored}
			}
			d, link := s.currentDay(m)
			m.inherits = true
			a = answer{value: d.String(), link: link, basis: Relative}
		}
	}
	a.value += "T" + s.clock(f)
	return a
}

// clock writes the part of the day or the time.
func (s *scan) clock(f *fields) string {
	minutes := 0
	switch {
	case f.has(classClock):
		minutes = f.get(classClock)
	case f.has(classHHMM):
		minutes = f.get(classHHMM)/100*60 + f.get(classHHMM)%100
	case f.has(classHalfHour):
		minutes = f.get(classHalfHour)*60 - 30
	case f.has(classHour):
		minutes = f.get(classHour)*60 + f.get(classMin)
	default:
		return s.lang.symbols[f.get(classPart)]
	}
	minutes = s.afternoon(f, minutes)
	zone := ""
	if f.has(classZone) {
		zone = "Z"
	}
	return fmt.Sprintf("%02d:%02d%s", minutes/60, minutes%60, zone)
}

// afternoon moves a time of the twelve-hour clock past noon.
func (s *scan) afternoon(f *fields, minutes int) int {
	const noon = 12 * 60
	switch {
	case f.has(classAMPM) && f.get(classAMPM) == 12:
		if minutes < noon {
			return minutes + noon
		}
	case f.has(classAMPM):
		if minutes >= noon && minutes < noon+60 {
			return minutes - noon
		}
	case f.has(classPart) && minutes >= 60 && minutes < noon:
		switch s.lang.symbols[f.get(classPart)] {
		case "AF", "EV":
			return minutes + noon
		case "NI":
			if minutes >= 6*60 {
				return minutes + noon
			}
		}
	}
	return minutes
}

// setBefore is the weekday of a set that stands just before the clock time m
// ("every Tuesday at 9 a.m."), 0 for none or several.
func (s *scan) setBefore(m *match) int {
	for i := s.at - 1; i >= 0 && m.first-s.found[i].last <= nearClock; i-- {
		if o := &s.found[i]; o.typ == Set && o.f.has(classWeekday) {
			if i > 0 && s.found[i-1].link != unlinked {
				return 0
			}
			return o.f.get(classWeekday)
		}
	}
	return 0
}

// dayAfter is the day that follows a clock time at once: "3 p.m. on Tuesday".
func (s *scan) dayAfter(m *match) (string, bool) {
	n := s.at + 1
	if n >= len(s.found) || m.f.has(classPart) && !m.f.has(classHour) {
		return "", false
	}
	o := s.found[n] // a copy: it is resolved in its turn
	if o.typ != Date || m.link != unlinked || o.first-m.last > nearClock+1 || s.sentencesApart(m.last, o.first) > 0 {
		return "", false
	}
	for i := m.last + 1; i < o.first; i++ {
		if !s.is(i, classLinkWord) {
			return "", false
		}
	}
	s.at++
	a := s.date(&o)
	s.at--
	span, err := ParseValue(a.value)
	return a.value, err == nil && span.Precision == OneDay && len(a.value) == len("2006-01-02")
}

// onEach reports whether a clock time belongs to each of several days: those of a
// list or range that the text has just named ("on 3 and 4 July, from 10 a.m."), or
// of a set ("daily at 9"). It has no date of its own then.
func (s *scan) onEach(m *match) bool {
	for i := s.at - 1; i >= 0 && m.first-s.found[i].last <= nearClock; i-- {
		if s.found[i].typ == Set {
			return true
		}
	}
	return s.last.several && s.sentencesApart(s.last.dayToken, m.first) == 0
}

// currentDay is the day a bare clock time or part of the day belongs to.
func (s *scan) currentDay(m *match) (Day, Link) {
	far := 1 // a day named in one sentence holds for the next, but tomorrow does not
	if s.last.ahead || s.last.day < s.today && s.tense(m) == future {
		far = 0
	}
	if s.last.hasDay && (s.narrative || s.sentencesApart(s.last.dayToken, m.first) <= far) {
		return s.last.day, Anchored
	}
	return s.today, Deictic
}

// sentencesApart counts the sentence and paragraph starts between two tokens, up
// to a few.
func (s *scan) sentencesApart(from, to int) int {
	const few, far = 3, 400
	if to-from > far {
		return few
	}
	n := 0
	for i := from + 1; i <= to && n < few; i++ {
		if s.tokens[i].has(afterBreak) {
			n += 2
		} else if s.tokens[i].has(opens) {
			n++
		}
	}
	return n
}

// textDay is the day that "the day before" counts from.
func (s *scan) textDay() Day {
	if s.last.hasDay {
		return s.last.day
	}
	return s.today
}
