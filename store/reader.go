package store

import (
	"context"
	"database/sql"
	"sync"
)

// reader is a pool of connections that read. It keeps statements prepared where the
// driver does not: a page runs dozens, and the next page the same.
type reader struct {
	*sql.DB
	keeps int // up to so many statements

	mu    sync.Mutex
	ready map[string]*sql.Stmt // closed with the pool
}

// prepared returns the statement of a query, nil where it is not to be kept. Nobody waits
// for the lock while a statement waits for a connection.
func (r *reader) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	stmt, full := r.kept(query, nil)
	if stmt != nil || full {
		return stmt, nil
	}
	stmt, err := r.PrepareContext(context.WithoutCancel(ctx), query)
	if err != nil {
		return nil, err
	}
	first, _ := r.kept(query, stmt)
	if first != stmt {
		err = stmt.Close()
	}
	return first, err
}

// kept returns what is kept of a query, from now on the statement given if there was none,
// and whether no more are kept.
func (r *reader) kept(query string, stmt *sql.Stmt) (first *sql.Stmt, full bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if first = r.ready[query]; first == nil && stmt != nil {
		r.ready[query], first = stmt, stmt
	}
	return first, len(r.ready) >= r.keeps
}

// QueryContext runs a query.
func (r *reader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := r.prepared(ctx, query)
	if err != nil || stmt == nil {
		return r.DB.QueryContext(ctx, query, args...) // an error is that of the query
	}
	return stmt.QueryContext(ctx, args...)
}

// QueryRowContext runs a query of one row.
func (r *reader) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	stmt, err := r.prepared(ctx, query)
	if err != nil || stmt == nil {
		return r.DB.QueryRowContext(ctx, query, args...)
	}
	return stmt.QueryRowContext(ctx, args...)
}
