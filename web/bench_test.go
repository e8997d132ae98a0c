package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// sink is a ResponseWriter that keeps nothing.
type sink struct{ h http.Header }

func (s *sink) Header() http.Header         { return s.h }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(int)             {}

// BenchmarkCachedFeedAlone serves a kept feed without the network: what the
// handler itself costs.
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
