package when

import (
	"fmt"
	"time"
)

// year is the year the match names in digits or relative to another year.
func (s *scan) year(f *fields) (int, Basis, Link, bool) {
	now, _, _ := s.today.Date()
	switch {
	case f.has(classYear):
		if f.has(classBC) {
			return -f.get(classYear), Explicit, Absolute, true
		}
		return f.get(classYear), Explicit, Absolute, true
	case f.has(classYear3):
		return f.get(classYear3), Explicit, Absolute, true
	case f.has(classYY):
		return s.fullYear(f.get(classYY)), Explicit, Absolute, true
	case f.has(classYearOff) && s.narrative:
		return s.textYear() + f.get(classYearOff), Relative, Anchored, true
	case f.has(classYearOff):
		return now + f.get(classYearOff), Relative, Deictic, true
	case f.has(classTextYear):
		return s.textYear() + f.get(classTextYear), Relative, Anchored, true
	case f.has(classUnit) && s.unit(f) == "Y" && f.has(classSame):
		return s.textYear() + f.get(classShift), Relative, Anchored, true
	case f.has(classUnit) && s.unit(f) == "Y" && f.has(classShift):
		if s.narrative {
			return s.textYear() + f.get(classShift), Relative, Anchored, true
		}
		return now + f.get(classShift), Relative, Deictic, true
	}
	return 0, "", Absolute, false
}

// fullYear completes two digits to the year nearest before ten years from now.
func (s *scan) fullYear(yy int) int {
	now, _, _ := s.today.Date()
	if s.narrative && s.last.hasYear {
		now = s.last.year
	}
	y := now - now%100 + yy
	if y > now+10 {
		y -= 100
	}
	return y
}

// textYearAt is the year a yearless date at m belongs to: the one named last in
// its paragraph, else that of the heading above.
func (s *scan) textYearAt(m *match) int {
	if s.last.heading != 0 && !s.sameParagraph(s.last.yearToken, m.first) {
		return s.last.heading
	}
	return s.textYear()
}

// sameParagraph reports whether no blank line stands between two tokens; a
// paragraph of thousands of tokens counts as several.
func (s *scan) sameParagraph(from, to int) bool {
	const longest = 3000
	if to-from > longest {
		return false
	}
	for i := from + 1; i <= to; i++ {
		if s.tokens[i].has(afterBreak) {
			return false
		}
	}
	return true
}

func (s *scan) textYear() int {
	if s.last.hasYear {
		return s.last.year
	}
	y, _, _ := s.today.Date()
	return y
}

func (s *scan) unit(f *fields) string { return s.lang.symbols[f.get(classUnit)] }

// decade resolves the sixties, the 1960s; a bare decade that is not over is the
// one a century before where the text tells of it in the past.
func (s *scan) decade(m *match) string {
	f := &m.f
	if f.has(classYear) {
		return fmt.Sprintf("%03d", f.get(classYear)/10)
	}
	d := f.get(classDecade)
	if d >= 100 || f.has(classBC) {
		return fmt.Sprintf("%03d", d/10)
	}
	now, _, _ := s.today.Date()
	y := now - now%100 + d
	if y > now || y/10 == now/10 && s.tense(m) == past {
		y -= 100
	}
	return fmt.Sprintf("%03d", y/10)
}

// season resolves spring, summer, autumn and winter.
func (s *scan) season(m *match) answer {
	f := &m.f
	name := s.lang.symbols[f.get(classSeason)]
	if y, basis, link, ok := s.year(f); ok {
		return answer{value: fmt.Sprintf("%s-%s", era(y), name), basis: basis, link: link}
	}
	if ty, ok := s.toldYear(m); ok {
		return answer{value: fmt.Sprintf("%s-%s", era(ty), name), basis: Relative, link: Anchored}
	}
	y, now, _ := s.today.Date()
	// A season lies ahead by its middle month, and not at all while it lasts.
	ahead := int(seasonMonth[name]) + 1 - int(now)
	if name == "WI" && now <= time.February { // still the winter that began last year
		y, ahead = y-1, 0
	}
	if ahead >= -1 && ahead <= 1 {
		ahead = 0
	}
	if f.has(classShift) {
		y = s.shiftedYear(f, y, ahead)
	} else {
		y += nearest(s.tense(m), ahead, 12, 1)
	}
	return answer{value: fmt.Sprintf("%04d-%s", y, name), basis: Relative, link: Deictic}
}

// yearPart resolves quarters and halves of a year.
func (s *scan) yearPart(m *match) answer {
	f := &m.f
	y, basis, link, ok := s.year(f)
	now, month, _ := s.today.Date()
	if !ok {
		y, basis, link = now, Relative, Deictic
		if s.narrative {
			y, link = s.textYear(), Anchored
		}
	}
	kind, n, per := "Q", f.get(classQuarter), 4
	if f.has(classHalf) {
		kind, n, per = "H", f.get(classHalf), 2
	}
	if n > 0 && !ok && !s.narrative && link == Deictic {
		y += nearest(s.tense(m), n-((int(month)-1)*per/12+1), per, 0)
	}
	if n < 0 { // the last quarter of the year
		n = per
	}
	if n == 0 { // this, last, next quarter
		at := now*per + (int(month)-1)*per/12 + f.get(classShift)
		y, n = at/per, at%per+1
	}
	return answer{value: fmt.Sprintf("%04d-%s%d", y, kind, n), basis: basis, link: link}
}
