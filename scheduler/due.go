package scheduler

import (
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/dateline-news/dateline/feed"
)

// The bounds of when to ask again.
const (
	maxHold       = 14 * 24 * time.Hour // what a server may ask for, by Retry-After, freshness or ttl
	bareStep      = time.Hour           // a feed without validators, unless its own schedule says otherwise
	slowest       = 24 * time.Hour      // of adaptive intervals and of back-off
	slowestReach  = 6 * time.Hour       // of back-off where the server was not even reached
	slowestPush   = 6 * time.Hour       // while a hub tells us
	daily, weekly = 24 * time.Hour, 7 * 24 * time.Hour
	soon          = 15 * time.Second // within which new sources are asked first
	approach      = 20               // one in so many: the part of the way to its place that a source goes at each poll
)

// schedule is a parsed schedule of a source: the least time between two polls.
type schedule struct {
	cron  cron.Schedule // nil for "@every"
	step  time.Duration // shortest time between two slots
	phase uint64        // the source's own place in the interval, by hash
}

// parseSchedule reads a cron spec or "@every D". Without a zone a spec is in UTC.
func parseSchedule(source, spec string) (schedule, error) {
	h := fnv.New64a()
	h.Write([]byte(source))
	s := schedule{phase: h.Sum64()}
	parsed, err := cron.ParseStandard(spec)
	if err != nil {
		return s, fmt.Errorf("schedule %q: %w", spec, err)
	}
	if every, ok := parsed.(cron.ConstantDelaySchedule); ok {
		s.step = every.Delay
		return s, nil
	}
	s.cron = parsed
	at := time.Unix(0, 0).UTC()
	s.step = daily
	for range 50 {
		next := parsed.Next(at)
		if next.IsZero() {
			break
		}
		if at.Unix() > 0 {
			s.step = min(s.step, next.Sub(at))
		}
		at = next
	}
	return s, nil
}

// spread is how far a source's polls stand from the schedule's slots: over the
// whole interval, for rare slots over half an hour.
func (s schedule) spread() time.Duration {
	width := s.step
	if s.cron != nil {
		width = min(width, 30*time.Minute)
	}
	return time.Duration(s.phase % uint64(max(width, 1)))
}

// first is when a source that was never asked is asked: soon, spread.
func (s schedule) first(now time.Time) time.Time {
	return now.Add(time.Duration(s.phase % uint64(min(soon, max(s.step, 1)))))
}

// next is when to poll again after a poll now that was due at due, zero where it is the
// first: at least wait after now, and moved by the source's place in the interval. It
// only ever adds time. With "@every" a source goes to its place at once, so that those
// polled together come apart; but one that is polled regularly and was late does not wait
// for another interval, it only comes nearer.
func (s schedule) next(now, due time.Time, wait time.Duration) time.Time {
	at := now.Add(max(wait, s.step))
	if s.cron == nil {
		into := time.Duration(uint64(at.UnixNano()) % uint64(max(s.step, 1)))
		ahead := (s.spread() - into + s.step) % max(s.step, 1)
		switch {
		case ahead > s.step-s.step/10:
			return at // just past its place: drift a little
		case now.Sub(due) < s.step:
			return at.Add(ahead / approach)
		}
		return at.Add(ahead)
	}
	off := s.spread()
	from := now.Add(max(wait, s.step/2)).Add(-off).UTC()
	if slot := s.cron.Next(from); !slot.IsZero() {
		return slot.Add(off).UTC()
	}
	return at
}

// nextDue decides when to ask a source again after a good answer, and says why. The
// state's NextDue is when this poll was due, zero where it is the first.
func nextDue(src feed.Source, sch schedule, st State, fresh time.Duration, now time.Time) (time.Time, string) {
	wait, why := time.Duration(0), "schedule "+src.Schedule
	if !src.OwnSchedule && isHTTP(st.URL) { // a file has no server to spare
		if d := adapted(st, now); d > sch.step {
			wait, why = d, "the feed changes rarely"
		}
		if st.Validators.ETag == "" && st.Validators.LastModified == "" && wait < bareStep && sch.step < bareStep {
			wait, why = bareStep, "the feed cannot be asked conditionally"
		}
	}
	// When the subscription is to be renewed, the source is polled as if there was none.
	if rest := min(slowestPush, pushDue(st.Push, now).Sub(now)); st.Push.Until.After(now) && !st.LastOK.IsZero() && wait < rest && sch.step < rest {
		wait, why = rest, "its hub tells of news"
	}
	due := sch.next(now, st.NextDue, wait)
	if at := now.Add(min(fresh, maxHold)); at.After(due) {
		due, why = at, "the answer is fresh until then"
	}
	if at := notBefore(st.Pace, now); at.After(due) {
		due, why = at, "the feed asks not to be read before"
	}
	if at := skipped(st.Pace, due); at.After(due) {
		due, why = at, "the feed names hours or days when it does not change"
	}
	return due, why
}

// adapted is how long a feed may rest: a quarter of its window, so that no item
// is lost, and an eighth of the time between two items, so that none is late.
func adapted(st State, now time.Time) time.Duration {
	if st.Items < 2 || st.Window <= 0 {
		return 0
	}
	gap := st.Window / time.Duration(st.Items-1)
	if quiet := now.Sub(st.Newest) / 2; !st.Newest.IsZero() && quiet > gap {
		gap = quiet
	}
	return min(st.Window/4, gap/8, slowest)
}

// Suggest describes a feed from one document of it: its state, as far as the
// document tells, and how long it may rest between two polls; zero where the
// document does not tell.
func Suggest(doc feed.Document, now time.Time) (State, time.Duration) {
	st := settle{now: now}.describe(State{}, &doc)
	return st, adapted(st, now)
}

// notBefore is what ttl and sy:update… of a feed ask for.
func notBefore(p feed.Pace, now time.Time) time.Time {
	at := now.Add(min(p.TTL, maxHold))
	period := min(p.Period, maxHold)
	if period <= 0 {
		return at
	}
	turn := now.Add(period)
	if since := now.Sub(p.Base); !p.Base.IsZero() && since >= 0 {
		turn = now.Add(period - since%period)
	} else if !p.Base.IsZero() && -since < period {
		turn = p.Base
	}
	if turn.After(at) {
		return turn.UTC()
	}
	return at
}

// skipped moves a time out of the hours and days (GMT) a feed asks to skip. A
// feed that skips all of them means nothing by it.
func skipped(p feed.Pace, at time.Time) time.Time {
	if len(p.SkipHours) == 0 && len(p.SkipDays) == 0 {
		return at
	}
	t := at.UTC()
	for range 8 * 24 {
		if !slices.Contains(p.SkipHours, t.Hour()) && !slices.Contains(p.SkipDays, t.Weekday()) {
			return t
		}
		t = t.Truncate(time.Hour).Add(time.Hour)
	}
	return at
}

// backoff is when to ask again after the n-th failure in a row (n ≥ 1):
// exponential, with full jitter on top of the schedule, up to a ceiling.
func backoff(sch schedule, n int, ceiling time.Duration, now time.Time, random func(int64) int64) time.Time {
	most := max(sch.step, time.Minute)
	for range min(n, 30) {
		if most *= 2; most >= ceiling {
			break
		}
	}
	room := min(most, ceiling) - sch.step
	at := now.Add(sch.step)
	if room > 0 {
		at = at.Add(time.Duration(random(int64(room))))
	}
	return at
}

// clockSlack is how far clocks of machines that share a store may differ.
const clockSlack = time.Minute

// steady brings a state back from the future: where its last poll lies ahead, the
// clock was set back since, and what was planned moves with it. It returns by how
// much.
func steady(st State, now time.Time) (State, time.Duration) {
	ahead := st.LastPoll.Sub(now)
	if st.LastPoll.IsZero() || ahead <= clockSlack {
		return st, 0
	}
	for _, at := range []*time.Time{&st.LastPoll, &st.LastOK, &st.NextDue, &st.Hold} {
		if !at.IsZero() {
			*at = at.Add(-ahead).UTC()
		}
	}
	return st, ahead
}
