package store

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/dateline-news/dateline/timeline"
	"golang.org/x/sync/singleflight"
)

// Every page shows counts. A count is made once for each state of the timeline, and
// again after a while: what a query says of now moves on.
const (
	keptFor   = time.Minute
	maxCached = 500
	// sureFor is for how long the timeline is taken for unchanged by other processes: a
	// page makes a dozen counts.
	sureFor = 50 * time.Millisecond
)

// cache keeps counts. The zero cache is ready to use.
type cache struct {
	flights singleflight.Group
	mu      sync.Mutex
	kept    map[string]kept
	last    kept // without a value: what Store.Changed said lately
	writes  int  // transactions of this process
}

type kept struct {
	value   any
	changed int64 // Store.Changed when it was counted
	at      time.Time
}

// cached returns what count returns for the query, counted lately. Dates in a
// query are relative to the day.
func cached[T any](ctx context.Context, s *Store, name string, q timeline.Query, count func(context.Context) (T, error)) (T, error) {
	var none T
	changed, err := s.changedLately(ctx)
	if err != nil {
		return none, err
	}
	start := time.Now()
	key := fmt.Sprintf("%s %s %#v", name, start.UTC().Format(time.DateOnly), q)
	s.cache.mu.Lock()
	k, ok := s.cache.kept[key]
	s.cache.mu.Unlock()
	if ok && k.changed == changed && start.Sub(k.at) < keptFor {
		return k.value.(T), nil // the name stands for the type
	}
	value, err, _ := s.cache.flights.Do(key+fmt.Sprint(changed), func() (any, error) {
		// Others wait for this count: it goes on when who asked first goes away.
		value, err := count(context.WithoutCancel(ctx))
		if err == nil {
			s.cache.keep(key, kept{value, changed, start})
		}
		return value, err
	})
	if err != nil {
		return none, err
	}
	return value.(T), nil // the name stands for the type
}

// changedLately is [Store.Changed] as it was a moment ago at most, and never from before a
// transaction of this process that ended.
func (s *Store) changedLately(ctx context.Context) (int64, error) {
	c := &s.cache
	c.mu.Lock()
	last, writes := c.last, c.writes
	c.mu.Unlock()
	start := time.Now()
	if start.Sub(last.at) < sureFor {
		return last.changed, nil
	}
	n, err := s.Changed(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil && writes == c.writes {
		c.last = kept{changed: n, at: start}
	}
	return n, err
}

// wrote says that a transaction of this process ended.
func (c *cache) wrote() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writes++
	c.last = kept{}
}

func (c *cache) keep(key string, k kept) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.kept) >= maxCached || c.kept == nil {
		c.kept = map[string]kept{}
	}
	c.kept[key] = k
}
