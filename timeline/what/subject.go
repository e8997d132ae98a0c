package what

import "slices"

// subjectOf finds who acts: the nominative party of the verb's own clause, of
// the coordinated clause before, or the nearest clause.
func (s *sentence) subjectOf(h hit) (subject []int, inherited bool) {
	g := s.segOf[h.first]
	seg := s.segs[g]
	if s.nobody(seg, h) {
		return nil, false
	}
	if k := s.mainSubject(g, h); k >= 0 {
		return s.members(k), true
	}
	if s.shares(seg, h) {
		if prev := s.previousVerb(h); prev >= 0 {
			return s.hits[prev].subject, true
		}
		if s.foreignBefore(g) {
			return nil, false
		}
	}
	if k := s.said(g, h); k >= 0 {
		return s.members(k), false
	}
	if k := s.cutOff(g, h); k >= 0 {
		return s.members(k), false
	}
	if own := s.nominativeIn(seg, h); own >= 0 {
		if s.cataphor(g, own) {
			if own = s.leading(s.segs[g+1]); own < 0 || !s.parties[own].Headed {
				return nil, false
			}
		}
		return s.members(own), false
	}
	opening := h.first <= 1 && (h.tense == gerund || s.opensActively(h) || s.agented(h)) || s.doneBefore(h, 0)
	if s.lang.fixedOrder() && g == 0 && opening && len(s.segs) > 1 && s.segs[1].kind == mainClause {
		if k := s.leading(s.segs[1]); k >= 0 {
			return s.members(k), false // "hosting A, B called for …"
		}
	}
	if g > 0 && s.doneBefore(h, seg.first) {
		if prev := s.previousVerb(h); prev >= 0 {
			return s.hits[prev].subject, true
		}
		if k := s.nominativeIn(s.segs[g-1], h); k >= 0 {
			return s.members(k), false
		}
	}
	if k := s.titled(g); k >= 0 {
		return s.members(k), false
	}
	if s.openedByTalks(seg, h) || s.foreign(h) {
		return nil, false
	}
	if own := s.newSubject(g); own >= 0 {
		return s.members(own), false
	}
	if prev := s.previousVerb(h); prev >= 0 && (seg.kind == coordinate || s.headless(h)) {
		return s.hits[prev].subject, true
	}
	if seg.kind == relative && s.where(seg) {
		if prev := s.previousVerb(h); prev >= 0 {
			return s.hits[prev].subject, true // "flew to A, where [he] met B"
		}
	} else if seg.kind == relative && s.is(cDocument, seg.first-1) {
		if k := s.nominativeIn(s.segs[g-1], h); k >= 0 {
			return s.members(k), false // "A adopted a resolution that condemns B"
		}
	} else if seg.kind == relative {
		if k := s.antecedent(seg.first); k >= 0 {
			return s.members(k), false
		}
	}
	for d := g - 1; d >= 0 && s.crossable(d+1, g); d-- {
		if (s.segs[d].kind == relative || s.segs[d].kind == insertion && s.tokens[s.segs[d].first].Lower != "(") && seg.kind != infinite && d > 0 {
			continue
		}
		if s.openedByTalks(s.segs[d], h) {
			return nil, false
		}
		if k := s.nominativeIn(s.segs[d], h); k >= 0 && !s.object(s.segs[d], k) {
			return s.members(k), false
		}
	}
	if k := s.saidThere(h); k >= 0 {
		return s.members(k), false
	}
	if d := g - 1; d > 0 && s.lang.fixedOrder() && s.segs[d].kind == insertion && s.crossable(g, g) { // "at the invitation of A, NAME, minister of B, paid …"
		if k := s.nominativeIn(s.segs[d], h); k >= 0 && s.parties[k].headed {
			return s.members(k), false
		}
	}
	return nil, false
}

// doneBefore reports whether the clause that begins at token first tells what its
// sentence's subject did before: "tras reunirse con A", "après avoir reçu A".
func (s *sentence) doneBefore(h hit, first int) bool {
	return s.lang.is(cAdjectivesFollow) && !h.entry.Noun && h.tense&(infinitive|participle) != 0 && s.is(cCompare, first)
}

// where reports whether a relative clause says what happens at a place.
func (s *sentence) where(seg segment) bool {
	return s.is(cWhere, seg.first) || s.is(cWhere, seg.first+1)
}

// opensActively reports whether a participle that opens the sentence tells what its
// subject did: "gathered in A, the leaders decided …".
func (s *sentence) opensActively(h hit) bool {
	f := h.entry.Frame
	return h.first == 0 && h.tense&participle != 0 && !s.Headline && (f == "meet" || f == "visit" || f == "talk" || f == "attend")
}

// saidThere returns the capital that stands for who speaks in it, where the language
// needs no subject: "в Москве назвали …". It is -1 for none.
func (s *sentence) saidThere(h hit) int {
	if i := h.first - 1; s.lang.is(cNoArticles) && wordy(h.entry.Type) && !h.entry.Noun && i >= 0 && s.partyOf[i] >= 0 {
		if p := &s.parties[s.partyOf[i]]; p.City && p.Bare && p.Prep == "in" && s.seat(p) {
			return s.partyOf[i]
		}
	}
	return -1
}

// cutOff returns the subject that an insertion cuts off from its German verb: "the
// ambassador, NAME, has handed …". It is -1 for none.
func (s *sentence) cutOff(g int, h hit) int {
	i := s.segs[g].first + 1
	if !s.lang.capitalNouns() || g < 2 || s.segs[g-1].kind != insertion || !s.is(cFinite, i) || s.segs[g-2].verb || s.segs[g-2].kind != mainClause && s.segs[g-2].kind != insertion || !s.crossable(g-1, g) {
		return -1
	}
	return s.nominativeIn(s.segs[g-2], h)
}

// cataphor reports whether a party is a pronoun in a clause that the sentence
// opens with, which means somebody the main clause names: "though he welcomed …, X".
func (s *sentence) cataphor(g, own int) bool {
	if own < 0 {
		return false
	}
	p := &s.parties[own]
	if g != 0 || p.Anaphor != One || s.segs[g].kind != subordinate || g+1 >= len(s.segs) {
		return false
	}
	next := s.segs[g+1].first
	for next < len(s.tokens) && (!s.tokens[next].Word || s.determiner(next)) {
		next++
	}
	return next < len(s.tokens) && s.partyOf[next] >= 0 && s.parties[s.partyOf[next]].Anaphor == Named
}

// shares reports whether, where the order of words is free, nothing but a
// conjunction stands before the verb: it has the subject of the verb before ("und
// rief A auf").
func (s *sentence) shares(seg segment, h hit) bool {
	return !s.lang.fixedOrder() && seg.kind == coordinate && h.tense&participle == 0 && h.first == seg.first+1
}

// mainSubject returns the subject of the German main clause that a verb goes on with
// after a clause between: "A stellte klar, dass …, und rief B auf". It is -1 for none.
func (s *sentence) mainSubject(g int, h hit) int {
	if !s.lang.capitalNouns() || g < 2 || !s.shares(s.segs[g], h) {
		return -1
	}
	d := g - 1
	for d >= 0 && s.segs[d].kind != mainClause && s.segs[d+1].cost < costHard {
		d--
	}
	if d < 0 || d == g-1 || s.segs[d+1].cost >= costHard {
		return -1
	}
	return s.nominativeIn(s.segs[d], h)
}

// newSubject returns the party that is the subject of the clause before a
// coordinated verb, where that clause tells no act: "after X had singled out Y and
// threatened Z". It is -1 for none.
func (s *sentence) newSubject(g int) int {
	if !s.lang.fixedOrder() || s.segs[g].kind != coordinate || g == 0 || s.segs[g].cost >= costHard {
		return -1
	}
	before := s.segs[g-1]
	if before.kind != subordinate || s.hitBetween(before.first, before.last+1) {
		return -1
	}
	for k := range s.parties {
		if p := &s.parties[k]; p.first >= before.first && p.last < before.last && (p.Prep == "" || s.opens(before, p)) && !p.Genitive {
			return k
		}
	}
	return -1
}

// object reports whether, in a language of fixed order, the party stands after
// the verb of its clause.
func (s *sentence) object(seg segment, k int) bool {
	for i := seg.first; s.lang.fixedOrder() && i < s.parties[k].first; i++ {
		if n := s.hitAt[i]; n >= 0 && !s.hits[n].entry.Noun || s.is(cFinite, i) {
			return true
		}
	}
	return false
}

func (s *sentence) crossable(from, to int) bool {
	for k := from; k <= to; k++ {
		if s.segs[k].cost >= costHard {
			return false
		}
	}
	return true
}

// headless reports whether nothing but adverbs stands between the verb and the
// conjunction or comma before it.
func (s *sentence) headless(h hit) bool {
	seg := s.segs[s.segOf[h.first]]
	for k := seg.first; k < h.first; k++ {
		if s.partyOf[k] >= 0 && s.parties[s.partyOf[k]].Prep == "" {
			return false
		}
	}
	return seg.kind != relative && seg.kind != subordinate
}

// previousVerb returns the last verbal hit before h that has a subject.
func (s *sentence) previousVerb(h hit) int {
	for k := s.hitAt[h.first] - 1; k >= 0; k-- {
		if s.lang.fixedOrder() && s.infinitiveMark(s.hits[k].first) && h.tense&past != 0 && !s.infinitiveMark(h.first) {
			continue // "opposed the plan to send … and made …"
		}
		if !s.hits[k].entry.Noun && len(s.hits[k].subject) > 0 && s.distance(s.hits[k].first, h.first) < costHard {
			return k
		}
	}
	return -1
}

// antecedent returns the last party before the token, -1 for none.
func (s *sentence) antecedent(token int) int {
	for k := len(s.parties) - 1; k >= 0; k-- {
		if s.parties[k].last < token {
			return k
		}
	}
	return -1
}

// nominativeIn returns the first party of a list that can be the subject of the
// verb in the segment: before the verb, else after it where the order is free.
func (s *sentence) nominativeIn(seg segment, h hit) int {
	best, bestScore := -1, 0
	for k := range s.parties {
		p := &s.parties[k]
		if p.first < seg.first || p.last > seg.last || p.Prep != "" && !s.opens(seg, p) || p.Genitive || p.cases&nominative == 0 || s.listTail(k) || p.Margins || s.attached(k) && s.mediates(p.first) {
			continue
		}
		if p.City && p.Bare && h.entry.Frame == "visit" {
			continue // cities do not travel
		}
		if s.lang.fixedOrder() && s.owns(p) && s.ownsThing(p) || s.inTalks(p, h) {
			continue
		}
		if p.City && p.Bare && s.namedAfter(p) || s.lang.fixedOrder() && !p.plain && s.stranger(p.last+1, h.first) {
			continue
		}
		score := 10
		if p.first <= h.first { // the verb itself may say who: "exigimos"
			score += 5
		} else if s.lang.fixedOrder() && (!s.lang.is(cSubjectsFollow) || !p.Headed || p.relation) {
			continue
		}
		if p.cases == nominative {
			score += 8
		}
		if p.adjective {
			score -= 2
		}
		if s.possessive(p) {
			score -= 9
		}
		if s.owns(p) {
			score -= 3
		}
		if s.attached(k) {
			score -= 9
		}
		if p.City && p.Prep == "" && !(s.lang.capitalNouns() && s.is(cFinite, p.last+1)) {
			score--
		}
		if score > bestScore {
			best, bestScore = k, score
		}
	}
	return best
}

// opens reports whether the word before a party is no preposition but opens its
// clause: "before A and B restored ties".
func (s *sentence) opens(seg segment, p *Party) bool {
	return seg.kind == subordinate && p.Prep == "other" && p.first-seg.first <= 3 && (s.is(cSubordinator, seg.first) || s.is(cSubordinator, seg.first+1) && !s.tokens[seg.first].Word)
}

// stranger reports whether somebody who is no party stands between two tokens and
// is said to do what follows: "he is the man who met …".
func (s *sentence) stranger(from, to int) bool {
	for k := from + 1; k < to; k++ {
		if s.is(cRelative, k) && s.partyOf[k-1] < 0 && s.plainWord(k-1) && !s.adverbial(k-1) && !s.is(cDocument, k-1) {
			return true
		}
	}
	return false
}

// namedAfter reports whether a city is only the last part of another name: "FC
// Barcelona", "Landgericht Berlin".
func (s *sentence) namedAfter(p *Party) bool {
	i := p.first - 1
	return i > 0 && s.tokens[i].Upper && s.timeAt[i] < 0 && s.plainWord(i) && !s.adverbial(i) && !s.Headline
}

// owns reports whether the party is only the owner of what follows: "Russia's allies".
func (s *sentence) owns(p *Party) bool {
	i := p.last + 1
	return i+1 < len(s.tokens) && s.tokens[i].Glued && !s.tokens[i].Word && apostrophe([]rune(s.tokens[i].Lower)[0]) && s.tokens[i+1].Lower == "s"
}

// ownsThing reports whether what a party owns is nobody who acts for it: "Singapore's
// infrastructure", "Germany's NAME", not "Iran's minister".
func (s *sentence) ownsThing(p *Party) bool {
	const longest = 4
	i := p.last + 3
	if i >= len(s.tokens) || !s.tokens[i].Word || !p.Bare {
		return false
	}
	for k := i; k < i+longest && k < len(s.tokens) && s.tokens[k].Word; k++ {
		if k > i && s.hitAt[k] >= 0 && !s.hits[s.hitAt[k]].entry.Noun {
			break // what comes now is told of it
		}
		if s.partyOf[k] >= 0 || s.phraseAt(cBody, k) > 0 {
			return false // "the UN's top rights official"
		}
	}
	return true
}

// inTalks reports whether a state's adjective only says what talks or which
// conference is meant: "the Iranian peace talks called for …" is no act of Iran.
func (s *sentence) inTalks(p *Party, h hit) bool {
	const longest = 3
	if !p.adjective || h.entry.Type == Consult || h.entry.Noun {
		return false
	}
	for k := p.last + 1; k <= p.last+longest && k < h.first && s.tokens[k].Word && s.partyOf[k] < 0; k++ {
		if slices.ContainsFunc(s.tokens[k].word.heads, func(f form) bool { return f.entry.Noun && f.entry.Type == Consult }) {
			return true
		}
	}
	return false
}

// openedByTalks reports whether talks or a conference are the subject of a segment.
func (s *sentence) openedByTalks(seg segment, h hit) bool {
	return slices.ContainsFunc(s.parties, func(p Party) bool {
		return p.first >= seg.first && p.last <= seg.last && p.Prep == "" && s.inTalks(&p, h)
	})
}

// listTail reports whether the party continues a list.
func (s *sentence) listTail(k int) bool { return s.parties[k].Group != k }

// attached reports whether the party follows a plain noun without a
// preposition: a genitive in languages that have one.
func (s *sentence) attached(k int) bool {
	i := s.parties[k].first - 1
	for i >= 0 && (s.is(cArticle, i) || s.is(cDet, i)) {
		i--
	}
	if i < 0 || s.lang.fixedOrder() || s.timeAt[i] >= 0 || s.hitAt[i] >= 0 && !s.hits[s.hitAt[i]].entry.Noun {
		return false
	}
	t := s.tokens[i]
	if s.lang.capitalNouns() {
		return t.Upper && s.partyOf[i] < 0 && i > 0
	}
	return t.Word && s.partyOf[i] < 0 && s.parties[k].cases&genitive != 0 && s.parties[k].cases&nominative == 0
}

// members lists the parties of k's group, k first.
func (s *sentence) members(k int) []int {
	g, from := s.parties[k].Group, len(s.indices)
	s.indices = append(s.indices, k)
	for i := range s.parties {
		if i != k && s.parties[i].Group == g {
			s.indices = append(s.indices, i)
		}
	}
	return s.indices[from:len(s.indices):len(s.indices)]
}

// both joins two lists of indices.
func (s *sentence) both(a, b []int) []int {
	from := len(s.indices)
	s.indices = append(append(s.indices, a...), b...)
	return s.indices[from:len(s.indices):len(s.indices)]
}

// once is a list of indices without repetitions.
func (s *sentence) once(list []int) []int {
	for i, k := range list {
		if slices.Contains(list[:i], k) {
			return s.once(append(s.both(list[:i], nil), list[i+1:]...))
		}
	}
	return list
}
