package store

import (
	"database/sql"
	"encoding/json"
	"slices"

	"github.com/dateline-news/dateline/timeline"
)

// follow takes the events into the neighbourhood that the operator's corrections
// tie to a mention.
func (n *neighbourhood) follow(mention string) error {
	if some, err := n.corrected(); err != nil || !some {
		return err
	}
	var found []timeline.Fact
	err := rows(n.ctx, n.tx, "SELECT f.id, f.body FROM fact_mentions m JOIN facts f ON f.id = m.fact WHERE m.mention = $1", []any{mention}, func(r *sql.Rows) error {
		var id string
		var body []byte
		if err := r.Scan(&id, &body); err != nil {
			return err
		}
		var f timeline.Fact
		if _, known := n.facts[id]; known {
			return nil
		}
		err := json.Unmarshal(body, &f)
		n.facts[id] = f
		found = append(found, f)
		return err
	})
	if err != nil {
		return err
	}
	for _, f := range found {
		if err := n.includeReports(f); err != nil {
			return err
		}
	}
	return nil
}

// corrected reports whether there are corrections at all.
func (n *neighbourhood) corrected() (bool, error) {
	if n.anyFact == nil {
		found, err := n.keys("SELECT 1 FROM facts LIMIT 1")
		if err != nil {
			return false, err
		}
		some := len(found) > 0
		n.anyFact = &some
	}
	return *n.anyFact, nil
}

// includeReports takes in the events that mentions of the fact are in.
func (n *neighbourhood) includeReports(f timeline.Fact) error {
	for _, mention := range f.Keys() {
		if n.seen[mention] {
			continue
		}
		keys, err := n.keys("SELECT event FROM tellings WHERE report = $1", mention[:max(0, slices.Index([]byte(mention), '#'))])
		if err != nil {
			return err
		}
		if err := n.load(keys); err != nil {
			return err
		}
		for _, k := range keys {
			if slices.ContainsFunc(n.loaded[k].Mentions, func(m timeline.Mention) bool { return m.Key() == mention }) {
				n.include(k)
			}
		}
	}
	return nil
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

// rules returns the corrections that the neighbourhood obeys, in order of id.
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
