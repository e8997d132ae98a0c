package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/timeline"
)

// laidAtOnce is about how many mentions are laid out in one transaction: a mention
// is some kilobytes of memory meanwhile.
const laidAtOnce = 12_000

// postpone notes what was read in reports, to be laid out by [Store.LayOut].
func (t *tx) postpone(readings []scheduler.Reading) error {
	var rows [][]any
	for _, r := range readings {
		body, err := encodeUnlaid(r.Reading.Mentions)
		if err != nil {
			return fmt.Errorf("%s: %w", r.Report.ID, err)
		}
		rows = append(rows, []any{r.Report.ID, micros(reported(r.Report)), len(r.Reading.Mentions), body, ""})
	}
	return t.insert("INSERT INTO unlaid (report, reported, mentions, body, trouble) VALUES",
		"ON CONFLICT (report) DO UPDATE SET reported = excluded.reported, mentions = excluded.mentions, body = excluded.body, trouble = ''", rows)
}

func encodeUnlaid(mentions []timeline.Mention) (string, error) {
	pairs := make([][2]string, len(mentions))
	for i, m := range mentions {
		said, err := encodeSaid(m)
		if err != nil {
			return "", err
		}
		pairs[i] = [2]string{said, encodeTold(m)}
	}
	b, err := json.Marshal(pairs)
	return string(b), err
}

func decodeUnlaid(report string, at int64, body []byte) ([]timeline.Mention, error) {
	var pairs [][2]string
	if err := json.Unmarshal(body, &pairs); err != nil {
		return nil, fmt.Errorf("%s: stored mentions: %w", report, err)
	}
	mentions := make([]timeline.Mention, len(pairs))
	for i, p := range pairs {
		m, err := decodeSaid([]byte(p[0]))
		if err == nil {
			err = decodeTold(&m, p[1])
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", report, err)
		}
		m.Report, m.N, m.Reported = report, i, time.UnixMicro(at).UTC()
		mentions[i] = m
	}
	return mentions, nil
}

// LayOut lays out what commits have left, the oldest reports first, as much as one
// transaction should take, and says whether there is more. A report that cannot be
// laid out is left alone, and its own page says why.
func (s *Store) LayOut(ctx context.Context) (more bool, err error) {
	if more, err = s.anyUnlaid(ctx); err != nil || !more {
		return false, err
	}
	var reports []string
	err = s.transact(ctx, func(t *tx) (err error) {
		reports, err = t.layOut(laidAtOnce)
		return err
	})
	if err != nil && ctx.Err() == nil && len(reports) > 0 {
		err = s.layOutEach(ctx, len(reports))
	}
	if err != nil {
		return false, err
	}
	return s.anyUnlaid(ctx)
}

func (s *Store) anyUnlaid(ctx context.Context) (any bool, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM unlaid WHERE trouble = '')").Scan(&any)
	return any, explain(err)
}

// layOutEach lays so many reports out one by one, and sets those aside that fail.
func (s *Store) layOutEach(ctx context.Context, reports int) error {
	var failed []error
	for range reports {
		var report string
		err := s.transact(ctx, func(t *tx) error {
			some, err := t.layOut(1)
			if len(some) > 0 {
				report = some[0]
			}
			return err
		})
		if err == nil {
			continue
		}
		failed = append(failed, fmt.Errorf("report %s: %w", report, err))
		if ctx.Err() != nil {
			return errors.Join(failed...)
		}
		err = s.transact(ctx, func(t *tx) error {
			if err := t.exec("UPDATE unlaid SET trouble = $1 WHERE report = $2", err.Error(), report); err != nil {
				return err
			}
			return t.exec("UPDATE reports SET why = $1 WHERE id = $2", "could not be laid out: "+err.Error(), report)
		})
		if err != nil { // then it is not this report's fault
			return errors.Join(append(failed, err)...)
		}
	}
	return errors.Join(failed...)
}

// takeUnlaid takes the oldest reports that wait, as many as have $1 mentions
// together, at least one and at most $1. Whoever stores another revision of one
// meanwhile waits, and adds it again.
const takeUnlaid = `DELETE FROM unlaid WHERE report IN (
		SELECT report FROM (
			SELECT report, SUM(mentions) OVER (ORDER BY reported, report) - mentions AS before
			FROM (SELECT report, reported, mentions FROM unlaid WHERE trouble = '' ORDER BY reported, report LIMIT $1) o
		) s WHERE before < $1
	) RETURNING report, reported, body`

// layOut lays out the oldest reports that wait, so many mentions or a few more,
// and returns them.
func (t *tx) layOut(most int) (reports []string, err error) {
	if err := t.lock(); err != nil {
		return nil, err
	}
	mentions := map[string][]timeline.Mention{}
	err = rows(t.ctx, t, takeUnlaid, []any{most}, func(r *sql.Rows) error {
		var report string
		var at int64
		var body sql.RawBytes
		if err := r.Scan(&report, &at, &body); err != nil {
			return err
		}
		reports = append(reports, report)
		var err error
		mentions[report], err = decodeUnlaid(report, at, body)
		return err
	})
	if err != nil {
		return reports, err
	}
	return reports, t.lay(reports, mentions, now())
}

// lay puts the mentions of reports in the place of those they have on the timeline.
func (t *tx) lay(reports []string, mentions map[string][]timeline.Mention, at time.Time) error {
	n, err := newNeighbourhood(t)
	if err != nil {
		return err
	}
	if err := n.replace(reports, mentions); err != nil {
		return err
	}
	if err := n.layOut(at); err != nil {
		return err
	}
	return t.forget(reports)
}

// forget drops what was to be laid out of reports.
func (t *tx) forget(reports []string) error {
	for len(reports) > 0 {
		some := reports[:min(batch, len(reports))]
		args := make([]any, len(some))
		for i, r := range some {
			args[i] = r
		}
		if err := t.exec("DELETE FROM unlaid WHERE report IN ("+placeholders(1, len(some))+")", args...); err != nil {
			return err
		}
		reports = reports[len(some):]
	}
	return nil
}

// retry lets reports that an earlier start set aside be tried again.
func (s *Store) retry(ctx context.Context) error {
	var aside bool
	if err := s.write.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM unlaid WHERE trouble <> '')").Scan(&aside); err != nil || !aside {
		return err
	}
	_, err := s.write.ExecContext(ctx, "UPDATE unlaid SET trouble = '' WHERE trouble <> ''")
	return err
}
