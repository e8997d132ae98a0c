package what

import (
	"slices"

	"github.com/dateline-news/dateline/timeline/who"
)

// otherSide finds the parties on the other side of the verb.
func (s *sentence) otherSide(h hit, f frame, subject []int) []int {
	if s.ownObject(h, subject) {
		return nil
	}
	if (h.entry.Type == Accuse || h.entry.Type == Reject) && !h.entry.Noun {
		if k := s.partyWith(h, "by", f, subject); k >= 0 && s.parties[k].first > h.last {
			return s.groupOf(k, subject) // "condemned the arrest of Y by X"
		}
	}
	if h.entry.Type == Sanction && h.entry.Mode == "" {
		if k := s.partyWith(h, "against", f, subject); k >= 0 && s.segOf[s.parties[k].first] == s.segOf[h.first] {
			return s.groupOf(k, subject) // "joined the sanctions of A against B"
		}
	}
	for n, prep := range f.take {
		if k := s.partyWith(h, prep, f, subject); k >= 0 {
			return s.groupOf(s.guestOf(k), subject)
		}
		if n == 0 && (f.region && prep == "" || f.owner) {
			if k := s.owner(h, subject); k >= 0 {
				return s.groupOf(s.addressee(h, f, subject, k), subject)
			}
		}
	}
	if f.dest {
		if k := s.destination(h, subject); k >= 0 {
			return s.groupOf(k, subject)
		}
	}
	if f.region {
		return s.regionOf(h, subject)
	}
	return nil
}

// addressee prefers to the owner k of something the party that is named before it
// with a preposition of the act: "froze aid to A over its backing of B".
func (s *sentence) addressee(h hit, f frame, subject []int, k int) int {
	for _, prep := range f.take[1:] {
		if prep == "of" || prep == "in" {
			continue
		}
		if j := s.partyWith(h, prep, f, subject); j >= 0 && s.parties[j].first > h.last && s.parties[j].first < s.parties[k].first && s.segOf[s.parties[j].first] == s.segOf[h.first] {
			return j
		}
	}
	return k
}

// infinitiveFollows reports whether the content of a promise follows the verb
// at once: "agreed to", "is ready to", "agreed in principle on Monday to".
func (s *sentence) infinitiveFollows(h hit) bool {
	if g := s.segOf[h.first] + 1; s.lang.capitalNouns() && g < len(s.segs) && s.segs[g].kind == infinite {
		return true
	}
	for k := h.last + 1; k < len(s.tokens) && k <= h.last+6 && s.segOf[k] == s.segOf[h.first]; k++ {
		if s.is(cTo, k) {
			return true
		}
	}
	return false
}

// owner returns the party whose thing the object is ("den Vorschlag Moskaus",
// "Iran's decision", "German goods"), nearest the verb.
func (s *sentence) owner(h hit, subject []int) int {
	best, bestCost := -1, costRelative
	if s.lang.fixedOrder() {
		bestCost = costComma
	}
	for k := range s.parties {
		p := &s.parties[k]
		if slices.Contains(subject, k) || s.same(subject, p) || s.listTail(k) || p.Margins || p.Prep != "" && p.Prep != "of" && !(h.entry.Frame == "concern" && s.owns(p)) || !p.Genitive && !s.attached(k) && !p.adjective && !(h.entry.Frame == "concern" && s.owns(p)) || s.ofTalks(p) || p.Poss && p.Anaphor == Office && p.Level == "" {
			continue
		}
		cost := s.reach(h, p)
		if p.first < h.first {
			cost++
		}
		if cost < bestCost {
			best, bestCost = k, cost
		}
	}
	return best
}

// same reports whether the party is one of the subject's own.
func (s *sentence) same(subject []int, p *Party) bool {
	for _, k := range subject {
		if p.Code != "" && s.parties[k].Code == p.Code {
			return true
		}
	}
	return false
}

// guestOf prefers "the guest from X": X to the word that points back.
func (s *sentence) guestOf(k int) int {
	if p := &s.parties[k]; p.Anaphor == Guest && k+1 < len(s.parties) {
		if next := &s.parties[k+1]; next.Prep == "from" && next.first-p.last <= 2 {
			return k + 1
		}
	}
	return k
}

func (s *sentence) groupOf(k int, without []int) []int {
	all := s.members(k)
	if len(without) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(m int) bool { return slices.Contains(without, m) })
}

// partyWith returns the party with the preposition that is nearest the verb in
// its clause; "" asks for an object.
func (s *sentence) partyWith(h hit, prep string, f frame, subject []int) int {
	best, bestCost := -1, costRelative+1
	if prep == "" {
		bestCost = costComma
	}
	for k := range s.parties {
		p := &s.parties[k]
		if p.Prep != prep && (prep != "" || p.Prep != "to" || !s.lang.is(cObjectsMarked)) || s.same(subject, p) || slices.Contains(subject, k) || p.Margins || s.listTail(k) && slices.Contains(subject, p.Group) || s.attributed(h, p) {
			continue
		}
		if p.Poss && p.Anaphor == Office && p.Level != who.Head && p.Level != who.Minister && !f.reciprocal && (prep == "" || prep == "of" || p.Prep == "to" && s.lang.is(cObjectsMarked)) {
			continue // "closed its consulate in A"
		}
		if prep == "" && p.Role == "embassy" && p.Anaphor == Office && h.entry.Type == Sanction {
			continue // "закрыло посольство в A"
		}
		if p.City && p.Bare && !f.dest && (prep == "to" || prep == "in" || prep == "on") {
			continue
		}
		if h.entry.Frame == "command" && p.first-h.last > 3 {
			continue // "ordered a campaign to influence A"
		}
		if prep == "" && h.entry.Frame == "warn" && s.is(cFinite, p.last+1) {
			continue // "warned A is protecting B"
		}
		if prep == "" && (f.dest && p.Org || h.entry.Frame == "receive" && p.Bare && (p.City || s.beforeTalks(p))) {
			continue // cities are no guests: "Lyon hosts Napoli" is a match; "hosts A–B talks" of two others
		}
		if prep == "" && h.entry.Type == Accuse && p.first > h.last && s.infinitiveBetween(h.last+1, p.first) {
			continue // "criticised the decision to stop supplies to A"
		}
		if prep == "" && wordy(h.entry.Type) && p.first > h.last && s.infinitiveAfterParty(h.last+1, p.first) {
			continue // "threw its weight behind A's bid to join B"
		}
		if prep == "" && h.particle >= 0 && p.first > h.particle {
			continue // the verb's clause ends with its prefix
		}
		if prep != "" && p.last < h.first && s.othersAsked(h) {
			continue
		}
		if prep == "by" && s.agentOfOther(h, p) || prep != "" && s.complete(h) && s.otherObject(h, p) {
			continue
		}
		if prep == "" && s.lang.fixedOrder() && !s.objectOf(h, p) {
			continue
		}
		if prep == "" && (p.cases == nominative || s.goesOnWith(h, k) || f.noObject || p.Genitive || s.attached(k) || s.lang.fixedOrder() && p.first < h.first) {
			continue
		}
		if cost := s.reach(h, p); cost < bestCost {
			best, bestCost = k, cost
		}
	}
	return best
}

// beforeTalks reports whether a party only says whose talks are meant by the noun
// that follows: "A–B talks".
func (s *sentence) beforeTalks(p *Party) bool {
	const longest = 3
	for k := p.last + 1; k <= p.last+longest && k < len(s.tokens); k++ {
		if s.namesTalks(k) {
			return true
		}
		if s.partyOf[k] < 0 && !s.tokens[k].Glued && !s.plainWord(k) {
			return false
		}
	}
	return false
}

// namesTalks reports whether the word at token k may be a noun of talks.
func (s *sentence) namesTalks(k int) bool {
	return slices.ContainsFunc(s.tokens[k].word.heads, func(f form) bool {
		return f.entry.Noun && f.entry.Type == Consult && f.entry.Mode == ""
	})
}

// objectOf reports whether, in a language of fixed order, a party can be the
// object of the verb: in its own clause, a pronoun close by, not its own troops.
func (s *sentence) objectOf(h hit, p *Party) bool {
	g := s.segOf[p.first]
	switch {
	case p.Poss && p.Anaphor == Office && p.Level == "":
		return false // "strengthened its forces"
	case (p.Anaphor == One || p.Anaphor == Many && p.first == p.last) && p.first-h.last > 3:
		return false // "… calling them occupiers"
	case g != s.segOf[h.first] && s.segs[g].kind == insertion:
		return false // "in Bam, Iran"
	}
	return s.distance(h.first, p.first) < costCoordinate
}

// attributed reports whether a party stands where the sentence only says who
// told it: "…, Thai police said", "according to a Canadian report".
func (s *sentence) attributed(h hit, p *Party) bool {
	g := s.segOf[p.first]
	if p.first < h.first || !s.lang.fixedOrder() {
		return false
	}
	for k := p.first - 1; k > h.last; k-- {
		if s.is(cAttribution, k) {
			return true
		}
	}
	if g == s.segOf[h.first] {
		return false
	}
	for k := s.segs[g].first; k <= s.segs[g].last; k++ {
		if s.hitAt[k] >= 0 && !s.hits[s.hitAt[k]].entry.Noun && k < p.first {
			return false
		}
		if s.is(cSpeech, k) || s.is(cStop, k) && k > p.last {
			return true
		}
	}
	return false
}

// ownObject reports whether the words of the subject go to its own people: what
// follows is their business, no other state's.
func (s *sentence) ownObject(h hit, subject []int) bool {
	if !s.lang.fixedOrder() || !wordy(h.entry.Type) || h.entry.Type == Support || h.entry.Type == Agree {
		return false
	}
	for k := range s.parties {
		p := &s.parties[k]
		if p.first > h.last {
			own := s.same(subject, p) || p.Poss && p.first-h.last <= 2 && p.Anaphor == Named // "his CIA director"
			return p.first-h.last <= 4 && p.Prep == "" && own && s.segOf[p.first] == s.segOf[h.first]
		}
	}
	return false
}

// reach is what it costs the verb to reach a party.
func (s *sentence) reach(h hit, p *Party) int {
	cost := s.distance(h.first, p.first)
	if cost > 0 && s.segs[s.segOf[h.first]].kind == coordinate && p.first < h.first {
		cost += costComma
	}
	if s.otherVerbBetween(h, p.first) {
		cost += 2
	}
	return cost
}

func (s *sentence) otherVerbBetween(h hit, token int) bool {
	a, b := h.last+1, token
	if token < h.first {
		a, b = token, h.first
	}
	for k := a; k < b; k++ {
		if s.hitAt[k] >= 0 && !s.hits[s.hitAt[k]].entry.Noun {
			return true
		}
	}
	return false
}

// destination returns the country or city the clause moves to.
func (s *sentence) destination(h hit, subject []int) int {
	bound := "to"
	if g := s.prep(h.last); g != "" {
		bound = g // "left for A"
	}
	for _, prep := range [...]string{bound, "to", "in", "into", ""} {
		for k := range s.parties {
			p := &s.parties[k]
			if s.segs[s.segOf[h.first]].kind == relative && s.segOf[p.first] > s.segOf[h.first] {
				continue // "A, who flew in, laid a wreath at B"
			}
			if p.Prep == prep && !slices.Contains(subject, k) && (p.Anaphor == Named || p.Anaphor == Neighbours || p.Anaphor == Many && p.last > p.first) && s.reach(h, p) < costRelative && (prep != "" || (p.City || !p.Genitive) && s.reach(h, p) < costComma) && !s.elsewhere(h, p) {
				return k
			}
		}
	}
	return -1
}

// regionOf returns any other party of the verb's clause, after the verb first.
func (s *sentence) regionOf(h hit, subject []int) []int {
	best, bestCost := -1, costHard
	for k := range s.parties {
		p := &s.parties[k]
		if slices.Contains(subject, k) || s.same(subject, p) || slices.Contains(subject, p.Group) || p.Margins || p.Prep == "about" || p.Anaphor == Office && (p.Level == who.Official || p.Role == "embassy" || p.Poss && p.Level == "") || s.attributed(h, p) || s.aside(h, p) || s.antecedes(p, subject) || h.entry.Type == Agree && s.venue(p) || s.scene(h, p) {
			continue
		}
		cost := s.reach(h, p)*4 + abs(p.first-h.first)/4
		if p.first < h.first && s.lang.fixedOrder() {
			cost += 8
		}
		if p.Prep == "in" && p.City {
			cost += 12
		}
		if s.elsewhere(h, p) || s.otherObject(h, p) || s.goesOnWith(h, k) || p.last < h.first && s.othersAsked(h) {
			continue
		}
		if s.reach(h, p) < costHard && cost < bestCost {
			best, bestCost = k, cost
		}
	}
	if best < 0 {
		return nil
	}
	return s.groupOf(best, subject)
}

// othersAsked reports whether, in a language of fixed order, the verb's object is
// somebody who is no party: "ahead of a visit to A, B urged all parties to …".
func (s *sentence) othersAsked(h hit) bool {
	if !s.lang.fixedOrder() || h.entry.Frame != "ask" || s.determiner(h.last) {
		return false
	}
	const reach = 4
	plain := false
	for k := h.last + 1; k < len(s.tokens) && k <= h.last+reach; k++ {
		switch {
		case s.is(cTo, k):
			return plain
		case s.determiner(k):
		case !s.plainWord(k):
			return false
		default:
			plain = true
		}
	}
	return false
}

// venue reports whether a party is only where talks are held or what they are
// about: "at the talks in X", "a conference on X".
func (s *sentence) venue(p *Party) bool {
	i := p.first - 1
	for i > 0 && s.is(cArticle, i) {
		i--
	}
	return (p.Prep == "in" || p.Prep == "on" || p.Prep == "about") && i > 0 && slices.ContainsFunc(s.tokens[i-1].word.heads, func(f form) bool { return f.entry.Noun && f.entry.Type == Consult })
}

// scene reports whether a party is only where that happens which is asked for:
// "demanded aid access in X", not "called on all sides in X" nor "sought refuge in X".
func (s *sentence) scene(h hit, p *Party) bool {
	if h.entry.Type != Request || h.entry.Noun || p.Prep != "in" || !p.Bare || p.first < h.first || h.last > h.first && s.prep(h.last) == "on" {
		return false
	}
	i := p.first - 1
	for i > h.last && s.prep(i) != "in" {
		i--
	}
	i--
	return i > h.last && s.partyOf[i] < 0 && !s.keeps(i) && !s.is(cBody, i) && !s.is(cGroup, i) && !s.completing(h.entry, i)
}

// onlyScene reports whether what is asked for happens in a state that is named
// for nothing else: nobody the text named before is asked.
func (s *sentence) onlyScene(h hit) bool {
	return slices.ContainsFunc(s.parties, func(p Party) bool { return s.segOf[p.first] == s.segOf[h.first] && s.scene(h, &p) })
}

// elsewhere reports whether a party only owns something in a side clause: "pledged
// to go, which will raise China's ire".
func (s *sentence) elsewhere(h hit, p *Party) bool {
	g := s.segOf[p.first]
	return s.lang.fixedOrder() && g > s.segOf[h.first] && s.owns(p) && s.distance(h.first, p.first) >= costComma
}

// otherObject reports whether a party belongs to the verb of a clause that is
// coordinated to the hit's: "condemned the attack and called on X".
func (s *sentence) otherObject(h hit, p *Party) bool {
	g := s.segOf[p.first]
	if g <= s.segOf[h.first] || s.segs[g].kind != coordinate {
		return false
	}
	for k := s.segs[g].first; k < p.first; k++ {
		if n := s.hitAt[k]; n >= 0 && !s.hits[n].entry.Noun {
			return true
		}
	}
	return false
}

// antecedes reports whether a party is the one that the pronoun which is the subject
// points back at: "A's minister left, though he had defended it".
func (s *sentence) antecedes(p *Party, subject []int) bool {
	if len(subject) != 1 {
		return false
	}
	one := &s.parties[subject[0]]
	return one.Anaphor == One && p.Headed && p.Prep == "" && p.last < one.first && s.segOf[p.first] != s.segOf[one.first]
}

// aside reports whether a party is only where a side clause of the sentence
// happens: "… if war starts in Iraq".
func (s *sentence) aside(h hit, p *Party) bool {
	g := s.segOf[p.first]
	return p.Prep == "in" && g != s.segOf[h.first] && (s.segs[g].kind == subordinate || s.segs[g].kind == relative)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
