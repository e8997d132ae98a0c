package when

import (
	"fmt"
	"time"
)

// weekday resolves a day of the week: with the tense, the publication day included.
func (s *scan) weekday(m *match) answer {
	f := &m.f
	want := f.get(classWeekday)
	base, link := s.today, Deictic
	if s.narrative && s.last.hasDay {
		base, link = s.last.day, Anchored
	}
	behind := (int(base.Weekday()) + 7 - want%7) % 7 // days since the last such day
	d := base - Day(behind)
	shift := 0
	if f.has(classShift) && (!f.has(classUnit) || s.unit(f) != "W") {
		shift = f.get(classShift)
	}
	switch {
	case f.has(classUnit) && s.unit(f) == "W" && f.has(classShift): // Monday of next week
		d = monday(base) + Day(7*f.get(classShift)) + Day((want+6)%7)
	case f.has(classShift) && shift < 0:
		if behind == 0 {
			d -= 7
		}
		d += Day(7 * (shift + 1))
	case f.has(classShift) && shift > 0:
		d += Day(7 * shift)
	case f.has(classShift): // this Friday
		d = s.thisWeek(m, d, behind)
	case f.has(classDayOff): // yesterday, Monday
		d = base + Day(f.get(classDayOff))
	default:
		if t := s.tense(m); (t == future || t == present) && behind != 0 {
			d += 7
		}
	}
	return answer{value: d.String(), basis: Relative, link: link}
}

// weekdayOfMonth resolves "the last Friday of May", "der zweite Montag im März".
func (s *scan) weekdayOfMonth(m *match) answer {
	a := s.monthOnly(m)
	span, err := ParseValue(a.value)
	if err != nil || span.IsZero() {
		return answer{}
	}
	n, want := m.f.get(classOrd), m.f.get(classWeekday)%7
	d := span.Start + Day((want+7-int(span.Start.Weekday()))%7) + Day(7*(n-1))
	if n < 0 {
		d = span.End - Day((int(span.End.Weekday())+7-want)%7)
	}
	if d > span.End {
		return answer{}
	}
	a.value = d.String()
	return a
}

// thisWeek is "this Friday": ahead unless the tense is past.
func (s *scan) thisWeek(m *match, d Day, behind int) Day {
	if s.tense(m) != past && behind != 0 {
		return d + 7
	}
	return d
}

// unitShift resolves last week, this month, next year, the same day.
func (s *scan) unitShift(m *match) answer {
	f := &m.f
	base, link := s.today, Deictic
	if f.has(classSame) || f.has(classFrom) || s.narrative && s.last.hasDay {
		base, link = s.textDay(), Anchored
	}
	n := f.get(classShift)
	y, month, _ := base.Date()
	v := ""
	switch s.unit(f) {
	case "D":
		v = (base + Day(n)).String()
	case "W":
		v = weekValue(base + Day(7*n))
	case "WE":
		v = weekValue(s.weekend(m, base)+Day(7*n)) + "-WE"
	case "M":
		if f.has(classSame) && s.last.month != 0 {
			y, month = s.last.year, time.Month(s.last.month)
		}
		y, month, _ = MakeDay(y, month+time.Month(n), 1).Date()
		v = yearMonth(y, int(month))
	case "Q":
		at := y*4 + (int(month)-1)/3 + n
		v = fmt.Sprintf("%04d-Q%d", at/4, at%4+1)
	case "DE":
		v = fmt.Sprintf("%03d", y/10+n)
	case "CE":
		v = fmt.Sprintf("%02d", y/100+n)
	}
	return answer{value: v, basis: Relative, link: link}
}

// weekOf resolves the n-th week of a month or year: the first is, as in ISO 8601,
// the one that has most of its days in it.
func (s *scan) weekOf(m *match) answer {
	f := &m.f
	n := f.get(classWeek)
	var a answer
	if f.month() != 0 {
		a = s.monthOnly(m)
	} else if y, basis, link, ok := s.year(f); ok {
		a = answer{value: era(y), basis: basis, link: link}
	} else {
		y, now := s.today.Time().ISOWeek()
		a = answer{value: era(y + nearest(s.tense(m), n-now, 52, 1)), basis: Relative, link: Deictic}
	}
	span, err := ParseValue(a.value)
	if err != nil || span.IsZero() || f.month() != 0 && n > 5 {
		return answer{}
	}
	d := span.Start + Day(3+7*(n-1))
	if n < 0 {
		d = span.End - 3
	}
	if d > span.End {
		return answer{}
	}
	a.value = weekValue(d)
	return a
}

// weekend is a day of the week whose weekend is meant, before any shift: told in
// the past tense on a weekday, "the weekend" is the one before.
func (s *scan) weekend(m *match, base Day) Day {
	t := s.tense(m)
	if t == noTense && !s.is(m.first, classShift) && !s.is(m.first+1, classShift) {
		t = past // "the weekend", not "this weekend"
	}
	if wd := base.Weekday(); m.f.get(classShift) == 0 && t == past && wd != time.Saturday && wd != time.Sunday {
		return base - 7
	}
	return base
}

func weekValue(d Day) string {
	y, w := d.Time().ISOWeek()
	return fmt.Sprintf("%04d-W%02d", y, w)
}

func monday(d Day) Day { return d - Day((int(d.Weekday())+6)%7) }

// answer resolves one match.
func (s *scan) answer(m *match) answer {
	f := &m.f
	switch m.typ {
	case Set:
		return answer{value: s.setValue(f)}
	case Duration:
		return answer{value: s.period(f)}
	}
	if m.typ == Time && !f.timed() {
		m.typ = Date
	}
	a := s.date(m)
	if m.typ != Time || a.value == "" && !f.timed() {
		return a
	}
	if day := s.setBefore(m); a.value == "" && day > 0 && !f.has(classPart) {
		m.typ = Set
		return answer{value: fmt.Sprintf("XXXX-WXX-%dT%s", day, s.clock(f))}
	}
	return s.onClock(m, a)
}

// away resolves "two weeks ago" and "in three days", at the grain of the unit.
func (s *scan) away(m *match) answer {
	f, unit, times := &m.f, s.unit(&m.f), 1
	if x, ok := multiples[unit]; ok {
		unit, times = x.unit, x.n
	}
	if _, ok := clockUnits[unit]; ok {
		m.typ = Duration
		return answer{value: s.period(f)}
	}
	base, link, from := s.today, Deictic, f.has(classFrom) || s.fromText(m)
	if from {
		base, link = s.textDay(), Anchored
	}
	if !f.has(classNum) {
		if f.has(classVague) {
			return answer{value: map[int]string{-1: "PAST_REF", 1: "FUTURE_REF"}[f.get(classDir)]}
		}
		f.put(classNum, 1)
	}
	n := f.get(classNum) * f.get(classDir) * times
	y, month, _ := base.Date()
	v := ""
	switch unit {
	case "Y":
		if from {
			y = s.textYear()
		}
		v = era(y + n)
	case "DE":
		v = fmt.Sprintf("%04d", y+10*n)
	case "M":
		if from && s.last.month != 0 {
			y, month = s.last.year, time.Month(s.last.month)
		}
		y, month, _ = MakeDay(y, month+time.Month(n), 1).Date()
		v = yearMonth(y, int(month))
	case "Q":
		at := y*4 + (int(month)-1)/3 + n
		v = fmt.Sprintf("%04d-Q%d", at/4, at%4+1)
	case "W":
		v = weekValue(base + Day(7*n))
	case "D":
		v = (base + Day(n)).String()
	}
	return answer{value: v, basis: Relative, link: link}
}

// fromText reports whether what comes after some time is told in the past, and
// so counts from the date the text named last: "built in 1987, extended in ten
// years" as Russian and Turkish have it.
func (s *scan) fromText(m *match) bool {
	return m.typ == Date && m.f.get(classDir) > 0 && (s.last.hasDay || s.last.hasYear) && s.tense(m) == past
}
