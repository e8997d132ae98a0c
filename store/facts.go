package store

import (
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// readFacts reads the operator's corrections: a few.
func (n *neighbourhood) readFacts() error {
	return rows(n.ctx, n.tx, "SELECT id, body FROM facts", nil, func(r *sql.Rows) error {
		var id string
		var body []byte
		if err := r.Scan(&id, &body); err != nil {
			return err
		}
		var f timeline.Fact
		err := json.Unmarshal(body, &f)
		n.facts[id] = f
		return err
	})
}

// tied returns the events of mentions that corrections speak of together with the
// link's.
func (n *neighbourhood) tied(l *timeline.Link) ([]int64, error) {
	if len(n.facts) == 0 {
		return nil, nil
	}
	var reports []string
	key := l.Key()
	for _, f := range n.facts {
		if keys := f.Keys(); slices.Contains(keys, key) {
			for _, k := range keys {
				reports = append(reports, k[:max(0, strings.IndexByte(k, '#'))])
			}
		}
	}
	slices.Sort(reports)
	var events []int64
	err := in(n.ctx, n.tx, "SELECT event FROM tellings WHERE report IN (%s)", slices.Compact(reports), func(r *sql.Rows) error {
		var event int64
		err := r.Scan(&event)
		events = append(events, event)
		return err
	})
	return events, err
}

// carryFacts calls the mentions of corrections by their new keys.
func (n *neighbourhood) carryFacts() error {
	for id, f := range n.facts {
		renamed := timeline.Fact{Kind: f.Kind, A: n.renamed(f.A), B: n.renamed(f.B)}
		if slices.Equal(renamed.Keys(), f.Keys()) {
			continue
		}
		n.facts[id] = renamed
		if err := n.saveFact(id, renamed); err != nil {
			return err
		}
	}
	return nil
}

// renamed returns the keys as they are called now. A mention that is gone keeps
// its key: its report may come back.
func (n *neighbourhood) renamed(keys []string) []string {
	out := slices.Clone(keys)
	for i, k := range out {
		if to, ok := n.moved[k]; ok {
			out[i] = to
		}
	}
	return out
}

func (n *neighbourhood) saveFact(id string, f timeline.Fact) error {
	body, err := json.Marshal(f)
	if err != nil {
		return err
	}
	if err := n.exec("UPDATE facts SET body = $1 WHERE id = $2", string(body), id); err != nil {
		return err
	}
	if err := n.exec("DELETE FROM fact_mentions WHERE fact = $1", id); err != nil {
		return err
	}
	var rows [][]any
	for _, k := range f.Keys() {
		rows = append(rows, []any{k, id})
	}
	return n.insert("INSERT INTO fact_mentions (mention, fact) VALUES", "ON CONFLICT DO NOTHING", rows)
}

// rules returns the corrections in order of id.
func (n *neighbourhood) rules() []timeline.Fact {
	var ids []string
	for id := range n.facts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var out []timeline.Fact
	for _, id := range ids {
		out = append(out, n.facts[id])
	}
	return out
}
