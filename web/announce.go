package web

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

// Hubs (WebSub) are told of outlets that a commit changed, so that subscribers
// need not ask. Telling them never holds up a commit or a reader: changes are
// looked for every few seconds, many commits making one announcement, and a hub
// that does not answer is told later of all that changed meanwhile.

const (
	announceEvery = 5 * time.Second
	announceRetry = 10 * time.Second // doubled with every failure in a row
	announceMost  = time.Hour
	// announceMissed is how far back a change goes that an earlier run of the server
	// may not have announced.
	announceMissed = time.Hour
)

// pushedFormats are the formats whose outlets name a hub.
var pushedFormats = []string{"atom", "rss", "json"}

// announcer watches the public outlets for changes.
type announcer struct {
	s    *server
	hubs []*hub
	told map[string]string // fingerprint by outlet
}

// announce tells hubs of changes until the context ends.
func (s *server) announce(ctx context.Context) {
	var g sync.WaitGroup
	defer g.Wait()
	a := &announcer{s: s, told: map[string]string{}}
	for _, url := range s.Hubs {
		h := &hub{s: s, url: url, wake: make(chan struct{}, 1)}
		a.hubs = append(a.hubs, h)
		g.Go(func() { h.run(ctx) })
	}
	tick := time.NewTicker(announceEvery)
	defer tick.Stop()
	for seen := int64(-1); ; {
		if version, err := s.current(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("looking for changes to announce", "err", err)
		} else if err == nil && version != seen && a.look(ctx) {
			seen = version
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// look finds the outlets that changed and hands their addresses to the hubs. It
// reports whether every outlet could be read.
func (a *announcer) look(ctx context.Context) bool {
	var topics []string
	complete := true
	c := a.s.Config()
	for _, o := range c.Outlets {
		if o.Gone || o.Private {
			continue
		}
		changed, err := a.changed(ctx, c, o)
		if err != nil && ctx.Err() == nil {
			a.s.log.Warn("looking for changes to announce", "outlet", o.Name, "err", err)
			complete = false
		}
		for _, ext := range pushedFormats {
			if changed {
				topics = append(topics, a.s.PublicURL+"/outlets/"+o.Name+"."+ext)
			}
		}
	}
	for _, h := range a.hubs {
		h.add(topics)
	}
	return complete
}

// changed reports whether hubs are to be told of the outlet. One that is seen for
// the first time counts where its latest change is not old.
func (a *announcer) changed(ctx context.Context, c *feed.Config, o feed.Outlet) (bool, error) {
	q, err := ask(o.Query, c.Binding())
	if err != nil {
		return false, err
	}
	page := Page{Order: Latest, Limit: feedEntries}
	print, err := a.s.fingerprint(ctx, q.bound, page)
	if err != nil {
		return false, err
	}
	was, known := a.told[o.Name]
	a.told[o.Name] = print
	if known {
		return print != was, nil
	}
	page.Limit, page.Bare = 1, true
	q.bound.Sort = timeline.Sort{}
	events, _, err := a.s.Timeline.Events(ctx, q.bound, page)
	return len(events) > 0 && time.Since(events[0].Updated) < announceMissed, err
}

// hub is what one hub is still to be told.
type hub struct {
	s    *server
	url  string
	wake chan struct{}
	mu   sync.Mutex
	due  []string
}

func (h *hub) add(topics []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range topics {
		if !slices.Contains(h.due, t) {
			h.due = append(h.due, t)
		}
	}
	if len(topics) > 0 {
		select {
		case h.wake <- struct{}{}:
		default: // it is awake
		}
	}
}

func (h *hub) take() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	topics := h.due
	h.due = nil
	return topics
}

// run tells the hub what is due until the context ends.
func (h *hub) run(ctx context.Context) {
	failures := 0
	for {
		var wait <-chan time.Time
		wake := h.wake
		if failures > 0 { // news makes it no more patient
			wait, wake = time.After(min(announceRetry<<min(failures-1, 16), announceMost)), nil
		}
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-wait:
		}
		topics := h.take()
		if len(topics) == 0 {
			failures = 0
			continue
		}
		err := h.s.Announce(ctx, h.url, topics)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			if failures++; failures == 1 {
				h.s.log.Warn("a hub was not told of changes; it is told later", "hub", h.url, "err", err)
			}
			h.add(topics)
		case failures > 0:
			h.s.log.Info("a hub takes news again", "hub", h.url, "failures", failures)
			failures = 0
		}
	}
}
