package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// textless is the generation of a report whose text was dropped: later than any
// replay's, so that it is not read again and its events stay as they are.
const textless = math.MaxInt64

// DropTexts drops the texts of the source's reports from before a moment, and
// returns how many it dropped. Title, address, dates, and the mentions with their
// evidence stay. Polls get their turn in between.
func (s *Store) DropTexts(ctx context.Context, source string, before time.Time) (dropped int, err error) {
	for {
		n, err := s.dropSome(ctx, source, before)
		dropped += n
		if err != nil {
			return dropped, fmt.Errorf("dropping old texts of source %s: %w", source, err)
		}
		if n == 0 {
			return dropped, nil
		}
	}
}

func (s *Store) dropSome(ctx context.Context, source string, before time.Time) (dropped int, err error) {
	err = s.transact(ctx, func(t *tx) error {
		if err := t.lock(); err != nil {
			return err
		}
		var old []timeline.Report
		err := rows(ctx, t, "SELECT body FROM reports WHERE source = $1 AND reported < $2 AND generation < $3 ORDER BY reported LIMIT $4",
			[]any{source, micros(before), int64(textless), batch}, func(r *sql.Rows) error {
				var body []byte
				if err := r.Scan(&body); err != nil {
					return err
				}
				var report timeline.Report
				err := json.Unmarshal(body, &report)
				old = append(old, report)
				return err
			})
		if err != nil {
			return err
		}
		for _, report := range old {
			report.Text, report.Summary = "", ""
			body, err := json.Marshal(report)
			if err != nil {
				return err
			}
			if err := t.exec("UPDATE reports SET body = $1, generation = $2 WHERE id = $3 AND reported < $4", string(body), int64(textless), report.ID, micros(before)); err != nil {
				return err
			}
		}
		dropped = len(old)
		return nil
	})
	return dropped, err
}
