package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
)

// TestReaderKeepsFewStatements: however many queries there are, few stay prepared, and a
// statement that is closed for another one loses nobody an answer.
func TestReaderKeepsFewStatements(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "dateline.db"), Options{Readers: 4})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r := s.read
	r.keeps = 3
	var readers sync.WaitGroup
	for reader := range 4 {
		readers.Go(func() {
			for i := range 300 {
				n := (reader + i) % 10
				if err := countsTo(t.Context(), r, n); err != nil {
					t.Error(err)
				}
			}
		})
	}
	readers.Wait()
	for n := range 10 { // nobody else calls now
		if err := countsTo(t.Context(), r, n); err != nil {
			t.Error(err)
		}
	}
	if len(r.ready) > r.keeps+4 {
		t.Errorf("%d statements are kept", len(r.ready))
	}
	if _, kept := r.ready[numbered(9)]; !kept {
		t.Error("the statement used last is not kept")
	}
}

func numbered(n int) string {
	return fmt.Sprintf("WITH RECURSIVE c (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM c WHERE n < %d) SELECT n FROM c", n)
}

// countsTo reads the rows of a query one by one.
func countsTo(ctx context.Context, r *reader, last int) error {
	want := 0
	err := rows(ctx, r, numbered(last), nil, func(row *sql.Rows) error {
		var n int
		err := row.Scan(&n)
		if n != want {
			err = errors.Join(err, fmt.Errorf("row %d of %d is %d", want, last, n))
		}
		want++
		return err
	})
	if want != last+1 {
		err = errors.Join(err, fmt.Errorf("%d of %d rows", want, last+1))
	}
	return err
}
