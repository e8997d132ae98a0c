package what

import "slices"

// polarity is what the clause says about whether the act happened.
type polarity struct {
	negated, modal, future, perfect, pluperfect, passive bool
	conditional, wish, cancelled, moved, held, planned   bool
	during                                               bool // a noun after "during", "bei"
}

// polarityOf reads the auxiliaries, negations and status words around a hit.
func (s *sentence) polarityOf(h hit) polarity {
	var p polarity
	from, to := s.span(h)
	for k := from; k <= to; k++ {
		if s.inName[k] >= 0 || s.timeAt[k] >= 0 && s.Times[s.timeAt[k]].Span.Precision != 0 || k >= h.first && k <= h.last || !s.tokens[k].word.mayBe(statusWords) {
			continue
		}
		s.mark(&p, h, k)
	}
	p.during = s.during(h)
	p.held = p.held || p.during
	if p.during && (p.cancelled || p.moved) {
		p.cancelled, p.moved = s.toldOf(h, to, cCancel), s.toldOf(h, to, cPostpone)
	}
	p.conditional = p.conditional || s.inverted(h)
	p.wish = p.wish || s.wished(h)
	if g := s.segOf[h.first]; g > 0 && s.mayHold(cDeny) && (s.segs[g].kind == infinite || s.segs[g].kind == subordinate) {
		for k := s.segs[g-1].first; k <= s.segs[g-1].last; k++ {
			p.negated = p.negated || s.is(cDeny, k)
		}
	}
	for k := from; k < h.first && h.entry.Noun && s.mayHold(cDeny); k++ {
		p.negated = p.negated || s.is(cDeny, k) && s.segOf[k] == s.segOf[h.first] // "denied a report of talks"
	}
	if h.tense&passive != 0 {
		p.passive = true
	}
	p.passive = p.passive || s.agented(h)
	if p.future && p.passive && h.tense&participle != 0 && h.tense&infinitive == 0 && wordy(h.entry.Type) && h.entry.Mode == "" {
		p.future = s.futureBeside(from, to, h.first) // "wird beschuldigt" is a present
	}
	p.modal = p.modal || h.tense&participle != 0 && s.is(cPassive, h.first-1) && s.infinitiveMark(h.first-1) // "is expected to meet X and to be received by Y"
	if h.tense&participle == 0 && h.tense&passive == 0 {
		p.passive = false
	}
	return p
}

// during reports whether a noun only says when something else was done: "after the
// talks", "à l'issue d'une visite".
func (s *sentence) during(h hit) bool {
	const near, longest = 3, 4
	first := s.segs[s.segOf[h.first]].first
	from := h.first
	for h.entry.Noun && from > first && (s.prep(from-1) == "of" || s.timeAt[from-1] >= 0) {
		from-- // "tras dos días de negociaciones"
	}
	for k := from - 1; h.entry.Noun && k >= max(first, from-near-longest); k-- {
		if n := s.phraseAt(cDuring, k); n > 0 && (k >= from-near || k+n > from-near+1) {
			return true
		}
	}
	return false
}

// before reports whether a noun that tells of something new says what is still to
// come: "ahead of a visit to A".
func (s *sentence) before(h hit) bool {
	const reach = 4
	for k := h.first - 1; s.mayHold(cAhead) && k >= max(0, h.first-reach); k-- {
		if n := s.phraseAt(cAhead, k); n > 0 {
			return s.is(cIndefinite, k+n) || k+n == h.first
		}
	}
	return false
}

// agented reports whether a participle without auxiliary is a passive one, as
// its agent tells: "the two ministers, hosted by X, …".
func (s *sentence) agented(h hit) bool {
	if !s.lang.fixedOrder() || h.entry.Noun || h.tense&participle == 0 || h.last+1 >= len(s.tokens) {
		return false
	}
	if h.first == 0 { // "received in A by B, C …"
		return h.tense&past == 0 && !s.Headline && slices.ContainsFunc(s.parties, func(p Party) bool {
			return p.Prep == "by" && s.segOf[p.first] == 0 && !s.otherVerbBetween(h, p.first)
		})
	}
	next := s.prep(h.last + 1)
	if s.Headline && next != "" && next != "by" && s.partyOf[h.first-1] >= 0 { // "Britain blamed for failure by NAME", "four Yemenis freed from prison"
		for k := range s.parties {
			if p := &s.parties[k]; p.Prep == "by" && p.first > h.last {
				return true
			}
		}
		return s.parties[s.partyOf[h.first-1]].plain && next == "from"
	}
	return next == "by" && !s.tokens[h.first-1].Word
}

// futureBeside reports whether a word that tells a future stands between two tokens,
// none that forms the passive of the participle after it.
func (s *sentence) futureBeside(from, to, participle int) bool {
	for k := from; k <= to; k++ {
		if s.phraseAt(cFuture, k) > 0 && !(s.is(cPassivePresent, k) && k < participle) {
			return true
		}
	}
	return false
}

// statusWords are the classes that mark asks for.
var statusWords = maskOf(cNegation, cNegationBefore, cNo, cFuture, cModal, cConditional, cWish, cPerfect, cPluperfect, cPassive, cCancel, cPostpone, cHeld, cPlanned)

func (s *sentence) mark(p *polarity, h hit, k int) {
	before := k < h.first
	switch {
	case s.is(cNegation, k) && s.is(cNegationBefore, k-1): // "reproche à B de ne pas avoir …": the infinitive's
		p.negated = p.negated || before && h.first-k <= 2
	case s.is(cNegation, k) && !s.is(cOnly, k+1):
		p.negated = p.negated || !h.entry.Noun || s.closeNegation(h, k)
	case s.is(cNegationBefore, k) && !s.is(cOnly, k+1):
		p.negated = p.negated || before && h.first-k <= 3 || h.entry.Noun && s.closeNegation(h, k)
	case s.is(cNo, k) && s.is(cNegationBefore, h.first): // "не оставит без ответа"
	case s.is(cNo, k):
		p.negated = p.negated || before && (h.entry.Noun && h.first-k <= 2 || !h.entry.Noun && h.first-k <= 1)
		p.negated = p.negated || !h.entry.Noun && !s.lang.fixedOrder() && s.deniesObject(h, k+1) // "liefert keine Waffen"
	}
	if n := s.phraseAt(cFuture, k); n > 0 && (before || !s.lang.fixedOrder()) {
		p.future = true
	}
	if n := s.phraseAt(cModal, k); n > 0 && (before || !s.lang.fixedOrder()) {
		p.modal = true
	}
	if s.phraseAt(cConditional, k) > 0 && (before || !s.lang.fixedOrder()) {
		p.conditional = true
	}
	p.wish = p.wish || s.is(cWish, k) && before
	if !s.lang.capitalNouns() || !s.tokens[k].Upper || k == 0 { // "die Waren": a noun, no auxiliary
		own := !h.entry.Noun || s.segOf[k] == s.segOf[h.first]
		reflexive := s.is(cPassive, k) && s.is(cReflexive, k-1) // "se sont rencontrés"
		p.perfect = p.perfect || (s.is(cPerfect, k) || reflexive) && (before || !s.lang.fixedOrder())
		p.pluperfect = p.pluperfect || own && s.is(cPluperfect, k) && (before || !s.lang.fixedOrder())
		p.passive = p.passive || s.is(cPassive, k) && !reflexive && (before || !s.lang.fixedOrder())
	}
	p.cancelled = p.cancelled || s.phraseAt(cCancel, k) > 0
	p.moved = p.moved || s.phraseAt(cPostpone, k) > 0
	if s.phraseAt(cHeld, k) > 0 {
		if s.lies(k) {
			p.planned = true // "talks that would be held in A"
		} else {
			p.held = true
		}
	}
	p.planned = p.planned || s.phraseAt(cPlanned, k) > 0
}

// lies reports whether, in a language of fixed order, token k is told to come:
// "would be held", "to take place".
func (s *sentence) lies(k int) bool {
	for i := k - 1; s.lang.fixedOrder() && i >= max(0, k-3) && s.segOf[i] == s.segOf[k]; i-- {
		if s.is(cTo, i) || s.phraseAt(cFuture, i) > 0 {
			return true
		}
		if s.is(cPerfect, i) || s.hitAt[i] >= 0 {
			return false
		}
	}
	return false
}

// closeNegation: a noun is negated by the verb's negation only when it belongs
// to the verb that says it took place.
func (s *sentence) closeNegation(h hit, k int) bool {
	if k > h.last && s.segOf[k] == s.segOf[h.first] {
		return !s.otherVerbBetween(h, k)
	}
	for i := h.last + 1; i <= k+3 && i < len(s.tokens); i++ {
		if s.phraseAt(cHeld, i) > 0 || s.is(cFinite, i) {
			return true
		}
	}
	return k < h.first && h.first-k <= 3
}

// fixedOrder reports whether auxiliaries always stand before the verb.
func (l *Language) fixedOrder() bool { return l.is(cAuxiliariesComeFirst) }

// span returns the tokens whose auxiliaries bear on the hit: its own segment,
// and for a coordinated participle or infinitive the one before.
func (s *sentence) span(h hit) (from, to int) {
	g := s.segOf[h.first]
	from, to = s.segs[g].first, max(s.segs[g].last, h.last)
	if h.particle > to {
		to = s.segs[s.segOf[h.particle]].last
	}
	needsAux := h.tense&(infinitive|participle|passive) != 0 && (h.tense&(present|past) == 0 || s.lang.capitalNouns() && h.tense&past == 0 && h.last == to)
	needsAux = needsAux || s.lang.fixedOrder() && h.tense == infinitive|present && s.headless(h) // "will reopen … and name"
	for g > 0 && (s.segs[g].kind == coordinate && (needsAux && !s.auxIn(from, h.first) || h.entry.Noun && !s.segs[g].verb) || s.segs[g].kind == insertion || s.segs[g-1].kind == insertion && s.segs[g].kind != coordinate) && s.segs[g].cost < costHard {
		g--
		from = s.segs[g].first
		if s.segs[g].kind == mainClause {
			break
		}
	}
	if h.entry.Noun {
		to = s.extend(to)
	}
	return from, to
}

func (s *sentence) auxIn(from, to int) bool {
	for k := from; k < to; k++ {
		if s.is(cFinite, k) || s.is(cConditional, k) || s.is(cModal, k) {
			return true
		}
	}
	return false
}

// extend takes in the relative clause or insertion that follows a noun's segment.
func (s *sentence) extend(to int) int {
	for g := s.segOf[to] + 1; g < len(s.segs); g++ {
		if s.segs[g].cost >= costHard || s.segs[g].kind == coordinate && s.segs[g].verb || s.segs[g].kind == subordinate {
			break
		}
		to = s.segs[g].last
	}
	return to
}

// refused is the verdict on talks a party says it will not hold.
const refused Status = "refused"

// verdict is the status a clause gives an act; ok is false where it states none.
func (s *sentence) verdict(h hit, p polarity, ahead bool) (status Status, background, ok bool) {
	if h.entry.Noun {
		return s.nounVerdict(h, p, ahead)
	}
	if p.negated && p.future && h.entry.Type == Consult {
		return refused, false, true
	}
	if p.negated || p.conditional || p.wish {
		return "", false, false
	}
	switch {
	case p.cancelled && h.entry.Frame == "visit", p.cancelled && h.entry.Type == Consult:
		return Cancelled, false, true
	case h.tense&(past|passive) != 0 && !(p.modal || p.future) || h.tense&participle != 0 && (p.perfect || p.passive && !p.future && !p.modal):
		if h.tense&participle != 0 && p.passive && !p.perfect && ahead && h.tense&passive == 0 {
			return Planned, false, true
		}
		return Occurred, p.pluperfect && !s.told(h), true
	case h.tense&participle != 0 && p.pluperfect && s.told(h) && !p.future && !p.modal:
		return Occurred, false, true
	case h.tense&participle != 0 && p.pluperfect && !p.future && !p.modal:
		return Occurred, true, true
	case p.future || p.modal:
		return Planned, false, h.tense&past == 0 || h.tense&(infinitive|participle) != 0
	case h.tense&present != 0 && !s.infinitiveMark(h.first):
		if s.habitual(h) {
			return "", false, false
		}
		if ahead || h.entry.Type == Consult && s.phraseAt(cModal, h.first) > 0 {
			return Planned, false, true
		}
		return Occurred, false, true
	case h.tense&future != 0:
		return Planned, false, true
	}
	return s.loose(h, p, ahead)
}

// told reports whether the clause is what somebody said: its pluperfect is only
// a past ("A said it had agreed").
func (s *sentence) told(h hit) bool {
	g := s.segOf[h.first]
	if g == 0 || !s.mayHold(cReports) {
		return false
	}
	k := s.segs[g].first - 1
	for k > 0 && (s.timeAt[k] >= 0 || s.prep(k) == "on" || !s.tokens[k].Word) {
		k--
	}
	return s.is(cReports, k)
}

// loose judges infinitives, participles and gerunds without an auxiliary.
func (s *sentence) loose(h hit, p polarity, ahead bool) (Status, bool, bool) {
	switch {
	case h.tense&past != 0 || h.tense&participle != 0 && (s.Headline || s.afterParty(h) || s.opensActively(h)):
		return Occurred, p.pluperfect, true
	case h.tense&infinitive != 0 && s.planMark(h.first):
		return Planned, false, true
	case h.tense&infinitive != 0 && h.entry.Frame == "attend" && s.comesFirst(h, "visit"):
		if ahead {
			return Planned, false, true
		}
		return Occurred, false, true // "arrived to attend the summit"
	case h.tense&infinitive != 0 && s.Headline:
		return Planned, false, true
	case h.tense&infinitive != 0 && s.goingOn(h):
		return Occurred, false, true
	case h.tense&infinitive != 0 && h.entry.Type != Consult && s.decided(h.first):
		return Occurred, false, true // "voted overwhelmingly to reject"
	case h.tense&infinitive != 0 && (s.causeMark(h.first) || s.saysThere(h)):
		return Occurred, false, true
	case h.tense&gerund != 0 && s.prep(h.first-1) == "by":
		return Occurred, false, true
	case h.tense&gerund != 0 && (s.is(cPassive, h.first-1) || s.is(cPassive, h.first-2)):
		if ahead {
			return Planned, false, true
		}
		return Occurred, false, true
	case h.tense&gerund != 0 && s.documented(h):
		return Occurred, false, true // "issued a declaration demanding"
	case h.tense&gerund != 0:
		if ahead && s.is(cFinite, h.first-1) {
			return Planned, false, true
		}
		g := s.segs[s.segOf[h.first]]
		return Occurred, false, g.first+3 >= h.first && !(g.first == 0 && s.isSubject(h))
	}
	return "", false, false
}

// saysThere reports whether the infinitive tells what was said in talks that were
// held: "phoned A to thank him", "summoned the ambassador to protest".
func (s *sentence) saysThere(h hit) bool {
	k := s.hitAt[h.first] - 1
	if !s.infinitiveMark(h.first) || !wordy(h.entry.Type) || h.entry.Type == Agree || k < 0 || s.distance(s.hits[k].first, h.first) >= costComma {
		return false
	}
	o := s.hits[k]
	p := s.polarityOf(o)
	told := o.tense&(past|participle) != 0 && !p.modal && !p.future && !p.negated && !p.cancelled
	return told && !o.entry.Noun && (o.entry.Type == Consult && o.entry.Frame != "visit" || o.entry.Mode == "summon")
}

// documented reports whether a gerund tells what a document says: "issued a
// declaration on Monday demanding … and criticising …".
func (s *sentence) documented(h hit) bool {
	k := h.first - 1
	for k > 0 && (s.timeAt[k] >= 0 || s.prep(k) == "on" && s.timeAt[k+1] >= 0) {
		k--
	}
	if s.is(cDocument, k) {
		return true
	}
	before := s.hitAt[h.first] - 1
	return s.is(cAnd, k) && before >= 0 && s.hits[before].tense&gerund != 0 && s.documented(s.hits[before])
}

// isSubject reports whether a gerund that begins the sentence is its subject:
// "insisting on this can only harm".
func (s *sentence) isSubject(h hit) bool {
	for k := h.last + 1; k < len(s.tokens) && s.tokens[k].Lower != ","; k++ {
		if s.is(cFinite, k) {
			return true
		}
	}
	return false
}

// comesFirst reports whether a verb of the frame stands before the hit.
func (s *sentence) comesFirst(h hit, frame string) bool {
	for _, o := range s.hits {
		if o.first < h.first && !o.entry.Noun && o.entry.Frame == frame {
			return true
		}
	}
	return false
}

func (s *sentence) afterParty(h hit) bool { return h.first > 0 && s.partyOf[h.first-1] >= 0 }

// infinitiveMark reports whether "to" or "zu" stands before token i.
func (s *sentence) infinitiveMark(i int) bool { return s.is(cTo, i-1) }

// planMark reports whether a word of planning governs the infinitive at i.
func (s *sentence) planMark(i int) bool {
	if g := s.segOf[i]; g > 0 && s.lang.capitalNouns() && s.segs[g].kind == infinite && s.segs[g].cost < costHard {
		for k := s.segs[g-1].first; k <= s.segs[g-1].last; k++ { // "kündigte an, B zu besuchen"
			if s.is(cPlan, k) && !s.tokens[k].Upper {
				return true
			}
		}
	}
	const reach = 4
	for k, far := i-1, 0; k >= 0 && far < reach; k-- {
		if s.partyOf[k] < 0 { // a party between does not count: "an invitation from A's president to visit B"
			far++
		}
		if s.phraseAt(cPlan, k) > 0 {
			return !s.is(cNegationBefore, k-2) && !s.is(cNo, k-1) // "no tiene intención de"
		}
	}
	return false
}

// decided reports whether a word of decision governs the infinitive at i.
func (s *sentence) decided(i int) bool {
	for k, reach := i-2, i-3; k >= max(0, reach) && s.infinitiveMark(i); k-- {
		switch {
		case s.is(cDecision, k):
			return true
		case s.timeAt[k] >= 0 || s.timeAt[k+1] >= 0 || !s.tokens[k].Word || s.tokens[k].Lower[0] <= '9':
			reach-- // "voted on Friday to reject"
		}
	}
	return false
}

func (s *sentence) causeMark(i int) bool {
	for k := i - 1; k >= 0 && i-k <= 6; k-- {
		if s.phraseAt(cCause, k) > 0 {
			return true
		}
	}
	return false
}

// nounVerdict judges a nominal act by the words that say what became of it.
func (s *sentence) nounVerdict(h hit, p polarity, ahead bool) (Status, bool, bool) {
	switch {
	case p.negated && p.future && h.entry.Type == Consult && h.entry.Frame == "meet" && !p.held:
		return refused, false, true
	case p.negated && !p.cancelled || p.conditional || p.wish && !p.planned:
		return "", false, false
	case p.cancelled:
		return Cancelled, false, true
	case p.moved, p.future, p.modal:
		return Planned, false, true
	case p.planned && !p.held:
		return Planned, false, true
	case ahead || s.before(h) && s.timeOf(h) < 0:
		return Planned, false, true
	}
	return Occurred, p.pluperfect, true
}
