package what

import (
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
			return false
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

// foreign reports whether, in a language of fixed order, the clause of a finite
// verb has a subject of its own that is no party: "the museum agreed".
func (s *sentence) foreign(h hit) bool {
	if !s.lang.fixedOrder() || h.entry.Noun || s.is(cFinite, h.first) || h.tense&(past|present|future|infinitive|participle) == 0 {
		return false
	}
	seg := s.segs[s.segOf[h.first]]
	if seg.kind == relative || seg.kind == coordinate || seg.kind == infinite || s.tokens[seg.first].Lower == ")" {
		return false
	}
	for k := seg.first; k < h.first; k++ {
		switch {
		case !s.tokens[k].Word, s.partyOf[k] >= 0, s.timeAt[k] >= 0, s.inName[k] >= 0, s.adverbial(k), s.is(cAnd, k), s.is(cBut, k), s.is(cTo, k), s.is(cStandIn, k):
		case s.prep(k) != "":
			return false
		default:
			return true
		}
	}
	return false
}

// unofficial reports whether somebody of a country, no official of it, is among
// those who act.
func (s *sentence) unofficial(subject []int) bool {
	for _, k := range subject {
		if s.parties[k].plain {
			return true
		}
	}
	return false
}
