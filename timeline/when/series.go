package when

// series gives the bare numbers of a list or range before the expression at
// s.found[at] their month, hour or unit: "3., 4. und 5. Oktober", "10-18 Uhr",
// "zwei bis drei Jahre". They are inserted before it.
func (s *scan) series(at int) {
	class := s.seriesClass(&s.found[at])
	if class == classNone {
		return
	}
	floor := 0
	if at > 0 {
		floor = s.found[at-1].last + 1
	}
	next := s.found[at]
	for n := 0; n < 12; n++ {
		m, ok := s.before(next, class, floor, n == 0)
		if !ok {
			return
		}
		s.found = append(s.found, match{})
		copy(s.found[at+1:], s.found[at:])
		s.found[at] = m
		next = m
	}
}

// seriesClass is the class of bare number that may go before m.
func (s *scan) seriesClass(m *match) classID {
	switch {
	case m.f.has(classDay) && m.f.has(classMonth) && s.is(m.first, classDay):
		return classDay
	case m.typ == Time && m.f.has(classHour) && s.is(m.first, classHour):
		return classHour
	case m.typ == Duration && m.f.has(classNum) && m.f.has(classUnit) && s.is(m.first, classNum):
		return classNum
	default:
		return classNone
	}
}

// before reads the bare number that is joined to next, if there is one.
func (s *scan) before(next match, class classID, floor int, first bool) (match, bool) {
	i := next.first - 1
	link := unlinked
	for skipped := 0; i >= floor && skipped < 3 && link == unlinked; i, skipped = i-1, skipped+1 {
		switch {
		case s.is(i, classTo):
			link = ranged
		case s.is(i, classSep):
			link = listed
			if s.char(i) == ',' && (first || class == classHour && next.link == ranged) {
				return match{}, false
			}
			if i-1 >= floor && s.char(i-1) == ',' { // "3., 4., und 5. Mai"
				i--
			}
		case !s.is(i, classLinkWord):
			return match{}, false
		}
	}
	if link == unlinked || i < floor {
		return match{}, false
	}
	m := match{last: i, typ: next.typ, link: link}
	m.f.set, m.f.v = next.f.set, next.f.v
	m.f.drop(classMin)
	m.f.drop(classWeekday)
	m.f.drop(classFraction)
	if s.char(i) == '.' && s.glued(i) {
		if class != classDay {
			return match{}, false
		}
		i--
	}
	if class == classHour && s.is(i, classMin) && s.glued(i) && i-2 >= floor && s.glued(i-1) && (s.char(i-1) == '.' || s.char(i-1) == ':') && s.is(i-2, classHour) {
		m.f.replace(classMin, s.valueOf(i, classMin))
		i -= 2
	}
	if i < floor || !s.is(i, class) || !s.clearLeft(i) {
		return match{}, false
	}
	m.f.replace(class, s.valueOf(i, class))
	m.first = i
	if link == listed && s.char(i+1) != ',' && s.is(i-1, classBetween) {
		m.link = ranged
	}
	m.start, m.end = int(s.tokens[i].start), int(s.tokens[m.last].end)
	return m, true
}
