package scheduler

import (
	"context"
	"errors"
	"maps"
	"sync"
	"sync/atomic"
	"time"
)

// memStore is a Store in memory that counts what it is asked.
type memStore struct {
	mu      sync.Mutex
	states  map[string]State
	pushes  map[string]Push
	digests map[string]string
	reports map[string]Reading
	polls   []Poll
	lookups int // Digests calls
	writes  int // readings stored
	broken  int // commits of readings that still fail
}

func newMemStore() *memStore {
	return &memStore{states: map[string]State{}, pushes: map[string]Push{}, digests: map[string]string{}, reports: map[string]Reading{}}
}

func (m *memStore) Digests(_ context.Context, ids []string) (map[string]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lookups++
	out := map[string]string{}
	for _, id := range ids {
		if d, ok := m.digests[id]; ok {
			out[id] = d
		}
	}
	return out, nil
}

func (m *memStore) Commit(_ context.Context, o Outcome) (Poll, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken > 0 && len(o.Readings) > 0 {
		m.broken--
		return Poll{}, errors.New("the disk is full")
	}
	for _, r := range o.Readings {
		if _, known := m.digests[r.Report.ID]; known {
			o.Poll.Changed++
		} else {
			o.Poll.New++
		}
		m.digests[r.Report.ID] = r.Digest
		m.reports[r.Report.ID] = r
		m.writes++
	}
	if o.State.Source != "" {
		o.State.Push = Push{} // not part of it
		m.states[o.State.Source] = o.State
	}
	if !o.Poll.At.IsZero() {
		m.polls = append(m.polls, o.Poll)
	}
	return o.Poll, nil
}

func (m *memStore) States(context.Context) (map[string]State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.states), nil
}

func (m *memStore) state(id string) State {
	m.mu.Lock()
	defer m.mu.Unlock()
	st := m.states[id]
	st.Push = m.pushes[id]
	return st
}

func (m *memStore) Pushes(context.Context, ...string) (map[string]Push, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.pushes), nil
}

func (m *memStore) PushOf(_ context.Context, token string) (string, Push, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, p := range m.pushes {
		if p.Token == token {
			return id, p, nil
		}
	}
	return "", Push{}, nil
}

func (m *memStore) SavePush(_ context.Context, source string, p Push) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pushes[source] = p
	return nil
}

func (m *memStore) ChangePush(_ context.Context, token string, change func(*Push) bool) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, p := range m.pushes {
		if p.Token == token && change(&p) {
			m.pushes[id] = p
			return true, nil
		}
	}
	return false, nil
}

// titles returns the titles of all stored reports, unordered.
func (m *memStore) titles() map[string]bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[string]bool{}
	for _, r := range m.reports {
		out[r.Report.Title] = true
	}
	return out
}

// mortalStore stores nothing once it is dead.
type mortalStore struct {
	*memStore
	dead atomic.Bool
}

func (m *mortalStore) Commit(ctx context.Context, o Outcome) (Poll, error) {
	if m.dead.Load() {
		return Poll{}, errors.New("dead")
	}
	return m.memStore.Commit(ctx, o)
}

// slowStore takes its time for each commit with readings, and one at a time.
type slowStore struct {
	*memStore
	turn chan struct{}
	took time.Duration
}

func (s *slowStore) Commit(ctx context.Context, o Outcome) (Poll, error) {
	if len(o.Readings) > 0 {
		s.turn <- struct{}{}
		defer func() { <-s.turn }()
		select {
		case <-time.After(s.took):
		case <-ctx.Done():
			return Poll{}, ctx.Err()
		}
	}
	return s.memStore.Commit(ctx, o)
}
