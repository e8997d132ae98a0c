package store

import (
	"math"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// undated is the day of events without a date, before every day there is.
const undated = math.MinInt32

// maxPairs bounds the relations of one event: a conference of a hundred states is
// not 4,950 relations.
const maxPairs = 40

// wide marks the events with more parties than are paired.
const wide = "pair:*"

func dayOf(e timeline.Event) int64 {
	if e.Date.IsZero() {
		return undated
	}
	return int64(e.Date.Start)
}

func lastOf(e timeline.Event) int64 {
	if e.Date.IsZero() {
		return undated
	}
	return int64(e.Date.End)
}

// termsOf lists what an event is found by, sorted, each once.
func termsOf(e timeline.Event) []string {
	terms := []string{"type:" + string(e.Type), "status:" + string(e.Status)}
	add := func(kind, value string) {
		if value != "" {
			terms = append(terms, kind+":"+value)
		}
	}
	if e.Mode != "" {
		add("type", string(e.Type)+"/"+e.Mode)
	}
	codes := e.Codes()
	for i, c := range codes {
		add("actor", c)
		for _, d := range codes[i+1:] {
			if len(codes) <= maxPairs {
				add("pair", c+"+"+d)
			}
		}
	}
	if len(codes) > maxPairs {
		terms = append(terms, wide)
	}
	add("place", e.Place.Country)
	add("place", e.Place.Code)
	add("name", timeline.Fold(e.Place.Name))
	for _, m := range e.Mentions {
		add("source", m.Source)
		add("lang", m.Lang)
	}
	for _, t := range e.Topics {
		add("topic", t)
	}
	for state, is := range map[string]bool{"postponed": e.Postponed(), "background": e.Background, "retracted": e.Retracted} {
		if is {
			add("status", state)
		}
	}
	slices.Sort(terms)
	return slices.Compact(terms)
}

// countedOf writes the terms that facets count: events.terms. Those of pairs follow
// from the actors'. A database of before has all terms there.
func countedOf(e timeline.Event) string {
	return strings.Join(slices.DeleteFunc(termsOf(e), func(t string) bool { return !isCounted(t) }), "\n")
}

func isCounted(term string) bool {
	return !strings.HasPrefix(term, "pair:") && !strings.HasPrefix(term, "name:")
}

// blockRow is a row of blocks without its event.
type blockRow struct {
	block  string
	lo, hi int64
	kind   int64
}

// blocksOf lists where merging finds the mentions of an event.
func blocksOf(mentions []*timeline.Link) []blockRow {
	var out []blockRow
	for _, m := range mentions {
		lo, hi := m.Window()
		id := kindID(m.Kind())
		for _, b := range m.Kind().Blocks() {
			out = append(out, blockRow{b, int64(lo), int64(hi), id})
		}
	}
	return distinct(out)
}

// telling is a row of tellings without its event.
type telling struct {
	reported int64
	report   string
}

func tellingsOf(mentions []*timeline.Link) []telling {
	var out []telling
	for _, m := range mentions {
		out = append(out, telling{m.Reported, m.Report})
	}
	return distinct(out)
}

// people folds the names of the persons who take part, with a bar between them.
func people(e timeline.Event) string {
	s := ""
	for _, p := range e.Parties {
		if p.Person != "" {
			s += "| " + timeline.Fold(p.Person) + " "
		}
	}
	return s
}

func distinct[T comparable](in []T) []T {
	var out []T
	seen := map[T]bool{}
	for _, v := range in {
		if !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

// without returns what is in a but not in b.
func without[T comparable](a, b []T) []T {
	return slices.DeleteFunc(slices.Clone(a), func(v T) bool { return slices.Contains(b, v) })
}
