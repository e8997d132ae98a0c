package when

// scan is one reading of one text.
type scan struct {
	text   string
	lang   *language
	tokens []token
	senses []sense
	key    []byte // scratch for the word being read
	found  []match
	told   []*match // those that expressions are made of
	at     int      // the match being resolved

	today     Day
	narrative bool // the text tells of a time far from its publication
	nowadays  bool // "today" in the text means nowadays
	last      memory
}

// match is an expression as the patterns found it, before it is resolved.
type match struct {
	first, last int // tokens, both included
	start, end  int // bytes
	typ         Type
	f           fields
	link        linkKind // how it is joined to the expression after it
	inherits    bool     // its day is one that the text named before
}

type linkKind uint8

const (
	unlinked linkKind = iota
	listed            // a, b and c
	ranged            // from a to b
)

// longest is the best match that walk has seen.
type longest struct {
	end int   // token after the last
	alt int32 // 0 for none
}

// matchAll finds every pattern's longest match, left to right.
func (s *scan) matchAll() {
	for i := 0; i < len(s.tokens); {
		t := &s.tokens[i]
		best := longest{end: i}
		for _, x := range s.senses[t.lo:t.hi] {
			if to := s.lang.starts[x.class]; to != 0 {
				s.walk(to, i, i+1, &best)
			}
		}
		if best.alt == 0 {
			i++
			continue
		}
		i = s.accept(i, best)
	}
}

// walk follows the tree of patterns from node at, with token i next.
func (s *scan) walk(at int32, first, i int, best *longest) {
	n := &s.lang.nodes[at]
	for a := n.alt; a != 0; a = s.lang.alts[a].next {
		if (i > best.end || i == best.end && best.alt != 0 && s.lang.alts[a].rule < s.lang.alts[best.alt].rule) && s.fits(a, first) {
			*best = longest{i, a}
		}
	}
	if n.edge == 0 || i >= len(s.tokens) {
		return
	}
	t := &s.tokens[i]
	if t.has(afterBreak) || t.lo == t.hi && !n.open {
		return
	}
	for k := n.edge; k != 0; k = s.lang.edges[k].next {
		e := &s.lang.edges[k]
		if e.glued && t.has(afterSpace) {
			continue
		}
		switch e.class {
		case classWord:
			if t.has(word) && !t.has(capital) && t.lo == t.hi {
				s.walk(e.to, first, i+1, best)
			}
			continue
		case className:
			if s.capitalNext(i) {
				s.walk(e.to, first, i+1, best)
			}
			continue
		}
		if s.is(i, e.class) {
			s.walk(e.to, first, i+1, best)
		}
	}
}

// is reports whether token i has the class.
func (s *scan) is(i int, c classID) bool {
	if i < 0 || i >= len(s.tokens) || c == classNone {
		return false
	}
	for _, x := range s.senses[s.tokens[i].lo:s.tokens[i].hi] {
		if x.class == c {
			return true
		}
	}
	return false
}

// valueOf is the value of token i as a member of the class.
func (s *scan) valueOf(i int, c classID) int16 {
	for _, x := range s.senses[s.tokens[i].lo:s.tokens[i].hi] {
		if x.class == c {
			return x.value
		}
	}
	return 0
}

// accept records the match and returns the token to go on from.
func (s *scan) accept(first int, best longest) int {
	alt := &s.lang.alts[best.alt]
	r := &s.lang.rules[alt.rule]
	if r.kind == drops {
		return best.end
	}
	open, end := -1, first
	from := len(s.found)
	for k, e := range alt.elements {
		if e.opens && open < 0 {
			open = k
			s.found = append(s.found, match{first: first + k, typ: r.typ})
			for _, x := range r.with {
				s.found[len(s.found)-1].f.put(x.class, x.value)
			}
		}
		if len(s.found) > from {
			v := e.value
			if !e.fixed {
				v = s.valueOf(first+k, e.source)
			}
			s.found[len(s.found)-1].f.put(e.field, v)
		}
		if e.closes && open >= 0 {
			m := &s.found[len(s.found)-1]
			m.last = first + k
			m.start, m.end = int(s.tokens[m.first].start), int(s.tokens[m.last].end)
			open, end = -1, first+k+1
		}
	}
	s.centuries(from)
	for i := len(s.found) - 2; i >= from; i-- {
		s.share(&s.found[i], &s.found[i+1])
	}
	if len(s.found) > from {
		s.series(from)
	}
	return max(end, first+1)
}

// centuries completes the second year of "1926/27" from the first.
func (s *scan) centuries(from int) {
	for i := from + 1; i < len(s.found); i++ {
		a, b := &s.found[i-1].f, &s.found[i].f
		if a.has(classYear) && b.has(classYY) && !b.has(classYear) {
			y := a.v[classYear] - a.v[classYear]%100 + b.v[classYY]
			if y < a.v[classYear] {
				y += 100
			}
			b.put(classYear, y)
		}
	}
}

// share gives a the month and year that only b names.
func (s *scan) share(a, b *match) {
	for _, c := range [...]classID{classMonth, classMon, classYear, classUnit, classShift, classYearOff, classBC, classAMPM} {
		if !a.f.has(c) && b.f.has(c) {
			a.f.put(c, b.f.v[c])
		}
	}
}
