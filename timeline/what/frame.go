package what

import (
	"slices"

	"github.com/dateline-news/dateline/timeline/who"
)

// frame says which phrases of the clause fill the sides of an act.
type frame struct {
	reciprocal bool     // everybody who takes part is an actor
	swap       bool     // the grammatical subject receives ("received aid from", "was host to")
	take       []string // preposition groups of the other side, best first; "" is an object without preposition
	dest       bool     // the country one travels to is the other side
	region     bool     // else any other party of the clause is
	noObject   bool     // an object without preposition is a topic
	lone       bool     // may stand with one side only
	content    bool     // else whom the content is for: "agreed to send grain to B"
	keep       bool     // the passive's subject acts ("wird erwartet")
}

var frames = map[string]frame{
	"meet":        {reciprocal: true, take: []string{"", "with", "between", "by"}},
	"talk":        {reciprocal: true, take: []string{"with", "between", "by"}, noObject: true},
	"phone":       {reciprocal: true, take: []string{"", "with", "to", "between"}},
	"visit":       {dest: true, take: []string{""}},
	"receive":     {swap: true, take: []string{""}},
	"expected":    {dest: true, keep: true},
	"invite":      {take: []string{"", "to", "for"}},
	"sign":        {reciprocal: true, take: []string{"with", "between", "by", ""}},
	"to":          {take: []string{"", "to", "for", "on", "against", "with", "from"}, region: true},
	"about":       {take: []string{"", "to", "on", "against", "of", "about", "for", "in"}, region: true},
	"ask":         {take: []string{"", "to", "on", "from"}, region: true},
	"give":        {take: []string{"", "to", "for", "on", "in"}, region: true},
	"from":        {swap: true, take: []string{"from", "by"}, region: true},
	"expel":       {take: []string{"", "from", "of"}, region: true},
	"recall":      {take: []string{"from", "in", "to", "against"}, region: true},
	"agree":       {reciprocal: true, take: []string{"with"}, noObject: true, lone: true, content: true},
	"promise":     {take: []string{"", "to", "for", "with", "between"}, lone: true, content: true},
	"share":       {take: []string{"with", "to", "for"}, region: true},
	"complain":    {take: []string{"against", "about", "of", "to"}, region: true},
	"relations":   {reciprocal: true, take: []string{"with", "between", "to", ""}},
	"embassy":     {take: []string{"in", "to", ""}, dest: true, region: true},
	"credentials": {take: []string{"", "to", "by"}},
	"accredit":    {swap: true, take: []string{"", "from", "by", "of"}, region: true},
	"summit":      {reciprocal: true, take: []string{"of", "", "with", "between", "by"}, lone: true},
	"attend":      {reciprocal: true, take: []string{"of", ""}, region: true, lone: true},
	"do":          {take: []string{"", "to", "against", "on", "from", "in", "for", "with"}, region: true, lone: true},
	"together":    {reciprocal: true, take: []string{"with", "between", "to", ""}, lone: true},
	"alone":       {take: []string{}, lone: true},
}

func knownFrame(name string) bool { _, ok := frames[name]; return ok }

// sides holds the two sides of an act as indices into the sentence's parties.
type sides struct {
	subject, other []int
	inherited      bool // the subject comes from the coordinated verb before
}

// arguments fills the frame of a hit.
func (s *sentence) arguments(h hit, p polarity) sides {
	f := frames[h.entry.Frame]
	if h.entry.Noun {
		return s.nounArguments(h, f)
	}
	if p.passive {
		return s.passiveArguments(h, f)
	}
	var out sides
	out.subject, out.inherited = s.subjectOf(h)
	out.other = s.otherSide(h, f, out.subject)
	return out
}

// subjectOf finds who acts: the nominative party of the verb's own clause, of
// the coordinated clause before, or the nearest clause.
func (s *sentence) subjectOf(h hit) (subject []int, inherited bool) {
	g := s.segOf[h.first]
	seg := s.segs[g]
	if own := s.nominativeIn(seg, h); own >= 0 {
		return s.members(own), false
	}
	if prev := s.previousVerb(h); prev >= 0 && (seg.kind == coordinate || s.headless(h)) {
		return s.hits[prev].subject, true
	}
	if seg.kind == relative {
		if k := s.antecedent(seg.first); k >= 0 {
			return s.members(k), false
		}
	}
	for d := g - 1; d >= 0 && s.crossable(d+1, g); d-- {
		if (s.segs[d].kind == relative || s.segs[d].kind == insertion && s.tokens[s.segs[d].first].Lower != "(") && seg.kind != infinite && d > 0 {
			continue
		}
		if k := s.nominativeIn(s.segs[d], h); k >= 0 {
			return s.members(k), false
		}
	}
	return nil, false
}

func (s *sentence) crossable(from, to int) bool {
	for k := from; k <= to; k++ {
		if s.segs[k].cost >= costHard {
			return false
		}
	}
	return true
}

// headless reports whether nothing but adverbs stands between the verb and the
// conjunction or comma before it.
func (s *sentence) headless(h hit) bool {
	seg := s.segs[s.segOf[h.first]]
	for k := seg.first; k < h.first; k++ {
		if s.partyOf[k] >= 0 && s.parties[s.partyOf[k]].Prep == "" {
			return false
		}
	}
	return seg.kind != relative && seg.kind != subordinate
}

// previousVerb returns the last verbal hit before h that has a subject.
func (s *sentence) previousVerb(h hit) int {
	for k := s.hitAt[h.first] - 1; k >= 0; k-- {
		if !s.hits[k].entry.Noun && len(s.hits[k].subject) > 0 && s.distance(s.hits[k].first, h.first) < costHard {
			return k
		}
	}
	return -1
}

// antecedent returns the last party before the token, -1 for none.
func (s *sentence) antecedent(token int) int {
	for k := len(s.parties) - 1; k >= 0; k-- {
		if s.parties[k].last < token {
			return k
		}
	}
	return -1
}

// nominativeIn returns the first party of a list that can be the subject of the
// verb in the segment: before the verb, else after it where the order is free.
func (s *sentence) nominativeIn(seg segment, h hit) int {
	best, bestScore := -1, 0
	for k, p := range s.parties {
		if p.first < seg.first || p.last > seg.last || p.Prep != "" || p.Genitive || p.cases&nominative == 0 || s.listTail(k) || p.Margins {
			continue
		}
		score := 10
		if p.first < h.first {
			score += 5
		} else if s.lang.fixedOrder() {
			continue
		}
		if p.cases == nominative {
			score += 8
		}
		if p.adjective {
			score -= 2
		}
		if s.attached(k) {
			score -= 9
		}
		if p.City && p.Prep == "" {
			score--
		}
		if score > bestScore {
			best, bestScore = k, score
		}
	}
	return best
}

// listTail reports whether the party continues a list.
func (s *sentence) listTail(k int) bool { return s.parties[k].Group != k }

// attached reports whether the party follows a plain noun without a
// preposition: a genitive in languages that have one.
func (s *sentence) attached(k int) bool {
	i := s.parties[k].first - 1
	for i >= 0 && (s.is(cArticle, i) || s.is(cDet, i)) {
		i--
	}
	if i < 0 || s.lang.fixedOrder() || s.timeAt[i] >= 0 || s.hitAt[i] >= 0 && !s.hits[s.hitAt[i]].entry.Noun {
		return false
	}
	t := s.tokens[i]
	if s.lang.capitalNouns() {
		return t.Upper && s.partyOf[i] < 0 && i > 0
	}
	return t.Word && s.partyOf[i] < 0 && s.parties[k].cases&genitive != 0 && s.parties[k].cases&nominative == 0
}

// members lists the parties of k's group, k first.
func (s *sentence) members(k int) []int {
	g := s.parties[k].Group
	out := []int{k}
	for i := range s.parties {
		if i != k && s.parties[i].Group == g {
			out = append(out, i)
		}
	}
	return out
}

// otherSide finds the parties on the other side of the verb.
func (s *sentence) otherSide(h hit, f frame, subject []int) []int {
	if s.ownObject(h, subject) {
		return nil
	}
	for n, prep := range f.take {
		if k := s.partyWith(h, prep, f, subject); k >= 0 {
			return s.groupOf(s.guestOf(k), subject)
		}
		if n == 0 && f.region && prep == "" {
			if k := s.owner(h, subject); k >= 0 {
				return s.groupOf(k, subject)
			}
		}
	}
	if f.dest {
		if k := s.destination(h, subject); k >= 0 {
			return s.groupOf(k, subject)
		}
	}
	if f.region || f.content && len(subject) == 1 && s.infinitiveFollows(h) {
		return s.regionOf(h, subject)
	}
	return nil
}

// infinitiveFollows reports whether the content of a promise follows the verb
// at once: "agreed to", "is ready to", "agreed in principle on Monday to".
func (s *sentence) infinitiveFollows(h hit) bool {
	for k := h.last + 1; k < len(s.tokens) && k <= h.last+6 && s.segOf[k] == s.segOf[h.first]; k++ {
		if s.is(cTo, k) {
			return true
		}
	}
	return false
}

// owner returns the party whose thing the object is ("den Vorschlag Moskaus",
// "Iran's decision", "German goods"), nearest the verb.
func (s *sentence) owner(h hit, subject []int) int {
	best, bestCost := -1, costRelative
	for k, p := range s.parties {
		if slices.Contains(subject, k) || s.same(subject, p) || s.listTail(k) || p.Margins || p.Prep != "" && p.Prep != "of" || !p.Genitive && !s.attached(k) && !p.adjective {
			continue
		}
		cost := s.reach(h, p)
		if p.first < h.first {
			cost++
		}
		if cost < bestCost {
			best, bestCost = k, cost
		}
	}
	return best
}

// same reports whether the party is one of the subject's own.
func (s *sentence) same(subject []int, p Party) bool {
	return p.Code != "" && slices.ContainsFunc(subject, func(k int) bool { return s.parties[k].Code == p.Code })
}

// guestOf prefers "the guest from X": X to the word that points back.
func (s *sentence) guestOf(k int) int {
	if p := s.parties[k]; p.Anaphor == Guest && k+1 < len(s.parties) {
		if next := s.parties[k+1]; next.Prep == "from" && next.first-p.last <= 2 {
			return k + 1
		}
	}
	return k
}

func (s *sentence) groupOf(k int, without []int) []int {
	var out []int
	for _, m := range s.members(k) {
		if !slices.Contains(without, m) {
			out = append(out, m)
		}
	}
	return out
}

// partyWith returns the party with the preposition that is nearest the verb in
// its clause; "" asks for an object.
func (s *sentence) partyWith(h hit, prep string, f frame, subject []int) int {
	best, bestCost := -1, costRelative+1
	if prep == "" {
		bestCost = costComma
	}
	for k, p := range s.parties {
		if p.Prep != prep || s.same(subject, p) || slices.Contains(subject, k) || p.Margins || s.listTail(k) && slices.Contains(subject, p.Group) || s.attributed(h, p) {
			continue
		}
		if p.City && p.Bare && !f.dest && (prep == "to" || prep == "in" || prep == "on") {
			continue
		}
		if prep == "" && f.dest && p.Org {
			continue
		}
		if prep == "" && s.lang.fixedOrder() && !s.objectOf(h, p) {
			continue
		}
		if prep == "" && (p.cases == nominative || f.noObject || p.Genitive || s.attached(k) || s.lang.fixedOrder() && p.first < h.first) {
			continue
		}
		if cost := s.reach(h, p); cost < bestCost {
			best, bestCost = k, cost
		}
	}
	return best
}

// objectOf reports whether, in a language of fixed order, a party can be the
// object of the verb: in its own clause, a pronoun close by, not its own troops.
func (s *sentence) objectOf(h hit, p Party) bool {
	g := s.segOf[p.first]
	switch {
	case p.Poss && p.Anaphor == Office && p.Level == "":
		return false // "strengthened its forces"
	case (p.Anaphor == One || p.Anaphor == Many && p.first == p.last) && p.first-h.last > 3:
		return false // "… calling them occupiers"
	case g != s.segOf[h.first] && s.segs[g].kind == insertion:
		return false // "in Bam, Iran"
	}
	return s.distance(h.first, p.first) < costCoordinate
}

// attributed reports whether a party stands where the sentence only says who
// told it: "…, Thai police said", "according to a Canadian report".
func (s *sentence) attributed(h hit, p Party) bool {
	g := s.segOf[p.first]
	if p.first < h.first || !s.lang.fixedOrder() {
		return false
	}
	for k := p.first - 1; k > h.last; k-- {
		if s.is(cAttribution, k) {
			return true
		}
	}
	if g == s.segOf[h.first] {
		return false
	}
	for k := p.last + 1; k <= s.segs[g].last; k++ {
		if s.is(cSpeech, k) || s.is(cStop, k) {
			return true
		}
	}
	return false
}

// ownObject reports whether the words of the subject go to its own people: what
// follows is their business, no other state's.
func (s *sentence) ownObject(h hit, subject []int) bool {
	if !s.lang.fixedOrder() || !wordy(h.entry.Type) || h.entry.Type == Support || h.entry.Type == Agree {
		return false
	}
	for _, p := range s.parties {
		if p.first > h.last {
			return p.first-h.last <= 4 && p.Prep == "" && s.same(subject, p) && s.segOf[p.first] == s.segOf[h.first]
		}
	}
	return false
}

// reach is what it costs the verb to reach a party.
func (s *sentence) reach(h hit, p Party) int {
	cost := s.distance(h.first, p.first)
	if cost > 0 && s.segs[s.segOf[h.first]].kind == coordinate && p.first < h.first {
		cost += costComma
	}
	if s.otherVerbBetween(h, p.first) {
		cost += 2
	}
	return cost
}

func (s *sentence) otherVerbBetween(h hit, token int) bool {
	a, b := h.last+1, token
	if token < h.first {
		a, b = token, h.first
	}
	for k := a; k < b; k++ {
		if s.hitAt[k] >= 0 && !s.hits[s.hitAt[k]].entry.Noun {
			return true
		}
	}
	return false
}

// destination returns the country or city the clause moves to.
func (s *sentence) destination(h hit, subject []int) int {
	for _, prep := range []string{"to", "in", "into", ""} {
		for k, p := range s.parties {
			if p.Prep == prep && !slices.Contains(subject, k) && p.Anaphor == Named && s.reach(h, p) < costRelative && (prep != "" || p.City || !p.Genitive) {
				return k
			}
		}
	}
	return -1
}

// regionOf returns any other party of the verb's clause, after the verb first.
func (s *sentence) regionOf(h hit, subject []int) []int {
	best, bestCost := -1, costHard
	for k, p := range s.parties {
		if slices.Contains(subject, k) || s.same(subject, p) || slices.Contains(subject, p.Group) || p.Margins || p.Prep == "about" || p.Anaphor == Office && p.Level == who.Official || s.attributed(h, p) || s.aside(h, p) {
			continue
		}
		cost := s.reach(h, p)*4 + abs(p.first-h.first)/4
		if p.first < h.first && s.lang.fixedOrder() {
			cost += 8
		}
		if p.Prep == "in" && p.City {
			cost += 12
		}
		if s.reach(h, p) < costHard && cost < bestCost {
			best, bestCost = k, cost
		}
	}
	if best < 0 {
		return nil
	}
	return s.groupOf(best, subject)
}

// aside reports whether a party is only where a side clause of the sentence
// happens: "… if war starts in Iraq".
func (s *sentence) aside(h hit, p Party) bool {
	g := s.segOf[p.first]
	return p.Prep == "in" && g != s.segOf[h.first] && (s.segs[g].kind == subordinate || s.segs[g].kind == relative)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// passiveArguments turns a passive round: the agent acts, the grammatical
// subject is the object.
func (s *sentence) passiveArguments(h hit, f frame) sides {
	patient, _ := s.subjectOf(h)
	var out sides
	if k := s.partyWith(h, "by", f, patient); k >= 0 {
		out.subject = s.groupOf(k, patient)
	} else if k := s.instrumental(h, patient); k >= 0 {
		out.subject = s.groupOf(k, patient)
	}
	if f.keep {
		return sides{subject: patient, other: s.otherSide(h, f, patient)}
	}
	if t := h.entry.Type; len(out.subject) == 0 && (t == Coerce || t == Assault || h.entry.Mode == "investigate") {
		if k := s.partyWith(h, "in", frame{dest: true}, patient); k >= 0 {
			out.subject = s.groupOf(k, patient) // "was arrested in Lebanon": the state acts
		}
	}
	if len(out.subject) == 0 && h.entry.Frame == "expel" {
		out.subject = s.institution(h, patient)
	}
	out.other = patient
	if f.reciprocal || len(patient) == 0 || !s.parties[patient[0]].Official && !f.swap {
		taken := append(slices.Clone(out.subject), patient...)
		if more := s.otherSide(h, f, taken); len(more) > 0 {
			out.other = append(slices.Clone(patient), more...)
		}
	}
	if f.reciprocal {
		out.subject = append(out.subject, out.other...)
		out.other = nil
	}
	return out
}

// institution returns the office one is called to ("was summoned to the foreign
// ministry of X"): it acts.
func (s *sentence) institution(h hit, without []int) []int {
	for k, p := range s.parties {
		if (p.Prep == "in" || p.Prep == "to") && p.headed && !slices.Contains(without, k) && s.reach(h, p) < costComma {
			return s.groupOf(k, without)
		}
	}
	return nil
}

func (s *sentence) instrumental(h hit, without []int) int {
	for k, p := range s.parties {
		if p.cases == instrumental && p.Prep == "" && !slices.Contains(without, k) && s.reach(h, p) < costComma {
			return k
		}
	}
	return -1
}

// nounArguments fills the frame of a nominal act: "visit of A to B", "talks
// between A and B", "meeting with B"; else the parties of its clause.
func (s *sentence) nounArguments(h hit, f frame) sides {
	var out sides
	for k, p := range s.parties {
		if s.listTail(k) || s.distance(h.first, p.first) > costComma || p.Margins {
			continue
		}
		if p.City && p.adjective && h.first-p.last == 1 {
			continue // the Geneva talks: where they were held
		}
		near := p.first > h.last && p.first-h.last <= 14
		if near && p.Prep == "by" && s.mediates(p.first) {
			continue // named as mediator
		}
		switch {
		case near && (p.Prep == "with" || p.Prep == "between"):
			if p.Prep == "between" {
				out.subject = append(out.subject, s.members(k)...)
			} else {
				out.other = append(out.other, s.members(k)...)
			}
		case near && f.dest && (p.Prep == "to" || p.Prep == "in"):
			out.other = append(out.other, s.members(k)...)
		case near && p.Prep == "" && p.first-h.last <= 3 && !p.City, near && p.Prep == "of", near && p.Prep == "by", near && f.take != nil && p.Prep == "to" && slices.Contains(f.take, "to"):
			if p.Prep == "to" {
				out.other = append(out.other, s.members(k)...)
			} else {
				out.subject = append(out.subject, s.members(k)...)
			}
		case p.last < h.first && h.first-p.last <= 3 && p.Prep != "in" && (p.adjective || p.Genitive || p.Prep == "" || p.City || p.Org) && s.segOf[p.first] == s.segOf[h.first]:
			out.subject = append(out.subject, s.members(k)...)
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
	taken := append(slices.Clone(out.subject), out.other...)
	k := s.nominativeIn(s.segs[s.segOf[h.first]], h)
	if k < 0 || slices.Contains(taken, k) {
		return
	}
	out.subject = append(s.members(k), out.subject...)
}
