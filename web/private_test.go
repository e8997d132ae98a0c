package web_test

import (
	"bytes"
	"encoding/base64"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/web"
)

// privateSite has a private outlet beside the public ones, and keeps its log.
func privateSite(t *testing.T) (h http.Handler, m *memory, c *feed.Config, log *bytes.Buffer) {
	t.Helper()
	m, c = fixture(noon)
	c.Outlets = append(c.Outlets, feed.Outlet{Name: "desk", Title: "Desk", Query: "actor:KAZ status:planned", RenamedFrom: []string{"bureau"}}.WithToken(deskToken))
	log = &bytes.Buffer{}
	h, err := web.New(web.Options{
		Timeline: m, Summaries: m, Sources: m, Config: func() *feed.Config { return c }, PublicURL: "https://news.example",
		Hubs: []string{"https://hub.example/"}, Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	return h, m, c, log
}

// TestU10PrivateOutletsAreForTheirReaders: with a token, however it is brought,
// an outlet is there, for private caches only; without, it never was.
func TestU10PrivateOutletsAreForTheirReaders(t *testing.T) {
	h, _, c, _ := privateSite(t)
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("anna:"+deskToken))
	for name, w := range map[string]interface{ Header() http.Header }{
		"in the address": get(h, "/outlets/desk.atom?token="+deskToken), "as a bearer": get(h, "/outlets/desk.json", "Authorization", "Bearer "+deskToken),
		"as a password": get(h, "/outlets/desk.ics", "Authorization", basic), "once more": get(h, "/outlets/desk.atom?token="+deskToken),
	} {
		if w.Header().Get("Cache-Control") != "private, max-age=300" || w.Header().Get("Access-Control-Allow-Origin") != "" || strings.Contains(strings.Join(w.Header().Values("Link"), ""), "hub") {
			t.Errorf("%s: %v", name, w.Header())
		}
	}
	// What follows comes after the answers above were kept.
	never := get(h, "/outlets/never.atom")
	for name, w := range map[string]interface {
		Header() http.Header
	}{"none": get(h, "/outlets/desk.atom"), "a wrong one": get(h, "/outlets/desk.atom?token=desk-0123456789abcdeg")} {
		if w.Header().Get("Content-Length") != never.Header().Get("Content-Length") {
			t.Errorf("%s: another answer than for what never was: %v", name, w.Header())
		}
	}
	for _, address := range []string{"/outlets/desk.atom", "/outlets/desk.json", "/outlets/desk", "/outlets/bureau.atom", "/outlets/desk.atom?token=", "/outlets/desk.atom?token=x"} {
		if w := get(h, address); w.Code != http.StatusNotFound {
			t.Errorf("%s without the token: %d", address, w.Code)
		}
	}
	moved := get(h, "/outlets/bureau.atom?token="+deskToken)
	if to := moved.Header().Get("Location"); moved.Code != http.StatusMovedPermanently || to != "/outlets/desk.atom?token="+deskToken {
		t.Errorf("renamed: %d to %s", moved.Code, to)
	}
	if self := get(h, "/outlets/desk.atom?token="+deskToken).Body.String(); !strings.Contains(self, `rel="self" type="application/atom+xml" href="https://news.example/outlets/desk.atom?token=`+deskToken) {
		t.Error("the feed does not name the address it was asked at")
	}
	// Revoked: the config in force admits the token no longer.
	replaced := *c
	replaced.Outlets = append([]feed.Outlet(nil), c.Outlets...)
	replaced.Outlets[len(replaced.Outlets)-1] = feed.Outlet{Name: "desk", Title: "Desk", Query: "actor:KAZ status:planned"}.WithToken("another-0123456789abcdef")
	h2, err := web.New(web.Options{Timeline: mustMemory(t), Config: func() *feed.Config { return &replaced }})
	if err != nil {
		t.Fatal(err)
	}
	if w := get(h2, "/outlets/desk.atom?token="+deskToken); w.Code != http.StatusNotFound {
		t.Errorf("a revoked token: %d", w.Code)
	}
}

func mustMemory(t *testing.T) *memory {
	t.Helper()
	m, _ := fixture(noon)
	return m
}

// TestPrivateOutletsAreNowhereElse: not in lists, not in visitors' queries, not in
// the log.
func TestPrivateOutletsAreNowhereElse(t *testing.T) {
	h, m, _, log := privateSite(t)
	for _, address := range []string{"/outlets", "/outlets.opml", "/", "/help", "/names", "/api/v1/outlets", "/api/v1/openapi.json", "/feed.atom?q=in:des"} {
		if body := get(h, address).Body.String(); strings.Contains(body, "desk") {
			t.Errorf("%s tells of the private outlet", address)
		}
	}
	if w := get(h, "/feed.atom?q=in:desk"); w.Code != http.StatusBadRequest {
		t.Errorf("a visitor's query uses it: %d", w.Code)
	}
	m.fail = http.ErrAbortHandler
	get(h, "/outlets/desk.rss?token="+deskToken)
	if strings.Contains(log.String(), deskToken) {
		t.Errorf("the log has the token: %s", log)
	}
}
