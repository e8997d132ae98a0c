package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/timeline"
)

// How many mentions are laid out in one transaction: the more, the seldomer an
// event that many of them tell is written, but polls wait to be stored meanwhile.
const (
	fewestLaid = 4000
	firstLaid  = 20_000
	mostLaid   = 30_000
	layTime    = 30 * time.Second // what a transaction should take
)

// pace is how many mentions the next transaction lays out. The zero pace is ready to use.
type pace struct{ most atomic.Int64 }

func (p *pace) next() int { return int(cmp.Or(p.most.Load(), firstLaid)) }

// took learns from a transaction that laid out so many or was given up.
func (p *pace) took(mentions int, d time.Duration) {
	most := int64(float64(mentions) * float64(layTime) / float64(max(d, time.Millisecond)))
	p.most.Store(min(max(most, fewestLaid), mostLaid))
}

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

// encodeUnlaid writes unlaid.body: of each mention the lengths in bytes of what
// follows, mentions.said and mentions.told.
func encodeUnlaid(mentions []timeline.Mention) (string, error) {
	var b []byte
	for _, m := range mentions {
		w, err := writtenOf(m)
		if err != nil {
			return "", err
		}
		b = append(strconv.AppendInt(b, int64(len(w.said)), 10), ' ')
		b = append(strconv.AppendInt(b, int64(len(w.told)), 10), ' ')
		b = append(append(b, w.said...), w.told...)
	}
	return string(b), nil
}

func decodeUnlaid(body string) (out []written, err error) {
	for len(body) > 0 {
		var part [2]int
		for i := range part {
			var digits string
			digits, body, _ = strings.Cut(body, " ")
			if part[i], err = strconv.Atoi(digits); err != nil || part[i] < 0 {
				return nil, fmt.Errorf("stored mentions: %q is no length", digits)
			}
		}
		said, told := part[0], part[1]
		if said > len(body) || told > len(body)-said {
			return nil, fmt.Errorf("stored mentions: they end %d bytes early", said+told-len(body))
		}
		out = append(out, written{body[:said], body[said : said+told]})
		body = body[said+told:]
	}
	return out, nil
}

// LayOut lays out what commits have left, the oldest reports first, as much as one
// transaction should take, and says whether there is more. A report that cannot be
// laid out is left alone, and its own page says why.
func (s *Store) LayOut(ctx context.Context) (more bool, err error) {
	if more, err = s.anyUnlaid(ctx); err != nil || !more {
		return false, err
	}
	var reports []string
	var mentions int
	start := time.Now()
	err = s.transact(ctx, func(t *tx) (err error) {
		reports, mentions, err = t.layOut(s.pace.next())
		return err
	})
	if d := time.Since(start); d > layTime || mentions >= fewestLaid {
		s.pace.took(mentions, d)
	}
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

// Unlaid counts the reports that wait to be laid out on the timeline, and those
// that could not be.
func (s *Store) Unlaid(ctx context.Context) (waiting, refused int, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM unlaid WHERE trouble = ''), (SELECT COUNT(*) FROM unlaid WHERE trouble <> '')`).Scan(&waiting, &refused)
	if err != nil {
		return 0, 0, fmt.Errorf("reports to be laid out: %w", explain(err))
	}
	return waiting, refused, nil
}

// layOutEach lays so many reports out one by one, and sets those aside that fail.
func (s *Store) layOutEach(ctx context.Context, reports int) error {
	var failed []error
	for range reports {
		var report string
		err := s.transact(ctx, func(t *tx) error {
			some, _, err := t.layOut(1)
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
const takeUnlaid = `UPDATE unlaid SET trouble = 'being laid out' WHERE report IN (
		SELECT report FROM (
			SELECT report, SUM(mentions) OVER (ORDER BY reported, report) - mentions AS before
			FROM (SELECT report, reported, mentions FROM unlaid WHERE trouble = '' ORDER BY reported, report LIMIT $1) o
		) s WHERE before < $1
	) RETURNING report, reported, mentions`

// layOut lays out the oldest reports that wait, so many mentions or a few more,
// and returns them, and how many mentions they have.
func (t *tx) layOut(most int) (reports []string, mentions int, err error) {
	if err := t.lock(); err != nil {
		return nil, 0, err
	}
	var retold []retelling
	err = rows(t.ctx, t, takeUnlaid, []any{most}, func(r *sql.Rows) error {
		var report string
		var at int64
		var n int
		err := r.Scan(&report, &at, &n)
		mentions += n
		reports, retold = append(reports, report), append(retold, retelling{report, time.UnixMicro(at).UTC()})
		return err
	})
	if err == nil {
		err = t.lay(retold, t.unlaid, now())
	}
	if err == nil {
		err = t.forget(reports)
	}
	return reports, mentions, err
}

// unlaid returns what the reports tell that wait to be laid out.
func (t *tx) unlaid(reports []string) (map[string][]written, error) {
	told := map[string][]written{}
	err := in(t.ctx, t, "SELECT report, body FROM unlaid WHERE report IN (%s)", reports, func(r *sql.Rows) error {
		var report, body string
		if err := r.Scan(&report, &body); err != nil {
			return err
		}
		mentions, err := decodeUnlaid(body)
		if err != nil {
			return fmt.Errorf("report %s: %w", report, err)
		}
		told[report] = mentions
		return nil
	})
	return told, err
}

// retelling is a report that tells something else than it did, or tells it for
// the first time.
type retelling struct {
	report   string
	reported time.Time
}

// lay puts what reports tell now in the place of what they told. There may be
// many: what they tell is asked for a few at a time, more than once.
func (t *tx) lay(retold []retelling, tells func(reports []string) (map[string][]written, error), at time.Time) error {
	n, err := newNeighbourhood(t)
	if err != nil {
		return err
	}
	n.tells = tells
	if err := n.replace(retold); err != nil {
		return err
	}
	return n.layOut(at)
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
