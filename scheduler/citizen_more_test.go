package scheduler

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/dateline-news/dateline/feed"
)

// P24: the charset is that of the BOM, then HTTP, then the XML declaration, then
// what the bytes look like.
func TestP24CharsetsRead(t *testing.T) {
	const title = "Министры встретились в Женеве"
	doc := func(decl string) string {
		return `<?xml version="1.0"` + decl + `?><rss version="2.0"><channel><title>x</title><item><guid>1</guid><title>` + title + `</title><description>Встреча прошла в понедельник, стороны обсудили торговлю.</description></item></channel></rss>`
	}
	cases := []struct {
		name, decl, contentType string
		enc                     encoding.Encoding
	}{
		{"windows-1251 by declaration", ` encoding="windows-1251"`, "application/rss+xml", charmap.Windows1251},
		{"koi8-r by declaration", ` encoding="KOI8-R"`, "text/xml", charmap.KOI8R},
		{"iso-8859-5 by declaration", ` encoding="iso-8859-5"`, "text/xml", charmap.ISO8859_5},
		{"windows-1251 by HTTP alone", "", "text/xml; charset=windows-1251", charmap.Windows1251},
		{"HTTP over the declaration", ` encoding="utf-8"`, "text/xml; charset=koi8-r", charmap.KOI8R},
		{"UTF-16 by BOM over both", ` encoding="utf-8"`, "text/xml; charset=windows-1251", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		{"UTF-8 by BOM over HTTP", "", "text/xml; charset=windows-1251", unicode.UTF8BOM},
		{"windows-1251 by its bytes", "", "text/xml", charmap.Windows1251},
		{"UTF-8 wrongly declared", ` encoding="ISO-8859-1"`, "text/xml; charset=utf-8", encoding.Nop},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				raw, err := c.enc.NewEncoder().String(doc(c.decl))
				if err != nil {
					t.Fatal(err)
				}
				w.server.on("/charset", body(raw, "Content-Type", c.contentType))
				w.run(time.Minute, source("a", feedURL("/charset"), "1h"))
				want(t, "title read", fmt.Sprint(w.store.titles()), fmt.Sprint(map[string]bool{title: true}))
			})
		})
	}
}

// P28: the full text is fetched once per article revision, robots.txt is
// respected, with the same limits per host; a poll does not wait for it.
func TestP28FullTextOncePerRevision(t *testing.T) {
	inWorld(t, func(w *world) {
		w.opts.Article = articleText
		w.opts.Robots = feed.NewRobots(w.fetcher.Fetch)
		w.server.on("feeds.test/robots.txt", body("User-agent: *\nDisallow: /\n\nUser-agent: dateline\nDisallow: /item/2\n", "Content-Type", "text/plain"))
		long := strings.Repeat("The ministers met again and spoke at length about water, rail and trade. ", 12)
		for i := 1; i <= 6; i++ {
			w.server.on(fmt.Sprintf("/item/%d", i), body(fmt.Sprintf("<html><head><title>Item %d</title></head><body><article><h1>Item %d</h1><p>%s</p><p>%s</p></article></body></html>", i, i, long, long), "Content-Type", "text/html; charset=utf-8"))
		}
		w.server.on("/item/4", w.server.inTurn(answer(503), w.server.doing["/item/5"]))
		w.server.on("/turns", w.server.inTurn(
			body(rss(5, 5), "ETag", `"1"`), answer(304), body(rss(6, 6), "ETag", `"2"`),
			body(strings.Replace(rss(6, 6), "Body of item 5.", "Body of item 5, corrected.", 1), "ETag", `"3"`), answer(304)))
		src := source("a", feedURL("/turns"), "6h")
		src.Fulltext = true
		stop := w.start(src)
		for len(w.store.titles()) == 0 {
			time.Sleep(time.Second)
		}
		want(t, "the poll did not wait for articles", len(w.server.at("feeds.test/item/5")), 0)
		time.Sleep(48 * time.Hour)
		stop()
		w.run(48*time.Hour, src)
		for path, n := range map[string]int{"/item/1": 1, "/item/2": 0, "/item/3": 1, "/item/4": 2, "/item/5": 2, "/item/6": 1} {
			w.asked("feeds.test"+path, n, n)
		}
		want(t, "requests at once", w.server.peak["feeds.test"], 1)
		var all []time.Time
		for path, hits := range w.server.all() {
			if !strings.HasPrefix(path, "feeds.test/") {
				continue
			}
			for _, h := range hits {
				all = append(all, h.at)
			}
		}
		for i, at := range all {
			for _, other := range all[:i] {
				want(t, fmt.Sprintf("gap of %v to the same host", at.Sub(other).Abs()), at.Sub(other).Abs() >= time.Second, true)
			}
		}
		for _, r := range w.store.reports {
			want(t, r.Report.Title+" has its full text", strings.Contains(r.Report.Text, "water, rail and trade"), r.Report.Title != "Item 2")
			want(t, r.Report.Title+" is still a teaser", r.Report.Teaser, r.Report.Title == "Item 2")
		}
	})
}

// A stop between a poll and its articles does not lose them.
func TestArticlesSurviveAStop(t *testing.T) {
	inWorld(t, func(w *world) {
		w.opts.Article = articleText
		long := strings.Repeat("The delegations looked at every chapter of the treaty in turn. ", 20)
		w.server.on("/item/1", body("<html><body><article><p>"+long+"</p><p>"+long+"</p></article></body></html>", "Content-Type", "text/html"))
		w.server.on("/changing", func(rw http.ResponseWriter, r *http.Request) {
			body(rss(1, 1, fmt.Sprintf("<!-- %d -->", w.server.nth(r))))(rw, r)
		})
		src := source("a", feedURL("/changing"), "2h")
		src.Fulltext = true
		stop := w.start(src)
		for len(w.store.titles()) == 0 {
			time.Sleep(10 * time.Millisecond)
		}
		stop()
		w.asked("feeds.test/item/1", 0, 0)
		w.run(24*time.Hour, src)
		w.asked("feeds.test/item/1", 1, 1)
		want(t, "readings stored", w.store.writes, 2)
	})
}

// P29: a page URL leads to its feed: link rel=alternate, then the Link header,
// then well-known paths.
func TestP29FeedOfAPageFound(t *testing.T) {
	const page = `<!DOCTYPE html><html><head><title>Home</title>%s</head><body><p>Welcome to our bulletin.</p></body></html>`
	const alternate = `<link rel="alternate" type="application/rss+xml" title="All news" href="/news.rss">`
	cases := []struct {
		name, html, link, feed string
	}{
		{"alternate first", fmt.Sprintf(page, alternate), `</header.rss>; rel="alternate"; type="application/rss+xml"`, "/news.rss"},
		{"then the Link header", fmt.Sprintf(page, ""), `</header.rss>; rel="alternate"; type="application/rss+xml"`, "/header.rss"},
		{"then well-known paths", fmt.Sprintf(page, ""), "", "/feed/"},
		{"an alternate that is broken", fmt.Sprintf(page, `<link rel="alternate" type="application/rss+xml" href="/gone.rss">`+alternate), "", "/news.rss"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.opts.Discover = feed.Discover
				w.server.on("/", body(c.html, "Content-Type", "text/html; charset=utf-8", "Link", c.link))
				for _, p := range []string{"/news.rss", "/header.rss", "/feed/"} {
					w.server.on(p, serve(rss(5, 5), "ETag", "1"))
				}
				src := source("a", feedURL("/"), "1h")
				w.run(5*time.Hour, src)
				w.run(5*time.Hour, src)
				want(t, "found", w.store.state("a").URL, feedURL(c.feed))
				want(t, "items", len(w.store.titles()), 5)
				w.asked("feeds.test/", 1, 1)
				w.asked("feeds.test"+c.feed, 6, 11)
				w.atLeast("feeds.test"+c.feed, time.Hour)
			})
		})
	}
	t.Run("a page without any", func(t *testing.T) {
		inWorld(t, func(w *world) {
			w.opts.Discover = feed.Discover
			w.run(48*time.Hour, source("a", feedURL("/html"), "1h"))
			wantIn(t, "error", w.store.state("a").LastError, "HTML")
		})
	})
}

// P30: WebSub. The hub of the Link header comes before the feed's own; the
// callback is unguessable; a challenge is echoed only for a pending topic;
// signatures are checked; leases are renewed; polling goes on slowly.
func TestP30WebSub(t *testing.T) {
	inWorld(t, func(w *world) {
		h := newHub(w)
		s, stop := w.scheduler(source("a", feedURL("/pushed"), "20m"), source("b", "http://other.test/own", "20m"))
		h.serves(s)
		time.Sleep(time.Hour)

		if len(h.requests()) != 2 {
			t.Fatalf("hubs were asked %d times: %v", len(h.requests()), h.requests())
		}
		sub := h.of("http://feeds.test/canonical")
		callback := sub.Get("hub.callback")
		wantIn(t, "callback", callback, "https://dateline.test/base/websub/")
		want(t, "length of the token", len(callback)-len("https://dateline.test/base/websub/") >= 32, true)
		want(t, "callbacks differ", callback != h.of("http://other.test/own").Get("hub.callback"), true)
		want(t, "secret", len(sub.Get("hub.secret")) >= 32, true)
		want(t, "hub asked", len(w.server.at("hub.test/")), 1)
		want(t, "the feed's own hub comes second", len(w.server.at("second.test/")), 1)
		want(t, "verified", w.store.state("a").Push.Until.After(time.Now()), true)

		for _, q := range []string{
			"hub.mode=subscribe&hub.topic=http%3A%2F%2Fevil.test%2F&hub.challenge=x&hub.lease_seconds=9",
			"hub.mode=subscribe&hub.topic=http%3A%2F%2Ffeeds.test%2Fcanonical&hub.challenge=x&hub.lease_seconds=9", // not pending any more
			"hub.mode=unsubscribe&hub.topic=http%3A%2F%2Ffeeds.test%2Fcanonical&hub.challenge=x",
		} {
			code, answer := h.call("GET", callback+"?"+q, "", "")
			want(t, "challenge for "+q, code == 404 && !strings.Contains(answer, "x\n"), true)
		}
		code, _ := h.call("POST", "https://dateline.test/base/websub/"+strings.Repeat("0", 32), "", rss(9, 1))
		want(t, "unknown callback", code, 410)

		h.call("POST", callback, "sha256="+strings.Repeat("00", 32), rss(8, 1))
		h.call("POST", callback, "", rss(8, 1))
		h.call("POST", callback, sign(sub.Get("hub.secret"), rss(7, 1)), rss(8, 1))
		time.Sleep(time.Second)
		want(t, "unsigned news taken", w.store.titles()["Item 8"], false)
		before := w.store.state("a")
		code, _ = h.call("POST", callback, sign(sub.Get("hub.secret"), rss(9, 1)), rss(9, 1))
		time.Sleep(time.Second)
		want(t, "signed news answered", code, 202)
		want(t, "signed news taken", w.store.titles()["Item 9"], true)
		want(t, "validators and due time left alone", w.store.state("a").NextDue.Equal(before.NextDue) && w.store.state("a").Validators == before.Validators, true)

		asked := len(w.server.at("feeds.test/pushed"))
		time.Sleep(20 * 24 * time.Hour)
		stop()
		polls := len(w.server.at("feeds.test/pushed")) - asked
		want(t, fmt.Sprintf("polling goes on slowly: %d polls in 20 days", polls), polls > 40 && polls < 100, true)
		want(t, "lease never ended", h.late(), false)
		want(t, fmt.Sprintf("renewals in 20 days with leases of 5: %d", len(h.requests())), len(h.requests()) >= 8 && len(h.requests()) <= 14, true)
		want(t, "the same callback", h.of("http://feeds.test/canonical").Get("hub.callback"), callback)

		known := len(h.requests())
		s, stop = w.scheduler(source("a", feedURL("/pushed"), "20m"), source("b", "http://other.test/own", "20m"))
		h.serves(s)
		time.Sleep(time.Hour)
		stop()
		want(t, "a restart subscribes nothing anew", len(h.requests()), known)
	})
	t.Run("denied", func(t *testing.T) {
		inWorld(t, func(w *world) {
			h := newHub(w)
			s, stop := w.scheduler(source("a", feedURL("/pushed"), "20m"))
			h.serves(s)
			time.Sleep(time.Minute)
			callback := h.of("http://feeds.test/canonical").Get("hub.callback")
			h.call("GET", callback+"?hub.mode=denied&hub.topic=http%3A%2F%2Ffeeds.test%2Fcanonical", "", "")
			time.Sleep(20 * time.Hour)
			stop()
			want(t, "requests within a day", len(h.requests()), 1)
		})
	})
	t.Run("another URL without a hub", func(t *testing.T) {
		inWorld(t, func(w *world) {
			h := newHub(w)
			w.server.on("/plain", serve(rss(5, 5), "ETag", "1"))
			s, stop := w.scheduler(source("a", feedURL("/pushed"), "20m"))
			h.serves(s)
			time.Sleep(time.Hour)
			want(t, "subscribed", w.store.state("a").Push.Hub, "https://hub.test/")
			s.Reload([]feed.Source{source("a", feedURL("/plain"), "20m")})
			time.Sleep(time.Hour)
			stop()
			want(t, "subscribed", w.store.state("a").Push.Hub, "")
			w.asked("feeds.test/plain", 2, 4)
		})
	})
	t.Run("without a public URL", func(t *testing.T) {
		inWorld(t, func(w *world) {
			h := newHub(w)
			w.opts.PublicURL = ""
			w.run(time.Hour, source("a", feedURL("/pushed"), "20m"))
			want(t, "requests to hubs", len(h.requests()), 0)
		})
	})
}

// hub is a WebSub hub on the bad server.
type hub struct {
	w       *world
	mu      sync.Mutex
	handler http.Handler
	asked   []url.Values
	until   map[string]time.Time
	lapsed  bool
}

func newHub(w *world) *hub {
	h := &hub{w: w, until: map[string]time.Time{}}
	w.opts.Subscribe = w.fetcher.Subscribe
	w.opts.PublicURL = "https://dateline.test/base/"
	w.server.on("/pushed", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Add("Link", `<https://hub.test/>; rel="hub"`)
		rw.Header().Add("Link", `<http://feeds.test/canonical>; rel="self"`)
		serve(rss(5, 5, `<atom:link rel="hub" href="https://second.test/"/>`), "ETag", "1")(rw, r)
	})
	w.server.on("/own", serve(rss(5, 5, `<atom:link rel="hub" href="https://second.test/"/>`), "ETag", "1"))
	w.server.on("hub.test/", h.subscribe)
	w.server.on("second.test/", h.subscribe)
	return h
}

// subscribe takes a subscription and verifies it a little later, for five days.
func (h *hub) subscribe(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	f := r.PostForm
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = append(h.asked, f)
	if last, ok := h.until[f.Get("hub.topic")]; ok && time.Now().After(last) {
		h.lapsed = true
	}
	w.WriteHeader(http.StatusAccepted)
	go func() {
		time.Sleep(2 * time.Second)
		q := url.Values{"hub.mode": {"subscribe"}, "hub.topic": f["hub.topic"], "hub.challenge": {"ch4ll3nge"}, "hub.lease_seconds": {"432000"}}
		code, answer := h.call("GET", f.Get("hub.callback")+"?"+q.Encode(), "", "")
		if code != 200 || answer != "ch4ll3nge" {
			h.w.Errorf("verification: %d %q", code, answer)
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		h.until[f.Get("hub.topic")] = time.Now().Add(432000 * time.Second)
	}()
}

// of returns the last subscription to a topic.
func (h *hub) of(topic string) url.Values {
	asked := h.requests()
	for i := len(asked) - 1; i >= 0; i-- {
		if asked[i].Get("hub.topic") == topic {
			return asked[i]
		}
	}
	h.w.Fatalf("nobody subscribed to %s: %v", topic, asked)
	return nil
}

// requests returns the subscriptions so far.
func (h *hub) requests() []url.Values {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.asked)
}

// late says whether a lease ended before it was renewed.
func (h *hub) late() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.lapsed
}

// serves says which scheduler the callbacks lead to.
func (h *hub) serves(s *Scheduler) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.handler = s.Hub()
}

// call calls a callback as a hub does.
func (h *hub) call(method, target, signature, text string) (int, string) {
	r := httptest.NewRequestWithContext(context.Background(), method, target, bytes.NewReader([]byte(text)))
	r.Header.Set("Content-Type", "application/rss+xml")
	if signature != "" {
		r.Header.Set("X-Hub-Signature", signature)
	}
	rec := httptest.NewRecorder()
	h.mu.Lock()
	handler := h.handler
	h.mu.Unlock()
	handler.ServeHTTP(rec, r)
	return rec.Code, rec.Body.String()
}

// articleText is the text of an article's page.
func articleText(p feed.Page) (string, error) {
	_, text, err := feed.Article(p)
	return text, err
}

func sign(secret, text string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}
