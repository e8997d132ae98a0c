package web

import (
	"context"
	"sync"
	"time"
)

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
