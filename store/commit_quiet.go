package store

import (
	"context"
	"fmt"

	"github.com/dateline-news/dateline/scheduler"
)

// CommitQuiet stores the states and polls of outcomes that have no readings, all
// in one transaction and with few statements: most polls find nothing new.
func (s *Store) CommitQuiet(ctx context.Context, outcomes []scheduler.Outcome) error {
	var polls, states [][]any
	old := []any{micros(now().Add(-keepPolls))}
	for _, o := range outcomes {
		if p := o.Poll; !p.At.IsZero() {
			polls = append(polls, []any{p.Source, micros(p.At), p.Took.Microseconds(), p.Status, p.Items, p.New, p.Changed, p.Error})
			old = append(old, p.Source)
		}
		if o.State.Source == "" {
			continue
		}
		row, err := stateRow(o.State)
		if err != nil {
			return err
		}
		states = append(states, row)
	}
	err := s.transact(ctx, func(t *tx) error {
		if len(polls) > 0 {
			if err := t.exec("DELETE FROM polls WHERE at < $1 AND source IN ("+placeholders(2, len(polls))+")", old...); err != nil {
				return err
			}
		}
		if err := t.insert("INSERT INTO polls (source, at, took, status, items, new, changed, error) VALUES", "ON CONFLICT (source, at) DO NOTHING", polls); err != nil {
			return err
		}
		return t.insert(saveStates, saveStatesOn, states)
	})
	if err != nil {
		return fmt.Errorf("commit of %d polls: %w", len(outcomes), err)
	}
	return nil
}
