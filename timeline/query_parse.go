package timeline

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// QueryError says where and why a query cannot be read.
type QueryError struct {
	Column int    // of the first code point that is wrong, from 1
	Msg    string // what is wrong, in English
	Hint   string // what to write instead, in English; may be empty
}

// Error writes "column 5: unknown field acter:, did you mean actor:?".
func (e *QueryError) Error() string {
	if e.Hint == "" {
		return fmt.Sprintf("column %d: %s", e.Column, e.Msg)
	}
	return fmt.Sprintf("column %d: %s, %s", e.Column, e.Msg, e.Hint)
}

// The bounds of a query; what is longer was not typed by a person.
const (
	maxQueryLen   = 4000 // code points
	maxQueryNodes = 300
	maxQueryDepth = 40
)

// ParseQuery reads a query as a URL, a search box, sources.yaml or the command
// line gives it:
//
//	query = and { "OR" and }
//	and   = unary { [ "AND" ] unary }
//	unary = ( "-" | "NOT" ) unary | "(" query ")" | field ":" value | word [ "*" ] | '"' words '"' [ "*" ]
//
// Names of actors and places are resolved to codes. The error is a [*QueryError].
func ParseQuery(s string) (Query, error) {
	p := &parser{in: []rune(strings.ToValidUTF8(s, "\uFFFD"))}
	if len(p.in) > maxQueryLen {
		return Query{}, p.errAt(maxQueryLen, "the query is too long", fmt.Sprintf("at most %d characters are read", maxQueryLen))
	}
	p.skip()
	if p.pos == len(p.in) {
		return Query{}, nil
	}
	root, err := p.or()
	if err != nil {
		return Query{}, err
	}
	if p.pos < len(p.in) {
		return Query{}, p.errAt(p.pos, "this ) closes nothing", "remove it")
	}
	return p.query(root)
}

// query takes sort: out of the conjunction at the top.
func (p *parser) query(root Node) (Query, error) {
	var q Query
	var rest []Node
	for _, n := range conjuncts(root) {
		if t, ok := n.(Term); ok && t.Key == keySort {
			q.Sort = Sort{SortBy(strings.TrimPrefix(t.Value, "-")), strings.HasPrefix(t.Value, "-")}
			p.sorts--
			continue
		}
		rest = append(rest, n)
	}
	if p.sorts != 0 {
		return Query{}, p.errAt(p.sortAt, "sort: orders the whole query", "write it once, outside of OR, - and parentheses")
	}
	q.Root = conjunction(rest)
	return q, nil
}

func conjuncts(n Node) []Node {
	if a, ok := n.(And); ok {
		return a
	}
	if n == nil {
		return nil
	}
	return []Node{n}
}

// conjunction joins nodes, taking nested conjunctions apart.
func conjunction(nodes []Node) Node {
	var out And
	for _, n := range nodes {
		out = append(out, conjuncts(n)...)
	}
	switch len(out) {
	case 0:
		return nil
	case 1:
		return out[0]
	default:
		return out
	}
}

type parser struct {
	in           []rune
	pos          int
	depth, nodes int
	sorts        int // how many sort: were read
	sortAt       int // where the last one stands
}

func (p *parser) errAt(pos int, msg, hint string) error {
	return &QueryError{Column: pos + 1, Msg: msg, Hint: hint}
}

func blank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

func quote(r rune) bool { return strings.ContainsRune("\"“”„«»", r) }

func (p *parser) skip() {
	for p.pos < len(p.in) && blank(p.in[p.pos]) {
		p.pos++
	}
}

// ends reports whether the rune at i ends a word.
func (p *parser) ends(i int) bool {
	return i >= len(p.in) || blank(p.in[i]) || p.in[i] == '(' || p.in[i] == ')' || quote(p.in[i])
}

// keyword reports whether the word w stands here, and steps over it.
func (p *parser) keyword(w string) bool {
	n := p.pos + len(w)
	if n > len(p.in) || string(p.in[p.pos:n]) != w || !p.ends(n) {
		return false
	}
	p.pos = n
	p.skip()
	return true
}

func (p *parser) or() (Node, error) {
	var out Or
	for {
		n, err := p.and()
		if err != nil {
			return nil, err
		}
		if inner, ok := n.(Or); ok {
			out = append(out, inner...)
		} else {
			out = append(out, n)
		}
		if !p.keyword("OR") {
			break
		}
	}
	if len(out) == 1 {
		return out[0], nil
	}
	return out, nil
}

func (p *parser) and() (Node, error) {
	var out []Node
	for {
		n, err := p.unary()
		if err != nil {
			return nil, err
		}
		out = append(out, n)
		if p.keyword("AND") {
			continue
		}
		if p.pos == len(p.in) || p.in[p.pos] == ')' || p.atOr() {
			return conjunction(out), nil
		}
	}
}

func (p *parser) atOr() bool {
	here := p.pos
	defer func() { p.pos = here }()
	return p.keyword("OR")
}

func (p *parser) unary() (Node, error) {
	start := p.pos
	if p.depth++; p.depth > maxQueryDepth {
		return nil, p.errAt(start, "the query is nested too deeply", "")
	}
	defer func() { p.depth-- }()
	if p.nodes++; p.nodes > maxQueryNodes {
		return nil, p.errAt(start, "the query has too many parts", fmt.Sprintf("at most %d are read", maxQueryNodes))
	}
	switch {
	case p.pos == len(p.in):
		return nil, p.errAt(start, "the query breaks off here", "add a word or field:value")
	case p.in[p.pos] == ')':
		return nil, p.errAt(start, "nothing stands before this )", "add a word or field:value")
	case p.in[p.pos] == '(':
		return p.group()
	case p.in[p.pos] == '-':
		p.pos++
		if p.pos == len(p.in) || blank(p.in[p.pos]) {
			return nil, p.errAt(start, "- stands alone", "write it directly before what to leave out")
		}
		return p.not()
	case p.keyword("NOT"):
		return p.not()
	case p.atOr(), p.keyword("AND"):
		return nil, p.errAt(start, "nothing stands before this operator", "put it in quotes to search for the word")
	}
	return p.primary()
}

func (p *parser) not() (Node, error) {
	n, err := p.unary()
	if err != nil {
		return nil, err
	}
	return Not{n}, nil
}

func (p *parser) group() (Node, error) {
	start := p.pos
	p.pos++
	p.skip()
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.pos == len(p.in) {
		return nil, p.errAt(start, "this ( is never closed", "add )")
	}
	p.pos++
	p.skip()
	return n, nil
}

// primary reads a word, a phrase or field:value.
func (p *parser) primary() (Node, error) {
	start := p.pos
	if quote(p.in[p.pos]) {
		words, err := p.quoted()
		if err != nil {
			return nil, err
		}
		t := Text{Words: words, Phrase: true, Prefix: p.star()}
		p.skip()
		return p.text(start, t)
	}
	for !p.ends(p.pos) {
		p.pos++
		if p.in[p.pos-1] == ':' && isField(p.in[start:p.pos-1]) {
			return p.term(start, string(p.in[start:p.pos-1]))
		}
	}
	word, prefix := strings.CutSuffix(string(p.in[start:p.pos]), "*")
	p.skip()
	return p.text(start, Text{Words: word, Prefix: prefix})
}

func (p *parser) text(start int, t Text) (Node, error) {
	if len(Tokens(t.Words)) == 0 {
		return nil, p.errAt(start, "there is no letter or digit to search for", "")
	}
	return t, nil
}

// quoted reads up to the closing quotation mark; any of the marks closes.
func (p *parser) quoted() (string, error) {
	start := p.pos
	for p.pos++; p.pos < len(p.in); p.pos++ {
		if quote(p.in[p.pos]) {
			p.pos++
			return strings.Join(strings.FieldsFunc(string(p.in[start+1:p.pos-1]), blank), " "), nil
		}
	}
	return "", p.errAt(start, "this quotation mark is never closed", `add "`)
}

func (p *parser) star() bool {
	if p.pos < len(p.in) && p.in[p.pos] == '*' {
		p.pos++
		return true
	}
	return false
}

// isField reports whether a colon after these runes makes them a field's name:
// letters only, so that 16:30 is text.
func isField(rs []rune) bool {
	for _, r := range rs {
		if !unicode.IsLetter(r) && r != '_' {
			return false
		}
	}
	return len(rs) > 0
}

// term reads the value after "field:".
func (p *parser) term(start int, field string) (Node, error) {
	key := Key(strings.ToLower(field))
	if !slices.Contains(Keys, key) {
		return nil, p.errAt(start, "unknown field "+field+":", suggestField(string(key)))
	}
	at := p.pos
	value, err := p.value()
	if err != nil {
		return nil, err
	}
	if value == "" {
		return nil, p.errAt(at, field+": has no value", "write for example "+examples[key])
	}
	if key == keySort {
		p.sorts, p.sortAt = p.sorts+1, start
	}
	t, bad := makeTerm(key, value)
	if bad != nil {
		return nil, p.errAt(at, bad.msg, bad.hint)
	}
	return t, nil
}

func (p *parser) value() (string, error) {
	defer p.skip()
	if p.pos < len(p.in) && quote(p.in[p.pos]) {
		return p.quoted()
	}
	start := p.pos
	for !p.ends(p.pos) {
		p.pos++
	}
	return string(p.in[start:p.pos]), nil
}
