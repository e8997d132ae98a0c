package when

// connect finds which expressions are joined as a list or a range, and lets the
// first of them have the year that only the last names.
func (s *scan) connect() {
	for i := len(s.found) - 2; i >= 0; i-- {
		a, b := &s.found[i], &s.found[i+1]
		if a.link == unlinked {
			a.link = s.joint(a, b)
		}
		if a.f.has(classYearOff) && a.f.month() == 0 && b.typ == Date && b.f.month() != 0 && !b.f.dated() && b.first-a.last <= 2 {
			b.f.put(classYearOff, a.f.v[classYearOff]) // "last year in May"
		}
		if a.link == unlinked || a.f.month() == 0 || a.typ != Date || a.f.dated() {
			continue
		}
		for _, c := range [...]classID{classYear, classYearOff} {
			if b.f.has(c) && b.f.month() != 0 {
				a.f.put(c, b.f.v[c])
				if a.f.month() > b.f.month() && a.link == ranged {
					a.f.replace(c, b.f.v[c]-1)
				}
			}
		}
	}
}

// dated reports whether the match names its year.
func (f *fields) dated() bool {
	return f.has(classYear) || f.has(classYearOff) || f.has(classTextYear) || f.has(classShift) || f.has(classSame)
}

// joint says how the text joins two matches.
func (s *scan) joint(a, b *match) linkKind {
	if b.first-a.last > 4 || b.first <= a.last {
		return unlinked
	}
	link := unlinked
	for i := a.last + 1; i < b.first; i++ {
		switch {
		case s.tokens[i].has(afterBreak):
			return unlinked
		case s.is(i, classTo):
			link = ranged
		case s.is(i, classSep):
			if link == unlinked {
				link = listed
				if s.char(i) != ',' && s.is(a.first-1, classBetween) {
					link = ranged
				}
			}
		case s.is(i, classLinkWord):
		default:
			return unlinked
		}
	}
	return link
}

// tellsOfOldTimes reports whether the text is a narrative whose dates follow each
// other, rather than news that count from the day of publication: its years lie
// in the past and nothing in it points to the day of publication.
func (s *scan) tellsOfOldTimes() bool {
	now, _, _ := s.today.Date()
	old, recent := 0, 0
	for i := range s.found {
		f := &s.found[i].f
		switch {
		case f.has(classYear) && f.get(classYear) < now-1, f.has(classBC):
			old++
		case f.has(classYear):
			recent++
		case f.has(classDayOff) && f.get(classDayOff) == 0:
			recent++ // it may mean nowadays
		case f.has(classDayOff) || f.has(classYearOff) || f.has(classWeekday) && f.month() == 0:
			recent += 2
		}
	}
	return old >= 6 && old > 4*recent
}

// essayLength is how many tokens without a day named by its distance from
// publication make an essay of a text.
const essayLength = 400

// isEssay reports whether the text is a long one that hardly names a day by its
// distance from publication, except today: "today" there means nowadays.
func (s *scan) isEssay() bool {
	days := 0
	for i := range s.found {
		m := &s.found[i]
		f := &m.f
		if f.has(classDayOff) && (f.get(classDayOff) != 0 || m.typ == Time) || f.has(classWeekday) && m.typ != Set && !f.has(classMonth) {
			days++
		}
	}
	return len(s.tokens) >= essayLength*(days+1)
}

// meansNowadays reports whether "today" at m, the match being resolved, is no day.
func (s *scan) meansNowadays(m *match) bool {
	if n := s.at + 1; n < len(s.found) {
		if o := &s.found[n]; o.typ == Time && s.sentencesApart(m.last, o.first) == 0 {
			return false // "today at 8 p.m."
		}
	}
	if s.nowadays {
		return true
	}
	t := s.tense(m)
	return (t == present || t == noTense) && s.contrasts(m)
}

// contrasts reports whether "today" stands against the old times that the text
// told of just before: "früher …, heute …".
func (s *scan) contrasts(m *match) bool {
	const before = 8 // matches
	for i := s.at - 1; i >= 0 && i >= s.at-before; i-- {
		o := &s.found[i]
		if s.sentencesApart(o.last, m.first) > 1 {
			return false
		}
		if s.isOld(&o.f) {
			return true
		}
	}
	return false
}

// isOld reports whether a match names a time that is long past.
func (s *scan) isOld(f *fields) bool {
	if f.has(classRef) {
		return s.lang.symbols[f.get(classRef)] == "PAST_REF"
	}
	return f.has(classDecade) || f.has(classCentury)
}
