package scheduler

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

// world is a scheduler, its store and the bad server in one bubble of time.
type world struct {
	*testing.T
	server  *badServer
	store   *memStore
	fetcher *feed.Fetcher
	opts    Options
	log     *logBuffer
}

// inWorld runs a test in a new world, in which it is 2000-01-01 00:00 UTC.
func inWorld(t *testing.T, f func(*world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{T: t, store: newMemStore(), log: &logBuffer{}}
		w.server = newBadServer(t)
		w.fetcher = w.server.fetcher()
		w.opts = Options{
			Store: w.store, Fetch: w.fetcher.Fetch, Parse: feed.Parse,
			Read:   func(timeline.Report) timeline.Reading { return timeline.Reading{} },
			Log:    slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
			Random: func(n int64) int64 { return n - 1 },
		}
		f(w)
	})
}

// source is a source of the bad server with a schedule of its own.
func source(id, url, every string) feed.Source {
	return feed.Source{ID: id, Title: id, URL: url, Schedule: "@every " + every, OwnSchedule: true}
}

// run starts a scheduler for d and stops it.
func (w *world) run(d time.Duration, sources ...feed.Source) {
	w.Helper()
	stop := w.start(sources...)
	time.Sleep(d)
	stop()
}

// start starts a scheduler; stop ends it and waits.
func (w *world) start(sources ...feed.Source) (stop func()) {
	_, stop = w.scheduler(sources...)
	return stop
}

func (w *world) scheduler(sources ...feed.Source) (s *Scheduler, stop func()) {
	w.Helper()
	opts := w.opts
	opts.Sources = sources
	s = New(opts)
	ctx, cancel := context.WithCancel(w.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	return s, func() {
		w.Helper()
		cancel()
		if err := <-done; err != nil {
			w.Errorf("Run: %v", err)
		}
	}
}

// fetch fetches once.
func (w *world) fetch(r feed.Request) (feed.Page, error) {
	return w.fetcher.Fetch(w.Context(), r)
}

// atLeast reports every gap between requests that is shorter than least.
func (w *world) atLeast(hostPath string, least time.Duration) {
	w.Helper()
	for i, g := range w.server.gaps(hostPath) {
		if g < least {
			w.Errorf("%s: request %d came %v after the one before, want at least %v", hostPath, i+2, g, least)
			return
		}
	}
}

// asked reports when the number of requests for a URL is not within bounds.
func (w *world) asked(hostPath string, least, most int) {
	w.Helper()
	if n := len(w.server.at(hostPath)); n < least || n > most {
		w.Errorf("%s was asked %d times, want %d to %d", hostPath, n, least, most)
	}
}

// want reports when got is not what is wanted.
func want[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// wantIn reports when text lacks a part.
func wantIn(t testing.TB, what, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%s: %q lacks %q", what, text, p)
		}
	}
}

// logBuffer collects a log.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// feedURL is a URL of the bad server.
func feedURL(path string) string { return fmt.Sprintf("http://feeds.test%s", path) }

// poisoned reads every report but the one with the given title, which it
// chokes on.
func poisoned(title string) func(timeline.Report) timeline.Reading {
	return func(r timeline.Report) timeline.Reading {
		if r.Title == title {
			panic("poison")
		}
		return timeline.Reading{}
	}
}
