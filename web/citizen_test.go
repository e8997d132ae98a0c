package web_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/rss"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/web"
)

// The tests of this file ask a server on the loopback, as readers do, for what the
// writers' own tests (feed/write_u_test.go) hold line by line.

// loopback serves the fixture on the loopback. Its get returns the body of a 200.
func loopback(t *testing.T) (base string, get func(path string) string, m *memory) {
	t.Helper()
	m, c := fixture(noon)
	server := httptest.NewServer(site(t, m, c))
	t.Cleanup(server.Close)
	return server.URL, func(path string) string {
		t.Helper()
		answer, err := server.Client().Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %v", path, answer.Status, err)
		}
		return string(body)
	}, m
}

func atomOf(t *testing.T, body string) *atom.Feed {
	t.Helper()
	f, err := (&atom.Parser{}).Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func rssOf(t *testing.T, body string) *rss.Feed {
	t.Helper()
	f, err := (&rss.Parser{}).Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestU01AFeedNamesTheAddressItWasAskedAt(t *testing.T) {
	base, get, _ := loopback(t)
	for _, query := range []string{"", "?q=actor:KAZ", "?q=actor%3AKAZ", "?lang=de&q=actor:KAZ", "?q=actor:KAZ&per=report&lang=ru"} {
		for _, l := range atomOf(t, get("/feed.atom"+query)).Links {
			if l.Rel == "self" && l.Href != base+"/feed.atom"+query {
				t.Errorf("Atom asked at %s names %s", query, l.Href)
			}
		}
		want := strings.ReplaceAll(base+"/feed.rss"+query, "&", "&amp;")
		if !strings.Contains(get("/feed.rss"+query), `rel="self" type="application/rss+xml" href="`+want+`"`) {
			t.Errorf("RSS does not name %s", want)
		}
		var f struct {
			FeedURL string `json:"feed_url"`
		}
		if err := json.Unmarshal([]byte(get("/feed.json"+query)), &f); err != nil || f.FeedURL != base+"/feed.json"+query {
			t.Errorf("JSON Feed asked at %s names %s (%v)", query, f.FeedURL, err)
		}
	}
}

func TestU02IdsStayWhateverChanges(t *testing.T) {
	_, get, m := loopback(t)
	ids := func() (out []string) {
		for _, e := range atomOf(t, get("/events/e-geneva.atom")).Entries {
			out = append(out, e.ID)
		}
		for _, it := range rssOf(t, get("/events/e-geneva.rss?lang=de")).Items {
			out = append(out, it.GUID.Value, it.GUID.IsPermalink)
		}
		return out
	}
	before := ids()
	m.mu.Lock()
	m.events[0].Date, m.events[0].Type, m.version = m.events[20].Date, "AGREE", m.version+1
	m.mu.Unlock()
	if after := ids(); !slices.Equal(before, after) || before[2] != "false" || before[0] != before[1] || !strings.HasPrefix(before[0], "tag:") {
		t.Errorf("ids %v, then %v", before, after)
	}
}

func TestU03TimesAreNeverOfTheFutureNorOfTheEvent(t *testing.T) {
	_, get, _ := loopback(t)
	for _, format := range []string{"atom", "rss", "json"} {
		f, err := gofeed.NewParser().ParseString(get("/feed." + format + "?q=status:planned"))
		if err != nil || len(f.Items) == 0 {
			t.Fatalf("%s: %d items, %v", format, len(f.Items), err)
		}
		for _, it := range f.Items {
			if it.PublishedParsed == nil || it.PublishedParsed.After(noon) || it.UpdatedParsed != nil && it.UpdatedParsed.After(noon) {
				t.Errorf("%s: %s published %v, updated %v", format, it.Title, it.PublishedParsed, it.UpdatedParsed)
			}
		}
	}
}

func TestU04TheEventsOwnDateStandsWhereReadersLook(t *testing.T) {
	_, get, _ := loopback(t)
	const day = "27 February 2024"
	e := atomOf(t, get("/events/e-geneva.atom")).Entries[0]
	if !strings.Contains(e.Title, day) || !strings.Contains(e.Content.Value[:120], day) || e.Extensions["ev"]["startdate"][0].Value != "2024-02-27" || e.Extensions["ev"]["enddate"][0].Value != "2024-02-27" {
		t.Errorf("Atom: %s, %v", e.Title, e.Extensions["ev"])
	}
	if doc := get("/events/e-geneva.json"); !strings.Contains(doc, `"date_start": "2024-02-27"`) {
		t.Error("JSON Feed has no date_start")
	}
	if doc := get("/events/e-geneva.ics"); !strings.Contains(doc, "DTSTART;VALUE=DATE:20240227\r\n") {
		t.Errorf("iCalendar: %s", doc)
	}
}

func TestU05EntriesDifferInUpdated(t *testing.T) {
	_, get, m := loopback(t)
	m.mu.Lock()
	for i := range m.events { // as if one poll had brought them all
		m.events[i].Created, m.events[i].Updated = noon.Add(-time.Hour), noon.Add(-time.Hour)
	}
	m.mu.Unlock()
	seen := map[string]bool{}
	for _, e := range atomOf(t, get("/feed.atom")).Entries {
		if seen[e.Updated] {
			t.Errorf("two entries were updated at %s", e.Updated)
		}
		seen[e.Updated] = true
	}
	if len(seen) < 50 {
		t.Errorf("only %d entries", len(seen))
	}
}

func TestU13AtomEntriesSayWhoAndWhat(t *testing.T) {
	base, get, _ := loopback(t)
	e := atomOf(t, get("/events/e-geneva.atom")).Entries[0]
	rels := map[string]int{}
	for _, l := range e.Links {
		rels[l.Rel]++
		if l.Rel == "alternate" && l.Href != base+"/events/e-geneva" {
			t.Errorf("alternate is %s", l.Href)
		}
	}
	if len(e.Authors) != 3 || rels["alternate"] != 1 || rels["via"] != 3 || e.Source == nil || e.Source.Title == "" || len(e.Categories) < 4 {
		t.Errorf("authors %v, links %v, source %v, categories %v", e.Authors, rels, e.Source, e.Categories)
	}
	for _, c := range e.Categories {
		if !strings.HasPrefix(c.Scheme, feed.Docs+"#") {
			t.Errorf("category %s of the scheme %q", c.Term, c.Scheme)
		}
	}
}

func TestU14RSSItemsAreExact(t *testing.T) {
	_, get, _ := loopback(t)
	f := rssOf(t, get("/events/e-geneva.rss"))
	it := f.Items[0]
	if f.Language != "en" || f.TTL == "" || it.Author != "" || len(it.DublinCoreExt.Creator) != 3 || it.Source == nil || it.Source.URL == "" {
		t.Errorf("language %s, ttl %s, author %q, creators %v, source %v", f.Language, f.TTL, it.Author, it.DublinCoreExt, it.Source)
	}
	for _, date := range []string{f.LastBuildDate, f.PubDate, it.PubDate} {
		if _, err := time.Parse("Mon, 02 Jan 2006 15:04:05 -0700", date); err != nil {
			t.Error(err)
		}
	}
}

func TestU15NothingRelativeAndNothingThatRuns(t *testing.T) {
	_, get, m := loopback(t)
	m.mu.Lock()
	m.events[0].Mentions[0].Evidence.Text = "<script>alert(1)</script> \x07 <b onclick='x'>bold"
	m.mu.Unlock()
	bad := regexp.MustCompile(`(?i)<(script|style|iframe)|<[^>]*\son\w+=|(href|src)="[^h"]`)
	for _, address := range []string{"/events/e-geneva.atom", "/events/e-geneva.rss", "/feed.atom?per=report", "/feed.rss"} {
		doc := get(address)
		for d := xml.NewDecoder(strings.NewReader(doc)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", address, err)
			}
		}
		f, err := gofeed.NewParser().ParseString(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range f.Items {
			if found := bad.FindString(it.Content); found != "" {
				t.Errorf("%s: %q", address, found)
			}
		}
	}
}

func TestU16JSONFeedIsWholeAndEnds(t *testing.T) {
	base, get, _ := loopback(t)
	if doc := get("/feed.json?q=actor:FJI+actor:ISL"); !strings.Contains(doc, `"items": []`) {
		t.Errorf("an empty feed: %s", doc)
	}
	seen := map[string]bool{}
	for address := "/feed.json"; address != ""; {
		if seen[address] {
			t.Fatalf("next_url loops to %s", address)
		}
		seen[address] = true
		var f struct {
			Version string
			NextURL string `json:"next_url"`
			Items   []struct {
				ID          string
				ContentHTML string                 `json:"content_html"`
				Dateline    struct{ About string } `json:"_dateline"`
			}
		}
		if err := json.Unmarshal([]byte(get(address)), &f); err != nil || f.Version != "https://jsonfeed.org/version/1.1" {
			t.Fatal(f.Version, err)
		}
		for _, it := range f.Items {
			if seen[it.ID] || it.ID == "" || it.ContentHTML == "" || !strings.HasPrefix(it.Dateline.About, "https://") {
				t.Errorf("item %s: seen %v, about %s", it.ID, seen[it.ID], it.Dateline.About)
			}
			seen[it.ID] = true
		}
		address = strings.TrimPrefix(f.NextURL, base)
	}
	if len(seen) < 200 {
		t.Errorf("%d events and pages", len(seen))
	}
}

func TestU22CalendarsAreOfWholeDays(t *testing.T) {
	_, get, _ := loopback(t)
	doc := get("/feed.ics")
	for line := range strings.SplitAfterSeq(doc, "\n") {
		if line != "" && !strings.HasSuffix(line, "\r\n") || len(line) > 77 {
			t.Errorf("line %q", line)
		}
	}
	c, err := ics.ParseCalendar(strings.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	status := map[string]int{}
	for _, e := range c.Events() {
		status[e.GetProperty(ics.ComponentPropertyStatus).Value]++
		if e.GetProperty(ics.ComponentPropertyTransp).Value != "TRANSPARENT" || e.GetProperty(ics.ComponentPropertyDtEnd).Value <= e.GetProperty(ics.ComponentPropertyDtStart).Value {
			t.Errorf("%s: busy, or without length", e.Id())
		}
	}
	if status["CONFIRMED"] == 0 || status["TENTATIVE"] == 0 || status["CANCELLED"] == 0 {
		t.Errorf("statuses %v", status)
	}
}

func TestU23GeoJSONPointsEastFirst(t *testing.T) {
	_, get, _ := loopback(t)
	var f struct {
		Type     string
		CRS      any
		Features []struct {
			ID       string
			Geometry *struct{ Coordinates []float64 }
		}
	}
	if err := json.Unmarshal([]byte(get("/events/e-geneva.geojson")), &f); err != nil {
		t.Fatal(err)
	}
	if f.Type != "FeatureCollection" || f.CRS != nil || f.Features[0].ID == "" || !slices.Equal(f.Features[0].Geometry.Coordinates, []float64{6.15, 46.2}) {
		t.Errorf("%+v", f)
	}
}

func TestU24CSVIsInert(t *testing.T) {
	_, get, m := loopback(t)
	m.mu.Lock()
	m.events[0].Mentions[0].Evidence.Text = `=HYPERLINK("http://evil.example")`
	m.mu.Unlock()
	doc := get("/events/e-geneva.csv")
	if strings.Count(doc, "\n") != strings.Count(doc, "\r\n") {
		t.Error("lines end without CR")
	}
	table, err := csv.NewReader(strings.NewReader(doc)).ReadAll()
	if err != nil || len(table) != 2 || table[0][0] != "id" {
		t.Fatal(table, err)
	}
	for _, cell := range table[1] {
		if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@") {
			t.Errorf("cell %q", cell)
		}
	}
}

func TestU25OPMLIsServedAndReadBack(t *testing.T) {
	base, get, _ := loopback(t)
	outlets, sources := get("/outlets.opml"), get("/sources.opml")
	if !strings.Contains(outlets, `xmlUrl="`+base+`/outlets/kz-ch.atom"`) || strings.Contains(outlets, "withdrawn") {
		t.Errorf("outlets: %s", outlets)
	}
	back, err := feed.ReadOPML(strings.NewReader(sources))
	if err != nil || len(back) != len(config().Sources) {
		t.Fatalf("%d sources, %v", len(back), err)
	}
	for i, s := range config().Sources {
		if b := back[i]; b.ID != s.ID || b.Title != s.Title || b.URL != s.URL || b.Lang != s.Lang || !slices.Equal(b.Tags, s.Tags) {
			t.Errorf("%s came back as %s %s %s %s %v", s.ID, b.ID, b.Title, b.URL, b.Lang, b.Tags)
		}
	}
}

func TestU21HiddenEventsLeaveWithNotice(t *testing.T) {
	_, get, m := loopback(t)
	before := atomOf(t, get("/outlets/kz-ch.atom?lang=de"))
	m.mu.Lock()
	m.events[0].Hidden, m.events[0].Updated, m.version = true, noon, m.version+1
	m.mu.Unlock()
	h := site(t, m, config())
	after := atomOf(t, do(h, http.MethodGet, "/outlets/kz-ch.atom?lang=de").Body.String())
	if e := after.Entries[0]; len(after.Entries) != len(before.Entries) || !strings.HasSuffix(e.ID, "event/e-geneva") || e.Title != "Dieses Ereignis wird nicht mehr veröffentlicht." {
		t.Errorf("%d entries after %d, first %s: %s", len(after.Entries), len(before.Entries), e.ID, e.Title)
	}
	if doc := do(h, http.MethodGet, "/outlets/kz-ch.ics").Body.String(); !strings.Contains(doc, "UID:e-geneva@") {
		t.Error("the calendar lost the entry in silence")
	}
	for _, address := range []string{"/events/e-geneva", "/events/e-geneva.atom", "/api/v1/events/e-geneva"} {
		if w := do(h, http.MethodGet, address); w.Code != http.StatusGone {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}

// TestU27NoHostHeaderChangesIds: whatever name a request uses, ids are the
// issuer's; a server on the loopback repeats no name that cannot be its own.
func TestU27NoHostHeaderChangesIds(t *testing.T) {
	m, c := fixture(noon)
	h, err := web.New(web.Options{Timeline: m, Summaries: m, Sources: m, Config: func() *feed.Config { return c }, Listen: "127.0.0.1:8080", Authority: "issuer.example"})
	if err != nil {
		t.Fatal(err)
	}
	ids := func(host string) (out []string) {
		for _, e := range atomOf(t, get(h, "http://"+host+"/feed.atom").Body.String()).Entries {
			out = append(out, e.ID)
		}
		return out
	}
	want := ids("127.0.0.1:8080")
	for _, host := range []string{"localhost:8080", "[::1]:8080", "evil.example", "127.0.0.1:9999"} {
		if got := ids(host); !slices.Equal(got, want) || !strings.HasPrefix(got[0], "tag:issuer.example,") {
			t.Errorf("asked as %s the ids are %s, want %s", host, got[0], want[0])
		}
	}
	own := get(h, "http://127.0.0.1:8080/feed.atom").Body.String()
	for _, host := range []string{"evil.example", "127.0.0.1:9999", "localhost", "127.0.0.1.evil.example:8080"} {
		if got := get(h, "http://"+host+"/feed.atom").Body.String(); got != own {
			t.Errorf("asked as %s other bytes are sent", host)
		}
	}
}

func TestU28OwnFeedsAreKnownAgain(t *testing.T) {
	m, c := fixture(noon)
	h, err := web.New(web.Options{Timeline: m, Summaries: m, Sources: m, Config: func() *feed.Config { return c }, Authority: "abc.localhost"})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	defer server.Close()
	for _, format := range []string{"atom", "json"} {
		answer, err := server.Client().Get(server.URL + "/outlets/kz-ch." + format)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		doc, err := feed.Parse(feed.Page{URL: answer.Request.URL, Status: 200, Header: answer.Header, Body: body}, feed.Source{ID: "self", URL: server.URL})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := doc.WithoutOwn("abc.localhost"); !errors.Is(err, feed.ErrOwn) {
			t.Errorf("%s: its own feed is read again (%v)", format, err)
		}
		if other, err := doc.WithoutOwn("other.example"); err != nil || len(other.Reports) == 0 {
			t.Errorf("%s: another dateline reads %d reports of it (%v)", format, len(other.Reports), err)
		}
	}
}
