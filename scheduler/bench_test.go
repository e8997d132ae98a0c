package scheduler

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

// BenchmarkPoll measures one poll of a feed of 40 items over loopback, stored in
// memory: one that is told 304, one that gets the same bytes, and one that gets
// a new item.
func BenchmarkPoll(b *testing.B) {
	cases := map[string]http.HandlerFunc{
		"304":  serve(rss(40, 40), "ETag", `"1"`),
		"same": body(rss(40, 40)),
		"new": func() http.HandlerFunc {
			n := 40
			return func(w http.ResponseWriter, r *http.Request) {
				n++
				body(rss(n, 40))(w, r)
			}
		}(),
	}
	for name, handler := range cases {
		b.Run(name, func(b *testing.B) { benchmarkPoll(b, handler) })
	}
}

func benchmarkPoll(b *testing.B, handler http.HandlerFunc) {
	server := httptest.NewServer(handler)
	defer server.Close()
	fetcher := feed.NewFetcher(feed.FetcherOptions{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	defer fetcher.Close()
	p := NewPoller(Options{
		Store: newMemStore(), Fetch: fetcher.Fetch, Parse: feed.Parse,
		Read: func(timeline.Report) timeline.Reading { return timeline.Reading{} },
		Log:  slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	src := source("a", server.URL, "20m")
	m := Member{Source: src, State: Prepare(src, State{})}
	for i := 0; b.Loop(); i++ {
		out, err := p.Poll(b.Context(), []Member{m})
		if err != nil || len(out) != 1 || out[0].Poll.Error != "" {
			b.Fatalf("poll %d: %v %+v", i, err, out)
		}
		m.State = out[0].State
	}
}
