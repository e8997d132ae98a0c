package scheduler

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/dateline-news/dateline/feed"
)

// PollNow polls a source at once, as conditionally as always, while Run runs.
// It returns an error that is [ErrCoolDown] soon after another poll, [ErrHeld]
// while the server's Retry-After lasts, and [ErrUnknown] for a source that is
// not there or disabled.
func (s *Scheduler) PollNow(ctx context.Context, source string) (Poll, error) {
	done, err := s.hasten(source)
	if err != nil {
		return Poll{}, err
	}
	select {
	case r := <-done:
		for _, o := range r.outcomes {
			if o.State.Source == source {
				return o.Poll, nil
			}
		}
		return Poll{}, r.err
	case <-ctx.Done():
		return Poll{}, context.Cause(ctx)
	}
}

func (s *Scheduler) hasten(source string) (<-chan result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.owner[source]
	if u == nil {
		return nil, fmt.Errorf("%w: %q", ErrUnknown, source)
	}
	if err := s.mayAsk(u, time.Now()); err != nil {
		return nil, fmt.Errorf("source %s: %w", source, err)
	}
	done := make(chan result, 1)
	u.done = append(u.done, done)
	s.enqueue(u, time.Now())
	return done, nil
}

// mayAsk says why a unit must not be polled by hand now.
func (s *Scheduler) mayAsk(u *unit, now time.Time) error {
	hold := s.hostHold(u.host)
	var last time.Time
	for _, src := range u.sources {
		if st := s.states[src.ID]; st.Hold.After(hold) {
			hold = st.Hold
		}
		if st := s.states[src.ID]; st.LastPoll.After(last) {
			last = st.LastPoll
		}
	}
	if hold.After(now) {
		return fmt.Errorf("%w until %s", ErrHeld, hold.Format(time.RFC3339))
	}
	if again := last.Add(s.opts.CoolDown); s.opts.CoolDown > 0 && again.After(now) && u.host != "" {
		return fmt.Errorf("%w; again in %s", ErrCoolDown, again.Sub(now).Round(time.Second))
	}
	return nil
}

// PollOnce polls once what is due, or the named sources whether due or not, and
// tells each of every poll as it ends, one call at a time. A named source that
// must not be asked now (see [Scheduler.PollNow]) is told with the reason as its
// error, and with a zero At. It waits for the articles of full texts too, and
// until all is on the timeline. The error says that the store failed or ctx ended.
func (s *Scheduler) PollOnce(ctx context.Context, each func(Poll), sources ...string) error {
	if err := s.load(ctx); err != nil {
		return err
	}
	now := time.Now()
	s.mu.Lock()
	chosen, refused, err := s.choose(sources, now)
	results := make(chan result, len(chosen))
	for _, u := range chosen {
		u.done = append(u.done, results)
		s.enqueue(u, now)
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	for _, p := range refused {
		each(p)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); s.queue.run(ctx, true) }()
	var failed error
	for range chosen {
		select {
		case r := <-results:
			for _, o := range r.outcomes {
				each(o.Poll)
			}
			if r.err != nil && failed == nil {
				failed = r.err
			}
			continue
		case <-ctx.Done():
			failed = context.Cause(ctx)
		}
		break
	}
	<-ended
	select {
	case <-s.poller.layOut(ctx):
	case <-ctx.Done():
	}
	return failed
}

// choose returns the units to poll once: the due ones, or those of the named
// sources that may be asked.
func (s *Scheduler) choose(sources []string, now time.Time) (chosen []*unit, refused []Poll, err error) {
	seen := map[*unit]bool{}
	if len(sources) == 0 {
		for _, src := range s.sources {
			u := s.owner[src.ID]
			if u == nil || seen[u] {
				continue
			}
			seen[u] = true
			if due := s.dueOf(u, now); s.unasked(u) || !due.IsZero() && !due.After(now) {
				chosen = append(chosen, u)
			}
		}
		return chosen, nil, nil
	}
	for _, id := range sources {
		u := s.owner[id]
		if u == nil {
			return nil, nil, fmt.Errorf("%w: %q is not an enabled source of sources.yaml", ErrUnknown, id)
		}
		if seen[u] {
			continue
		}
		seen[u] = true
		if err := s.mayAsk(u, now); err != nil {
			refused = append(refused, Poll{Source: id, Error: err.Error()})
			continue
		}
		chosen = append(chosen, u)
	}
	return chosen, refused, nil
}

// unasked says whether no source of a unit was ever asked: there is no due time
// to wait for.
func (s *Scheduler) unasked(u *unit) bool {
	return !slices.ContainsFunc(u.sources, func(src feed.Source) bool { return !s.states[src.ID].NextDue.IsZero() }) && !s.gone(u)
}
