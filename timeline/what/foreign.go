package what

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline/who"
)

// Most verbs of diplomacy are verbs of everybody: a museum agrees, a tourist
// thanks, prices are urged down. This file tells such subjects from parties.

// describes reports whether the state's adjective that ends before token i only
// says where somebody or something is from: "a Turkish doctor", "российский
// турист", "die deutsche Wirtschaft". Words between it and an office do not count.
func (s *sentence) describes(i int) bool {
	const longest = 3 // words up to the noun
	for k := i; k < i+longest && k < len(s.tokens); k++ {
		switch {
		case s.timeAt[k] >= 0, s.adverbial(k):
			return k > i
		case slices.ContainsFunc(s.tokens[k].word.heads, func(f form) bool { return f.entry.Noun }):
			return false // "Iranian peace talks"
		case s.inName[k] >= 0:
			return k > i && s.names[s.inName[k]].Kind == who.Person // "the Chilean poet NAME"
		case s.phraseAt(cBody, k) > 0, s.phraseAt(cGroup, k) > 0, s.phraseAt(cRelation, k) > 0, s.phraseAt(cPartitive, k) > 0:
			return false
		case !s.plainWord(k):
			return k > i
		}
	}
	return true
}

// adverbial reports whether token k may stand between subject and verb without
// being either: "also", "not", "has", "immediately".
func (s *sentence) adverbial(k int) bool {
	w := s.tokens[k].word
	return w.mayBe(adverbial) || strings.HasSuffix(s.tokens[k].Lower, "ly")
}

var adverbial = maskOf(cAdverb, cFinite, cPerfect, cPluperfect, cPassive, cFuture, cModal, cConditional, cNegation, cNegationBefore, cOnly, cAspect, cSubordinator, cRelative)

// foreign reports whether the clause of a finite verb has a subject of its own
// that is no party: "the museum agreed", "man fordert". Where every clause has
// its subject and none in it is a party, whatever stands before the verb is it.
func (s *sentence) foreign(h hit) bool {
	if h.entry.Noun || s.is(cFinite, h.first) && s.mayHold(cReports) || h.tense&(past|present|future|infinitive|participle) == 0 && !s.auxIn(max(0, h.first-2), h.first) {
		return false
	}
	g := s.segOf[h.first]
	seg := s.segs[g]
	if s.nobody(seg, h) || s.lang.fixedOrder() && s.stranger(seg.first, h.first) || g == 0 && seg.kind == subordinate && s.cataphor(g, s.nominativeIn(seg, h)) {
		return true
	}
	if seg.kind == coordinate && g > 0 && seg.cost < costHard {
		return s.foreignBefore(g)
	}
	if seg.kind == relative || seg.kind == coordinate || seg.kind == infinite || s.tokens[seg.first].Lower == ")" {
		return false
	}
	return (s.lang.fixedOrder() || s.lang.capitalNouns()) && s.plainSubject(s.opening(g, h), h.first, h.entry)
}

// foreignBefore reports whether the clause before a coordinated one has a subject
// that is no party: "the museum welcomed X and thanked Y".
func (s *sentence) foreignBefore(g int) bool {
	if g == 0 {
		return false // the sentence begins with the conjunction
	}
	before := s.segs[g-1]
	for k := before.first; k <= before.last; k++ {
		if n := s.hitAt[k]; n >= 0 && !s.hits[n].entry.Noun {
			return len(s.hits[n].subject) == 0 && s.foreign(s.hits[n])
		}
	}
	if s.lang.fixedOrder() && before.kind == mainClause && !s.hitBetween(before.first, before.last+1) {
		return s.leading(before) < 0 && s.plainSubject(before.first, before.last, nil)
	}
	return s.lang.fixedOrder() && before.kind == subordinate && !s.hitBetween(before.first, before.last+1) && s.newSubject(g) < 0 && s.plainSubject(before.first, before.last, nil)
}

// leading returns the first party of a segment without a preposition, -1 for none.
func (s *sentence) leading(seg segment) int {
	return slices.IndexFunc(s.parties, func(p Party) bool { return p.first >= seg.first && p.last <= seg.last && p.Prep == "" })
}

// nobody reports whether a pronoun that is never a party stands in the clause: I,
// you, man, on, кто.
func (s *sentence) nobody(seg segment, h hit) bool {
	if !s.mayHold(cNobody) {
		return false
	}
	for k := seg.first; k <= seg.last; k++ {
		if s.is(cNobody, k) && s.prep(k-1) == "" && (k < h.first || !s.lang.fixedOrder()) {
			return true
		}
	}
	return false
}

// opening returns the token that the subject may stand from: where the clause
// begins, or where the one begins that a relative clause or an insertion cuts.
func (s *sentence) opening(g int, h hit) int {
	for i := s.segs[g].first; i < h.first; i++ {
		if s.tokens[i].Word && !s.adverbial(i) {
			return s.segs[g].first
		}
	}
	for d := g - 1; d >= 0 && s.segs[d+1].cost < costHard; d-- {
		if k := s.segs[d].kind; k != relative && (k != insertion || d == 0) {
			return s.segs[d].first
		}
	}
	return s.segs[g].first
}

// plainSubject reports whether a word between the tokens can only be a subject,
// and is none of the words that belong to the verb ("a deal was reached").
func (s *sentence) plainSubject(from, to int, own *entry) bool {
	for k := from; k < to && (s.segOf[k] == s.segOf[from] || s.segOf[k] == s.segOf[to]); k++ {
		switch {
		case s.is(cOurs, k):
			return false
		case s.is(cPrivate, k) && s.inName[k] < 0 && s.partyOf[k] < 0 && s.prep(k-1) == "":
			return true
		case !s.tokens[k].Word, s.partyOf[k] >= 0, s.timeAt[k] >= 0, s.inName[k] >= 0, s.adverbial(k), s.is(cAnd, k), s.is(cBut, k), s.is(cTo, k), s.is(cStandIn, k), s.determiner(k):
		case s.prep(k) != "", own != nil && (s.completing(own, k) || own.Mode == "sign" && s.is(cDocument, k)):
			return false
		case s.lang.capitalNouns() && (!s.tokens[k].Upper || k == 0 || !s.tokens[k-1].Word):
		default:
			return true
		}
	}
	return false
}

// determiner reports whether token k only goes with the noun after it.
func (s *sentence) determiner(k int) bool {
	return s.is(cArticle, k) || s.is(cDet, k) || s.is(cFiller, k) || s.is(cPossessive, k) || s.is(cNumber, k) || s.is(cFormer, k)
}

// agrees reports whether the form of an English verb fits its subject: one state
// or person takes no plain present ("a long-term Ukraine support" is a noun).
func (s *sentence) agrees(h hit, subject []int) bool {
	if !s.lang.fixedOrder() || h.entry.Noun || h.tense != infinitive|present || len(subject) != 1 {
		return true
	}
	p := &s.parties[subject[0]]
	if p.Anaphor != Named || p.Plural || p.Org || p.headed && p.Person == "" || p.first > h.first || p.Person == "" && !s.singular(p) {
		return true
	}
	for k := p.last + 1; k < h.first; k++ {
		if s.is(cFinite, k) || s.is(cTo, k) && h.first-k <= 2 || s.is(cNegationBefore, k) || s.phraseAt(cFuture, k) > 0 || s.phraseAt(cModal, k) > 0 || s.phraseAt(cConditional, k) > 0 || s.is(cAnd, k) {
			return true
		}
	}
	return false
}

// singular reports whether the party is named by the noun of one state.
func (s *sentence) singular(p *Party) bool {
	n := s.inName[p.first]
	return n >= 0 && s.names[n].Kind == who.Country && (s.names[n].Form == who.Noun || s.names[n].Form == who.Acronym)
}

// inGeneral reports whether a people is named as just people: "Americans who
// visit A", "thousands of Syrians".
func (s *sentence) inGeneral(p *Party, next int) bool {
	if next < len(s.tokens) && s.is(cRelative, next) {
		return true
	}
	i := p.first - 1
	return i >= 0 && (s.is(cNumber, i) || s.prep(i) == "of" && s.is(cPartitive, i-1))
}

// unofficial reports whether somebody or something of a country, no office of
// it, is among those who act: "a Turkish doctor", "a US aircraft carrier", "the Vienna critic".
func (s *sentence) unofficial(h hit, subject []int) bool {
	for _, k := range subject {
		p := &s.parties[k]
		if p.plain || h.entry.Type != Consult && p.City && p.Bare && !s.seat(p) || p.Bare && s.lang.is(cNounAdjuncts) && (p.City || s.singular(p)) && s.adjunct(p.last+1, h) {
			return true
		}
	}
	return false
}

// seat reports whether a city is one that may stand for its state.
func (s *sentence) seat(p *Party) bool {
	n := s.inName[p.first]
	return n < 0 || s.names[n].Kind != who.City || s.names[n].Form == who.Metonym
}

// adjunct reports whether nothing but plain nouns stands from token i to the verb.
func (s *sentence) adjunct(i int, h hit) bool {
	nouns := 0
	for ; i < h.first; i++ {
		switch {
		case s.is(cFinite, i), s.is(cPerfect, i), s.is(cPluperfect, i):
			return nouns > 0
		case s.adverbial(i), s.timeAt[i] >= 0:
		case s.is(cRelative, i):
			return nouns > 0
		case s.is(cStandIn, i):
			return false
		case s.hitAt[i] < 0 && s.prep(i) == "" && slices.ContainsFunc(s.tokens[i].word.heads, func(f form) bool { return f.tense&infinitive != 0 }):
			nouns++ // "cable ship": no verb here
		case s.plainWord(i) && s.inName[i] < 0:
			nouns++
		default:
			return false
		}
	}
	return nouns > 0 && !h.entry.Noun
}

// titled returns the office that follows a name nobody knows, cut off by commas from
// its verb: "NAME, minister of A, will visit B". It is -1 for none.
func (s *sentence) titled(g int) int {
	if !s.lang.fixedOrder() || g < 2 || s.segs[g-1].kind != insertion || !s.crossable(g-1, g) || s.tokens[s.segs[g].first].Lower != "," {
		return -1
	}
	i := s.segs[g-1].first
	if name := i - 1; s.partyOf[name] >= 0 || !s.tokens[name].Upper || !s.plainWord(name) || name < 1 || !s.tokens[name-1].Upper {
		return -1
	}
	for i++; i < s.segs[g-1].last && s.determiner(i); i++ {
	}
	if k := s.partyOf[i]; k >= 0 && s.parties[k].headed && s.parties[k].Prep == "" && s.parties[k].first == i {
		return k
	}
	return -1
}
