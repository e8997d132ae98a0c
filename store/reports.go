package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/timeline"
	jsonv2 "github.com/go-json-experiment/json"
)

// Report is a stored report and what was read in it.
type Report struct {
	timeline.Report
	Relevant bool   // the gate let it through
	Why      string // why the gate decided so, or why it could not be read
	Events   int    // mentions of events read in it
}

// Reports returns the reports of the ids that are stored, by id.
func (s *Store) Reports(ctx context.Context, ids []string) (map[string]timeline.Report, error) {
	return s.reports(ctx, ids, map[string]string{})
}

// reports reads reports and their digests.
func (s *Store) reports(ctx context.Context, ids []string, digests map[string]string) (map[string]timeline.Report, error) {
	out := map[string]timeline.Report{}
	err := in(ctx, s.read, "SELECT digest, body FROM reports WHERE id IN (%s)", ids, func(r *sql.Rows) error {
		var digest string
		var body sql.RawBytes
		if err := r.Scan(&digest, &body); err != nil {
			return err
		}
		var report timeline.Report
		err := jsonv2.Unmarshal(body, &report)
		out[report.ID], digests[report.ID] = report, digest
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reports: %w", explain(err))
	}
	return out, nil
}

// ReportsOf returns the latest reports of a source, newest first; of all sources
// where source is empty. With undecided, only those kept off the timeline.
func (s *Store) ReportsOf(ctx context.Context, source string, undecided bool, limit int) ([]Report, error) {
	reports, _, err := s.ReportsPage(ctx, source, undecided, "", limit)
	return reports, err
}

// ReportsPage is [Store.ReportsOf] page by page: it returns the cursor of the next
// one, empty on the last. The error is [ErrCursor] for a cursor it did not return.
func (s *Store) ReportsPage(ctx context.Context, source string, undecided bool, cursor string, limit int) (out []Report, next string, err error) {
	query, args := "SELECT body, relevant, why, events, reported FROM reports WHERE id <> ''", []any{}
	arg := func(v any) string { args = append(args, v); return "$" + strconv.Itoa(len(args)) }
	if source != "" {
		query += " AND source = " + arg(source)
	}
	if undecided {
		query += " AND events = 0"
	}
	if cursor != "" {
		at, id, _ := strings.Cut(cursor, ".")
		reported, err := strconv.ParseInt(at, 36, 64)
		if err != nil || id == "" {
			return nil, "", ErrCursor
		}
		query += " AND (reported, id) < (" + arg(reported) + ", " + arg(id) + ")"
	}
	var last int64
	err = rows(ctx, s.read, query+" ORDER BY reported DESC, id DESC LIMIT "+arg(limit+1), args, func(r *sql.Rows) error {
		var body []byte
		var report Report
		var reported int64
		if err := r.Scan(&body, &report.Relevant, &report.Why, &report.Events, &reported); err != nil {
			return err
		}
		if len(out) == limit { // there is more
			next = strconv.FormatInt(last, 36) + "." + out[limit-1].Report.ID
			return nil
		}
		last = reported
		err := jsonv2.Unmarshal(body, &report.Report)
		out = append(out, report)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("reports of source %s: %w", source, explain(err))
	}
	return out, next, nil
}

// States returns the stored states of all sources, by source id.
func (s *Store) States(ctx context.Context) (map[string]scheduler.State, error) {
	list, err := s.states(ctx, "SELECT body FROM states")
	if err != nil {
		return nil, fmt.Errorf("states of sources: %w", explain(err))
	}
	states := make(map[string]scheduler.State, len(list))
	for _, st := range list {
		states[st.Source] = st
	}
	return states, nil
}

// Polls returns the latest polls of a source, newest first.
func (s *Store) Polls(ctx context.Context, source string, limit int) ([]scheduler.Poll, error) {
	var polls []scheduler.Poll
	err := rows(ctx, s.read, "SELECT at, took, status, items, new, changed, error FROM polls WHERE source = $1 ORDER BY at DESC LIMIT $2",
		[]any{source, limit}, func(r *sql.Rows) error {
			p := scheduler.Poll{Source: source}
			var at, took int64
			err := r.Scan(&at, &took, &p.Status, &p.Items, &p.New, &p.Changed, &p.Error)
			p.At, p.Took = instant(at), time.Duration(took)*time.Microsecond
			polls = append(polls, p)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("polls of source %s: %w", source, explain(err))
	}
	return polls, nil
}

// Activity counts what a source told since a moment.
type Activity struct {
	Reports   int // published since then
	Events    int // events they mention
	Undecided int // kept off the timeline
	Newest    time.Time
}

// Activities counts what each of the sources told since a moment, by source id.
func (s *Store) Activities(ctx context.Context, sources []string, since time.Time) (map[string]Activity, error) {
	out := map[string]Activity{}
	query := `SELECT source, COUNT(*), SUM(events), SUM(CASE WHEN events = 0 THEN 1 ELSE 0 END), MAX(reported)
		FROM reports WHERE source IN (%s) AND reported >= ` + strconv.FormatInt(micros(since), 10) + " GROUP BY source"
	err := in(ctx, s.read, query, sources, func(r *sql.Rows) error {
		var source string
		var a Activity
		var newest int64
		err := r.Scan(&source, &a.Reports, &a.Events, &a.Undecided, &newest)
		a.Newest = instant(newest)
		out[source] = a
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("activity of sources: %w", explain(err))
	}
	return out, nil
}
