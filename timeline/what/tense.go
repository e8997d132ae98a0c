package what

// presentTense reports whether the hit is told in the present: a weekday beside
// it is the coming one.
func (s *sentence) presentTense(h hit, p polarity) bool {
	if h.entry.Noun {
		return false
	}
	if h.tense&participle != 0 && p.passive {
		from, to := s.span(h)
		for k := from; k <= to; k++ {
			if s.is(cPassivePresent, k) {
				return !p.perfect && !p.pluperfect
			}
		}
	}
	return h.tense&present != 0 && h.tense&past == 0 && !s.infinitiveMark(h.first) && !p.perfect && !p.pluperfect && !p.passive
}

// pastVerb reports whether the hit, or for a noun the verb of its clause, is a
// plain past: a weekday beside it lies back.
func (s *sentence) pastVerb(h hit) bool {
	if !h.entry.Noun {
		return h.tense&past != 0
	}
	for _, o := range s.hits {
		if !o.entry.Noun && s.segOf[o.first] == s.segOf[h.first] && o.tense&past != 0 && o.tense&participle == 0 {
			return true
		}
	}
	return false
}

// habitual reports whether the clause tells what is usually done: "A traditionally
// supports B".
func (s *sentence) habitual(h hit) bool {
	if !s.mayHold(cHabit) {
		return false
	}
	for k := range s.segs[s.segOf[h.first]].last + 1 {
		if s.phraseAt(cHabit, k) > 0 && s.distance(k, h.first) < costHard {
			return true
		}
	}
	return false
}

// goingOn reports whether an infinitive hangs on a word that says how the act goes on:
// "continue, de son côté, d'exiger".
func (s *sentence) goingOn(h hit) bool {
	const reach = 5
	for k := h.first - 1; k >= max(s.segs[s.segOf[h.first]].first, h.first-reach) && s.partyOf[k] < 0; k-- {
		if s.is(cAspect, k) {
			return true
		}
	}
	return false
}
