package store

import (
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// neighbourhood is the part of the timeline that a change can touch: the events
// of the changed mentions, and of all mentions that links lead to from there.
type neighbourhood struct {
	*tx
	loaded  map[int64]*stored           // events read, in the neighbourhood or found next to it
	member  map[int64]bool              // events in it
	mention map[string]timeline.Mention // what to merge, by key
	seen    map[string]bool             // mentions queued so far
	gone    map[string]bool             // mentions that are no more
	moved   map[string]string           // keys of mentions whose report was read again
	queue   []timeline.Mention
	asked   map[blockRow][]int64     // candidates found
	facts   map[string]timeline.Fact // by id
	doc     int64                    // the last document numbered; 0: none yet
	anyFact *bool                    // whether there are corrections at all; nil: not asked yet
	pending pending
}

// stored is an event as the database has it.
type stored struct {
	timeline.Event
	body  string
	doc   int64           // of search
	slot  int64           // of documents
	links []timeline.Link // of the mentions; nil: not worked out yet
}

// linked returns the links of the event's mentions.
func (s *stored) linked() []timeline.Link {
	if s.links == nil {
		s.links = make([]timeline.Link, len(s.Mentions))
		for i, m := range s.Mentions {
			s.links[i] = timeline.LinkOf(m)
		}
	}
	return s.links
}

func newNeighbourhood(t *tx) *neighbourhood {
	return &neighbourhood{
		tx: t, loaded: map[int64]*stored{}, member: map[int64]bool{}, mention: map[string]timeline.Mention{}, seen: map[string]bool{},
		gone: map[string]bool{}, moved: map[string]string{}, asked: map[blockRow][]int64{}, facts: map[string]timeline.Fact{},
	}
}

// replace puts the mentions in the place of those the report has; none withdraws it.
func (n *neighbourhood) replace(report string, mentions []timeline.Mention) error {
	keys, err := n.keys("SELECT event FROM tellings WHERE report = $1", report)
	if err != nil {
		return err
	}
	if err := n.load(keys); err != nil {
		return err
	}
	var old []timeline.Mention
	for _, k := range keys {
		for _, m := range n.loaded[k].Mentions {
			if m.Report == report {
				n.gone[m.Key()] = true
				delete(n.mention, m.Key())
				old = append(old, m)
			}
		}
	}
	for from, to := range timeline.Carry(old, mentions) {
		n.moved[from] = to
	}
	for _, k := range keys {
		n.include(k)
	}
	for _, m := range mentions {
		n.mention[m.Key()] = m
		n.push(m)
	}
	return nil
}

// include takes an event into the neighbourhood. Its mentions lead further; those
// that are gone do too, for what they held together may now part.
func (n *neighbourhood) include(key int64) {
	if n.member[key] {
		return
	}
	n.member[key] = true
	e := n.loaded[key]
	for _, m := range e.Mentions {
		k := m.Key()
		if !n.gone[k] && !e.Retracted {
			n.mention[k] = m
		}
		n.push(m)
	}
}

func (n *neighbourhood) push(m timeline.Mention) {
	n.seen[m.Key()] = true
	n.queue = append(n.queue, m)
}

// largest bounds in mentions how far links are followed beyond what the changed
// mentions themselves link to. Only parties that meet every few days, told of
// without details, come near it; what lies further off is then left as it was.
const largest = 300

// close follows links until they lead to nothing new.
func (n *neighbourhood) close() error {
	for roots := len(n.queue); len(n.queue) > 0 && (roots > 0 || len(n.mention) < largest); roots-- {
		m := n.queue[0]
		n.queue = n.queue[1:]
		candidates, err := n.candidates(m)
		if err != nil {
			return err
		}
		if err := n.load(candidates); err != nil {
			return err
		}
		link := timeline.LinkOf(m)
		for _, k := range candidates {
			if !n.member[k] && slices.ContainsFunc(n.loaded[k].linked(), link.With) {
				n.include(k)
			}
		}
		if err := n.follow(m.Key()); err != nil {
			return err
		}
	}
	return nil
}

// candidateQuery finds events with a mention in a block and window. It reads the
// index of one block over [timeline.MaxWindow] days and nothing else.
const candidateQuery = "SELECT DISTINCT event FROM blocks WHERE block = $1 AND lo BETWEEN $2 AND $3 AND hi >= $4"

func (n *neighbourhood) candidates(m timeline.Mention) ([]int64, error) {
	lo, hi := m.Window()
	var all []int64
	for _, b := range m.Blocks() {
		row := blockRow{b, int64(lo), int64(hi)}
		keys, asked := n.asked[row] // the reports of one event ask for the same
		if !asked {
			var err error
			if keys, err = n.keys(candidateQuery, b, row.lo-timeline.MaxWindow, row.hi, row.lo); err != nil {
				return nil, err
			}
			n.asked[row] = keys
		}
		all = append(all, keys...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

func (n *neighbourhood) keys(query string, args ...any) ([]int64, error) {
	var keys []int64
	err := rows(n.ctx, n.tx, query, args, func(r *sql.Rows) error {
		var k int64
		err := r.Scan(&k)
		keys = append(keys, k)
		return err
	})
	return keys, err
}

// load reads the events that are not read yet.
func (n *neighbourhood) load(keys []int64) error {
	missing := slices.DeleteFunc(slices.Clone(keys), func(k int64) bool { return n.loaded[k] != nil })
	return in(n.ctx, n.tx, "SELECT e.key, e.doc, e.slot, d.body FROM events e JOIN documents d ON d.slot = e.slot WHERE e.key IN (%s)", missing, func(r *sql.Rows) error {
		var key int64
		var s stored
		if err := r.Scan(&key, &s.doc, &s.slot, &s.body); err != nil {
			return err
		}
		e, err := decodeEvent([]byte(s.body))
		s.Event = e
		n.loaded[key] = &s
		return err
	})
}

// layOut merges the neighbourhood and writes what came out different.
func (n *neighbourhood) layOut(at time.Time) error {
	if err := n.close(); err != nil {
		return fmt.Errorf("neighbourhood: %w", err)
	}
	if err := n.carryFacts(); err != nil {
		return fmt.Errorf("corrections: %w", err)
	}
	var mentions []timeline.Mention
	for _, m := range n.mention {
		mentions = append(mentions, m)
	}
	events := timeline.Merge(mentions, n.identities(), n.rules()...)
	if err := n.write(events, at); err != nil {
		return fmt.Errorf("events: %w", err)
	}
	return nil
}

// identities are the ids issued in the neighbourhood, for the mentions as they are
// called now.
func (n *neighbourhood) identities() []timeline.Identity {
	var ids []timeline.Identity
	for key := range n.member {
		e := n.loaded[key]
		id := timeline.Identity{ID: e.ID, Created: e.Created}
		for _, m := range e.Mentions {
			k := m.Key()
			if n.gone[k] {
				k = n.moved[k]
			}
			if _, live := n.mention[k]; live {
				id.Keys = append(id.Keys, k)
			}
		}
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b timeline.Identity) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) })
	return ids
}
