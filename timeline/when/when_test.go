package when

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// TestCases reads testdata/cases/LANG.txt: a line is an anchor, the expressions
// expected ("TYPE value", separated by "; ", or "-" for none) and a text in which
// they stand in brackets, separated by tabs.
func TestCases(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "cases", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatal("no cases:", err)
	}
	for _, file := range files {
		lang := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(lang, func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for n, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
				if line != "" && !strings.HasPrefix(line, "#") {
					checkCase(t, file, n+1, lang, line)
				}
			}
		})
	}
}

func checkCase(t *testing.T, file string, n int, lang, line string) {
	t.Helper()
	f := strings.Split(line, "\t")
	if len(f) != 3 {
		t.Errorf("%s:%d: want anchor, values and text", file, n)
		return
	}
	anchor, err := time.Parse(time.RFC3339, f[0])
	if err != nil {
		t.Errorf("%s:%d: %v", file, n, err)
		return
	}
	text := strings.NewReplacer("[", "", "]", "").Replace(f[2])
	values, marked := "-", text
	for i, e := range Find(text, lang, anchor) {
		if i == 0 {
			values, marked = "", ""
		} else {
			values += "; "
		}
		values += string(e.Type) + " " + e.Value
	}
	marked = mark(text, Find(text, lang, anchor))
	if values != f[1] || marked != f[2] {
		t.Errorf("%s:%d:\n got %s\t%s\nwant %s\t%s", file, n, values, marked, f[1], f[2])
	}
}

// mark puts the expressions of a text in brackets.
func mark(text string, es []Expression) string {
	var b strings.Builder
	at := 0
	for _, e := range es {
		b.WriteString(text[at:e.Start] + "[" + text[e.Start:e.End] + "]")
		at = e.End
	}
	return b.String() + text[at:]
}

// FuzzFind holds Find to its contract on any text.
func FuzzFind(f *testing.F) {
	for _, s := range []string{"Am 3., 4. und 5. Mai 2024 um 10-18 Uhr", "1.1.", "с 22 по 24 октября 2023/24 гг.", "July 3–4, 2024 at 6 p.m.", "\xff30. Februar", "31. Juni", "29 février", "2024-13-45", "Montagabend\u00ad"} {
		for _, lang := range []string{"de", "en", "ru", "fr", "es", "kk", "tr", "uk", ""} {
			f.Add(s, lang, int64(1714000000))
		}
	}
	f.Fuzz(func(t *testing.T, text, lang string, at int64) {
		last := 0
		for _, e := range Find(text, lang, time.Unix(at%(1<<37), 0)) {
			if e.Start < last || e.End <= e.Start || e.End > len(text) {
				t.Fatalf("%q: span %d:%d after %d", text, e.Start, e.End, last)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[e.Start:e.End]) {
				t.Fatalf("%q: %d:%d cuts a character", text, e.Start, e.End)
			}
			if _, err := ParseValue(e.Value); err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			last = e.End
		}
	})
}
