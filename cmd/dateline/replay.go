package main

import (
	"fmt"

	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
)

// replayCmd is `dateline replay`.
type replayCmd struct{}

// Help is the long help.
func (replayCmd) Help() string {
	return `Reads all stored reports again, as after an upgrade that reads better or a change of actors in sources.yaml. Ids and corrections are
kept. It may run while dateline serves, and may be interrupted: the next replay goes on where it stopped.`
}

// Run replays.
func (replayCmd) Run(e *env) error {
	config, err := loadOrDefault(e.cli.Config)
	if err != nil {
		return err
	}
	extractor := timeline.NewExtractor(actorEntries(config.Actors))
	return withStore(e, func(db *store.Store) error {
		read := 0
		err := db.Replay(e.ctx, extractor.Read, func(done, total int) {
			read = done
			e.progress("replay: %d of %d reports", done, total)
		})
		e.progress("")
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%d reports read again\n", read)
		return nil
	})
}

// withStore opens the database for do.
func withStore(e *env, do func(*store.Store) error) (err error) {
	db, err := store.Open(e.ctx, e.cli.DB, store.Options{})
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := db.Close(); err == nil {
			err = closeErr
		}
	}()
	return do(db)
}

// progress shows how far a long command is, on a terminal only; an empty format
// clears the line.
func (e *env) progress(format string, args ...any) {
	if e.tty {
		fmt.Fprintf(e.err, "\r\x1b[K"+format, args...)
	}
}
