package scheduler

import (
	"errors"
	"time"

	"github.com/dateline-news/dateline/feed"
)

// Load is how much there is to do, and how the sources are, at a moment.
type Load struct {
	Waiting int           // jobs that are due and wait for their host or for a free worker
	Running int           // jobs under way
	Late    time.Duration // how long the first of those waiting is due
	Sources int           // enabled
	Failing int           // enabled sources whose last attempt failed
	Held    int           // enabled sources whose server asked to wait
	Gone    int           // enabled sources that have ended
}

// Load counts.
func (s *Scheduler) Load() Load {
	now := time.Now()
	l := s.queue.load(now)
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.owner {
		l.Sources++
		switch st := s.states[id]; {
		case st.Gone:
			l.Gone++
		case st.Hold.After(now):
			l.Held++
		case st.Failures > 0:
			l.Failing++
		}
	}
	return l
}

func (q *queue) load(now time.Time) Load {
	q.mu.Lock()
	defer q.mu.Unlock()
	l := Load{Running: q.running}
	for _, j := range q.ready {
		if j.stale != nil && j.stale() {
			continue
		}
		l.Waiting++
		l.Late = max(l.Late, now.Sub(j.at))
	}
	return l
}

// observe tells of an attempt; storing a state alone is none.
func (p *Poller) observe(poll Poll, err error) {
	if poll.At.IsZero() {
		return
	}
	if err != nil {
		poll.Error, poll.Fault = err.Error(), "store"
	}
	p.opts.Observe(poll)
}

// faultOf names the kind of failure.
func faultOf(err error) string {
	if e, ok := errors.AsType[*feed.FetchError](err); ok {
		return string(e.Kind)
	}
	return "feed"
}
