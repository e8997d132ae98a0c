package feed

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestU25OPMLLosesNothing: what is written comes back the same.
func TestU25OPMLLosesNothing(t *testing.T) {
	almaty, err := time.LoadLocation("Asia/Almaty")
	if err != nil {
		t.Fatal(err)
	}
	proxy, _ := url.Parse("socks5://user:secret@proxy.example:1080")
	want := []Source{
		{
			ID: "daz", Title: `Zeitung "für" <alle> & Әріптес`, Home: "https://daz.example/", Note: "a remark", URL: "https://daz.example/feed/?a=1&b=2", Lang: "de", Timezone: almaty, Schedule: "*/20 * * * *",
			OwnSchedule: true, Tags: []string{"press", "central-asia"}, Fulltext: true, Disabled: true, HoldHost: true,
			Header: http.Header{"Cookie": {"a=1; b=2", "c"}, "X-Key": {"secret"}}, UserAgent: "Reader/1", BasicAuth: &BasicAuth{"me", "pass:secret"}, Proxy: proxy,
		},
		{ID: "local", Title: "Beispiel", URL: "file:examples/feed.xml"},
		{ID: "same", Title: "Twice", URL: "https://daz.example/feed/?a=1&b=2"},
	}
	var b bytes.Buffer
	if err := WriteSourcesOPML(&b, "Sources", at("2024-02-28T09:00:00Z"), want, true); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/write/sources.opml", b.String())
	got, err := ReadOPML(&b)
	if err != nil {
		t.Fatal(err)
	}
	opts := cmp.Options{
		cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
		cmp.Transformer("fields", func(s Source) map[string]any {
			return map[string]any{
				"id": s.ID, "home": s.Home, "note": s.Note, "title": s.Title, "url": s.URL, "lang": s.Lang, "zone": s.Timezone.String(), "schedule": s.Schedule, "own": s.OwnSchedule,
				"tags": strings.Join(s.Tags, " "), "fulltext": s.Fulltext, "off": s.Disabled, "hold": s.HoldHost, "agent": s.UserAgent, "header": headerLines(s.Header),
				"auth": s.BasicAuth, "proxy": s.Proxy,
			}
		}),
		cmp.AllowUnexported(url.Userinfo{}),
	}
	if diff := cmp.Diff(want, got, opts); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
	b.Reset()
	if err := WriteSourcesOPML(&b, "Sources", time.Time{}, want, false); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"secret", "file:", "Reader/1", "socks5"} {
		if strings.Contains(b.String(), secret) {
			t.Errorf("%q got out:\n%s", secret, b.String())
		}
	}
}

// TestOPMLOfOthers: folders and categories become tags, ids are made up.
func TestOPMLOfOthers(t *testing.T) {
	got, err := ReadOPML(strings.NewReader(`<?xml version="1.0" encoding="ISO-8859-1"?><opml version="1.0"><head/><body>
		<outline text="Zentral Asien"><outline text="The Times" xmlurl="https://times.example/rss" type="rss" category="/World/Asia,news"/>
		<outline text="Deeper"><outline title="The Times" xmlUrl="https://other.example/rss"/></outline></outline>
		<outline text="" xmlUrl="https://www.host.example/rss"/><outline text="again" xmlUrl="https://times.example/rss"/><outline text="empty folder"/></body></opml>`))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, s := range got {
		lines = append(lines, s.ID+" "+s.URL+" "+strings.Join(s.Tags, ","))
	}
	want := []string{
		"the-times https://times.example/rss world,asia,news,zentral-asien", "the-times-2 https://other.example/rss zentral-asien,deeper",
		"host.example https://www.host.example/rss ",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOutletsOPML(t *testing.T) {
	var b bytes.Buffer
	err := WriteOutletsOPML(&b, "dateline", "https://news.example/", at("2024-02-28T09:00:00Z"), []Outlet{
		{Name: "kz-ch", Title: "Kazakhstan – Switzerland", Query: "actor:KAZ actor:CHE"}, {Name: "old", Title: "Old", Gone: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/write/outlets.opml", b.String())
	got, err := ReadOPML(&b)
	if err != nil || len(got) != 1 || got[0].URL != "https://news.example/outlets/kz-ch.atom" {
		t.Errorf("%v %v", got, err)
	}
}

func FuzzReadOPML(f *testing.F) {
	f.Add([]byte(`<opml><body><outline text="x" xmlUrl="https://a.example/"/><outline text="y"><outline xmlUrl="z"/></outline></body></opml>`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		sources, err := ReadOPML(bytes.NewReader(doc))
		seen := map[string]bool{}
		for _, s := range sources {
			if err != nil || seen[s.ID] || s.URL == "" {
				t.Fatalf("source %s %s: %v", s.ID, s.URL, err)
			}
			seen[s.ID] = true
		}
		var b bytes.Buffer
		if WriteSourcesOPML(&b, "", time.Time{}, sources, true) != nil {
			t.Fatal("what was read cannot be written")
		}
		again, err := ReadOPML(&b)
		if err != nil || len(again) != len(sources) {
			t.Fatalf("%d sources, read again %d: %v", len(sources), len(again), err)
		}
	})
}
