package store

import (
	"slices"

	"github.com/dateline-news/dateline/timeline"
)

// phase is a part of the list by date: the events that begin on the query's days,
// those that began before and touch them, the undated.
type phase struct {
	open, undated bool
	after         *cursor
	docs          []int64 // some that have a text: no others
}

func (p *plan) phases(o ordering, at *cursor) []phase {
	if o.by != timeline.ByDate {
		return []phase{{after: at}}
	}
	if at != nil && at.value == undated {
		return []phase{{undated: true, after: at}}
	}
	main, open := phase{after: at}, phase{open: true, after: at}
	bounded := p.span > 0 && p.lo > int64(timeline.FirstDay) && p.lo <= p.hi
	before := at != nil && at.value < p.lo
	var out []phase
	switch {
	case !bounded:
		out = []phase{main}
	case o.desc && before:
		out = []phase{open}
	case o.desc:
		out = []phase{main, {open: true}}
	case !before && at != nil:
		out = []phase{main}
	default:
		out = []phase{open, {after: nil}}
	}
	if dated(p.query.Root) {
		return out
	}
	return append(out, phase{undated: true})
}

// dated reports whether the query asks for a date that every event of it has.
func dated(n timeline.Node) bool {
	switch n := n.(type) {
	case timeline.And:
		return slices.ContainsFunc(n, dated)
	case timeline.Term:
		return n.Key == timeline.KeyDate && !n.Range.Undated()
	}
	return false
}
