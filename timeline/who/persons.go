package who

import (
	"strings"
)

// person is somebody the text itself gives an office, or the table does.
type person struct {
	name, party string
	level       Level
	former      bool
	given       []string // folded given names
}

// span is a run of tokens that names a person.
type span struct {
	first, last int
	person      *person
}

// introduce finds persons named beside their office: "Außenminister Kasachstans
// Murat Nurtleu", "Murat Nurtleu, Kazakhstan's foreign minister,".
func (r *reader) introduce(offices map[int]*office) (map[string]*person, []span) {
	known := map[string]*person{}
	var spans []span
	for i := range r.hits {
		o := offices[i]
		if o == nil || o.dropped(r.entity(r.hits[i]).code) {
			continue
		}
		first, last := r.nameAfter(o)
		if first < 0 {
			first, last = r.nameBefore(o)
		}
		if first < 0 {
			continue
		}
		p := r.newPerson(o, first, last)
		spans = append(spans, span{first, last, p})
		if p.party == "" {
			continue
		}
		for _, lemma := range r.lex.lemmas(r.fold(last)) {
			known[lemma] = p
		}
	}
	return known, spans
}

// newPerson makes a person of the tokens beside an office. A person of the
// table keeps the table's name, and its party where the text gives none.
func (r *reader) newPerson(o *office, first, last int) *person {
	p := &person{name: r.spelled(first, last), level: r.entity(r.hits[o.hit]).level, former: o.former}
	if len(o.parties) == 1 {
		p.party = o.parties[0]
	}
	if h := r.hitAt(last); h != nil && r.entity(*h).kind == Person {
		e := r.entity(*h)
		if !o.explicit || p.party == "" || p.party == e.party {
			p.party, p.name = e.party, e.labels[0]
			if len(o.parties) <= 1 {
				o.parties = []string{e.party}
			}
		}
	}
	for i := first; i < last; i++ {
		p.given = append(p.given, r.fold(i))
	}
	return p
}

// nameAfter reads a person's name after an office's phrase, -1 when there is none.
func (r *reader) nameAfter(o *office) (first, last int) {
	p := o.last + 1
	if p >= len(r.tokens) {
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
	if comma && (first < 0 || first == last || last+1 < len(r.tokens) && r.gap(last+1) > gapComma) {
		return -1, -1
	}
	return first, last
}

// nameAt reads a name of up to four words at token p.
func (r *reader) nameAt(p int) (first, last int) {
	first, last = p, -1
	words := 0
	for i := p; i < len(r.tokens) && words < 4; i++ {
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
		if !r.tokens[i].capital || r.tokens[i].digit || r.stops(i) {
			break
		}
		if last = i; r.gap(i) != gapHyphen || i == p {
			words++
		}
	}
	if last < 0 {
		return -1, -1
	}
	return first, last
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
func (r *reader) nameBefore(o *office) (first, last int) {
	p := o.first
	for p > 0 && r.gap(p).joins() && r.lex.is(r.fold(p-1), article) {
		p--
	}
	if p == 0 || r.gap(p) != gapComma || !o.explicit {
		return -1, -1
	}
	last = p - 1
	first = last
	for i := last; i >= 0 && last-i < 4; i-- {
		t := r.tokens[i]
		if h := r.hitAt(i); h != nil && r.entity(*h).kind != Person || !t.capital || t.digit || r.stops(i) || r.lex.is(r.fold(i), article) {
			break
		}
		first = i
		if !t.gap.joins() || t.gap == gapLine {
			break
		}
	}
	if h := r.hitAt(last); first == last && (h == nil || r.entity(*h).kind != Person) || first > last || !r.tokens[last].capital {
		return -1, -1
	}
	return first, last
}

// again finds later mentions of the persons the text introduced.
func (r *reader) again(known map[string]*person, spans []span) []span {
	if len(known) == 0 {
		return spans
	}
	taken := make([]bool, len(r.tokens))
	for _, s := range spans {
		for i := s.first; i <= s.last; i++ {
			taken[i] = true
		}
	}
	for i, t := range r.tokens {
		if !t.capital || taken[i] {
			continue
		}
		if h := r.hitAt(i); h != nil && r.entity(*h).kind != Person {
			continue
		}
		if p := r.recall(known, i); p != nil {
			first := i
			for first > 0 && !taken[first-1] && r.gap(first).joins() && contains(p.given, r.lex.lemmas(r.fold(first-1))) {
				first--
			}
			spans = append(spans, span{first, i, p})
		}
	}
	return spans
}

func (r *reader) recall(known map[string]*person, i int) *person {
	for _, lemma := range r.lex.lemmas(r.fold(i)) {
		if p := known[lemma]; p != nil {
			return p
		}
	}
	return nil
}

func contains(given, lemmas []string) bool {
	for _, g := range given {
		for _, l := range lemmas {
			if g == l {
				return true
			}
		}
	}
	return false
}
