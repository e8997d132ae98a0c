package main

import (
	"fmt"

	"github.com/dateline-news/dateline/store"
)

// eventsCmd is `dateline events`: the operator's corrections. They are kept as
// facts, hold against everything read later, and survive a replay.
type eventsCmd struct {
	Split splitCmd `cmd:"" help:"Take what some reports say out of an event, into an event of its own."`
	Merge joinCmd  `cmd:"" help:"Make one event of two; the id that goes redirects to the one that stays."`
	Hide  hideCmd  `cmd:"" help:"Take an event off every list, or put it back with --undo."`
	Note  noteCmd  `cmd:"" help:"Put a note on an event; an empty one removes it."`
}

type splitCmd struct {
	ID      string   `arg:"" help:"The event, as 'dateline timeline' shows it."`
	Reports []string `arg:"" help:"Ids of the reports to take out, as its page lists them."`
}

// Run splits.
func (c splitCmd) Run(e *env) error {
	return withStored(e, func(db *store.Store) error { return db.Split(e.ctx, c.ID, c.Reports...) })
}

type joinCmd struct {
	ID    string `arg:"" help:"One event."`
	Other string `arg:"" help:"The other."`
}

// Run merges.
func (c joinCmd) Run(e *env) error {
	return withStored(e, func(db *store.Store) error {
		id, err := db.Merge(e.ctx, c.ID, c.Other)
		if err == nil {
			fmt.Fprintln(e.out, id)
		}
		return err
	})
}

type hideCmd struct {
	ID   string `arg:"" help:"The event."`
	Undo bool   `help:"Show it again."`
}

// Run hides.
func (c hideCmd) Run(e *env) error {
	return withStored(e, func(db *store.Store) error { return db.Hide(e.ctx, c.ID, !c.Undo) })
}

type noteCmd struct {
	ID   string `arg:"" help:"The event."`
	Note string `arg:"" help:"The note, in words for readers."`
}

// Run notes.
func (c noteCmd) Run(e *env) error {
	return withStored(e, func(db *store.Store) error { return db.Note(e.ctx, c.ID, c.Note) })
}
