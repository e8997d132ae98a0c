package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

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
	return withStored(e, func(db *store.Store) error {
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

// withStored opens the database for do, which has nothing to do in a new one: a
// file that is not there is most likely a mistyped name.
func withStored(e *env, do func(*store.Store) error) error {
	if _, err := os.Stat(e.cli.DB); errors.Is(err, os.ErrNotExist) && !strings.Contains(e.cli.DB, "://") {
		return fmt.Errorf("database %s: no such file; dateline poll or dateline serve makes it, and --db names another", e.cli.DB)
	}
	return withStore(e, do)
}

// withStore opens the database for do, a new one where there is none.
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
