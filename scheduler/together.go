package scheduler

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// togetherStore is a [Store] that stores many outcomes in one transaction, as
// [Store.Commit] would one after the other, and returns their polls. When it
// fails nothing of any is stored. Their sources differ.
type togetherStore interface {
	CommitTogether(ctx context.Context, outcomes []Outcome) ([]Poll, error)
}

// togetherWait is how long outcomes with readings wait for company, and
// togetherMost how many readings one transaction takes: more would be in memory
// for long.
const (
	togetherWait = 20 * time.Millisecond
	togetherMost = 800
)

// together collects the outcomes with readings that come while others are being
// stored, and stores them in one transaction: what many of them touch is then
// read and written once.
type together struct {
	store   togetherStore
	mu      sync.Mutex
	waiting []togetherCommit
	busy    bool
}

type togetherCommit struct {
	ctx     context.Context // of who waits
	outcome Outcome
	done    chan<- committed
}

type committed struct {
	poll Poll
	err  error
}

// commit stores one outcome, with others or alone.
func (g *together) commit(ctx context.Context, o Outcome) (Poll, error) {
	done := make(chan committed, 1)
	g.mu.Lock()
	g.waiting = append(g.waiting, togetherCommit{ctx, o, done})
	if !g.busy {
		g.busy = true
		go g.work()
	}
	g.mu.Unlock()
	select {
	case c := <-done:
		return c.poll, c.err
	case <-ctx.Done():
		return o.Poll, fmt.Errorf("waiting to store: %w", context.Cause(ctx))
	}
}

func (g *together) work() {
	for {
		time.Sleep(togetherWait)
		now := g.next()
		if len(now) == 0 {
			return
		}
		g.flush(now)
	}
}

// next takes what is stored next: one outcome a source, and those whose poll was
// not given up.
func (g *together) next() (now []togetherCommit) {
	g.mu.Lock()
	defer g.mu.Unlock()
	readings, sources := 0, map[string]bool{}
	var later []togetherCommit
	for _, c := range g.waiting {
		source := c.outcome.Readings[0].Report.Source
		switch {
		case c.ctx.Err() != nil:
		case sources[source], readings > 0 && readings+len(c.outcome.Readings) > togetherMost:
			later = append(later, c)
		default:
			now = append(now, c)
			readings += len(c.outcome.Readings)
			sources[source] = true
		}
	}
	g.waiting = later
	g.busy = len(now) > 0
	return now
}

// flush stores outcomes together; where that fails, one by one, so that none
// suffers for another.
func (g *together) flush(now []togetherCommit) {
	outcomes := make([]Outcome, len(now))
	for i, c := range now {
		outcomes[i] = c.outcome
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(now[0].ctx), commitTime)
	polls, err := g.store.CommitTogether(ctx, outcomes)
	cancel()
	switch {
	case err == nil:
		for i, c := range now {
			c.done <- committed{poll: polls[i]}
		}
	case len(now) == 1:
		now[0].done <- committed{outcomes[0].Poll, err}
	default:
		for i := range now {
			g.flush(now[i : i+1])
		}
	}
}
