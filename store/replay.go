package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/timeline"
)

// replayed is how many reports a replay reads in one transaction: polls get their
// turn in between.
const replayed = 50

// Replay reads all stored reports again, as after an upgrade of the rules, and
// keeps ids and corrections. It may be interrupted: the next Replay goes on where
// it stopped. Progress, which may be nil, is told after every transaction.
func (s *Store) Replay(ctx context.Context, read func(timeline.Report) timeline.Reading, progress func(done, total int)) error {
	total, err := s.beginReplay(ctx)
	if err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	for done := 0; ; {
		n, err := s.replaySome(ctx, read)
		if err != nil {
			return fmt.Errorf("replay: %w", err)
		}
		if n == 0 {
			return nil
		}
		done += n
		if progress != nil {
			progress(done, max(done, total))
		}
	}
}

const outdated = "FROM reports WHERE generation < (SELECT generation FROM changes WHERE id = 1)"

// beginReplay returns how many reports are to be read: what an interrupted replay
// left, else all.
func (s *Store) beginReplay(ctx context.Context) (left int, err error) {
	err = s.transact(ctx, func(t *tx) error {
		if err := t.QueryRowContext(ctx, "SELECT COUNT(*) "+outdated).Scan(&left); err != nil || left > 0 {
			return err
		}
		if err := t.exec("UPDATE changes SET generation = generation + 1 WHERE id = 1"); err != nil {
			return err
		}
		return t.QueryRowContext(ctx, "SELECT COUNT(*) "+outdated).Scan(&left)
	})
	return left, err
}

func (s *Store) replaySome(ctx context.Context, read func(timeline.Report) timeline.Reading) (int, error) {
	var readings []scheduler.Reading
	err := s.transact(ctx, func(t *tx) error {
		if err := t.lock(); err != nil {
			return err
		}
		readings = nil
		// Whoever stores another revision meanwhile waits, and stores it after this.
		query := "UPDATE reports SET generation = (SELECT generation FROM changes WHERE id = 1) WHERE id IN (SELECT id " + outdated +
			" ORDER BY generation LIMIT $1) AND generation < (SELECT generation FROM changes WHERE id = 1) RETURNING digest, body"
		err := rows(ctx, t, query, []any{replayed}, func(r *sql.Rows) error {
			var reading scheduler.Reading
			var body []byte
			if err := r.Scan(&reading.Digest, &body); err != nil {
				return err
			}
			err := json.Unmarshal(body, &reading.Report)
			readings = append(readings, reading)
			return err
		})
		if err != nil || len(readings) == 0 {
			return err
		}
		at := now()
		for i := range readings {
			readings[i].Reading = read(readings[i].Report)
			settle(&readings[i], at)
		}
		return t.relay(readings, at)
	})
	return len(readings), err
}

// Everything returns all events in order of id, those of every type, retracted and
// hidden ones too. It ends after the first error.
func (s *Store) Everything(ctx context.Context) iter.Seq2[timeline.Event, error] {
	return func(yield func(timeline.Event, error) bool) {
		events, err := s.after(ctx, "SELECT e.key, d.body FROM events e JOIN documents d ON d.slot = e.slot ORDER BY e.key LIMIT $1", batch)
		for len(events) > 0 && err == nil {
			for _, e := range events {
				if !yield(e, nil) {
					return
				}
			}
			var last int64
			if last, err = keyOf(events[len(events)-1].ID); err == nil {
				events, err = s.after(ctx, "SELECT e.key, d.body FROM events e JOIN documents d ON d.slot = e.slot WHERE e.key > $2 ORDER BY e.key LIMIT $1", batch, last)
			}
		}
		if err != nil {
			yield(timeline.Event{}, fmt.Errorf("all events: %w", explain(err)))
		}
	}
}

func (s *Store) after(ctx context.Context, query string, args ...any) (events []timeline.Event, err error) {
	err = rows(ctx, s.read, query, args, func(r *sql.Rows) error {
		var key int64
		var body []byte
		if err := r.Scan(&key, &body); err != nil {
			return err
		}
		e, err := decodeEvent(body)
		events = append(events, e)
		return err
	})
	if err == nil {
		err = s.withMentions(ctx, events)
	}
	return events, err
}
