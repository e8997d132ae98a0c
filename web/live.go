package web

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// live tells open pages that the timeline changed, by server-sent events. One
// goroutine watches for all of them, only while there are any.
type live struct {
	s  *server
	mu sync.Mutex
	// listeners get the version each time it grows; a slow one misses steps, not the last.
	listeners map[chan int64]struct{}
	watching  bool
}

const (
	watchEvery = 2 * time.Second
	keepAlive  = 30 * time.Second
	// maxListeners bounds the pages that are told at once; the others still work,
	// they learn of changes when they are loaded again.
	maxListeners = 1000
)

func newLive(s *server) *live {
	return &live{s: s, listeners: map[chan int64]struct{}{}}
}

// lived is what a page is told the change of.
type lived struct {
	events  int
	changed time.Time
}

func (l *live) state(ctx context.Context, q timeline.Query) (lived, error) {
	count, err := l.s.Summaries.Count(ctx, q)
	if err != nil {
		return lived{}, err
	}
	changed, err := l.s.Summaries.LastChange(ctx, q)
	return lived{count.Events, changed}, err
}

// serve streams an event "changed" with the number of events of the page's
// query each time the timeline changes.
func (l *live) serve(w http.ResponseWriter, r *http.Request) error {
	a, err := l.s.ask(r.URL.Query().Get("q"))
	if err != nil {
		return err
	}
	changes, ok := l.join()
	if !ok {
		return ErrBusy
	}
	defer l.leave(changes)
	was, err := l.state(r.Context(), a.bound)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	write := func(format string, args ...any) bool {
		// The server's write timeout is for pages; a stream renews it each time.
		if err := out.SetWriteDeadline(time.Now().Add(2 * keepAlive)); err != nil {
			l.s.log.Debug("no write deadline", "err", err)
		}
		_, err := fmt.Fprintf(w, format, args...)
		return err == nil && out.Flush() == nil
	}
	if !write("retry: 5000\n: open\n\n") {
		return nil
	}
	beat := time.NewTicker(keepAlive)
	defer beat.Stop()
	for {
		select {
		case <-r.Context().Done():
			return nil
		case <-l.s.Stopping:
			return nil
		case <-beat.C:
			if !write(": still here\n\n") {
				return nil
			}
		case version := <-changes:
			is, err := l.state(r.Context(), a.bound)
			if err != nil {
				return nil // the page asks again by itself
			}
			if is.events == was.events && !is.changed.After(was.changed) {
				continue // changed elsewhere
			}
			text := l.s.locale(r).count("live", is.events-was.events)
			if is.events <= was.events {
				text = l.s.locale(r).count("live.changed", 1)
			}
			if !write("id: %d\nevent: changed\ndata: %s\n\n", version, text) {
				return nil
			}
		}
	}
}

func (l *live) join() (chan int64, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.listeners) >= maxListeners {
		return nil, false
	}
	c := make(chan int64, 1)
	l.listeners[c] = struct{}{}
	if !l.watching {
		l.watching = true
		go l.watch()
	}
	return c, true
}

func (l *live) leave(c chan int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.listeners, c)
}

// watch asks for the version while somebody listens.
func (l *live) watch() {
	var last int64 = -1
	for tick := time.NewTicker(watchEvery); ; <-tick.C {
		ctx, cancel := context.WithTimeout(context.Background(), watchEvery)
		version, err := l.s.Timeline.Changed(ctx)
		cancel()
		if err != nil {
			l.s.log.Warn("watching the timeline", "err", err)
		}
		if !l.tell(version, err == nil && last >= 0 && version != last) {
			tick.Stop()
			return
		}
		if err == nil {
			last = version
		}
	}
}

// tell passes the version on where it is new; false when nobody listens.
func (l *live) tell(version int64, isNew bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.listeners) == 0 {
		l.watching = false
		return false
	}
	if isNew {
		for c := range l.listeners {
			select {
			case c <- version:
			default:
			}
		}
	}
	return true
}
