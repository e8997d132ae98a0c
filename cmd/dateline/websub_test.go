package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/scheduler/cluster"
	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
)

// TestHubAmongNodes: of nodes that poll, one asks the hub. The hub's answers and news
// reach a node that only serves, and are as good as a poll: what is signed is stored,
// other word of news has the source polled by a node that polls.
func TestHubAmongNodes(t *testing.T) {
	w := newHubWorld(t, database(t))
	w.node(t, true)
	w.node(t, true)
	w.tells(t, w.node(t, false))
}

// TestHubOfOne: the same for one machine with a SQLite file.
func TestHubOfOne(t *testing.T) {
	w := newHubWorld(t, filepath.Join(t.TempDir(), "dateline.db"))
	w.tells(t, w.node(t, true))
}

// hubWorld is a feed with a hub, and the nodes that subscribe to it.
type hubWorld struct {
	dsn   string
	db    *store.Store
	feed  *httptest.Server
	polls atomic.Int64

	mu    sync.Mutex
	asked []feed.Subscription
}

func newHubWorld(t *testing.T, dsn string) *hubWorld {
	w := &hubWorld{dsn: dsn}
	w.feed = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		w.polls.Add(1)
		rw.Header().Add("Link", `<https://hub.test/>; rel="hub"`)
		fmt.Fprint(rw, hubFeed("In the feed"))
	}))
	t.Cleanup(w.feed.Close)
	db, err := store.Open(t.Context(), dsn, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // after the nodes
	w.db = db
	return w
}

func hubFeed(title string) string {
	return fmt.Sprintf(`<rss version="2.0"><channel><title>Office</title><item><guid>%s</guid><title>%s</title><description>Nothing to add.</description></item></channel></rss>`, title, title)
}

// node starts a node, which polls or only serves, and returns what answers hubs there.
func (w *hubWorld) node(t *testing.T, polls bool) http.Handler {
	fetcher := feed.NewFetcher(feed.FetcherOptions{Version: "test", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	opts := scheduler.Options{
		Store: w.db, Fetch: fetcher.Fetch, Parse: feed.Parse, Read: timeline.NewExtractor(nil).Read, CoolDown: -1, HostGap: -1,
		Sources:   []feed.Source{{ID: "office", URL: w.feed.URL + "/feed.xml", Schedule: "@every 1h", OwnSchedule: true}},
		PublicURL: "https://dateline.test", Subscribe: w.subscribe,
	}
	ctx, stop := context.WithCancel(t.Context())
	var g errgroup.Group
	var node *cluster.Node
	if w.db.Shared() {
		var err error
		if node, err = cluster.Join(ctx, cluster.Options{DSN: w.dsn, Gap: -1}); err != nil {
			t.Fatal(err)
		}
		opts.Turns = node
	}
	s := scheduler.New(opts)
	switch {
	case !polls:
		g.Go(func() error { s.RunPushes(ctx); return nil })
	case node != nil:
		g.Go(func() error { return node.Run(ctx, s, 2) })
		fallthrough
	default:
		g.Go(func() error { return s.Run(ctx) })
	}
	t.Cleanup(func() {
		stop()
		if err := g.Wait(); err != nil {
			t.Error(err)
		}
		if node != nil {
			node.Close()
		}
	})
	return s.Hub()
}

func (w *hubWorld) subscribe(_ context.Context, s feed.Subscription) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = append(w.asked, s)
	return nil
}

func (w *hubWorld) requests() []feed.Subscription {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]feed.Subscription(nil), w.asked...)
}

// tells plays the hub.
func (w *hubWorld) tells(t *testing.T, node http.Handler) {
	eventually(t, "the hub is asked", func() bool { return len(w.requests()) > 0 })
	sub := w.requests()[0]
	call := func(method, query, signature, text string) (int, string) {
		r := httptest.NewRequestWithContext(t.Context(), method, sub.Callback+query, strings.NewReader(text))
		r.Header.Set("Content-Type", "application/rss+xml")
		r.Header.Set("X-Hub-Signature", signature)
		rec := httptest.NewRecorder()
		node.ServeHTTP(rec, r)
		return rec.Code, rec.Body.String()
	}
	ask := "?" + url.Values{"hub.mode": {"subscribe"}, "hub.topic": {sub.Topic}, "hub.challenge": {"ch4ll3nge"}, "hub.lease_seconds": {"432000"}}.Encode()
	if code, answer := call("GET", ask, "", ""); code != http.StatusOK || answer != "ch4ll3nge" {
		t.Fatalf("the hub verifies: %d %q", code, answer)
	}
	if code, _ := call("GET", ask, "", ""); code != http.StatusNotFound {
		t.Errorf("verified twice: %d", code)
	}
	mac := hmac.New(sha256.New, []byte(sub.Secret))
	mac.Write([]byte(hubFeed("From the hub")))
	if code, _ := call("POST", "", "sha256="+hex.EncodeToString(mac.Sum(nil)), hubFeed("From the hub")); code != http.StatusAccepted {
		t.Errorf("news: %d", code)
	}
	call("POST", "", "sha256=00", hubFeed("Forged"))
	eventually(t, "the hub's news are stored", func() bool { return w.has(t, "From the hub") })
	if w.has(t, "Forged") {
		t.Error("unsigned news are stored")
	}
	polls := w.polls.Load()
	mac.Reset()
	if code, _ := call("POST", "", "sha256="+hex.EncodeToString(mac.Sum(nil)), ""); code != http.StatusAccepted {
		t.Errorf("word of news: %d", code)
	}
	eventually(t, "the source is polled", func() bool { return w.polls.Load() > polls })
	if n := len(w.requests()); n != 1 {
		t.Errorf("the hub was asked %d times", n)
	}
}

func (w *hubWorld) has(t *testing.T, title string) bool {
	t.Helper()
	reports, err := w.db.ReportsOf(t.Context(), "office", false, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range reports {
		if r.Title == title {
			return true
		}
	}
	return false
}
