package scheduler

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"sync"
	"time"

	"github.com/dateline-news/dateline/feed"
)

// Scheduler polls sources when they are due. It is safe for concurrent use;
// Run and PollOnce must not run at the same time.
type Scheduler struct {
	opts   Options
	poller *Poller
	queue  *queue

	mu       sync.Mutex
	sources  []feed.Source
	states   map[string]State
	units    map[string]*unit // by key
	owner    map[string]*unit // by source
	holders  []feed.Source    // sources that may hold their host
	loaded   bool
	running  bool              // Run runs
	repeated bool              // and queues a unit again after its poll
	articles map[string]bool   // queued, by report and digest
	pushes   map[string]string // the queued request to a hub, by source
	hubs     pushStore         // nil where hubs are not used

	reading sync.Mutex // of all states
	grouped time.Time  // when they were read, where machines share the store
}

// New returns a Scheduler.
func New(opts Options) *Scheduler {
	if opts.Workers == 0 {
		opts.Workers = 64
	}
	if opts.HostGap == 0 {
		opts.HostGap = time.Second
	}
	if opts.CoolDown == 0 {
		opts.CoolDown = time.Minute
	}
	poller := NewPoller(opts)
	opts = poller.opts
	q := newQueue(2*opts.Workers, opts.HostGap) // while some ask, others store
	q.turns, q.log = opts.Turns, opts.Log
	var hubs pushStore
	if opts.Subscribe != nil && opts.PublicURL != "" {
		hubs, _ = opts.Store.(pushStore)
	}
	return &Scheduler{
		opts: opts, poller: poller, queue: q, hubs: hubs,
		sources: opts.Sources, units: map[string]*unit{},
		articles: map[string]bool{}, pushes: map[string]string{},
	}
}

// Run polls on schedule, and does the chores, until ctx ends. Then it lets what
// is under way finish, for at most ten seconds; what does not finish is not
// stored and is polled again. It returns an error only where it could not begin.
// Where machines share the store it leaves polling to [Scheduler.PollTurn], and
// fetches only articles.
func (s *Scheduler) Run(ctx context.Context) error {
	err := s.load(ctx)
	if ctx.Err() != nil {
		return nil // stopped before it began
	}
	if err != nil {
		return err
	}
	stop, err := s.startChores(ctx)
	if err != nil {
		return err
	}
	defer stop()
	s.poller.layOut(ctx)
	s.begun()
	s.queue.run(ctx, false)
	select {
	case <-s.poller.layOut(ctx):
	case <-time.After(commitHurry): // the next start goes on
	}
	return nil
}

// begun queues everything, where no other machine may.
func (s *Scheduler) begun() {
	s.mu.Lock()
	s.running, s.repeated = true, s.shared() == nil
	now := time.Now()
	for _, u := range s.units {
		if s.repeated {
			s.enqueue(u, s.dueOf(u, now))
		}
	}
	s.mu.Unlock()
	for _, src := range s.opts.Sources {
		s.queuePush(src.ID)
	}
}

// load reads the stored states once.
func (s *Scheduler) load(ctx context.Context) error {
	if s.shared() != nil {
		return s.refresh(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.loaded {
		return nil
	}
	states, err := s.opts.Store.States(ctx)
	if err != nil {
		return fmt.Errorf("reading the sources' states: %w", err)
	}
	if err := s.withPushes(ctx, states); err != nil {
		return err
	}
	s.states, s.loaded = map[string]State{}, true
	maps.Copy(s.states, states)
	s.regroup()
	return nil
}

// Reload swaps the sources. Due times are kept: nothing is polled early. What
// is being polled is finished; what is gone from the sources is not polled again.
func (s *Scheduler) Reload(sources []feed.Source) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sources = sources
	if !s.loaded {
		return
	}
	s.regroup()
	s.grouped = time.Time{}
	if s.repeated {
		now := time.Now()
		for _, u := range s.units {
			s.enqueue(u, s.dueOf(u, now))
		}
	}
}

// enqueue gives a unit its one place in the queue. The caller holds s.mu.
func (s *Scheduler) enqueue(u *unit, at time.Time) {
	turn := u.turn.Add(1)
	if at.IsZero() || u.running {
		return // gone, or queued again when its poll ends
	}
	s.queue.add(&job{
		at: at, host: u.host,
		stale: func() bool { return u.turn.Load() != turn },
		run: func(ctx context.Context) {
			if err := s.freshen(ctx, u); err != nil {
				s.mu.Lock()
				s.tell(u, result{err: err})
				s.mu.Unlock()
				return
			}
			s.poll(ctx, u, turn)
		},
	})
}

// poll does one poll of a unit and queues the next.
func (s *Scheduler) poll(ctx context.Context, u *unit, turn int64) {
	members, ok := s.begin(u, turn)
	if !ok {
		return
	}
	outcomes, err := s.safely(ctx, members)
	if err != nil && ctx.Err() == nil {
		s.opts.Log.Error("a poll could not be stored; it will be repeated", "url", members[0].State.URL, "error", err)
	}
	s.end(ctx, u, outcomes, err)
}

// safely is Poll without its panics: one bad source must not end the rest.
func (s *Scheduler) safely(ctx context.Context, members []Member) (out []Outcome, err error) {
	defer func() {
		if p := recover(); p != nil {
			s.opts.Log.Error("a poll panicked", "source", members[0].Source.ID, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fmt.Errorf("polling failed: %v", p)
		}
	}()
	return s.poller.Poll(ctx, members)
}

func (s *Scheduler) begin(u *unit, turn int64) ([]Member, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.turn.Load() != turn || u.running {
		return nil, false
	}
	if h := s.hostHold(u.host); h.After(time.Now()) {
		s.tell(u, result{err: fmt.Errorf("%w until %s", ErrHeld, h.Format(time.RFC3339))})
		if s.repeated {
			s.enqueue(u, h) // a source of the host was told to wait meanwhile
		}
		return nil, false
	}
	u.running = true
	members := make([]Member, len(u.sources))
	for i, src := range u.sources {
		members[i] = Member{Source: src, State: s.states[src.ID]}
	}
	return members, true
}

// end takes the outcomes of a poll over and queues what follows from them.
func (s *Scheduler) end(ctx context.Context, u *unit, outcomes []Outcome, err error) {
	offered := map[string]Push{}
	s.mu.Lock()
	for i := range outcomes {
		o := &outcomes[i]
		live := s.states[o.State.Source]
		u.moved = u.moved || live.URL != o.State.URL
		st := o.State
		var news bool
		if st.Push, news = s.takePush(st.Push, live.Push); news {
			offered[st.Source] = st.Push
		}
		s.states[st.Source] = st
		s.report(*o)
	}
	u.trouble = err
	s.tell(u, result{outcomes, err})
	s.mu.Unlock()
	for source, p := range offered {
		s.savePush(ctx, source, p)
	}
	s.release(u)
	for _, o := range outcomes {
		s.queueArticles(s.source(o.State.Source), o.Articles)
		s.queuePush(o.State.Source)
	}
}

// source returns the source with an id.
func (s *Scheduler) source(id string) feed.Source {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.owner[id]; u != nil {
		for _, src := range u.sources {
			if src.ID == id {
				return src
			}
		}
	}
	return feed.Source{ID: id}
}

// tell hands a result to those who wait for the unit's poll.
func (s *Scheduler) tell(u *unit, r result) {
	for _, c := range u.done {
		c <- r // has room: one result a waiter
	}
	u.done = nil
}

// report logs what an operator must know of an outcome.
func (s *Scheduler) report(o Outcome) {
	switch st := o.State; {
	case st.Gone:
		s.opts.Log.Warn("a source has ended; its events stay", "source", st.Source, "reason", st.Reason)
	case st.Hold.After(st.LastPoll):
		s.opts.Log.Warn("a server asks to wait", "source", st.Source, "until", st.Hold.Format(time.RFC3339), "error", st.LastError)
	case st.LastError != "":
		s.opts.Log.Info("a poll failed", "source", st.Source, "error", st.LastError, "next", st.NextDue.Format(time.RFC3339))
	}
}

// ErrCoolDown says that a source was polled by hand too soon after another poll.
var ErrCoolDown = errors.New("asked only a moment ago")

// ErrHeld says that the source's server wants no requests yet.
var ErrHeld = errors.New("the server asked to wait")

// ErrUnknown says that there is no enabled source of that name.
var ErrUnknown = errors.New("no such source")
