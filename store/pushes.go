package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/dateline-news/dateline/scheduler"
)

// Subscriptions to hubs have a table of their own: hubs change them while sources
// are polled, on whichever machine.

// Pushes returns the subscriptions of the sources that have one, by source; of all
// sources where none is named.
func (s *Store) Pushes(ctx context.Context, sources ...string) (map[string]scheduler.Push, error) {
	out := map[string]scheduler.Push{}
	scan := func(r *sql.Rows) error {
		var source string
		var body []byte
		if err := r.Scan(&source, &body); err != nil {
			return err
		}
		var p scheduler.Push
		err := json.Unmarshal(body, &p)
		out[source] = p
		return err
	}
	var err error
	if len(sources) == 0 {
		err = rows(ctx, s.read, "SELECT source, body FROM pushes", nil, scan)
	} else {
		err = in(ctx, s.read, "SELECT source, body FROM pushes WHERE source IN (%s)", sources, scan)
	}
	if err != nil {
		return nil, fmt.Errorf("subscriptions: %w", explain(err))
	}
	return out, nil
}

// PushOf returns the subscription with the token, and whose it is; empty where
// there is none.
func (s *Store) PushOf(ctx context.Context, token string) (source string, p scheduler.Push, err error) {
	var body []byte
	err = s.read.QueryRowContext(ctx, "SELECT source, body FROM pushes WHERE token = $1", token).Scan(&source, &body)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", p, nil
	case err == nil:
		err = json.Unmarshal(body, &p)
	}
	if err != nil {
		return "", p, fmt.Errorf("a subscription: %w", explain(err))
	}
	return source, p, nil
}

// SavePush stores the subscription of a source in place of the one it had. Without
// a hub it has none.
func (s *Store) SavePush(ctx context.Context, source string, p scheduler.Push) error {
	body, err := json.Marshal(p)
	if err == nil {
		err = s.transact(ctx, func(t *tx) error {
			if p.Hub == "" {
				return t.exec("DELETE FROM pushes WHERE source = $1", source)
			}
			return t.exec("INSERT INTO pushes (source, token, body) VALUES ($1, $2, $3) ON CONFLICT (source) DO UPDATE SET token = excluded.token, body = excluded.body",
				source, p.Token, string(body))
		})
	}
	if err != nil {
		return fmt.Errorf("subscription of source %s: %w", source, err)
	}
	return nil
}

// ChangePush changes the subscription with the token, one change after the other,
// where change says so. It returns whether it did.
func (s *Store) ChangePush(ctx context.Context, token string, change func(*scheduler.Push) bool) (changed bool, err error) {
	err = s.transact(ctx, func(t *tx) error {
		changed = false
		var p scheduler.Push
		found := false
		err := rows(ctx, t, "SELECT body FROM pushes WHERE token = $1"+t.engine.locked, []any{token}, func(r *sql.Rows) error {
			found = true
			var body []byte
			if err := r.Scan(&body); err != nil {
				return err
			}
			return json.Unmarshal(body, &p)
		})
		if err != nil || !found || !change(&p) {
			return err
		}
		body, err := json.Marshal(p)
		if err != nil {
			return err
		}
		changed = true
		return t.exec("UPDATE pushes SET body = $1 WHERE token = $2", string(body), token)
	})
	if err != nil {
		return false, fmt.Errorf("a subscription: %w", err)
	}
	return changed, nil
}
