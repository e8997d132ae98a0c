package what

import "github.com/dateline-news/dateline/timeline/who"

// glue steps over what may stand between the elements of a phrase.
func (b *builder) glue() {
	s := b.s
	b.apposed, b.of = false, false
	for b.at < len(s.tokens) {
		t := s.tokens[b.at]
		switch {
		case t.Lower == "-" || t.Lower == "‑" || t.Lower == "–" && t.Glued:
			if !t.Glued {
				return
			}
		case (t.Lower == "'" || t.Lower == "’") && t.Glued, t.Lower == "s" && t.Glued && b.at > b.first && apostrophe([]rune(s.tokens[b.at-1].Lower)[0]):
		case t.Lower == "(" || t.Lower == ")":
			if !b.bracket() {
				return
			}
		case quotes(t.Lower) && b.quoted():
			b.of = true
		case t.Lower == "," && b.apposition():
			b.apposed = true
		case b.portfolio():
		case b.remit() > 0:
			b.at += b.remit()
			continue
		case (s.prep(b.at) == "of" || s.is(cOf, b.at)) && (b.role != nil || b.body), s.prep(b.at) == "from" && (b.relation || b.body || b.fromOwn()) && b.country == nil:
			b.of = true
		case s.is(cArticle, b.at) && (b.role != nil || b.body || b.of):
			b.of = true
		case (s.is(cFiller, b.at) || b.of && (s.is(cNumber, b.at) || s.is(cDet, b.at) || '0' <= t.Lower[0] && t.Lower[0] <= '9' && s.timeAt[b.at] < 0)) && s.nameAt[b.at] < 0:
		case b.sits():
			b.seat = true
			b.at++
			return
		case b.whereabouts() > 0:
			b.at += b.whereabouts()
			b.of = true
			return
		default:
			return
		}
		b.at++
	}
}

// sits reports whether the word at hand leads from an institution to the capital or
// state where it is: "the government in Kyiv", "die Behörden im Tschad".
func (b *builder) sits() bool {
	s := b.s
	i := b.at + 1
	if b.country != nil || b.person != nil || b.headAt < b.first || !b.body && b.role == nil || s.prep(b.at) != "in" || i >= len(s.tokens) || s.nameAt[i] < 0 {
		return false
	}
	n := &s.names[s.nameAt[i]]
	if b.role != nil && b.role.Level == who.Deputy && n.Kind == who.Country && n.Form == who.Metonym {
		return true // "state secretary in the A's ministry"
	}
	if at := s.tokenAfter(n.End); n.Kind == who.Country && n.Form == who.Adjective && at < len(s.tokens) && s.phraseAt(cInstitution, at) > 0 {
		return true // "director in the German foreign ministry"
	}
	if s.phraseAt(cInstitution, b.headAt) == 0 {
		return false
	}
	return n.Kind == who.City && n.Form == who.Metonym || n.Kind == who.Country && n.Form == who.Noun
}

// whereabouts returns how many words lead from people to the state they are in:
// "rebels in the Ivory Coast", "guerrillas operating in northern Macedonia".
func (b *builder) whereabouts() int {
	s := b.s
	if !b.group || b.country != nil || !s.is(cGroup, b.at-1) {
		return 0
	}
	const longest = 5
	in := false
	for i := b.at; i < len(s.tokens) && i < b.at+longest; i++ {
		switch {
		case s.nameAt[i] >= 0:
			n := s.names[s.nameAt[i]]
			if in && (n.Kind == who.Country && n.Form == who.Noun && !n.Genitive || n.Kind == who.City) {
				return i - b.at
			}
			return 0
		case s.prep(i) == "in" || s.prep(i) == "of" || s.prep(i) == "from":
			in = true
		case s.is(cArticle, i), s.is(cRegion, i):
		default:
			return 0
		}
	}
	return 0
}

// fromOwn reports whether the state an office is of follows the word at hand:
// "negotiators from A and B".
func (b *builder) fromOwn() bool {
	i := b.at + 1
	for b.s.is(cArticle, i) {
		i++
	}
	if b.role == nil || i >= len(b.s.nameAt) || b.s.nameAt[i] < 0 {
		return false
	}
	n := &b.s.names[b.s.nameAt[i]]
	return n.Kind == who.Country && n.Code == b.role.Country
}

// portfolio reports whether the word at hand only says what the office after it is
// for, an office of the state named before: "A's irrigation minister".
func (b *builder) portfolio() bool {
	s, i := b.s, b.at+1
	if b.country == nil || b.role != nil || b.body || !s.lang.is(cNounAdjuncts) || !s.plainWord(b.at) || i >= len(s.tokens) || s.nameAt[i] < 0 {
		return false
	}
	n := &s.names[s.nameAt[i]]
	return n.Kind == who.Role && n.Country == b.country.Code
}

// remit returns how many words at hand say what an office is for, where the
// name of its holder follows them: "High Commissioner for Human Rights, NAME".
func (b *builder) remit() int {
	s := b.s
	if b.role == nil || b.country == nil || b.person != nil || s.prep(b.at) == "" {
		return 0
	}
	const longest = 4
	if g := s.prep(b.at); g == "with" || g == "between" || g == "by" {
		return 0
	}
	for i := b.at + 1; i < len(s.tokens) && i <= b.at+longest; i++ {
		if s.timeAt[i] >= 0 || s.prep(i) != "" || s.is(cTo, i-1) && len(s.tokens[i].word.heads) > 0 {
			return 0 // also "the president to host NAME"
		}
		if s.nameAt[i] >= 0 {
			if s.names[s.nameAt[i]].Kind == who.Person {
				return i - b.at
			}
			return 0
		}
		if s.tokens[i].Lower == "," {
			if i+1 < len(s.nameAt) && s.nameAt[i+1] >= 0 && s.names[s.nameAt[i+1]].Kind == who.Person {
				return i - b.at
			}
			return 0
		}
	}
	return 0
}

// bracket reports whether the bracket at hand holds, or closes, an acronym.
func (b *builder) bracket() bool {
	s := b.s
	if s.tokens[b.at].Lower == ")" {
		return b.at > 1 && b.at-2 >= b.first && s.tokens[b.at-2].Lower == "(" || b.country != nil && b.openBracket()
	}
	return b.country != nil && b.at+1 < len(s.nameAt) && s.nameAt[b.at+1] >= 0 && s.names[s.nameAt[b.at+1]].Code == b.country.Code
}

func (b *builder) openBracket() bool {
	for i := b.at; i > b.first; i-- {
		if b.s.tokens[i].Lower == "(" {
			return true
		}
	}
	return false
}

// quoted reports whether the quotation mark at hand opens the name of those whose
// head the phrase began with, or closes it: лидеры «нормандской четверки».
func (b *builder) quoted() bool {
	s := b.s
	if b.country != nil {
		return b.at > b.first+1 && b.at-1 > b.headAt && s.inName[b.at-1] >= 0 && s.names[s.inName[b.at-1]].Code == b.country.Code
	}
	return (b.role != nil || b.body) && b.person == nil && b.at+1 < len(s.nameAt) && s.nameAt[b.at+1] >= 0 && s.names[s.nameAt[b.at+1]].Kind != who.Person
}

// apposition reports whether the comma at hand leads to the name of the person
// whose office stands before it.
func (b *builder) apposition() bool {
	s := b.s
	i := b.at + 1
	if b.person != nil || b.role == nil && !b.relation || i >= len(s.nameAt) || s.nameAt[i] < 0 {
		return false
	}
	n := &s.names[s.nameAt[i]]
	if b.role == nil { // "his French counterpart, NAME"
		return n.Kind == who.Person && b.country != nil && n.Country == b.country.Code
	}
	return n.Kind == who.Person && (b.country == nil || n.Country == "" || b.role.Country == "" || n.Country == b.role.Country)
}
