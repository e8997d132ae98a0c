package store

import (
	"context"
	"database/sql"
	"sync"
)

// reader is a pool of connections that read. It keeps statements prepared where the
// driver does not, those used last: a page runs dozens, and the next page the same.
type reader struct {
	*sql.DB
	keeps int // up to so many statements

	mu    sync.Mutex
	ready map[string]*prepared // closed with the pool
	uses  int64
}

// prepared is a statement that is kept.
type prepared struct {
	*sql.Stmt
	calls int   // that have not returned
	used  int64 // of the reader's uses the last
}

// take returns the statement of a query for one call, after which it is given back. Nobody
// waits for the lock while a statement waits for a connection.
func (r *reader) take(ctx context.Context, query string) (*prepared, error) {
	if p, _ := r.keep(query, nil); p != nil {
		return p, nil
	}
	stmt, err := r.PrepareContext(context.WithoutCancel(ctx), query)
	if err != nil {
		return nil, err
	}
	p, old := r.keep(query, stmt)
	if old != nil {
		_ = old.Close() // it only read: nothing is lost
	}
	return p, nil
}

// keep returns what is kept of a query, from now on the statement given if there was none, and
// a statement that is not kept any longer.
func (r *reader) keep(query string, stmt *sql.Stmt) (p *prepared, old *sql.Stmt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p = r.ready[query]
	switch {
	case p == nil && stmt == nil:
		return nil, nil
	case p == nil:
		old = r.drop()
		p = &prepared{Stmt: stmt}
		r.ready[query] = p
	case stmt != nil: // another was faster
		old = stmt
	}
	r.uses++
	p.used = r.uses
	p.calls++
	return p, old
}

// drop forgets the statement used longest ago, if there are too many, and no call of it goes on.
func (r *reader) drop() *sql.Stmt {
	if len(r.ready) < r.keeps {
		return nil
	}
	oldest := ""
	for query, p := range r.ready {
		if p.calls == 0 && (oldest == "" || p.used < r.ready[oldest].used) {
			oldest = query
		}
	}
	if oldest == "" {
		return nil
	}
	old := r.ready[oldest].Stmt
	delete(r.ready, oldest)
	return old
}

// give tells that a call returned. Its rows may still be read when the statement is closed.
func (r *reader) give(p *prepared) {
	r.mu.Lock()
	p.calls--
	r.mu.Unlock()
}

// QueryContext runs a query.
func (r *reader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if r.keeps > 0 {
		if p, err := r.take(ctx, query); err == nil { // else the query says it again
			defer r.give(p)
			return p.QueryContext(ctx, args...)
		}
	}
	return r.DB.QueryContext(ctx, query, args...)
}

// QueryRowContext runs a query of one row.
func (r *reader) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if r.keeps > 0 {
		if p, err := r.take(ctx, query); err == nil {
			defer r.give(p)
			return p.QueryRowContext(ctx, args...)
		}
	}
	return r.DB.QueryRowContext(ctx, query, args...)
}
