package scheduler

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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

// unit is one distinct URL and all the sources that read it.
type unit struct {
	key     string
	host    string
	sources []feed.Source
	turn    atomic.Int64 // counts the unit's places in the queue; an older one is stale
	running bool         // one poll at a time
	trouble error        // why the last poll could not be stored
	moved   bool         // a source of it is to be asked elsewhere
	done    []chan<- result
}

type result struct {
	outcomes []Outcome
	err      error
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

// regroup sorts the enabled sources into units by what they ask for.
func (s *Scheduler) regroup() {
	units := map[string]*unit{}
	s.owner, s.holders = map[string]*unit{}, nil
	var back time.Duration
	for _, src := range s.sources {
		if src.Disabled {
			continue
		}
		if src.HoldHost {
			s.holders = append(s.holders, src)
		}
		st, ahead := steady(Prepare(src, s.states[src.ID]), time.Now())
		back = max(back, ahead)
		s.states[src.ID] = st
		key := keyOf(st)
		u := units[key]
		if u == nil {
			if u = s.units[key]; u == nil {
				u = &unit{key: key, host: hostOf(st.URL)}
			}
			u.sources = nil
			units[key] = u
		}
		u.sources = append(u.sources, src)
		s.owner[src.ID] = u
	}
	for key, u := range s.units {
		if units[key] == nil {
			u.turn.Add(1) // its place in the queue is stale
		}
	}
	s.units = units
	if back > 0 {
		s.opts.Log.Warn("the clock was set back since the last polls; what was planned moves with it", "by", back.Round(time.Second).String())
	}
}

// keyOf tells units apart: what is asked, and with which access.
func keyOf(st State) string { return st.URL + "\n" + st.Access }

func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme == "file" {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// dueOf is when a unit is to be polled: when the first of its sources is due,
// but not while any of them, or its host, is on hold. Zero: never.
func (s *Scheduler) dueOf(u *unit, now time.Time) time.Time {
	var due, hold time.Time
	for _, src := range u.sources {
		st := s.states[src.ID]
		if st.Gone {
			continue
		}
		if st.Hold.After(hold) {
			hold = st.Hold
		}
		at := st.NextDue
		if due.IsZero() || !at.IsZero() && at.Before(due) {
			due = at
		}
	}
	if s.gone(u) {
		return time.Time{}
	}
	if due.IsZero() {
		due = now
		if sch, err := parseSchedule(u.sources[0].ID, u.sources[0].Schedule); err == nil && u.host != "" {
			due = sch.first(now)
		}
	}
	if h := s.hostHold(u.host); h.After(hold) {
		hold = h
	}
	if hold.After(due) {
		return hold
	}
	return due
}

func (s *Scheduler) gone(u *unit) bool {
	return !slices.ContainsFunc(u.sources, func(src feed.Source) bool { return !s.states[src.ID].Gone })
}

// hostHold is until when a source that may hold its whole host does so.
func (s *Scheduler) hostHold(host string) (until time.Time) {
	for _, src := range s.holders {
		if st := s.states[src.ID]; st.Hold.After(until) && hostOf(st.URL) == host {
			until = st.Hold
		}
	}
	return until
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

// release ends a unit's turn and queues its next.
func (s *Scheduler) release(u *unit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u.running = false
	now := time.Now()
	if len(u.done) > 0 {
		s.enqueue(u, now) // somebody asked meanwhile
		return
	}
	moved := u.moved
	u.moved = false
	if moved {
		s.regroup()
	}
	if !s.repeated {
		return
	}
	if s.units[u.key] == u {
		at := s.dueOf(u, now)
		if u.trouble != nil {
			at = s.afterTrouble(u, now)
		}
		s.enqueue(u, at)
	}
	if !moved {
		return
	}
	for _, v := range s.units {
		if !v.running && v != u {
			s.enqueue(v, s.dueOf(v, now))
		}
	}
}

// afterTrouble is when to try again what could not be stored. That is our trouble,
// so nobody is spared by waiting long: the server was promised an interval, and
// where it was not even asked, it need not wait that long.
func (s *Scheduler) afterTrouble(u *unit, now time.Time) time.Time {
	wait := storeAgain
	if sch, err := parseSchedule(u.sources[0].ID, u.sources[0].Schedule); err == nil && (!errors.Is(u.trouble, errUnasked) || sch.step < wait) {
		wait = sch.step
	}
	return now.Add(wait + time.Duration(s.opts.Random(int64(wait/10)+1)))
}

// storeAgain is how long a poll waits that could not even begin.
const storeAgain = time.Minute

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
