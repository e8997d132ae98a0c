package feed

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A file is fetched like a page: relative to the base directory, conditionally,
// bounded, with errors in words.
func TestFetchFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a feed.xml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("<rss/>")
	f := NewFetcher(FetcherOptions{BaseDir: dir, MaxBody: 100})
	get := func(r Request) Page {
		t.Helper()
		p, err := f.Fetch(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := get(Request{URL: "file:a%20feed.xml"})
	if string(first.Body) != "<rss/>" || first.Status != http.StatusOK || first.NotModified {
		t.Errorf("first: %+v", first)
	}
	if p := get(Request{URL: "file://" + filepath.ToSlash(strings.ReplaceAll(name, " ", "%20"))}); string(p.Body) != "<rss/>" {
		t.Errorf("absolute: %+v", p)
	}
	again := Request{URL: "file:a%20feed.xml", Validators: first.Validators, BodyHash: first.BodyHash}
	if p := get(again); !p.NotModified || p.BodyHash != first.BodyHash || p.Body != nil {
		t.Errorf("unchanged: %+v", p)
	}
	if err := os.Chtimes(name, time.Now(), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if p := get(again); !p.NotModified || p.Validators == first.Validators {
		t.Errorf("touched, the same bytes: %+v", p)
	}
	write("<rss></rss>")
	if p := get(again); p.NotModified || string(p.Body) != "<rss></rss>" {
		t.Errorf("changed: %+v", p)
	}
	write(strings.Repeat("x", 101))
	for u, words := range map[string]string{
		"file:a%20feed.xml": "larger than",
		"file:nowhere.xml":  "there is no file " + filepath.Join(dir, "nowhere.xml"),
		"file:.":            "is not a file",
		"ftp://a.test/x":    "neither http, https nor file",
		"http://[::1/":      "is not a URL",
	} {
		_, err := f.Fetch(t.Context(), Request{URL: u})
		if e, ok := errors.AsType[*FetchError](err); !ok || !strings.Contains(e.Error(), words) {
			t.Errorf("%s: %v, want words %q", u, err, words)
		}
	}
}

// No error of a fetch names a password.
func TestFetchErrorsKeepSecrets(t *testing.T) {
	f := NewFetcher(FetcherOptions{})
	for _, u := range []string{"http://u:sesame@127.0.0.1:1/feed", "ftp://u:sesame@a.test/", "http://u:sesame@\x7f/"} {
		p, err := f.Fetch(t.Context(), Request{URL: u})
		if text := fmt.Sprint(p, err); err == nil || strings.Contains(text, "sesame") {
			t.Errorf("%q: %s", u, text)
		}
	}
}

// robots.txt: a 4xx means no rules, a failure means hands off; it is asked for
// once a day.
func TestRobots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		answers := map[string]string{
			"http://rules.test":  "User-agent: dateline\nDisallow: /private\nAllow: /private/open\n\nUser-agent: *\nDisallow: /",
			"http://others.test": "\ufeffUser-agent: GPTBot\nDisallow: /\n",
			"http://junk.test":   "<html>\x00\xff: :\n::::",
		}
		r := NewRobots(func(_ context.Context, req Request) (Page, error) {
			asked++
			u, err := url.Parse(req.URL)
			if err != nil {
				t.Fatal(err)
			}
			if body, ok := answers[siteOf(u)]; ok {
				return Page{Status: http.StatusOK, Body: []byte(body)}, nil
			}
			status := map[string]int{"none.test": 404, "broken.test": 503, "silent.test": 0}[u.Host]
			return Page{Status: status}, &FetchError{Kind: BadStatus, Status: status, Err: errors.New("no")}
		})
		cases := []struct {
			page string
			want error
			any  bool // any error but ErrRobots
		}{
			{"http://rules.test/news/1", nil, false},
			{"http://rules.test/private/1", ErrRobots, false},
			{"http://rules.test/private/open/1", nil, false},
			{"http://others.test/news/1", nil, false},
			{"http://junk.test/news/1", nil, false},
			{"http://none.test/news/1", nil, false},
			{"http://broken.test/news/1", nil, true},
			{"http://silent.test/news/1", nil, true},
		}
		for _, c := range cases {
			err := r.Check(t.Context(), c.page)
			if c.any && (err == nil || errors.Is(err, ErrRobots)) || !c.any && !errors.Is(err, c.want) {
				t.Errorf("%s: %v", c.page, err)
			}
		}
		if asked != 6 {
			t.Errorf("robots.txt of 6 sites was asked for %d times", asked)
		}
		time.Sleep(23 * time.Hour)
		if !r.Known("http://rules.test/x") || r.Known("http://broken.test/x") {
			t.Error("rules are believed for a day, a failure for an hour")
		}
		time.Sleep(2 * time.Hour)
		if r.Known("http://rules.test/x") {
			t.Error("rules are asked for again after a day")
		}
	})
}

// FuzzParseRobots: whatever a robots.txt holds, there is an answer.
func FuzzParseRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nCrawl-delay: 1e9\n"))
	f.Add([]byte("\xef\xbb\xbfUser-agent\n:\nAllow:%zz"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if parseRobots(body) == nil {
			t.Error("no answer")
		}
	})
}

// The signatures are those of openssl dgst -hmac key over "news".
func TestSigned(t *testing.T) {
	body := []byte("news")
	for _, s := range []string{
		"sha1=bce025cc5f91374519cea1d9a2945f87868fdc28",
		"SHA256=69d18d4ab406d423a648cdf0b13cec5fbdcf9e5aed6f6c8281cec68efb869c60",
		"sha384=c897f9a88c71af3379ad1ad2276d39bddab233e615a5867a00f7653529dee7b152cc5875398a525dd8dc4ffb82e15670",
		"sha512=9cfb682e06b8547c9020992a683c507a5e631d3f769cf84cebcba5ec69ed081b9aeb115b3119a014847de3b53b7bec62919991dd0f224aa272a1141eb46fee07",
	} {
		if !Signed("key", s, body) {
			t.Errorf("%s is refused", s)
		}
		if Signed("key", s, []byte("news ")) || Signed("yek", s, body) || Signed("key", s[:len(s)-2], body) {
			t.Errorf("%s signs something else", s)
		}
	}
	for _, s := range []string{"", "sha256", "sha256=", "md5=00", "sha1=zz", "=69d1"} {
		if Signed("key", s, body) {
			t.Errorf("%q passes", s)
		}
	}
}

// A server that speaks HTTP/2 is asked over one connection, also by many at once.
func TestFetchHTTP2(t *testing.T) {
	var conns atomic.Int32
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Proto)
	}))
	srv.EnableHTTP2 = true
	srv.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			conns.Add(1)
		}
	}
	srv.StartTLS()
	defer srv.Close()
	f := NewFetcher(FetcherOptions{
		Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		TLS:   srv.Client().Transport.(*http.Transport).TLSClientConfig,
	})
	defer f.Close()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if p, err := f.Fetch(t.Context(), Request{URL: srv.URL}); err != nil || string(p.Body) != "HTTP/2.0" {
				t.Errorf("%q, %v", p.Body, err)
			}
		})
	}
	wg.Wait()
	if n := conns.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
}
