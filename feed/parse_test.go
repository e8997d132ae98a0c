package feed

import (
	"bufio"
	"errors"
	"fmt"
	"net/http"
	"net/textproto"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestParseCases reads the feeds of testdata/parse. A case is a txtar archive:
// its comment says what it shows, "header" holds the answer's HTTP headers,
// "source" the source's settings as key=value, "feed" the body and "want" what
// is read from it.
func TestParseCases(t *testing.T) {
	files, err := filepath.Glob("testdata/parse/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			part := map[string]string{}
			for _, f := range ar.Files {
				part[f.Name] = string(f.Data)
			}
			got := showDocument(Parse(casePage(t, part), caseSource(t, part["source"])))
			if *update {
				part["want"] = got
				writeCase(t, file, ar, got)
			} else if part["want"] != got {
				t.Errorf("got:\n%s\nwant:\n%s", got, part["want"])
			}
		})
	}
}

func writeCase(t *testing.T, file string, ar *txtar.Archive, want string) {
	t.Helper()
	for i, f := range ar.Files {
		if f.Name == "want" {
			ar.Files[i].Data = []byte(want)
			writeFile(t, file, string(txtar.Format(ar)))
			return
		}
	}
	ar.Files = append(ar.Files, txtar.File{Name: "want", Data: []byte(want)})
	writeFile(t, file, string(txtar.Format(ar)))
}

func casePage(t *testing.T, part map[string]string) Page {
	t.Helper()
	u, err := url.Parse("https://news.example/feed/")
	if err != nil {
		t.Fatal(err)
	}
	h, err := textproto.NewReader(bufio.NewReader(strings.NewReader(part["header"] + "\n\n"))).ReadMIMEHeader()
	if err != nil {
		t.Fatal(err)
	}
	return Page{URL: u, Status: 200, Header: http.Header(h), Body: []byte(part["feed"]), Fetched: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
}

func caseSource(t *testing.T, settings string) Source {
	t.Helper()
	s := Source{ID: "news"}
	for _, field := range strings.Fields(settings) {
		key, value, _ := strings.Cut(field, "=")
		var err error
		switch key {
		case "lang":
			s.Lang = value
		case "timezone":
			s.Timezone, err = time.LoadLocation(value)
		case "default_zone":
			s.DefaultZone, err = time.LoadLocation(value)
		default:
			t.Fatalf("unknown setting %q", key)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// showDocument writes down what was read, leaving out what is empty.
func showDocument(d Document, err error) string {
	var b strings.Builder
	line := func(name string, value any) {
		if s := fmt.Sprint(value); s != "" && s != "[]" && s != "0s" && s != "false" {
			fmt.Fprintf(&b, "%s: %s\n", name, s)
		}
	}
	if err != nil {
		line("error", err)
		if !errors.Is(err, ErrNoItems) {
			return b.String()
		}
	}
	line("format", d.Format)
	line("title", d.Title)
	line("lang", d.Lang)
	line("home", d.Home)
	line("self", d.Self)
	line("hubs", d.Hubs)
	line("generator", d.Generator)
	line("expired", d.Expired)
	line("ttl", d.Next.TTL)
	line("skip hours", d.Next.SkipHours)
	line("skip days", d.Next.SkipDays)
	line("period", d.Next.Period)
	for _, s := range d.Skipped {
		line("skipped", s)
	}
	for _, r := range d.Reports {
		b.WriteString("\n")
		line("guid", r.GUID)
		line("url", r.URL)
		line("lang", r.Lang)
		line("published", showTime(r.Published))
		line("updated", showTime(r.Updated))
		line("author", r.Author)
		line("tags", strings.Join(r.Tags, ", "))
		line("teaser", r.Teaser)
		line("title", r.Title)
		line("summary", r.Summary)
		line("text", "\n\t"+strings.ReplaceAll(r.Text, "\n", "\n\t"))
	}
	return b.String()
}

func showTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
