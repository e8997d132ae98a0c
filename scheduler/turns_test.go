package scheduler

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

// lazyStore takes a second for each transaction of polls without news.
type lazyStore struct{ *memStore }

func (s *lazyStore) CommitQuiet(ctx context.Context, outcomes []Outcome) error {
	time.Sleep(time.Second)
	for _, o := range outcomes {
		if _, err := s.Commit(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// TestWorkersAsk: so many servers are asked at once and no more, and a poll whose
// answer is being stored keeps no other from asking.
func TestWorkersAsk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const answer = 10 * time.Second
		var asking, most atomic.Int64
		fetch := func(context.Context, feed.Request) (feed.Page, error) {
			n := asking.Add(1)
			defer asking.Add(-1)
			for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
			}
			time.Sleep(answer)
			return feed.Page{NotModified: true, Status: 304, Fetched: time.Now()}, nil
		}
		var sources []feed.Source
		for i := range 12 {
			sources = append(sources, source(fmt.Sprint(i), fmt.Sprintf("http://%d.feeds.test/", i), "30m"))
		}
		s := New(Options{Store: &lazyStore{newMemStore()}, Fetch: fetch, Sources: sources, Workers: 4})
		start, polls := time.Now(), 0
		if err := s.PollOnce(t.Context(), func(p Poll) {
			polls++
			if p.Took != answer || p.Status != 304 {
				t.Errorf("%s: took %v, status %d", p.Source, p.Took, p.Status)
			}
		}); err != nil {
			t.Fatal(err)
		}
		took := time.Since(start)
		time.Sleep(time.Second) // the store waits for more, in vain
		// Three rounds of four, the first claim and the last answer stored.
		if polls != 12 || most.Load() != 4 || took > 3*answer+3*time.Second {
			t.Errorf("%d polls, at most %d at once, in %v", polls, most.Load(), took)
		}
	})
}

// TestLookingForFeedsHoldsNobodyUp: while sites are slow to tell where their feeds are,
// the feeds of others are read and stored.
func TestLookingForFeedsHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fetch := func(_ context.Context, r feed.Request) (feed.Page, error) {
			if strings.HasSuffix(r.URL, "/slow") {
				time.Sleep(time.Hour)
			}
			return feed.Page{Status: 200, Fetched: time.Now()}, nil
		}
		parse := func(_ feed.Page, src feed.Source) (feed.Document, error) {
			if src.ID != "feed" {
				return feed.Document{}, errors.New("a web page")
			}
			return feed.Document{Reports: []timeline.Report{{ID: "1", Source: src.ID}}}, nil
		}
		p := NewPoller(Options{
			Store: newMemStore(), Fetch: fetch, Parse: parse, HostGap: -1,
			Read:     func(timeline.Report) timeline.Reading { return timeline.Reading{} },
			Discover: func(feed.Page) []string { return []string{"http://site.test/slow"} },
		})
		var wg sync.WaitGroup
		for i := range 2 * cap(p.whole) {
			wg.Go(func() {
				if _, err := p.Poll(t.Context(), []Member{{Source: source(fmt.Sprint(i), "http://site.test/", "30m"), State: State{Source: fmt.Sprint(i), URL: "http://site.test/"}}}); err != nil {
					t.Error(err)
				}
			})
		}
		time.Sleep(time.Minute)
		start := time.Now()
		src := source("feed", "http://feed.test/", "30m")
		out, err := p.Poll(t.Context(), []Member{{Source: src, State: State{Source: "feed", URL: src.URL}}})
		if took := time.Since(start); err != nil || len(out) != 1 || out[0].Poll.Items != 1 || took > time.Minute {
			t.Errorf("%+v, %v after %v", out, err, took)
		}
		wg.Wait()
	})
}

// goneStore answers only while the context lasts.
type goneStore struct{ *memStore }

func (s goneStore) States(ctx context.Context) (map[string]State, error) { return nil, ctx.Err() }

// TestStoppedBeforeItBegan: a stop while the states are read is no failure.
func TestStoppedBeforeItBegan(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := New(Options{Store: goneStore{newMemStore()}}).Run(ctx); err != nil {
		t.Error(err)
	}
}
