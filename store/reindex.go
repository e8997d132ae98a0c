package store

import (
	"context"
	"database/sql"
	"math"

	"github.com/dateline-news/dateline/timeline"
)

// indexed is the version of what events are found by: termsOf, blocksOf and talliesOf, with
// timeline.Kind and timeline.Mention.Window behind it, timeline.Event.SearchText, and how
// its documents are numbered. Whoever changes one of them adds one here; a database of
// another version is indexed anew when it is opened. One of indexedButTexts differs in
// search only.
const (
	indexed         = 4
	indexedButTexts = 3
)

// reindex writes terms, blocks, tallies and search of all events anew where another version of
// dateline wrote them.
func (s *Store) reindex(ctx context.Context) error {
	var version int
	if err := s.write.QueryRowContext(ctx, "SELECT indexed FROM changes WHERE id = 1").Scan(&version); err != nil || version == indexed {
		return err
	}
	return s.transact(ctx, func(t *tx) error {
		if err := t.lock(); err != nil {
			return err
		}
		t.kinds.forget()
		anew := []string{t.engine.clear}
		if version != indexedButTexts {
			anew = append(anew, "DELETE FROM terms", "DELETE FROM blocks", "DELETE FROM kinds", "DELETE FROM tallies", "DELETE FROM latest")
		}
		for _, statement := range anew {
			if err := t.exec(statement); err != nil {
				return err
			}
		}
		n := &neighbourhood{tx: t}
		last, err := n.reindexAfter(cursor{value: math.MinInt64}, version != indexedButTexts)
		for last != nil && err == nil {
			last, err = n.reindexAfter(*last, version != indexedButTexts)
		}
		if err != nil {
			return err
		}
		return t.exec("UPDATE changes SET indexed = $1, n = n + 1 WHERE id = 1", indexed)
	})
}

// reindexAfter writes the documents of the next events by date, and all that they are
// found by. It returns the place of the last, nil where there is none.
func (n *neighbourhood) reindexAfter(after cursor, all bool) (last *cursor, err error) {
	var events []timeline.Event
	err = rows(n.ctx, n.tx, "SELECT e.day, e.key, d.body FROM events e JOIN documents d ON d.slot = e.slot WHERE (e.day, e.key) > ($1, $2) ORDER BY e.day, e.key LIMIT $3",
		[]any{after.value, after.key, batch}, func(r *sql.Rows) error {
			var at cursor
			var body []byte
			if err := r.Scan(&at.value, &at.key, &body); err != nil {
				return err
			}
			e, err := decodeWhole(body)
			last = &at
			events = append(events, e)
			return err
		})
	if err != nil {
		return nil, err
	}
	if err := n.withMentions(events); err != nil {
		return nil, err
	}
	for _, e := range events {
		key, err := keyOf(e.ID)
		if err != nil {
			return nil, err
		}
		doc, err := n.newDoc(dayOf(e))
		if err != nil {
			return nil, err
		}
		n.pending.docs = append(n.pending.docs, []any{doc, n.engine.words(timeline.Fold(e.SearchText()))})
		if err := n.exec("UPDATE events SET doc = $1, terms = $2 WHERE key = $3", doc, countedOf(e), key); err != nil {
			return nil, err
		}
		if all {
			if err := n.reindexEvent(key, e); err != nil {
				return nil, err
			}
		}
	}
	n.pending.tellings = nil // as they are
	if err := n.flushTexts(); err != nil {
		return nil, err
	}
	return last, n.flushIndex()
}

// reindexEvent notes the rows that the event is found by, and writes what merging
// compares of its mentions.
func (n *neighbourhood) reindexEvent(key int64, e timeline.Event) error {
	links := linksOf(e)
	n.add(key, rowsFor(e, links))
	for _, l := range links {
		if err := n.exec("UPDATE mentions SET kind = $1, stated = $2 WHERE event = $3 AND reported = $4 AND report = $5 AND n = $6",
			n.kind(l), encodeStated(l.Stated()), key, l.Reported, l.Report, l.N); err != nil {
			return err
		}
	}
	return nil
}

// withMentions reads the mentions of the events, or takes those of events that an
// older version of dateline stored with their mentions into rows of their own.
func (t *tx) withMentions(events []timeline.Event) error {
	n := &neighbourhood{tx: t}
	var keys []int64
	at := map[int64]int{}
	for i, e := range events {
		key, err := keyOf(e.ID)
		if err != nil {
			return err
		}
		if len(e.Mentions) == 0 {
			keys, at[key] = append(keys, key), i
			continue
		}
		from := make([]placed, len(e.Mentions))
		for j := range from {
			if e.Retracted {
				from[j].part = retracted
			}
		}
		if _, _, err := n.saveMentions(key, nil, e, from); err != nil {
			return err
		}
		body, err := encodeEvent(e)
		if err != nil {
			return err
		}
		if err := t.exec("UPDATE documents SET body = $1 WHERE slot = (SELECT slot FROM events WHERE key = $2)", body, key); err != nil {
			return err
		}
	}
	if err := t.insert(insertMentions, "", n.pending.mentions); err != nil {
		return err
	}
	return mentionsOf(t.ctx, t, keys, func(event int64, _ int, m timeline.Mention) {
		e := &events[at[event]]
		e.Mentions = append(e.Mentions, m)
	})
}
