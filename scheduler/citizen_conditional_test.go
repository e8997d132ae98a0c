package scheduler

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/dateline-news/dateline/feed"
)

// P1: the first fetch of a URL is unconditional, every later one conditional,
// unless the server sent no validator.
func TestP01FirstFetchUnconditionalLaterConditional(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run(3*time.Hour, source("a", feedURL("/good"), "30m"), source("b", feedURL("/bare"), "30m"))
		w.asked("feeds.test/good", 4, 6)
		for i, h := range w.server.at("feeds.test/good") {
			want(t, "conditional", h.header.Get("If-None-Match") != "" && h.header.Get("If-Modified-Since") != "", i > 0)
		}
		for _, h := range w.server.at("feeds.test/bare") {
			want(t, "conditional without validators", h.header.Get("If-None-Match")+h.header.Get("If-Modified-Since"), "")
		}
	})
}

// P2: validators are repeated byte for byte and never invented.
func TestP02ValidatorsByteForByte(t *testing.T) {
	const tag, date = `W/"a:b--gzip, \odd"`, "Tue,  1 Feb 2000 10:00 +0000 (roughly)"
	inWorld(t, func(w *world) {
		w.server.on("/tag", body(rss(3, 3), "ETag", tag))
		w.server.on("/date", body(rss(3, 3), "Last-Modified", date))
		w.run(2*time.Hour, source("a", feedURL("/tag"), "30m"), source("b", feedURL("/date"), "30m"))
		for _, h := range w.server.at("feeds.test/tag")[1:] {
			want(t, "If-None-Match", h.header.Get("If-None-Match"), tag)
			want(t, "invented If-Modified-Since", h.header.Get("If-Modified-Since"), "")
		}
		for _, h := range w.server.at("feeds.test/date")[1:] {
			want(t, "If-Modified-Since", h.header.Get("If-Modified-Since"), date)
			want(t, "invented If-None-Match", h.header.Get("If-None-Match"), "")
		}
	})
}

// P3: each 200 replaces both validators and clears one that is no longer sent;
// a 304 with newer headers refreshes them.
func TestP03ValidatorsReplacedClearedRefreshed(t *testing.T) {
	inWorld(t, func(w *world) {
		w.server.on("/turning", w.server.inTurn(
			body(rss(1, 1), "ETag", `"1"`, "Last-Modified", "date 1"),
			answer(304, "ETag", `"2"`),
			answer(304, "Last-Modified", "date 2"),
			body(rss(2, 2), "Last-Modified", "date 3"),
			body(rss(3, 3), "ETag", `"4"`),
			answer(304),
		))
		w.run(4*time.Hour, source("a", feedURL("/turning"), "30m"))
		wantPairs := [][2]string{{"", ""}, {`"1"`, "date 1"}, {`"2"`, "date 1"}, {`"2"`, "date 2"}, {"", "date 3"}, {`"4"`, ""}, {`"4"`, ""}}
		hits := w.server.at("feeds.test/turning")
		if len(hits) < len(wantPairs) {
			t.Fatalf("asked %d times", len(hits))
		}
		for i, p := range wantPairs {
			want(t, "If-None-Match", hits[i].header.Get("If-None-Match"), p[0])
			want(t, "If-Modified-Since", hits[i].header.Get("If-Modified-Since"), p[1])
		}
	})
}

// P4: validators belong to the exact URL: a change of URL, credentials or proxy
// clears them, and they do not follow a redirect that leads elsewhere.
func TestP04ValidatorsBelongToTheURL(t *testing.T) {
	changes := map[string]func(*feed.Source){
		"query":       func(s *feed.Source) { s.URL += "?all=1" },
		"credentials": func(s *feed.Source) { s.BasicAuth = &feed.BasicAuth{Username: "u", Password: "p"} },
		"header":      func(s *feed.Source) { s.Header = http.Header{"X-Key": {"k"}} },
		"proxy":       func(s *feed.Source) { s.Proxy = &url.URL{Scheme: "http", Host: "127.0.0.1:3128"} },
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				src := source("a", feedURL("/good"), "30m")
				w.run(time.Minute, src)
				change(&src)
				w.run(90*time.Minute, src)
				hits := w.server.at("feeds.test/good")
				if len(hits) < 3 {
					t.Fatalf("asked %d times", len(hits))
				}
				want(t, "validators after the change", hits[1].header.Get("If-None-Match"), "")
				want(t, "validators later", hits[2].header.Get("If-None-Match"), `"v1"`)
			})
		})
	}
	t.Run("redirect elsewhere", func(t *testing.T) {
		inWorld(t, func(w *world) {
			w.server.on("/turns", w.server.inTurn(redirect(302, "/good"), redirect(302, "/good"), redirect(302, "/other")))
			w.server.on("/other", serve(rss(9, 9), "ETag", `"v1"`))
			w.run(2*time.Hour, source("a", feedURL("/turns"), "30m"))
			want(t, "asked conditionally where the validators come from", w.server.at("feeds.test/good")[1].header.Get("If-None-Match"), `"v1"`)
			want(t, "foreign validators", w.server.at("feeds.test/other")[0].header.Get("If-None-Match"), "")
			want(t, "new items read", w.store.titles()["Item 9"], true)
		})
	})
}

// P5: a server that answers 200 with the same bytes costs no database work
// beyond the due time.
func TestP05SameBytesCostNoDatabaseWork(t *testing.T) {
	inWorld(t, func(w *world) {
		w.server.on("/lying", func(rw http.ResponseWriter, r *http.Request) {
			body(rss(5, 5), "ETag", time.Now().String())(rw, r)
		})
		w.run(5*time.Hour, source("a", feedURL("/lying"), "30m"), source("b", feedURL("/bare"), "30m"))
		w.asked("feeds.test/lying", 8, 11)
		want(t, "look-ups of known reports", w.store.lookups, 2)
		want(t, "stored readings", w.store.writes, 10)
	})
}
