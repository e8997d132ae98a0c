package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/timeline"
)

// keepPolls is how long the history of polls goes back.
const keepPolls = 30 * 24 * time.Hour

// Digests returns the stored digest of each of the reports that is known.
func (s *Store) Digests(ctx context.Context, reports []string) (map[string]string, error) {
	digests := map[string]string{}
	err := in(ctx, s.read, "SELECT id, digest FROM reports WHERE id IN (%s)", reports, func(r *sql.Rows) error {
		var id, digest string
		err := r.Scan(&id, &digest)
		digests[id] = digest
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("digests of reports: %w", explain(err))
	}
	return digests, nil
}

// Commit stores an outcome in one transaction, reports and what was read in them
// and last the state with its validators, and lays it out on the timeline. When it
// fails nothing is stored; what is stored and not laid out, [Store.LayOut] does later.
func (s *Store) Commit(ctx context.Context, o scheduler.Outcome) (scheduler.Poll, error) {
	polls, err := s.CommitTogether(ctx, []scheduler.Outcome{o})
	if err != nil {
		return scheduler.Poll{}, fmt.Errorf("commit of source %s: %w", o.State.Source, err)
	}
	for more := len(o.Readings) > 0; more; {
		if more, err = s.LayOut(ctx); err != nil {
			return polls[0], fmt.Errorf("laying out the timeline: %w", err)
		}
	}
	return polls[0], nil
}

// CommitTogether stores outcomes of different sources in one transaction and
// returns their polls. What was read is on the timeline after [Store.LayOut].
func (s *Store) CommitTogether(ctx context.Context, outcomes []scheduler.Outcome) (polls []scheduler.Poll, err error) {
	err = s.transact(ctx, func(t *tx) error {
		polls = make([]scheduler.Poll, len(outcomes))
		if err := t.lockSources(outcomes); err != nil {
			return err
		}
		at := now()
		stored, later := 0, 0
		for i, o := range outcomes {
			polls[i] = o.Poll
			polls[i].New, polls[i].Changed = 0, 0
			fresh, revised, err := t.fresh(o.Readings, &polls[i])
			if err != nil {
				return err
			}
			postponed, err := t.saveReadings(fresh, revised, at)
			if err != nil {
				return err
			}
			stored, later = stored+len(fresh), later+postponed
		}
		for i, o := range outcomes {
			if err := t.savePoll(polls[i]); err != nil {
				return err
			}
			if err := t.saveState(o.State); err != nil {
				return err
			}
		}
		if stored > 0 && later == 0 { // else [Store.LayOut] soon says so
			return t.exec("UPDATE changes SET n = n + 1 WHERE id = 1")
		}
		return nil
	})
	return polls, err
}

// lockSources lets nobody else store readings of the same sources meanwhile.
func (t *tx) lockSources(outcomes []scheduler.Outcome) error {
	var sources []string
	for _, o := range outcomes {
		if len(o.Readings) > 0 {
			sources = append(sources, o.Readings[0].Report.Source)
		}
	}
	slices.Sort(sources) // two that wait for each other would wait for ever
	for _, id := range sources {
		if err := t.exec("UPDATE states SET source = source WHERE source = $1", id); err != nil {
			return err
		}
	}
	return nil
}

// saveReadings stores reports, and what was read in them to be laid out later: of
// those that are new only where they mention events. It returns how many are for
// later.
func (t *tx) saveReadings(readings []scheduler.Reading, revised map[string]bool, at time.Time) (postponed int, err error) {
	if len(readings) == 0 {
		return 0, nil
	}
	if err := t.saveReports(readings, at); err != nil {
		return 0, fmt.Errorf("reports: %w", err)
	}
	var later []scheduler.Reading
	for _, r := range readings {
		if len(r.Reading.Mentions) > 0 || revised[r.Report.ID] {
			later = append(later, r)
		}
	}
	return len(later), t.postpone(later, revised)
}

// now is the one instant of a transaction.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// fresh returns the readings that are news: reports not stored yet or stored in
// another, not newer, revision. Of several revisions of one report the last counts.
// Revised are those that replace one.
func (t *tx) fresh(readings []scheduler.Reading, poll *scheduler.Poll) (out []scheduler.Reading, revised map[string]bool, err error) {
	last := map[string]int{}
	var ids []string
	for i, r := range readings {
		if _, seen := last[r.Report.ID]; !seen {
			ids = append(ids, r.Report.ID)
		}
		last[r.Report.ID] = i
	}
	stored, err := t.revisions(ids)
	if err != nil {
		return nil, nil, err
	}
	at := now()
	revised = map[string]bool{}
	for _, id := range ids {
		r := readings[last[id]]
		r.Digest = cmp.Or(r.Digest, r.Report.Digest())
		old, known := stored[id]
		if known && r.Report.Published.IsZero() {
			r.Report.Published = old.seen // the time it was first seen stays its date
		}
		settle(&r, at)
		switch {
		case !known:
			poll.New++
		case old.digest == r.Digest:
			continue
		case old.reported > micros(reported(r.Report)): // an older revision: known now, and not to be read again
			if err := t.exec("UPDATE reports SET digest = $1 WHERE id = $2", r.Digest, id); err != nil {
				return nil, nil, err
			}
			continue
		default:
			poll.Changed++
			revised[id] = true
		}
		out = append(out, r)
	}
	return out, revised, nil
}

// settle gives a report without a date the time it was first seen, and its
// mentions what they are merged by.
func settle(r *scheduler.Reading, at time.Time) {
	if r.Report.Published.IsZero() {
		r.Report.Published = at
	}
	when, voice := reported(r.Report).UTC().Truncate(time.Microsecond), timeline.VoiceOf(r.Report)
	mentions := make([]timeline.Mention, len(r.Reading.Mentions))
	for i, m := range r.Reading.Mentions {
		m.Report, m.Source, m.N, m.Reported, m.Voice = r.Report.ID, r.Report.Source, i, when, voice
		m.Lang = cmp.Or(m.Lang, r.Reading.Lang, r.Report.Lang)
		mentions[i] = m
	}
	r.Reading.Mentions = mentions
}

func reported(r timeline.Report) time.Time {
	if r.Updated.IsZero() {
		return r.Published
	}
	return r.Updated
}

// revision is what is known of a stored report.
type revision struct {
	digest   string
	reported int64
	seen     time.Time
}

func (t *tx) revisions(ids []string) (map[string]revision, error) {
	known := map[string]revision{}
	err := in(t.ctx, t, "SELECT id, digest, reported, seen FROM reports WHERE id IN (%s)", ids, func(r *sql.Rows) error {
		var id, digest string
		var at, seen int64
		err := r.Scan(&id, &digest, &at, &seen)
		known[id] = revision{digest, at, instant(seen)}
		return err
	})
	return known, err
}

// relay stores readings and lays their neighbourhood of the timeline out anew.
func (t *tx) relay(readings []scheduler.Reading, at time.Time) error {
	if err := t.saveReports(readings, at); err != nil {
		return fmt.Errorf("reports: %w", err)
	}
	var reports []string
	told := map[string][]unlaid{}
	said := news{tells: func([]string) (map[string][]unlaid, error) { return told, nil }}
	for _, r := range readings {
		id := r.Report.ID
		reports, said.retold = append(reports, id), append(said.retold, retelling{id, reported(r.Report).UTC().Truncate(time.Microsecond)})
		for _, m := range r.Reading.Mentions {
			w, err := writtenOf(m)
			if err != nil {
				return err
			}
			told[id] = append(told[id], unlaid{m.N, w})
		}
	}
	if err := t.forget(reports); err != nil {
		return err
	}
	return t.lay(said, at)
}

func (t *tx) saveReports(readings []scheduler.Reading, at time.Time) error {
	var generation int64
	if err := t.QueryRowContext(t.ctx, "SELECT generation FROM changes WHERE id = 1").Scan(&generation); err != nil {
		return err
	}
	var rows [][]any
	for _, r := range readings {
		body, err := json.Marshal(r.Report)
		if err != nil {
			return fmt.Errorf("%s: %w", r.Report.ID, err)
		}
		rows = append(rows, []any{
			r.Report.ID, r.Report.Source, cmp.Or(r.Reading.Lang, r.Report.Lang), r.Digest, micros(reported(r.Report)), micros(at),
			flag(r.Reading.Relevant), strings.ToValidUTF8(cmp.Or(r.Error, r.Reading.Why), "\uFFFD"), len(r.Reading.Mentions), generation, string(body),
		})
	}
	return t.insert("INSERT INTO reports (id, source, lang, digest, reported, seen, relevant, why, events, generation, body) VALUES",
		`ON CONFLICT (id) DO UPDATE SET lang = excluded.lang, digest = excluded.digest, reported = excluded.reported, relevant = excluded.relevant,
			why = excluded.why, events = excluded.events, generation = excluded.generation, body = excluded.body`, rows)
}

func (t *tx) savePoll(p scheduler.Poll) error {
	if p.At.IsZero() {
		return nil
	}
	if err := t.exec("DELETE FROM polls WHERE source = $1 AND at < $2", p.Source, micros(p.At.Add(-keepPolls))); err != nil {
		return err
	}
	return t.exec(`INSERT INTO polls (source, at, took, status, items, new, changed, error) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (source, at) DO NOTHING`, p.Source, micros(p.At), p.Took.Microseconds(), p.Status, p.Items, p.New, p.Changed, strings.ToValidUTF8(p.Error, "\uFFFD"))
}

func (t *tx) saveState(s scheduler.State) error {
	if s.Source == "" {
		return nil
	}
	row, err := stateRow(s)
	if err != nil {
		return err
	}
	return t.insert(saveStates, saveStatesOn, [][]any{row})
}
