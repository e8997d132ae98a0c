package what

import (
	"slices"

	"github.com/dateline-news/dateline/timeline/when"
)

// Act is one act a sentence states, with its parties as the sentence puts them.
type Act struct {
	Type       Type
	Mode       string
	Frame      string
	Status     Status
	Moved      bool
	Background bool
	Noun       bool // told by a noun: "the talks", "ein Besuch"
	Passive    bool
	Reciprocal bool
	Swapped    bool // Actors are the grammatical object: the subject received
	Start, End int  // byte offsets of the word that tells it
	From, To   int  // byte offsets of its clause
	Actors     []Party
	Others     []Party
	OtherSide  []Party // the side that is not the subject, also where all are actors
	Rule       string
	Governed   bool // the content of another act ("agreed to sign")
	Margins    bool // on the sidelines of something
	Time       int  // index into Sentence.Times of the act's own date, or -1
	Held       bool // the clause says it took place, begins, ends
	Inherited  bool // the subject comes from the verb before
	Parties    []Party
}

// Reading is what one sentence says.
type Reading struct {
	Acts    []Act
	Parties []Party
	Tokens  []Token
}

// Read finds the acts of one sentence, in order. It is safe for concurrent use.
func (l *Language) Read(in Sentence) Reading {
	s := newSentence(l, in)
	if len(s.tokens) == 0 {
		return Reading{}
	}
	s.findParties()
	s.findHits()
	s.segmentation()
	s.settle()
	out := Reading{Parties: s.parties, Tokens: s.tokens}
	governor := -1
	for k := range s.hits {
		a, ok := s.act(k)
		if !ok {
			continue
		}
		if governor >= 0 && s.governs(out.Acts[governor], s.hits[k]) {
			a.Governed = true
		}
		out.Acts = append(out.Acts, a)
		if !a.Noun {
			governor = len(out.Acts) - 1
		}
	}
	return out
}

// act reads one hit; ok is false when the clause states no act.
func (s *sentence) act(k int) (Act, bool) {
	h := s.hits[k]
	p := s.polarityOf(h)
	sides := s.arguments(h, p)
	if !h.entry.Noun && !p.passive {
		s.hits[k].subject = sides.subject
	} else if p.passive {
		s.hits[k].subject = sides.other
	}
	t := s.timeOf(h)
	status, background, ok := s.verdict(h, p, t >= 0 && s.ahead(s.Times[t]))
	if !ok {
		return Act{}, false
	}
	from, to := s.span(h)
	f := frames[h.entry.Frame]
	a := Act{
		Type: h.entry.Type, Mode: h.entry.Mode, Frame: h.entry.Frame, Status: status, Moved: p.moved, Background: background,
		Noun: h.entry.Noun, Passive: p.passive, Reciprocal: f.reciprocal, Start: s.tokens[h.first].Start, End: s.tokens[h.last].End,
		From: s.tokens[from].Start, To: s.tokens[to].End, Rule: h.entry.rule, Time: t, Held: p.held, Inherited: sides.inherited, Parties: s.parties,
	}
	subject, other := sides.subject, sides.other
	if f.swap && !p.passive || f.swap && h.entry.Noun {
		subject, other = other, subject
		a.Swapped = true
	}
	if f.swap && p.passive { // the guest was received by the host
		subject, other = sides.other, sides.subject
		a.Swapped = true
	}
	a.Actors, a.Others = s.pick(subject), s.pick(other)
	a.OtherSide = a.Others
	if f.reciprocal {
		a.Actors = append(a.Actors, a.Others...)
		a.Others = nil
	}
	a.Margins = s.marginsIn(from, to)
	return a, true
}

func (s *sentence) pick(indices []int) []Party {
	var out []Party
	for n, k := range indices {
		if !slices.Contains(indices[:n], k) {
			out = append(out, s.parties[k])
		}
	}
	return out
}

func (s *sentence) marginsIn(from, to int) bool {
	for k := from; k <= to; k++ {
		if s.phraseAt("margins", k) > 0 {
			return true
		}
	}
	return false
}

// ahead reports whether a time lies after the day of publication.
func (s *sentence) ahead(t when.Expression) bool {
	return !t.Span.IsZero() && t.Span.Start > s.Anchor || !t.Span.IsZero() && t.Span.End > s.Anchor && t.Span.Days() > 1 && t.Span.Start >= s.Anchor-1
}

// timeOf returns the date nearest the head in its clause, -1 for none.
func (s *sentence) timeOf(h hit) int {
	best, bestCost := -1, costRelative+1
	last := -1
	for k := range s.tokens {
		t := s.timeAt[k]
		if t < 0 || t == last {
			continue
		}
		last = t
		if s.Times[t].Span.IsZero() {
			continue
		}
		cost := s.distance(h.first, k)
		if s.otherVerbBetween(h, k) {
			cost += 3
		}
		if h.entry.Noun && k > h.first && cost >= costRelative && cost <= costRelative+costComma {
			cost = costRelative - 1
		}
		if cost < bestCost || best >= 0 && cost == bestCost && s.Times[t].Span.Days() < s.Times[best].Span.Days() {
			best, bestCost = t, cost
		}
	}
	return best
}

// governs reports whether act a rules the clause of h: what one asks for,
// refuses, threatens or agrees to.
func (s *sentence) governs(a Act, h hit) bool {
	switch a.Type {
	case Request, Reject, Threaten, Accuse, Agree:
	default:
		return false
	}
	if s.tokens[h.first].Start < a.Start {
		return false
	}
	g := s.segs[s.segOf[h.first]]
	if h.tense&infinitive != 0 && h.tense&(past) == 0 || h.tense == nominal || h.tense&gerund != 0 {
		return g.cost < costHard
	}
	return g.kind == subordinate
}
