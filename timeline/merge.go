package timeline

import (
	"cmp"
	"slices"
	"strconv"
)

// Merge lays out the events of a set of mentions. It is a function of the set:
// the order of mentions does not matter, and mentions that cannot be linked
// (see [Mention.Blocks]) do not influence each other, so that merging a whole
// neighbourhood gives what merging everything would give for it.
//
// Mentions are folded in the order in which they were reported, each into the
// event it agrees with best, or into a new one: type, parties and their level,
// place, date, mode and occasion decide; names of persons only break ties.
// Issued identities stay with the larger part of their mentions, see [Identity].
// Facts are the operator's corrections and win over everything.
//
// Created, Updated, Retracted, Hidden and Note are the store's and are left zero.
func Merge(mentions []Mention, issued []Identity, facts ...Fact) []Event {
	w := NewLayout(facts, nil)
	of := map[*Link]Mention{}
	for _, m := range mentions {
		l := LinkOf(m, KindOf(m))
		of[l] = m
		w.Add(l)
	}
	// Without anything to load nothing fails.
	_ = w.Work()
	groups, _ := w.Events(w.Changed())
	var events []Event
	for i, n := range Identify(groups, issued) {
		e := w.Tell(groups[i], func(l *Link) Mention { return of[l] })
		e.ID, e.Merged = n.ID, n.Merged
		events = append(events, e)
	}
	slices.SortFunc(events, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Date.Start, b.Date.Start), cmp.Compare(a.Date.End, b.Date.End), cmp.Compare(a.ID, b.ID))
	})
	return events
}

// MergeAll lays out the timeline of readings in memory. A later reading of the
// same report is a revision and replaces the earlier one.
func MergeAll(readings []Reading, reports []Report) []Event {
	last := map[string]int{}
	for i, r := range reports {
		last[r.ID] = i
	}
	var mentions []Mention
	for i, r := range reports {
		if last[r.ID] != i {
			continue
		}
		for _, m := range readings[i].Mentions {
			m.Voice = VoiceOf(r)
			mentions = append(mentions, m)
		}
	}
	return Merge(mentions, nil)
}

// Key names the mention: its report's id and its position there.
func (m Mention) Key() string { return m.Report + "#" + strconv.Itoa(m.N) }
