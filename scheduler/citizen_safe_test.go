package scheduler

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/feed"
)

// P19: gzip, br and zstd are asked for and decoded; the size limit counts
// decoded bytes.
func TestP19EncodingsDecodedAndBounded(t *testing.T) {
	inWorld(t, func(w *world) {
		for name := range packers {
			page, err := w.fetch(feed.Request{URL: feedURL("/" + name)})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			want(t, name, string(page.Body), rss(5, 5))
			accepts := w.server.at("feeds.test/" + name)[0].header.Get("Accept-Encoding")
			wantIn(t, "Accept-Encoding", accepts, "gzip", "br", "zstd")
			_, err = w.fetch(feed.Request{URL: feedURL("/" + name + "-bomb")})
			wantFault(t, name+" bomb", err, feed.TooLarge)
		}
		_, err := w.fetch(feed.Request{URL: feedURL("/huge")})
		wantFault(t, "fifty megabytes", err, feed.TooLarge)
		wantIn(t, "in words", fmt.Sprint(err), "larger than 1 MiB")
		want(t, "megabytes taken of fifty", w.server.sent.Load() <= 4, true)
		w.server.on("/lies", body(rss(5, 5), "Content-Encoding", "gzip"))
		page, err := w.fetch(feed.Request{URL: feedURL("/lies")})
		want(t, "packed by name only", err == nil && string(page.Body) == rss(5, 5), true)
	})
}

// P20: ttl, skipHours, skipDays (GMT) and sy:update… are "not before".
func TestP20FeedsOwnPaceIsNotBefore(t *testing.T) {
	inWorld(t, func(w *world) {
		all := func(extra string) http.HandlerFunc { return serve(rss(5, 5, extra), "ETag", "1") }
		w.server.on("/ttl", all("<ttl>180</ttl>"))
		w.server.on("/hours", all("<skipHours>"+numbered("hour", 0, 17)+"</skipHours>"))
		w.server.on("/days", all("<skipDays><day>Saturday</day><day>Sunday</day></skipDays>"))
		w.server.on("/period", all("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"))
		w.server.on("/base", all("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency><sy:updateBase>1999-12-01T03:00+00:00</sy:updateBase>"))
		var sources []feed.Source
		for _, p := range []string{"ttl", "hours", "days", "period", "base"} {
			sources = append(sources, source(p, "http://"+p+".test/"+p, "20m"))
		}
		w.run(14*24*time.Hour, sources...)
		w.atLeast("ttl.test/ttl", 3*time.Hour)
		w.asked("ttl.test/ttl", 80, 113)
		for _, h := range w.server.at("hours.test/hours")[1:] {
			want(t, fmt.Sprint("asked in hour ", h.at), h.at.UTC().Hour() >= 18, true)
		}
		w.asked("hours.test/hours", 100, 270)
		for _, h := range w.server.at("days.test/days")[1:] { // 2000-01-01 is a Saturday
			want(t, fmt.Sprint("asked on ", h.at.Weekday()), h.at.Weekday() != time.Saturday && h.at.Weekday() != time.Sunday, true)
		}
		w.atLeast("period.test/period", 6*time.Hour)
		w.asked("period.test/period", 40, 57)
		for _, h := range w.server.at("base.test/base")[1:] {
			hour := h.at.UTC().Hour()
			want(t, fmt.Sprint("asked after the feed's turn, at ", h.at), hour == 3 || hour == 15, true)
		}
		w.asked("base.test/base", 25, 29)
	})
}

func numbered(tag string, from, to int) string {
	var sb strings.Builder
	for i := from; i <= to; i++ {
		fmt.Fprintf(&sb, "<%s>%d</%s>", tag, i, tag)
	}
	return sb.String()
}

// P21: one connection per host at a time, with a gap between fetches; the feeds
// of one host are spread over the interval, 64 hosts go on at once.
func TestP21OneAtATimePerHost(t *testing.T) {
	inWorld(t, func(w *world) {
		slow := func(rw http.ResponseWriter, r *http.Request) {
			time.Sleep(300 * time.Millisecond)
			serve(rss(5, 5), "ETag", "1")(rw, r)
		}
		var sources []feed.Source
		for i := range 40 {
			w.server.on(fmt.Sprintf("/s%d", i), slow)
			sources = append(sources, source(fmt.Sprint("one", i), feedURL(fmt.Sprintf("/s%d", i)), "1h"))
		}
		for i := range 100 {
			sources = append(sources, source(fmt.Sprint("many", i), fmt.Sprintf("http://h%d.test/s0", i), "1h"))
		}
		w.run(3*time.Hour, sources...)
		want(t, "requests at once to one host", w.server.peak["feeds.test"], 1)
		var times []time.Time
		minutes := map[int]bool{}
		for i := range 40 {
			hits := w.server.at(fmt.Sprintf("feeds.test/s%d", i))
			if len(hits) < 2 {
				t.Fatalf("feed %d was asked %d times", i, len(hits))
			}
			for _, h := range hits {
				times = append(times, h.at)
			}
			minutes[hits[1].at.Minute()] = true
		}
		for i, at := range times {
			for _, other := range times[:i] {
				if d := at.Sub(other).Abs(); d < time.Second {
					t.Fatalf("two fetches from one host within %v", d)
				}
			}
		}
		if len(minutes) < 18 {
			t.Errorf("40 feeds of one host are asked in %d different minutes of the hour", len(minutes))
		}
		for i := range 100 {
			w.asked(fmt.Sprintf("h%d.test/s0", i), 2, 4)
		}
	})
}

// P22: separate time limits for DNS, connect, TLS, headers and body; a slow drip
// is cut off.
func TestP22SeparateTimeLimits(t *testing.T) {
	cases := []struct {
		name, url string
		least     time.Duration
		most      time.Duration
		kind      feed.Fault
	}{
		{"dns", "http://a.slow-dns.test/", 2 * time.Second, 2 * time.Second, feed.Unresolved},
		{"connect", "http://feeds.test:1/", 3 * time.Second, 3 * time.Second, feed.TimedOut},
		{"tls", "https://feeds.test:9/", 4 * time.Second, 4 * time.Second, feed.TimedOut},
		{"header", feedURL("/hang"), 5 * time.Second, 5 * time.Second, feed.TimedOut},
		{"drip", feedURL("/drip"), 6 * time.Second, 7 * time.Second, feed.TimedOut},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.fetcher = w.server.fetcher(func(o *feed.FetcherOptions) {
					o.Limits = feed.Limits{DNS: 2 * time.Second, Connect: 3 * time.Second, TLS: 4 * time.Second, Header: 5 * time.Second, Body: 6 * time.Second}
				})
				start := time.Now()
				_, err := w.fetch(feed.Request{URL: c.url})
				wantFault(t, c.name, err, c.kind)
				if d := time.Since(start).Round(time.Second); d < c.least || d > c.most {
					t.Errorf("given up after %v, want %v", d, c.least)
				}
			})
		})
	}
}

// P23: the address is checked at dial time, after DNS, on the first request and
// on every redirect.
func TestP23InternalAddressesRefused(t *testing.T) {
	inWorld(t, func(w *world) {
		w.fetcher = w.server.fetcher(func(o *feed.FetcherOptions) { o.Allow = nil })
		for _, host := range []string{
			"10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "127.9.9.9", "0.0.0.0", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
			"[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[ff02::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::a00:1]", "2130706433", "0x7f000001", "0177.0.0.1",
		} {
			_, err := w.fetch(feed.Request{URL: "http://" + host + "/good"})
			if e, ok := errors.AsType[*feed.FetchError](err); !ok || e.Kind != feed.Blocked && e.Kind != feed.BadURL {
				t.Errorf("%s: got %v, want it refused", host, err)
			}
		}
		want(t, "connections", len(w.server.dialed), 0)
	})
	t.Run("by redirect and by name", func(t *testing.T) {
		inWorld(t, func(w *world) {
			public := netip.MustParseAddr("93.184.216.34")
			w.fetcher = w.server.fetcher(func(o *feed.FetcherOptions) { o.Allow = nil })
			w.server.names["feeds.test"] = []netip.Addr{public}
			w.server.names["turns.test"] = []netip.Addr{public, netip.MustParseAddr("169.254.169.254")}
			w.server.names["mapped.test"] = []netip.Addr{netip.MustParseAddr("::ffff:10.0.0.1")}
			w.server.on("/meta", redirect(302, "http://169.254.169.254/latest/meta-data/"))
			w.server.on("/bye", body(rss(5, 5), "Connection", "close"))
			if _, err := w.fetch(feed.Request{URL: feedURL("/good")}); err != nil {
				t.Fatal(err)
			}
			_, err := w.fetch(feed.Request{URL: feedURL("/meta")})
			wantFault(t, "redirect to the metadata address", err, feed.Blocked)
			wantIn(t, "in words", fmt.Sprint(err), "169.254.169.254 is not a public address", "network:", "allow:")
			if _, err := w.fetch(feed.Request{URL: "http://turns.test/bye"}); err != nil {
				t.Fatal(err)
			}
			_, err = w.fetch(feed.Request{URL: "http://turns.test/bye"})
			wantFault(t, "a name that turned internal", err, feed.Blocked)
			_, err = w.fetch(feed.Request{URL: "http://mapped.test/good"})
			wantFault(t, "a mapped address from DNS", err, feed.Blocked)
			for _, a := range w.server.dialed {
				want(t, "dialed", a, "93.184.216.34:80")
			}
		})
	})
	t.Run("through a proxy", func(t *testing.T) {
		inWorld(t, func(w *world) {
			w.fetcher = w.server.fetcher(func(o *feed.FetcherOptions) { o.Allow = nil })
			_, err := w.fetch(feed.Request{URL: "http://10.0.0.1/good", Proxy: &url.URL{Scheme: "http", Host: "127.0.0.1:3128"}})
			wantFault(t, "an internal address", err, feed.Blocked)
			_, err = w.fetch(feed.Request{URL: feedURL("/good"), Proxy: &url.URL{Scheme: "http", Host: "127.0.0.1:3128"}})
			want(t, "a public name", err, nil)
		})
	})
}

// P26: "poll now" is conditional too, has a cool-down and respects Retry-After.
func TestP26PollNowConditionalWithCoolDown(t *testing.T) {
	inWorld(t, func(w *world) {
		w.server.on("/held", answer(429, "Retry-After", "7200"))
		s, stop := w.scheduler(source("a", feedURL("/good"), "24h"), source("b", "http://held.test/held", "24h"))
		time.Sleep(time.Minute)
		for range 20 {
			_, err := s.PollNow(w.Context(), "a")
			if err != nil && !errors.Is(err, ErrCoolDown) {
				t.Fatal(err)
			}
			time.Sleep(10 * time.Second)
		}
		w.asked("feeds.test/good", 4, 5)
		w.atLeast("feeds.test/good", time.Minute-time.Second)
		for _, h := range w.server.at("feeds.test/good")[1:] {
			want(t, "conditional", h.header.Get("If-None-Match"), `"v1"`)
		}
		_, err := s.PollNow(w.Context(), "b")
		want(t, "held", errors.Is(err, ErrHeld), true)
		_, err = s.PollNow(w.Context(), "c")
		want(t, "unknown", errors.Is(err, ErrUnknown), true)
		time.Sleep(2 * time.Hour)
		many := make(chan error, 5)
		for range 5 {
			go func() { _, err := s.PollNow(w.Context(), "a"); many <- err }()
		}
		before := len(w.server.at("feeds.test/good"))
		for range 5 {
			<-many
		}
		want(t, "requests for five at once", len(w.server.at("feeds.test/good"))-before, 1)
		stop()
	})
}

// P27: a bad answer never deletes or hides what is known, nor the validators.
func TestP27BadAnswerKeepsWhatIsKnown(t *testing.T) {
	for _, bad := range []string{"/html", "/empty", "/noitems", "/cutoff", "/short", "/laughs", "/500", "/404", "/loop", "/hang", "/drip", "/huge", "/gzip-bomb"} {
		t.Run(bad[1:], func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.server.on("/turns", w.server.inTurn(
					body(rss(5, 5), "ETag", `"first"`),
					w.server.doing[bad],
					func(rw http.ResponseWriter, r *http.Request) {
						if bad == "/laughs" { // well-formed all the same: it counts as an answer
							body(rss(5, 5), "ETag", `"first"`)(rw, r)
							return
						}
						if r.Header.Get("If-None-Match") == `"first"` {
							rw.WriteHeader(http.StatusNotModified)
							return
						}
						t.Errorf("after the bad answer If-None-Match is %q", r.Header.Get("If-None-Match"))
					}))
				w.run(4*24*time.Hour, source("a", feedURL("/turns"), "1h"))
				want(t, "items", len(w.store.titles()) >= 5, true)
				st := w.store.state("a")
				want(t, "healed", st.LastError, "")
				want(t, "items of the feed", st.Items, 5)
				failed := false
				for _, p := range w.store.polls {
					failed = failed || p.Error != ""
				}
				want(t, "the bad answer counts as an error", failed, bad != "/laughs")
			})
		})
	}
}

// A poison article costs that article, not the poll.
func TestPoisonArticleIsStoredUnread(t *testing.T) {
	inWorld(t, func(w *world) {
		w.opts.Read = poisoned("Item 3")
		w.run(time.Minute, source("a", feedURL("/good"), "1h"))
		want(t, "items", len(w.store.titles()), 5)
		for _, r := range w.store.reports {
			want(t, r.Report.Title+" has an error", r.Error != "", r.Report.Title == "Item 3")
		}
		wantIn(t, "log", w.log.String(), "panicked", "source=a")
	})
}

// wantFault reports when err is no FetchError of a kind.
func wantFault(t *testing.T, what string, err error, kind feed.Fault) {
	t.Helper()
	e, ok := errors.AsType[*feed.FetchError](err)
	if !ok || e.Kind != kind {
		t.Errorf("%s: got %v (%T), want %s", what, err, err, kind)
		return
	}
	t.Logf("%s: %v", what, err)
}
