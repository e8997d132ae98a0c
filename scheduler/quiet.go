package scheduler

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// quietStore is a [Store] that stores many outcomes without readings in one
// transaction: most polls bring nothing new, and cost least together.
type quietStore interface {
	CommitQuiet(ctx context.Context, outcomes []Outcome) error
}

// quietWait is how long outcomes without readings wait for company.
const quietWait = 20 * time.Millisecond

// quiet collects the outcomes without readings that come at about the same time,
// and stores them together.
type quiet struct {
	store   quietStore
	mu      sync.Mutex
	waiting []quietCommit
	busy    bool
}

type quietCommit struct {
	outcome Outcome
	done    chan error
}

// commit stores one outcome, with others or alone.
func (q *quiet) commit(ctx context.Context, o Outcome) error {
	done := make(chan error, 1)
	q.mu.Lock()
	q.waiting = append(q.waiting, quietCommit{o, done})
	if !q.busy {
		q.busy = true
		go q.work(context.WithoutCancel(ctx))
	}
	q.mu.Unlock()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("waiting to store: %w", context.Cause(ctx))
	}
}

func (q *quiet) work(ctx context.Context) {
	for {
		time.Sleep(quietWait)
		q.mu.Lock()
		now := q.waiting
		q.waiting = nil
		q.busy = len(now) > 0
		q.mu.Unlock()
		if len(now) == 0 {
			return
		}
		q.flush(ctx, now)
	}
}

func (q *quiet) flush(ctx context.Context, now []quietCommit) {
	ctx, cancel := context.WithTimeout(ctx, commitTime)
	defer cancel()
	outcomes := make([]Outcome, len(now))
	for i, c := range now {
		outcomes[i] = c.outcome
	}
	err := q.store.CommitQuiet(ctx, outcomes)
	for _, c := range now {
		c.done <- err
	}
}
