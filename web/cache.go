package web

import (
	"container/list"
	"context"
	"sync"
	"time"
)

// cacheBytes bounds what rendered feeds may keep in memory.
const cacheBytes = 64 << 20

// cache keeps rendered documents, the least recently used going first.
type cache struct {
	mu    sync.Mutex
	room  int
	used  int
	order *list.List // of *cached, most recent first
	by    map[string]*list.Element
}

type cached struct {
	key  string
	doc  *document
	size int
}

func newCache(room int) *cache {
	return &cache{room: room, order: list.New(), by: map[string]*list.Element{}}
}

func (c *cache) get(key string) (*document, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	el, ok := c.by[key]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(el)
	return el.Value.(*cached).doc, true
}

// put keeps doc under the key, for the given size.
func (c *cache) put(key string, doc *document, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.by[key]; ok {
		return
	}
	e := &cached{key, doc, size}
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

// versions remembers the timeline's version for a moment, so that a rush of
// requests does not ask for it each time.
type versions struct {
	mu    sync.Mutex
	at    time.Time
	value int64
}

// fresh is how long the version is believed.
const fresh = time.Second

// current returns the version of the timeline, at most fresh old.
func (s *server) current(ctx context.Context) (int64, error) {
	v := &s.version
	v.mu.Lock()
	defer v.mu.Unlock()
	if t := time.Now(); v.at.IsZero() || t.Sub(v.at) >= fresh {
		value, err := s.Timeline.Changed(ctx)
		if err != nil {
			return 0, err
		}
		v.value, v.at = value, t
	}
	return v.value, nil
}
