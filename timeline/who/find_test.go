package who

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestFindCases reads testdata/*.txt: a case is a line "LANG DAY | text" and,
// indented, the names that Find must return, one a line.
func TestFindCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := render(t, string(raw))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			} else if got != string(raw) {
				t.Errorf("%s differs (go test -run Cases -update writes it):\n%s", file, diff(string(raw), got))
			}
		})
	}
}

// render repeats the cases of a file with the names Find returns now.
func render(t *testing.T, cases string) string {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(cases) {
		if strings.HasPrefix(line, "    ") {
			continue
		}
		b.WriteString(line)
		head, text, ok := strings.Cut(strings.TrimRight(line, "\n"), " | ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		lang, day, _ := strings.Cut(head, " ")
		on, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		for _, n := range Default().Find(text, lang, on) {
			b.WriteString("    " + describe(text, n) + "\n")
		}
	}
	return b.String()
}

func describe(text string, n Name) string {
	s := fmt.Sprintf("%s = %s %s", text[n.Start:n.End], n.Kind, n.Code)
	if n.Country != "" {
		s += " of " + n.Country
	}
	for _, word := range []string{string(n.Form), string(n.Level)} {
		if word != "" {
			s += ", " + word
		}
	}
	if n.Genitive && (n.Kind == Country || n.Kind == Org) {
		s += ", owner"
	}
	if n.Former {
		s += ", former"
	}
	if len(n.Parties) > 0 {
		s += ", parties " + strings.Join(n.Parties, " ")
	}
	if len(n.Others) > 0 {
		s += ", or " + strings.Join(n.Others, " ")
	}
	return s
}

// diff shows the lines that one text has and the other has not.
func diff(want, got string) string {
	var b strings.Builder
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		var x, y string
		if i < len(w) {
			x = w[i]
		}
		if i < len(g) {
			y = g[i]
		}
		if x != y {
			fmt.Fprintf(&b, "line %d\n- %s\n+ %s\n", i+1, x, y)
			if b.Len() > 2000 {
				return b.String()
			}
		}
	}
	return b.String()
}

// FuzzFind checks what every text must keep: offsets on rune borders, in
// order, without overlap, and a code in every name.
func FuzzFind(f *testing.F) {
	for _, s := range []string{
		"Der kasachische Außenminister Murat Nurtleu, Kazakhstan's U.S. envoy", "глава МИД Казахстана, Мурат Нуртлеу", "the foreign ministers of Armenia, Azerbaijan and",
		"St. Kitts and Nevis' U.S.", "ex-President\nXi -- 's ' - . , Jordan", "\xff\xfeUN\x80 SOZ-", "Қытаймен, Түркия'нın",
	} {
		f.Add(s, "de")
		f.Add(s, "ru")
		f.Add(s, "xx")
	}
	g := Default().With([]Entry{{Code: "KAZ", Person: "X Y", Role: "president"}})
	f.Fuzz(func(t *testing.T, text, lang string) {
		last := 0
		for _, n := range g.Find(text, lang, time.Time{}) {
			if n.Start < last || n.End <= n.Start || n.End > len(text) {
				t.Fatalf("%q: name %+v out of order after %d", text, n, last)
			}
			if !utf8.RuneStart(text[n.Start]) || n.End < len(text) && utf8.ValidString(text) && !utf8.RuneStart(text[n.End]) {
				t.Fatalf("%q: name %+v cuts a rune", text, n)
			}
			if n.Code == "" || n.Kind == "" {
				t.Fatalf("%q: name %+v without code", text, n)
			}
			last = n.End
		}
	})
}
