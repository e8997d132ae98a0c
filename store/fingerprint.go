package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/dateline-news/dateline/timeline"
)

// Fingerprint returns a text that is the same for two moments only when
// [Store.Events] returns the same page at both, and [Store.Reports] the same
// reports of its events. It costs a fraction of reading them.
func (s *Store) Fingerprint(ctx context.Context, q timeline.Query, page Page) (string, error) {
	found, next, err := s.places(ctx, q, page)
	if err != nil {
		return "", err
	}
	keys := make([]int64, len(found))
	sum := sha256.New()
	fmt.Fprintln(sum, next)
	for i, p := range found {
		keys[i] = p.key
		fmt.Fprintln(sum, p.key)
	}
	var lines []string
	for _, query := range []string{
		"SELECT key, CAST(updated AS TEXT) FROM events WHERE key IN (%s)",
		"SELECT t.event, r.id || ' ' || r.digest FROM tellings t JOIN reports r ON r.id = t.report WHERE t.event IN (%s)",
	} {
		err := in(ctx, s.read, query, keys, func(r *sql.Rows) error {
			var key int64
			var state string
			err := r.Scan(&key, &state)
			lines = append(lines, fmt.Sprint(key, " ", state))
			return err
		})
		if err != nil {
			return "", fmt.Errorf("fingerprint of events: %w", explain(err))
		}
	}
	slices.Sort(lines)
	for _, line := range lines {
		fmt.Fprintln(sum, line)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
