package store

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// conditions writes a query as a condition on a row e of events. It means what
// [timeline.Query.Match] means.
type conditions struct {
	engine engine
	now    time.Time
	args   []any
	// docs are the documents that have each text: few are listed once, else each
	// document is asked by itself.
	docs  map[timeline.Text]documents
	given given
	// leaf says that e.terms is beside the rest in the index that is read: what cannot
	// have a term is passed over before the table of terms is asked.
	leaf    bool
	changed string // the column of when the event was changed; empty: e.updated
}

// given is what every event asked about is known to have.
type given struct {
	texts []timeline.Text
	terms []string
}

// arg adds a value and returns its placeholder.
func (c *conditions) arg(v any) string {
	c.args = append(c.args, v)
	return "$" + strconv.Itoa(len(c.args))
}

// limit adds how many rows are wanted. SQLite prepares a statement anew for each value of
// a bare parameter there, as it may decide the plan.
func (c *conditions) limit(n int) string { return "CAST(" + c.arg(n) + " AS BIGINT)" }

// list adds values and returns their placeholders.
func (c *conditions) list(values []string) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = c.arg(v)
	}
	return strings.Join(out, ", ")
}

// whole writes the whole query.
func (c *conditions) whole(q timeline.Query) string {
	all := []string{"e.hidden = " + strconv.Itoa(flag(q.Hidden))}
	if hidden := q.HiddenTypes(); len(hidden) > 0 {
		var types []string
		for _, t := range hidden {
			types = append(types, c.arg(string(t)))
		}
		all = append(all, "e.type NOT IN ("+strings.Join(types, ", ")+")")
	}
	if q.Root != nil {
		all = append(all, c.node(q.Root))
	}
	return strings.Join(all, " AND ")
}

const (
	always = "1 = 1"
	never  = "1 = 0"
)

func (c *conditions) node(n timeline.Node) string {
	switch n := n.(type) {
	case timeline.And:
		return c.nodes(n, " AND ", always)
	case timeline.Or:
		return c.nodes(n, " OR ", never)
	case timeline.Not:
		return "NOT " + c.node(n.Node)
	case timeline.Text:
		return c.text(n)
	case timeline.Term:
		return "(" + c.term(n) + ")"
	default:
		return never
	}
}

func (c *conditions) nodes(nodes []timeline.Node, glue, none string) string {
	if len(nodes) == 0 {
		return "(" + none + ")"
	}
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = c.node(n)
	}
	return "(" + strings.Join(parts, glue) + ")"
}

func (c *conditions) text(t timeline.Text) string {
	if len(timeline.Tokens(t.Words)) == 0 {
		return "(" + never + ")"
	}
	if slices.Contains(c.given.texts, t) {
		return "(" + always + ")"
	}
	if c.docs[t].listed != nil {
		return "e.doc IN (" + c.with(t) + ")"
	}
	return "EXISTS (" + c.engine.docs + c.arg(c.engine.expression(t)) + " AND " + c.engine.number + " = e.doc)"
}

// with selects the documents that have a text.
func (c *conditions) with(t timeline.Text) string {
	if d := c.docs[t]; d.rare {
		return c.these(d.listed)
	}
	return c.engine.docs + c.arg(c.engine.expression(t))
}

// these selects the documents of the numbers.
func (c *conditions) these(docs []int64) string {
	return fmt.Sprintf(c.engine.these, c.arg(numbers(docs)))
}

// numbers writes them as a JSON array.
func numbers(docs []int64) string {
	list := append(make([]byte, 0, 16*len(docs)+2), '[')
	for i, d := range docs {
		if i > 0 {
			list = append(list, ',')
		}
		list = strconv.AppendInt(list, d, 10)
	}
	return string(append(list, ']'))
}

func (c *conditions) term(t timeline.Term) string {
	switch t.Key {
	case timeline.KeyActor, timeline.KeyMember:
		return c.either(append([]string{c.has(prefixed("actor:", t.Codes))}, c.persons(t.Names)...))
	case timeline.KeyPlace:
		return c.has(append(prefixed("place:", t.Codes), prefixed("name:", nonEmpty(t.Names))...))
	case timeline.KeyType:
		if t.Mode == "" {
			return "e.type = " + c.arg(string(t.Type))
		}
		return c.has([]string{typeTerm(t)})
	case timeline.KeySource, timeline.KeyTag:
		return c.has(prefixed("source:", t.Codes))
	case timeline.KeyStatus:
		switch status := timeline.Status(t.Value); status {
		case timeline.Occurred, timeline.Planned, timeline.Cancelled:
			return "e.status = " + c.arg(string(status))
		}
		return c.has([]string{"status:" + t.Value})
	case timeline.KeyTopic, timeline.KeyLang:
		return c.has([]string{string(t.Key) + ":" + t.Value})
	case timeline.KeyDate:
		return c.date(t.Range)
	case timeline.KeyReported:
		from, until := t.Range.Times(c.now)
		return fmt.Sprintf("EXISTS (SELECT 1 FROM tellings x WHERE x.event = e.key AND x.reported >= %s AND x.reported < %s)", c.arg(from.UnixMicro()), c.arg(until.UnixMicro()))
	case timeline.KeyChanged:
		from, until := t.Range.Times(c.now)
		at := cmp.Or(c.changed, "e.updated")
		return at + " >= " + c.arg(from.UnixMicro()) + " AND " + at + " < " + c.arg(until.UnixMicro())
	case timeline.KeyReports:
		return "e.reports " + string(t.Op) + " " + c.arg(t.Number)
	default:
		return never
	}
}

func typeTerm(t timeline.Term) string {
	if t.Mode == "" {
		return "type:" + string(t.Type)
	}
	return "type:" + string(t.Type) + "/" + t.Mode
}

// oneOf asks whether the event of a day and key has one of the terms. It is asked of each
// event by itself: without the offset PostgreSQL would join all events of the terms, which
// it takes for few.
func (c *conditions) oneOf(terms []string, day, key string) string {
	return "EXISTS (SELECT 1 FROM terms t WHERE t.term IN (" + c.list(terms) + ") AND t.day = " + day + " AND t.event = " + key + " LIMIT 1 OFFSET 0)"
}

// has asks whether the event has one of the terms.
func (c *conditions) has(terms []string) string {
	if len(terms) == 0 {
		return never
	}
	if slices.ContainsFunc(terms, func(t string) bool { return slices.Contains(c.given.terms, t) }) {
		return always
	}
	exists := c.oneOf(terms, "e.day", "e.key")
	if !c.leaf || len(terms) > maxHeads || slices.ContainsFunc(terms, func(t string) bool { return !isCounted(t) }) {
		return exists
	}
	var may []string
	for _, t := range terms {
		may = append(may, c.engine.position+"(e.terms, "+c.arg(t)+") > 0")
	}
	return "((" + c.either(may) + ") AND " + exists + ")"
}

// persons asks whether a person of that name takes part: the name as whole words.
func (c *conditions) persons(names []string) []string {
	var out []string
	for _, n := range nonEmpty(names) {
		out = append(out, "("+c.text(timeline.Text{Words: n, Phrase: true})+" AND EXISTS (SELECT 1 FROM documents d WHERE d.slot = e.slot AND d.people LIKE "+c.arg("% "+n+" %")+"))")
	}
	return out
}

// date leaves the index of days to the plan, which knows how many events a range
// has: hence the plus.
func (c *conditions) date(r timeline.DateRange) string {
	if r.Undated() {
		return "+e.day = " + c.arg(int64(undated))
	}
	first, last := r.Days(c.now)
	if first > last {
		return never
	}
	return fmt.Sprintf("+e.day > %s AND +e.day <= %s AND e.last >= %s", c.arg(int64(undated)), c.arg(int64(last)), c.arg(int64(first)))
}

func (c *conditions) either(parts []string) string { return strings.Join(parts, " OR ") }

func prefixed(prefix string, values []string) []string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		out = append(out, prefix+v)
	}
	return out
}

func nonEmpty(in []string) []string {
	var out []string
	for _, s := range in {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
