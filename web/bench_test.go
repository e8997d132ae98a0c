package web_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"
)

// sink is a ResponseWriter that keeps nothing.
type sink struct{ h http.Header }

func (s *sink) Header() http.Header         { return s.h }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(int)             {}

// BenchmarkCachedFeed serves a rendered feed, beside a bare handler that writes
// the same bytes with the same headers: over loopback, as readers ask for it.
func BenchmarkCachedFeed(b *testing.B) {
	m, c := fixture(time.Now().UTC())
	h := site(b, m, c)
	const address = "/feed.atom"
	for _, kind := range []struct{ name, accept, match string }{{"plain", "identity", ""}, {"gzip", "gzip", ""}, {"304", "gzip", "yes"}} {
		first := get(h, address, "Accept-Encoding", kind.accept)
		body, tag := first.Body.Bytes(), ""
		if kind.match != "" {
			tag = first.Header().Get("ETag")
		}
		bare := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for k, v := range first.Header() {
				w.Header()[k] = v
			}
			if tag != "" && r.Header.Get("If-None-Match") == tag {
				w.Header().Del("Content-Length")
				w.WriteHeader(http.StatusNotModified)
				return
			}
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
			if _, err := w.Write(body); err != nil {
				panic(err)
			}
		})
		for name, handler := range map[string]http.Handler{"bare": bare, "dateline": h} {
			b.Run(kind.name+"/"+name, func(b *testing.B) {
				srv := httptest.NewServer(handler)
				defer srv.Close()
				r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, srv.URL+address, nil)
				if err != nil {
					b.Fatal(err)
				}
				r.Header.Set("Accept-Encoding", kind.accept)
				if tag != "" {
					r.Header.Set("If-None-Match", tag)
				}
				b.SetBytes(int64(len(body)))
				for b.Loop() {
					answer, err := srv.Client().Do(r)
					if err != nil {
						b.Fatal(err)
					}
					drain(b, answer)
				}
			})
		}
	}
}

// BenchmarkCachedFeedAlone is the same without the network: what the handler
// itself costs.
func BenchmarkCachedFeedAlone(b *testing.B) {
	m, c := fixture(time.Now().UTC())
	h := site(b, m, c)
	r := httptest.NewRequest(http.MethodGet, "/feed.atom?q=actor:KAZ+OR+actor:UZB", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	for b.Loop() {
		h.ServeHTTP(&sink{http.Header{}}, r)
	}
}

// BenchmarkPage renders pages whose queries are counted already.
func BenchmarkPage(b *testing.B) {
	m, c := fixture(time.Now().UTC())
	h := site(b, m, c)
	for _, address := range []string{"/", "/calendar", "/relations", "/map", "/table", "/sources", "/events/e-geneva"} {
		b.Run(address, func(b *testing.B) {
			r := httptest.NewRequest(http.MethodGet, address, nil)
			r.Header.Set("Accept-Encoding", "gzip")
			for b.Loop() {
				h.ServeHTTP(&sink{http.Header{}}, r)
			}
		})
	}
}

func drain(b *testing.B, answer *http.Response) {
	b.Helper()
	var buf [32 << 10]byte
	for {
		if _, err := answer.Body.Read(buf[:]); err != nil {
			break
		}
	}
	if err := answer.Body.Close(); err != nil {
		b.Fatal(err)
	}
}
