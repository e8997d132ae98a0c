package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/dateline-news/dateline/timeline"
)

// The person's last word. Corrections are stored as facts about mentions: they
// hold against everything that is read later, and through a replay.

// Merge makes one event of two. It returns the id that stays; the other redirects.
func (s *Store) Merge(ctx context.Context, id, other string) (string, error) {
	stays := ""
	err := s.correct(ctx, []string{id, other}, func(n *neighbourhood, events []timeline.Event) (timeline.Fact, error) {
		return timeline.Fact{Kind: timeline.JoinFact, A: keysOf(events[0].Mentions), B: keysOf(events[1].Mentions)}, nil
	})
	if err == nil {
		stays, err = s.survivor(ctx, id)
	}
	if err != nil {
		return "", fmt.Errorf("merge %s and %s: %w", id, other, err)
	}
	return stays, nil
}

// Split takes what the reports say out of the event, into one or more of its own.
// The larger part keeps the id.
func (s *Store) Split(ctx context.Context, id string, reports ...string) error {
	err := s.correct(ctx, []string{id}, func(_ *neighbourhood, events []timeline.Event) (timeline.Fact, error) {
		f := timeline.Fact{Kind: timeline.SplitFact}
		for _, m := range events[0].Mentions {
			if slices.Contains(reports, m.Report) {
				f.A = append(f.A, m.Key())
			} else {
				f.B = append(f.B, m.Key())
			}
		}
		if len(f.A) == 0 || len(f.B) == 0 {
			return f, fmt.Errorf("name some, not all, of its reports: %v", events[0].Reports())
		}
		return f, nil
	})
	if err != nil {
		return fmt.Errorf("split %s: %w", id, err)
	}
	return nil
}

// Hide takes the event off every list, or puts it back.
func (s *Store) Hide(ctx context.Context, id string, hidden bool) error {
	return s.mark(ctx, id, func(e *timeline.Event) { e.Hidden = hidden })
}

// Note sets the operator's note on the event; an empty one removes it.
func (s *Store) Note(ctx context.Context, id, note string) error {
	return s.mark(ctx, id, func(e *timeline.Event) { e.Note = note })
}

// Withdraw removes reports. An event of which no report is left is retracted: it
// stays, and says so.
func (s *Store) Withdraw(ctx context.Context, reports ...string) error {
	err := s.transact(ctx, func(t *tx) error {
		if err := t.lock(); err != nil {
			return err
		}
		for _, id := range reports {
			if err := t.exec("DELETE FROM reports WHERE id = $1", id); err != nil {
				return err
			}
		}
		var retold []retelling
		for _, id := range reports {
			retold = append(retold, retelling{report: id})
		}
		if err := t.forget(reports); err != nil {
			return err
		}
		return t.lay(news{retold: retold, tells: func([]string) (map[string][]unlaid, error) { return nil, nil }}, now())
	})
	if err != nil {
		return fmt.Errorf("withdraw reports: %w", err)
	}
	return nil
}

// mark changes what the operator says of an event.
func (s *Store) mark(ctx context.Context, id string, change func(*timeline.Event)) error {
	err := s.transact(ctx, func(t *tx) error {
		if err := t.lock(); err != nil {
			return err
		}
		n, err := newNeighbourhood(t)
		if err != nil {
			return err
		}
		key, err := n.find(id)
		if err != nil {
			return err
		}
		old := n.olds[key]
		e := old.Event
		change(&e)
		from := make([]placed, len(old.part))
		for i, part := range old.part {
			from[i].part = part
		}
		if err := n.save(key, old, e, from, now()); err != nil {
			return err
		}
		return n.finish()
	})
	if err != nil {
		return fmt.Errorf("event %s: %w", id, err)
	}
	return nil
}

// correct stores a fact about events and lays their neighbourhood out anew.
func (s *Store) correct(ctx context.Context, ids []string, fact func(*neighbourhood, []timeline.Event) (timeline.Fact, error)) error {
	return s.transact(ctx, func(t *tx) error {
		if err := t.lock(); err != nil {
			return err
		}
		n, err := newNeighbourhood(t)
		if err != nil {
			return err
		}
		var events []timeline.Event
		var keys []int64
		for _, id := range ids {
			key, err := n.find(id)
			if err != nil {
				return err
			}
			keys = append(keys, key)
			events = append(events, n.olds[key].Event)
		}
		f, err := fact(n, events)
		if err != nil {
			return err
		}
		if err := n.addFact(f); err != nil {
			return err
		}
		n.begin()
		if err := (earlier{n}).Read(keys); err != nil {
			return err
		}
		for _, key := range keys {
			n.touched[key] = true
			for _, t := range n.threads[key] {
				for _, l := range t.Links {
					n.layout.Again(l)
				}
			}
		}
		return n.layOut(now())
	})
}

// find loads the event of an id, following a redirect.
func (n *neighbourhood) find(id string) (int64, error) {
	key, err := keyOf(id)
	if err != nil {
		return 0, err
	}
	found, err := n.keys("SELECT key FROM events WHERE key = $1 UNION ALL SELECT target FROM redirects WHERE key = $1", key)
	if err != nil {
		return 0, err
	}
	if len(found) == 0 {
		return 0, ErrNotFound
	}
	return found[0], n.read(found)
}

// addFact stores a correction and takes back earlier ones that say the contrary.
func (n *neighbourhood) addFact(f timeline.Fact) error {
	body, err := json.Marshal(f)
	if err != nil {
		return err
	}
	at := micros(now())
	sum := sha256.Sum256(fmt.Appendf(body, " %d", at))
	id := hex.EncodeToString(sum[:8])
	if err := n.revoke(f); err != nil {
		return err
	}
	n.facts[id] = f
	if err := n.exec("INSERT INTO facts (id, at, body) VALUES ($1, $2, $3)", id, at, string(body)); err != nil {
		return err
	}
	return n.saveFact(id, f)
}

// revoke removes the facts of the other kind that hold mentions of both sides.
func (n *neighbourhood) revoke(f timeline.Fact) error {
	contrary := map[string]bool{}
	err := in(n.ctx, n.tx, "SELECT f.id, f.body FROM fact_mentions m JOIN facts f ON f.id = m.fact WHERE m.mention IN (%s)", f.Keys(), func(r *sql.Rows) error {
		var id string
		var body []byte
		if err := r.Scan(&id, &body); err != nil {
			return err
		}
		var old timeline.Fact
		err := json.Unmarshal(body, &old)
		contrary[id] = old.Kind != f.Kind && overlap(old.Keys(), f.A) && overlap(old.Keys(), f.B)
		return err
	})
	for id, is := range contrary {
		if is && err == nil {
			delete(n.facts, id)
			err = errors.Join(n.exec("DELETE FROM fact_mentions WHERE fact = $1", id), n.exec("DELETE FROM facts WHERE id = $1", id))
		}
	}
	return err
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(k string) bool { return slices.Contains(b, k) })
}

func keysOf(mentions []timeline.Mention) []string {
	var keys []string
	for _, m := range mentions {
		keys = append(keys, m.Key())
	}
	return keys
}

// survivor returns the id under which the event of the id is found now.
func (s *Store) survivor(ctx context.Context, id string) (string, error) {
	e, err := s.Event(ctx, id)
	var moved *RedirectedError
	if errors.As(err, &moved) {
		return moved.To, nil
	}
	return e.ID, err
}
