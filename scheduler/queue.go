package scheduler

import (
	"container/heap"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// grace is how long work that is under way may go on after the stop.
const grace = 4 * time.Second

// job is a piece of work on one host.
type job struct {
	at    time.Time // not before
	host  string    // one job of a host at a time, with a gap; empty: no host
	minor bool      // gives way to what is not
	stale func() bool
	run   func(context.Context)
}

// queue runs jobs when they are due: one at a time per host with a gap, and at
// most so many at once.
type queue struct {
	limit int
	gap   time.Duration
	wake  chan struct{} // of size 1
	turns Turns         // with other machines; nil: none
	log   *slog.Logger

	mu      sync.Mutex
	later   jobHeap
	ready   []*job // due, in order, waiting for their host or for a free worker
	hosts   map[string]*host
	running int
	minors  int // running
}

type host struct {
	busy bool
	free time.Time // the gap after the last job ends
}

func newQueue(limit int, gap time.Duration) *queue {
	return &queue{limit: limit, gap: gap, wake: make(chan struct{}, 1), hosts: map[string]*host{}}
}

// add queues a job. Its time is kept as a distance from now: a step of the clock
// does not move it.
func (q *queue) add(j *job) {
	now := time.Now()
	j.at = now.Add(j.at.Sub(now))
	q.mu.Lock()
	heap.Push(&q.later, j)
	q.mu.Unlock()
	q.stir()
}

func (q *queue) stir() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// run works until ctx ends or, when untilIdle, nothing is left. Work under way
// at the end is given grace to finish before its own context ends.
func (q *queue) run(ctx context.Context, untilIdle bool) {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		wait, idle := q.start(work)
		if untilIdle && idle {
			return
		}
		timer.Reset(wait)
		select {
		case <-timer.C:
		case <-q.wake:
		case <-ctx.Done():
			q.finish(stop)
			return
		}
	}
}

// finish waits for running work, and stops what takes too long.
func (q *queue) finish(stop func()) {
	hurry := time.AfterFunc(grace, stop)
	defer hurry.Stop()
	for {
		q.mu.Lock()
		n := q.running
		q.mu.Unlock()
		if n == 0 {
			return
		}
		<-q.wake
	}
}

// start starts what can run now. It returns how long nothing else can, and
// whether there is no work at all.
func (q *queue) start(ctx context.Context) (wait time.Duration, idle bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	wait = time.Hour
	for len(q.later) > 0 && !q.later[0].at.After(now) {
		q.enter(heap.Pop(&q.later).(*job))
	}
	if len(q.later) > 0 {
		wait = q.later[0].at.Sub(now)
	}
	q.ready = slices.DeleteFunc(q.ready, func(j *job) bool {
		if j.stale != nil && j.stale() {
			return true
		}
		if q.running >= q.limit || j.minor && q.minors >= max(1, q.limit/2) {
			return false
		}
		h := q.hosts[j.host]
		if h != nil && h.busy {
			return false
		}
		if h != nil && h.free.After(now) {
			wait = min(wait, h.free.Sub(now))
			return false
		}
		q.launch(ctx, j)
		return true
	})
	return wait, q.running == 0 && len(q.ready) == 0 && len(q.later) == 0
}

// enter puts a due job in line: minor ones last.
func (q *queue) enter(j *job) {
	if j.minor {
		q.ready = append(q.ready, j)
		return
	}
	at := len(q.ready)
	for at > 0 && q.ready[at-1].minor {
		at--
	}
	q.ready = slices.Insert(q.ready, at, j)
}

func (q *queue) launch(ctx context.Context, j *job) {
	q.running++
	if j.minor {
		q.minors++
	}
	if j.host != "" {
		q.hosts[j.host] = &host{busy: true}
	}
	go func() {
		defer q.done(j)
		if q.turns != nil && j.host != "" {
			release, wait, err := q.turns.Take(ctx, j.host)
			if err != nil && ctx.Err() == nil {
				q.log.Error("a host cannot be taken; trying again", "host", j.host, "error", err)
			}
			if release == nil {
				j.at = time.Now().Add(max(wait, turnWait))
				q.add(j)
				return
			}
			defer release()
		}
		j.run(ctx)
	}()
}

// turnWait is how long a job waits at least for a host that another machine has.
const turnWait = 200 * time.Millisecond

func (q *queue) done(j *job) {
	q.mu.Lock()
	q.running--
	if j.minor {
		q.minors--
	}
	if j.host != "" {
		if q.gap > 0 {
			q.hosts[j.host] = &host{free: time.Now().Add(q.gap)}
		} else {
			delete(q.hosts, j.host)
		}
	}
	q.mu.Unlock()
	q.stir()
}

// jobHeap orders jobs by time.
type jobHeap []*job

func (h jobHeap) Len() int           { return len(h) }
func (h jobHeap) Less(i, j int) bool { return h[i].at.Before(h[j].at) }
func (h jobHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *jobHeap) Push(x any)        { *h = append(*h, x.(*job)) }
func (h *jobHeap) Pop() any {
	old := *h
	j := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return j
}
