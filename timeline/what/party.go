package what

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline/who"
)

// Party is one party as a sentence puts it: named, or pointing back.
type Party struct {
	Start, End int       // byte offsets of the phrase, half-open
	Code       string    // ISO 3166 alpha-3 or an organisation's code; empty for anaphors
	Others     []string  // other codes the words may mean
	Org        bool      // an international organisation
	City       bool      // a city that stands for its state
	Person     string    // the person's name where the phrase holds one
	PersonCode string    // the name's code
	Level      who.Level // rank, where an office is named
	Role       string    // the office's code without its state ("foreign-minister")
	Official   bool      // the state, its government or one of its officials, not just something of that country
	Former     bool      // a former official
	Anaphor    Anaphor
	Plural     bool // "ministers", "Delegationen": more than one
	Theirs     bool // the possessive is of many ("their minister")
	Poss       bool // has a possessive ("his Armenian counterpart")
	Group      int  // parties of one list share a group
	Prep       string
	Margins    bool // named only as the occasion ("on the sidelines of the UN assembly")

	Genitive bool // attached to a noun before it
	People   bool // of a state, acting in its politics: rebels, strikers, police
	Private  bool // only an adjective of a firm, a team or private people
	Headed   bool // an office, an official body or a person is named
	Bare     bool // a country, organisation or city without office or person

	first, last int // tokens
	acronym     bool
	headed      bool    // holds an office or a body
	cases       grammar // cases it may stand in
	adjective   bool    // only an adjective before a noun that is no office
	relation    bool    // a relation noun: colleague, neighbour
	plain       bool    // the adjective of something or somebody that is no office
}

// parties finds the party phrases of the sentence, in order.
func (s *sentence) findParties() {
	for i := 0; i < len(s.tokens); {
		if s.opensParty(i) {
			if next := s.partyAt(i); next > i {
				i = next
				continue
			}
		}
		i++
	}
	s.group()
}

// opensParty reports whether a party phrase may begin at token i.
func (s *sentence) opensParty(i int) bool {
	w := s.tokens[i].word
	return s.nameAt[i] >= 0 || len(w.anaphors) > 0 || w.mayBe(partyWords)
}

var partyWords = maskOf(cRelation, cBody, cGroup)

// partyAt reads a party phrase that begins at token i; it returns the token
// after it, or i where none begins.
func (s *sentence) partyAt(i int) int {
	b := builder{s: s, first: i, at: i}
	if !b.element() {
		return i
	}
	for b.at < len(s.tokens) {
		save := b.at
		b.glue()
		if !b.element() {
			b.at = save
			break
		}
	}
	b.finish()
	return b.at
}

// builder collects the elements of one party phrase.
type builder struct {
	s         *sentence
	first, at int
	country   *who.Name // a country, organisation or city
	role      *who.Name
	roleAt    int
	person    *who.Name
	body      bool // a noun of officialdom: government, delegation, ministry, side
	group     bool // a noun of people who act in politics: rebels, police, protesters
	relation  bool
	anaphor   Anaphor
	headAt    int
	apposed   bool // the next element follows a comma
	of        bool // the next element is a genitive
	seat      bool // the next element is where an institution sits
}

// element takes the next element of the phrase.
func (b *builder) element() bool {
	s := b.s
	if b.at >= len(s.tokens) || s.timeAt[b.at] >= 0 && s.nameAt[b.at] < 0 {
		return false
	}
	if n := s.nameAt[b.at]; n >= 0 {
		return !s.compound(b.at, s.names[n].End) && b.name(&s.names[n])
	}
	if n := s.phraseAt(cRelation, b.at); n > 0 && !b.relation && b.person == nil && !b.apposed {
		b.relation, b.headAt = true, b.at
		b.at += n
		return true
	}
	if n := s.phraseAt(cBody, b.at); n > 0 && b.person == nil && !b.apposed && (b.country != nil || b.role == nil) && !b.body {
		b.body, b.headAt = true, b.at
		b.at += n
		return true
	}
	if n := s.phraseAt(cGroup, b.at); n > 0 && b.person == nil && b.role == nil && !b.apposed && !b.body {
		b.body, b.group, b.headAt = true, true, b.at
		b.at += n
		return true
	}
	return b.pointer()
}

// compound reports whether a state's name is only part of a word that says what
// something else is like: "Syrian-backed", "pro-Iranian".
func (s *sentence) compound(i, end int) bool {
	if i > 1 && s.tokens[i].Glued && s.tokens[i-1].Lower == "-" && s.is(cCompoundHead, i-2) {
		return true
	}
	for i++; i < len(s.tokens) && s.tokens[i].Start < end; i++ {
	}
	return i+1 < len(s.tokens) && s.tokens[i].Lower == "-" && s.tokens[i].Glued && s.tokens[i+1].Glued && s.is(cCompoundTail, i+1)
}

// pointer takes an anaphor, which stands alone.
func (b *builder) pointer() bool {
	if b.country != nil || b.person != nil || b.relation || b.anaphor != Named {
		return false
	}
	headed := b.role != nil || b.body
	if b.s.is(cPossessive, b.at) && b.headFollows() {
		return false // "their minister": the minister is the party
	}
	longest := -1
	for _, a := range b.s.tokens[b.at].word.anaphors {
		if len(a.rest) == longest && b.anaphor == One && a.kind == Many && b.s.pluralBeside(b.at) {
			b.anaphor = Many // "riefen sie": they
		}
		if len(a.rest) <= longest {
			continue
		}
		if n := b.s.nameAfter(b.at); len(a.rest) == 0 && b.s.is(cDet, b.at) && n != nil && n.Kind != who.Role {
			continue // "both A and B": only says that they are two
		}
		if end := b.at + len(a.rest); b.s.follows(a.rest, b.at+1) && b.free(b.at, end) && (!headed || a.kind == TheOrg || a.kind == TheCountry || a.kind == Many && len(a.rest) > 0) {
			b.anaphor = a.kind
			if !headed {
				b.headAt = end
			}
			longest = len(a.rest)
		}
	}
	b.at += 1 + longest
	return longest >= 0
}

// pluralBeside reports whether a German verb of the plural stands beside a pronoun
// that may be of one or of many: "riefen sie", "sie haben".
func (s *sentence) pluralBeside(i int) bool {
	for _, k := range [...]int{i - 1, i + 1} {
		if k < 0 || k >= len(s.tokens) || !s.lang.capitalNouns() || s.tokens[k].Upper && k > 0 {
			continue
		}
		t := &s.tokens[k]
		verb := s.is(cFinite, k) || slices.ContainsFunc(t.word.heads, func(f form) bool { return !f.entry.Noun && f.tense&(past|present) != 0 })
		if verb && (strings.HasSuffix(t.Lower, "en") || t.Lower == "sind") {
			return true
		}
	}
	return false
}

// nameAfter returns the name that the token after i belongs to, nil for none.
func (s *sentence) nameAfter(i int) *who.Name {
	if i+1 >= len(s.tokens) || s.inName[i+1] < 0 {
		return nil
	}
	return &s.names[s.inName[i+1]]
}

// headFollows reports whether an office, a body or a colleague comes next.
func (b *builder) headFollows() bool {
	i := b.at + 1
	for i < len(b.s.tokens) && (b.s.is(cFiller, i) || b.s.is(cDet, i)) {
		i++
	}
	if i >= len(b.s.tokens) {
		return false
	}
	return b.s.nameAt[i] >= 0 || b.s.phraseAt(cBody, i) > 0 || b.s.phraseAt(cRelation, i) > 0
}

// free reports whether the tokens belong to no name, nor lead straight to one
// ("the two Congolese sides", "die Republik Moldau").
func (b *builder) free(first, last int) bool {
	for i := first; i <= last; i++ {
		if b.s.inName[i] >= 0 {
			return false
		}
	}
	return last == first || last+1 >= len(b.s.tokens) || b.s.inName[last+1] < 0
}

func (b *builder) name(n *who.Name) bool {
	end := b.s.tokenAfter(n.End)
	switch n.Kind {
	case who.Country, who.Org, who.City:
		if b.role != nil && b.s.lang.is(cOfficeLast) {
			return false // "Президент Перу елшісін": another's ambassador
		}
		if n.Kind == who.City && b.country != nil && b.country.Form == who.Adjective && b.country.Code == n.Country && b.role == nil && !b.body {
			b.country, b.headAt, b.at = n, end-1, end
			return true
		}
		if n.Kind == who.City && (b.role != nil || b.body || b.country != nil) && !b.cityFits() {
			return false
		}
		if b.country != nil {
			return b.second(n, end)
		}
		if b.person != nil || b.apposed && b.role == nil || b.anaphor == One || b.anaphor == Many {
			return false
		}
		b.country = n
		if b.role == nil && !b.body && !b.relation {
			b.headAt = end - 1
		}
	case who.Role:
		if b.country != nil && b.role == nil && !b.body && !b.of && !b.nounBeforeRole() {
			return false
		}
		if b.person != nil && !b.apposed || b.role != nil && !b.of && b.country != nil && !b.ownBody(n) {
			return false
		}
		if strings.HasSuffix(n.Code, "counterpart") && b.role == nil {
			b.relation, b.headAt = true, b.at
		} else if b.role == nil {
			b.role, b.roleAt, b.headAt = n, b.at, b.at
			for b.headAt+2 < end && b.s.tokens[b.headAt+1].Lower == "-" {
				b.headAt += 2 // "премьер-министра": the last part is inflected
			}
		}
	case who.Person:
		if b.person != nil || b.anaphor != Named {
			return false
		}
		if b.apposed && b.role == nil && !b.body && !b.relation {
			return false
		}
		if b.country != nil && b.role == nil && !b.body && !b.relation {
			return false
		}
		b.person = n
		if b.role == nil && b.country == nil {
			b.headAt = end - 1
		}
	}
	b.at = max(end, b.at+1)
	return true
}

// ownBody reports whether the office named belongs to the state named just
// before it, whose head the phrase began with: "the head of the Libyan government".
func (b *builder) ownBody(n *who.Name) bool {
	return b.country.Form == who.Adjective && n.Level == "" && n.Country == b.role.Country && b.s.inName[b.at-1] >= 0 && b.s.names[b.s.inName[b.at-1]].Kind == who.Country
}

// nounBeforeRole reports whether the state named first may own the office that
// follows: an adjective may everywhere, a noun where the language allows it.
func (b *builder) nounBeforeRole() bool {
	if b.country.Kind == who.City && b.country.Form != who.Adjective && b.s.prep(b.first-1) == "in" {
		return false // "met in Rome President NAME"
	}
	return b.country.Form == who.Adjective || b.country.Form == who.Demonym || b.s.tokens[b.at].Glued || b.s.lang.is(cNounBeforeOffice) || b.s.lang.is(cOfficeLast)
}

// cityFits reports whether a city may complete the phrase: an office of a city
// ("the foreign ministry in Ottawa" is read with its preposition elsewhere).
func (b *builder) cityFits() bool { return b.seat || b.of && b.country == nil && b.role == nil }

// second takes another state beside the first: the acronym in brackets, or both
// halves of a compound adjective; a new state starts a new phrase.
func (b *builder) second(n *who.Name, end int) bool {
	if n.Code == b.country.Code {
		b.at = end
		return true
	}
	return false
}
