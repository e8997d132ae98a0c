package store

import (
	"context"
	"database/sql"
	"math/bits"
	"strconv"
	"strings"
)

// tx is a running transaction with what its statements need.
type tx struct {
	*sql.Tx
	ctx    context.Context // lives as long as the transaction
	engine engine
	kinds  *kinds
	ready  map[string]*sql.Stmt // closed by the end of the transaction
	counts Counts
}

// prepared prepares a statement once: a commit runs few, each many times.
func (t *tx) prepared(query string) (*sql.Stmt, error) {
	if stmt := t.ready[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := t.PrepareContext(t.ctx, query)
	if err == nil {
		t.ready[query] = stmt
	}
	return stmt, err
}

// QueryContext runs a query, prepared once.
func (t *tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := t.prepared(query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func (t *tx) exec(query string, args ...any) error {
	stmt, err := t.prepared(query)
	if err == nil {
		_, err = stmt.ExecContext(t.ctx, args...)
	}
	return err
}

// lock makes transactions that change the timeline take turns, on every engine.
func (t *tx) lock() error {
	if t.engine.lock == "" {
		return nil
	}
	return t.exec(t.engine.lock)
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// rows runs a query and calls scan for each row.
func rows(ctx context.Context, q querier, query string, args []any, scan func(*sql.Rows) error) error {
	r, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer r.Close() // Err below tells
	for r.Next() {
		if err := scan(r); err != nil {
			return err
		}
	}
	return r.Err()
}

// batch is how many rows or values one statement carries: SQLite and PostgreSQL
// take many more, but a statement of this size is fast enough.
const batch = 100

// values is about how many values one INSERT carries.
const values = 240

// insert writes rows of equal length with few statements. The statement is
// "INSERT INTO t (…) VALUES" and tail what follows the rows.
func (t *tx) insert(statement, tail string, rows [][]any) error {
	for len(rows) > 0 {
		n := max(1, values/len(rows[0]))
		if n > len(rows) {
			n = 1 << (bits.Len(uint(len(rows))) - 1) // few statements are prepared, and kept
		}
		var sb strings.Builder
		sb.WriteString(statement)
		var args []any
		for i, row := range rows[:n] {
			if i > 0 {
				sb.WriteByte(',')
			}
			sb.WriteString(" (" + t.engine.marks(len(args)+1, len(row)) + ")")
			args = append(args, row...)
		}
		if err := t.exec(sb.String()+" "+tail, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// placeholders writes n numbered placeholders from $first on.
func placeholders(first, n int) string {
	var sb strings.Builder
	for i := range n {
		if i > 0 {
			sb.WriteString(", ")
		}
		sb.WriteByte('$')
		sb.WriteString(strconv.Itoa(first + i))
	}
	return sb.String()
}

// in runs the query, whose %s stands for a list of values, over all values in
// batches.
func in[V any](ctx context.Context, q querier, query string, values []V, scan func(*sql.Rows) error) error {
	for len(values) > 0 {
		n := min(len(values), batch)
		args := make([]any, min(1<<bits.Len(uint(n-1)), batch)) // few statements are prepared, and kept
		for i := range args {
			args[i] = values[min(i, n-1)]
		}
		if err := rows(ctx, q, strings.Replace(query, "%s", placeholders(1, len(args)), 1), args, scan); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}
