package when

import "strings"

// tense is what the verbs near an expression say of its time.
type tense uint8

const (
	noTense tense = iota
	past
	present
	future
)

// reach is how many tokens from an expression its verb may stand; a comma between
// counts as commaWeight tokens.
const (
	reach        = 24
	commaWeight  = 6
	untilReach   = 5
	reportWeight = 10
	governReach  = 8
	auxReach     = 4 // how far before a participle its auxiliary of the future may stand
)

// tense returns the tense of the verb nearest to the match, within its sentence.
func (s *scan) tense(m *match) tense {
	best, at := noTense, reach
	before := m.first - 1
	if s.is(before, classThe) {
		before--
	}
	switch {
	case s.is(before, classSince), s.is(m.last+1, classInfinitive) && s.decidedAt(m.first-1, m.first-2):
		return past
	case s.is(before, classTarget) && !s.is(before-1, classPart) && !m.f.has(classHoliday) && !m.f.has(classPaskha): // "postponed to 7 May"
		return future
	case s.is(before, classUntil) || s.is(m.last+1, classUntilAfter): // ahead, unless a verb close by says otherwise
		best, at = future, untilReach
	}
	for n := before; n >= 0 && n > before-2; n-- {
		if s.is(n, classCopula) { // "the vote is on 5 May"
			return present
		}
		if !s.is(n, classLinkWord) {
			break
		}
	}
	clauses := false // a comma lies between
	distance := 0
	try := func(i int) bool {
		weight := s.weight(i)
		distance += weight
		clauses = clauses || weight > 1
		distance := distance
		if clauses && s.is(i, classReportVerb) { // "…, officials said": not what happens then
			distance += reportWeight
		}
		if distance < at {
			if v := s.verb(i); v != noTense {
				best, at = v, distance
			}
		}
		return distance < reach
	}
	for i := m.last + 1; i < len(s.tokens); i++ {
		if s.tokens[i].has(afterBreak|opens) || !try(i) {
			break
		}
	}
	if s.lang.verbLast && best != noTense {
		return best
	}
	distance, clauses = 0, false
	for i := m.first - 1; i >= 0 && !s.tokens[i+1].has(opens|afterBreak); i-- {
		if !try(i) {
			break
		}
	}
	return best
}

// decidedAt reports whether one of the tokens is a past verb that an infinitive
// depends on: "threatened in December to close".
func (s *scan) decidedAt(tokens ...int) bool {
	for _, i := range tokens {
		if s.is(i, classGovern) && !s.is(i, classFutureVerb) && s.ending(i) == past {
			return true
		}
	}
	return false
}

func (s *scan) weight(i int) int {
	switch s.char(i) {
	case ',', ';', ':', '(', ')':
		return commaWeight
	}
	if s.is(i, classClause) {
		return commaWeight
	}
	return 1
}

// auxiliaryAt reports whether token i is an auxiliary verb.
func (s *scan) auxiliaryAt(i int) bool {
	return s.is(i, classAuxVerb) || s.is(i, classPastVerb) || s.is(i, classFutureVerb)
}

// governed reports whether the infinitive marker at token i depends on a verb of
// intention: "agreed to meet".
func (s *scan) governed(i int) bool {
	if i+1 >= len(s.tokens) || s.tokens[i+1].lo != s.tokens[i+1].hi || !s.tokens[i+1].has(word) || s.tokens[i+1].has(capital) {
		return false
	}
	for n := i - 1; n >= 0 && n >= i-governReach && s.weight(n) == 1 && !s.tokens[n+1].has(opens|afterBreak); n-- {
		if s.is(n, classGovern) {
			return true
		}
	}
	return false
}

// unlessAhead is t, or the future where the verb is a participle that follows an
// auxiliary of the future: "will be held".
func (s *scan) unlessAhead(i int, t tense) tense {
	for n := i - 1; n >= 0 && n >= i-auxReach && !s.tokens[n+1].has(opens|afterBreak); n-- {
		if s.is(n, classFutureVerb) {
			return future
		}
		if s.weight(n) > 1 {
			break
		}
	}
	return t
}

// participle is how past participles begin and end.
type participle struct{ begins, ends string }

// auxiliary is the tense of an auxiliary that makes the perfect with a participle
// and the present without one.
func (s *scan) auxiliary(i int) tense {
	for n := i + 1; n < len(s.tokens) && n < i+reach && !s.tokens[n].has(opens|afterBreak); n++ {
		if s.isParticiple(n) || n <= i+auxReach && s.is(n, classPastVerb) {
			return past
		}
	}
	for n := i - 1; n >= 0 && n > i-3 && !s.tokens[n+1].has(opens|afterBreak); n-- { // "… besucht hat"
		if s.isParticiple(n) {
			return past
		}
	}
	return present
}

func (s *scan) isParticiple(i int) bool {
	t := s.tokens[i]
	if !t.has(word) || t.has(capital) {
		return false
	}
	w := s.text[t.start:t.end]
	if last := i+1 >= len(s.tokens) || !s.tokens[i+1].has(word) && s.tokens[i+1].digits == 0; last && len(w) > 5 && t.lo == t.hi {
		for _, p := range s.lang.participles {
			if strings.HasSuffix(w, p.ends) {
				return true // the verb at the clause's end
			}
		}
	}
	for _, p := range s.lang.participles {
		if len(w) > len(p.begins)+len(p.ends)+1 && strings.HasPrefix(w, p.begins) && strings.HasSuffix(w, p.ends) {
			return true
		}
		if at := strings.Index(w, p.begins); at > 0 && p.begins != "" && len(w) > at+len(p.begins)+2 && at <= 6 && strings.HasSuffix(w, p.ends) && p.begins == "ge" {
			return true
		}
	}
	return false
}

// verb returns the tense of token i, by the lexicon or else by its ending.
func (s *scan) verb(i int) tense {
	t := s.tokens[i]
	if !t.has(word) {
		return noTense
	}
	switch {
	case s.lang.capitalNouns && t.has(capital) && !t.has(opens): // "bei einem Treffen"
		return noTense
	case s.is(i, classInfinitive) && s.governed(i):
		return future
	case s.is(i, classAuxVerb):
		return s.auxiliary(i)
	case s.is(i, classReportVerb):
		return past
	case s.is(i, classPastVerb) && s.is(i-1, classInfinitive): // "to come", "to put"
		return noTense
	case s.is(i, classPastVerb):
		return s.unlessAhead(i, past)
	case s.is(i, classFutureVerb):
		return future
	case s.is(i, classPresentVerb):
		return present
	case s.is(i, classGovern) && !t.has(capital) && i > 0 && s.tokens[i-1].has(capital):
		return s.ending(i) // "Peru urged": the verb itself, no "is planned"
	case t.lo != t.hi || t.has(capital) && !t.has(opens) || s.is(i-1, classThe):
		return noTense
	}
	return s.ending(i)
}

// ending is the tense that the longest known ending of token i tells.
func (s *scan) ending(i int) tense {
	w := s.text[s.tokens[i].start:s.tokens[i].end]
	best, longest := noTense, 0
	for _, e := range s.lang.futureEnds {
		if len(e) > longest && len(w) > len(e)+1 && strings.HasSuffix(w, e) {
			best, longest = future, len(e)
		}
	}
	for _, e := range s.lang.pastEnds {
		if len(e) > longest && len(w) > len(e)+1 && strings.HasSuffix(w, e) {
			best, longest = past, len(e)
		}
	}
	if best == past {
		return s.unlessAhead(i, past)
	}
	if best == noTense && !s.auxiliaryAt(i+1) {
		for _, e := range s.lang.presentEnds {
			if len(w) > len(e)+2 && strings.HasSuffix(w, e) && !s.isParticiple(i) {
				return present
			}
		}
	}
	return best
}
