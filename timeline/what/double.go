package what

import "slices"

// double drops what tells the act of another word in the same clause again:
// the noun of a verb of the same kind ("held talks"), the verb that says what a
// meeting was about ("beim Treffen mit X wurde Y besprochen").
func (s *sentence) double() {
	s.drop = filled(s.drop, len(s.hits), false)
	drop := s.drop
	for n := range s.hits {
		noun := &s.hits[n]
		if !noun.entry.Noun {
			continue
		}
		drop[n] = s.inMargins[noun.first]
		for v := range s.hits {
			verb := &s.hits[v]
			if s.begins(*verb, *noun) {
				drop[v] = true
				continue
			}
			if (verb.entry.Type == Sanction || verb.entry.Type == Reject) && noun.entry.Type == Consult && s.segOf[verb.first] == s.segOf[noun.first] && s.completing(verb.entry, noun.first) {
				drop[n] = true // "suspended the talks"
				continue
			}
			if verb.entry.Noun || verb.entry.Type != noun.entry.Type || s.distance(verb.first, noun.first) >= costHard {
				continue
			}
			if verb.entry.Mode == "third-party" && noun.first < verb.first {
				drop[v] = true // "talks …, mediated by …"
				continue
			}
			if verb.entry.Frame == "talk" && verb.tense&participle != 0 && noun.first < verb.first && s.hasPartner(*noun) {
				drop[v] = true
				continue
			}
			if s.apposed(*verb, *noun) {
				drop[n] = true
				continue
			}
			if s.segOf[verb.first] != s.segOf[noun.first] {
				continue
			}
			switch {
			case (verb.entry.Frame == "talk" || verb.entry.Frame == "phone") && noun.entry.Frame == "summit" && verb.first < noun.first && s.timeOf(*noun) < 0 && s.hitAt[noun.first] >= 0:
				drop[n] = true // "discussed the coming summit"
			case noun.entry.Mode == "visit" && verb.entry.Mode == "visit" && s.goesOn(*noun):
			case noun.entry.Frame == "summit" && verb.entry.Frame != "summit" && verb.entry.Frame != "attend":
			case verb.entry.Frame == "talk" && noun.entry.Type == Consult && s.hasPartner(*noun):
				drop[v] = true
			default:
				drop[n] = true
			}
		}
	}
	kept := s.hits[:0]
	for k, h := range s.hits {
		s.hitAt[h.first] = -1
		if !drop[k] {
			s.hitAt[h.first] = len(kept)
			kept = append(kept, h)
		}
	}
	s.hits = kept
}

// apposed reports whether a noun after the comma only says more of the meeting that
// the verb before tells: "met in A, the first encounter between them in years".
func (s *sentence) apposed(verb, noun hit) bool {
	g := s.segOf[noun.first]
	if g != s.segOf[verb.first]+1 || s.segs[g].kind != insertion || noun.first-s.segs[g].first > 4 || verb.entry.Type != Consult {
		return false
	}
	return !slices.ContainsFunc(s.parties, func(p Party) bool { return s.segOf[p.first] == g && p.Anaphor == Named })
}

// goesOn reports whether a relative clause says where a journey leads beside the
// place the verb names: "leaves for A on a tour that will also take him to B".
func (s *sentence) goesOn(noun hit) bool {
	g := s.segOf[noun.first] + 1
	return g < len(s.segs) && (s.segs[g].kind == relative || s.segs[g].kind == subordinate) && slices.ContainsFunc(s.parties, func(p Party) bool {
		return s.segOf[p.first] == g && p.Bare && (p.Prep == "to" || p.Prep == "in")
	})
}

// begins reports whether the noun is the subject of the verb, which would tell an
// act of its own if it were the object: "three days of talks ended", "der Besuch
// beginnt".
func (s *sentence) begins(verb, noun hit) bool {
	g := s.segs[s.segOf[noun.first]]
	return !verb.entry.Noun && (noun.entry.Type == Consult || noun.entry.Type == Cooperate) && noun.last < verb.first && s.segOf[verb.first] == s.segOf[noun.first] &&
		s.completing(verb.entry, noun.first) && verb.tense&(past|present|future) != 0 && !s.auxIn(g.first, verb.first) && s.nominativeIn(g, verb) < 0
}

// completing reports whether a word is one that an entry needs.
func (s *sentence) completing(e *entry, i int) bool {
	return slices.ContainsFunc(e.need, func(c companion) bool { return slices.Contains(s.tokens[i].word.companions, c) })
}

// onlyPlaces reports whether the sides name nothing but cities: "the Berlin talks".
func (s *sentence) onlyPlaces(in sides) bool {
	for _, list := range [...][]int{in.subject, in.other} {
		for _, k := range list {
			if !s.parties[k].City {
				return false
			}
		}
	}
	return true
}

// hasPartner reports whether a party "with" or "between" follows the noun.
func (s *sentence) hasPartner(h hit) bool {
	for k := range s.parties {
		p := &s.parties[k]
		if p.first > h.last && p.first-h.last <= 10 && (p.Prep == "with" || p.Prep == "between") && !s.talksBetween(h, p.first) {
			return true
		}
	}
	return false
}
