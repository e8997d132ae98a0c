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
		fmt.Fprintln(sum, p.key, p.updated)
	}
	var lines []string
	err = in(ctx, s.read, "SELECT m.event, r.id, r.digest FROM mentions m JOIN reports r ON r.id = m.report WHERE m.event IN (%s)", keys, func(r *sql.Rows) error {
		var key int64
		var id, digest string
		err := r.Scan(&key, &id, &digest)
		lines = append(lines, fmt.Sprint(key, " ", id, " ", digest))
		return err
	})
	if err != nil {
		return "", fmt.Errorf("fingerprint of events: %w", explain(err))
	}
	slices.Sort(lines)
	for _, line := range lines {
		fmt.Fprintln(sum, line)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
