package what

import (
	"slices"

	"github.com/dateline-news/dateline/timeline/when"
)

// ahead reports whether a time lies after the day of publication.
func (s *sentence) ahead(t when.Expression) bool {
	return !t.Span.IsZero() && t.Span.Start > s.Anchor || !t.Span.IsZero() && t.Span.End > s.Anchor && t.Span.Days() > 1 && t.Span.Start >= s.Anchor-1
}

// timeOf returns the date nearest the head in its clause, -1 for none.
func (s *sentence) timeOf(h hit) int {
	if len(s.Times) == 0 {
		return -1
	}
	best, bestCost := -1, costRelative+1
	last := -1
	for k := range s.tokens {
		t := s.timeAt[k]
		if t < 0 || t == last {
			continue
		}
		last = t
		if s.Times[t].Span.IsZero() || s.is(cSince, k-1) || !h.entry.Noun && s.ofNoun(t) {
			continue
		}
		if h.entry.Noun && s.otherNounDated(h, k) || h.entry.Mode == "invite" && s.Times[t].Span.Days() > 1 {
			continue
		}
		cost := s.distance(h.first, k)
		if s.there(h, k) {
			if bestCost > cost {
				best, bestCost = t, cost
			}
			continue
		}
		when := s.whenClause(h, k)
		if s.otherVerbBetween(h, k) && !when {
			cost += 3
		}
		if f := h.entry.Frame; (h.entry.Noun || f == "attend" || f == "summit") && k > h.first && cost >= costRelative && cost <= costRelative+costComma {
			cost = costRelative - 1
		}
		if g := s.segOf[k]; g != s.segOf[h.first] && s.segs[g].kind == subordinate && !when {
			continue
		}
		if g := s.segOf[k]; k > h.first && s.saysWhen(g) && h.entry.Type == Consult {
			cost = min(cost, costRelative-1)
		} else if g := s.segOf[k]; g != s.segOf[h.first] && !when && !h.entry.Noun && h.entry.Frame != "attend" && h.entry.Frame != "summit" && (cost >= costRelative || s.segs[g].kind == subordinate || s.segs[g].kind == relative) {
			continue
		}
		if (h.entry.Type == Sanction || h.entry.Type == Concede) && h.tense&past != 0 && s.deadline(k) && s.ahead(s.Times[t]) {
			continue // "imposed a ban from May": decided now
		}
		if !h.entry.Noun && k > h.last && (s.is(cBefell, k-1) || s.is(cBefell, k-2) && s.tokens[k-1].Word) {
			continue // "condemned the attack committed yesterday"
		}
		if h.entry.Type != Consult && !h.entry.Noun && s.until(t) {
			continue // "extended sanctions until July"
		}
		if wordy(h.entry.Type) && (s.deadline(k) || k > h.first && (s.is(cPurpose, k-1) || s.is(cPurpose, k-2) && s.is(cArticle, k-1))) {
			continue
		}
		if g := s.segOf[k]; k > h.first && s.segs[g].kind != relative && s.reducedClause(g) || s.reducedBetween(h.last+1, k) {
			continue
		}
		if wordy(h.entry.Type) && k > h.last && (s.infinitiveBetween(h.last+1, k) || s.participleBetween(h.last+1, k)) {
			continue
		}
		if s.Times[t].Span.Start > s.Anchor && !(h.tense&past != 0 && s.weekdayOf(t)) && wordy(h.entry.Type) && (h.entry.Mode == "" || h.entry.Type != Support) {
			continue
		}
		if wordy(h.entry.Type) && h.entry.Mode == "" && s.Times[t].Span.End < s.Anchor && !s.Headline && h.tense&present != 0 && h.tense&past == 0 && !s.auxIn(s.segs[s.segOf[h.first]].first, s.segs[s.segOf[h.first]].last) {
			continue // "condemns the arrests over the weekend"
		}
		if h.entry.Noun && s.superseded(k) {
			continue
		}
		if cost < bestCost || best >= 0 && cost == bestCost && s.Times[t].Span.Days() < s.Times[best].Span.Days() {
			best, bestCost = t, cost
		}
	}
	if best < 0 {
		best = s.fronted(h)
	}
	return best
}

// fronted returns the time in the past that the sentence opens with, where a
// semicolon leads on from its clause to that of the hit: "in March, A expelled …; B
// suspended …". It is -1 for none.
func (s *sentence) fronted(h hit) int {
	if h.entry.Noun || h.tense&past == 0 || s.segOf[h.first] == 0 {
		return -1
	}
	t := max(s.timeAt[0], s.timeAt[min(1, len(s.tokens)-1)])
	if t < 0 || s.Times[t].Span.IsZero() || s.Times[t].Span.End >= s.Anchor {
		return -1
	}
	for g := 1; g <= s.segOf[h.first]; g++ {
		if seg := s.segs[g]; seg.cost >= costHard && s.tokens[seg.first].Lower == ";" {
			return t
		}
	}
	return -1
}

// ofNoun reports whether a time only says which thing is meant: "last week's coup".
func (s *sentence) ofNoun(t int) bool {
	i := s.tokenAfter(s.Times[t].End)
	return i+1 < len(s.tokens) && s.tokens[i].Glued && apostrophe([]rune(s.tokens[i].Lower)[0]) && s.tokens[i+1].Lower == "s"
}

// whenClause reports whether token k stands in the clause that says when the act
// comes about: "are to sign it when A visits B next month".
func (s *sentence) whenClause(h hit, k int) bool {
	g := s.segOf[k]
	return g == s.segOf[h.first]+1 && s.is(cWhen, s.segs[g].first) && (!wordy(h.entry.Type) || h.entry.Mode != "")
}

// there reports whether the hit tells what happened where the clause before it is
// set, whose day at token k is its own: "spoke in A on Monday, where she met B".
func (s *sentence) there(h hit, k int) bool {
	g := s.segOf[h.first]
	seg := s.segs[g]
	if h.tense&gerund != 0 && k < h.first && s.documented(h) {
		return s.distance(k, h.first) < costHard // "adopted on Monday, by 13 votes, a resolution calling on …"
	}
	if seg.kind != relative || s.segOf[k] != g-1 {
		return false
	}
	return (h.entry.Type == Consult || s.Times[s.timeAt[k]].Basis == when.Explicit) && s.where(seg) || s.is(cDocument, seg.first-1)
}

// saysWhen reports whether segment g is a relative clause that only says when
// what it follows is or was held: "the visit, which took place on 3 May".
func (s *sentence) saysWhen(g int) bool {
	seg := s.segs[g]
	if seg.kind != relative || g == 0 {
		return false
	}
	for k := seg.first; k <= seg.last; k++ {
		if n := s.hitAt[k]; n >= 0 && !s.hits[n].entry.Noun && s.hits[n].entry.Frame != "visit" {
			return false
		}
	}
	for k := seg.first; k <= seg.last; k++ {
		if s.phraseAt(cHeld, k) > 0 || s.phraseAt(cPlanned, k) > 0 || s.phraseAt(cMeant, k) > 0 {
			return true
		}
	}
	return false
}

// superseded reports whether the time at token k stands in a clause that only says
// what was planned first, and the sentence goes on to another date ahead: "the
// meeting, first planned for May, will take place on 3 June".
func (s *sentence) superseded(k int) bool {
	g := s.segOf[k]
	seg := s.segs[g]
	if seg.kind != relative && seg.kind != insertion {
		return false
	}
	planned := false
	for i := seg.first; i <= seg.last; i++ {
		planned = planned || s.phraseAt(cPlanned, i) > 0
	}
	for i := seg.last + 1; planned && i < len(s.tokens) && s.segs[s.segOf[i]].cost < costHard; i++ {
		if t := s.timeAt[i]; t >= 0 && s.segOf[i] != g && s.ahead(s.Times[t]) {
			return true
		}
	}
	return false
}

// otherNounDated reports whether the date at k belongs to another noun that
// stands between it and the head: "a meeting on the visit in May".
func (s *sentence) otherNounDated(h hit, k int) bool {
	return slices.ContainsFunc(s.hits, func(o hit) bool {
		return o.entry.Noun && o.first > h.last && o.last < k && !s.otherVerbBetween(o, k)
	})
}

// wordy reports whether acts of the type are words: a coming date beside them
// is the date of what is promised or asked for.
func wordy(t Type) bool {
	switch t {
	case Agree, Request, Accuse, Reject, Threaten, Support:
		return true
	}
	return false
}

// infinitiveBetween reports whether an infinitive stands between two tokens: a
// date after it is the date of what is asked for or promised.
func (s *sentence) infinitiveBetween(from, to int) bool {
	for k := from; k < to; k++ {
		if n := s.hitAt[k]; n >= 0 && s.hits[n].tense&infinitive != 0 && (s.infinitiveMark(k) || s.hits[n].tense == infinitive) {
			return true
		}
	}
	return false
}

// reduced reports whether, in a language of fixed order, a participle without
// auxiliary only says more of the noun before it, in the clause of another verb:
// "restored ties broken off in 2019", "take in people deported from A".
func (s *sentence) reduced(h hit) bool {
	i := h.first - 1
	if s.lang.capitalNouns() && !h.entry.Noun && h.tense&past != 0 && h.last+1 < len(s.tokens) && s.tokens[h.last+1].Upper {
		return s.finiteBefore(h) // "nahm 20 aus A evakuierte Franzosen auf"
	}
	if !s.lang.fixedOrder() || h.entry.Noun || s.Headline || h.tense&participle == 0 || i < 1 || s.prep(h.last+1) == "by" ||
		!s.tokens[i].Word || s.partyOf[i] >= 0 && s.parties[s.partyOf[i]].Prep == "" && !s.lang.is(cAdjectivesFollow) || s.timeAt[i] >= 0 || s.prep(i) != "" || s.adverbial(i) || s.is(cTo, i) || s.is(cAnd, i) || s.is(cBut, i) {
		return false
	}
	for i--; i >= 0 && s.segOf[i] == s.segOf[h.first] && !s.is(cAnd, i) && !s.is(cBut, i) && !s.is(cRelative, i) && !s.is(cContent, i); i-- {
		if n := s.hitAt[i]; n >= 0 && !s.hits[n].entry.Noun && s.hits[n].tense&infinitive == 0 {
			return true
		}
	}
	return false
}

// finiteBefore reports whether the clause of a hit has its finite verb before it.
func (s *sentence) finiteBefore(h hit) bool {
	for k := s.segs[s.segOf[h.first]].first; k < h.first; k++ {
		if s.is(cAnd, k) || s.is(cBut, k) {
			return false
		}
		if n := s.hitAt[k]; s.is(cFinite, k) || n >= 0 && !s.hits[n].entry.Noun && s.hits[n].tense&(past|present) != 0 && s.hits[n].tense&participle == 0 && !s.tokens[k].Upper {
			return true
		}
	}
	return false
}

// reducedBetween reports whether such a participle stands between two tokens: a
// date after it is its own.
func (s *sentence) reducedBetween(from, to int) bool {
	for k := from; k < to; k++ {
		if n := s.hitAt[k]; n >= 0 && s.reduced(s.hits[n]) {
			return true
		}
	}
	return false
}

// reducedClause reports whether segment g only says more of the noun before it,
// by a participle the lexicon knows by its ending ("задержанных в мае"), unless it
// says when something is planned or was held.
func (s *sentence) reducedClause(g int) bool {
	i := s.segs[g].first
	for i < s.segs[g].last && !s.tokens[i].Word {
		i++
	}
	return i > 0 && s.is(cReduced, i) && s.phraseAt(cPlanned, i) == 0 && s.phraseAt(cHeld, i) == 0
}

// participleBetween reports whether, in a language of fixed order, a participle
// without auxiliary stands between: what it tells is dated by what follows.
func (s *sentence) participleBetween(from, to int) bool {
	for k := from; s.lang.fixedOrder() && k < to; k++ {
		if n := s.hitAt[k]; n >= 0 && !s.hits[n].entry.Noun && s.hits[n].tense&participle != 0 && s.segOf[k] == s.segOf[to] && !s.auxIn(s.segs[s.segOf[k]].first, k) {
			return true
		}
	}
	return false
}

// deadline reports whether the time at token k is a limit ("by December").
func (s *sentence) deadline(k int) bool {
	return s.is(cDeadline, k-1) || s.is(cDeadline, k)
}

// weekdayOf reports whether the time is named by a bare weekday.
func (s *sentence) weekdayOf(t int) bool {
	words := 0
	weekday := false
	for k := range s.tokens {
		if s.timeAt[k] == t {
			words++
			weekday = weekday || s.is(cWeekday, k)
		}
	}
	return weekday && words <= 2
}

// newDate returns the time a postponement moves to, -1 for none: the one after
// a preposition of direction, else after the word that tells the move.
func (s *sentence) newDate(h hit) int {
	from, to := s.span(h)
	best, moved := -1, false
	for k := from; k <= to; k++ {
		moved = moved || s.phraseAt(cPostpone, k) > 0
		t := s.timeAt[k]
		if t < 0 || s.Times[t].Span.IsZero() || s.timeAt[max(k-1, 0)] == t && k > from {
			continue
		}
		if k > 1 && s.phraseAt(cPlanned, k-2) > 0 && s.attribute(k-2) {
			continue
		}
		if moved && s.is(cNewdate, k-1) || moved && s.is(cNewdate, k-2) || moved && s.is(cNewdate, k) {
			best = t
		}
	}
	if best < 0 && s.lang.capitalNouns() { // German: "wurde auf den 7. Februar verschoben"
		for k := from; k <= to; k++ {
			if t := s.timeAt[k]; t >= 0 && (s.is(cNewdate, k-1) || s.is(cNewdate, k-2) || s.is(cNewdate, k)) {
				best = t
			}
		}
	}
	for k := from; k <= to && best < 0 && !s.Headline; k++ {
		before := h.entry.Noun && k < h.first && !s.lang.fixedOrder() // "the visit planned for Thursday is put off", in this order
		if s.phraseAt(cPlanned, k) > 0 && !before && !s.attribute(k) {
			best = s.aheadAfter(k, to)
		}
	}
	return best
}

// attribute reports whether, in a language of fixed order, the word of planning
// at token k follows its noun: it says what was planned before ("put off a trip to
// A planned for May").
func (s *sentence) attribute(k int) bool {
	return s.lang.fixedOrder() && k > 0 && (s.partyOf[k-1] >= 0 || s.hitAt[k-1] >= 0 && s.hits[s.hitAt[k-1]].entry.Noun)
}

// aheadAfter returns the first time ahead after token k, -1 for none.
func (s *sentence) aheadAfter(k, to int) int {
	for ; k <= to; k++ {
		if t := s.timeAt[k]; t >= 0 && s.ahead(s.Times[t]) {
			return t
		}
	}
	return -1
}
