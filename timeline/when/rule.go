package when

import (
	"fmt"
	"slices"
	"strings"
)

// rule is one line of a language file's rules: what a pattern means.
type rule struct {
	kind  ruleKind
	typ   Type
	guard guard
	with  []sense // values the rule adds to those its pattern finds
}

type ruleKind uint8

const (
	keeps ruleKind = iota // makes an expression
	drops                 // what it matches is no expression
)

// guard is a further condition on the surroundings of a match.
type guard uint8

const (
	noGuard       guard = iota
	bareYear            // four digits alone: a year only in a year's place
	bareName            // a month or weekday alone: not where it may be a person's name
	ageOf               // a number of years that ends a clause after a word in the dative: somebody's age
	wordAdjective       // an adjective made of words: no digits, and no noun for a person of that age
)

// phrase is a member of a class that takes several words.
type phrase struct {
	words []string
	value int16
}

// element is one step of a pattern: a token of class, its value kept as field.
type element struct {
	class, field classID
	source       classID // the class to read the value as
	fixed        bool    // the value is the pattern's, not the token's
	value        int16   // where fixed
	glued        bool    // no space before it
	opens        bool    // an expression begins here
	closes       bool    // an expression ends here
}

// alternative is one way through a pattern, every option decided.
type alternative struct {
	rule     int32
	next     int32 // alternative of the same node
	elements []element
}

// node is a place in the tree of patterns. Its edges, and the alternatives that end
// here, are linked lists; 0 is no edge and no alternative.
type node struct {
	edge, lastEdge int32
	alt, lastAlt   int32
	open           bool // an edge takes words without a sense
}

type edge struct {
	class classID
	glued bool
	to    int32
	next  int32 // edge of the same node
}

var ruleTypes = map[string]Type{"date": Date, "time": Time, "duration": Duration, "set": Set, "none": ""}

var guards = map[string]guard{"year": bareYear, "name": bareName, "adjective": wordAdjective, "age": ageOf}

// ruleLine reads "$macro = pattern" or "type VALUE=x guard=g: pattern".
func (c *compiler) ruleLine(line string) error {
	if strings.HasPrefix(line, "$") {
		name, p, ok := strings.Cut(line, " = ")
		if !ok {
			return fmt.Errorf("macro %q: want $name = pattern", line)
		}
		c.macros[name[1:]] = p
		return nil
	}
	head, p, ok := strings.Cut(line, ": ")
	if !ok {
		return fmt.Errorf("rule %q: want type: pattern", line)
	}
	r, err := c.ruleHead(head)
	if err != nil {
		return err
	}
	seqs, err := c.patterns.read(p)
	if err != nil {
		return fmt.Errorf("pattern %q: %w", p, err)
	}
	c.lang.rules = append(c.lang.rules, r)
	for _, seq := range seqs {
		if len(seq) > 0 {
			c.grow(int32(len(c.lang.rules)-1), seq)
		}
	}
	return nil
}

func (c *compiler) ruleHead(head string) (rule, error) {
	f := strings.Fields(head)
	typ, ok := ruleTypes[f[0]]
	if !ok {
		return rule{}, fmt.Errorf("rule type %q: want date, time, duration, set or none", f[0])
	}
	r := rule{typ: typ}
	if typ == "" {
		r.kind = drops
	}
	for _, kv := range f[1:] {
		k, v, ok := strings.Cut(kv, "=")
		if !ok {
			return r, fmt.Errorf("%q: want CLASS=value", kv)
		}
		if k == "guard" {
			if r.guard, ok = guards[v]; !ok {
				return r, fmt.Errorf("no guard %q", v)
			}
			continue
		}
		id, ok := classNames[k]
		if !ok {
			return r, fmt.Errorf("%q is no class with a meaning", k)
		}
		r.with = append(r.with, sense{id, c.value(v)})
	}
	return r, nil
}

// grow adds a sequence of elements to the tree.
func (c *compiler) grow(ruleID int32, seq []element) {
	at := int32(0)
	for _, e := range seq {
		at = c.step(at, e)
	}
	kept := c.elements.take(len(seq))
	copy(kept, seq)
	if !slices.ContainsFunc(seq, func(e element) bool { return e.opens }) {
		kept[0].opens = true
		kept[len(kept)-1].closes = true
	}
	l := c.lang
	id, n := int32(len(l.alts)), &l.nodes[at]
	l.alts = append(l.alts, alternative{rule: ruleID, elements: kept})
	if n.alt == 0 {
		n.alt = id
	} else {
		l.alts[n.lastAlt].next = id
	}
	n.lastAlt = id
}

// step returns the node one element on from node at, a new one where there is none.
func (c *compiler) step(at int32, e element) int32 {
	l := c.lang
	n := &l.nodes[at]
	for k := n.edge; k != 0; k = l.edges[k].next {
		if old := &l.edges[k]; old.class == e.class && old.glued == e.glued {
			return old.to
		}
	}
	id, to := int32(len(l.edges)), int32(len(l.nodes))
	l.edges = append(l.edges, edge{class: e.class, glued: e.glued, to: to})
	if n.edge == 0 {
		n.edge = id
	} else {
		l.edges[n.lastEdge].next = id
	}
	n.lastEdge = id
	n.open = n.open || e.class == classWord || e.class == className
	l.nodes = append(l.nodes, node{})
	return to
}

// slab gives out slices, many from one piece of memory.
type slab[T any] struct{ free []T }

func (s *slab[T]) take(n int) []T {
	const piece = 1024
	if len(s.free) < n {
		s.free = make([]T, max(n, piece))
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}

// patternReader expands a pattern into all the sequences it allows.
type patternReader struct {
	c     *compiler
	words []string
	room  slab[element] // for sequences
}

func (p *patternReader) read(s string) ([][]element, error) {
	s, err := p.expand(s, 0)
	if err != nil {
		return nil, err
	}
	p.words = patternWords(s)
	seqs, err := p.choice()
	if err == nil && len(p.words) > 0 {
		err = fmt.Errorf("unexpected %q", p.words[0])
	}
	return seqs, err
}

// patternWords cuts a pattern at spaces and around its signs; "stem(a,b)" stays one.
func patternWords(s string) []string {
	var words []string
	for _, f := range strings.Fields(s) {
		for f != "" {
			n := strings.IndexAny(f, "[]()|~<>")
			switch {
			case n < 0:
				n = len(f)
			case n > 0 && f[n] == '(':
				n = strings.IndexByte(f, ')') + 1
			case n == 0:
				n = 1
			}
			words = append(words, f[:n])
			f = f[n:]
		}
	}
	return words
}

// expand replaces $macros.
func (p *patternReader) expand(s string, depth int) (string, error) {
	if depth > 8 {
		return "", fmt.Errorf("macros nest too deeply")
	}
	var out strings.Builder
	for {
		before, after, ok := strings.Cut(s, "$")
		out.WriteString(before)
		if !ok {
			return out.String(), nil
		}
		n := strings.IndexFunc(after+" ", func(r rune) bool { return r < 'a' || r > 'z' })
		body, known := p.c.macros[after[:n]]
		if !known {
			return "", fmt.Errorf("no macro $%s", after[:n])
		}
		body, err := p.expand(body, depth+1)
		if err != nil {
			return "", err
		}
		out.WriteString("( " + body + " )")
		s = after[n:]
	}
}

// choice reads a|b|c.
func (p *patternReader) choice() ([][]element, error) {
	var all [][]element
	for {
		seqs, err := p.sequence()
		if err != nil {
			return nil, err
		}
		if all == nil {
			all = seqs
		} else {
			all = append(all, seqs...)
		}
		if len(p.words) == 0 || p.words[0] != "|" {
			return all, nil
		}
		p.words = p.words[1:]
	}
}

// sequence reads elements up to the end of their group.
func (p *patternReader) sequence() ([][]element, error) {
	seqs := [][]element{nil}
	glued, opens := false, false
	for len(p.words) > 0 {
		w := p.words[0]
		if w == "|" || w == ")" || w == "]" {
			return seqs, nil
		}
		p.words = p.words[1:]
		var part [][]element
		var err error
		switch w {
		case "~":
			glued = true
			continue
		case "<":
			opens = true
			continue
		case ">":
			for i := range seqs {
				if n := len(seqs[i]); n > 0 {
					seqs[i] = p.joined(seqs[i], nil)
					seqs[i][n-1].closes = true
				}
			}
			continue
		case "(", "[":
			part, err = p.group(w)
		default:
			part, err = p.atom(w)
		}
		if err != nil {
			return nil, err
		}
		seqs = p.product(seqs, part, glued, opens)
		if w != "[" || !opens { // an optional group may be empty: the mark stays for what follows
			opens = false
		}
		glued = false
	}
	return seqs, nil
}

func (p *patternReader) group(open string) ([][]element, error) {
	part, err := p.choice()
	if err != nil {
		return nil, err
	}
	want := map[string]string{"(": ")", "[": "]"}[open]
	if len(p.words) == 0 || p.words[0] != want {
		return nil, fmt.Errorf("missing %q", want)
	}
	p.words = p.words[1:]
	if len(p.words) > 0 && p.words[0][0] == '@' {
		id, ok := classNames[p.words[0][1:]]
		if !ok {
			return nil, fmt.Errorf("%q is no class with a meaning", p.words[0])
		}
		p.words = p.words[1:]
		for _, seq := range part {
			seq[0].field, seq[0].source = id, id
		}
	}
	if open == "[" {
		part = append(part, nil)
	}
	return part, nil
}

// atom is a CLASS, CLASS@FIELD or a literal word.
func (p *patternReader) atom(w string) ([][]element, error) {
	name, field, hasField := strings.Cut(w, "@")
	if name == "" {
		name, hasField = w, false
	}
	if strings.ToUpper(name) == name && strings.ToLower(name) != name {
		id, ok := p.c.lang.classes[name]
		if !ok {
			return nil, fmt.Errorf("no class %q", name)
		}
		e := element{class: id, field: id, source: id}
		if hasField {
			if e.field, ok = classNames[field]; !ok {
				return nil, fmt.Errorf("%q is no class with a meaning", field)
			}
		}
		return p.c.phrased(e)
	}
	if hasField {
		return nil, fmt.Errorf("%q: write (%s)@%s", w, name, field)
	}
	id, err := p.c.literal(w)
	if err != nil {
		return nil, err
	}
	return [][]element{{{class: id, field: id, source: id}}}, nil
}

// literal returns the class of a word that a pattern names itself.
func (c *compiler) literal(w string) (classID, error) {
	w = strings.Trim(w, "'")
	if w == "" {
		w = "'"
	}
	forms, err := c.forms(w)
	if err != nil {
		return 0, err
	}
	id, err := c.class("=" + w)
	for _, f := range forms {
		c.add(f, wordSense{sense{id, 0}, anyCase})
	}
	return id, err
}

// phrased returns the element, and the phrases of several words in its class.
func (c *compiler) phrased(e element) ([][]element, error) {
	seqs := [][]element{{e}}
	for _, ph := range c.phrases[e.class] {
		var seq []element
		for _, w := range ph.words {
			id, err := c.literal(w)
			if err != nil {
				return nil, err
			}
			seq = append(seq, element{class: id, field: id})
		}
		seq[0].field, seq[0].fixed, seq[0].value = e.field, true, ph.value
		seqs = append(seqs, seq)
	}
	return seqs, nil
}

// product appends every part to every sequence.
func (p *patternReader) product(seqs, parts [][]element, glued, opens bool) [][]element {
	all := make([][]element, 0, len(seqs)*len(parts))
	for _, s := range seqs {
		for _, part := range parts {
			joined := p.joined(s, part)
			if len(part) > 0 {
				e := &joined[len(s)]
				e.glued = e.glued || glued
				e.opens = e.opens || opens
			}
			all = append(all, joined)
		}
	}
	return all
}

func (p *patternReader) joined(a, b []element) []element {
	out := p.room.take(len(a) + len(b))
	copy(out[copy(out, a):], b)
	return out
}
