package timeline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// String writes the query in canonical form: [ParseQuery] reads it back to an
// equal query, and equal queries are written alike.
func (q Query) String() string {
	s := nodeString(q.Root)
	if q.Sort.By == "" {
		return s
	}
	sorted := string(keySort) + ":" + q.Sort.String()
	if or, ok := q.Root.(Or); ok {
		s = "(" + nodeString(or) + ")"
	}
	return strings.TrimPrefix(s+" "+sorted, " ")
}

func nodeString(n Node) string {
	switch n := n.(type) {
	case And:
		return joined(n, " ")
	case Or:
		return joined(n, " OR ")
	case Not:
		return "-" + operand(n.Node)
	case Term:
		return string(n.Key) + ":" + quoted(n.Value)
	case Text:
		return n.string()
	default:
		return ""
	}
}

func joined(nodes []Node, sep string) string {
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = operand(n)
		if _, ok := n.(And); ok && sep == " OR " {
			parts[i] = nodeString(n) // AND binds closer
		}
	}
	return strings.Join(parts, sep)
}

// operand writes n so that it is one unit.
func operand(n Node) string {
	switch n.(type) {
	case And, Or:
		return "(" + nodeString(n) + ")"
	default:
		return nodeString(n)
	}
}

func quoted(value string) string {
	if strings.ContainsFunc(value, func(r rune) bool { return blank(r) || r == '(' || r == ')' }) {
		return `"` + value + `"`
	}
	return value
}

func (t Text) string() string {
	s := t.Words
	if t.Phrase {
		s = `"` + s + `"`
	}
	if t.Prefix {
		s += "*"
	}
	return s
}

// Parts returns the conditions that must all hold, each as a query of its own.
func (q Query) Parts() []Query {
	var parts []Query
	for _, n := range conjuncts(q.Root) {
		parts = append(parts, Query{Root: n})
	}
	return parts
}

// Without returns the query without its i-th part.
func (q Query) Without(i int) Query {
	nodes := conjuncts(q.Root)
	if i >= 0 && i < len(nodes) {
		q.Root = conjunction(slices.Delete(slices.Clone(nodes), i, i+1))
	}
	return q
}

// And returns the query narrowed by another one; a part both have stands once.
func (q Query) And(o Query) Query {
	nodes := slices.Clone(conjuncts(q.Root))
	for _, n := range conjuncts(o.Root) {
		if !slices.ContainsFunc(nodes, func(m Node) bool { return nodeString(m) == nodeString(n) }) {
			nodes = append(nodes, n)
		}
	}
	q.Root = conjunction(nodes)
	if o.Sort != (Sort{}) {
		q.Sort = o.Sort
	}
	return q
}

// Compare orders two events as the sort says: negative where a comes first. The
// zero Sort is newest date first.
func (s Sort) Compare(a, b Event) int {
	if s.By == "" {
		s = Sort{By: ByDate, Desc: true}
	}
	if c := s.undatedLast(a, b); c != 0 {
		return c
	}
	c := s.compare(a, b)
	if s.Desc {
		c = -c
	}
	return cmp.Or(c, strings.Compare(a.ID, b.ID))
}

func (s Sort) undatedLast(a, b Event) int {
	switch {
	case s.By != ByDate || a.Date.IsZero() == b.Date.IsZero():
		return 0
	case a.Date.IsZero():
		return 1
	default:
		return -1
	}
}

func (s Sort) compare(a, b Event) int {
	switch s.By {
	case ByReported:
		return a.NewestReport().Compare(b.NewestReport())
	case ByUpdated:
		return a.Updated.Compare(b.Updated)
	case ByReports:
		return cmp.Compare(len(a.Reports()), len(b.Reports()))
	default:
		return cmp.Compare(a.Date.Start, b.Date.Start)
	}
}

// Explain says in English how the query was read, one condition a line.
func (q Query) Explain() string {
	var b strings.Builder
	b.WriteString("events that match all of:\n")
	parts := conjuncts(q.Root)
	for _, n := range parts {
		explain(&b, n, 1)
	}
	if len(parts) == 0 {
		b.WriteString("  (no condition)\n")
	}
	if hidden := q.HiddenTypes(); len(hidden) > 0 {
		fmt.Fprintf(&b, "  type is not %s (shown only where the query names the type)\n", lowerList(hidden))
	}
	if q.Sort.By != "" {
		fmt.Fprintf(&b, "sorted by %s, %s\n", q.Sort.By, map[bool]string{true: "descending", false: "ascending"}[q.Sort.Desc])
	}
	return b.String()
}

func lowerList[S ~string](list []S) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.ToLower(string(s))
	}
	return strings.Join(out, ", ")
}

func explain(b *strings.Builder, n Node, depth int) {
	pad := strings.Repeat("  ", depth)
	switch n := n.(type) {
	case And:
		b.WriteString(pad + "all of:\n")
		explainAll(b, n, depth+1)
	case Or:
		b.WriteString(pad + "one of:\n")
		explainAll(b, n, depth+1)
	case Not:
		b.WriteString(pad + "not:\n")
		explain(b, n.Node, depth+1)
	case Term:
		b.WriteString(pad + n.explain() + "\n")
	case Text:
		b.WriteString(pad + n.explain() + "\n")
	}
}

func explainAll(b *strings.Builder, nodes []Node, depth int) {
	for _, n := range nodes {
		explain(b, n, depth)
	}
}

func (t Text) explain() string {
	words := strings.Join(Tokens(t.Words), " ")
	if t.Prefix {
		words += "…"
	}
	return fmt.Sprintf("the text has %q", words)
}

func (t Term) explain() string {
	switch t.Key {
	case KeyActor, KeyMember, KeyPlace:
		return t.explainNames()
	case KeyDate:
		if t.Range.Undated() {
			return "the event has no date"
		}
		return "the event's date meets " + t.Value
	case KeyReported:
		return "a report was published in " + t.Value
	case KeyChanged:
		return "dateline changed it in " + t.Value
	case KeyReports:
		return fmt.Sprintf("the number of reports %s %d", t.Op, t.Number)
	case KeySource, KeyLang:
		return fmt.Sprintf("a report's %s is %s", t.Key, t.Value)
	case KeyTag:
		return fmt.Sprintf("a report's source is tagged %s %s", t.Value, list(t.Codes, "(sources: %s)"))
	case KeyIn:
		return "the saved query " + t.Value + " selects it"
	default:
		return fmt.Sprintf("%s is %s", t.Key, t.Value)
	}
}

func (t Term) explainNames() string {
	what := map[Key]string{
		KeyActor: "takes part", KeyMember: "takes part, a member of " + t.Value, KeyPlace: "is the place",
	}[t.Key]
	var who []string
	if len(t.Codes) > 0 {
		named := make([]string, len(t.Codes))
		for i, c := range t.Codes {
			if named[i] = c; CodeName(c, DefaultLanguage) != "" {
				named[i] = CodeName(c, DefaultLanguage) + " (" + c + ")"
			}
		}
		who = append(who, strings.Join(named, " or "))
	}
	if len(t.Names) > 0 {
		who = append(who, `a name with "`+strings.Join(t.Names, `" or "`)+`"`)
	}
	if len(who) == 0 {
		return "nobody: no members of " + t.Value + " are known"
	}
	return strings.Join(who, " or ") + " " + what
}

func list(items []string, format string) string {
	if len(items) == 0 {
		return "(no source is)"
	}
	return fmt.Sprintf(format, strings.Join(items, ", "))
}
