package when

import (
	"fmt"
	"strconv"
	"time"
)

// date resolves the calendar part of a match; an empty value where it has none.
func (s *scan) date(m *match) answer {
	f := &m.f
	switch {
	case f.has(classRef) && s.narrative && s.lang.symbols[f.get(classRef)] == "PAST_REF":
		return answer{} // the time told of, not one before it
	case f.has(classRef):
		return answer{value: s.lang.symbols[f.get(classRef)]}
	case f.has(classDir) && f.has(classUnit):
		return s.away(m)
	case f.has(classHoliday) || f.has(classEaster) || f.has(classPaskha) || f.has(classMovable):
		return s.holiday(m)
	case f.has(classCentury):
		return absolute(bcYear(f, fmt.Sprintf("%02d", f.get(classCentury)-1)))
	case f.has(classDecade) && f.get(classDecade)%10 != 0:
		return answer{} // "18-е": an ordinal
	case f.has(classDecade):
		return absolute(bcYear(f, s.decade(m)))
	case f.has(classWeek):
		return s.weekOf(m)
	case f.month() != 0 && f.has(classDay):
		return s.monthDay(m)
	case f.month() != 0 && f.has(classWeekday) && f.has(classOrd):
		return s.weekdayOfMonth(m)
	case f.month() != 0:
		return s.monthOnly(m)
	case f.has(classWeekday):
		return s.weekday(m)
	case f.has(classSeason):
		return s.season(m)
	case f.has(classQuarter) || f.has(classHalf):
		return s.yearPart(m)
	case f.has(classDayOff) && f.get(classDayOff) == 0 && m.typ == Date && !f.has(classWeekday) && s.meansNowadays(m):
		return answer{value: "PRESENT_REF"}
	case f.has(classDayOff):
		d := s.today + Day(f.get(classDayOff))
		return answer{value: d.String(), link: Deictic, basis: Relative}
	case f.has(classTextOff):
		d := s.textDay() + Day(f.get(classTextOff))
		return answer{value: d.String(), link: Anchored, basis: Relative}
	case f.has(classDay):
		return s.dayOnly(f)
	}
	if y, basis, link, ok := s.year(f); ok {
		return answer{value: era(y), basis: basis, link: link}
	}
	if f.has(classUnit) && (f.has(classShift) || f.has(classSame) || f.has(classOrd)) {
		return s.unitShift(m)
	}
	return answer{}
}

func absolute(v string) answer { return answer{value: v, basis: Explicit} }

func bcYear(f *fields, v string) string {
	if f.has(classBC) {
		return "BC" + v
	}
	return v
}

// era writes a year, negative before Christ.
func era(y int) string {
	if y < 0 {
		return fmt.Sprintf("BC%04d", -y)
	}
	if y <= 9999 {
		return numbers(y)
	}
	return strconv.Itoa(y)
}

// yearMonth writes a year and a month.
func yearMonth(y, month int) string {
	if y < 0 || y > 9999 {
		return fmt.Sprintf("%04d-%02d", y, month)
	}
	return numbers(y, month)
}

func (f *fields) month() int {
	if f.has(classMonth) {
		return f.get(classMonth)
	}
	if f.has(classMon) {
		return f.get(classMon)
	}
	return 0
}

// monthOnly resolves a month, in the year that fits the tense best.
func (s *scan) monthOnly(m *match) answer {
	f, month := &m.f, m.f.month()
	if y, basis, link, ok := s.year(f); ok {
		return answer{value: fmt.Sprintf("%s-%02d", era(y), month), basis: basis, link: link}
	}
	y, now, _ := s.today.Date()
	if f.has(classShift) {
		y = s.shiftedYear(f, y, month-int(now))
		return answer{value: yearMonth(y, month), basis: Relative, link: Deictic}
	}
	if ty, ok := s.toldYear(m); ok {
		return answer{value: fmt.Sprintf("%s-%02d", era(ty), month), basis: Relative, link: Anchored}
	}
	t := s.tense(m)
	if s.underWay(m, t, int(now)) {
		if month > int(now) {
			y--
		}
	} else {
		y += nearest(t, month-int(now), 12, 1)
	}
	return answer{value: yearMonth(y, month), basis: Relative, link: Deictic}
}

// underWay reports whether m begins a range of months that goes on now: "work
// rests from November to February", said in January.
func (s *scan) underWay(m *match, t tense, now int) bool {
	if m.link != ranged || t == past || t == future || s.at+1 >= len(s.found) {
		return false
	}
	first, last := m.f.month(), s.found[s.at+1].f.month()
	return last != 0 && !s.found[s.at+1].f.dated() && (now-first+12)%12 <= (last-first+12)%12
}

// shiftedYear is the year of last, this or next July, which lies ahead months
// after now within this year.
func (s *scan) shiftedYear(f *fields, y, ahead int) int {
	shift := f.get(classShift)
	switch {
	case shift < 0 && ahead >= 0:
		return y + shift
	case shift < 0:
		return y + shift + 1
	case shift > 0 && ahead <= 0:
		return y + shift
	case shift > 0:
		return y + shift - 1
	}
	return y
}

// nearest says how many years to add for a date that lies ahead of today in this
// year (in units of which a year has period): the nearest to today, where a date
// on the wrong side of the tense counts as far away.
func nearest(t tense, ahead, period, grace int) int {
	const wrongSide = 8
	best, bestCost := 0, 1<<30
	for add := -1; add <= 1; add++ {
		d := ahead + add*period
		cost := 2 * d
		if d < 0 {
			cost = -2*d - 1
		}
		if t == past && d > 0 || (t == future || t == present) && d < 0 {
			cost *= wrongSide
		}
		if cost < bestCost {
			best, bestCost = add, cost
		}
	}
	return best
}

// toldYear is the year of a yearless date in a text that tells of old times.
func (s *scan) toldYear(m *match) (int, bool) {
	if !s.last.hasYear {
		return 0, false
	}
	if s.narrative {
		return s.textYearAt(m), true
	}
	now, _, _ := s.today.Date()
	if s.last.year < now-1 && s.last.dated && s.sentencesApart(s.last.yearToken, m.first) <= 1 && s.tense(m) == past {
		return s.last.year, true
	}
	return 0, false
}

// monthDay resolves a day of a month.
func (s *scan) monthDay(m *match) answer {
	f, month, day := &m.f, m.f.month(), m.f.get(classDay)
	y, basis, link, ok := s.year(f)
	if !ok {
		basis = Relative
		if y, ok = s.toldYear(m); ok {
			link = Anchored
		} else {
			now, _, _ := s.today.Date()
			ahead := int(MakeDay(now, time.Month(month), day) - s.today)
			y, link = now+nearest(s.tense(m), ahead, 365, 1), Deictic
		}
	}
	if y < 0 {
		return answer{value: fmt.Sprintf("%s-%02d-%02d", era(y), month, day), basis: basis, link: link}
	}
	if day > daysIn(y, month) {
		if month != 2 || day != 29 {
			return answer{}
		}
		for !f.has(classYear) && daysIn(y, 2) < 29 {
			y--
		}
		if daysIn(y, 2) < 29 {
			return answer{}
		}
	}
	return answer{value: MakeDay(y, time.Month(month), day).String(), basis: basis, link: link}
}

// dayOnly resolves a bare day of the month: in the month named last or this one.
func (s *scan) dayOnly(f *fields) answer {
	y, m, _ := s.today.Date()
	link := Deictic
	if f.has(classShift) && f.has(classUnit) && s.unit(f) == "M" { // "the 2nd of next month"
		y, m, _ = MakeDay(y, m+time.Month(f.get(classShift)), 1).Date()
	} else if s.last.month != 0 {
		y, m, link = s.last.year, time.Month(s.last.month), Anchored
	}
	if f.get(classDay) > daysIn(y, int(m)) {
		return answer{}
	}
	return answer{value: MakeDay(y, m, f.get(classDay)).String(), basis: Relative, link: link}
}
