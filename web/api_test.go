package web_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/web"
)

// decode reads an answer's JSON.
func decode[T any](t *testing.T, w *httptest.ResponseRecorder) (v T) {
	t.Helper()
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	return v
}

type apiEvents struct {
	Query  string
	Events []feed.WireEvent
	Next   string
}

// TestAPIPagesShowEverythingOnce follows next, which the Link header repeats.
func TestAPIPagesShowEverythingOnce(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	seen, pages := map[string]bool{}, 0
	for address := "http://example.com/api/v1/events?q=actor:Kasachstan&limit=40"; address != ""; pages++ {
		w := get(h, address)
		page := decode[apiEvents](t, w)
		if w.Code != http.StatusOK || page.Query != "actor:KAZ" || len(page.Events) > 40 {
			t.Fatalf("%s: %d, %q, %d events", address, w.Code, page.Query, len(page.Events))
		}
		for _, e := range page.Events {
			if seen[e.ID] || len(e.Articles) == 0 || !strings.HasPrefix(e.URL, "http://example.com/events/") {
				t.Errorf("%s: seen %v, %d articles, at %s", e.ID, seen[e.ID], len(e.Articles), e.URL)
			}
			seen[e.ID] = true
		}
		if link := w.Header().Get("Link"); page.Next != "" && link != "<"+page.Next+`>; rel="next"` {
			t.Errorf("Link %s, next %s", link, page.Next)
		}
		address = page.Next
	}
	stats := decode[struct{ Events int }](t, get(h, "/api/v1/stats?q=actor:KAZ"))
	if len(seen) != stats.Events || pages < 3 {
		t.Errorf("%d events in %d pages, counted %d", len(seen), pages, stats.Events)
	}
	reports, pages := map[string]bool{}, 0
	for address := "http://example.com/api/v1/reports?source=wire&limit=20"; address != ""; pages++ {
		page := decode[struct {
			Reports []struct{ ID, Source string }
			Next    string
		}](t, get(h, address))
		for _, r := range page.Reports {
			if reports[r.ID] || r.Source != "wire" {
				t.Errorf("report %+v, seen %v", r, reports[r.ID])
			}
			reports[r.ID] = true
		}
		address = page.Next
	}
	if len(reports) < 20 || pages < 2 {
		t.Errorf("%d reports in %d pages", len(reports), pages)
	}
}

// TestAPISaysWhatIsWrong: every error is a problem document; that of a query has
// its column and a suggestion.
func TestAPISaysWhatIsWrong(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	for address, want := range map[string]int{
		"/api/v1/events?q=acter:KAZ": 400, "/api/v1/reports?after=nonsense": 400, "/api/v1/events?limit=9999": 422, "/api/v1/events?order=up": 422,
		"/api/v1/events/e-never": 404, "/api/v1/nothing": 404, "/api/v1/sources/nobody": 404, "/api/v1/stats?q=(": 400,
	} {
		w := get(h, address)
		p := decode[struct {
			Status int
			Detail string
		}](t, w)
		if w.Code != want || p.Status != want || p.Detail == "" || w.Header().Get("Content-Type") != "application/problem+json" || w.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: %d %v %s", address, w.Code, w.Header(), w.Body)
		}
	}
	p := decode[struct {
		Column            int
		Query, Suggestion string
	}](t, get(h, "/api/v1/events?q=status:planned+acter:KAZ"))
	if p.Column != 16 || !strings.Contains(p.Suggestion, "actor:") || p.Query != "status:planned acter:KAZ" {
		t.Errorf("%+v", p)
	}
	if w := do(h, http.MethodDelete, "/api/v1/events"); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == "" {
		t.Errorf("DELETE: %d", w.Code)
	}
	if w := get(h, "/api/v1/events/e-old"); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != "/api/v1/events/e-geneva" {
		t.Errorf("a merged event: %d to %s", w.Code, w.Header().Get("Location"))
	}
	m.fail = web.ErrBusy
	if w := get(h, "/api/v1/events"); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("busy: %d %v", w.Code, w.Header())
	}
	m.fail = http.ErrBodyNotAllowed
	if w := get(h, "/api/v1/events"); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), http.ErrBodyNotAllowed.Error()) {
		t.Errorf("a failure tells too much: %d %s", w.Code, w.Body)
	}
}

// TestAPIIsAPublicReadOnlyAPI: conditional, compressed, for scripts of any site,
// and described by its OpenAPI document.
func TestAPIIsAPublicReadOnlyAPI(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	for _, address := range []string{"/api/v1/events", "/api/v1/events/e-geneva", "/api/v1/reports", "/api/v1/sources", "/api/v1/sources/steppe", "/api/v1/outlets", "/api/v1/actors", "/api/v1/stats", "/api/v1/openapi.json", "/api/v1/"} {
		w := get(h, address, "Accept-Encoding", "gzip")
		tag := w.Header().Get("ETag")
		if w.Code != http.StatusOK || !strings.HasPrefix(tag, `"`) || w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Body.Len() > 512 && w.Header().Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: %d %v", address, w.Code, w.Header())
		}
		if w := get(h, address, "Accept-Encoding", "gzip", "If-None-Match", tag); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
			t.Errorf("%s again: %d with %d bytes", address, w.Code, w.Body.Len())
		}
		if w := do(h, http.MethodHead, address); w.Code != http.StatusOK || w.Body.Len() != 0 {
			t.Errorf("HEAD %s: %d", address, w.Code)
		}
	}
	if w := do(h, http.MethodOptions, "/api/v1/events", "Origin", "https://a.example", "Access-Control-Request-Method", "GET"); w.Code != http.StatusNoContent || !strings.Contains(w.Header().Get("Access-Control-Allow-Methods"), "GET") {
		t.Errorf("preflight: %d %v", w.Code, w.Header())
	}
	doc := decode[struct {
		OpenAPI string
		Paths   map[string]any
	}](t, get(h, "/api/v1/openapi.json"))
	if !strings.HasPrefix(doc.OpenAPI, "3.1") || len(doc.Paths) != 8 {
		t.Errorf("OpenAPI %s with %d paths", doc.OpenAPI, len(doc.Paths))
	}
}

// TestAPIKeepsSecrets: of a source nothing that opens anything.
func TestAPIKeepsSecrets(t *testing.T) {
	m, c := fixture(noon)
	m.sources[0].URL, m.sources[1].URL = "https://anna:geheim@steppenbote.example/feed", "file:///srv/geheim.xml"
	h := site(t, m, c)
	if body := get(h, "/api/v1/sources").Body.String(); strings.Contains(body, "geheim") {
		t.Error("the sources tell a password or a path")
	}
}
