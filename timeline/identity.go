package timeline

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"
)

// Identity is an issued event id and the keys of the mentions it was issued for.
type Identity struct {
	ID      string
	Created time.Time
	Keys    []string // see [Mention.Key]
}

// Named is an event's id, and those once issued for events that became part of it, sorted.
type Named struct {
	ID     string
	Merged []string
}

// Identify gives the events their ids: an issued id goes to the event with the
// largest part of its mentions, an event made of several takes the one it has
// most of, the older of equals, and names the others as Merged. New events are
// issued an id made from their first mention.
func Identify(events [][]*Thread, issued []Identity) []Named {
	named := make([]Named, len(events))
	taken := map[string]bool{}
	for _, i := range issued {
		taken[i.ID] = true
	}
	for _, c := range claims(events, issued) {
		switch e := &named[c.event]; {
		case taken[c.id.ID] && e.ID == "":
			e.ID = c.id.ID
			taken[c.id.ID] = false
		case taken[c.id.ID]:
			e.Merged = append(e.Merged, c.id.ID)
			taken[c.id.ID] = false
		}
	}
	for i := range named {
		slices.Sort(named[i].Merged)
		for id := issue(linksOf(events[i])[0].Key()); named[i].ID == ""; id = issue(id) {
			if _, used := taken[id]; !used {
				named[i].ID = id
				taken[id] = false
			}
		}
	}
	return named
}

// claim is the part of an issued id's mentions that an event has. Events are in
// canonical order of their first mentions.
type claim struct {
	event, shared int
	id            Identity
}

// claims lists them, the strongest first.
func claims(events [][]*Thread, issued []Identity) []claim {
	if len(issued) == 0 {
		return nil
	}
	at := map[string]int{}
	for i, threads := range events {
		for _, t := range threads {
			for _, l := range t.Links {
				at[l.Key()] = i
			}
		}
	}
	var all []claim
	for _, id := range issued {
		shared := map[int]int{}
		for _, k := range id.Keys {
			if i, ok := at[k]; ok {
				shared[i]++
			}
		}
		for i, n := range shared {
			all = append(all, claim{i, n, id})
		}
	}
	slices.SortFunc(all, func(a, b claim) int {
		return cmp.Or(cmp.Compare(b.shared, a.shared), a.id.Created.Compare(b.id.Created), cmp.Compare(a.id.ID, b.id.ID), cmp.Compare(a.event, b.event))
	})
	return all
}

// issue makes an id: 16 hex digits.
func issue(seed string) string {
	sum := sha256.Sum256([]byte("event\x00" + seed))
	return hex.EncodeToString(sum[:8])
}

// Carry says which mention of a report's new reading stands for which of the
// old one, by key, so that ids and corrections survive a revised article and new
// rules. Each is used once; what has no like is left out.
func Carry(old, revised []Mention) map[string]string {
	type pair struct {
		a, b  Mention
		score int
	}
	var pairs []pair
	for _, a := range old {
		for _, b := range revised {
			if s := likeness(a, b); s >= 5 {
				pairs = append(pairs, pair{a, b, s})
			}
		}
	}
	slices.SortStableFunc(pairs, func(x, y pair) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.a.N, y.a.N), cmp.Compare(x.b.N, y.b.N))
	})
	to, used := map[string]string{}, map[string]bool{}
	for _, p := range pairs {
		if a, b := p.a.Key(), p.b.Key(); to[a] == "" && !used[b] {
			to[a], used[b] = b, true
		}
	}
	return to
}

func likeness(a, b Mention) int {
	score := 0
	for _, c := range []struct {
		same   bool
		weight int
	}{
		{a.Type == b.Type, 3},
		{a.Mode == b.Mode, 1},
		{a.Date.Span == b.Date.Span, 2},
		{a.Evidence.Text == b.Evidence.Text, 3},
		{a.Place.Country == b.Place.Country, 1},
		{slices.Equal(a.Codes(), b.Codes()), 3},
		{shares(a.Codes(), b.Codes()) > 0, 1},
		{a.N == b.N, 1},
	} {
		if c.same {
			score += c.weight
		}
	}
	return score
}

// Reissue returns another id for an event whose new id was issued before.
func Reissue(id string) string { return issue(id) }
