package feed

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/dateline-news/dateline/timeline"
)

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/parse/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range ar.Files {
			if part.Name == "feed" {
				f.Add(part.Data, "application/xml; charset=utf-8")
			}
		}
	}
	f.Add([]byte("\xff\xfe<\x00r\x00s\x00s\x00>\x00"), "text/xml")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		p := Page{
			URL: &url.URL{Scheme: "https", Host: "a.example"}, Body: body, Fetched: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC),
			Header: http.Header{"Content-Type": {contentType}, "Link": {contentType}},
		}
		doc, _ := Parse(p, Source{ID: "a"})
		seen := map[string]bool{}
		for _, r := range doc.Reports {
			checkReport(t, r)
			if seen[r.GUID] {
				t.Errorf("two reports %q", r.GUID)
			}
			seen[r.GUID] = true
		}
		Discover(p)
	})
}

func checkReport(t *testing.T, r timeline.Report) {
	t.Helper()
	if r.GUID == "" || r.ID != timeline.ReportID(r.Source, r.GUID) || r.Title == "" {
		t.Errorf("not named: %+v", r)
	}
	if r.Title != tidy(r.Title) {
		t.Errorf("title %q", r.Title)
	}
	if r.URL != "" && !strings.HasPrefix(r.URL, "http://") && !strings.HasPrefix(r.URL, "https://") {
		t.Errorf("url %q", r.URL)
	}
	if strings.Contains(strings.ToLower(r.Summary), "<script") {
		t.Errorf("summary %q", r.Summary)
	}
}

// benchFeed is a feed of n items of some 1.5 kB each in HTML, of our own making.
func benchFeed(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Bench</title><link>https://a.example/</link>`)
	for i := range n {
		b.WriteString("<item><title>Ministers meet &amp;amp; talk</title><link>https://a.example/" + strings.Repeat("x", i%50) + "?utm_source=rss&amp;utm_medium=rss</link>")
		b.WriteString("<pubDate>Wed, 18 Nov 2026 20:30:00 +0000</pubDate><description>&lt;p&gt;The ministers met.&lt;/p&gt;</description><content:encoded><![CDATA[")
		for range 6 {
			b.WriteString(`<p>The foreign ministers of <a href="/x">two countries</a> met in Bern on Tuesday, their offices said in a <em>joint</em> statement after a long meeting in which they spoke of trade&nbsp;and visas.</p>`)
		}
		b.WriteString("]]></content:encoded></item>")
	}
	b.WriteString("</channel></rss>")
	return b.Bytes()
}

// BenchmarkParse reads the same feed with Parse and with gofeed alone; with
// $DATELINE_FEEDS set it reads the real feeds there as well.
func BenchmarkParse(b *testing.B) {
	sets := map[string][][]byte{"made": {benchFeed(50)}}
	if dir := os.Getenv("DATELINE_FEEDS"); dir != "" {
		files, err := filepath.Glob(filepath.Join(dir, "real", "*.*"))
		if err != nil {
			b.Fatal(err)
		}
		for _, file := range files {
			if body, err := os.ReadFile(file); err == nil && filepath.Ext(file) != ".jsonl" {
				sets["real"] = append(sets["real"], body)
			}
		}
	}
	for name, bodies := range sets {
		size := 0
		for _, body := range bodies {
			size += len(body)
		}
		b.Run(name+"/dateline", func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for _, body := range bodies {
					_, _ = parseBytes(body, "")
				}
			}
		})
		b.Run(name+"/gofeed", func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for _, body := range bodies {
					_, _ = gofeed.NewParser().Parse(bytes.NewReader(body))
				}
			}
		})
	}
}
