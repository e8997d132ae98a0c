package store

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// chunk is how many events are in memory whole at once.
const chunk = 200

// write stores the events that came out different, and retracts those of which no
// mention is left.
func (n *neighbourhood) write(at time.Time) error {
	groups, err := n.groups()
	if err != nil {
		return err
	}
	w := writing{neighbourhood: n, at: at, kept: map[int64]bool{}}
	plain, mixed, told := n.sort(groups)
	if err := w.mixed(mixed, told); err != nil {
		return err
	}
	for len(plain) > 0 {
		some := plain[:min(chunk, len(plain))]
		plain = plain[len(some):]
		if err := w.plain(some); err != nil {
			return err
		}
	}
	return n.flush()
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
	for _, k := range olds {
		delete(w.olds, k)
	}
	return nil
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
		for _, t := range g {
			if e, known := w.event[t]; known {
				involved[e] = true
			}
			for _, l := range t.Links {
				if l.Event != 0 {
					involved[l.Event] = true
				}
			}
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
		part := make([]int, len(e.Mentions))
		for i := range part {
			part[i] = retracted
		}
		if err := w.save(key, old, e, part, w.at); err != nil {
			return err
		}
	}
	return nil
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
	for i, g := range groups {
		e := w.layout.Tell(g, w.mention)
		e.ID, e.Merged = named[i].ID, named[i].Merged
		if !issued(i) {
			if err := w.settleID(&e, w.kept); err != nil {
				return err
			}
		}
		if err := w.one(e, parts(g, e)); err != nil {
			return err
		}
	}
	return nil
}

// mention returns a link's mention in full.
func (w writing) mention(l *timeline.Link) timeline.Mention {
	if l.Event == 0 {
		return w.fresh[l]
	}
	old := w.olds[l.Event]
	return old.Mentions[old.at[l.Key()]]
}

// parts says of each mention of the event which of the threads it is in.
func parts(threads []*timeline.Thread, e timeline.Event) []int {
	out := make([]int, len(e.Mentions))
	if len(threads) == 1 {
		return out
	}
	of := map[string]int{}
	for i, t := range threads {
		for _, l := range t.Links {
			of[l.Key()] = i
		}
	}
	for i, m := range e.Mentions {
		out[i] = of[m.Key()]
	}
	return out
}

// one writes one event, and lets what became part of it lead there.
func (w writing) one(e timeline.Event, part []int) error {
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
	return w.save(key, old, e, part, w.at)
}

// settleID makes sure that a new id was never issued before, by this or another
// event.
func (n *neighbourhood) settleID(e *timeline.Event, kept map[int64]bool) error {
	for ; ; e.ID = timeline.Reissue(e.ID) {
		key, err := keyOf(e.ID)
		if err != nil {
			return err
		}
		if n.touched[key] || kept[key] {
			continue // the next of an id may be another event's
		}
		used, err := n.keys("SELECT key FROM events WHERE key = $1 UNION ALL SELECT key FROM redirects WHERE key = $1", key)
		if err != nil || len(used) == 0 {
			return err
		}
	}
}

func (n *neighbourhood) noteOf(id string) string {
	if key, err := keyOf(id); err == nil && n.olds[key] != nil {
		return n.olds[key].Note
	}
	return ""
}

// mergeAway lets the id lead to the event it became part of.
func (n *neighbourhood) mergeAway(id string, into int64) (int64, error) {
	key, err := keyOf(id)
	if err != nil {
		return 0, err
	}
	n.counts.Merged++
	if err := n.index(key, n.olds[key], stored{}); err != nil {
		return 0, err
	}
	if err := n.exec("DELETE FROM events WHERE key = $1", key); err != nil {
		return 0, err
	}
	if err := n.exec("DELETE FROM documents WHERE slot = $1", n.olds[key].slot); err != nil {
		return 0, err
	}
	if err := n.exec("DELETE FROM mentions WHERE event = $1", key); err != nil {
		return 0, err
	}
	if err := n.exec("UPDATE redirects SET target = $1 WHERE target = $2", into, key); err != nil {
		return 0, err
	}
	return key, n.exec("INSERT INTO redirects (key, target) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET target = excluded.target", key, into)
}

// save notes the event to be written when it says something else than the stored
// one. Part is mentions.part of each of its mentions.
func (n *neighbourhood) save(key int64, old *stored, e timeline.Event, part []int, at time.Time) error {
	moved, err := n.saveMentions(key, old, e, part)
	if err != nil {
		return err
	}
	if old != nil {
		e.Updated = old.Updated
		if body, err := encodeEvent(e); err != nil || body == old.body && !moved {
			return err
		}
	}
	e.Updated = at
	body, err := encodeEvent(e)
	if err != nil {
		return err
	}
	next := stored{Event: e, body: body}
	if old != nil {
		next.doc, next.slot = old.doc, old.slot
		n.counts.Changed++
	} else {
		n.counts.Created++
	}
	if err := n.indexText(old, &next); err != nil {
		return err
	}
	if old == nil {
		next.slot = next.doc // numbered upwards, once
	}
	n.pending.events = append(n.pending.events, eventRow(key, next))
	n.pending.documents = append(n.pending.documents, []any{next.slot, people(e), strings.Join(termsOf(e), "\n"), body})
	return n.index(key, old, next)
}

// saveMentions notes the rows of mentions that the event did not have, takes away
// those it has no more, and reports whether there were any.
func (n *neighbourhood) saveMentions(key int64, old *stored, e timeline.Event, part []int) (changed bool, err error) {
	stay := map[string]bool{}
	for i, m := range e.Mentions {
		k := m.Key()
		if old != nil {
			if j, had := old.at[k]; had && old.part[j] == part[i] && (!n.again[m.Report] || part[i] == retracted) {
				stay[k] = true
				continue
			}
		}
		said, err := encodeSaid(m)
		if err != nil {
			return false, err
		}
		changed = true
		n.pending.mentions = append(n.pending.mentions, []any{key, micros(m.Reported), m.Report, m.N, part[i], said, encodeTold(m)})
	}
	if old == nil {
		return changed, nil
	}
	for _, m := range old.Mentions {
		if stay[m.Key()] {
			continue
		}
		changed = true
		if err := n.exec("DELETE FROM mentions WHERE event = $1 AND reported = $2 AND report = $3 AND n = $4", key, micros(m.Reported), m.Report, m.N); err != nil {
			return false, err
		}
	}
	return changed, nil
}

// eventRow are the columns of events, in the order of upsertEvents.
func eventRow(key int64, s stored) []any {
	newest := time.Time{}
	for _, m := range s.Mentions {
		if m.Reported.After(newest) {
			newest = m.Reported
		}
	}
	return []any{
		key, s.doc, s.slot, string(s.Type), string(s.Status), int(s.Date.Precision), dayOf(s.Event), lastOf(s.Event), micros(newest), micros(s.Updated),
		len(s.Reports()), flag(s.Hidden), flag(s.Background),
	}
}

const (
	upsertEvents = `INSERT INTO events (key, doc, slot, type, status, precision, day, last, reported, updated, reports, hidden, background) VALUES`
	onEvent      = `ON CONFLICT (key) DO UPDATE SET doc = excluded.doc, type = excluded.type, status = excluded.status, precision = excluded.precision,
		day = excluded.day, last = excluded.last, reported = excluded.reported, updated = excluded.updated, reports = excluded.reports,
		hidden = excluded.hidden, background = excluded.background`
	insertMentions  = `INSERT INTO mentions (event, reported, report, n, part, said, told) VALUES`
	upsertDocuments = `INSERT INTO documents (slot, people, terms, body) VALUES`
	onDocument      = `ON CONFLICT (slot) DO UPDATE SET people = excluded.people, terms = excluded.terms, body = excluded.body`
)

// pending are the rows of a transaction: written together, in few statements.
type pending struct {
	events, documents, mentions, docs, terms, tellings, blocks [][]any

	tallies map[tally]int // what to add to each
}

// flush writes what is pending and counts the change.
func (n *neighbourhood) flush() error {
	docs := len(n.pending.docs)
	if err := n.insert(upsertEvents, onEvent, n.pending.events); err != nil {
		return err
	}
	if err := n.insert(upsertDocuments, onDocument, n.pending.documents); err != nil {
		return err
	}
	if err := n.insert(insertMentions, "", n.pending.mentions); err != nil {
		return err
	}
	if err := n.insert(n.engine.index, "", n.pending.docs); err != nil {
		return err
	}
	if err := n.flushIndex(); err != nil {
		return err
	}
	return n.exec("UPDATE changes SET n = n + 1, doc = doc + $1 WHERE id = 1", docs)
}

// flushIndex writes the rows that events are found by.
func (n *neighbourhood) flushIndex() error {
	p := n.pending
	n.pending = pending{}
	const once = "ON CONFLICT DO NOTHING"
	if err := n.insert("INSERT INTO terms (term, day, event) VALUES", once, p.terms); err != nil {
		return err
	}
	if err := n.insert("INSERT INTO tellings (event, reported, report) VALUES", once, p.tellings); err != nil {
		return err
	}
	if err := n.insert("INSERT INTO blocks (block, lo, hi, event) VALUES", once, p.blocks); err != nil {
		return err
	}
	return n.flushTallies(p.tallies)
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// index brings terms, tellings and blocks from those of old to those of next; the
// zero next has none.
func (n *neighbourhood) index(key int64, old *stored, next stored) error {
	var was, is rowsOf
	if old != nil {
		was = rowsFor(old.Event)
	}
	if next.ID != "" {
		is = rowsFor(next.Event)
	} else if old != nil {
		if err := n.exec(n.engine.unindex, old.doc); err != nil {
			return err
		}
	}
	for _, r := range without(was.terms, is.terms) {
		if err := n.exec("DELETE FROM terms WHERE term = $1 AND day = $2 AND event = $3", r.term, r.day, key); err != nil {
			return err
		}
	}
	for _, r := range without(was.tellings, is.tellings) {
		if err := n.exec("DELETE FROM tellings WHERE event = $1 AND reported = $2 AND report = $3", key, r.reported, r.report); err != nil {
			return err
		}
	}
	for _, r := range without(was.blocks, is.blocks) {
		if err := n.exec("DELETE FROM blocks WHERE block = $1 AND lo = $2 AND hi = $3 AND event = $4", r.block, r.lo, r.hi, key); err != nil {
			return err
		}
	}
	n.tally(was.tallies, -1)
	n.add(key, rowsOf{without(is.terms, was.terms), without(is.tellings, was.tellings), without(is.blocks, was.blocks), is.tallies})
	return nil
}

// add notes rows to be written.
func (n *neighbourhood) add(key int64, rows rowsOf) {
	for _, r := range rows.terms {
		n.pending.terms = append(n.pending.terms, []any{r.term, r.day, key})
	}
	for _, r := range rows.tellings {
		n.pending.tellings = append(n.pending.tellings, []any{key, r.reported, r.report})
	}
	for _, r := range rows.blocks {
		n.pending.blocks = append(n.pending.blocks, []any{r.block, r.lo, r.hi, key})
	}
	n.tally(rows.tallies, 1)
}

// rowsOf are an event's rows in the tables it is found by.
type rowsOf struct {
	terms    []termRow
	tellings []telling
	blocks   []blockRow
	tallies  []tally
}

type termRow struct {
	term string
	day  int64
}

func rowsFor(e timeline.Event) rowsOf {
	r := rowsOf{tellings: tellingsOf(e), blocks: blocksOf(e)}
	day, terms := dayOf(e), termsOf(e)
	r.tallies = talliesOf(e, terms)
	for _, t := range terms {
		r.terms = append(r.terms, termRow{t, day})
	}
	return r
}

// indexText keeps the search index; a new text is a new document, as documents
// are added in ascending order.
func (n *neighbourhood) indexText(old *stored, next *stored) error {
	text := timeline.Fold(next.SearchText())
	if old != nil {
		if timeline.Fold(old.SearchText()) == text {
			return nil
		}
		if err := n.exec(n.engine.unindex, old.doc); err != nil {
			return err
		}
	}
	if n.doc == 0 {
		docs, err := n.keys("SELECT doc FROM changes WHERE id = 1")
		if err != nil {
			return err
		}
		n.doc = docs[0]
	}
	n.doc++
	next.doc = n.doc
	n.pending.docs = append(n.pending.docs, []any{next.doc, n.engine.words(text)})
	return nil
}
