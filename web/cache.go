package web

import (
	"container/list"
	"context"
	"sync"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// cacheBytes bounds what rendered feeds may keep in memory.
const cacheBytes = 64 << 20

// cache keeps answers, the least recently used going first.
type cache struct {
	mu    sync.Mutex
	room  int
	used  int
	order *list.List // of *cached, most recent first
	by    map[string]*list.Element
}

type cached struct {
	key  string
	kept *kept
	size int
}

func newCache(room int) *cache {
	return &cache{room: room, order: list.New(), by: map[string]*list.Element{}}
}

func (c *cache) get(key string) (*kept, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	el, ok := c.by[key]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(el)
	return el.Value.(*cached).kept, true
}

// put keeps k under the key, in the place of what was there, for the given size.
func (c *cache) put(key string, k *kept, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if el, ok := c.by[key]; ok {
		c.used -= el.Value.(*cached).size
		c.order.Remove(el)
	}
	e := &cached{key, k, size}
	c.by[key] = c.order.PushFront(e)
	c.used += e.size
	for c.used > c.room && c.order.Len() > 1 {
		last := c.order.Back()
		c.order.Remove(last)
		gone := last.Value.(*cached)
		delete(c.by, gone.key)
		c.used -= gone.size
	}
}

// versions remembers the timeline's version, so that a rush of requests does not
// ask for it each time.
type versions struct {
	mu       sync.Mutex
	at       time.Time
	value    int64
	followed bool // [server.follow] keeps it fresh
}

const (
	fresh       = time.Second            // how long the version is believed where nobody follows it
	followEvery = 500 * time.Millisecond // how often it is asked for by who follows it
)

// current returns the version of the timeline, at most a second old.
func (s *server) current(ctx context.Context) (int64, error) {
	v := &s.version
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.at.IsZero() && (v.followed || time.Since(v.at) < fresh) {
		return v.value, nil
	}
	return v.look(ctx, s.Timeline)
}

func (v *versions) look(ctx context.Context, t Timeline) (int64, error) {
	value, err := t.Changed(ctx)
	if err != nil {
		return 0, err
	}
	v.value, v.at = value, time.Now()
	return value, nil
}

// follow looks for changes of the timeline until the context ends, every now and
// then and when it is woken.
func (s *server) follow(ctx context.Context) {
	defer s.version.unfollow()
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		value, err := s.Timeline.Changed(ctx)
		s.version.mu.Lock()
		if s.version.followed = err == nil; err == nil {
			s.version.value, s.version.at = value, time.Now()
		}
		s.version.mu.Unlock()
		select {
		case <-ctx.Done():
			return
		case <-s.Wake:
		case <-tick.C:
		}
	}
}

func (v *versions) unfollow() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.followed = false
}

// fingerprint is that of a feed's page and of what left it.
func (s *server) fingerprint(ctx context.Context, q timeline.Query, page Page) (string, error) {
	shown, err := s.Timeline.Fingerprint(ctx, q, page)
	if err != nil || page.Cursor != "" {
		return shown, err
	}
	q.Hidden, page.Limit = true, feedEntries
	hidden, err := s.Timeline.Fingerprint(ctx, q, page)
	return shown + hidden, err
}
