package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Authority returns who issued the ids of what is published from this database.
// That is chosen once: the wish, where nothing was chosen before. With an empty
// wish nothing is chosen, and the answer may be empty.
func (s *Store) Authority(ctx context.Context, wish string) (string, error) {
	name, err := s.authority(ctx)
	if err != nil || name != "" || wish == "" {
		return name, err
	}
	err = s.transact(ctx, func(t *tx) error {
		return t.exec("INSERT INTO authority (id, name) VALUES (1, $1) ON CONFLICT (id) DO NOTHING", wish)
	})
	if err != nil {
		return "", fmt.Errorf("authority of the ids: %w", err)
	}
	return s.authority(ctx) // another node's wish may have been first
}

func (s *Store) authority(ctx context.Context) (name string, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT name FROM authority WHERE id = 1").Scan(&name)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("authority of the ids: %w", explain(err))
	}
	return name, nil
}
