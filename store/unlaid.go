package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
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

// postpone notes what was read in reports, to be laid out by [Store.LayOut]: of one
// that is revised all together, of a new one each mention with those of other
// reports that it may be of one event with.
func (t *tx) postpone(readings []scheduler.Reading, revised map[string]bool) error {
	var rows [][]any
	var again []string
	for _, r := range readings {
		parts := map[string][]timeline.Mention{}
		if revised[r.Report.ID] {
			again = append(again, r.Report.ID)
			parts[whole] = r.Reading.Mentions
		} else {
			for _, m := range r.Reading.Mentions {
				part := partOf(m)
				parts[part] = append(parts[part], m)
			}
		}
		for _, part := range slices.Sorted(maps.Keys(parts)) {
			numbers, body, err := encodeUnlaid(parts[part])
			if err != nil {
				return fmt.Errorf("%s: %w", r.Report.ID, err)
			}
			rows = append(rows, []any{r.Report.ID, part, micros(reported(r.Report)), len(parts[part]), numbers, body, ""})
		}
	}
	if err := t.forget(again); err != nil {
		return err
	}
	return t.insert("INSERT INTO unlaid (report, part, reported, mentions, numbers, body, trouble) VALUES", `ON CONFLICT (report, part) DO UPDATE
		SET reported = excluded.reported, mentions = excluded.mentions, numbers = excluded.numbers, body = excluded.body, trouble = ''`, rows)
}

// whole is unlaid.part of all that a report tells: it is laid out at once.
const whole = ""

// partOf is unlaid.part of a mention: in the order of their parts, most mentions
// are beside those of the same events.
func partOf(m timeline.Mention) string {
	if blocks := m.Blocks(); len(blocks) > 0 {
		return slices.Min(blocks)
	}
	return string(m.Type)
}

// encodeUnlaid writes unlaid.numbers, and unlaid.body: of each mention the lengths
// in bytes of what follows, mentions.said and mentions.told.
func encodeUnlaid(mentions []timeline.Mention) (numbers, body string, err error) {
	var n, b []byte
	for i, m := range mentions {
		w, err := writtenOf(m)
		if err != nil {
			return "", "", err
		}
		if i > 0 {
			n = append(n, ' ')
		}
		n = strconv.AppendInt(n, int64(m.N), 10)
		b = append(strconv.AppendInt(b, int64(len(w.said)), 10), ' ')
		b = append(strconv.AppendInt(b, int64(len(w.told)), 10), ' ')
		b = append(append(b, w.said...), w.told...)
	}
	return string(n), string(b), nil
}

// unlaid is a mention of a report that is laid out.
type unlaid struct {
	n int
	written
}

func decodeUnlaid(numbers, body string) (out []unlaid, err error) {
	of := strings.Fields(numbers)
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
		n := len(out)
		if numbers != "" {
			if n == len(of) {
				return nil, fmt.Errorf("stored mentions: more than the %d that are numbered", n)
			}
			if n, err = strconv.Atoi(of[n]); err != nil {
				return nil, fmt.Errorf("stored mentions: %w", err)
			}
		}
		out = append(out, unlaid{n, written{body[:said], body[said : said+told]}})
		body = body[said+told:]
	}
	return out, nil
}

// LayOut lays out what commits have left, what may be of one event together, as
// much as one transaction should take, and says whether there is more. A report that
// cannot be laid out is left alone, and its own page says why.
func (s *Store) LayOut(ctx context.Context) (more bool, err error) {
	if more, err = s.anyUnlaid(ctx); err != nil || !more {
		return false, err
	}
	var taken, mentions int
	start := time.Now()
	err = s.transact(ctx, func(t *tx) error {
		rows, n, err := t.layOut(s.pace.next())
		taken, mentions = len(rows), n
		return err
	})
	if d := time.Since(start); d > layTime || mentions >= fewestLaid {
		s.pace.took(mentions, d)
	}
	if err != nil && ctx.Err() == nil && taken > 0 {
		err = s.layOutEach(ctx, taken)
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
	err = s.read.QueryRowContext(ctx, `SELECT (SELECT COUNT(DISTINCT report) FROM unlaid WHERE trouble = ''), (SELECT COUNT(DISTINCT report) FROM unlaid WHERE trouble <> '')`).Scan(&waiting, &refused)
	if err != nil {
		return 0, 0, fmt.Errorf("reports to be laid out: %w", explain(err))
	}
	return waiting, refused, nil
}

// layOutEach lays so many rows out one by one, and sets reports aside that fail.
func (s *Store) layOutEach(ctx context.Context, taken int) error {
	var failed []error
	for range taken {
		var report string
		err := s.transact(ctx, func(t *tx) error {
			some, _, err := t.layOut(1)
			if len(some) > 0 {
				report = some[0].report
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

// waiting lists what is laid out next, in the order of its parts. Whoever stores
// another revision of a report meanwhile waits, and adds it again.
const waiting = "SELECT report, part, reported, mentions FROM unlaid WHERE trouble = '' ORDER BY part, reported, report LIMIT $1"

// unlaidRow is the key of a row of unlaid.
type unlaidRow struct{ report, part string }

// layOut lays out the first rows that wait, so many mentions or a few more, and
// returns them, and how many mentions they have.
func (t *tx) layOut(most int) (taken []unlaidRow, mentions int, err error) {
	if err := t.lock(); err != nil {
		return nil, 0, err
	}
	said := news{tells: t.unlaidOf(&taken)}
	more := map[string]bool{}
	err = rows(t.ctx, t, waiting+t.engine.locked, []any{most}, func(r *sql.Rows) error {
		var row unlaidRow
		var at int64
		var n int
		if err := r.Scan(&row.report, &row.part, &at, &n); err != nil || mentions >= most {
			return err
		}
		mentions += max(n, 1)
		tells := retelling{row.report, time.UnixMicro(at).UTC()}
		switch {
		case row.part == whole:
			said.retold = append(said.retold, tells)
		case !more[row.report]:
			more[row.report] = true
			said.added = append(said.added, tells)
		}
		if last := len(taken) - 1; last >= 0 && taken[last].part == row.part {
			row.part = taken[last].part // one in memory is enough
		}
		taken = append(taken, row)
		return nil
	})
	if err == nil {
		err = t.lay(said, now())
	}
	if err == nil {
		err = t.drop(taken)
	}
	return taken, mentions, err
}

// drop deletes rows of unlaid.
func (t *tx) drop(done []unlaidRow) error {
	for some := range slices.Chunk(done, batch) {
		var args []any
		var pairs []string
		for _, row := range some {
			pairs = append(pairs, "("+t.engine.marks(len(args)+1, 2)+")")
			args = append(args, row.report, row.part)
		}
		if err := t.exec("DELETE FROM unlaid WHERE (report, part) IN (VALUES "+strings.Join(pairs, ", ")+")", args...); err != nil {
			return err
		}
	}
	return nil
}

// unlaidOf returns what tells what reports tell in rows that are laid out.
func (t *tx) unlaidOf(rows *[]unlaidRow) func(reports []string) (map[string][]unlaid, error) {
	var taken map[unlaidRow]bool
	return func(reports []string) (map[string][]unlaid, error) {
		if taken == nil {
			taken = make(map[unlaidRow]bool, len(*rows))
			for _, row := range *rows {
				taken[row] = true
			}
		}
		told := map[string][]unlaid{}
		err := in(t.ctx, t, "SELECT report, part, numbers, body FROM unlaid WHERE report IN (%s)", reports, func(r *sql.Rows) error {
			var row unlaidRow
			var numbers, body string
			if err := r.Scan(&row.report, &row.part, &numbers, &body); err != nil || !taken[row] {
				return err
			}
			mentions, err := decodeUnlaid(numbers, body)
			if err != nil {
				return fmt.Errorf("report %s: %w", row.report, err)
			}
			told[row.report] = append(told[row.report], mentions...)
			return nil
		})
		return told, err
	}
}

// retelling is a report that tells something else than it did, or tells it for
// the first time.
type retelling struct {
	report   string
	reported time.Time
}

// news is what reports tell now, in the place of all they told or, of those that are
// added, beside it. There may be many: what they tell is asked for a few at a time,
// more than once.
type news struct {
	retold, added []retelling
	tells         func(reports []string) (map[string][]unlaid, error)
}

func (t *tx) lay(said news, at time.Time) error {
	n, err := newNeighbourhood(t)
	if err != nil {
		return err
	}
	n.tells = said.tells
	if err := n.replace(said.retold); err != nil {
		return err
	}
	for some := range slices.Chunk(slices.Concat(said.retold, said.added), batch) {
		if err := n.tell(some); err != nil {
			return err
		}
	}
	return n.layOut(at)
}

// forget drops what was to be laid out of reports.
func (t *tx) forget(reports []string) error {
	for some := range slices.Chunk(reports, batch) {
		args := make([]any, len(some))
		for i, r := range some {
			args[i] = r
		}
		if err := t.exec("DELETE FROM unlaid WHERE report IN ("+placeholders(1, len(some))+")", args...); err != nil {
			return err
		}
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
