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
	ordered := slices.Clone(mentions)
	slices.SortFunc(ordered, canonical)
	rules := newRules(facts)
	var events []Event
	for _, part := range components(ordered, rules) {
		for _, c := range fold(part, rules) {
			e := c.event()
			e.Corrected = rules.touch(e.Mentions)
			events = append(events, e)
		}
	}
	identify(events, issued)
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

// canonical orders mentions by when they were reported, then by report and position.
func canonical(a, b Mention) int {
	return cmp.Or(a.Reported.Compare(b.Reported), cmp.Compare(a.Report, b.Report), cmp.Compare(a.N, b.N))
}

// Key names the mention: its report's id and its position there.
func (m Mention) Key() string { return m.Report + "#" + strconv.Itoa(m.N) }

// cluster is an event being folded from its mentions.
type cluster struct {
	facet              // what its mentions together say
	mentions []Mention // in canonical order
	members  []facet   // of mentions
	history  []Change
}

// fold puts each mention into the cluster it agrees with best. Mentions are in
// canonical order.
func fold(mentions []Mention, rules rules) []*cluster {
	var clusters []*cluster
	for _, m := range mentions {
		f := facetOf(m)
		var best *cluster
		top := 0
		for _, c := range clusters {
			if score := c.score(f, m, rules); score > top {
				best, top = c, score
			}
		}
		if best == nil {
			best = &cluster{facet: f}
			best.date, best.status = Date{}, ""
			clusters = append(clusters, best)
		}
		best.add(f, m)
	}
	return rules.join(clusters)
}

// score says how well the cluster takes the mention: 0 for not at all.
func (c *cluster) score(f facet, m Mention, rules rules) int {
	switch rules.verdict(c.mentions, m) {
	case together:
		return sure
	case apart:
		return 0
	}
	linked := slices.ContainsFunc(c.members, func(o facet) bool { return o.linked(f) })
	if !linked {
		return 0
	}
	score, ok := agree(c.facet, f)
	if !ok || score < enough {
		return 0
	}
	return score
}

func (c *cluster) add(f facet, m Mention) {
	before := Change{Date: c.date, Status: c.status}
	c.date, c.status, c.open = foldState(c.facet, f)
	c.learn(f)
	c.mentions = append(c.mentions, m)
	c.members = append(c.members, f)
	if len(c.history) == 0 || c.date != before.Date || c.status != before.Status || m.Moved {
		c.history = append(c.history, Change{Reported: m.Reported, Report: m.Report, Date: c.date, Status: c.status, Moved: m.Moved})
	}
}

// refold builds the cluster of the given mentions, in canonical order.
func refold(mentions []Mention) *cluster {
	slices.SortFunc(mentions, canonical)
	c := &cluster{facet: facetOf(mentions[0])}
	c.date, c.status = Date{}, ""
	for _, m := range mentions {
		c.add(facetOf(m), m)
	}
	return c
}
