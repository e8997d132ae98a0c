package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/dateline-news/dateline/timeline"
)

// kindID is the key of a kind in kinds, by what it says.
func kindID(k *timeline.Kind) int64 {
	sum := sha256.Sum256([]byte(k.String()))
	return int64(binary.LittleEndian.Uint64(sum[:8])) // wraps on purpose
}

// maxKinds bounds how many kinds are kept in memory; one is some 500 bytes.
const maxKinds = 20_000

// kinds keeps kinds that were read lately. The table only grows: what was read
// stays true.
type kinds struct {
	mu   sync.Mutex
	kept map[int64]*timeline.Kind
}

// of returns the stored kinds of the ids.
func (k *kinds) of(ctx context.Context, q querier, ids map[int64]*timeline.Kind) error {
	var missing []int64
	k.mu.Lock()
	for id := range ids {
		if kind := k.kept[id]; kind != nil {
			ids[id] = kind
		} else {
			missing = append(missing, id)
		}
	}
	k.mu.Unlock()
	return in(ctx, q, "SELECT id, body FROM kinds WHERE id IN (%s)", missing, func(r *sql.Rows) error {
		var id int64
		var body string
		if err := r.Scan(&id, &body); err != nil {
			return err
		}
		kind, err := timeline.ReadKind(body)
		if err != nil {
			return err
		}
		ids[id] = kind
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.kept == nil || len(k.kept) >= maxKinds {
			k.kept = map[int64]*timeline.Kind{}
		}
		k.kept[id] = kind
		return nil
	})
}

// forget drops what was read: the table is written anew.
func (k *kinds) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept = nil
}

// has reports whether the kind was read from the table.
func (k *kinds) has(id int64) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.kept[id] != nil
}

// encodeStated writes mentions.stated: fields with a space between them.
func encodeStated(s timeline.Stated) string {
	b := append([]byte(s.Status), ' ')
	for _, n := range [...]int64{int64(flag(s.Moved)), int64(s.Date.Start), int64(s.Date.End), int64(s.Date.Precision)} {
		b = append(strconv.AppendInt(b, n, 10), ' ')
	}
	return string(append(b, s.Date.Basis...))
}

func decodeStated(text string) (s timeline.Stated, err error) {
	status, rest, _ := strings.Cut(text, " ")
	var n [4]int64
	for i := range n {
		var field string
		if field, rest, _ = strings.Cut(rest, " "); err == nil {
			n[i], err = strconv.ParseInt(field, 10, 32)
		}
	}
	if err != nil {
		return s, fmt.Errorf("stored mention: %q: %w", text, err)
	}
	s.Status, s.Moved = timeline.Status(status), n[0] != 0
	s.Date.Start, s.Date.End, s.Date.Precision, s.Date.Basis = timeline.Day(n[1]), timeline.Day(n[2]), timeline.Precision(n[3]), timeline.Basis(rest)
	return s, nil
}
