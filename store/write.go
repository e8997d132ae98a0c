package store

import (
	"slices"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

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
	if err := n.index(key, n.olds[key], stored{}, nil, true); err != nil {
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
// one. From tells of each of its mentions where it comes from.
func (n *neighbourhood) save(key int64, old *stored, e timeline.Event, from []placed, at time.Time) error {
	added, lost, err := n.saveMentions(key, old, e, from)
	if err != nil {
		return err
	}
	if old != nil {
		e.Updated = old.Updated
		if body, err := encodeEvent(e); err != nil || body == old.body && len(added) == 0 && !lost {
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
		next.slot = n.doc // numbered upwards, once
	}
	n.pending.events = append(n.pending.events, eventRow(key, next))
	n.pending.documents = append(n.pending.documents, []any{next.slot, people(e), body})
	return n.index(key, old, next, added, lost)
}

// saveMentions notes the rows of mentions that the event did not have, and takes
// away those it has no more. It returns the new ones, and whether any was lost.
func (n *neighbourhood) saveMentions(key int64, old *stored, e timeline.Event, from []placed) (added []*timeline.Link, lost bool, err error) {
	stay := map[string]bool{}
	for i, m := range e.Mentions {
		k := m.Key()
		j, same := 0, false
		if old != nil {
			j, same = old.at[k]
		}
		if same = same && old.part[j] == from[i].part; same && !n.again[m.Report] {
			stay[k] = true
			continue
		}
		w, err := n.written(m, from[i].link)
		if err != nil {
			return nil, false, err
		}
		if same {
			was, err := writtenOf(old.Mentions[j])
			if err != nil {
				return nil, false, err
			}
			if was == w && old.Mentions[j].Reported.Equal(m.Reported) {
				stay[k] = true
				continue
			}
		}
		l := from[i].link
		if l == nil {
			l = timeline.LinkOf(m, timeline.KindOf(m))
		}
		added = append(added, l)
		n.pending.mentions = append(n.pending.mentions,
			[]any{key, micros(m.Reported), m.Report, m.N, from[i].part, w.said, w.told, n.kind(l), encodeStated(l.Stated())})
	}
	if old == nil {
		return added, false, nil
	}
	for _, m := range old.Mentions {
		if stay[m.Key()] {
			continue
		}
		lost = true
		if err := n.exec("DELETE FROM mentions WHERE event = $1 AND reported = $2 AND report = $3 AND n = $4", key, micros(m.Reported), m.Report, m.N); err != nil {
			return nil, false, err
		}
	}
	return added, lost, nil
}

// written is a mention as it is stored; l is its link, if it has one.
func (n *neighbourhood) written(m timeline.Mention, l *timeline.Link) (written, error) {
	if l != nil && l.Event == 0 {
		return n.unwritten(l), nil
	}
	return writtenOf(m)
}

// unwritten is a link's mention that is in no event yet.
func (n *neighbourhood) unwritten(l *timeline.Link) written {
	told := n.fresh[l.Report]
	return told[slices.IndexFunc(told, func(u unlaid) bool { return u.n == l.N })].written
}

// kind returns the id of a link's kind, and notes a kind that may be new.
func (n *neighbourhood) kind(l *timeline.Link) int64 {
	id := kindID(l.Kind())
	if !n.kinds.has(id) {
		if n.pending.kinds == nil {
			n.pending.kinds = map[int64]string{}
		}
		n.pending.kinds[id] = l.Kind().String()
	}
	return id
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
		len(s.Reports()), flag(s.Hidden), flag(s.Background), countedOf(s.Event),
	}
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// index brings terms, tellings and blocks from those of old to those of next; the
// zero next has none. Where no mention was lost, those added are the only ones
// whose rows can be new.
func (n *neighbourhood) index(key int64, old *stored, next stored, added []*timeline.Link, lost bool) error {
	var was, is rowsOf
	switch {
	case old == nil || !lost:
		is = rowsFor(next.Event, added)
		if old != nil {
			was = rowsFor(old.Event, nil)
		}
	default:
		was = rowsFor(old.Event, linksOf(old.Event))
		if next.ID != "" {
			is = rowsFor(next.Event, linksOf(next.Event))
		} else {
			n.pending.undocs = append(n.pending.undocs, old.doc)
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
		if err := n.exec("DELETE FROM blocks WHERE block = $1 AND lo = $2 AND hi = $3 AND kind = $4 AND event = $5", r.block, r.lo, r.hi, r.kind, key); err != nil {
			return err
		}
	}
	for _, r := range without(was.latest, is.latest) {
		if err := n.exec("DELETE FROM latest WHERE term = $1 AND updated = $2 AND event = $3", r.term, r.updated, key); err != nil {
			return err
		}
	}
	n.tally(was.tallies, -1)
	n.add(key, rowsOf{without(is.terms, was.terms), without(is.latest, was.latest), without(is.tellings, was.tellings), without(is.blocks, was.blocks), is.tallies})
	return nil
}

// add notes rows to be written.
func (n *neighbourhood) add(key int64, rows rowsOf) {
	for _, r := range rows.terms {
		n.pending.terms = append(n.pending.terms, []any{r.term, r.day, key})
	}
	for _, r := range rows.latest {
		n.pending.latest = append(n.pending.latest, []any{r.term, r.updated, key, r.day})
	}
	for _, r := range rows.tellings {
		n.pending.tellings = append(n.pending.tellings, []any{key, r.reported, r.report})
	}
	for _, r := range rows.blocks {
		n.pending.blocks = append(n.pending.blocks, []any{r.block, r.lo, r.hi, r.kind, key})
	}
	n.tally(rows.tallies, 1)
}

// rowsOf are an event's rows in the tables it is found by.
type rowsOf struct {
	terms    []termRow
	latest   []latestRow
	tellings []telling
	blocks   []blockRow
	tallies  []tally
}

type termRow struct {
	term string
	day  int64
}

func linksOf(e timeline.Event) []*timeline.Link {
	links := make([]*timeline.Link, len(e.Mentions))
	for i, m := range e.Mentions {
		links[i] = timeline.LinkOf(m, timeline.KindOf(m))
	}
	return links
}

// rowsFor are the rows of an event, of its mentions only those of some.
func rowsFor(e timeline.Event, mentions []*timeline.Link) rowsOf {
	r := rowsOf{tellings: tellingsOf(mentions)}
	if !e.Retracted {
		r.blocks = blocksOf(mentions)
	}
	day, terms := dayOf(e), termsOf(e)
	r.tallies = talliesOf(e, terms)
	for _, t := range terms {
		r.terms = append(r.terms, termRow{t, day})
		if isFollowed(t) {
			r.latest = append(r.latest, latestRow{termRow{t, day}, micros(e.Updated)})
		}
	}
	return r
}

// indexText keeps the search index; a new text or day is a new document.
func (n *neighbourhood) indexText(old *stored, next *stored) error {
	text := next.SearchText()
	if old != nil {
		if old.SearchText() == text && dayOf(old.Event) == dayOf(next.Event) {
			return nil
		}
		n.pending.undocs = append(n.pending.undocs, old.doc)
	}
	if n.doc == 0 {
		docs, err := n.keys("SELECT doc FROM changes WHERE id = 1")
		if err != nil {
			return err
		}
		n.doc = docs[0]
	}
	n.doc++
	var err error
	if next.doc, err = n.newDoc(dayOf(next.Event)); err != nil {
		return err
	}
	n.pending.docs = append(n.pending.docs, []any{next.doc, n.engine.words(timeline.Fold(text))})
	return nil
}
