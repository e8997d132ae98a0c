package feed

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/mmcdole/gofeed"

	"github.com/dateline-news/dateline/timeline"
)

// FuzzWrite: whatever a report says, every document is whole and nothing in it
// is more than text.
func FuzzWrite(f *testing.F) {
	f.Add(hostile, "https://a.example/?q=<x>", "de")
	f.Add("\xff\xc3(", "javascript:x", "x\"><y")
	f.Add("a\r\nEND:VCALENDAR\r\n]]>", "//rel", "kk")
	f.Fuzz(func(t *testing.T, text, link, lang string) {
		v := sample()
		v.Events = v.Events[:1]
		v.Title, v.Query, v.Lang = text, text, lang
		e := &v.Events[0]
		e.ID, e.Mode, e.Note, e.Occasion, e.Topics = text, text, text, text, []string{text}
		e.Parties = []timeline.Party{{Code: text, Role: timeline.Actor}, {Name: text, Person: text}}
		e.Place = timeline.Place{Name: text, Code: text, Country: text}
		e.Mentions[0].Evidence.Text, e.Mentions[0].Lang = text, lang
		v.Reports["r1"] = timeline.Report{ID: "r1", Source: "blatt", Title: text, URL: link, Lang: lang, GUID: text}
		v.Sources["blatt"] = Source{ID: "blatt", Title: text, URL: link}
		for _, format := range Formats {
			var b bytes.Buffer
			if err := Write(&b, format, v); err != nil {
				t.Fatalf("%s: %v", format.Name, err)
			}
			if !utf8.Valid(b.Bytes()) {
				t.Fatalf("%s is not UTF-8", format.Name)
			}
			checkDocument(t, format.Name, b.String())
		}
	})
}

func checkDocument(t *testing.T, format, doc string) {
	t.Helper()
	switch format {
	case "atom", "rss", "jsonfeed":
		f, err := gofeed.NewParser().ParseString(doc)
		if err != nil || len(f.Items) != 1 {
			t.Fatalf("%s: %v\n%s", format, err, doc)
		}
		for _, it := range f.Items {
			if m := markup.FindString(it.Content + it.Description); m != "" {
				t.Fatalf("%s: markup %q", format, m)
			}
			if err := wellFormed(it.Content); err != nil {
				t.Fatalf("%s: %v in %q", format, err, it.Content)
			}
		}
	case "ics":
		c, err := ics.ParseCalendar(strings.NewReader(doc))
		if err != nil || len(c.Events()) != 1 {
			t.Fatalf("ics: %v\n%s", err, doc)
		}
		for _, line := range strings.Split(doc, "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
				t.Fatalf("ics: line %q", line)
			}
		}
	case "csv":
		if rows, err := csv.NewReader(strings.NewReader(doc)).ReadAll(); err != nil || len(rows) != 2 {
			t.Fatalf("csv: %v", err)
		}
	case "jsonl":
		if strings.Count(doc, "\n") != 1 {
			t.Fatalf("jsonl: %q", doc)
		}
	default:
		if !json.Valid([]byte(doc)) {
			t.Fatalf("%s: %s", format, doc)
		}
	}
}
