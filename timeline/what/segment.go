package what

import "slices"

// segment is a stretch of a sentence between commas or stronger marks, or
// before a coordinated verb.
type segment struct {
	first, last int // tokens, both included
	kind        segmentKind
	cost        int // what it costs an argument to cross the segment's left edge
	verb        bool
}

type segmentKind uint8

const (
	mainClause segmentKind = iota
	relative               // "der …", "which …", "который …"
	subordinate
	insertion  // between commas, without a verb of its own
	coordinate // begins with a conjunction
	infinite   // begins with an infinitive's marker
)

// costs of crossing an edge; hard edges are never crossed.
const (
	costInsertion  = 1
	costCoordinate = 2
	costComma      = 3
	costRelative   = 4
	costHard       = 100
)

// segmentation splits the sentence at its marks. Commas inside a list of
// parties or before an apposition do not count.
func (s *sentence) segmentation() {
	start := 0
	cost := 0
	for i := range s.tokens {
		edge := s.edge(i)
		if edge == 0 {
			continue
		}
		if i > start {
			s.addSegment(start, i-1, cost)
		}
		start, cost = i, edge
	}
	if start < len(s.tokens) {
		s.addSegment(start, len(s.tokens)-1, cost)
	}
	for g := 2; g < len(s.segs) && s.lang.capitalNouns(); g++ {
		s.resume(g)
	}
}

// resume joins the end of a German clause to its beginning where another clause
// stands between: "hat den Vorschlag, dort zu vermitteln, begrüßt".
func (s *sentence) resume(g int) {
	seg, inner := s.segs[g], s.segs[g-1].kind
	if inner != relative && inner != infinite && inner != subordinate || seg.kind != mainClause && seg.kind != insertion || s.auxIn(seg.first, seg.last+1) {
		return
	}
	outer := s.segs[g-2]
	if last := s.hitAt[seg.last]; !s.auxIn(outer.first, outer.last+1) || s.verbIn(outer) ||
		last < 0 && (seg.last == seg.first || s.tokens[seg.last].Word || s.hitAt[seg.last-1] < 0) {
		return
	}
	for k := seg.first; k <= seg.last; k++ {
		s.segOf[k] = g - 2
	}
}

// verbIn reports whether a verb that can tell an act stands in a segment.
func (s *sentence) verbIn(seg segment) bool {
	for k := seg.first; k <= seg.last; k++ {
		if n := s.hitAt[k]; n >= 0 && !s.hits[n].entry.Noun && s.hits[n].tense&(participle|infinitive) != 0 && !s.is(cFinite, k) {
			return true
		}
	}
	return false
}

func (s *sentence) addSegment(first, last, cost int) {
	g := segment{first: first, last: last, cost: cost}
	i := first
	for i < last && !s.tokens[i].Word {
		i++
	}
	switch {
	case s.relativeAt(i) && first > 0 && s.tokens[first].Lower == "," || s.relativeAfterPrep(i, first):
		g.kind = relative
	case s.is(cSubordinator, i):
		g.kind = subordinate
		if s.qualifies(first) {
			g.kind = relative
		}
	case s.is(cAnd, i) || s.is(cBut, i):
		g.kind = coordinate
	}
	for k := first; k <= last; k++ {
		s.segOf[k] = len(s.segs)
		if s.hitAt[k] >= 0 && !s.hits[s.hitAt[k]].entry.Noun || s.is(cFinite, k) || s.lang.capitalNouns() && s.is(cSpeech, k) {
			g.verb = true
		}
	}
	if g.kind == mainClause && s.infinitiveIn(first, last) && first > 0 {
		g.kind = infinite
	}
	if g.kind == mainClause && !g.verb && len(s.segs) > 0 {
		g.kind = insertion
		if s.tokens[first].Lower != ";" {
			g.cost = min(g.cost, costInsertion)
		}
	}
	s.segs = append(s.segs, g)
}

// relativeAt reports whether a relative pronoun stands at token i; before a
// capitalised noun the German one is an article.
func (s *sentence) relativeAt(i int) bool {
	if !s.is(cRelative, i) {
		return false
	}
	return !s.lang.capitalNouns() || !s.is(cArticle, i) || i+1 >= len(s.tokens) || !s.tokens[i+1].Upper || s.inName[i+1] >= 0 && s.names[s.inName[i+1]].Kind != "role"
}

// qualifies reports whether, in a language that sets no comma before it, a relative
// clause begins at token i, of a document or of talks: "una resolución que insta a A".
func (s *sentence) qualifies(i int) bool {
	return i > 0 && s.lang.is(cAdjectivesFollow) && s.is(cRelative, i) && (s.is(cDocument, i-1) || slices.ContainsFunc(s.tokens[i-1].word.heads, func(f form) bool { return f.entry.Noun }))
}

// infinitiveIn reports whether the segment ends in an infinitive with its marker,
// as German infinitive clauses do.
func (s *sentence) infinitiveIn(first, last int) bool {
	for k := max(first, last-2); s.lang.capitalNouns() && k <= last; k++ {
		if s.is(cTo, k) && k < last {
			return true
		}
	}
	return false
}

func (s *sentence) relativeAfterPrep(i, first int) bool {
	return first > 0 && i+1 < len(s.tokens) && s.prep(i) != "" && s.is(cRelative, i+1) && s.tokens[first].Lower == ","
}

// edge returns the cost of the edge before token i, 0 for none.
func (s *sentence) edge(i int) int {
	if i == 0 {
		return 0
	}
	t := s.tokens[i]
	switch t.Lower {
	case ":":
		if s.timeAt[0] >= 0 && s.timeAt[i-1] == s.timeAt[0] { // "Monday: the president pays …"
			return costInsertion
		}
		if s.Headline && s.partyOf[0] >= 0 && s.partyOf[i-1] == s.partyOf[0] && (s.parties[s.partyOf[0]].Org || !s.parties[s.partyOf[0]].Bare) {
			return 0 // "OSCE: ministers meet"
		}
		return costHard
	case ";":
		return costHard
	case "(", ")":
		if s.partyOf[i] >= 0 || s.inName[i] >= 0 {
			return 0
		}
		return costInsertion
	case "–", "—":
		if s.partyOf[i] >= 0 || t.Glued && t.Lower == "–" || s.inName[i] >= 0 {
			return 0
		}
		return costComma
	case ",":
		if s.partyOf[i] >= 0 || s.inList(i) {
			return 0
		}
		if i+1 < len(s.tokens) && s.relativeAt(i+1) {
			return costRelative
		}
		return costComma
	}
	if s.reported(i) {
		return costInsertion
	}
	if s.is(cSubordinator, i) && !s.lang.capitalNouns() && s.tokens[i-1].Lower != "," && (!s.is(cCompare, i) || s.opensClause(i)) && (i+1 >= len(s.tokens) || s.timeAt[i+1] < 0) && s.timeAt[i] < 0 {
		return costComma
	}
	if (s.is(cAnd, i) || s.is(cBut, i)) && !s.inList(i) && s.verbFollows(i+1) {
		return costCoordinate
	}
	return 0
}

// opensClause reports whether a clause with a verb of its own begins at token i
// though no comma stands before it: not with "as a state", "als Staat".
func (s *sentence) opensClause(i int) bool {
	for k := i + 1; s.lang.fixedOrder() && k < len(s.tokens) && (k == i+1 || !s.segmentMark(k)); k++ {
		if s.is(cAnd, k) && k+1 < len(s.tokens) && s.hitAt[k+1] >= 0 && !s.hits[s.hitAt[k+1]].entry.Noun {
			return false // "described it as theft and demanded …"
		}
		if s.is(cFinite, k) || s.hitAt[k] >= 0 && !s.hits[s.hitAt[k]].entry.Noun && !s.is(cArticle, k-1) {
			return true
		}
	}
	return false
}

// reported reports whether what somebody said begins at token i without a word
// that opens it: "A said | B had agreed".
func (s *sentence) reported(i int) bool {
	if !s.mayHold(cReports) || s.timeAt[i] >= 0 || s.partyOf[i] < 0 && !s.is(cStandIn, i) && !s.determiner(i) {
		return false
	}
	k := i - 1
	for k > 0 && (s.timeAt[k] >= 0 || s.prep(k) == "on" && s.timeAt[k+1] >= 0) {
		k--
	}
	return s.is(cReports, k) && k > 0 && s.opensClause(i)
}

// inList reports whether the comma at i stands inside a list of parties or a date.
func (s *sentence) inList(i int) bool {
	if s.timeAt[i] >= 0 {
		return true
	}
	left, right := -1, -1
	for k := range s.parties {
		if s.parties[k].last < i {
			left = k
		}
		if s.parties[k].first > i {
			right = k
			break
		}
	}
	return left >= 0 && right >= 0 && s.parties[left].Group == s.parties[right].Group
}

// verbFollows reports whether a verb stands at token i or soon after it, before
// a new party could be its subject.
func (s *sentence) verbFollows(i int) bool {
	window := 8
	if s.lang.capitalNouns() {
		window = 4 // verb second: what comes later belongs to a noun
	}
	for k := i; k < len(s.tokens) && k < i+window; k++ {
		if s.segmentMark(k) {
			return false
		}
		if s.is(cFinite, k) || s.hitAt[k] >= 0 && s.hits[s.hitAt[k]].tense&(past|present|future|infinitive|passive|participle) != 0 && !s.hits[s.hitAt[k]].entry.Noun {
			return true
		}
	}
	return false
}

func (s *sentence) segmentMark(i int) bool {
	switch s.tokens[i].Lower {
	case ",", ";", ":", "–", "—", "(":
		return s.partyOf[i] < 0 && s.timeAt[i] < 0
	}
	return false
}

// distance is what it costs to go from token a to token b: the edges between.
func (s *sentence) distance(a, b int) int {
	if a > b {
		a, b = b, a
	}
	cost := 0
	for k := s.segOf[a] + 1; k <= s.segOf[b]; k++ {
		cost += s.segs[k].cost
	}
	return cost
}
