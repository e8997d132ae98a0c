package store

import (
	"cmp"
	"maps"
	"slices"
)

const (
	upsertEvents = `INSERT INTO events (key, doc, slot, type, status, precision, day, last, reported, updated, reports, hidden, background, terms) VALUES`
	onEvent      = `ON CONFLICT (key) DO UPDATE SET doc = excluded.doc, type = excluded.type, status = excluded.status, precision = excluded.precision,
		day = excluded.day, last = excluded.last, reported = excluded.reported, updated = excluded.updated, reports = excluded.reports,
		hidden = excluded.hidden, background = excluded.background, terms = excluded.terms`
	insertMentions  = `INSERT INTO mentions (event, reported, report, n, part, said, told, kind, stated) VALUES`
	upsertDocuments = `INSERT INTO documents (slot, people, body) VALUES`
	onDocument      = `ON CONFLICT (slot) DO UPDATE SET people = excluded.people, body = excluded.body`
)

// pending are the rows of a transaction: written together, in few statements.
type pending struct {
	events, documents, mentions, docs, terms, latest, tellings, blocks [][]any

	undocs  []int64         // documents of search that are no more
	last    map[int64]int64 // the last document of a day, see newDoc
	kinds   map[int64]string
	tallies map[tally]int // what to add to each
}

// finish writes what is pending and counts the change.
func (n *neighbourhood) finish() error {
	if err := n.flush(); err != nil {
		return err
	}
	if err := n.flushTexts(); err != nil {
		return err
	}
	return n.exec("UPDATE changes SET n = n + 1, doc = doc + $1 WHERE id = 1", n.docs)
}

// flush writes what is pending, texts only where they are many.
func (n *neighbourhood) flush() error {
	if err := n.insert(upsertEvents, onEvent, n.pending.events); err != nil {
		return err
	}
	if err := n.insert(upsertDocuments, onDocument, n.pending.documents); err != nil {
		return err
	}
	if err := n.insert(insertMentions, "", n.pending.mentions); err != nil {
		return err
	}
	if err := n.flushIndex(); err != nil || len(n.pending.docs) < texted {
		return err
	}
	return n.flushTexts()
}

// flushTexts writes the documents of search that are pending, in order: FTS5 writes
// what it has in memory at each step back. No event is written twice in a layout: what
// goes was there before.
func (n *neighbourhood) flushTexts() error {
	undocs, docs := n.pending.undocs, n.pending.docs
	n.pending.undocs, n.pending.docs = nil, nil
	n.docs += len(docs)
	slices.Sort(undocs)
	slices.SortFunc(docs, func(a, b []any) int { return cmp.Compare(a[0].(int64), b[0].(int64)) })
	for _, doc := range undocs {
		if err := n.exec(n.engine.unindex, doc); err != nil {
			return err
		}
	}
	for len(docs) > 0 {
		some := min(n.engine.indexed, len(docs))
		if err := n.insert(n.engine.index, "", docs[:some]); err != nil {
			return err
		}
		docs = docs[some:]
	}
	return nil
}

// flushIndex writes the rows that events are found by.
func (n *neighbourhood) flushIndex() error {
	p := n.pending
	n.pending = pending{docs: p.docs, undocs: p.undocs, last: p.last}
	const once = "ON CONFLICT DO NOTHING"
	inOrder(p.terms) // neighbours in the index are on one page
	inOrder(p.latest)
	inOrder(p.blocks)
	if err := n.insert("INSERT INTO terms (term, day, event) VALUES", once, p.terms); err != nil {
		return err
	}
	if err := n.insert("INSERT INTO latest (term, updated, event, day) VALUES", once, p.latest); err != nil {
		return err
	}
	if err := n.insert("INSERT INTO tellings (event, reported, report) VALUES", once, p.tellings); err != nil {
		return err
	}
	if err := n.insert("INSERT INTO blocks (block, lo, hi, kind, event) VALUES", once, p.blocks); err != nil {
		return err
	}
	var kinds [][]any
	for _, id := range slices.Sorted(maps.Keys(p.kinds)) {
		kinds = append(kinds, []any{id, p.kinds[id]})
	}
	if err := n.insert("INSERT INTO kinds (id, body) VALUES", once, kinds); err != nil {
		return err
	}
	return n.flushTallies(p.tallies)
}

// inOrder sorts rows by their first column, a text, and their second, a number.
func inOrder(rows [][]any) {
	slices.SortFunc(rows, func(a, b []any) int {
		return cmp.Or(cmp.Compare(a[0].(string), b[0].(string)), cmp.Compare(a[1].(int64), b[1].(int64)))
	})
}
