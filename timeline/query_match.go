package timeline

import (
	"slices"
	"strings"
	"time"
)

// Match reports whether the query selects e at the given time: the meaning of
// the language, which the database's SQL is held against. Hidden events match
// only where [Query.Hidden] asks for them; types off by default only where the query names them. Terms that wait
// for [Query.Bind] (in:, tag:) match nothing.
func (q Query) Match(e Event, now time.Time) bool {
	if e.Hidden != q.Hidden || slices.Contains(q.HiddenTypes(), e.Type) {
		return false
	}
	if q.Root == nil {
		return true
	}
	m := matcher{e: e, now: now}
	return m.node(q.Root)
}

type matcher struct {
	e     Event
	now   time.Time
	words []string // tokens of the event's search text, made when first needed
}

func (m *matcher) node(n Node) bool {
	switch n := n.(type) {
	case And:
		return !slices.ContainsFunc(n, func(c Node) bool { return !m.node(c) })
	case Or:
		return slices.ContainsFunc(n, m.node)
	case Not:
		return !m.node(n.Node)
	case Text:
		if m.words == nil {
			m.words = Tokens(m.e.SearchText())
		}
		return n.match(m.words)
	case Term:
		return m.term(n)
	default:
		return false
	}
}

func (m *matcher) term(t Term) bool {
	e := m.e
	switch t.Key {
	case KeyActor, KeyMember:
		return slices.ContainsFunc(e.Parties, t.isParty)
	case KeyType:
		return e.Type == t.Type && (t.Mode == "" || e.Mode == t.Mode)
	case KeyStatus:
		return hasStatus(e, t.Value)
	case KeyPlace:
		return t.isPlace(e.Place)
	case KeyDate:
		return onDate(e.Date, t.Range, m.now)
	case KeyChanged:
		return t.Range.has(e.Updated, m.now)
	case KeyTopic:
		return slices.Contains(e.Topics, t.Value)
	case KeyReports:
		return compare(len(e.Reports()), t.Op, t.Number)
	default:
		return slices.ContainsFunc(e.Mentions, func(mention Mention) bool { return m.mention(t, mention) })
	}
}

// mention matches the fields of which one mention is enough.
func (m *matcher) mention(t Term, mention Mention) bool {
	switch t.Key {
	case KeySource, KeyTag:
		return slices.Contains(t.Codes, mention.Source)
	case KeyLang:
		return mention.Lang == t.Value
	case KeyReported:
		return t.Range.has(mention.Reported, m.now)
	default:
		return false
	}
}

func (t Term) isParty(p Party) bool {
	if p.Code != "" && slices.Contains(t.Codes, p.Code) {
		return true
	}
	person := " " + Fold(p.Person) + " "
	return slices.ContainsFunc(t.Names, func(n string) bool { return n != "" && strings.Contains(person, " "+n+" ") })
}

func (t Term) isPlace(p Place) bool {
	name := Fold(p.Name)
	return p.Country != "" && slices.Contains(t.Codes, p.Country) ||
		p.Code != "" && slices.Contains(t.Codes, p.Code) ||
		name != "" && slices.Contains(t.Names, name)
}

func hasStatus(e Event, value string) bool {
	switch value {
	case statusPostponed:
		return e.Postponed()
	case statusBackground:
		return e.Background
	case statusRetracted:
		return e.Retracted
	default:
		return string(e.Status) == value
	}
}

func onDate(d Date, r DateRange, now time.Time) bool {
	if r.Undated() || d.IsZero() {
		return r.Undated() && d.IsZero()
	}
	first, last := r.Days(now)
	return first <= last && d.Start <= last && first <= d.End
}

func (r DateRange) has(t, now time.Time) bool {
	from, until := r.Times(now)
	return !t.Before(from) && t.Before(until)
}

func compare(n int, op Op, with int) bool {
	switch op {
	case Less:
		return n < with
	case AtMost:
		return n <= with
	case Greater:
		return n > with
	case AtLeast:
		return n >= with
	default:
		return n == with
	}
}

// Postponed reports whether the event is still planned and the latest word on
// its date was that it moves.
func (e Event) Postponed() bool {
	return e.Status == Planned && len(e.History) > 0 && e.History[len(e.History)-1].Moved
}
