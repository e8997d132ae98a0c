package web_test

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/web"
)

// noon is the moment the pages are read in tests that do not care.
var noon = time.Date(2024, time.March, 12, 9, 40, 0, 0, time.UTC)

// site is the handler over a fixture.
func site(t testing.TB, m *memory, c *feed.Config) http.Handler {
	t.Helper()
	h, err := web.New(web.Options{
		Timeline: m, Summaries: m, Sources: m, Config: func() *feed.Config { return c }, Version: "0.0-test",
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// pageAddresses are one of each kind of page.
var pageAddresses = []string{
	"/", "/?q=actor:KAZ+actor:CHE", "/?q=actor:KAZ+date:2024", "/?ahead=all", "/?q=actor:KAZ&after=40", "/calendar", "/calendar?month=2024-03&q=actor:KAZ",
	"/table", "/events/e-geneva", "/sources", "/sources/steppe", "/outlets", "/help",
	"/?q=actor:FIN+actor:KEN", "/?q=actr:KAZ", "/nothing-here",
}

func TestPagesRenderInEveryLanguage(t *testing.T) {
	m, c := fixture(time.Now().UTC())
	h := site(t, m, c)
	for _, lang := range []string{"en", "de", "ru", "fr", "kk"} {
		for _, address := range pageAddresses {
			w := get(h, address, "Accept-Language", lang)
			body := w.Body.String()
			if w.Code >= 500 || !strings.HasSuffix(strings.TrimSpace(body), "</html>") {
				t.Errorf("%s in %s: status %d, ends %q", address, lang, w.Code, tail(body))
			}
			if i := strings.IndexAny(body, "⟨⟩"); i >= 0 {
				t.Errorf("%s in %s: a message is missing: %s", address, lang, body[i:min(len(body), i+60)])
			}
			for _, inline := range []string{"style=", "onclick=", "<style", "javascript:", "ZgotmplZ", "<no value>", "%!"} {
				if strings.Contains(body, inline) {
					t.Errorf("%s in %s holds %s", address, lang, inline)
				}
			}
		}
	}
}

func tail(s string) string { return s[max(0, len(s)-80):] }
