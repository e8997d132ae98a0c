package scheduler

import (
	"sync"
	"testing"
	"time"
)

func TestObserveTellsEveryAttemptWithItsKind(t *testing.T) {
	inWorld(t, func(w *world) {
		var mu sync.Mutex
		seen := map[string][]Poll{}
		w.opts.Observe = func(p Poll) {
			mu.Lock()
			defer mu.Unlock()
			seen[p.Source] = append(seen[p.Source], p)
		}
		w.server.on("/page", body("<html><body>no feed</body></html>", "Content-Type", "text/html"))
		s, stop := w.scheduler(source("page", feedURL("/page"), "1h"), source("missing", feedURL("/nowhere"), "1h"))
		time.Sleep(time.Minute)
		stop()
		want(t, "fault of a page", seen["page"][0].Fault, "feed")
		want(t, "fault of a 404", seen["missing"][0].Fault, "status")
		want(t, "status of a 404", seen["missing"][0].Status, 404)
		l := s.Load()
		want(t, "failing", l.Failing, 2)
		want(t, "sources", l.Sources, 2)
		want(t, "running", l.Running, 0)
	})
}

func TestLoadCountsWhatWaitsForItsHost(t *testing.T) {
	inWorld(t, func(w *world) {
		w.opts.HostGap = 10 * time.Second
		s, stop := w.scheduler(source("a", feedURL("/a"), "1h"), source("b", feedURL("/b"), "1h"), source("c", feedURL("/c"), "1h"))
		time.Sleep(16 * time.Second) // new sources are asked within 15 s, one of a host at a time
		l := s.Load()
		stop()
		if l.Waiting == 0 || l.Late <= 0 {
			t.Errorf("%+v: want some waiting, and late", l)
		}
	})
}
