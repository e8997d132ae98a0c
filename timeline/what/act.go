package what

import (
	"slices"
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
	Mediators  []Party // who brings the two sides together
	OtherSide  []Party // the side that is not the subject, also where all are actors
	Rule       string
	Governed   bool // the content of another act ("agreed to sign")
	Margins    bool // on the sidelines of something
	Time       int  // index into Sentence.Times of the act's own date, or -1
	Said       int  // index into Sentence.Times of the day a plan was told, or -1
	Place      int  // index into Sentence.Names of where it happens, or -1
	Roll       bool // the date was read back but lies ahead
	Back       bool // the date was read ahead but lies back
	Meant      bool // a plan of the past: "was to meet"
	Held       bool // the clause says it took place, begins, ends
	Present    bool // told in the present tense
	Inherited  bool // the subject comes from the verb before
	Foreign    bool // the clause has a subject that is no party
	Inward     bool // what is said goes to the subject's own people
	Unofficial bool // something or somebody of a country acts, no office of it
	Parties    []Party
}

// Reading is what one sentence says.
type Reading struct {
	Acts    []Act
	Parties []Party  // those it names; where it may tell an act, those it points back at too
	Noisy   bool     // those words speak for themselves
	Noise   []string // its words of sport, business, local politics or leisure
	Length  Length
	spoken  mask // the classes of all its words
}

// Read finds the acts of one sentence, in order, and appends them to acts. It is
// safe for concurrent use.
func (l *Language) Read(in Sentence, acts []Act) Reading {
	s := sentences.Get().(*sentence)
	defer sentences.Put(s)
	s.begin(l, in)
	out := Reading{Acts: acts, Length: s.length(), spoken: s.spoken}
	out.Noise, out.Noisy = s.noise()
	if !s.tells() {
		return out
	}
	s.findParties()
	s.markMargins()
	s.findHits()
	s.parties = s.given()
	out.Parties = s.parties
	if len(s.hits) > 0 {
		s.segmentation()
		s.settle()
	}
	if a, ok := s.verbless(); ok {
		out.Acts = append(acts, a)
	} else {
		out.Acts = s.acts(acts)
	}
	return out
}

// tells reports whether the sentence may tell an act or names a party.
func (s *sentence) tells() bool {
	if len(s.names) > 0 {
		return true
	}
	for i := range s.tokens {
		if len(s.tokens[i].word.heads) > 0 {
			return true
		}
	}
	return false
}

// given is what the sentence gives out of its parties: a copy, for the next
// sentence uses their memory.
func (s *sentence) given() []Party {
	s.room = s.parties[:0]
	if len(s.parties) == 0 {
		return nil
	}
	return slices.Clone(s.parties)
}

// acts reads the hits one by one: one may govern those that follow, or deny them.
func (s *sentence) acts(out []Act) []Act {
	governor, denied := -1, -1
	s.double()
	for k := range s.hits {
		a, ok := s.act(k)
		if !ok {
			if h := s.hits[k]; wordy(h.entry.Type) && !h.entry.Noun && s.polarityOf(h).negated {
				denied = k
			}
			continue
		}
		if denied >= 0 && s.governs(s.hits[denied].entry.Type, s.tokens[s.hits[denied].first].Start, s.hits[k]) {
			continue // "had not agreed to any meeting"
		}
		if governor >= 0 && !(s.lang.fixedOrder() && s.during(s.hits[k])) && s.governs(out[governor].Type, out[governor].Start, s.hits[k]) {
			a.Governed = true
		}
		out = append(out, a)
		if !a.Noun {
			governor = len(out) - 1
		}
	}
	return out
}

// act reads one hit; ok is false when the clause states no act.
func (s *sentence) act(k int) (Act, bool) {
	h := s.hits[k]
	if h.entry.Noun && h.entry.Frame != "summit" && s.purpose(h) {
		return Act{}, false
	}
	if h.tense&infinitive != 0 && s.infinitiveMark(h.first) {
		h.tense = infinitive
	}
	if s.reduced(h) || s.foretells(h) || !h.entry.Noun && s.paired(h.first-1) {
		return Act{}, false
	}
	p := s.polarityOf(h)
	if !p.cancelled && s.hopedFor(h) {
		return Act{}, false
	}
	sides := s.arguments(h, p)
	if h.entry.Noun && len(sides.subject)+len(sides.other) == 0 && (s.is(cOurs, h.first-1) || s.judged(h)) {
		return Act{}, false // "our visit": the writer's own; "welcomed the visit": one told before
	}
	if !s.agrees(h, sides.subject) || s.lang.fixedOrder() && h.tense == present && p.future && s.lang.is(cNounAdjuncts) {
		return Act{}, false
	}
	if !h.entry.Noun && !p.passive {
		s.hits[k].subject = sides.subject
	} else if p.passive {
		s.hits[k].subject = sides.other
	}
	t := s.timeOf(h)
	if t >= 0 && (p.future || p.modal || s.presentTense(h, p)) && !h.entry.Noun && s.saidThen(h, t) {
		t = -1
	}
	if p.moved && !p.cancelled {
		t = s.newDate(h)
	} else if h.entry.Noun && p.future && t >= 0 && s.Times[t].Span.End < s.Anchor {
		if from, to := s.span(h); s.aheadAfter(from, to) >= 0 {
			t = s.aheadAfter(from, to) // "talks, suspended in 2015, will resume in May"
		}
	}
	ahead := t >= 0 && s.ahead(s.Times[t])
	roll := false
	if t >= 0 && !ahead && !s.Headline && s.presentTense(h, p) {
		switch {
		case s.Times[t].Span.Start == s.Anchor && s.Times[t].Span.Days() == 1:
			ahead = h.tense&present != 0
		case s.weekdayOf(t) && !s.qualifies(s.segs[s.segOf[h.first]].first):
			ahead, roll = true, true
		}
	}
	if ahead && h.entry.Mode == "visit" && s.presentTense(h, p) && !p.future && s.until(t) {
		ahead = false // "is in A until Thursday"
	}
	back := ahead && !p.future && !p.modal && !p.moved && s.weekdayOf(t) && s.pastVerb(h)
	status, background, ok := s.verdict(h, p, ahead && !back)
	if h.entry.Noun && p.during && s.onlyPlaces(sides) && !s.hasPartner(h) && !s.introduced(h) && (t < 0 || len(sides.subject)+len(sides.other) > 0) {
		return Act{}, false // "bei dem Besuch": points at what was told before
	}
	if h.entry.Frame == "talk" && p.passive && len(sides.subject)+len(sides.other) == 0 {
		return Act{}, false // "wurden erörtert": more on what was told before
	}
	if ok && (status == Planned || h.entry.Noun && !p.held) && h.entry.Type != Sanction && s.conditioned(h) {
		return Act{}, false
	}
	if !ok || status == refused && (len(sides.subject) == 0 || p.cancelled || s.parties[sides.subject[0]].Anaphor != Named) {
		return Act{}, false
	}
	if h.entry.Noun && h.entry.Frame == "summit" && (status == Occurred && t < 0 && s.beside(h, "invite") || status == Cancelled && s.beside(h, "visit")) {
		return Act{}, false // "invited A to the summit", "calls off his trip to the summit"
	}
	place := s.placeOf(h)
	if h.entry.Noun && s.is(cThis, h.first-1) && t < 0 && place < 0 && len(sides.subject)+len(sides.other) == 0 {
		return Act{}, false // "these talks will …": told before
	}
	from, to := s.span(h)
	f := h.entry.frame
	f.reciprocal = f.reciprocal && !sides.forContent
	a := Act{
		Type: h.entry.Type, Mode: h.entry.Mode, Frame: h.entry.Frame, Status: status, Moved: p.moved, Background: background,
		Noun: h.entry.Noun, Passive: p.passive, Reciprocal: f.reciprocal, Start: s.tokens[h.first].Start, End: s.tokens[h.last].End,
		From: s.tokens[from].Start, To: s.tokens[to].End, Rule: s.rule(h), Time: t, Held: p.held, Inherited: sides.inherited, Foreign: len(sides.subject) == 0 && (!p.passive || !f.reciprocal && !sides.patient) && s.foreign(h), Inward: sides.inward, Unofficial: s.unofficial(h, sides.subject), Parties: s.parties,
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
	a.Place = place
	subject, other = s.once(subject), s.once(other)
	a.OtherSide = s.pick(other)
	if f.reciprocal {
		a.Actors = s.pick(s.both(subject, other))
	} else {
		a.Actors, a.Others = s.pick(subject), a.OtherSide
	}
	if status == refused {
		a.Type, a.Mode, a.Status, a.Reciprocal, a.Time = Reject, "meet", Occurred, false, -1
		if len(a.Actors) > 1 {
			a.Actors, a.Others = a.Actors[:1], a.Actors[1:]
		}
	}
	if a.Type == Consult && f.reciprocal {
		a.Mediators = s.mediators(s.both(subject, other))
	}
	if a.Margins = s.marginsIn(from, to); a.Margins {
		a.Actors = slices.DeleteFunc(slices.Clone(a.Actors), func(p Party) bool { return p.City && p.Prep == "in" }) // where they met
	}
	a.Said = -1
	if status == Planned {
		a.Said = s.saidOn(h)
	}
	a.Back, a.Present, a.Meant = back, s.presentTense(h, p), status == Planned && s.meantIn(from, to)
	a.Roll = roll || a.Status != Occurred && t >= 0 && !ahead
	return a, true
}

// mediators returns the parties a sentence names beside a word of mediation
// ("mediators from Qatar", "при посредничестве Германии").
func (s *sentence) mediators(taken []int) []Party {
	if !s.mayHold(cMediate) {
		return nil
	}
	for i := range s.tokens {
		if s.phraseAt(cMediate, i) == 0 {
			continue
		}
		for k := range s.parties {
			p := &s.parties[k]
			gap := min(abs(p.first-i), abs(p.last-i))
			if gap > 3 || slices.Contains(taken, k) || s.same(taken, p) || p.Anaphor != Named || p.City {
				continue
			}
			if p.first >= i || p.Prep == "by" || p.adjective && p.last == i-1 {
				return s.parties[k : k+1 : k+1]
			}
		}
	}
	return nil
}

// paired reports whether a party ends at token i that a hyphen joins to the one before:
// what follows is a noun they describe ("Serbia-Kosovo talks").
func (s *sentence) paired(i int) bool {
	if i < 2 || s.partyOf[i] < 1 {
		return false
	}
	p := &s.parties[s.partyOf[i]]
	return p.Bare && p.last == i && s.tokens[p.first-1].Lower == "-" && s.tokens[p.first-1].Glued && s.parties[s.partyOf[i]-1].Group == p.Group
}

// purpose reports whether a noun only says what another act is for ("recalled
// for consultations", "reiste zu Gesprächen"): no parties of its own follow it.
func (s *sentence) purpose(h hit) bool {
	i := h.first - 1
	for i >= 0 && (s.lang.fixedOrder() || s.timeAt[i] < 0) && (s.is(cArticle, i) || s.partyOf[i] < 0 && s.tokens[i].Word && s.prep(i) == "" && h.first-i <= 2 && !s.tokens[i].Upper) {
		i--
	}
	if i < 0 || !s.is(cPurpose, i) {
		return false
	}
	for k := i; k > s.segs[s.segOf[h.first]].first; k-- {
		if s.hitAt[k] >= 0 && !s.hits[s.hitAt[k]].entry.Noun {
			return true
		}
	}
	return s.segs[s.segOf[h.first]].verb && !s.partnersBetween(h)
}

// beside reports whether the clause of a hit tells an act of the mode as well.
func (s *sentence) beside(h hit, mode string) bool {
	g := s.segs[s.segOf[h.first]]
	for k := g.first; k <= g.last; k++ {
		if n := s.hitAt[k]; n >= 0 && s.hits[n].entry.Mode == mode {
			return true
		}
	}
	return false
}

// partnersBetween reports whether a noun of talks names its sides at once: "the venue
// for talks between A and B".
func (s *sentence) partnersBetween(h hit) bool {
	const longest = 3
	return h.entry.frame.reciprocal && slices.ContainsFunc(s.parties, func(p Party) bool {
		return p.Prep == "between" && p.first > h.last && p.first-h.last <= longest && s.segOf[p.first] == s.segOf[h.first]
	})
}

// pick returns the parties of the indices: those of the sentence itself, where
// they stand in a row.
func (s *sentence) pick(indices []int) []Party {
	n := len(indices)
	if n == 0 {
		return nil
	}
	first, row := indices[0], true
	for i, k := range indices {
		row = row && k == first+i
	}
	if row {
		return s.parties[first : first+n : first+n]
	}
	out := make([]Party, n)
	for i, k := range indices {
		out[i] = s.parties[k]
	}
	return out
}

// introduced reports whether an indefinite article stands before a noun: it tells of
// something new ("after a visit to A").
func (s *sentence) introduced(h hit) bool {
	for k := h.first - 1; k >= max(0, h.first-3); k-- {
		if s.is(cIndefinite, k) {
			return true
		}
	}
	return false
}

// foretells reports whether a word of expectation only announces the infinitive
// that follows and tells the act: "is due to arrive".
func (s *sentence) foretells(h hit) bool {
	return h.entry.Frame == "expected" && s.is(cTo, h.last+1) && h.last+2 < len(s.tokens) && s.hitAt[h.last+2] >= 0
}

// conditioned reports whether the sentence says on what condition something will
// happen, in a clause of its own: "if A agrees, B will …".
func (s *sentence) conditioned(h hit) bool {
	if !s.mayHold(cIf) {
		return false
	}
	g := s.segOf[h.first]
	for k, seg := range s.segs {
		i := seg.first
		for i < seg.last && !s.tokens[i].Word {
			i++
		}
		if s.is(cIf, i) && (k == g || abs(k-g) == 1 && max(seg.cost, s.segs[g].cost) < costHard) {
			return true
		}
	}
	return false
}

// meantIn reports whether the tokens tell a plan of the past.
func (s *sentence) meantIn(from, to int) bool {
	for k := from; s.mayHold(cMeant) && k <= to; k++ {
		if s.phraseAt(cMeant, k) > 0 {
			return true
		}
	}
	return false
}

// governs reports whether an act told at start rules the clause of h: what one asks for,
// refuses, threatens or agrees to.
func (s *sentence) governs(t Type, start int, h hit) bool {
	switch t {
	case Request, Reject, Threaten, Accuse, Agree:
	default:
		return false
	}
	if s.tokens[h.first].Start < start || s.distance(s.tokenAfter(start), h.first) >= costHard {
		return false
	}
	g := s.segs[s.segOf[h.first]]
	if n := s.hitAt[s.tokenAfter(start)]; n >= 0 && s.hits[n].tense&h.tense&gerund != 0 && s.is(cAnd, h.first-1) {
		return false // "a resolution demanding … and criticising …"
	}
	if h.tense&infinitive != 0 && h.tense&past == 0 || h.tense == nominal || h.tense&gerund != 0 {
		return true
	}
	return g.kind == subordinate && (s.is(cContent, g.first) || s.is(cContent, g.first+1) || !s.lang.is(cContent))
}
