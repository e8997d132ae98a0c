package what

import (
	"slices"
)

// nounArguments fills the frame of a nominal act: "visit of A to B", "talks
// between A and B", "meeting with B"; else the parties of its clause.
func (s *sentence) nounArguments(h hit, f frame) sides {
	var out sides
	judged := s.judged(h)
	for k := range s.parties {
		p := &s.parties[k]
		if judged && s.otherVerbBetween(h, p.first) {
			continue // "A welcomed the agreement"
		}
		if s.possessive(p) && s.nominativeIn(s.segs[s.segOf[h.first]], h) >= 0 {
			continue // "ihr Treffen mit A sagte B ab": whose
		}
		if s.listTail(k) || s.distance(h.first, p.first) > costComma || p.Margins {
			continue
		}
		if g := s.segOf[p.first]; h.entry.Frame == "phone" && p.first > h.last && g != s.segOf[h.first] && s.segs[g].kind == subordinate && s.is(cContent, s.segs[g].first) {
			continue // "in a call that A rejects …": what was said in it
		}
		if p.City && p.adjective && h.first-p.last == 1 {
			continue // the Geneva talks: where they were held
		}
		if p.last < h.first && p.Bare && p.cases&nominative == 0 && !p.adjective && !p.Genitive && s.prep(p.last+1) != "" {
			continue // warned X of trips to Y
		}
		near := p.first > h.last && p.first-h.last <= 14
		own := h.entry.Mode == "withdraw" || h.entry.Mode == "expel"
		if near && own && p.Prep == "of" && p.headed && p.Code == "" {
			continue // "the recall of its ambassador": the object
		}
		if near && own && slices.Contains(f.take, p.Prep) && p.Prep != "" && p.Prep != "of" {
			out.other = s.both(out.other, s.members(k))
			continue
		}
		if near && p.Prep == "by" && (s.mediates(p.first) || s.auxIn(h.last+1, p.first) || h.entry.Frame == "meet" && s.lang.fixedOrder()) {
			continue // mediator, or who does something else to it: "the trip will be watched by X"
		}
		switch {
		case near && (p.Prep == "with" || p.Prep == "between") && s.talksBetween(h, p.first):
			// "during the visit a meeting took place with A": the meeting's partner
		case near && (p.Prep == "with" || p.Prep == "between"):
			if p.Prep == "between" {
				out.subject = s.both(out.subject, s.members(k))
			} else {
				out.other = s.both(out.other, s.members(k))
			}
		case p.last < h.first && p.Prep == "between" && f.reciprocal && s.segOf[p.first] == s.segOf[h.first] && !s.lang.fixedOrder():
			out.subject = s.both(out.subject, s.members(k)) // "zwischen A und B finden Gespräche statt"
		case p.last < h.first && p.Prep == "with" && f.reciprocal && s.segOf[p.first] == s.segOf[h.first] && s.lang.capitalNouns() && !s.otherNounBetween(p.last, h.first):
			out.other = s.both(out.other, s.members(k)) // "hat mit A ein Telefonat geführt"
		case near && f.dest && (p.Prep == "to" || p.Prep == "in"):
			out.other = s.both(out.other, s.members(k))
		case near && p.Prep == "" && p.cases == instrumental:
			out.subject = s.both(out.subject, s.members(k)) // "вручение грамот послом A президенту B"
		case near && p.Prep == "" && p.Headed && p.cases&dative != 0 && p.cases&(nominative|genitive|instrumental) == 0 && slices.Contains(f.take, "to"):
			out.other = s.both(out.other, s.members(k))
		case near && p.Prep == "" && (p.first-h.last <= 3 || s.quotedAfter(h, p.first)) && !p.City, near && p.Prep == "of", near && p.Prep == "by", near && f.take != nil && p.Prep == "to" && slices.Contains(f.take, "to"):
			if p.Prep == "to" {
				out.other = s.both(out.other, s.members(k))
			} else {
				out.subject = s.both(out.subject, s.members(k))
			}
		case p.last < h.first && s.owns(p) && h.first-p.last <= 6 && s.compact(p.last+3, h.first):
			out.subject = s.both(out.subject, s.members(k)) // "during A's first visit to B"
		case p.last < h.first && (h.first-p.last <= 3 || p.Org && h.first-p.last <= 5 && s.compact(p.last+1, h.first)) && p.Prep != "in" && (p.adjective || p.Genitive || p.Prep == "" || p.City || p.Org) && s.segOf[p.first] == s.segOf[h.first]:
			out.subject = s.both(out.subject, s.members(k))
		}
	}
	if h.entry.Frame == "summit" && !s.attended(h) {
		return out
	}
	if len(out.subject) == 0 || f.reciprocal && len(out.subject)+len(out.other) < 2 {
		s.supportSubject(h, &out)
	}
	return out
}

// possessive reports whether a German word that points back only says whose the noun
// after it is.
func (s *sentence) possessive(p *Party) bool {
	return s.lang.capitalNouns() && p.Anaphor == One && s.is(cPossessive, p.first) && p.first+1 < len(s.tokens) && s.tokens[p.first+1].Upper
}

// otherNounBetween reports whether another noun that tells an act stands between two
// tokens.
func (s *sentence) otherNounBetween(from, to int) bool {
	for k := from + 1; k < to; k++ {
		if s.hitAt[k] >= 0 && s.hits[s.hitAt[k]].entry.Noun {
			return true
		}
	}
	return false
}

// talksBetween reports whether another noun of talks stands between a noun and
// the token: who comes after "with" is a side to it.
func (s *sentence) talksBetween(h hit, token int) bool {
	return slices.ContainsFunc(s.hits, func(o hit) bool {
		return o.entry.Noun && o.entry.Type == Consult && o.first > h.last && o.last < token && s.distance(h.first, o.first) < costComma
	})
}

// quotedAfter reports whether the token belongs to the name in quotation marks that
// follows a noun: саммит «Центральная Азия – Япония».
func (s *sentence) quotedAfter(h hit, token int) bool {
	const longest = 8
	i := h.last + 1
	if i >= len(s.tokens) || !quotes(s.tokens[i].Lower) || token > i+longest {
		return false
	}
	for i++; i < token; i++ {
		if quotes(s.tokens[i].Lower) {
			return false
		}
	}
	return true
}

// judged reports whether the clause of a noun tells what somebody says of it:
// "welcomed the agreement", "criticised the visit". Who says so takes no part in it.
func (s *sentence) judged(h hit) bool {
	i := h.first - 1
	for i >= 0 && (s.determiner(i) || s.plainWord(i)) {
		i--
	}
	if i >= 0 && (s.prep(i) == "in" || s.is(cDuring, i)) {
		return false // "thanked X in a call"
	}
	return slices.ContainsFunc(s.hits, func(o hit) bool {
		t := o.entry.Type
		return !o.entry.Noun && o.entry.Mode == "" && (t == Support || t == Accuse || t == Threaten) && s.segOf[o.first] == s.segOf[h.first]
	})
}

// compact reports whether the tokens can belong to one name: "the EU–Central Asia
// summit".
func (s *sentence) compact(from, to int) bool {
	for k := from; k < to; k++ {
		if s.is(cArticle, k) || s.prep(k) != "" || s.hitAt[k] >= 0 || s.is(cAnd, k) || s.is(cFinite, k) || s.tokens[k].Lower == "," {
			return false
		}
	}
	return true
}

// mediates reports whether a word of mediation stands shortly before token i.
func (s *sentence) mediates(i int) bool {
	for k := max(0, i-3); k < i; k++ {
		if s.phraseAt(cMediate, k) > 0 {
			return true
		}
	}
	return false
}

// attended reports whether the verb of the clause says who comes to the event.
func (s *sentence) attended(h hit) bool {
	g := s.segs[s.segOf[h.first]]
	for k := g.first; k <= g.last; k++ {
		if s.phraseAt(cAttend, k) > 0 {
			return true
		}
	}
	return false
}

// supportSubject takes the subject of the verb the noun stands with ("held
// talks", "führte Gespräche").
func (s *sentence) supportSubject(h hit, out *sides) {
	if s.judged(h) {
		return
	}
	taken := s.both(out.subject, out.other)
	g := s.segOf[h.first]
	k := s.nominativeIn(s.segs[g], h)
	if k < 0 && g == 0 && len(s.segs) > 1 && s.segs[1].kind == mainClause && s.phraseAt(cDuring, 0) > 0 {
		k = s.leading(s.segs[1]) // "after talks with A, B said"
	}
	for d := g - 1; k < 0 && d >= max(0, g-2) && s.segs[g].kind == mainClause && s.segs[g].verb && s.crossable(d+1, g); d-- {
		k = s.nominativeIn(s.segs[d], h) // "A's minister, NAME, wound up a visit"
	}
	if k < 0 || slices.Contains(taken, k) {
		return
	}
	out.subject = s.both(s.members(k), out.subject)
}
