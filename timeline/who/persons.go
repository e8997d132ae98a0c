package who

import (
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// person is somebody the text itself gives an office, or the table does.
type person struct {
	name, party string
	level       Level
	former      bool
	given       []string // folded given names
	shown       string   // see code
}

// code is the code that the person's names have.
func (p *person) code() string {
	if p.shown == "" {
		p.shown = prefixed(p.party, p.name)
	}
	return p.shown
}

// known is a person by what the surname may be in the nominative.
type known struct {
	lemma  string
	person *person
}

// span is a run of tokens that names a person.
type span struct {
	first, last int
	person      *person
}

// introduce finds persons named beside their office: "Außenminister Kasachstans
// Murat Nurtleu", "Murat Nurtleu, Kazakhstan's foreign minister,".
func (r *reader) introduce() {
	next := 0 // the first token after the last name
	for i := range r.hits {
		o := r.offices[i]
		if o == nil || o.dropped(r.entity(r.hits[i]).code) || r.body(i) {
			continue
		}
		found := r.namesAfter(o)
		if found == nil {
			found = r.nameBefore(o)
		} else if before := r.titled(o, found[0].first, next); before != nil {
			found = before
		}
		if len(found) == 1 && len(o.parties) == 0 {
			o.parties = r.partyBehind(found[0].last + 1)
			o.explicit = o.parties != nil
		}
		for n, s := range found {
			if s.first < next {
				continue // named already beside another office
			}
			next = s.last + 1
			s.person = r.newPerson(o, s, o.partyOf(n, len(found)))
			r.spans = append(r.spans, s)
			if s.person.party == "" {
				continue
			}
			for lemma := range r.lex.lemmas(r.fold(s.last)) {
				r.known = append(r.known, known{lemma, s.person})
			}
		}
	}
}

// titled is the name before an office whose phrase stands between two commas, where
// the name after it has an office of its own: "NAME, minister of A, NAME, minister
// of B, met". It is nil where only the name after may be meant.
func (r *reader) titled(o *office, after, free int) []span {
	if r.gap(after) != gapComma {
		return nil
	}
	k := after
	for k+1 < len(r.tokens) && r.gap(k+1) != gapComma && r.gap(k+1).joins() {
		k++
	}
	if k+1 >= len(r.tokens) || r.gap(k+1) != gapComma || !r.officeAt(k+1) {
		return nil
	}
	found := r.nameBefore(o)
	if found == nil || found[0].first < free {
		return nil
	}
	return found
}

// officeAt reports whether an office's phrase begins at token i or after an article.
func (r *reader) officeAt(i int) bool {
	for i < len(r.tokens) && r.lex.is(r.fold(i), article) {
		i++
	}
	h := r.hitAt(i)
	return h != nil && r.entity(*h).kind == Role
}

// body reports whether hit i is a ministry or the like, not a person's office.
func (r *reader) body(i int) bool {
	e := r.entity(r.hits[i])
	return e.level == "" && e.code != "counterpart"
}

// partyBehind reads the party after a person's name: King Abdullah II of Jordan.
func (r *reader) partyBehind(p int) []string {
	if p+1 < len(r.tokens) && r.gap(p).joins() && r.gap(p+1).joins() && r.lex.is(r.fold(p), of) && !r.lex.is(r.fold(p), article) {
		if h := r.hitAt(p + 1); h != nil && h.first == p+1 && r.entity(*h).kind == Country && r.attr(*h).form == Noun {
			return r.list(r.party(*h))
		}
	}
	return nil
}

// partyOf is the party of person n of those named: in step with the parties
// of a shared office, else the office's only one.
func (o *office) partyOf(n, persons int) string {
	switch {
	case len(o.parties) == persons:
		return o.parties[n]
	case len(o.parties) == 1 && n == 0:
		return o.parties[0]
	}
	return ""
}

// newPerson makes a person of the tokens beside an office. A person of the
// table keeps the table's name, and its party where the text gives none.
func (r *reader) newPerson(o *office, s span, party string) *person {
	r.persons = append(r.persons, person{name: r.spelled(s.first, s.last), party: party, level: r.entity(r.hits[o.hit]).level, former: o.former})
	p := &r.persons[len(r.persons)-1]
	if h := r.hitAt(s.last); h != nil && r.entity(*h).kind == Person {
		e := r.entity(*h)
		if !o.explicit || p.party == "" || p.party == e.party {
			p.party, p.name = e.party, e.labels[0]
			if p.level == "" {
				p.level = e.level
			}
			if len(o.parties) == 0 || !o.explicit && len(o.parties) == 1 && s.first <= o.last+2 {
				o.parties = r.list(e.party)
			}
		}
	}
	from := len(r.codes)
	for i := s.first; i < s.last; i++ {
		r.codes = append(r.codes, r.fold(i))
	}
	p.given = r.codes[from:len(r.codes):len(r.codes)]
	return p
}

// namesAfter reads the names of persons after an office's phrase, nil when there are none.
func (r *reader) namesAfter(o *office) []span {
	start := r.field(o.last+1, r.entity(r.hits[o.hit]).code)
	if o.former && r.retired(o.last) {
		start += len(strings.Fields(r.lex.retired))
	}
	first, last := r.nameAfter(r.passOwner(o, start))
	if first < 0 {
		first, last = r.nameAfter(r.serving(o.last + 1))
	}
	if first < 0 {
		return nil
	}
	r.found = append(r.found[:0], span{first: first, last: last})
	for p := last + 1; p < len(r.tokens) && r.gap(p).joins() && r.lex.is(r.fold(p), and); p = last + 1 {
		if first, last = r.nameAt(p + 1); first < 0 {
			break
		}
		if h := r.hitAt(last); len(o.parties) < 2 && (h == nil || r.entity(*h).kind != Person) {
			break
		}
		r.found = append(r.found, span{first: first, last: last})
	}
	return r.found
}

// passOwner skips the person whose counterpart is meant: коллега Фидана Чо Тхэ Ёль.
func (r *reader) passOwner(o *office, p int) int {
	if !r.lex.genitive || r.entity(r.hits[o.hit]).code != "counterpart" || p >= len(r.tokens) {
		return p
	}
	if h := r.hitAt(p); h != nil && r.entity(*h).kind == Person && !slices.Contains(o.parties, r.party(*h)) {
		return h.last + 1
	}
	return p
}

// serving skips where somebody serves: "ambassador to Kazakhstan", "посол в Казахстане".
func (r *reader) serving(p int) int {
	if p >= len(r.tokens) || !r.gap(p).joins() || !r.lex.is(r.fold(p), at) {
		return -1
	}
	for end := p + 6; p+1 < min(end, len(r.tokens)) && r.gap(p+1).joins(); {
		p++
		if h := r.hitAt(p); h != nil {
			return h.last + 1
		}
	}
	if p+1 < len(r.tokens) && r.gap(p+1) == gapComma {
		return p + 1 // special envoy for Eurasian affairs, Li Hui,
	}
	return -1
}

// nameAfter reads a person's name at token p, -1 when there is none. After a
// comma it takes two words, and a comma or the end after them.
func (r *reader) nameAfter(p int) (first, last int) {
	if p < 0 || p >= len(r.tokens) {
		return -1, -1
	}
	comma := r.gap(p) == gapComma
	if !comma && (!r.gap(p).joins() || r.gap(p) == gapLine || r.gap(p) == gapHyphen) {
		return -1, -1
	}
	for p < len(r.tokens) && r.lex.is(r.fold(p), title) {
		p++
	}
	first, last = r.nameAt(p)
	if first >= 0 && r.headline(first) && !r.isPerson(last) {
		return -1, -1
	}
	if comma && (first < 0 || first == last || last+1 < len(r.tokens) && r.gap(last+1) > gapComma && !r.lex.is(r.fold(last+1), and)) {
		return -1, -1
	}
	return first, last
}

// headline reports whether token i stands in a title whose words are all
// capitalised, where capitals do not show names.
func (r *reader) headline(i int) bool {
	if r.lex.capitalNouns {
		return false
	}
	first, last := i, i
	for first > 0 && r.gap(first) != gapBreak && r.gap(first) != gapLine {
		first--
	}
	for last+1 < len(r.tokens) && r.gap(last+1) != gapBreak && r.gap(last+1) != gapLine {
		last++
	}
	if last-first < 3 {
		return false
	}
	for j := first; j <= last; j++ {
		if !r.tokens[j].capital && !r.tokens[j].digit && r.lex.classes[r.fold(j)] == 0 {
			return false
		}
	}
	return true
}

func (r *reader) isPerson(i int) bool {
	h := r.hitAt(i)
	return h != nil && r.entity(*h).kind == Person
}

// nameAt reads a name of up to four words at token p.
func (r *reader) nameAt(p int) (first, last int) {
	first, last = p, -1
	words := 0
	for i := p; i < len(r.tokens) && (words < 4 || r.gap(i) == gapHyphen); i++ {
		if i > p && (!r.gap(i).joins() || r.gap(i) == gapLine || r.gap(i) == gapQuote) {
			break
		}
		if h := r.hitAt(i); h != nil {
			if r.entity(*h).kind == Person && h.first == i {
				last = h.last
			}
			break
		}
		if r.lex.is(r.fold(i), particle) && !r.tokens[i].capital && i > p {
			continue
		}
		if t := r.tokens[i]; i > p && t.gap == gapHyphen && !t.digit {
			last = i // Ban Ki-moon
			continue
		}
		if !r.tokens[i].capital || r.tokens[i].digit || r.stops(i) || r.shouted(i) {
			break
		}
		last = i
		words++
	}
	if last < 0 {
		return -1, -1
	}
	return first, last
}

// shouted reports whether a word is an abbreviation in capitals, ВС, and no
// Roman number.
func (r *reader) shouted(i int) bool {
	t := r.tokens[i]
	return !t.dotted && t.upper >= 2 && int(t.upper) == utf8.RuneCountInString(r.fold(i)) && strings.Trim(r.fold(i), "ivx") != ""
}

// stops reports whether a capitalised word is no part of a name.
func (r *reader) stops(i int) bool {
	word := r.fold(i)
	if r.lex.is(word, stop) {
		return true
	}
	if r.lex.capitalNouns {
		for _, s := range r.lex.stopSuffixes {
			if strings.HasSuffix(word, s) {
				return true
			}
		}
	}
	return false
}

// nameBefore reads "Murat Nurtleu, the Kazakh foreign minister": two words at least.
func (r *reader) nameBefore(o *office) []span {
	p := o.first
	for p > 0 && r.gap(p).joins() && r.lex.is(r.fold(p-1), article) {
		p--
	}
	if p == 0 || r.gap(p) != gapComma || !o.explicit {
		return nil
	}
	last := p - 1
	first := last + 1
	for i := last; i >= 0 && last-i < 4 && r.nameWord(i); i-- {
		first = i
		if g := r.gap(i); !g.joins() || g == gapLine {
			break
		}
	}
	known := r.hitAt(last)
	if first > last || first == last && (known == nil || r.entity(*known).kind != Person) {
		return nil
	}
	r.found = append(r.found[:0], span{first: first, last: last})
	return r.found
}

// nameWord reports whether a token can be part of a person's name.
func (r *reader) nameWord(i int) bool {
	if h := r.hitAt(i); h != nil {
		return r.entity(*h).kind == Person
	}
	t := r.tokens[i]
	return t.capital && !t.digit && !r.stops(i) && !r.lex.is(r.fold(i), article)
}

// again finds later mentions of the persons the text introduced.
func (r *reader) again() {
	if len(r.known) == 0 {
		return
	}
	r.named = slices.Grow(r.named[:0], len(r.tokens))[:len(r.tokens)]
	clear(r.named)
	taken := r.named
	for _, s := range r.spans {
		for i := s.first; i <= s.last; i++ {
			taken[i] = true
		}
	}
	for i := range r.tokens {
		if !r.tokens[i].capital || taken[i] {
			continue
		}
		h := r.hitAt(i)
		if h != nil && r.entity(*h).kind != Person {
			continue
		}
		if p := r.recall(i); p != nil && (h == nil || h.first == h.last || r.entity(*h).labels[0] == p.name) {
			first := i
			for first > 0 && !taken[first-1] && r.gap(first).joins() && contains(p.given, r.lex.lemmas(r.fold(first-1))) {
				first--
			}
			r.spans = append(r.spans, span{first, i, p})
		}
	}
}

// recall returns the person introduced last whose surname token i may be.
func (r *reader) recall(i int) *person {
	word := r.fold(i)
	if !slices.ContainsFunc(r.known, func(k known) bool { return alikeAtStart(k.lemma, word) }) {
		return nil
	}
	for lemma := range r.lex.lemmas(word) {
		for n := len(r.known) - 1; n >= 0; n-- {
			if r.known[n].lemma == lemma {
				return r.known[n].person
			}
		}
	}
	return nil
}

// alikeAtStart reports whether two words begin with the same two bytes, as every
// two forms of one do.
func alikeAtStart(a, b string) bool {
	return a == b || len(a) > 1 && len(b) > 1 && a[:2] == b[:2]
}

func contains(given []string, lemmas iter.Seq[string]) bool {
	for l := range lemmas {
		if slices.Contains(given, l) {
			return true
		}
	}
	return false
}
