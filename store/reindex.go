package store

import (
	"context"
	"database/sql"

	"github.com/dateline-news/dateline/timeline"
)

// indexed is the version of what events are found by: termsOf, blocksOf and talliesOf, with
// timeline.Kind and timeline.Mention.Window behind it, and timeline.Event.SearchText. Whoever changes one of them adds
// one here; a database of another version is indexed anew when it is opened.
const indexed = 3

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
		for _, statement := range []string{"DELETE FROM terms", "DELETE FROM blocks", "DELETE FROM kinds", "DELETE FROM tallies", "DELETE FROM newest", "DELETE FROM search"} {
			if err := t.exec(statement); err != nil {
				return err
			}
		}
		last, err := t.reindexAfter(nil)
		for last != nil && err == nil {
			last, err = t.reindexAfter(last)
		}
		if err != nil {
			return err
		}
		return t.exec("UPDATE changes SET indexed = $1, n = n + 1 WHERE id = 1", indexed)
	})
}

// reindexAfter writes the rows of the next events in order of their documents and
// returns the last document, nil where there is none.
func (t *tx) reindexAfter(after *int64) (last *int64, err error) {
	query, args := "SELECT e.key, e.doc, d.body FROM events e JOIN documents d ON d.slot = e.slot ORDER BY e.doc LIMIT $1", []any{batch}
	if after != nil {
		query, args = "SELECT e.key, e.doc, d.body FROM events e JOIN documents d ON d.slot = e.slot WHERE e.doc > $2 ORDER BY e.doc LIMIT $1", []any{batch, *after}
	}
	n := &neighbourhood{tx: t}
	var events []timeline.Event
	docs := map[string]int64{}
	err = rows(t.ctx, t, query, args, func(r *sql.Rows) error {
		var key, doc int64
		var body []byte
		if err := r.Scan(&key, &doc, &body); err != nil {
			return err
		}
		e, err := decodeWhole(body)
		if err != nil {
			return err
		}
		last = &doc
		docs[e.ID] = doc
		events = append(events, e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := t.withMentions(events); err != nil {
		return nil, err
	}
	for _, e := range events {
		key, err := keyOf(e.ID)
		if err != nil {
			return nil, err
		}
		links := linksOf(e)
		is := rowsFor(e, links)
		n.add(key, is)
		n.renew(is.terms, e.Updated)
		if err := t.exec("UPDATE events SET terms = $1 WHERE key = $2", countedOf(e), key); err != nil {
			return nil, err
		}
		for _, l := range links {
			if err := t.exec("UPDATE mentions SET kind = $1, stated = $2 WHERE event = $3 AND reported = $4 AND report = $5 AND n = $6",
				n.kind(l), encodeStated(l.Stated()), key, l.Reported, l.Report, l.N); err != nil {
				return nil, err
			}
		}
		n.pending.docs = append(n.pending.docs, []any{docs[e.ID], t.engine.words(timeline.Fold(e.SearchText()))})
	}
	n.pending.tellings = nil // as they are
	if err := n.flushTexts(); err != nil {
		return nil, err
	}
	if err := n.flushIndex(); err != nil {
		return nil, err
	}
	return last, n.flushNewest()
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
