package web

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// memo remembers summaries for as long as the timeline does not change, and no
// longer than they may be stale for queries that are relative to now. Pages of
// one query, and reloads, then count once.
type memo struct {
	Summaries
	s  *server
	mu sync.Mutex
	by map[string]remembered
}

type remembered struct {
	version int64
	at      time.Time
	value   any
}

const (
	memoMost = 500 // entries; when it is full it starts anew
	memoAge  = time.Minute
)

// recall returns what is remembered under the key, else what produce returns.
func recall[T any](ctx context.Context, m *memo, key string, produce func() (T, error)) (T, error) {
	var none T
	version, err := m.s.current(ctx)
	if err != nil {
		return none, err
	}
	m.mu.Lock()
	r, ok := m.by[key]
	m.mu.Unlock()
	if ok && r.version == version && time.Since(r.at) < memoAge {
		if v, ok := r.value.(T); ok {
			return v, nil
		}
	}
	v, err := produce()
	if err != nil {
		return none, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.by) >= memoMost {
		clear(m.by)
	}
	m.by[key] = remembered{version, time.Now(), v}
	return v, nil
}

func memoKey(method string, q timeline.Query, more ...any) string {
	return method + strings.TrimSuffix(fmt.Sprintln(more...), "\n") + "\x00" + q.String() + fmt.Sprintf("\x00%v", tags(q.Root))
}

// tags lists what tag: terms were bound to: two readings of sources.yaml may differ.
func tags(n timeline.Node) []string {
	switch n := n.(type) {
	case timeline.And:
		return tagsOf(n)
	case timeline.Or:
		return tagsOf(n)
	case timeline.Not:
		return tags(n.Node)
	case timeline.Term:
		if n.Key == timeline.KeyTag {
			return n.Codes
		}
	}
	return nil
}

func tagsOf(nodes []timeline.Node) (out []string) {
	for _, n := range nodes {
		out = append(out, tags(n)...)
	}
	return out
}

func (m *memo) Count(ctx context.Context, q timeline.Query) (Count, error) {
	return recall(ctx, m, memoKey("count", q), func() (Count, error) { return m.Summaries.Count(ctx, q) })
}

func (m *memo) Facets(ctx context.Context, q timeline.Query) (Facets, error) {
	return recall(ctx, m, memoKey("facets", q), func() (Facets, error) { return m.Summaries.Facets(ctx, q) })
}

func (m *memo) Density(ctx context.Context, q timeline.Query, from, to timeline.Day) ([]Band, error) {
	return recall(ctx, m, memoKey("density", q, from, to), func() ([]Band, error) { return m.Summaries.Density(ctx, q, from, to) })
}

func (m *memo) Pairs(ctx context.Context, q timeline.Query, limit int) ([]Pair, error) {
	return recall(ctx, m, memoKey("pairs", q, limit), func() ([]Pair, error) { return m.Summaries.Pairs(ctx, q, limit) })
}

// sourceState keeps the sources' state for the line under every page's masthead.
type sourceState struct {
	mu   sync.Mutex
	at   time.Time
	list []Source
}

// stateAge is how old that line may be.
const stateAge = 3 * time.Second

func (s *server) sourcesLately(ctx context.Context) ([]Source, error) {
	st := &s.lately
	st.mu.Lock()
	defer st.mu.Unlock()
	if !st.at.IsZero() && time.Since(st.at) < stateAge {
		return st.list, nil
	}
	list, err := s.Sources.Sources(ctx)
	if err != nil {
		return nil, err
	}
	st.list, st.at = list, time.Now()
	return list, nil
}
