package scheduler

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/dateline-news/dateline/feed"
)

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
