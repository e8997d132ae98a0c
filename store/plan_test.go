package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/timeline"
)

// TestPlans reads the database's own account of how it runs what must stay fast
// on a timeline of any length: no table is read whole, and a long list is never
// sorted.
func TestPlans(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "dateline.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	holdPlan(t, s, "candidates", candidateQuery, []any{"", 0, 0, 0}, false)
	holdPlan(t, s, "what waits to be laid out", waiting, []any{100}, false)
	for _, few := range []int{0, fewEvents} {
		s.few, s.rareDocs = few, few-1 // no list is short, then every list is
		s.Forget()
		for _, text := range []string{
			"", "actor:KAZ", "actor:KAZ actor:CHE", "actor:KAZ actor:CHE -status:planned", "actor:KAZ OR actor:CHE", "place:CHE date:>=today",
			"actor:KAZ (date:>=2031-01-01 OR date:none)", "geneva", `actor:"Ada Lind"`, "geneva type:consult", "gene*", "geneva (zurich OR bern) date:2031", "date:2031-02", "reported:last-24h lang:de", "source:daz reports:>=2",
		} {
			q, err := timeline.ParseQuery(text)
			if err != nil {
				t.Fatal(err)
			}
			for _, order := range []Order{NewestDate, OldestDate, Latest} {
				holdPages(t, s, q, order)
			}
		}
	}
}

func holdPages(t *testing.T, s *Store, q timeline.Query, order Order) {
	t.Helper()
	o := orderOf(q, Page{Order: order})
	p, err := s.plan(t.Context(), q, now(), o)
	if err != nil {
		t.Fatal(err)
	}
	listed := strings.HasPrefix(p.from, "(") // a short list of candidates is sorted
	if p.along != (timeline.Text{}) {
		query, args := p.sql(o, phase{docs: []int64{1, 2}}, 2, "")
		steps := holdPlan(t, s, fmt.Sprintf("%q on a day", q), query, args, true)
		if !strings.Contains(steps, "SEARCH e USING COVERING INDEX") && !strings.Contains(steps, "events_doc (doc=?)") {
			t.Errorf("%q: events are not found by their documents:\n%s", q, steps)
		}
	}
	for _, after := range []*cursor{nil, {o, 1, 1}} {
		for _, ph := range p.phases(o, after) {
			of, sorted := p, listed
			if ph.open { // few by nature
				of, sorted = p.open(), true
			}
			for _, head := range append(of.heads, "") {
				if (head == "") != (len(of.heads) == 0) {
					continue
				}
				if of.along != (timeline.Text{}) {
					ph.docs, sorted = []int64{1, 2}, true
				}
				query, args := of.sql(o, ph, 50, head)
				steps := holdPlan(t, s, fmt.Sprintf("%q %s few=%d", q, order, s.few), query, args, sorted)
				if ph.open && !strings.Contains(steps, "events_open (last>? AND last<?)") {
					t.Errorf("%q %s: what goes on is not found by the index of it:\n%s", q, order, steps)
				}
			}
		}
	}
}

func holdPlan(t *testing.T, s *Store, name, query string, args []any, sorted bool) string {
	t.Helper()
	var steps []string
	err := rows(context.Background(), s.read, "EXPLAIN QUERY PLAN "+query, args, func(r *sql.Rows) error {
		var id, parent, unused int
		var step string
		err := r.Scan(&id, &parent, &unused, &step)
		steps = append(steps, step)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, query)
	}
	for _, step := range steps {
		whole := strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "INDEX") && !strings.Contains(step, "VIRTUAL TABLE") && !slices.Contains([]string{"SCAN h", "SCAN o", "SCAN r"}, step) && !strings.Contains(step, "CONSTANT ROW")
		sorting := strings.Contains(step, "TEMP B-TREE FOR ORDER BY") && !sorted
		astray := step == "SEARCH e USING INDEX events_key (key=? AND day=?)" // and from there to the event
		if whole || sorting || astray {
			t.Errorf("%s: %s\n%s\n%s", name, step, query, strings.Join(steps, "\n"))
			break
		}
	}
	return strings.Join(steps, "\n")
}
