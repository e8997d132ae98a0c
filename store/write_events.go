package store

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// chunk is how many events are in memory whole at once, flushed how many are
// written at once, or a few more, and texted how many of their texts: the search
// index writes a segment each time, and merges them.
const (
	chunk   = 40
	flushed = 300
	texted  = 2000
)

// write stores the events that came out different, and retracts those of which no
// mention is left.
func (n *neighbourhood) write(at time.Time) error {
	groups, err := n.groups()
	if err != nil {
		return err
	}
	w := writing{neighbourhood: n, at: at, kept: map[int64]bool{}}
	plain, mixed, told := n.sort(groups)
	for _, some := range w.apart(mixed) {
		if err := w.mixed(some, told); err != nil {
			return err
		}
	}
	for some := range slices.Chunk(plain, chunk) {
		if err := w.plain(some); err != nil {
			return err
		}
	}
	return n.finish()
}

// groups returns the threads of every event that may be another than before.
func (n *neighbourhood) groups() ([][]*timeline.Thread, error) {
	threads := n.layout.Changed()
	for _, t := range threads {
		if e, known := n.event[t]; known {
			n.touched[e] = true
		}
	}
	for e := range n.touched {
		threads = append(threads, n.threads[e]...)
	}
	groups, err := n.layout.Events(threads)
	for _, g := range groups {
		for _, t := range g {
			if e, known := n.event[t]; known {
				n.touched[e] = true
			}
		}
	}
	return groups, err
}

// sort tells events that only gained or lost mentions, and new ones, from those
// whose ids are to be decided together. Told are the events of which there are
// mentions left, with their group; -1: several.
func (n *neighbourhood) sort(groups [][]*timeline.Thread) (plain, mixed [][]*timeline.Thread, told map[int64]int) {
	told = map[int64]int{}
	stands := map[string]bool{}
	for _, to := range n.moved {
		stands[to] = true
	}
	alone := make([]bool, len(groups))
	for i, g := range groups {
		first := int64(0)
		alone[i] = len(g) == 1
		for _, t := range g {
			for _, l := range t.Links {
				if len(stands) > 0 && stands[l.Key()] {
					alone[i] = false
				}
				if l.Event == 0 {
					continue
				}
				if j, ok := told[l.Event]; ok && j != i {
					told[l.Event] = -1
				} else if !ok {
					told[l.Event] = i
				}
				if first == 0 {
					first = l.Event
				}
				alone[i] = alone[i] && l.Event == first
			}
		}
	}
	for i, g := range groups {
		for _, l := range g[0].Links {
			alone[i] = alone[i] && (l.Event == 0 || told[l.Event] == i && n.olds[l.Event] == nil)
		}
		if alone[i] {
			plain = append(plain, g)
		} else {
			mixed = append(mixed, g)
		}
	}
	return plain, mixed, told
}

// writing is the writing of one layout.
type writing struct {
	*neighbourhood
	at   time.Time
	kept map[int64]bool // events that stay, become new or part of another
}

// plain writes events that keep their id, or are new.
func (w writing) plain(groups [][]*timeline.Thread) error {
	var olds []int64
	named, issued := make([]timeline.Named, len(groups)), make([]bool, len(groups))
	for i, g := range groups {
		for _, l := range g[0].Links {
			if l.Event != 0 {
				olds = append(olds, l.Event)
				named[i].ID, issued[i] = idOf(l.Event), true
				break
			}
		}
		if named[i].ID == "" {
			named[i] = timeline.Identify(groups[i:i+1], nil)[0]
		}
	}
	if err := w.read(olds); err != nil {
		return err
	}
	if err := w.events(groups, named, func(i int) bool { return issued[i] }); err != nil {
		return err
	}
	return w.done(olds)
}

// done forgets events that are written.
func (w writing) done(olds []int64) error {
	for _, k := range olds {
		delete(w.olds, k)
	}
	if len(w.pending.events) < flushed {
		return nil
	}
	return w.flush()
}

// apart parts groups whose ids are decided together from others, a few hundred
// events each. Where a report is read again its old mentions have a say too: then
// all are decided together.
func (w writing) apart(groups [][]*timeline.Thread) [][][]*timeline.Thread {
	if len(w.olds) > 0 || len(groups) == 0 {
		return [][][]*timeline.Thread{groups}
	}
	in := make([]int, len(groups)) // a group of the same part, itself for one of them
	root := func(i int) int {
		for in[i] != i {
			in[i] = in[in[i]]
			i = in[i]
		}
		return i
	}
	first := map[int64]int{} // the first group with an event
	for i, g := range groups {
		in[i] = i
		for _, e := range w.before(g) {
			if j, known := first[e]; known {
				in[root(i)] = root(j)
			} else {
				first[e] = i
			}
		}
	}
	parts := map[int][][]*timeline.Thread{}
	for i, g := range groups {
		parts[root(i)] = append(parts[root(i)], g)
	}
	var out [][][]*timeline.Thread
	for _, r := range slices.Sorted(maps.Keys(parts)) {
		if last := len(out) - 1; last >= 0 && len(out[last])+len(parts[r]) <= chunk {
			out[last] = append(out[last], parts[r]...)
		} else {
			out = append(out, parts[r])
		}
	}
	return out
}

// before lists the events that mentions of a group, and its threads, were of.
func (w writing) before(group []*timeline.Thread) (events []int64) {
	for _, t := range group {
		if e, known := w.event[t]; known {
			events = append(events, e)
		}
		for _, l := range t.Links {
			if l.Event != 0 {
				events = append(events, l.Event)
			}
		}
	}
	slices.Sort(events)
	return slices.Compact(events)
}

// mixed writes events of which some were joined or split, and all that lost
// mentions for good.
func (w writing) mixed(groups [][]*timeline.Thread, told map[int64]int) error {
	involved := map[int64]bool{}
	for e := range w.touched {
		if _, is := told[e]; !is {
			involved[e] = true
		}
	}
	for _, g := range groups {
		for _, e := range w.before(g) {
			involved[e] = true
		}
	}
	for e := range w.olds {
		involved[e] = true // its report was read again
	}
	olds := slices.Sorted(maps.Keys(involved))
	if err := w.read(olds); err != nil {
		return err
	}
	named := timeline.Identify(groups, w.identities(olds))
	issued := func(i int) bool {
		key, err := keyOf(named[i].ID)
		return err == nil && involved[key]
	}
	if err := w.events(groups, named, issued); err != nil {
		return err
	}
	for _, key := range olds {
		old := w.olds[key]
		if _, is := told[key]; is || w.kept[key] || old.Retracted {
			continue
		}
		e := old.Event
		e.Retracted = true
		from := make([]placed, len(e.Mentions))
		for i := range from {
			from[i].part = retracted
		}
		if err := w.save(key, old, e, from, w.at); err != nil {
			return err
		}
	}
	return w.done(olds)
}

// identities are the ids issued, for the mentions as they are called now.
func (w writing) identities(olds []int64) []timeline.Identity {
	var ids []timeline.Identity
	for _, key := range olds {
		old := w.olds[key]
		id := timeline.Identity{ID: old.ID, Created: old.Created}
		for _, m := range old.Mentions {
			k := m.Key()
			if w.again[m.Report] {
				k = w.moved[k]
			} else if old.Retracted {
				continue
			}
			if k != "" {
				id.Keys = append(id.Keys, k)
			}
		}
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b timeline.Identity) int { return cmp.Compare(a.ID, b.ID) })
	return ids
}

// events writes the events of the groups under their names; issued says which of
// them are not new.
func (w writing) events(groups [][]*timeline.Thread, named []timeline.Named, issued func(i int) bool) error {
	if err := w.fetch(groups); err != nil {
		return err
	}
	for i, g := range groups {
		e, placed, err := w.tellEvent(g)
		if err != nil {
			return err
		}
		e.ID, e.Merged = named[i].ID, named[i].Merged
		if !issued(i) {
			if err := w.settleID(&e, w.kept); err != nil {
				return err
			}
		}
		if err := w.one(e, placed); err != nil {
			return err
		}
	}
	return nil
}

// fetch reads what the reports tell that have new mentions in the groups.
func (w writing) fetch(groups [][]*timeline.Thread) (err error) {
	reports := map[string]bool{}
	for _, g := range groups {
		for _, t := range g {
			for _, l := range t.Links {
				if l.Event == 0 {
					reports[l.Report] = true
				}
			}
		}
	}
	if len(reports) > 0 {
		w.fresh, err = w.tells(slices.Sorted(maps.Keys(reports)))
	}
	return err
}

// placed is a mention of an event that is written: mentions.part, and its link
// where it was laid out.
type placed struct {
	part int
	link *timeline.Link
}

// tellEvent makes the event of its threads, and says where its mentions come from.
func (w writing) tellEvent(threads []*timeline.Thread) (e timeline.Event, from []placed, err error) {
	e = w.layout.Tell(threads, func(l *timeline.Link) timeline.Mention {
		m, failed := w.mention(l)
		if failed != nil {
			err = failed
		}
		from = append(from, placed{0, l})
		return m
	})
	if len(threads) == 1 {
		return e, from, err
	}
	part := map[*timeline.Link]int{}
	for i, t := range threads {
		for _, l := range t.Links {
			part[l] = i
		}
	}
	for i, p := range from {
		from[i].part = part[p.link]
	}
	return e, from, err
}

// mention returns a link's mention in full.
func (w writing) mention(l *timeline.Link) (timeline.Mention, error) {
	if l.Event == 0 {
		return w.unwritten(l).mention(l.Report, l.N, time.UnixMicro(l.Reported).UTC())
	}
	old := w.olds[l.Event]
	return old.Mentions[old.at[l.Key()]], nil
}

// one writes one event, and lets what became part of it lead there.
func (w writing) one(e timeline.Event, from []placed) error {
	key, err := keyOf(e.ID)
	if err != nil {
		return err
	}
	w.kept[key] = true
	merged := e.Merged
	old := w.olds[key]
	if old != nil {
		e.Created, e.Hidden, e.Note = old.Created, old.Hidden, old.Note
		e.Merged = distinct(slices.Sorted(slices.Values(slices.Concat(old.Merged, merged))))
	} else {
		e.Created = w.at
	}
	for _, id := range merged {
		e.Note = cmp.Or(e.Note, w.noteOf(id))
		gone, err := w.mergeAway(id, key)
		if err != nil {
			return err
		}
		w.kept[gone] = true
	}
	return w.save(key, old, e, from, w.at)
}
