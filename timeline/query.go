package timeline

import (
	"slices"
	"time"

	"github.com/dateline-news/dateline/timeline/what"
)

// Query selects events: a view of the timeline. The zero Query selects every
// event of the default types. It comes from [ParseQuery]; relative dates in it
// stay symbolic, so a stored query never goes stale.
type Query struct {
	Root Node // nil: everything
	Sort Sort // zero: as the caller likes
	// Hidden selects the events that the operator hid, and no others. No text of a
	// query asks for them: it is for notices that they are gone.
	Hidden bool
}

// Node is a node of a query's syntax tree: [And], [Or], [Not], [Term] or [Text].
type Node interface{ node() }

// And holds where all its nodes hold; at least two.
type And []Node

// Or holds where one of its nodes holds; at least two.
type Or []Node

// Not holds where its node does not.
type Not struct{ Node Node }

// Text holds where an event's [Event.SearchText] has the words, one after the
// other. Compare [Tokens] of both.
type Text struct {
	Words  string // as written, without quotes and star; has at least one token
	Phrase bool   // was written in quotes
	Prefix bool   // the last token may go on
}

// Term is one field:value.
type Term struct {
	Key   Key
	Op    Op     // Equal, but for KeyReports
	Value string // canonical spelling: codes where the name means one code only

	// Codes are, by key: the parties meant (actor; member: all members), the places
	// (place: ISO countries and codes such as CHE:Geneva), the source ids (source,
	// and tag once bound). An event matches with any of them.
	Codes []string
	// Names are folded names (see [Fold]) to look for beside Codes: persons of an
	// actor, as a run of whole words of the folded Party.Person; the whole folded
	// Place.Name of a place no code is known for.
	Names  []string
	Type   what.Type // of type
	Mode   string    // of type; empty: any mode
	Range  DateRange // of date, reported and changed
	Number int       // of reports
}

func (And) node()  {}
func (Or) node()   {}
func (Not) node()  {}
func (Text) node() {}
func (Term) node() {}

// Key is the name of a field.
type Key string

// The fields.
const (
	KeyActor    Key = "actor"    // takes part, on either side
	KeyMember   Key = "member"   // a member of the organisation or group takes part
	KeyType     Key = "type"     // consult, consult/visit
	KeyStatus   Key = "status"   // planned, occurred, cancelled, and postponed, background, retracted
	KeyPlace    Key = "place"    // a country or a city
	KeyDate     Key = "date"     // the event's own date; "none" for undated events
	KeyReported Key = "reported" // when a report was published
	KeyChanged  Key = "changed"  // when dateline last changed what it says of the event
	KeySource   Key = "source"   // a source's id
	KeyTag      Key = "tag"      // a tag of a source in sources.yaml
	KeyLang     Key = "lang"     // the language of a report
	KeyTopic    Key = "topic"    // a PLOVER context
	KeyReports  Key = "reports"  // the number of reports
	KeyIn       Key = "in"       // a saved query; gone once bound
	keySort     Key = "sort"     // not a condition: becomes Query.Sort
)

// Keys lists every field a query may name, in the order the documentation has them.
var Keys = []Key{
	KeyActor, KeyMember, KeyType, KeyStatus, KeyPlace, KeyDate, KeyReported, KeyChanged, KeySource, KeyTag,
	KeyLang, KeyTopic, KeyReports, KeyIn, keySort,
}

// Op compares a number.
type Op string

// The operators.
const (
	Equal   Op = "="
	Less    Op = "<"
	AtMost  Op = "<="
	Greater Op = ">"
	AtLeast Op = ">="
)

// The values of status: that are not a [Status] of their own.
const (
	statusPostponed  = "postponed"  // planned, and moved by the latest report of its date
	statusBackground = "background" // told in passing only
	statusRetracted  = "retracted"  // its last report was withdrawn
)

var statuses = []string{string(Planned), string(Occurred), string(Cancelled), statusPostponed, statusBackground, statusRetracted}

// Topics lists the PLOVER contexts, the values of topic:.
var Topics = []string{
	"diplomatic", "economic", "environment", "health", "human_rights", "legal", "migration", "military",
	"natural_resource", "technology", "territory",
}

// Sort is an order of events. The zero Sort is none.
type Sort struct {
	By   SortBy
	Desc bool
}

// SortBy names what events are ordered by.
type SortBy string

// What events may be ordered by; ties are broken by id.
const (
	ByDate     SortBy = "date"     // the first day of the event's date; undated events last in either direction
	ByReported SortBy = "reported" // the newest report
	ByUpdated  SortBy = "updated"  // Event.Updated
	ByReports  SortBy = "reports"  // the number of reports
)

var sorts = []string{string(ByDate), string(ByReported), string(ByUpdated), string(ByReports)}

// String writes the value of sort:, nothing for the zero Sort.
func (s Sort) String() string {
	if s.Desc {
		return "-" + string(s.By)
	}
	return string(s.By)
}

// At returns the query with every relative date resolved against now (in UTC):
// what the query means at that moment.
func (q Query) At(now time.Time) Query {
	q.Root = rewrite(q.Root, func(t Term) Node {
		if t.Key == KeyDate || t.Key == KeyReported || t.Key == KeyChanged {
			t.Range = t.Range.at(now)
		}
		return t
	})
	return q
}

// HiddenTypes returns the types whose events the query does not show although no
// term excludes them: those off by default that no term asks for.
func (q Query) HiddenTypes() []what.Type {
	var asked []what.Type
	walk(q.Root, false, func(t Term, negated bool) {
		if t.Key == KeyType && !negated {
			asked = append(asked, t.Type)
		}
	})
	var hidden []what.Type
	for _, t := range what.Types {
		if t.OffByDefault() && !slices.Contains(asked, t) {
			hidden = append(hidden, t)
		}
	}
	return hidden
}

// Terms lists the terms of the query, those that a Not rules out among them, in its order.
func (q Query) Terms() []Term {
	var out []Term
	walk(q.Root, false, func(t Term, _ bool) { out = append(out, t) })
	return out
}

// walk calls f for every term under n, with whether an odd number of Nots is above it.
func walk(n Node, negated bool, f func(t Term, negated bool)) {
	switch n := n.(type) {
	case And:
		for _, c := range n {
			walk(c, negated, f)
		}
	case Or:
		for _, c := range n {
			walk(c, negated, f)
		}
	case Not:
		walk(n.Node, !negated, f)
	case Term:
		f(n, negated)
	}
}

// rewrite returns n with every term replaced by what f makes of it; n itself is
// left as it was.
func rewrite(n Node, f func(Term) Node) Node {
	switch n := n.(type) {
	case And:
		out := make(And, len(n))
		for i, c := range n {
			out[i] = rewrite(c, f)
		}
		return out
	case Or:
		out := make(Or, len(n))
		for i, c := range n {
			out[i] = rewrite(c, f)
		}
		return out
	case Not:
		return Not{rewrite(n.Node, f)}
	case Term:
		return f(n)
	default:
		return n
	}
}
