package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/dateline-news/dateline/scheduler"
	jsonv2 "github.com/go-json-experiment/json"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

// saveStates is how states are stored: the columns, and what follows the rows.
const (
	saveStates   = "INSERT INTO states (source, body, host, due) VALUES"
	saveStatesOn = "ON CONFLICT (source) DO UPDATE SET body = excluded.body, host = excluded.host, due = excluded.due"
)

// stateRow is a state as a row of saveStates.
func stateRow(st scheduler.State) ([]any, error) {
	body, err := json.Marshal(st)
	if err != nil {
		return nil, fmt.Errorf("state of source %s: %w", st.Source, err)
	}
	return []any{st.Source, string(body), st.Host(), dueOf(st)}, nil
}

// dueOf is the column due: nil where the source is not to be asked.
func dueOf(st scheduler.State) any {
	if at := st.Due(); !at.IsZero() {
		return micros(at)
	}
	return nil
}

// Due returns the states of sources that are due: of each host the one that has
// waited longest, at most limit, the longest wait first.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]scheduler.State, error) {
	states, err := s.states(ctx, `SELECT body FROM (
			SELECT body, due, source, ROW_NUMBER() OVER (PARTITION BY host ORDER BY due, source) AS place FROM states WHERE due <= $1
		) d WHERE place = 1 ORDER BY due, source LIMIT $2`, micros(now), limit)
	if err != nil {
		return nil, fmt.Errorf("due sources: %w", explain(err))
	}
	return states, nil
}

// StatesOf returns the stored states of the sources that have one, by source id.
func (s *Store) StatesOf(ctx context.Context, sources []string) (map[string]scheduler.State, error) {
	out := map[string]scheduler.State{}
	err := in(ctx, s.read, "SELECT body FROM states WHERE source IN (%s)", sources, func(r *sql.Rows) error {
		st, err := scanState(r)
		out[st.Source] = st
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("states of sources: %w", explain(err))
	}
	return out, nil
}

func (s *Store) states(ctx context.Context, query string, args ...any) (out []scheduler.State, err error) {
	err = rows(ctx, s.read, query, args, func(r *sql.Rows) error {
		st, err := scanState(r)
		out = append(out, st)
		return err
	})
	return out, err
}

func scanState(r *sql.Rows) (st scheduler.State, err error) {
	var body []byte
	if err := r.Scan(&body); err != nil {
		return st, err
	}
	return st, jsonv2.Unmarshal(body, &st, jsonv1.FormatDurationAsNano(true))
}

// Settle stores states outside polls, but for sources that are meanwhile due at
// another time than the old state says: then somebody polled them, and knows
// better. A source without a row, or that was parked, takes any state.
func (s *Store) Settle(ctx context.Context, changes []scheduler.Change) error {
	err := s.transact(ctx, func(t *tx) error {
		for _, c := range changes {
			row, err := stateRow(c.New)
			if err != nil {
				return err
			}
			if err := t.exec(saveStates+" ($1, $2, $3, $4) "+saveStatesOn+" WHERE states.due IS NULL OR states.due = $5", append(row, dueOf(c.Old))...); err != nil {
				return fmt.Errorf("source %s: %w", c.New.Source, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("settling states: %w", err)
	}
	return nil
}

// Park takes sources out of [Store.Due] until a state of theirs is stored again.
func (s *Store) Park(ctx context.Context, sources []string) error {
	err := s.transact(ctx, func(t *tx) error {
		for _, id := range sources {
			if err := t.exec("UPDATE states SET due = NULL WHERE source = $1", id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("parking sources: %w", err)
	}
	return nil
}

// Parked returns the sources that have a state and no due time.
func (s *Store) Parked(ctx context.Context) (map[string]bool, error) {
	out := map[string]bool{}
	err := rows(ctx, s.read, "SELECT source FROM states WHERE due IS NULL", nil, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		out[id] = true
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("parked sources: %w", explain(err))
	}
	return out, nil
}
