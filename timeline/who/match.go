package who

import (
	"slices"
	"strings"
)

const longestName = 14 // tokens

// hit is a matched name: tokens first to last, and what they may mean.
type hit struct {
	first, last int
	senses      []sense
	chosen      int  // into senses
	possessive  bool // followed by 's, or in the genitive
}

// reader is one call of Find, in the memory of the one before.
type reader struct {
	words
	g       *Gazetteer
	lex     *lexicon
	langs   uint16
	hits    []hit
	owner   []int32   // per token: the hit it belongs to, plus one
	offices []*office // by hit, nil for none
	room    []office  // what offices points into
	codes   []string  // what lists of parties are made of
	known   []known
	persons []person
	spans   []span // tokens that name persons
	found   []span // beside one office
	named   []bool // per token: it names a person
	votes   map[string]int
}

// list makes a list of codes that lasts as long as the reading.
func (r *reader) list(codes ...string) []string {
	from := len(r.codes)
	r.codes = append(r.codes, codes...)
	return r.codes[from:len(r.codes):len(r.codes)]
}

// match finds the longest names from left to right.
func (r *reader) match() {
	for i := 0; i < len(r.tokens); {
		h, ok := r.longest(i)
		if !ok {
			h, ok = r.compound(i)
		}
		if !ok {
			i++
			continue
		}
		r.hits = append(r.hits, h)
		i = h.last + 1
	}
}

// compound reads a word like Rohstoffminister as its last part; a word that
// begins like another office (Vize) takes that office's compound first.
func (r *reader) compound(i int) (hit, bool) {
	word := r.fold(i)
	if len(r.lex.compounds) == 0 || !r.tokens[i].capital || len(word) < 9 {
		return hit{}, false
	}
	for _, part := range r.lex.compounds {
		if !strings.HasSuffix(word, part) || len(word) < len(part)+3 {
			continue
		}
		for _, key := range [...]string{word[:4] + part, part} {
			if senses := r.g.sensesNamed(key); senses != nil {
				return hit{first: i, last: i, senses: senses[:1]}, true
			}
		}
	}
	return hit{}, false
}

// longest returns the longest name that begins at token i.
func (r *reader) longest(i int) (hit, bool) {
	word := r.fold(i)
	g, ok := r.g.groupOf(word)
	stripped := false
	if !ok && len(r.lex.suffixes) > 0 && r.tokens[i].capital {
		for stem := range r.lex.stems(word) {
			if g, ok = r.g.groupOf(stem); ok {
				break
			}
		}
		stripped = true
	}
	if !ok && (r.g.more == nil || !r.tokens[i].capital) {
		return hit{}, false
	}
	var best hit
	found := false
	limit := i
	if ok && (g.end-g.start > 1 || r.g.key(g.start) != word) && !stripped || r.g.opens[word] {
		limit = i + longestName
	}
	longer := true // there are names that go on
	for j := i; j <= limit && j < len(r.tokens) && longer && (j == i || r.gap(j).joins()); j++ {
		if senses := r.senses(g, i, j); len(senses) > 0 {
			best, found = hit{first: i, last: j, senses: senses}, true
		}
		if j < limit && !r.g.opens[word] {
			g, longer = r.g.beyond(g, r.phrase(i, j))
		}
	}
	return best, found
}

// senses returns what tokens i to j mean as one name in this text's language.
func (r *reader) senses(g group, i, j int) []sense {
	key := r.phrase(i, j)
	all := r.g.find(g, key)
	if all == nil {
		for stem := range r.lex.stems(key) {
			if all = r.g.find(g, stem); all != nil {
				break
			}
		}
	}
	out := all
	for n, s := range all { // mostly all fit, and nothing is copied
		if !r.fits(s, i, j) {
			out = slices.Clone(all[:n])
			for _, s := range all[n+1:] {
				if r.fits(s, i, j) {
					out = append(out, s)
				}
			}
			break
		}
	}
	if r.g.more != nil && r.tokens[i].capital {
		out = append(r.added(key, j), out...)
	}
	return out
}

// added returns what With added for a phrase that ends with token j, also
// when its last word is inflected.
func (r *reader) added(key string, j int) []sense {
	word := r.fold(j)
	for lemma := range r.lex.lemmas(word) {
		if s := r.g.more[key[:len(key)-len(word)]+lemma]; s != nil {
			return slices.Clone(s)
		}
	}
	return nil
}

// fits checks language and capitals.
func (r *reader) fits(s sense, i, j int) bool {
	a, t := r.g.attrs[s.attr], r.tokens[i]
	if a.langs&r.langs == 0 {
		return false
	}
	if a.flags&prefixOnly != 0 && (j+1 >= len(r.tokens) || r.gap(j+1) != gapHyphen) {
		return false
	}
	switch a.upper {
	case 'c':
		return t.capital
	case 'k':
		return t.upper >= 2
	}
	return true
}

func (r *reader) entity(h hit) *entity { return &r.g.entities[h.senses[h.chosen].entity] }
func (r *reader) attr(h hit) attr      { return r.g.attrs[h.senses[h.chosen].attr] }

// party is the code a hit acts for: KAZ, UNO for one of its organs, a city's country.
func (r *reader) party(h hit) string { return r.entity(h).acts() }

func (e *entity) acts() string {
	if e.party != "" {
		return e.party
	}
	if e.kind == Country || e.kind == Org {
		return e.code
	}
	return ""
}

// own notes which token belongs to which hit.
func (r *reader) own() {
	r.owner = slices.Grow(r.owner[:0], len(r.tokens))[:len(r.tokens)]
	clear(r.owner)
	for n, h := range r.hits {
		for i := h.first; i <= h.last; i++ {
			r.owner[i] = int32(n) + 1
		}
	}
}

// hitAt is the hit token i belongs to, or nil.
func (r *reader) hitAt(i int) *hit {
	if n := r.owner[i]; n > 0 {
		return &r.hits[n-1]
	}
	return nil
}
