package when

import (
	"time"
)

// holiday resolves a feast of the calendar: fixed, counted from Easter, or the weekday
// that follows a date (Thanksgiving, the first Sunday in Advent).
func (s *scan) holiday(m *match) answer {
	f := &m.f
	y, basis, link, ok := s.year(f)
	if !ok {
		now, _, _ := s.today.Date()
		ahead := int(feast(f, now) - s.today)
		y, basis, link = now, Relative, Deictic
		if ty, told := s.toldYear(m); told {
			y, link = ty, Anchored
		} else if f.has(classShift) {
			y = s.shiftedYear(f, now, ahead)
		} else {
			y += nearest(s.tense(m), ahead, 365, 1)
		}
	}
	return answer{value: feast(f, y).String(), basis: basis, link: link}
}

func feast(f *fields, year int) Day {
	if f.has(classEaster) {
		return easter(year) + Day(f.get(classEaster))
	}
	if f.has(classPaskha) {
		return paskha(year) + Day(f.get(classPaskha))
	}
	if f.has(classMovable) {
		md, want := f.get(classMovable)/10, f.get(classMovable)%10
		d := MakeDay(year, time.Month(md/100), md%100)
		return d + Day((want%7+7-int(d.Weekday()))%7)
	}
	md := f.get(classHoliday)
	return MakeDay(year, time.Month(md/100), md%100)
}

// easter is Easter Sunday of the Gregorian calendar (the anonymous algorithm,
// Nature, 1876).
func easter(y int) Day {
	a, b, c := y%19, y/100, y%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return MakeDay(y, time.Month(n/31), n%31+1)
}

// paskha is Easter Sunday of the Julian calendar (Meeus, Astronomical Algorithms,
// chapter 8), as the Gregorian date of 1900–2099.
func paskha(y int) Day {
	const julianLag = 13
	d := (19*(y%19) + 15) % 30
	e := (2*(y%4) + 4*(y%7) - d + 34) % 7
	return MakeDay(y, time.Month((d+e+114)/31), (d+e+114)%31+1) + julianLag
}
