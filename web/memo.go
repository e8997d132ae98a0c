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
// longer than they may be stale for queries that are relative to now. One that
// takes long to make, over a very large timeline, is given out at once even when
// it is some minutes old, and made anew in the background.
type memo struct {
	Summaries
	s  *server
	mu sync.Mutex
	by map[string]*remembered
}

type remembered struct {
	version    int64
	at         time.Time
	cost       time.Duration // what it took to make
	value      any
	refreshing bool
}

const (
	memoMost = 500 // entries; when it is full it starts anew
	memoAge  = time.Minute
	memoSlow = 50 * time.Millisecond
	// memoStale is how old a slow one may be when it is given out.
	memoStale = 10 * time.Minute
)

// recall returns what is remembered under the key, else what produce returns.
func recall[T any](ctx context.Context, m *memo, key string, produce func(context.Context) (T, error)) (T, error) {
	var none T
	version, err := m.s.current(ctx)
	if err != nil {
		return none, err
	}
	r, refresh := m.look(key, version)
	if r != nil {
		if v, ok := r.(T); ok {
			if refresh {
				go m.refresh(key, version, func(ctx context.Context) (any, error) { return produce(ctx) })
			}
			return v, nil
		}
	}
	start := time.Now()
	v, err := produce(ctx)
	if err != nil {
		return none, err
	}
	m.keep(key, version, time.Since(start), v)
	return v, nil
}

// look returns what is remembered and still good, and whether it is to be made anew.
func (m *memo) look(key string, version int64) (value any, refresh bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.by[key]
	fresh := ok && time.Since(r.at) < memoAge
	switch {
	case fresh && r.version == version:
		return r.value, false
	case ok && r.cost >= memoSlow && time.Since(r.at) < memoStale:
		refresh = !r.refreshing
		r.refreshing = true
		return r.value, refresh
	}
	return nil, false
}

func (m *memo) keep(key string, version int64, cost time.Duration, value any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.by) >= memoMost {
		clear(m.by)
	}
	m.by[key] = &remembered{version: version, at: time.Now(), cost: cost, value: value}
}

// refresh makes a value anew after its reader was served.
func (m *memo) refresh(key string, version int64, produce func(context.Context) (any, error)) {
	ctx, cancel := context.WithTimeout(context.Background(), memoAge)
	defer cancel()
	start := time.Now()
	v, err := produce(ctx)
	if err != nil {
		m.s.log.Warn("counting again", "err", err)
		m.mu.Lock()
		delete(m.by, key) // the next reader counts, and is told if that fails
		m.mu.Unlock()
		return
	}
	m.keep(key, version, time.Since(start), v)
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
	return recall(ctx, m, memoKey("count", q), func(ctx context.Context) (Count, error) { return m.Summaries.Count(ctx, q) })
}

func (m *memo) Facets(ctx context.Context, q timeline.Query) (Facets, error) {
	return recall(ctx, m, memoKey("facets", q), func(ctx context.Context) (Facets, error) { return m.Summaries.Facets(ctx, q) })
}

func (m *memo) Density(ctx context.Context, q timeline.Query, from, to timeline.Day) ([]Band, error) {
	return recall(ctx, m, memoKey("density", q, from, to), func(ctx context.Context) ([]Band, error) { return m.Summaries.Density(ctx, q, from, to) })
}

func (m *memo) Pairs(ctx context.Context, q timeline.Query, limit int) ([]Pair, error) {
	return recall(ctx, m, memoKey("pairs", q, limit), func(ctx context.Context) ([]Pair, error) { return m.Summaries.Pairs(ctx, q, limit) })
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
	list, err := s.Sources.States(ctx)
	if err != nil {
		return nil, err
	}
	st.list, st.at = list, time.Now()
	return list, nil
}
