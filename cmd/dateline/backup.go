package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/dateline-news/dateline/store"
)

// backupCmd is `dateline backup`.
type backupCmd struct {
	File string `arg:"" help:"Where to write the copy; it must not exist yet."`
}

// Help is the long help.
func (backupCmd) Help() string {
	return `Writes a consistent copy of a SQLite database to a new file, also while dateline serves. For PostgreSQL use its own tools, or 'dateline export all', which either engine can restore.`
}

// Run copies.
func (c backupCmd) Run(e *env) error {
	return withStored(e, func(db *store.Store) error { return db.Backup(e.ctx, c.File) })
}

// restoreCmd is `dateline restore`.
type restoreCmd struct {
	File string `arg:"" placeholder:"FILE|-" help:"A copy that backup made, or what 'export all' wrote."`
}

// Help is the long help.
func (restoreCmd) Help() string {
	return `Makes a new database, named with --db, of a copy that 'dateline backup' made or of what 'dateline export all' wrote. Ids and corrections are kept. It never overwrites.`
}

// sqliteMagic begins every SQLite file (https://www.sqlite.org/fileformat.html).
const sqliteMagic = "SQLite format 3\x00"

// Run restores.
func (c restoreCmd) Run(e *env) error {
	in := e.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return fmt.Errorf("restore: %w", err)
		}
		defer f.Close()
		in = f
	}
	r := bufio.NewReader(in)
	if head, err := r.Peek(len(sqliteMagic)); err == nil && bytes.Equal(head, []byte(sqliteMagic)) {
		return c.copyTo(e.cli.DB, r)
	}
	return withStore(e, func(db *store.Store) error { return db.Import(e.ctx, r) })
}

// copyTo writes the copy to a file that must be new.
func (restoreCmd) copyTo(file string, r io.Reader) (err error) {
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("restore: %w; name a new file with --db", err)
	}
	defer func() {
		if closeErr := out.Close(); err == nil {
			err = closeErr
		}
	}()
	if _, err := io.Copy(out, r); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return out.Sync()
}
