package scheduler

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// togetherStore is a [Store] that stores many outcomes in one transaction, as
// [Store.Commit] would one after the other, and returns their polls; only what was
// read in them is left to be laid out. When it fails nothing of any is stored.
// Their sources differ.
type togetherStore interface {
	CommitTogether(ctx context.Context, outcomes []Outcome) ([]Poll, error)
	// LayOut lays out on the timeline what commits have left, as much as one
	// transaction should take, and says whether there is more. What it cannot lay
	// out stays with the store.
	LayOut(ctx context.Context) (more bool, err error)
}

// togetherWait is how long outcomes with readings wait for company, and
// togetherMost how many readings one transaction takes: more would be in memory
// for long.
const (
	togetherWait = 20 * time.Millisecond
	togetherMost = 800
)

// The timeline is not laid out anew for every few readings: it waits until no more
// have come for layCalm and none are being read, or the first is laySoon old and
// nobody waits to store. In a flood it waits until layMost have come, or the first is
// layLate old: laid out together, mentions of one event are written once.
const (
	layCalm = 500 * time.Millisecond
	laySoon = 5 * time.Second
	layMost = 100_000
	layLate = 2 * time.Minute
)

// together collects the outcomes with readings that come while others are being
// stored, and stores them in one transaction: what many of them touch is then
// read and written once. What was read is laid out when nobody waits to store.
type together struct {
	store togetherStore
	log   *slog.Logger
	busy  func() bool // whether answers are being read; nil: no

	mu      sync.Mutex
	waiting []togetherCommit
	ended   chan struct{} // closed when there is nothing more to do; nil: nothing is done

	hurry bool // somebody waits for the layout

	left        int // readings that were stored since the last layout; only the worker reads these
	since, last time.Time
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
	g.begin(ctx, togetherCommit{ctx, o, done})
	select {
	case c := <-done:
		return c.poll, c.err
	case <-ctx.Done():
		return o.Poll, fmt.Errorf("waiting to store: %w", context.Cause(ctx))
	}
}

// begin has outcomes stored and then laid out what there is, also what a process
// that died has left. The channel is closed when all is done.
func (g *together) begin(ctx context.Context, more ...togetherCommit) (ended <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, more...)
	g.hurry = g.hurry || len(more) == 0
	if g.ended == nil {
		g.ended = make(chan struct{})
		go g.work(context.WithoutCancel(ctx))
	}
	return g.ended
}

func (g *together) work(ctx context.Context) {
	defer lean()()
	more := true
	for {
		time.Sleep(togetherWait)
		now, hurry, last := g.next(!more && g.left == 0)
		if last {
			return
		}
		if len(now) > 0 {
			g.flush(now)
		}
		reading := g.busy != nil && g.busy()
		if g.due(len(now) == 0 && (hurry || !reading), hurry) {
			more = g.layOut(ctx)
			g.left = 0
		}
	}
}

// due says whether to lay out now; idle: nobody waits to store, or soon will.
func (g *together) due(idle, hurry bool) bool {
	if g.left == 0 {
		return idle
	}
	age := time.Since(g.since)
	return idle && (hurry || age >= laySoon || time.Since(g.last) >= layCalm) || g.left >= layMost || age >= layLate
}

// next takes what is stored next: one outcome a source, and those whose poll was
// not given up. It ends the work where there is nothing, and nothing was left.
func (g *together) next(done bool) (now []togetherCommit, hurry, last bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	hurry = g.hurry
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
	if last = done && len(now) == 0; last {
		close(g.ended)
		g.ended, g.hurry = nil, false
	}
	return now, hurry, last
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
		g.last = time.Now()
		if g.left == 0 {
			g.since = g.last
		}
		for i, c := range now {
			g.left += len(c.outcome.Readings)
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

// leanGarbage is by how many per cent the heap may grow before it is collected
// while readings are stored and laid out, in the place of Go's own 100: a first poll
// of many sources takes a tenth less memory, for a twentieth more processor time.
const leanGarbage = 50

// lean has garbage collected sooner until done, where $GOGC says nothing else.
func lean() (done func()) {
	was := debug.SetGCPercent(leanGarbage)
	if was == 100 {
		return func() { debug.SetGCPercent(was) }
	}
	debug.SetGCPercent(was)
	return func() {}
}

// layOut lays out once, and says whether to go on. What fails is kept by the store
// and tried again after the next commit.
func (g *together) layOut(ctx context.Context) (more bool) {
	ctx, cancel := context.WithTimeout(ctx, commitTime)
	defer cancel()
	more, err := g.store.LayOut(ctx)
	if err != nil {
		g.log.Error("the timeline could not be laid out anew; what was read is kept, and tried again", "error", err)
	}
	return more
}
