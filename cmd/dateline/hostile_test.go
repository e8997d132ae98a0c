package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/dateline-news/dateline/feed"
)

// A feed that tries everything, through every page, every format and the
// command line: what it says may be shown, and nothing of it may act.
func TestHostileFeed(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"feed.json", "sources.yaml"} {
		data, err := os.ReadFile(filepath.Join("testdata", "hostile", name))
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, name), string(data))
	}
	common := []string{"--config", filepath.Join(dir, "sources.yaml"), "--db", filepath.Join(dir, "dateline.db")}
	at := func(args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := run(t.Context(), append(args, common...), stdio{in: strings.NewReader(""), out: &out, err: &errs}); code != exitOK {
			t.Fatalf("dateline %v: exit %d\n%s", args, code, errs.String())
		}
		harmlessText(t, "the log of "+args[0], errs.String())
		return out.String()
	}
	harmlessText(t, "poll", at("poll"))
	harmlessText(t, "check", at("check"))
	shown := at("timeline")
	harmlessText(t, "timeline", shown)
	if evidence := at("timeline", "--format", "jsonl"); strings.Count(shown, "\n") < 3 || strings.Count(evidence, "alert(") < 3 {
		t.Fatalf("too little was read for this to try anything:\n%s%s", shown, evidence)
	}
	harmlessText(t, "explain", at("explain", "--lang", "de", "--published", "2025-03-10", filepath.Join(dir, "feed.json")))
	harmlessCSV(t, at("timeline", "--format", "csv"))

	d := startDateline(t, dir, "127.0.0.1:0")
	paths := []string{"/", "/?q=minister", "/calendar?month=2025-03", "/relations", "/map", "/table", "/sources", "/sources/hostile", "/outlets", "/help", "/?q=%3Cscript%3Ealert(1)%3C/script%3E", "/nowhere%0d%0aX-Evil:%20yes"}
	ids := regexp.MustCompile(`[0-9a-f]{16}`).FindAllString(shown, -1)
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		paths = append(paths, "/events/"+id)
	}
	for _, path := range paths {
		res, body := d.get(path, "Accept", "text/html")
		harmlessHeader(t, path, res.Header)
		harmlessHTML(t, path, body)
	}
	for _, f := range feed.Formats {
		for _, path := range []string{"/feed." + f.Ext, "/outlets/all." + f.Ext, "/events/" + ids[0] + "." + f.Ext, "/feed." + f.Ext + "?per=report"} {
			res, body := d.get(path)
			harmlessHeader(t, path, res.Header)
			harmlessFeed(t, path, f.Ext, body)
		}
	}
}

// harmlessHeader looks for headers that the feed wrote.
func harmlessHeader(t *testing.T, where string, header map[string][]string) {
	t.Helper()
	for name, values := range header {
		if name == "X-Evil" || name == "Set-Cookie" || strings.ContainsAny(strings.Join(values, ""), "\r\n\x1b") {
			t.Errorf("%s answers with the header %s: %q", where, name, values)
		}
	}
}

// harmlessText looks for what a terminal obeys: control characters, C1 ones too,
// and overrides of the direction of writing.
func harmlessText(t *testing.T, where, text string) {
	t.Helper()
	if i := strings.IndexFunc(text, func(r rune) bool {
		return r != '\n' && r != '\t' && (unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069)
	}); i >= 0 {
		r, _ := utf8.DecodeRuneInString(text[i:])
		t.Errorf("%s prints %U: %q", where, r, text[max(0, i-40):min(len(text), i+40)])
	}
}

// harmlessHTML looks for elements and attributes that act or load.
func harmlessHTML(t *testing.T, where, text string) {
	t.Helper()
	tokens := html.NewTokenizer(strings.NewReader(text))
	for tokens.Next() != html.ErrorToken {
		token := tokens.Token()
		if token.Type != html.StartTagToken && token.Type != html.SelfClosingTagToken {
			continue
		}
		for _, a := range token.Attr {
			value := strings.ToLower(strings.TrimSpace(a.Val))
			if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:") || strings.HasPrefix(value, "vbscript:") {
				t.Errorf("%s has %s", where, token)
			}
			if (a.Key == "src" || a.Key == "action") && strings.Contains(value, "//") {
				t.Errorf("%s loads from or sends to elsewhere: %s", where, token)
			}
			if token.Data == "script" && a.Key == "src" && !strings.HasPrefix(value, "/static/") {
				t.Errorf("%s has %s", where, token)
			}
		}
		bare := token.Data == "script" && !slices.ContainsFunc(token.Attr, func(a html.Attribute) bool {
			return a.Key == "src" || a.Key == "type" && a.Val == "application/ld+json"
		})
		if bare || slices.Contains([]string{"iframe", "object", "embed", "base"}, token.Data) {
			t.Errorf("%s has %s", where, token)
		}
	}
}

// harmlessFeed reads a feed as its readers do.
func harmlessFeed(t *testing.T, where, ext, text string) {
	t.Helper()
	switch ext {
	case "atom", "rss", "opml":
		harmlessXML(t, where, text)
	case "json", "geojson":
		harmlessJSON(t, where, []byte(text))
	case "jsonl":
		for line := range strings.Lines(text) {
			harmlessJSON(t, where, []byte(line))
		}
	case "csv":
		harmlessCSV(t, text)
	case "ics":
		for line := range strings.Lines(text) {
			if name, _, _ := strings.Cut(strings.TrimRight(line, "\r\n"), ":"); !strings.HasPrefix(line, " ") &&
				(strings.HasPrefix(name, "X-EVIL") || name == "ACTION" || name == "BEGIN" && strings.Contains(line, "VALARM")) {
				t.Errorf("%s has the line %q", where, line)
			}
		}
		harmlessText(t, where, strings.ReplaceAll(text, "\r\n", "\n"))
	}
}

// harmlessXML checks what is HTML within the elements.
func harmlessXML(t *testing.T, where, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	in := xml.StartElement{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Errorf("%s is no XML: %v", where, err)
			return
		}
		switch token := token.(type) {
		case xml.StartElement:
			in = token
			for _, a := range token.Attr {
				if strings.HasPrefix(strings.ToLower(a.Value), "javascript:") || strings.HasPrefix(a.Value, "data:") {
					t.Errorf("%s has <%s %s=%q>", where, token.Name.Local, a.Name.Local, a.Value)
				}
			}
		case xml.CharData:
			plain := slices.ContainsFunc(in.Attr, func(a xml.Attr) bool { return a.Name.Local == "type" && a.Value == "text" })
			switch in.Name.Local {
			case "description", "encoded", "content", "summary", "title":
				if !plain {
					harmlessHTML(t, where+" <"+in.Name.Local+">", string(token))
				}
			case "link", "url", "uri":
				if strings.HasPrefix(strings.ToLower(string(token)), "javascript:") {
					t.Errorf("%s links to %s", where, token)
				}
			}
		}
	}
}

// harmlessJSON checks every string: HTML where the key says so, addresses everywhere.
func harmlessJSON(t *testing.T, where string, data []byte) {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Errorf("%s is no JSON: %v", where, err)
	}
	var walk func(key string, v any)
	walk = func(key string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				walk(k, e)
			}
		case []any:
			for _, e := range v {
				walk(key, e)
			}
		case string:
			if strings.Contains(key, "html") {
				harmlessHTML(t, where+" "+key, v)
			}
			if strings.HasPrefix(strings.ToLower(v), "javascript:") {
				t.Errorf("%s: %s is %q", where, key, v)
			}
		}
	}
	walk("", v)
}

// harmlessCSV looks for cells that a spreadsheet takes for formulas.
func harmlessCSV(t *testing.T, text string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil {
		t.Errorf("no CSV: %v", err)
	}
	number := regexp.MustCompile(`^-?[0-9.]+$`)
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) && !number.MatchString(cell) {
				t.Errorf("a cell is a formula: %q", cell)
			}
		}
	}
}
