package when

import "strings"

// fits reports whether the alternative, matched from token first, may stand
// there: not inside a longer number, and as its rule's guard asks.
func (s *scan) fits(a int32, first int) bool {
	alt := &s.lang.alts[a]
	r := &s.lang.rules[alt.rule]
	if r.kind == drops {
		return r.guard != ageOf || s.isAge(first, first+len(alt.elements)-1)
	}
	from, to := first, first+len(alt.elements)-1
	for !alt.elements[from-first].opens {
		from++
	}
	for !alt.elements[to-first].closes {
		to--
	}
	if from == first && !s.clearLeft(from) || !s.clearRight(to) {
		return false
	}
	if r.typ == Time && s.is(to+1, classCount) || r.typ != Date && s.numeric(from) && s.is(from-1, classNoDate) {
		return false
	}
	if r.typ == Date && s.numeric(from) && s.is(from-1, classNoDate) && !alt.names(classMonth) {
		return false
	}
	switch r.guard {
	case bareYear:
		return s.yearPlace(from, to)
	case bareName:
		return s.noName(from, to)
	case wordAdjective:
		return !s.numeric(from) && (!s.tokens[from].has(capital) || s.tokens[from].has(opens))
	default:
		return true
	}
}

// names reports whether the alternative finds a word of the class.
func (a *alternative) names(c classID) bool {
	for _, e := range a.elements {
		if e.field == c {
			return true
		}
	}
	return false
}

// isAge reports whether a number of years from from to to is the age of what the
// word before it names in the dative.
func (s *scan) isAge(from, to int) bool {
	if n := to + 1; n < len(s.tokens) && (s.tokens[n].has(word) || s.tokens[n].digits > 0) && !s.tokens[n].has(opens) {
		return false
	}
	if from == 0 || !s.tokens[from-1].has(word) || s.tokens[from-1].lo != s.tokens[from-1].hi {
		return false
	}
	w := s.text[s.tokens[from-1].start:s.tokens[from-1].end]
	for _, e := range s.lang.datives {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// char is the character token i begins with, 0 outside the text.
func (s *scan) char(i int) byte {
	if i < 0 || i >= len(s.tokens) {
		return 0
	}
	return s.text[s.tokens[i].start]
}

func (s *scan) numeric(i int) bool {
	return i >= 0 && i < len(s.tokens) && s.tokens[i].digits > 0
}

// glued reports whether token i follows the one before it without a space.
func (s *scan) glued(i int) bool {
	return i > 0 && i < len(s.tokens) && !s.tokens[i].has(afterSpace)
}

// clearLeft reports whether nothing glued to token i makes it part of something
// else: "1.", "A-", "№", "€", "+".
func (s *scan) clearLeft(i int) bool {
	if !s.glued(i) {
		return true
	}
	switch s.char(i - 1) {
	case '.', ',', ':':
		return !(s.numeric(i) && s.glued(i-1) && s.numeric(i-2))
	case '-':
		return !s.glued(i-1) || !s.tokens[i-2].has(word)
	case '+', '#', '$', '@', '&', '_':
		return false
	}
	if s.tokens[i].digits > 0 && s.tokens[i-1].has(word) {
		return false
	}
	c := s.char(i - 1)
	return c < 0x80 || s.tokens[i-1].has(word) || !s.numeric(i) || s.is(i-1, classSep) || s.is(i-1, classTo) || quoteByte(s.text[s.tokens[i-1].start:])
}

// quote reports whether token i is a quotation mark.
func (s *scan) quote(i int) bool {
	if i < 0 || i >= len(s.tokens) {
		return false
	}
	switch s.text[s.tokens[i].start:s.tokens[i].end] {
	case "\"", "“", "”", "„", "«", "»", "‘", "’", "'":
		return true
	}
	return false
}

// quoteByte reports whether the text begins with a quotation mark or dash of the
// general punctuation block, or a guillemet.
func quoteByte(text string) bool {
	return len(text) > 1 && (text[0] == 0xe2 && text[1] == 0x80 || text[0] == 0xc2)
}

// clearRight is clearLeft for what follows token i.
func (s *scan) clearRight(i int) bool {
	n := i + 1
	if n >= len(s.tokens) {
		return true
	}
	c := s.char(n)
	if s.glued(n) && c == '-' && s.glued(n+1) && s.tokens[n+1].has(word) && !s.mayStart(n+1) && !s.is(n+1, classSuffix) {
		return false // part of a compound: "now-cancelled", "Juli-Hitze"
	}
	if s.char(i) == '.' && s.glued(n) && s.numeric(n) {
		return false
	}
	if s.numeric(i) {
		if c == '%' || c == '$' || c == 0xc2 && s.text[s.tokens[n].start:s.tokens[n].end] == "°" || s.text[s.tokens[n].start:s.tokens[n].end] == "€" {
			return false
		}
		if s.glued(n) && (c == '.' || c == ',' || c == ':') && s.glued(n+1) && s.numeric(n+1) {
			return false
		}
		if s.glued(n) && s.tokens[n].has(word) {
			return false
		}
	}
	return true
}

// amount reports whether the number at token i counts what follows it.
func (s *scan) amount(i int) bool {
	return !s.glued(i) && (s.is(i+1, classCount) || s.capitalNext(i+1))
}

// mayStart reports whether an expression may begin at token i.
func (s *scan) mayStart(i int) bool {
	for _, x := range s.senses[s.tokens[i].lo:s.tokens[i].hi] {
		if s.lang.starts[x.class] != 0 {
			return true
		}
	}
	return false
}

// yearPlace reports whether four digits from from to to stand where a year does.
func (s *scan) yearPlace(from, to int) bool {
	n, p := to+1, from-1
	if s.is(n, classCount) || s.numeric(n) && !s.tokens[n].has(afterLine) && !s.amount(n) {
		return false
	}
	if p >= 0 && s.quote(p) && s.quote(n) || s.numeric(p) && !s.is(p, classYear) && !s.tokens[from].has(afterLine) {
		return false // a title, part of a longer number
	}
	if s.is(p, classNoYear) || s.is(p, classNoDate) || s.is(p-1, classNoDate) && s.capitalNext(p) {
		return false
	}
	if s.is(n, classPlace) && (s.is(n+1, classShift) || s.is(n+1, classUnit)) {
		return false // "2000 in the past year"
	}
	if s.glued(from) && (s.char(p) == '/' || s.char(p) == '-') && s.numeric(p-1) && !s.is(p-1, classYear) {
		return false
	}
	if s.glued(n) && (s.char(n) == '/' || s.char(n) == '-') && s.numeric(n+1) && !s.is(n+1, classYear) && !s.is(n+1, classYY) {
		return false
	}
	if s.is(p, classYearPlace) || p >= 0 && s.char(p) == '(' {
		return !s.lang.capitalNouns || !s.capitalNext(n) || s.char(p) == '(' || s.is(p, classPlace)
	}
	if n >= len(s.tokens) || s.tokens[n].has(afterBreak) || !s.tokens[n].has(word) {
		return true
	}
	if p >= 0 && (s.is(p, classYear) || s.is(p, classSep) && s.is(p-1, classYear)) {
		return true
	}
	if y := s.tokens[from].n; s.capitalNext(p) && (y < 1500 || y > 2099) {
		return false
	}
	if s.lang.capitalNouns {
		return !s.capitalNext(n)
	}
	// "the 1991 settlement", "Davos 2005 opened"
	return n > 0 && s.tokens[from].n >= 1900 && s.tokens[from].n <= 2099 && (s.is(p, classThe) || s.capitalNext(p))
}

// capitalNext reports whether token n is a word with a capital that is no word
// of time: a name or, where nouns have capitals, a noun.
func (s *scan) capitalNext(n int) bool {
	if n < 0 || n >= len(s.tokens) || !s.tokens[n].has(capital) {
		return false
	}
	return s.tokens[n].lo == s.tokens[n].hi || s.is(n, classCount) || s.is(n, classPerson)
}

// noName reports whether a month or weekday is not part of a person's name.
func (s *scan) noName(from, to int) bool {
	t := s.tokens[from]
	if s.quote(from-1) && s.quote(to+1) {
		return false // a title
	}
	if !t.has(capital) || t.has(opens) && !s.capitalNext(to+1) && s.lang.capitalMonths {
		return true
	}
	p, n := from-1, to+1
	if p > 0 && s.char(p) == '.' && s.is(p-1, classAbbr) && s.tokens[p-1].has(capital) {
		return false // "Mr. March"
	}
	if !s.lang.capitalMonths {
		return t.has(opens) && (n >= len(s.tokens) || !s.tokens[n].has(capital) || s.tokens[n].has(opens))
	}
	if p >= 0 && s.is(p, classPlace) {
		return true
	}
	if (!s.lang.capitalNouns || s.is(from, classMonth)) && s.capitalNext(n) && !s.tokens[n].has(afterLine) && s.char(n) != 0 {
		return false // "April Freeman", "August Bebel"
	}
	if p > 0 && s.tokens[p].has(capital) && (s.is(p, classMonth) || s.is(p, classWeekday)) && s.capitalNext(p-1) {
		return false // the second of two such names: "Kai August Freitag"
	}
	return p < 0 || !s.capitalNext(p) || t.has(afterLine)
}
