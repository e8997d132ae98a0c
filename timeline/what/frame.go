package what

// frame says which phrases of the clause fill the sides of an act.
type frame struct {
	reciprocal bool     // everybody who takes part is an actor
	swap       bool     // the grammatical subject receives ("received aid from", "was host to")
	take       []string // preposition groups of the other side, best first; "" is an object without preposition
	dest       bool     // the country one travels to is the other side
	region     bool     // else any other party of the clause is
	owner      bool     // so is the owner of what is named
	noObject   bool     // an object without preposition is a topic
	lone       bool     // may stand with one side only
	content    bool     // else whom the content is for: "agreed to send grain to B"
	keep       bool     // the passive's subject acts ("wird erwartet")
}

var frames = map[string]frame{
	"meet":        {reciprocal: true, take: []string{"", "with", "between", "by"}},
	"talk":        {reciprocal: true, take: []string{"with", "between", "by"}, noObject: true},
	"phone":       {reciprocal: true, take: []string{"", "with", "to", "between", "from"}},
	"message":     {reciprocal: true, take: []string{"to", ""}},
	"visit":       {dest: true, take: []string{"", "on"}},
	"receive":     {swap: true, take: []string{""}},
	"host":        {swap: true, take: []string{"to", "for", "of", ""}, region: true},
	"expected":    {dest: true, keep: true},
	"invite":      {take: []string{"", "to", "for"}},
	"sign":        {reciprocal: true, take: []string{"with", "between", "by", ""}},
	"mutual":      {reciprocal: true, take: []string{"with", "between", "by"}, noObject: true},
	"undergo":     {swap: true, take: []string{"from", "by", "of"}, owner: true},
	"rebuffed":    {swap: true, take: []string{"from", "by", "in"}, dest: true},
	"at":          {take: []string{"", "in", "to", "with", "against"}, region: true},
	"to":          {take: []string{"", "to", "for", "on", "against", "with", "from"}, region: true},
	"about":       {take: []string{"", "to", "on", "against", "of", "about", "for", "in"}, region: true},
	"ask":         {take: []string{"", "to", "on", "from"}, region: true},
	"command":     {take: []string{""}},
	"warn":        {take: []string{"", "to", "against"}},
	"give":        {take: []string{"", "to", "for", "on", "in"}, region: true},
	"from":        {swap: true, take: []string{"from", "by"}, region: true},
	"expel":       {take: []string{"", "from", "of"}, region: true},
	"recall":      {take: []string{"from", "in", "to", "against"}, region: true},
	"agree":       {reciprocal: true, take: []string{"with", "between"}, noObject: true, lone: true, content: true},
	"promise":     {take: []string{"", "to", "for", "with", "between"}, lone: true, content: true},
	"concern":     {take: []string{"", "against", "about", "on"}, noObject: true, owner: true},
	"share":       {take: []string{"with", "to", "for"}, region: true},
	"complain":    {take: []string{"against", "about", "to", "of"}, region: true},
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

// sides holds the two sides of an act as indices into the sentence's parties.
type sides struct {
	subject, other []int
	forContent     bool // the other side is whom a promise is for, no partner to it
	patient        bool // of a passive: a party is its grammatical subject
	inward         bool // what is said goes to the subject's own, or to nobody named
	inherited      bool // the subject comes from the coordinated verb before
}

// arguments fills the frame of a hit.
func (s *sentence) arguments(h hit, p polarity) sides {
	f := h.entry.frame
	if h.entry.Noun {
		return s.nounArguments(h, f)
	}
	if p.passive {
		return s.passiveArguments(h, f)
	}
	var out sides
	out.subject, out.inherited = s.subjectOf(h)
	if h.entry.Mode == "summon" && h.tense&participle != 0 && len(out.subject) > 0 && s.parties[out.subject[0]].Role == "ambassador" {
		return s.passiveArguments(h, f) // headlines leave the auxiliary out
	}
	if k := s.ownerBefore(h); f.swap && len(out.subject) == 0 && k >= 0 {
		out.subject = s.members(k) // "A's request met with a refusal from B"
	}
	out.inward = s.ownObject(h, out.subject)
	out.other = s.otherSide(h, f, out.subject)
	if f.reciprocal && len(out.subject) == 0 && len(out.other) > 1 && s.parties[out.other[0]].Prep == "between" {
		out.subject, out.other = out.other, nil // "haben Gespräche zwischen A und B begonnen"
	}
	out.inward = out.inward || len(out.other) == 0 && s.onlyScene(h)
	if h.entry.Frame == "credentials" && len(out.subject) > 0 && (len(out.other) == 0 || s.parties[out.other[0]].Code == "") {
		if k := s.servesIn(out.subject[0]); k >= 0 {
			out.other = s.both(s.members(k), nil) // "the ambassador to A handed his letters to the minister"
		}
	}
	if f.content && len(out.other) == 0 && len(out.subject) == 1 && s.infinitiveFollows(h) {
		out.other, out.forContent = s.regionOf(h, out.subject), true
	}
	return out
}
