package what

import "slices"

// This file tells the object of a verb from the parties of other words around it.

// infinitiveAfterParty reports whether a party and an infinitive after it stand
// between two tokens.
func (s *sentence) infinitiveAfterParty(from, to int) bool {
	for k := from; k < to; k++ {
		if s.partyOf[k] >= 0 {
			return s.infinitiveBetween(k, to) || s.marksInfinitive(k, to)
		}
	}
	return false
}

// marksInfinitive reports whether a marker of infinitives with a plain word after it
// stands between two tokens: "its bid to join B".
func (s *sentence) marksInfinitive(from, to int) bool {
	for k := from; k+2 < to; k++ {
		if s.is(cTo, k) && s.tokens[k+1].Word && s.partyOf[k+1] < 0 && !s.determiner(k+1) {
			return true
		}
	}
	return false
}

// agentOfOther reports whether another participle stands right before the "by" of a
// party: "were returned under a deal mediated by A".
func (s *sentence) agentOfOther(h hit, p *Party) bool {
	i := p.first - 1
	for i > 0 && s.prep(i) != "by" {
		i--
	}
	if i < 1 || !s.lang.fixedOrder() {
		return false
	}
	n := s.hitAt[i-1]
	return n >= 0 && s.hits[n].first != h.first && s.hits[n].tense&participle != 0
}

// complete reports whether the clause of a verb goes on after it: what comes in the
// next clause is not needed as its object.
func (s *sentence) complete(h hit) bool {
	return s.segs[s.segOf[h.first]].last > max(h.last, h.particle)
}

// ofTalks reports whether a word that points back only says whose talks are meant:
// "during a meeting of the two ministers".
func (s *sentence) ofTalks(p *Party) bool {
	i := p.first - 1
	for i > 0 && (s.prep(i) == "of" || s.determiner(i)) {
		i--
	}
	return p.Code == "" && i >= 0 && s.hitAt[i] >= 0 && s.hits[s.hitAt[i]].entry.Noun && s.hits[s.hitAt[i]].entry.Type == Consult
}

// keeps reports whether the word at token i says that somebody is held: "the release
// of its citizens held in X".
func (s *sentence) keeps(i int) bool {
	return s.is(cHeld, i) || slices.ContainsFunc(s.tokens[i].word.heads, func(f form) bool { return f.entry.Type == Coerce && f.tense&participle != 0 })
}

// goesOnWith reports whether a party is who the sentence goes on with in a clause of its
// own: "A backed the idea, while B has rejected it".
func (s *sentence) goesOnWith(h hit, k int) bool {
	p := &s.parties[k]
	g := s.segOf[p.first]
	if p.Prep != "" || p.Genitive || g <= s.segOf[h.first] || s.listTail(k) || p.cases&nominative == 0 || p.last == s.segs[g].last {
		return false
	}
	i, but := s.segs[g].first, s.is(cBut, s.segs[g].first-1)
	apart := but || !s.tokens[i].Word && !s.lang.fixedOrder()
	for i < p.first && (!s.tokens[i].Word || s.determiner(i) && !s.is(cContent, i) || s.is(cBut, i) || s.is(cContent, i) && s.is(cBut, i-1)) {
		apart = apart || s.is(cBut, i)
		i++
	}
	return i == p.first && apart && s.segs[g].kind != relative
}
