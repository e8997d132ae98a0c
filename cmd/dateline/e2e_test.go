package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/mmcdole/gofeed"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
)

// patience bounds every wait for something that must happen soon.
const patience = 20 * time.Second

// dateliner is a running `dateline serve` on a folder of its own.
type dateliner struct {
	t     *testing.T
	url   string
	admin string // the operator's address, where it was asked for
	stop  func()
}

// startDateline serves the sources.yaml of dir at address until stop, which waits for a clean end.
// More arguments may follow.
func startDateline(t *testing.T, dir, address string, more ...string) *dateliner {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	reader, writer := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, append([]string{
			"serve", "--listen", address,
			"--config", filepath.Join(dir, "sources.yaml"), "--db", filepath.Join(dir, "dateline.db"),
		}, more...), stdio{in: strings.NewReader(""), out: io.Discard, err: writer})
		writer.Close()
	}()
	d := &dateliner{t: t}
	d.stop = func() {
		d.stop = func() {}
		cancel()
		select {
		case code := <-done:
			if code != exitOK {
				t.Errorf("serve ended with exit code %d", code)
			}
		case <-time.After(patience):
			t.Error("serve does not end")
		}
	}
	t.Cleanup(func() { d.stop() })
	lines := bufio.NewScanner(reader)
	var said []string
	for lines.Scan() {
		if _, address, ok := strings.Cut(lines.Text(), "serving on "); ok {
			d.url = strings.TrimSpace(address)
			go func() { _, _ = io.Copy(io.Discard, reader) }()
			return d
		}
		if _, address, ok := strings.Cut(lines.Text(), "metrics and profiles on "); ok {
			d.admin = strings.TrimSpace(address)
		}
		said = append(said, lines.Text())
	}
	t.Fatalf("serve said no address:\n%s", strings.Join(said, "\n"))
	return nil
}

// get asks for a page and returns the answer with its body read.
func (d *dateliner) get(path string, header ...string) (*http.Response, string) {
	d.t.Helper()
	req, err := http.NewRequest(http.MethodGet, d.url+path, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return res, string(body)
}

// eventually waits until what holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline.C:
			t.Fatalf("in %v not: %s", patience, what)
		case <-tick.C:
		}
	}
}

const e2eConfig = `
network: {allow: [127.0.0.0/8]}
sources:
  - {id: wire, url: "%s/wire.xml", schedule: "@every 1m", timezone: Europe/Zurich}
  - {id: away, url: "%s/nothing-here.xml"}
outlets:
  - {name: kz, title: Kazakhstan, query: "actor:KAZ"}
`

const e2eFeed = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Wire</title><link>https://wire.example/</link><description>d</description>
<item><guid isPermaLink="false">1</guid><link>https://wire.example/1</link><title>%s</title>
<pubDate>Tue, 10 Mar 2026 12:00:00 +0100</pubDate>
<description>%s</description></item>
</channel></rss>`

// TestFromFeedToFeed follows an article from a loopback feed to every published
// format, over a restart and a correction, on both engines.
func TestFromFeedToFeed(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { fromFeedToFeed(t, filepath.Join(t.TempDir(), "dateline.db")) })
	t.Run("postgres", func(t *testing.T) { fromFeedToFeed(t, database(t)) })
}

func fromFeedToFeed(t *testing.T, dsn string) {
	farm := &feedServer{dir: t.TempDir()}
	server := httptest.NewServer(farm)
	defer server.Close()
	publish := func(title, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(farm.dir, "wire.xml"), fmt.Appendf(nil, e2eFeed, title, text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	publish("Kazakh and Swiss ministers to meet", "The foreign ministers of Kazakhstan and Switzerland will meet in Geneva on 24 March 2026.")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "sources.yaml"), fmt.Appendf(nil, e2eConfig, server.URL, server.URL), 0o600); err != nil {
		t.Fatal(err)
	}

	d := startDateline(t, dir, "127.0.0.1:0", "--db", dsn)
	address := strings.TrimPrefix(d.url, "http://") // ids name it: it stays
	eventually(t, "the event is on the page", func() bool {
		_, page := d.get("/")
		return strings.Contains(page, "The foreign ministers of Kazakhstan and Switzerland will meet")
	})
	checkFormats(d)
	checkConditional(d)
	checkSearch(d)
	eventually(t, "the failing source says why", func() bool {
		_, page := d.get("/sources")
		return strings.Contains(page, "404")
	})
	id := firstID(d)
	d.stop()

	farm.forget()
	d = startDateline(t, dir, address, "--db", dsn)
	if again := firstID(d); again != id {
		t.Errorf("after a restart the entry is %q, was %q", again, id)
	}
	d.stop()
	if asked := farm.requests(); len(asked) > 0 {
		t.Errorf("after a restart nothing is due, but it asked %q", asked)
	}

	makeDue(t, dsn)
	d = startDateline(t, dir, address, "--db", dsn)
	eventually(t, "the feed is asked again", func() bool { return len(farm.requests()) > 0 })
	d.stop()
	if asked := farm.requests(); !slices.Equal(asked, []string{"GET /wire.xml 304"}) {
		t.Errorf("when due again it asked %q, want one conditional request", asked)
	}

	publish("Kazakh-Swiss meeting moved", "The foreign ministers of Kazakhstan and Switzerland will meet in Geneva on 26 March 2026.")
	makeDue(t, dsn)
	d = startDateline(t, dir, address, "--db", dsn)
	eventually(t, "the corrected date is published", func() bool {
		_, feed := d.get("/outlets/kz.json")
		return strings.Contains(feed, "2026-03-26") && !strings.Contains(feed, "will meet in Geneva on 24 March")
	})
	if again := firstID(d); again != id {
		t.Errorf("after a correction the entry is %q, was %q", again, id)
	}
}

// makeDue lets the time pass until the source "wire" is due.
func makeDue(t *testing.T, dsn string) {
	t.Helper()
	db, err := store.Open(t.Context(), dsn, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	states, err := db.States(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	due := states["wire"]
	due.NextDue = due.LastPoll
	if _, err := db.Commit(t.Context(), scheduler.Outcome{State: due, Poll: scheduler.Poll{Source: "wire", At: due.LastPoll}}); err != nil {
		t.Fatal(err)
	}
}

func firstID(d *dateliner) string {
	d.t.Helper()
	_, body := d.get("/outlets/kz.atom")
	feed, err := gofeed.NewParser().ParseString(body)
	if err != nil || len(feed.Items) == 0 {
		d.t.Fatalf("outlet: %v, %d items", err, len(feed.Items))
	}
	return feed.Items[0].GUID
}

// checkFormats reads the outlet in its formats with readers of others.
func checkFormats(d *dateliner) {
	d.t.Helper()
	for _, ext := range []string{"atom", "rss", "json"} {
		_, body := d.get("/outlets/kz." + ext)
		feed, err := gofeed.NewParser().ParseString(body)
		if err != nil {
			d.t.Errorf("%s: %v", ext, err)
			continue
		}
		if len(feed.Items) != 1 {
			d.t.Errorf("%s: %d items, want 1", ext, len(feed.Items))
			continue
		}
		item := feed.Items[0]
		if item.GUID == "" || item.PublishedParsed == nil && item.UpdatedParsed == nil || !strings.Contains(item.Title, "Switzerland") {
			d.t.Errorf("%s: item without id, date or title: %+v", ext, item)
		}
		if now := time.Now().Add(time.Minute); item.PublishedParsed != nil && item.PublishedParsed.After(now) {
			d.t.Errorf("%s: published %v lies ahead", ext, item.PublishedParsed)
		}
		if !strings.Contains(body, d.url+"/outlets/kz."+ext) {
			d.t.Errorf("%s: does not name its own address", ext)
		}
	}
	_, body := d.get("/outlets/kz.ics")
	calendar, err := ics.ParseCalendar(strings.NewReader(body))
	if err != nil || len(calendar.Events()) != 1 {
		d.t.Fatalf("ics: %v:\n%s", err, body)
	}
	if start := calendar.Events()[0].GetProperty(ics.ComponentPropertyDtStart); start == nil || start.Value != "20260324" {
		d.t.Errorf("ics: DTSTART is %v, want 20260324", start)
	}
}

func checkConditional(d *dateliner) {
	d.t.Helper()
	res, _ := d.get("/outlets/kz.atom")
	tag := res.Header.Get("ETag")
	if tag == "" || strings.HasPrefix(tag, "W/") {
		d.t.Fatalf("ETag %q is not strong", tag)
	}
	res, body := d.get("/outlets/kz.atom", "If-None-Match", tag)
	if res.StatusCode != http.StatusNotModified || body != "" || res.Header.Get("ETag") != tag {
		d.t.Errorf("conditional request: %d, ETag %q, %d bytes", res.StatusCode, res.Header.Get("ETag"), len(body))
	}
}

func checkSearch(d *dateliner) {
	d.t.Helper()
	for query, found := range map[string]bool{"ministers": true, "actor:CHE": true, "actor:JPN": false, "date:2026-03-24": true} {
		_, page := d.get("/?q=" + query)
		if got := strings.Contains(page, "will meet in Geneva on 24 March 2026."); got != found {
			d.t.Errorf("search %q: found %v, want %v", query, got, found)
		}
	}
	res, page := d.get("/?q=acter:KAZ")
	if res.StatusCode != http.StatusBadRequest || !strings.Contains(page, "actor:") {
		d.t.Errorf("a mistaken query answers %d and suggests nothing", res.StatusCode)
	}
}
