package web_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/web"
)

// told is a hub that notes what it is told, and fails as long as it is down.
type told struct {
	mu     sync.Mutex
	start  time.Time
	down   bool
	calls  []string
	topics []string
}

func (h *told) announce(_ context.Context, hub string, topics []string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.calls = append(h.calls, fmt.Sprint(time.Since(h.start).Round(time.Second)))
	if h.down {
		return errors.New("the hub is down")
	}
	h.topics = append(h.topics, topics...)
	return nil
}

// heard returns what the hub was told since it was last asked.
func (h *told) heard() (topics, calls []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	topics, calls = h.topics, h.calls
	h.topics, h.calls = nil, nil
	slices.Sort(topics)
	return topics, calls
}

// TestU18HubsAreToldAfterTheCommit: of each public outlet that changed, once for
// several commits, again and again while a hub does not answer, and never of
// private ones.
func TestU18HubsAreToldAfterTheCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, c := fixture(time.Now().UTC())
		for i := range m.events {
			m.events[i].Updated = m.events[i].Updated.Add(-48 * time.Hour) // nothing was missed before the start
		}
		c.Outlets = append(c.Outlets, feed.Outlet{Name: "desk", Title: "Desk", Query: "actor:KAZ"}.WithToken(deskToken))
		h := &told{start: time.Now()}
		site, err := web.New(web.Options{
			Timeline: m, Summaries: m, Sources: m, Config: func() *feed.Config { return c }, PublicURL: "https://news.example",
			Hubs: []string{"https://hub.example/"}, Announce: h.announce,
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { site.Run(ctx); close(ended) }()
		change := func(id, note string) {
			m.mu.Lock()
			defer m.mu.Unlock()
			for i := range m.events {
				if m.events[i].ID == id {
					m.events[i].Note, m.events[i].Updated = note, time.Now().UTC()
				}
			}
			m.version++
		}
		time.Sleep(time.Minute)
		if topics, _ := h.heard(); len(topics) > 0 {
			t.Errorf("told of %v before anything changed", topics)
		}

		for i := range 20 {
			change("e-geneva", fmt.Sprint("note ", i))
			time.Sleep(100 * time.Millisecond)
		}
		time.Sleep(10 * time.Second)
		topics, calls := h.heard()
		if want := "https://news.example/outlets/kz-ch.atom https://news.example/outlets/kz-ch.json https://news.example/outlets/kz-ch.rss"; strings.Join(slices.Compact(topics), " ") != want || len(calls) > 2 {
			t.Errorf("told %d times of %v, want %s", len(calls), topics, want)
		}

		h.down, h.start = true, time.Now()
		change("e-geneva", "while the hub is down")
		time.Sleep(6 * time.Minute)
		change("e-geneva", "and once more")
		h.down = false
		time.Sleep(6 * time.Minute)
		topics, calls = h.heard()
		if len(topics) != 3 || len(calls) < 5 || len(calls) > 8 {
			t.Errorf("after a failure told at %v of %v", calls, topics)
		}

		m.mu.Lock()
		m.events, m.version = m.events[1:], m.version+1 // e-geneva is gone: the outlet has changed too
		m.mu.Unlock()
		time.Sleep(10 * time.Second)
		if topics, _ := h.heard(); len(topics) != 3 {
			t.Errorf("an event left, and the hub was told of %v", topics)
		}
		stop()
		<-ended
	})
}

const deskToken = "desk-0123456789abcdef"
