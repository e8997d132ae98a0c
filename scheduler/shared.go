package scheduler

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/dateline-news/dateline/feed"
)

// Turns lets machines that share a store take turns: at a host, at a chore.
type Turns interface {
	// Take takes what is named until release is called; then a gap begins, after
	// which it is free. Where another has it, release is nil and wait is how long at
	// least. A machine that dies lets go by itself, soon.
	Take(ctx context.Context, name string) (release func(), wait time.Duration, err error)
}

// SharedStore is what machines that share a store need of it.
type SharedStore interface {
	Store
	// Due returns the states of sources that are due: of each host the one that has
	// waited longest, at most limit, the longest wait first.
	Due(ctx context.Context, now time.Time, limit int) ([]State, error)
	// StatesOf returns the stored states of the sources that have one, by source id.
	StatesOf(ctx context.Context, sources []string) (map[string]State, error)
	// Settle stores states outside polls, but for sources that are meanwhile due at
	// another time than the old state says: somebody polled them. A source without a
	// stored state, or that was parked, takes any.
	Settle(ctx context.Context, changes []Change) error
	// Park takes sources out of Due until a state of theirs is stored again.
	Park(ctx context.Context, sources []string) error
	// Parked returns the sources that have a state and no due time.
	Parked(ctx context.Context) (map[string]bool, error)
}

// Change is a state and the one that follows it.
type Change struct{ Old, New State }

// Turn is a poll that is due, to be done with [Scheduler.PollTurn] by any machine.
type Turn struct {
	Source string // the first source of the unit
	Host   string // what is to be taken for it
}

// regroupEvery is how often a machine reads all states again: another may have
// followed a feed that moved to an address that a third source reads already.
const regroupEvery = 10 * time.Minute

// shared returns the store where machines share it, else nil.
func (s *Scheduler) shared() SharedStore {
	if s.opts.Turns == nil {
		return nil
	}
	store, _ := s.opts.Store.(SharedStore)
	return store
}

// DueTurns returns what is to be polled now, at most one poll of each host and
// limit of them, the longest due first. Sources that sources.yaml no longer has
// are parked.
func (s *Scheduler) DueTurns(ctx context.Context, limit int) ([]Turn, error) {
	if err := s.refresh(ctx); err != nil {
		return nil, err
	}
	states, err := s.shared().Due(ctx, time.Now(), limit)
	if err != nil {
		return nil, fmt.Errorf("looking for what is due: %w", err)
	}
	var turns []Turn
	var unknown []string
	s.mu.Lock()
	for _, st := range states {
		u := s.owner[st.Source]
		if u == nil {
			unknown = append(unknown, st.Source)
			continue
		}
		turns = append(turns, Turn{Source: u.sources[0].ID, Host: u.taken()})
	}
	s.mu.Unlock()
	if len(unknown) > 0 {
		if err := s.shared().Park(ctx, unknown); err != nil {
			return nil, fmt.Errorf("sources that are no longer in sources.yaml: %w", err)
		}
	}
	return turns, nil
}

// taken names what is taken for a unit.
func (u *unit) taken() string {
	if u.host == "" {
		return "file " + u.key
	}
	return u.host
}

// unitOf returns the unit of a source as it stands now, nil for an unknown one.
func (s *Scheduler) unitOf(ctx context.Context, source string) (*unit, error) {
	if err := s.refresh(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.owner[source], nil
}

// PollTurn polls a source that is due, with all that share its URL, and stores
// what it found. It does nothing where another machine has the host or was faster:
// while the source is due, it comes again.
func (s *Scheduler) PollTurn(ctx context.Context, source string) error {
	u, err := s.unitOf(ctx, source)
	if err != nil {
		return err
	}
	if u == nil {
		return nil // this machine's sources.yaml is another one; that is reported elsewhere
	}
	release, _, err := s.opts.Turns.Take(ctx, u.taken())
	if err != nil || release == nil {
		return err
	}
	defer release()
	if err := s.freshen(ctx, u); err != nil {
		return err
	}
	if due, err := s.settleLate(ctx, u); !due {
		return err
	}
	s.poll(ctx, u, u.turn.Add(1))
	return nil
}

// freshen takes over the stored states that matter for a unit. It fails where
// they can't be read, and where the unit is no longer what it was.
func (s *Scheduler) freshen(ctx context.Context, u *unit) error {
	store := s.shared()
	if store == nil {
		return nil
	}
	s.mu.Lock()
	sources := slices.Clone(u.sources)
	for _, h := range s.holders {
		if !slices.ContainsFunc(sources, func(m feed.Source) bool { return m.ID == h.ID }) {
			sources = append(sources, h)
		}
	}
	s.mu.Unlock()
	ids := make([]string, len(sources))
	for i, src := range sources {
		ids[i] = src.ID
	}
	states, err := store.StatesOf(ctx, ids)
	if err != nil {
		return fmt.Errorf("reading the sources' states: %w", err)
	}
	if err := s.withPushes(ctx, states, ids...); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	moved := false
	for _, src := range sources {
		st, _ := steady(Prepare(src, states[src.ID]), time.Now())
		s.states[src.ID] = st
		moved = moved || s.owner[src.ID] == u && keyOf(st) != u.key
	}
	if moved {
		s.grouped = time.Time{}
		return fmt.Errorf("source %s: its feed has moved meanwhile; it is polled at its new address", u.sources[0].ID)
	}
	return nil
}

// settleLate says whether a unit is due. Where it is not, though a source of it
// is, because another of them or the host is on hold, that is stored.
func (s *Scheduler) settleLate(ctx context.Context, u *unit) (due bool, err error) {
	now := time.Now()
	s.mu.Lock()
	at := s.dueOf(u, now)
	if !at.IsZero() && !at.After(now) {
		s.mu.Unlock()
		return true, nil
	}
	var late []Change
	for _, src := range u.sources {
		old := s.states[src.ID]
		if d := old.Due(); at.IsZero() || d.IsZero() || d.After(now) {
			continue
		}
		st := old
		st.NextDue, st.Reason = at.UTC(), "its server asked to wait until then"
		s.states[src.ID] = st
		late = append(late, Change{old, st})
	}
	s.mu.Unlock()
	if len(late) == 0 {
		return false, nil
	}
	return false, s.shared().Settle(ctx, late)
}

// advance makes a source due now, for whichever machine polls it.
func (s *Scheduler) advance(ctx context.Context, source string) error {
	u, err := s.unitOf(ctx, source)
	if err != nil {
		return err
	}
	if u == nil {
		return fmt.Errorf("%w: %q", ErrUnknown, source)
	}
	if err := s.freshen(ctx, u); err != nil {
		return err
	}
	now := time.Now()
	s.mu.Lock()
	err = s.mayAsk(u, now)
	old := s.states[source]
	s.mu.Unlock()
	if err != nil {
		return err
	}
	st := old
	st.NextDue, st.Reason = now.UTC(), "its hub told of news"
	return s.shared().Settle(ctx, []Change{{old, st}})
}

// refresh reads all states when that is due, sorts the sources into units anew,
// and gives a due time to those that have none.
func (s *Scheduler) refresh(ctx context.Context) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	s.mu.Lock()
	late := s.loaded && time.Since(s.grouped) < regroupEvery
	s.mu.Unlock()
	if late {
		return nil
	}
	states, err := s.opts.Store.States(ctx)
	if err != nil {
		return fmt.Errorf("reading the sources' states: %w", err)
	}
	if err := s.withPushes(ctx, states); err != nil {
		return err
	}
	parked, err := s.shared().Parked(ctx)
	if err != nil {
		return fmt.Errorf("reading the sources' states: %w", err)
	}
	changes := s.takeStates(states, parked)
	if len(changes) == 0 {
		return nil
	}
	if err := s.shared().Settle(ctx, changes); err != nil {
		s.mu.Lock()
		s.grouped = time.Time{}
		s.mu.Unlock()
		return fmt.Errorf("giving sources a due time: %w", err)
	}
	return nil
}

// takeStates takes all states over and returns those to be settled: of sources
// that are new, parked, or of the future because the clock was set back.
func (s *Scheduler) takeStates(stored map[string]State, parked map[string]bool) (changes []Change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.states, s.loaded, s.grouped = map[string]State{}, true, time.Now()
	for id, st := range stored {
		s.states[id] = st
	}
	s.regroup()
	now := time.Now()
	for _, src := range s.sources {
		st, old := s.states[src.ID], stored[src.ID]
		if src.Disabled || st.Gone {
			continue
		}
		if st.NextDue.IsZero() {
			st.NextDue, st.Reason = s.firstDue(src, st, now), "not asked yet"
			s.states[src.ID] = st
		}
		if parked[src.ID] || !st.Due().Equal(old.Due()) {
			changes = append(changes, Change{old, st})
		}
	}
	return changes
}

// firstDue is when a source that was never asked is asked.
func (s *Scheduler) firstDue(src feed.Source, st State, now time.Time) time.Time {
	if sch, err := parseSchedule(src.ID, src.Schedule); err == nil && isHTTP(st.URL) {
		return sch.first(now).UTC()
	}
	return now.UTC()
}
