package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

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
	for i, p := range found {
		keys[i] = p.key
	}
	var lines []string
	err = in(ctx, s.read, "SELECT m.event, r.id, r.digest FROM mentions m JOIN reports r ON r.id = m.report WHERE m.event IN (%s)", keys, func(r *sql.Rows) error {
		var key int64
		var id, digest string
		err := r.Scan(&key, &id, &digest)
		lines = append(lines, told(key, id, digest))
		return err
	})
	if err != nil {
		return "", fmt.Errorf("fingerprint of events: %w", explain(err))
	}
	return printOf(found, next, lines), nil
}

// told is a line of a fingerprint: a mention of an event in a revision of a report.
func told(event int64, report, digest string) string {
	return strconv.FormatInt(event, 10) + " " + report + " " + digest
}

func printOf(found []place, next string, told []string) string {
	sum := sha256.New()
	fmt.Fprintln(sum, next)
	for _, p := range found {
		fmt.Fprintln(sum, p.key, p.updated)
	}
	slices.Sort(told)
	for _, line := range told {
		fmt.Fprintln(sum, line)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Slice is a page of events with all that a feed tells of them.
type Slice struct {
	Events      []timeline.Event
	Next        string                     // the cursor of the next page, empty on the last
	Reports     map[string]timeline.Report // of the events, by id
	Fingerprint string                     // as [Store.Fingerprint] returns it for as long as nothing of this changes
}

// Slice reads the page of the events that q selects, as [Store.Events] and [Store.Reports]
// do, with its fingerprint.
func (s *Store) Slice(ctx context.Context, q timeline.Query, page Page) (out Slice, err error) {
	found, next, err := s.places(ctx, q, page)
	if err != nil {
		return out, err
	}
	out.Next = next
	if out.Events, err = s.documents(ctx, found); err == nil {
		err = s.withMentions(ctx, out.Events)
	}
	if err != nil {
		return out, fmt.Errorf("events: %w", explain(err))
	}
	var ids []string
	for _, e := range out.Events {
		ids = append(ids, e.Reports()...)
	}
	digests := map[string]string{}
	if out.Reports, err = s.reports(ctx, ids, digests); err != nil {
		return out, err
	}
	var lines []string
	for _, e := range out.Events {
		key, _ := keyOf(e.ID) // it was read by it
		for _, m := range e.Mentions {
			if digest, known := digests[m.Report]; known {
				lines = append(lines, told(key, m.Report, digest))
			}
		}
	}
	out.Fingerprint = printOf(found, next, lines)
	return out, nil
}
