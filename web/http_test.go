package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
	"github.com/dateline-news/dateline/web"
)

var feedAddresses = []string{
	"/feed.atom", "/feed.rss?q=actor:KAZ", "/feed.json", "/feed.ics?q=status:planned", "/feed.csv", "/feed.geojson", "/feed.jsonl",
	"/outlets/kz-ch.atom", "/outlets/kz-ch.ics", "/events/e-geneva.ics", "/events/e-geneva.json",
}

func TestU06StrongTagOverTheExactBytesAndNoNowInTheBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, c := fixture(time.Now().UTC())
		h := site(t, m, c)
		for _, address := range feedAddresses {
			one := get(h, address)
			if tag := one.Header().Get("ETag"); !strings.HasPrefix(tag, `"`) || one.Code != http.StatusOK {
				t.Errorf("%s: status %d, ETag %s is not strong", address, one.Code, tag)
			}
			time.Sleep(3 * time.Second) // no new event: the same bytes, whatever the clock says
			again := get(site(t, m, c), address)
			if !bytes.Equal(one.Body.Bytes(), again.Body.Bytes()) || one.Header().Get("ETag") != again.Header().Get("ETag") {
				t.Errorf("%s: other bytes three seconds later", address)
			}
			gz := get(h, address, "Accept-Encoding", "gzip")
			if gz.Header().Get("ETag") == one.Header().Get("ETag") && gz.Header().Get("Content-Encoding") != "" {
				t.Errorf("%s: one tag for two encodings", address)
			}
		}
	})
}

func TestU07IfNoneMatch(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	tag := get(h, "/feed.atom").Header().Get("ETag")
	for value, want := range map[string]int{
		tag: 304, "W/" + tag: 304, "*": 304, `"other", ` + tag: 304, `"a,b", W/` + tag: 304,
		`"other"`: 200, "nonsense": 200, `"unclosed`: 200, "": 200, "W/": 200,
	} {
		w := get(h, "/feed.atom", "If-None-Match", value, "If-Modified-Since", "Mon, 01 Jan 1990 00:00:00 GMT")
		if w.Code != want {
			t.Errorf("If-None-Match %s: %d, want %d", value, w.Code, want)
		}
	}
	two := get(h, "/feed.atom", "If-None-Match", `"x"`, "If-None-Match", tag)
	if two.Code != http.StatusNotModified {
		t.Errorf("two header lines: %d", two.Code)
	}
}

func TestU08LastModifiedIsLeftOut(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	for _, address := range feedAddresses {
		if lm := get(h, address).Header().Get("Last-Modified"); lm != "" {
			t.Errorf("%s: Last-Modified %s: a merge or a redaction would not move it", address, lm)
		}
	}
}

func TestU09NotModifiedAndHead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // pages say how long ago something was
		m, c := fixture(noon)
		h := site(t, m, c)
		for _, address := range append(feedAddresses, "/", "/sources", "/events/e-geneva") {
			for _, encoding := range []string{"", "gzip", "br", "zstd"} {
				full := get(h, address, "Accept-Encoding", encoding)
				not := get(h, address, "Accept-Encoding", encoding, "If-None-Match", full.Header().Get("ETag"))
				if not.Code != http.StatusNotModified || not.Body.Len() != 0 {
					t.Errorf("%s %s: %d with %d bytes, want 304 without", address, encoding, not.Code, not.Body.Len())
				}
				for _, name := range []string{"ETag", "Cache-Control", "Vary"} {
					if not.Header().Get(name) == "" || not.Header().Get(name) != full.Header().Get(name) {
						t.Errorf("%s %s: 304 has %s %q, 200 has %q", address, encoding, name, not.Header().Get(name), full.Header().Get(name))
					}
				}
				head := do(h, http.MethodHead, address, "Accept-Encoding", encoding)
				if head.Body.Len() != 0 || fmt.Sprint(head.Header()) != fmt.Sprint(full.Header()) {
					t.Errorf("%s %s: HEAD differs from GET:\n%v\n%v", address, encoding, head.Header(), full.Header())
				}
			}
		}
	})
}

func TestU10CacheControlAndVary(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	for _, address := range feedAddresses {
		w := get(h, address)
		if cc := w.Header().Get("Cache-Control"); !strings.HasPrefix(cc, "public, max-age=") {
			t.Errorf("%s: Cache-Control %q", address, cc)
		}
		if v := w.Header().Get("Vary"); v != "Accept-Encoding" && v != "Accept-Encoding, Accept" {
			t.Errorf("%s: Vary %q", address, v)
		}
	}
	page := get(h, "/").Header()
	if page.Get("Cache-Control") != "private, no-cache" || !strings.Contains(strings.Join(page.Values("Vary"), ","), "Cookie") {
		t.Errorf("a page follows the reader's language and theme: %v", page)
	}
}

func TestU11Encodings(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	open := map[string]func(io.Reader) (io.Reader, error){
		"gzip": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		"br":   func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
		"zstd": func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) },
	}
	for _, address := range []string{"/feed.atom", "/feed.ics", "/feed.csv", "/feed.geojson", "/", "/sources"} {
		plain := get(h, address).Body.Bytes()
		for encoding, decode := range open {
			w := get(h, address, "Accept-Encoding", encoding)
			if got := w.Header().Get("Content-Encoding"); got != encoding {
				t.Errorf("%s: asked for %s, got %q", address, encoding, got)
				continue
			}
			r, err := decode(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(r)
			if err != nil || !bytes.Equal(body, plain) {
				t.Errorf("%s %s: decodes to other bytes (%v)", address, encoding, err)
			}
		}
	}
	for accept, want := range map[string]string{
		"gzip, br;q=0.5": "gzip", "*": "br", "*;q=0": "", "identity": "", "gzip;q=0": "", "br;q=0, *": "zstd", "GZIP": "gzip",
		"gzip;q=nonsense": "", "gzip;q=0.5, identity": "",
	} {
		if got := get(h, "/feed.atom", "Accept-Encoding", accept).Header().Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %s: %q, want %q", accept, got, want)
		}
	}
}

func TestU12MediaTypes(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	for ext, want := range map[string]string{
		"atom": "application/atom+xml; charset=utf-8", "rss": "application/rss+xml; charset=utf-8", "json": "application/feed+json",
		"ics": "text/calendar; charset=utf-8", "geojson": "application/geo+json", "csv": "text/csv; charset=utf-8",
	} {
		w := get(h, "/feed."+ext)
		if got := w.Header().Get("Content-Type"); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s", ext, got, want)
		}
		if w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may be sniffed", ext)
		}
	}
}

func TestU18SelfAndHubLinks(t *testing.T) {
	m, c := fixture(noon)
	h, err := web.New(web.Options{
		Timeline: m, Summaries: m, Sources: m, Config: func() *feed.Config { return c }, PublicURL: "https://news.example", Hubs: []string{"https://hub.example/"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for address, self := range map[string]string{
		"/outlets/kz-ch.atom":                 "https://news.example/outlets/kz-ch.atom",
		"/outlets/kz-ch.json":                 "https://news.example/outlets/kz-ch.json",
		"/feed.json?q=actor:KAZ&utm_source=x": "https://news.example/feed.json?q=actor:KAZ",
		"/outlets/kz-ch.atom?lang=de":         "https://news.example/outlets/kz-ch.atom?lang=de",
	} {
		w := get(h, address)
		links := strings.Join(w.Header().Values("Link"), " ")
		if strings.Count(links, `rel="self"`) != 1 || !strings.Contains(links, "<"+self+`>; rel="self"`) {
			t.Errorf("%s: Link %s", address, links)
		}
		if !strings.Contains(w.Body.String(), strings.ReplaceAll(self, "&", "&amp;")) {
			t.Errorf("%s does not name itself %s", address, self)
		}
		// The hub is told of an outlet's own addresses, so only they name it.
		plain := strings.HasPrefix(address, "/outlets/") && !strings.Contains(address, "?")
		if strings.Contains(links, `<https://hub.example/>; rel="hub"`) != plain || strings.Contains(w.Body.String(), "https://hub.example/") != plain {
			t.Errorf("%s names the hub: %v, want %v", address, !plain, plain)
		}
	}
}

func TestU19PagesAdvertiseTheirFeeds(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	for address, want := range map[string]string{
		"/?q=actor:KAZ": `href="/feed.atom?q=actor%3AKAZ"`, "/calendar?q=actor:KAZ": `href="/feed.ics?q=actor%3AKAZ"`,
		"/relations?q=actor:KAZ": "/feed.json?q=actor%3AKAZ", "/map?q=actor:KAZ": "/feed.rss?q=actor%3AKAZ", "/table?q=actor:KAZ": "/feed.atom?q=actor%3AKAZ",
		"/events/e-geneva": "/events/e-geneva.atom", "/outlets": "/outlets/kz-ch.atom", "/?q=actor:FIN+actor:KEN": "/feed.atom?q=actor%3AFIN+actor%3AKEN",
	} {
		head, _, _ := strings.Cut(get(h, address).Body.String(), "<body")
		if !strings.Contains(head, `<link rel="alternate"`) || !strings.Contains(head, strings.ReplaceAll(want, "+", "&#43;")) && !strings.Contains(head, want) {
			t.Errorf("%s does not advertise %s:\n%s", address, want, head)
		}
	}
}

func TestU20GoneRenamedBusy(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	for _, ext := range []string{"atom", "rss", "json", "ics"} {
		if w := get(h, "/outlets/withdrawn."+ext); w.Code != http.StatusGone {
			t.Errorf("a withdrawn outlet: %d", w.Code)
		}
		w := get(h, "/outlets/kazakh-swiss."+ext+"?lang=de")
		if to := w.Header().Get("Location"); w.Code != http.StatusMovedPermanently || to != "/outlets/kz-ch."+ext+"?lang=de" {
			t.Errorf("a renamed outlet: %d to %s", w.Code, to)
		}
		if w := get(h, "/outlets/never."+ext); w.Code != http.StatusNotFound {
			t.Errorf("an outlet that never was: %d", w.Code)
		}
	}
	if w := get(h, "/feed.atom?q=actr:KAZ"); w.Code != http.StatusBadRequest || strings.Contains(w.Body.String(), "<feed") {
		t.Errorf("a bad query: %d %s", w.Code, w.Body)
	}
	m.fail = fmt.Errorf("no answer: %w", web.ErrBusy)
	for _, address := range []string{"/feed.atom?q=lang:de", "/outlets/kz-ch.rss", "/?q=lang:de"} {
		w := get(site(t, m, c), address)
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || w.Header().Get("Content-Type") == "application/atom+xml" {
			t.Errorf("%s while busy: %d, Retry-After %q", address, w.Code, w.Header().Get("Retry-After"))
		}
	}
	m.fail = errors.New("the disk is gone")
	if w := get(site(t, m, c), "/feed.atom"); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "<entry") {
		t.Errorf("a failure: %d %s", w.Code, w.Body)
	}
}

func TestU21MergedEventsRedirect(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	for address, want := range map[string]string{"/events/e-old": "/events/e-geneva", "/events/e-old.ics?lang=de": "/events/e-geneva.ics?lang=de"} {
		w := get(h, address)
		if w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != want {
			t.Errorf("%s: %d to %s, want %s", address, w.Code, w.Header().Get("Location"), want)
		}
	}
	if w := get(h, "/events/e-never"); w.Code != http.StatusNotFound {
		t.Errorf("an id never issued: %d", w.Code)
	}
}

func TestU26CrossOrigin(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	for ext, want := range map[string]string{"json": "*", "ics": "*", "geojson": "*"} {
		if got := get(h, "/feed."+ext).Header().Get("Access-Control-Allow-Origin"); got != want {
			t.Errorf("%s: Access-Control-Allow-Origin %q", ext, got)
		}
	}
	if got := get(h, "/").Header().Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("pages are nobody else's: %q", got)
	}
}

func TestU27TheSameStateGivesTheSameBytes(t *testing.T) {
	m, c := fixture(noon)
	other, _ := fixture(noon)
	for _, address := range feedAddresses {
		if a, b := get(site(t, m, c), address), get(site(t, other, c), address); !bytes.Equal(a.Body.Bytes(), b.Body.Bytes()) {
			t.Errorf("%s: two nodes, two answers", address)
		}
	}
}

func TestU29TheBytesDoNotChangePerClient(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	reader := get(h, "/feed.atom", "Accept", "application/atom+xml", "User-Agent", "newsreader/1")
	person := get(h, "/feed.atom", "Accept", "text/html", "User-Agent", "Mozilla/5.0", "Accept-Language", "de", "Cookie", "lang=ru")
	if !bytes.Equal(reader.Body.Bytes(), person.Body.Bytes()) {
		t.Error("a browser gets other bytes than a reader")
	}
	// Browsers print the feed types as source text, and show XML in its stylesheet.
	if got := reader.Header().Get("Content-Type") + ", " + person.Header().Get("Content-Type"); got != "application/atom+xml; charset=utf-8, application/xml; charset=utf-8" {
		t.Errorf("a reader and a browser get the types %s", got)
	}
	if vary := strings.Join(person.Header().Values("Vary"), ", "); vary != "Accept-Encoding, Accept" {
		t.Errorf("Vary: %s", vary)
	}
	if !strings.Contains(person.Body.String(), "<?xml-stylesheet") || get(h, "/static/feed.css").Code != http.StatusOK {
		t.Error("a person sees bare XML")
	}
}

func TestARenderedFeedIsKeptUntilTheTimelineChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, c := fixture(time.Now().UTC())
		h := site(t, m, c)
		first := get(h, "/outlets/kz-ch.atom")
		asked := m.asked
		for range 5 {
			get(h, "/outlets/kz-ch.atom", "If-None-Match", first.Header().Get("ETag"))
		}
		if m.asked != asked {
			t.Errorf("the events were read %d times more for the same feed", m.asked-asked)
		}
		m.mu.Lock()
		m.events, m.version = m.events[1:], m.version+1
		m.mu.Unlock()
		time.Sleep(2 * time.Second)
		if w := get(h, "/outlets/kz-ch.atom", "If-None-Match", first.Header().Get("ETag")); w.Code != http.StatusOK {
			t.Errorf("after a change: %d", w.Code)
		}
	})
}

func TestAbsoluteAddressesComeFromTheRequest(t *testing.T) {
	m, c := fixture(noon)
	body := get(site(t, m, c), "http://other.example:8080/feed.atom").Body.String()
	if !strings.Contains(body, "http://other.example:8080/events/") {
		t.Error("the feed does not name the host it was asked at")
	}
}

func TestHealthzAndReadyz(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	for _, path := range []string{"/healthz", "/readyz"} {
		if w := get(h, path); w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s of a healthy server: %d %v", path, w.Code, w.Header())
		}
	}
	m.fail = errors.New("no database")
	if w := get(h, "/readyz"); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "no database") {
		t.Errorf("ready without a database: %d %s", w.Code, w.Body)
	}
	if w := get(h, "/healthz"); w.Code != http.StatusOK {
		t.Errorf("a server without a database lives all the same: %d", w.Code)
	}
}

func TestReadyzAsksTheOwner(t *testing.T) {
	m, c := fixture(noon)
	h, err := web.New(web.Options{Timeline: m, Summaries: m, Sources: m, Config: func() *feed.Config { return c }, Ready: func(context.Context) error { return errors.New("stopping") }})
	if err != nil {
		t.Fatal(err)
	}
	if w := get(h, "/readyz"); w.Code != http.StatusServiceUnavailable || w.Body.String() != "stopping\n" {
		t.Errorf("stopping: %d %s", w.Code, w.Body)
	}
}

func TestAssetsAreKeptForEver(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	_, rest, _ := strings.Cut(get(h, "/").Body.String(), `<link rel="stylesheet" href="`)
	address, _, _ := strings.Cut(rest, `"`)
	w := get(h, address)
	if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
		t.Errorf("%s: %d %s", address, w.Code, w.Header().Get("Cache-Control"))
	}
	old := get(h, "/static/0000000000/style.css")
	if old.Code != http.StatusOK || old.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("a former address: %d %s", old.Code, old.Header().Get("Cache-Control"))
	}
	if w := get(h, "/static/0000000000/../web.go"); w.Code == http.StatusOK {
		t.Error("the file system shows")
	}
}

func TestOnlyReading(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		w := do(h, method, "/outlets")
		if w.Code != http.StatusMethodNotAllowed || !strings.Contains(w.Header().Get("Allow"), "GET") {
			t.Errorf("%s: %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
}

func TestThemeGoesBackOnlyToThisSite(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	for back, want := range map[string]string{
		"/sources?x=1": "/sources?x=1", "https://evil.example/": "/", "//evil.example": "/", `/\evil.example`: "/", "": "/", "javascript:alert(1)": "/",
	} {
		w := get(h, "/theme?theme=dark&back="+strings.NewReplacer("?", "%3F", `\`, "%5C", "=", "%3D").Replace(back))
		if w.Header().Get("Location") != want || !strings.Contains(w.Header().Get("Set-Cookie"), "theme=dark") {
			t.Errorf("back to %q: %s, %s", back, w.Header().Get("Location"), w.Header().Get("Set-Cookie"))
		}
	}
}

func TestStreamsEndWhenTheServerStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, c := fixture(time.Now().UTC())
		stop := make(chan struct{})
		h, err := web.New(web.Options{Timeline: m, Summaries: m, Sources: m, Config: func() *feed.Config { return c }, Stopping: stop})
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan string)
		go func() { ended <- get(h, "/live?q=actor:KAZ").Body.String() }()
		time.Sleep(5 * time.Second)
		m.mu.Lock()
		m.events, m.version = m.events[1:], m.version+1 // e-geneva goes: the count falls
		m.mu.Unlock()
		time.Sleep(5 * time.Second)
		close(stop)
		if body := <-ended; !strings.Contains(body, "event: changed\n") {
			t.Errorf("the stream told %q", body)
		}
		time.Sleep(5 * time.Second) // the watcher sees that nobody listens, and ends
	})
}

// counting counts what is asked of the timeline.
type counting struct {
	*memory
	asked atomic.Int64
}

func (c *counting) Events(ctx context.Context, q timeline.Query, p web.Page) ([]timeline.Event, string, error) {
	c.asked.Add(1)
	return c.memory.Events(ctx, q, p)
}

func (c *counting) Event(ctx context.Context, id string) (timeline.Event, error) {
	c.asked.Add(1)
	return c.memory.Event(ctx, id)
}

func (c *counting) Slice(ctx context.Context, q timeline.Query, p web.Page) (web.Slice, error) {
	c.asked.Add(1)
	return c.memory.Slice(ctx, q, p)
}

func (c *counting) Fingerprint(ctx context.Context, q timeline.Query, p web.Page) (string, error) {
	c.asked.Add(1)
	return c.memory.Fingerprint(ctx, q, p)
}

func (c *counting) Changed(ctx context.Context) (int64, error) {
	c.asked.Add(1)
	return c.memory.Changed(ctx)
}

// TestAKeptFeedAsksNothing: a feed that is kept, and its 304, are answered without
// the timeline.
func TestAKeptFeedAsksNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, c := fixture(time.Now().UTC())
		asked := &counting{memory: m}
		h, err := web.New(web.Options{Timeline: asked, Summaries: m, Sources: m, Config: func() *feed.Config { return c }})
		if err != nil {
			t.Fatal(err)
		}
		for _, address := range feedAddresses {
			tag := get(h, address).Header().Get("ETag")
			before := asked.asked.Load()
			again, not := get(h, address), get(h, address, "If-None-Match", tag)
			if n := asked.asked.Load() - before; n != 0 || again.Code != http.StatusOK || not.Code != http.StatusNotModified {
				t.Errorf("%s: %d and %d, the timeline was asked %d times", address, again.Code, not.Code, n)
			}
		}
	})
}
