package what

import "slices"

// This file tells the day and the words of a report from those of the act it tells.

// saidThen reports whether a time only says when a plan was told: "…, the ministry
// announced on Monday".
func (s *sentence) saidThen(h hit, t int) bool {
	i := s.tokenAfter(s.Times[t].Start)
	g := s.segOf[min(i, len(s.tokens)-1)]
	if i <= h.last || g == s.segOf[h.first] || s.ahead(s.Times[t]) && !s.weekdayOf(t) {
		return false
	}
	return s.reports(g)
}

// until reports whether a time only says how long something lasts.
func (s *sentence) until(t int) bool {
	i := s.tokenAfter(s.Times[t].Start)
	if s.is(cArticle, i-1) {
		i--
	}
	return i > 0 && (s.is(cUntil, i-1) || i > 1 && s.phraseAt(cUntil, i-2) == 2)
}

// reports tells whether segment g says that somebody said something.
func (s *sentence) reports(g int) bool {
	for k := s.segs[g].first; k <= s.segs[g].last; k++ {
		if s.is(cSpeech, k) || s.is(cStop, k) {
			return true
		}
	}
	return false
}

// saidOn returns the day on which the plan of a hit was told, in a clause of its own:
// "A will send B grain, its minister said on Monday". It is -1 for none.
func (s *sentence) saidOn(h hit) int {
	for k := range s.tokens {
		t := s.timeAt[k]
		if t < 0 || s.segOf[k] == s.segOf[h.first] || s.distance(k, h.first) >= costHard || !s.reports(s.segOf[k]) {
			continue
		}
		if span := s.Times[t].Span; !span.IsZero() && span.Days() == 1 && span.End <= s.Anchor {
			return t
		}
	}
	return -1
}

// said returns who says, in the clause before, what a gerund adds: "…, A's ministry
// said, thanking B". It is -1 for none.
func (s *sentence) said(g int, h hit) int {
	if g == 0 || h.tense != gerund || !s.is(cReports, s.segs[g-1].last) || h.first-s.segs[g].first > 2 {
		return -1
	}
	return s.leading(s.segs[g-1])
}

// quoted reports whether the word an entry needs stands only in what is said before
// a verb of speech: "A and B agreed on a truce, C announced".
func (s *sentence) quoted(set companion, h hit) bool {
	if !s.lang.fixedOrder() || h.entry.Type == Request || h.tense&participle != 0 && s.is(cPassive, h.first-1) || !s.is(cSpeech, h.first) {
		return false
	}
	for k := s.segs[s.segOf[h.first]].first; k < len(s.tokens); k++ {
		if slices.Contains(s.tokens[k].word.companions, set) {
			return false
		}
	}
	return true
}
