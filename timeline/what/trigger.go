package what

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline/who"
)

// hit is a word of the sentence that can head an act.
type hit struct {
	first, last int // tokens of the head
	particle    int // token of the separated prefix, or -1
	entry       *entry
	tense       tense
	score       int // companions that must stand and do
	subject     []int
}

// findHits marks every token that heads an entry. The entry is the first whose
// words follow; companions are checked once the clauses are known.
func (s *sentence) findHits() {
	for i := range s.tokens {
		if len(s.tokens[i].word.heads) == 0 {
			continue
		}
		if s.inName[i] >= 0 && s.names[s.inName[i]].Kind != who.Role || s.timeAt[i] >= 0 && s.timeAt[i] == s.timeAt[max(i-1, 0)] && i > 0 {
			continue
		}
		if s.auxiliary(i) {
			continue
		}
		if i > 0 && s.is(cCompoundTail, i) && s.tokens[i].Glued && s.tokens[i-1].Lower == "-" {
			continue // "Iranian-backed": nobody backs
		}
		for _, f := range s.tokens[i].word.heads {
			if s.follows(f.rest, i+1) {
				s.hitAt[i] = len(s.hits)
				s.hits = append(s.hits, hit{first: i, last: i + len(f.rest), particle: -1, entry: f.entry, tense: f.tense})
				break
			}
		}
	}
}

// auxiliary reports whether token i only forms the perfect of a verb that comes
// next: "has warned", "had not yet agreed".
func (s *sentence) auxiliary(i int) bool {
	if !s.lang.fixedOrder() || !s.is(cPerfect, i) && !s.is(cPluperfect, i) {
		return false
	}
	for i++; i < len(s.tokens) && (s.is(cAdverb, i) || s.is(cNegationBefore, i)); i++ {
	}
	return i < len(s.tokens) && slices.ContainsFunc(s.tokens[i].word.heads, func(f form) bool { return f.tense&participle != 0 })
}

// settle gives every hit its best entry: the one with most companions that all
// stand in the clause, the earlier line of the lexicon where equal.
func (s *sentence) settle() {
	kept := s.hits[:0]
	for _, h := range s.hits {
		best, ok := s.bestForm(h.first)
		s.hitAt[h.first] = -1
		if !ok {
			continue
		}
		s.hitAt[h.first] = len(kept)
		kept = append(kept, best)
	}
	s.hits = kept
}

func (s *sentence) bestForm(i int) (hit, bool) {
	best, found := hit{score: -1}, false
	for _, f := range s.tokens[i].word.heads {
		if !s.follows(f.rest, i+1) || !f.entry.Noun && s.nounPosition(i, f) {
			continue
		}
		h := hit{first: i, last: i + len(f.rest), particle: -1, entry: f.entry, tense: f.tense}
		if f.particle != "" {
			if h.particle = s.findParticle(f.particle, h.last); h.particle < 0 {
				continue
			}
		}
		h.score = 2*len(f.entry.need) + 2*len(f.rest)
		if f.particle != "" {
			h.score += 3
		}
		if h.score > best.score && s.companions(f.entry, h) && !s.infinitiveOnly(f.entry, h) {
			best, found = h, true
		} else if h.score == best.score && f.entry == best.entry {
			best.tense |= f.tense
		}
	}
	return best, found
}

// nounPosition reports whether a word that could be a verb stands where only a
// noun can: after an article or, where nouns are capitalised, with a capital
// inside the sentence.
func (s *sentence) nounPosition(i int, f form) bool {
	if s.lang.fixedOrder() && f.tense&participle != 0 && i > 0 && s.is(cFiller, i-1) && i+1 < len(s.tokens) && s.nameAt[i+1] >= 0 && s.names[s.nameAt[i+1]].Kind == who.Role {
		return true // "the newly appointed ambassador"
	}
	if s.lang.fixedOrder() && s.is(cHoped, i) && s.is(cTo, i+1) {
		return true // "is open to talks"
	}
	if s.lang.fixedOrder() && (s.owned(i, f) || s.hyphens(i+len(f.rest)) || i > 0 && s.attributive(i, f)) {
		return true
	}
	if s.lang.fixedOrder() && !s.lang.is(cSubjectsFollow) && i == 0 && !s.Headline && f.tense&(past|participle|gerund) == 0 {
		return true // "Talks took place …": no sentence opens with its verb
	}
	if s.lang.fixedOrder() && s.Headline && f.tense&(past|participle|gerund) == 0 && i > 0 && s.partyOf[i-1] < 0 && slices.ContainsFunc(s.tokens[i-1].word.heads, func(o form) bool { return o.tense&present != 0 && o.tense&infinitive == 0 }) {
		return true // "A lifts ban on imports"
	}
	if s.lang.fixedOrder() && s.Headline && f.tense&(past|participle|gerund) == 0 && i == len(s.tokens)-1 && s.namesTalks(i) {
		return true // "A to host B–C talks"
	}
	if s.lang.fixedOrder() && f.tense == infinitive|present && i+len(f.rest)+1 < len(s.tokens) && (s.is(cPassive, i+len(f.rest)+1) || s.is(cFinite, i+len(f.rest)+1)) && !s.is(cReports, i+len(f.rest)+1) {
		return true // "a German request was …"
	}
	if f.tense == infinitive && s.infinitiveMark(i) {
		return false // "d'exiger": the mark is an article too
	}
	if f.tense == past && s.lang.is(cObjectsMarked) {
		return false // "la condenó": her, no article
	}
	if i == 0 || !s.is(cArticle, i-1) && (!s.is(cPossessive, i-1) || s.pointing(i-1) > 0) { // "его принял": whom, not whose
		return s.lang.capitalNouns() && s.tokens[i].Upper && i > 0 && !s.Headline && s.tokens[i-1].Word
	}
	return f.tense&participle == 0 || s.lang.fixedOrder() && i+1 < len(s.tokens) && s.tokens[i+1].Word && !s.is(cArticle, i+1) && s.prep(i+1) == "" && !s.is(cAnd, i+1) && !s.is(cTo, i+1)
}

// attributive reports whether, in a language of fixed order, the words before
// token i leave no room for a verb: "direct talks", "rejected proposed changes".
func (s *sentence) attributive(i int, f form) bool {
	if f.tense == infinitive {
		return false // "tras reunirse": a form no noun has
	}
	for i > 1 && !s.tokens[i-1].Word && quotes(s.tokens[i-1].Lower) {
		i-- // “direct and honest” talks
	}
	prev := &s.tokens[i-1]
	if f.tense&(past|participle|gerund) != 0 {
		heads := s.tokens[i-1].word.heads
		return prev.Word && s.inName[i-1] < 0 && s.partyOf[i-1] < 0 && len(heads) > 0 && heads[0].tense&(past|present) != 0 && !heads[0].entry.Noun && !s.is(cFinite, i-1) && !s.owned(i-1, heads[0])
	}
	switch {
	case !prev.Word, s.partyOf[i-1] >= 0, s.timeAt[i-1] >= 0 && !s.Times[s.timeAt[i-1]].Span.IsZero(), s.inName[i-1] >= 0, s.Headline:
		return false
	case s.is(cTo, i-1), s.is(cFinite, i-1), s.is(cAnd, i-1), s.is(cBut, i-1), s.is(cRelative, i-1), s.is(cNegationBefore, i-1), s.is(cFuture, i-1), s.is(cBody, i-1), s.is(cPlural, i-1):
		return false
	}
	return !strings.HasSuffix(prev.Lower, "ly") && !s.is(cAdverb, i-1) && s.phraseAt(cFuture, i-1) == 0 && s.phraseAt(cModal, i-1) == 0
}

// owned reports whether a word that could be a verb of the present follows a
// preposition or an owner, and so is a noun: "under pressure", "the EU's support".
func (s *sentence) owned(i int, f form) bool {
	switch {
	case i == 0 || f.tense&gerund != 0:
		return false
	case s.tokens[i-1].Lower == "s" && i > 2 && s.tokens[i-1].Glued && apostrophe([]rune(s.tokens[i-2].Lower)[0]):
		return s.tokens[i-3].Upper
	case f.tense&(past|participle) != 0:
		after := s.is(cContent, i-1) || s.prep(i-1) != "" || s.is(cTo, i-2) && s.plainWord(i-1)
		return f.tense&participle != 0 && after && s.plainWord(i+1) && !s.adverbial(i+1) // "that suggested reforms would …", "to reconsider proposed changes"
	case s.is(cTo, i-1):
		return f.tense&infinitive == 0
	case i > 1 && s.tokens[i-1].Glued && s.tokens[i-2].Lower == "-" && s.tokens[i-2].Glued && s.partyOf[i-1] < 0:
		return true // "US-led sanctions"
	case f.tense == infinitive|present && len(s.tokens[i-1].word.heads) == 0 && strings.HasSuffix(s.tokens[i-1].Lower, "ing"):
		return true // "scaling back"
	case f.tense == infinitive|present && s.is(cBody, i-1) && i+1 < len(s.tokens) && strings.HasSuffix(s.tokens[i+1].Lower, "ed"):
		return true // "military support changed"
	}
	if k := s.partyOf[i-1]; k >= 0 {
		p := &s.parties[k]
		return p.Bare && p.Prep != "" && p.Prep != "of" && p.Prep != "from" && !s.is(cSubordinator, p.first-1) && !s.is(cFinite, i) // "on Russia sanctions"
	}
	return s.prep(i-1) != "" && !s.is(cSubordinator, i-1)
}

// hyphens reports whether token i is the first part of a hyphened word:
// "supplies-sharing".
func (s *sentence) hyphens(i int) bool {
	return i+2 < len(s.tokens) && s.tokens[i+1].Lower == "-" && s.tokens[i+1].Glued && s.tokens[i+2].Glued
}

// quotes reports whether a mark is one of quotation.
func quotes(mark string) bool { return strings.Contains("\"“”„«»‘’'", mark) }

// capitalNouns reports whether the language writes its nouns with capitals.
func (l *Language) capitalNouns() bool { return l.is(cNounsAreCapitalised) }

// findParticle finds a separated prefix after token i in the same clause: the
// last word before a mark or a conjunction.
func (s *sentence) findParticle(particle string, i int) int {
	for k := i + 1; k < len(s.tokens) && k < i+30; k++ {
		switch s.tokens[k].Lower {
		case ";", ":":
			return -1
		case particle:
			if k+1 >= len(s.tokens) || !s.tokens[k+1].Word || s.is(cAnd, k+1) || s.is(cBut, k+1) || s.is(cSubordinator, k+1) {
				return k
			}
		}
	}
	return -1
}

// companions reports whether the words an entry needs stand in the clause of
// the hit, and those it forbids do not.
func (s *sentence) companions(e *entry, h hit) bool {
	for _, set := range e.need {
		if !s.near(set, h, costComma, false) || s.quoted(set, h) {
			return false
		}
	}
	for _, set := range e.forbid {
		if s.near(set, h, 0, true) {
			return false
		}
	}
	return true
}

// infinitiveOnly reports whether the word an entry needs is itself the verb that
// follows: "sought to help", not "sought help".
func (s *sentence) infinitiveOnly(e *entry, h hit) bool {
	return s.lang.fixedOrder() && e.Type != Threaten && e.Frame != "promise" && s.is(cTo, h.last+1) && s.prep(h.last+1) != "of" && h.last+2 < len(s.tokens) && s.completing(e, h.last+2) && !s.completing(e, h.last+1) && !s.nounOnly(h.last+2) && !s.determiner(h.last+2)
}

// nounOnly reports whether a word tells acts as a noun alone: "llamó a consultas".
func (s *sentence) nounOnly(i int) bool {
	heads := s.tokens[i].word.heads
	return len(heads) > 0 && !slices.ContainsFunc(heads, func(f form) bool { return !f.entry.Noun })
}

func (s *sentence) near(set companion, h hit, reach int, outside bool) bool {
	for k := range s.tokens {
		if (!outside || k < h.first || k > h.last) && slices.Contains(s.tokens[k].word.companions, set) && s.distance(k, h.first) <= reach {
			return true
		}
	}
	return false
}
