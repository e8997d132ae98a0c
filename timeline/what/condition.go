package what

// This file says what the words around an act deny, wish for or make a condition.

// hopedFor reports whether talks are only wanted or possible: "the door to talks",
// "calls for a meeting", "no plans for talks".
func (s *sentence) hopedFor(h hit) bool {
	const reach = 5
	if !h.entry.Noun || h.entry.Type != Consult || !s.mayHold(cHoped) && !s.mayHold(cNo) {
		return false
	}
	for k := h.first - 1; k >= max(s.segs[s.segOf[h.first]].first, h.first-reach); k-- {
		switch {
		case s.is(cHoped, k) && (k+1 == h.first || s.prep(k+1) != "" || s.is(cTo, k+1) || s.determiner(k+1)), s.is(cNo, k):
			return true
		case s.hitAt[k] >= 0, s.partyOf[k] >= 0, s.is(cFinite, k):
			return false
		}
	}
	return false
}

// toldOf reports whether a word of the class follows a noun: "at the talks X dropped
// its claim" calls nothing off.
func (s *sentence) toldOf(h hit, to int, c class) bool {
	for k := h.last + 1; k <= to; k++ {
		if s.phraseAt(c, k) > 0 {
			return true
		}
	}
	return false
}

// inverted reports whether the clause of a hit opens with an auxiliary, as one of
// condition does: "had A agreed, …", "sollte A zustimmen, …".
func (s *sentence) inverted(h hit) bool {
	if !s.mayHold(cInverted) {
		return false
	}
	i := s.segs[s.segOf[h.first]].first
	for i < h.first && !s.tokens[i].Word {
		i++
	}
	return s.is(cInverted, i) && (s.partyOf[i+1] >= 0 || s.determiner(i+1))
}

// wished reports whether the clause of a hit is what somebody hopes for, or what
// nothing says: "he hopes that A and B will sign", "there is no sign that …".
func (s *sentence) wished(h hit) bool {
	g := s.segOf[h.first]
	if g == 0 || !s.mayHold(cWish) && !s.mayHold(cNo) || s.segs[g].kind != subordinate || !s.is(cContent, s.segs[g].first) && !s.is(cContent, s.segs[g].first+1) {
		return false
	}
	for k := s.segs[g-1].first; k <= s.segs[g-1].last; k++ {
		if s.is(cWish, k) || s.is(cNo, k) && k+2 >= s.segs[g-1].last {
			return true
		}
	}
	return false
}

// deniesObject reports whether the noun the verb needs comes next, or after one
// adjective: "keine weiteren Gespräche".
func (s *sentence) deniesObject(h hit, k int) bool {
	for end := k + 2; k < end && k < len(s.tokens); k++ {
		if s.completing(h.entry, k) {
			return true
		}
		if !s.tokens[k].Word || s.tokens[k].Upper {
			break
		}
	}
	return false
}
