// Package store keeps sources' states, reports, mentions and events in SQLite
// (the default) or PostgreSQL: migrations and one SQL text for both.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Options are what a store may be opened with beside its address.
type Options struct {
	Readers int // connections that read at once; 0: one a processor, at least 4
}

// Store is an open database. It is safe for concurrent use: one transaction
// writes at a time, any number read.
type Store struct {
	write    *sql.DB
	read     *reader
	engine   engine
	few      int // see fewEvents
	fewDocs  int // see [engine]
	rareDocs int // see rareDocs
	mostOf   int // see mostOf
	surveyed int
	cache    cache
	kinds    kinds
	pace     pace
	counts   atomicCounts
}

var (
	// ErrNotFound says that no event was ever issued the id.
	ErrNotFound = errors.New("no such event")
	// ErrCursor says that a page's cursor is not one of [Store.Events].
	ErrCursor = errors.New("this is not a cursor of this list; begin at its first page")
)

// RedirectedError says that the event became part of another.
type RedirectedError struct{ To string }

func (e *RedirectedError) Error() string { return "the event is now part of " + e.To }

// Open opens the database dsn names, a file of SQLite or postgres://…, and brings
// its tables up to date.
func Open(ctx context.Context, dsn string, opts Options) (*Store, error) {
	s := &Store{few: fewEvents, rareDocs: rareDocs, mostOf: mostOf, surveyed: surveyed, engine: engineOf(dsn)}
	s.fewDocs = s.engine.fewDocs
	var err error
	s.read = &reader{keeps: s.engine.keeps, ready: map[string]*prepared{}}
	if s.write, s.read.DB, err = s.engine.open(dsn, readers(opts)); err == nil {
		if err = migrate(ctx, s.write, s.engine); err == nil {
			err = errors.Join(s.reindex(ctx), s.retry(ctx))
		}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("database %s: %w", redact(dsn), explain(err)), s.Close())
	}
	return s, nil
}

// Close waits for running statements and closes the database.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.read.DB, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// transact runs f in a transaction of the writer. Nothing of it stays when f fails.
func (s *Store) transact(ctx context.Context, f func(*tx) error) error {
	t, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	defer t.Rollback() // after Commit there is nothing to roll back
	work := &tx{Tx: t, ctx: ctx, engine: s.engine, kinds: &s.kinds, ready: map[string]*sql.Stmt{}}
	if err := f(work); err != nil {
		return explain(err)
	}
	err = t.Commit()
	s.cache.wrote()
	if err != nil {
		return explain(err)
	}
	s.counts.add(work.counts)
	return nil
}

// explain says what a person can do about an error of the database.
func explain(err error) error {
	if err == nil {
		return nil
	}
	for part, help := range map[string]string{
		"database or disk is full":         "free some space on the disk; nothing was stored",
		"attempt to write a readonly":      "the file or its folder is read-only for this user",
		"unable to open database":          "does the folder exist, and may this user write there?",
		"file is not a database":           "the file is something else; name another with --db",
		"connection refused":               "is PostgreSQL running, and does it listen at this address?",
		"password authentication failed":   "check user and password of the address",
		"does not exist (SQLSTATE 3D000)":  "create the database first: createdb NAME",
		"output file already exists":       "name a new file",
		"database is locked":               "another program holds the file; dateline waited five seconds",
		"database disk image is malformed": "restore a backup (dateline restore)",
	} {
		if strings.Contains(err.Error(), part) {
			return fmt.Errorf("%w: %s", err, help)
		}
	}
	return err
}

// redact leaves out the password of an address.
func redact(dsn string) string {
	if u, err := url.Parse(dsn); err == nil && u.User != nil {
		return u.Redacted()
	}
	return dsn
}
