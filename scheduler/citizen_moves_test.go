package scheduler

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/feed"
)

// P16: after 302, 303 and 307 the original is asked again; a 301 or 308 is
// adopted after seven days of the same answer, at once from http to https of the
// same page; items keep their identity.
func TestP16RedirectsKeptOrAdopted(t *testing.T) {
	for _, status := range []int{302, 303, 307, 301, 308} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.server.on("/old", redirect(status, "http://new.test/good"))
				w.run(10*24*time.Hour, source("a", feedURL("/old"), "12h"))
				permanent := status == 301 || status == 308
				late := 0
				for _, h := range w.server.at("feeds.test/old") {
					if h.at.After(time.Date(2000, 1, 9, 0, 0, 0, 0, time.UTC)) {
						late++
					}
				}
				want(t, "original asked after eight days", late > 0, !permanent)
				want(t, "adopted", w.store.state("a").URL == "http://new.test/good", permanent)
				w.asked("feeds.test/old", 7, 21)
				w.asked("new.test/good", 10, 21)
				want(t, "reports", w.store.writes, 5)
				want(t, "conditional after the move", w.server.at("new.test/good")[9].header.Get("If-None-Match"), `"v1"`)
			})
		})
	}
	t.Run("http to https", func(t *testing.T) {
		inWorld(t, func(w *world) {
			w.server.on("/up", func(rw http.ResponseWriter, r *http.Request) {
				if r.TLS == nil {
					redirect(301, "https://feeds.test/up")(rw, r)
					return
				}
				serve(rss(5, 5), "ETag", "1")(rw, r)
			})
			w.run(24*time.Hour, source("a", feedURL("/up"), "2h"))
			want(t, "adopted", w.store.state("a").URL, "https://feeds.test/up")
			plain := len(w.server.at("feeds.test/up")) - len(w.store.polls)
			want(t, "requests over http", plain, 1)
		})
	})
	t.Run("answers that differ", func(t *testing.T) {
		inWorld(t, func(w *world) {
			w.server.on("/old", func(rw http.ResponseWriter, r *http.Request) {
				redirect(301, fmt.Sprintf("http://mirror%d.test/good", w.server.nth(r)%2))(rw, r)
			})
			w.run(30*24*time.Hour, source("a", feedURL("/old"), "12h"))
			want(t, "never adopted", w.store.state("a").URL, feedURL("/old"))
		})
	})
	t.Run("permanent then temporary", func(t *testing.T) {
		inWorld(t, func(w *world) {
			w.server.on("/old", redirect(301, "/front"))
			w.server.on("/front", redirect(302, "http://backend7.test/good"))
			w.run(10*24*time.Hour, source("a", feedURL("/old"), "12h"))
			want(t, "adopted as far as it is permanent", w.store.state("a").URL, feedURL("/front"))
		})
	})
}

// P17: at most ten redirects; credentials, cookies and custom headers never
// cross to another host, another port or down to http.
func TestP17RedirectsBoundedAndSecretsKept(t *testing.T) {
	inWorld(t, func(w *world) {
		hop := func(rw http.ResponseWriter, r *http.Request) {
			var n int
			_, err := fmt.Sscanf(r.URL.RawQuery, "n=%d", &n)
			if err != nil || n == 0 {
				body(rss(5, 5))(rw, r)
				return
			}
			redirect(302, fmt.Sprintf("/hop?n=%d", n-1))(rw, r)
		}
		w.server.on("/hop", hop)
		page, err := w.fetch(feed.Request{URL: feedURL("/hop?n=10")})
		want(t, "ten redirects", err == nil && len(page.Redirects) == 10, true)
		_, err = w.fetch(feed.Request{URL: feedURL("/hop?n=11")})
		wantIn(t, "eleven redirects", fmt.Sprint(err), "more than 10 times")
		_, err = w.fetch(feed.Request{URL: feedURL("/loop")})
		wantIn(t, "a circle", fmt.Sprint(err), "feeds.test redirects in a circle")
		w.server.on("/away", redirect(302, "file:///etc/passwd"))
		_, err = w.fetch(feed.Request{URL: feedURL("/away")})
		wantIn(t, "no web address", fmt.Sprint(err), "no web address")
	})
	cases := []struct {
		from, to string
		cross    bool // secrets may cross
	}{
		{feedURL("/r"), "http://feeds.test/good", true},
		{feedURL("/r"), "https://feeds.test/good", true},
		{feedURL("/r"), "http://other.test/good", false},
		{feedURL("/r"), "http://sub.feeds.test/good", false},
		{feedURL("/r"), "http://feeds.test:8080/good", false},
		{"https://feeds.test/r", "http://feeds.test/good", false},
	}
	for _, c := range cases {
		t.Run(c.from+" to "+c.to, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.server.on("/r", redirect(302, c.to))
				r := feed.Request{URL: c.from, Header: http.Header{"X-Api-Key": {"k"}, "Cookie": {"s=1"}}, BasicAuth: &feed.BasicAuth{Username: "u", Password: "secret"}}
				if _, err := w.fetch(r); err != nil {
					t.Fatal(err)
				}
				host, _, _ := strings.Cut(strings.SplitN(c.to, "//", 2)[1], "/")
				h := w.server.at(strings.Split(host, ":")[0] + "/good")[0].header
				for _, k := range []string{"X-Api-Key", "Cookie", "Authorization"} {
					want(t, k+" crosses", h.Get(k) != "", c.cross)
				}
			})
		})
	}
	t.Run("not even on the way back", func(t *testing.T) {
		inWorld(t, func(w *world) {
			w.server.on("/r", redirect(302, "http://other.test/back"))
			w.server.on("/back", redirect(302, feedURL("/good")))
			if _, err := w.fetch(feed.Request{URL: feedURL("/r"), Header: http.Header{"X-Api-Key": {"k"}}}); err != nil {
				t.Fatal(err)
			}
			want(t, "X-Api-Key", w.server.at("feeds.test/good")[0].header.Get("X-Api-Key"), "")
		})
	})
}

// P18: the User-Agent says who asks; no Referer, no cookies, no cache-busting.
func TestP18HonestRequest(t *testing.T) {
	inWorld(t, func(w *world) {
		w.server.on("/sets", w.server.inTurn(redirect(302, "/sets?2"), body(rss(5, 5), "Set-Cookie", "id=7; Path=/")))
		w.run(2*time.Hour, source("a", feedURL("/sets"), "30m"))
		for i, h := range w.server.at("feeds.test/sets") {
			want(t, "User-Agent", h.header.Get("User-Agent"), "dateline/9.8.7 (+https://github.com/dateline-news/dateline)")
			for _, k := range []string{"Referer", "Cookie", "Pragma", "Cache-Control"} {
				want(t, k, h.header.Get(k), "")
			}
			want(t, "query of request "+fmt.Sprint(i), h.query == "" || i == 1, true)
		}
	})
}

// P25: one poll per distinct URL, however many sources use it.
func TestP25OnePollPerURL(t *testing.T) {
	inWorld(t, func(w *world) {
		three := []feed.Source{source("a", feedURL("/good"), "1h"), source("b", feedURL("/good"), "1h"), source("c", feedURL("/good"), "3h")}
		w.run(10*time.Hour, three...)
		w.asked("feeds.test/good", 5, 10)
		w.atLeast("feeds.test/good", time.Hour)
		want(t, "reports of three sources", len(w.store.reports), 15)
		for i, h := range w.server.at("feeds.test/good") {
			want(t, "conditional", h.header.Get("If-None-Match") != "", i > 0)
		}
		before := len(w.server.at("feeds.test/good"))
		w.run(2*time.Hour, append(three, source("d", feedURL("/good"), "1h"))...)
		want(t, "reports of the source that came later", len(w.store.reports), 20)
		want(t, "which did not cause an early poll", w.server.gaps("feeds.test/good")[before-1] >= time.Hour, true)
	})
}
