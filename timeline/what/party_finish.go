package what

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dateline-news/dateline/timeline/who"
)

// finish turns the elements into a party of the sentence.
func (b *builder) finish() {
	s := b.s
	b.trim()
	if b.body && b.country == nil && b.role == nil && b.anaphor == Named && !s.determined(b.first) {
		return // "joint military exercises": no party
	}
	if b.body && b.country == nil && b.role == nil && b.anaphor == Named && s.modifies(b.at-1) {
		return // "a military offensive": what kind of offensive
	}
	p := Party{
		Start: s.tokens[b.first].Start, End: s.tokens[b.at-1].End,
		first: b.first, last: b.at - 1, relation: b.relation, Anaphor: b.anaphor,
	}
	switch {
	case b.country != nil:
		p.Code, p.Others, p.Org = b.country.Code, b.country.Others, b.country.Kind == who.Org
		if p.Org && b.country.Country != "" { // an organ acts for its organisation, a movement for its people
			p.Code, p.Org = b.country.Country, !b.country.Movement
		}
		if b.country.Kind == who.City {
			p.Code, p.City = b.country.Country, true
		}
	case b.role != nil && b.role.Country != "":
		p.Code, p.Org = b.role.Country, len(b.role.Country) != 3
	case b.person != nil:
		p.Code = b.person.Country
	}
	if b.role != nil {
		_, p.Role, _ = strings.Cut(":"+b.role.Code, ":")
		if _, office, found := strings.Cut(b.role.Code, ":"); found {
			p.Role = office
		} else {
			p.Role = b.role.Code
		}
		p.Level = b.role.Level
		p.Former = b.role.Former
		for i := b.roleAt; i < len(s.tokens) && s.tokens[i].Start < b.role.End; i++ {
			p.Plural = p.Plural || s.is(cPlural, i)
		}
	}
	if b.person != nil {
		p.Person, p.PersonCode = s.Text[b.person.Start:b.person.End], b.person.Code
		if p.Level == "" {
			p.Level = b.person.Level
		}
		p.Former = p.Former || b.person.Former
	}
	p.Headed = b.role != nil || b.body || b.person != nil
	p.Official = b.role != nil || b.body || b.person != nil || b.country != nil && b.country.Form != who.Adjective && b.country.Form != who.Demonym
	p.headed = b.role != nil || b.body || b.relation
	p.Bare = !p.headed && b.person == nil && b.country != nil
	p.adjective = b.country != nil && b.country.Form == who.Adjective && b.role == nil && !b.body && !b.relation && b.person == nil
	p.Private = s.is(cPrivate, b.at) || p.adjective && (s.plainWord(b.at) && s.is(cPrivate, b.at+1) || s.hyphened(b.at) && s.is(cPrivate, b.at+2))
	p.plain = p.adjective && (s.describes(b.at) || s.lang.is(cAdjectivesFollow) && b.first > 0 && s.plainWord(b.first-1) && !s.determiner(b.first-1)) || b.country != nil && b.country.Form == who.Demonym && s.inGeneral(&p, b.at)
	if p.Code == "" && p.Anaphor == Named {
		switch {
		case b.relation:
			p.Anaphor = Counterpart
		case b.body && b.role == nil && s.pointsAtMany(b.headAt):
			p.Anaphor = Many // "стороны", "beide Delegationen"
		default:
			p.Anaphor = Office
		}
	}
	p.People = b.group
	p.plain = p.plain || b.group && s.phraseAt(cOfState, b.headAt) == 0 || b.body && s.is(cJustice, b.headAt)
	p.acronym = b.country != nil && b.country.Form == who.Acronym && !p.headed
	s.context(&p, b.headAt)
	k := len(s.parties)
	for i := p.first; i <= p.last; i++ {
		s.partyOf[i] = k
	}
	p.Group = k
	s.parties = append(s.parties, p)
}

// hyphened reports whether token i is the first half of a hyphened word ("IT-компания").
func (s *sentence) hyphened(i int) bool {
	return i+2 < len(s.tokens) && s.tokens[i+1].Lower == "-" && s.tokens[i+1].Glued
}

// plainWord reports whether token i is a word the lexicon knows nothing of.
func (s *sentence) plainWord(i int) bool {
	return i < len(s.tokens) && s.tokens[i].Word && s.partyOf[i] < 0 && s.prep(i) == "" && len(s.tokens[i].word.heads) == 0 && !s.is(cFinite, i) && !s.is(cAnd, i)
}

// modifies reports whether the word of officialdom at token i only describes
// the noun after it: "the army checkpoint", "police custody".
func (s *sentence) modifies(i int) bool {
	if !s.is(cModifier, i) || i+1 >= len(s.tokens) {
		return false
	}
	t := s.tokens[i+1]
	if !t.Word || t.Upper || s.timeAt[i+1] >= 0 || s.prep(i+1) != "" || strings.HasSuffix(t.Lower, "ed") || strings.HasSuffix(t.Lower, "ly") {
		return false
	}
	w := t.word
	if len(w.heads) > 0 {
		return w.heads[0].tense == nominal
	}
	return !s.is(cFinite, i+1) && !s.is(cAnd, i+1) && !s.is(cBut, i+1) && !s.is(cStop, i+1) && !s.is(cRelative, i+1) && !s.is(cSubordinator, i+1) &&
		!s.is(cAdverb, i+1) && !s.is(cNegationBefore, i+1) && len(w.phrases) == 0 && s.nameAt[i+1] < 0
}

// pointsAtMany reports whether the very word at i points back at both sides.
func (s *sentence) pointsAtMany(i int) bool {
	return slices.ContainsFunc(s.tokens[i].word.anaphors, func(a anaphorForm) bool { return a.kind == Many && len(a.rest) == 0 })
}

// determined reports whether an article or the like stands before token i.
func (s *sentence) determined(i int) bool {
	return i > 0 && (s.is(cArticle, i-1) || s.is(cPossessive, i-1) || s.is(cDet, i-1)) || s.lang.is(cNoArticles)
}

// trim gives back a trailing bracket or glue the last element did not need.
func (b *builder) trim() {
	if b.at < len(b.s.tokens) && b.s.tokens[b.at].Lower == ")" && b.openBracket() {
		b.at++
	}
}

// context reads what stands before the phrase: its preposition, its
// determiner's case, a possessive, a "former".
func (s *sentence) context(p *Party, head int) {
	p.cases = s.lang.caseOf(s.tokens[head].Lower)
	if p.acronym {
		p.cases = anyCase // acronyms do not decline
	}
	if p.Person != "" && p.Role == "" && !p.headed {
		p.cases = s.personCase(head) // surnames end as they like
	}
	if p.Anaphor != Named && p.Anaphor != Office && p.Anaphor != Counterpart {
		p.cases = s.lang.caseOf(s.tokens[p.first].Lower)
	}
	unknown, article := 0, false
	for i := p.first - 1; i >= 0 && unknown < 3 && p.first-i < 8; i-- {
		t := s.tokens[i]
		if s.is(cWhose, i) {
			s.ownedBy(p, i)
		}
		if s.is(cRelative, i) && !s.is(cArticle, i) || s.idiomEnds(i) {
			return // "during which A …", "in response A …"
		}
		if s.prep(i) == "of" && s.is(cPartitive, i-1) {
			i-- // "thousands of Georgians": the Georgians
			unknown = 0
			continue
		}
		if unknown > 0 && s.is(cTo, i) && s.owns(p) {
			p.cases &^= nominative
			return // "to raise A's ire"
		}
		if article && unknown > 0 && s.lang.is(cAdjectivesFollow) {
			return // "en audience l'ambassadeur": what stands before its article is another's
		}
		if group := s.marks(i, p); group != "" && p.cases != nominative && (s.partyOf[i] < 0 || group == "of") {
			p.Prep = group
			p.Genitive = group == "of"
			if !s.is(cSubordinator, i) {
				p.cases &^= nominative
			}
			return
		}
		if s.abbreviated(i) {
			continue // "H.E. Mr. NAME"
		}
		if !t.Word && t.Lower != "-" || s.partyOf[i] >= 0 || s.timeAt[i] >= 0 {
			return
		}
		if s.is(cFormer, i) {
			p.Former = true
		}
		if s.is(cPossessive, i) {
			p.Poss = true
			p.Theirs = len(s.tokens[i].word.anaphors) > 0 && s.tokens[i].word.anaphors[0].kind == Many || s.is(cTheirs, i)
		}
		if s.is(cSingular, i) && !s.is(cPluralOnly, head) {
			p.Plural = false
		}
		if s.is(cArticle, i) || s.is(cPossessive, i) || s.is(cDet, i) {
			if g, ok := s.lang.cases[t.Lower]; ok && p.cases&g != 0 {
				if g&nominative == 0 || p.cases&nominative != 0 || !p.Plural {
					g &= p.cases
				}
				p.cases = g // "die Präsidenten" may be the subject, "den Präsidenten" never
			}
			article = article || s.is(cArticle, i) && unknown == 0
			continue
		}
		if s.is(cFiller, i) || s.is(cNumber, i) {
			continue
		}
		if t.Upper && i > 0 && !(p.adjective && !s.lang.capitalNouns() && s.plainWord(i)) || len(s.tokens[i].word.heads) > 0 || s.is(cStop, i) || s.is(cFinite, i) {
			return
		}
		unknown++
	}
}

// ownedBy gives an office without a state that of the party before the relative
// pronoun at i: "thanked A, whose envoy had …".
func (s *sentence) ownedBy(p *Party, i int) {
	k := len(s.parties) - 1
	if k < 0 || p.Anaphor != Office && p.Anaphor != Counterpart {
		return
	}
	if o := &s.parties[k]; o.Code != "" && i-o.last <= 2 {
		p.Anaphor, p.Code, p.Others, p.Org = Named, o.Code, o.Others, o.Org
	}
}

// idiomEnds reports whether token i is the last of a phrase whose preposition
// belongs to no party: "in response".
func (s *sentence) idiomEnds(i int) bool {
	const longest = 3
	for k := i - 1; s.mayHold(cIdiom) && k >= 0 && k > i-longest; k-- {
		if s.phraseAt(cIdiom, k) == i-k+1 {
			return true
		}
	}
	return false
}

// abbreviated reports whether token i is a title's abbreviation, "H.E.", "Mr.", or
// the stop of one.
func (s *sentence) abbreviated(i int) bool {
	if s.tokens[i].Lower == "." {
		return i > 0 && s.tokens[i].Glued && (len(s.tokens[i-1].Lower) == 1 || s.is(cFiller, i-1))
	}
	return s.tokens[i].Upper && len(s.tokens[i].Lower) == 1 && i+1 < len(s.tokens) && s.tokens[i+1].Lower == "."
}

// marks is the group of the preposition at i before the party: the same word may
// mean "in" before a city and "to" before all else.
func (s *sentence) marks(i int, p *Party) string {
	if p.City && p.Bare && s.is(cInCities, i) {
		return "in"
	}
	if i == 0 && s.is(cArticle, i) {
		return "" // "Des négociateurs": nothing stands before it that it could belong to
	}
	return s.prep(i)
}

// joint says what stands between two neighbouring parties.
type joint uint8

const (
	apart joint = iota
	byComma
	byAnd
)

// wordsBetween reports whether any word stands between two parties.
func (s *sentence) wordsBetween(a, b *Party) bool {
	for i := a.last + 1; i < b.first; i++ {
		if s.tokens[i].Word {
			return true
		}
	}
	return false
}

// personCase is the case of a bare surname: what the lexicon says of the very
// word, else any.
func (s *sentence) personCase(head int) grammar {
	if s.lang.is(cSurnamesDecline) {
		if last, _ := utf8.DecodeLastRuneInString(s.tokens[head].Lower); !strings.ContainsRune("аеиоуыэюямхй", last) {
			return nominative
		}
		return s.lang.caseOf(s.tokens[head].Lower)
	}
	return anyCase
}

// group joins the parties of a list: they share preposition, case and rank.
func (s *sentence) group() {
	s.joins = filled(s.joins, len(s.parties), apart)
	joins := s.joins
	for k := 1; k < len(s.parties); k++ {
		joins[k] = s.listed(&s.parties[k-1], &s.parties[k])
	}
	for k := 1; k < len(joins); k++ {
		if a, b := &s.parties[k-1], &s.parties[k]; joins[k] == byComma && a.Prep != "" && b.Prep == "" && a.Code == b.Code && a.Code != "" && a.Person != "" && b.Person == "" && b.headed && !s.wordsBetween(a, b) {
			b.Prep, b.Genitive, b.cases = a.Prep, a.Genitive, a.cases // "at the invitation of NAME, president of A, …"
		}
	}
	for k := 1; k < len(joins) && s.Headline; k++ { // headlines join with a comma alone
		if a, b := &s.parties[k-1], &s.parties[k]; joins[k] == byComma && a.Prep == "" && b.Prep == "" && a.Headed == b.Headed && !s.wordsBetween(a, b) {
			joins[k] = byAnd
		}
	}
	if k := s.opensBefore(); k > 0 {
		joins[k] = apart
	}
	for k := len(joins) - 2; k > 0; k-- { // a comma joins only what an "and" ends
		if joins[k] == byComma && joins[k+1] == byAnd {
			joins[k] = byAnd
		}
	}
	for k := 1; k < len(s.parties); k++ {
		a, b := &s.parties[k-1], &s.parties[k]
		if joins[k] != byAnd {
			continue
		}
		b.Group = a.Group
		if a.headed && b.Bare && b.Prep == "of" && s.lang.is(cAdjectivesFollow) {
			b.Prep, b.Genitive = a.Prep, a.Genitive // "les ministres de A et de B"
		}
		if b.Prep == "" {
			b.Prep, b.Genitive = a.Prep, a.Genitive
		}
		switch {
		case a.headed && !b.headed && b.Prep == a.Prep: // "ministers of A and B": B goes where the ministers go
			b.cases, b.Bare = a.cases, false
		case b.Prep == a.Prep && a.cases&b.cases != 0:
			b.cases &= a.cases
			a.cases = b.cases
		}
		if b.Level == "" && b.Anaphor == Named && b.Person == "" {
			b.Level, b.Role = a.Level, a.Role
		}
		b.Official = b.Official || a.Official && !b.adjective
	}
}

// opensBefore returns the party that the main clause begins with after an opening
// phrase that ends in another: "after talks in A, B and C agreed". It is 0 for none.
func (s *sentence) opensBefore() int {
	if !s.lang.fixedOrder() || s.prep(0) == "" && !s.is(cDuring, 0) {
		return 0
	}
	comma := slices.IndexFunc(s.tokens, func(t Token) bool { return t.Lower == "," })
	k := slices.IndexFunc(s.parties, func(p Party) bool { return p.first > comma })
	if comma < 0 || k < 1 || s.joins[k] != byComma || s.parties[k-1].Prep == "" {
		return 0
	}
	last := k
	for last+1 < len(s.parties) && s.joins[last+1] != apart {
		last++
	}
	i := s.parties[last].last + 1
	if i >= len(s.tokens) || !s.is(cFinite, i) && !s.adverbial(i) && !slices.ContainsFunc(s.tokens[i].word.heads, func(f form) bool { return f.tense&(past|present) != 0 }) {
		return 0
	}
	return k
}

// leads reports whether token i is a preposition a journey's next stop may have:
// "in die Schweiz, nach Polen und nach Litauen".
func (s *sentence) leads(i int) bool {
	return s.prep(i) == "in" || s.prep(i) == "to" || s.prep(i) == "dest"
}

// pointing returns how many words from token i point back at a party, 0 for none.
func (s *sentence) pointing(i int) int {
	for _, a := range s.tokens[i].word.anaphors {
		if s.follows(a.rest, i+1) {
			return 1 + len(a.rest)
		}
	}
	return 0
}

// listed reports whether only commas, conjunctions, articles, adjectives and a
// repeated preposition stand between two parties.
func (s *sentence) listed(a, b *Party) joint {
	joined := apart
	words := 0
	for i := a.last + 1; i < b.first; i++ {
		t := s.tokens[i]
		if n := s.pointing(i); n > 0 && i+n == b.first {
			i += n - 1 // "A's NAME and his host NAME"
			continue
		}
		if n := s.phraseAt(cAnd, i); n > 1 && i+n <= b.first {
			joined = byAnd // "as well as"
			i += n - 1
			continue
		}
		switch {
		case t.Lower == ",":
			joined = max(joined, byComma)
		case s.is(cAnd, i):
			joined = byAnd
		case t.Lower == "'" || t.Lower == "’" || t.Lower == "s" || t.Lower == "-":
			if t.Lower == "-" && (a.adjective && b.adjective || a.Bare && b.Bare && t.Glued && a.last+2 == b.first) { // "Serbia-Kosovo talks"
				joined = byAnd
			}
		case s.is(cArticle, i), s.is(cPossessive, i), s.is(cFiller, i), s.is(cDet, i):
		case s.prep(i) == "of" && joined != apart && a.headed && b.Bare && s.lang.is(cAdjectivesFollow): // "les ministres de A et de B"
		case s.prep(i) != "" && (s.prep(i) == a.Prep || s.leads(i) && a.Bare && b.Bare && (a.Prep == "in" || a.Prep == "to")), s.is(cPartitive, i) && s.prep(i+1) == "of", s.prep(i) == "of" && s.is(cPartitive, i-1):
		default:
			if words++; words > 1 || !t.Word || t.Upper || len(s.tokens[i].word.heads) > 0 || joined == apart && !a.adjective || s.is(cStop, i) || s.prep(i) != "" {
				return apart
			}
		}
	}
	return joined
}
