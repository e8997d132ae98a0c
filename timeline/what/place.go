package what

import "github.com/dateline-news/dateline/timeline/who"

// placeReach is how many tokens may lie between the word that tells an act and
// the place it happens at.
const placeReach = 20

// placeOf returns the name of the place an act happens at (an index into the
// sentence's names), -1 for none: a city before a country, with a preposition
// of place, in the act's own clause or one that tells no act of its own.
func (s *sentence) placeOf(h hit) int {
	best, bestScore := -1, 0
	for k := range s.names {
		n := &s.names[k]
		if n.Kind != who.City && (n.Kind != who.Country || n.Form == who.Demonym || n.Form == who.Adjective && !s.namesPlace(n)) {
			continue
		}
		if score := s.placeScore(h, s.tokenAfter(n.Start), n); score > bestScore {
			best, bestScore = k, score
		}
	}
	return best
}

// namesPlace reports whether an adjective stands before a place the gazetteer
// does not know: "im iranischen Rescht".
func (s *sentence) namesPlace(n *who.Name) bool {
	i := s.tokenAfter(n.End)
	return i < len(s.tokens) && s.tokens[i].Upper && s.inName[i] < 0 && s.partyOf[i] < 0 && (!s.lang.capitalNouns() || !s.is(cNoplace, i))
}

func (s *sentence) placeScore(h hit, at int, n *who.Name) int {
	if at >= len(s.tokens) || s.partyOf[at] < 0 {
		return 0
	}
	p := &s.parties[s.partyOf[at]]
	cost := s.distance(h.first, at)
	if cost >= costHard || abs(at-h.first) > placeReach && (h.particle < 0 || abs(at-h.particle) > placeReach) || s.ownHit(h, at) {
		return 0
	}
	if h.entry.Noun && s.hitBetween(h.last+1, at) || s.attributed(h, p) {
		return 0
	}
	travel := h.entry.frame.dest || h.entry.Frame == "invite" && n.Kind == who.City
	score := 0
	switch {
	case n.Kind == who.City && s.inMargins[at]:
		score = 6
	case n.Form == who.Adjective && n.Kind == who.Country && (p.Prep == "in" || p.Prep == "to" && travel):
		return 13 - min(cost, 12)
	case !p.Bare || p.Genitive:
		return 0
	case p.Prep == "in", (p.Prep == "to" || p.Prep == "dest" || p.Prep == "for" && at == h.last+1) && travel:
		score = 10
	case (p.Prep == "to" || p.Prep == "dest" || p.Prep == "of") && n.Kind == who.City:
		score = 5
	case travel && p.Prep == "" && at > h.first && (at-h.first < 6 || s.hitAt[at-1] >= 0 && frames[s.hits[s.hitAt[at-1]].entry.Frame].dest):
		score = 6
	default:
		return 0
	}
	if n.Kind == who.City {
		score += 4
	}
	return max(1, score-cost)
}

// hitBetween reports whether another word that tells an act stands between two tokens.
func (s *sentence) hitBetween(from, to int) bool {
	for k := from; k < to; k++ {
		if s.hitAt[k] >= 0 {
			return true
		}
	}
	return false
}

// ownHit reports whether the token stands in another clause that tells an act
// itself, so that the place is that act's.
func (s *sentence) ownHit(h hit, at int) bool {
	g := s.segOf[at]
	if g == s.segOf[h.first] {
		return false
	}
	for k := s.segs[g].first; k <= s.segs[g].last; k++ {
		if s.hitAt[k] >= 0 {
			return true
		}
	}
	return s.segs[g].kind == relative && !h.entry.Noun && h.entry.Frame != "attend" && h.entry.Frame != "summit"
}
