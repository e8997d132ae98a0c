package store

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// portable are the tables that an export carries, each with its columns; what
// events are found by is made anew from them. The first column orders the rows.
var portable = []struct {
	table   string
	columns []string
}{
	{"states", []string{"source", "body"}},
	{"pushes", []string{"source", "token", "body"}},
	{"polls", []string{"source", "at", "took", "status", "items", "new", "changed", "error"}},
	{"reports", []string{"id", "source", "lang", "digest", "reported", "seen", "relevant", "why", "events", "generation", "body"}},
	{"events", []string{"key", "doc", "slot", "type", "status", "precision", "day", "last", "reported", "updated", "reports", "hidden", "background", "terms"}},
	{"documents", []string{"slot", "people", "body"}},
	{"mentions", []string{"event", "reported", "report", "n", "part", "said", "told"}},
	{"tellings", []string{"event", "reported", "report"}},
	{"unlaid", []string{"report", "part", "reported", "mentions", "numbers", "body", "trouble"}},
	{"redirects", []string{"key", "target"}},
	{"facts", []string{"id", "at", "body"}},
	{"fact_mentions", []string{"mention", "fact"}},
	{"authority", []string{"id", "name"}},
	{"changes", []string{"id", "n", "doc", "generation", "indexed"}},
}

// exported is a line of an export.
type exported struct {
	Table string `json:"table"`
	Row   []any  `json:"row"`
}

// exportFormat is the first line of an export.
const exportFormat = `{"dateline":"export","version":1}`

// ErrNotEmpty says that an import needs a new database.
var ErrNotEmpty = errors.New("the database has events or reports already; import into a new one")

// Export writes everything as JSON Lines: one consistent state, also while polls
// go on. Either engine imports what the other exports, ids and corrections kept.
func (s *Store) Export(ctx context.Context, w io.Writer) error {
	t, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.engine.snapshot})
	if err != nil {
		return fmt.Errorf("export: %w", explain(err))
	}
	defer t.Rollback() // it only read
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	if _, err := fmt.Fprintln(out, exportFormat); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	for _, p := range portable {
		query := "SELECT " + strings.Join(p.columns, ", ") + " FROM " + p.table + " ORDER BY " + p.columns[0]
		err := rows(ctx, t, query, nil, func(r *sql.Rows) error {
			row := make([]any, len(p.columns))
			at := make([]any, len(row))
			for i := range row {
				at[i] = &row[i]
			}
			if err := r.Scan(at...); err != nil {
				return err
			}
			for i, v := range row {
				if b, ok := v.([]byte); ok {
					row[i] = string(b)
				}
			}
			return lines.Encode(exported{p.table, row})
		})
		if err != nil {
			return fmt.Errorf("export of %s: %w", p.table, explain(err))
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// Import reads what Export wrote into an empty database, in one transaction.
func (s *Store) Import(ctx context.Context, r io.Reader) error {
	err := s.transact(ctx, func(t *tx) error {
		if err := t.lock(); err != nil {
			return err
		}
		var full bool
		if err := t.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM reports) OR EXISTS (SELECT 1 FROM events)").Scan(&full); err != nil {
			return err
		}
		if full {
			return ErrNotEmpty
		}
		for _, p := range portable { // a new database has a row of changes, and maybe states
			if err := t.exec("DELETE FROM " + p.table); err != nil {
				return err
			}
		}
		if err := t.importLines(r); err != nil {
			return err
		}
		// What events are found by is made when the store is told that it is old.
		return t.exec("UPDATE changes SET indexed = 0 WHERE id = 1")
	})
	if err == nil {
		err = s.reindex(ctx)
	}
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}

func (t *tx) importLines(r io.Reader) error {
	in := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		switch {
		case len(bytes.TrimSpace(line)) == 0 && errors.Is(err, io.EOF):
			return nil
		case err != nil && !errors.Is(err, io.EOF):
			return err
		case n == 1 && string(bytes.TrimSpace(line)) != exportFormat:
			return fmt.Errorf("line 1: not an export of this version of dateline: want %s", exportFormat)
		case n > 1:
			if err := t.importLine(line); err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
		}
	}
}

func (t *tx) importLine(line []byte) error {
	var e exported
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if err := d.Decode(&e); err != nil {
		return err
	}
	for _, p := range portable {
		if p.table != e.Table {
			continue
		}
		if len(e.Row) != len(p.columns) {
			return fmt.Errorf("%s has %d columns, want %d", p.table, len(e.Row), len(p.columns))
		}
		for i, v := range e.Row {
			number, ok := v.(json.Number)
			if !ok {
				continue
			}
			n, err := number.Int64()
			if err != nil {
				return err
			}
			e.Row[i] = n
		}
		return t.exec("INSERT INTO "+p.table+" ("+strings.Join(p.columns, ", ")+") VALUES ("+placeholders(1, len(p.columns))+")", e.Row...)
	}
	known := make([]string, 0, len(portable))
	for _, p := range portable {
		known = append(known, p.table)
	}
	slices.Sort(known)
	return fmt.Errorf("unknown table %q, want one of %s", e.Table, strings.Join(known, " "))
}

// Backup writes a consistent copy of the database to a new file, while it is in
// use. PostgreSQL has its own means; an export works on both engines.
func (s *Store) Backup(ctx context.Context, file string) error {
	if s.engine.backup == "" {
		return errors.New("backup: this database is PostgreSQL: use pg_dump, or dateline export")
	}
	if _, err := s.write.ExecContext(ctx, s.engine.backup, file); err != nil {
		return fmt.Errorf("backup to %s: %w", file, explain(err))
	}
	return nil
}
