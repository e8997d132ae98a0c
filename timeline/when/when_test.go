package when

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
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
	found := Find(text, lang, anchor)
	all := make([]string, 0, len(found))
	for _, e := range found {
		all = append(all, string(e.Type)+" "+e.Value)
	}
	values, marked := strings.Join(all, "; "), mark(text, found)
	if values == "" {
		values = "-"
	}
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

// TestRange tells an event reader the whole range on both of its ends.
func TestRange(t *testing.T) {
	anchor := time.Date(2024, time.May, 15, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct{ lang, text, want string }{
		{"de", "Der Gipfel findet vom 19. bis 21. Juni statt.", "2024-06-19/2024-06-21"},
		{"de", "Am 3. und 4. Juli tagt der Rat.", ""},
		{"en", "She will visit from April 30 to May 2, 2025.", "2025-04-30/2025-05-02"},
		{"en", "Talks between 3 and 5 June will be held.", "2024-06-03/2024-06-05"},
		{"ru", "Саммит пройдёт с 22 по 24 октября.", "2024-10-22/2024-10-24"},
		{"fr", "Du 30 juin au 2 juillet, on négociera.", "2024-06-30/2024-07-02"},
		{"de", "Vom 28. Dezember bis 3. Januar wird pausiert werden.", "2024-12-28/2025-01-03"},
	} {
		es := Find(c.text, c.lang, anchor)
		if len(es) != 2 || es[0].Range != es[1].Range || es[0].Range.String() != c.want {
			t.Errorf("%s: %s: got %+v, want the range %q on both of two", c.lang, c.text, es, c.want)
		}
	}
}

// TestExpression holds the fields an event reader uses beyond TIMEX3.
func TestExpression(t *testing.T) {
	anchor := time.Date(2024, time.May, 15, 10, 0, 0, 0, time.UTC)
	text := "Am 3. Mai 2023 kam er an. Tags darauf sprach er, gestern um 15.30 Uhr reiste er ab."
	var got []string
	for _, e := range Find(text, "de", anchor) {
		got = append(got, fmt.Sprint(e.Span, " ", e.Basis, " ", e.Link, " ", e.HasClock, " ", e.Minute))
	}
	want := []string{
		"2023-05-03 explicit 0 false 0", "2023-05-04 relative 2 false 0",
		"2024-05-14 relative 1 false 0", "2024-05-14 relative 2 true 930",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// TestMeasured gives a duration counted from today the days it leads to.
func TestMeasured(t *testing.T) {
	anchor := time.Date(2024, time.May, 15, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct{ text, value, span string }{
		{"Vor drei Tagen reiste er ab.", "P3D", "2024-05-12"},
		{"Das Treffen soll in zwei Wochen stattfinden.", "P2W", "2024-05-27/2024-06-02"},
		{"In zwei Wochen bauten sie ein Haus.", "P2W", ""},
		{"Die Frist beträgt zwei Wochen.", "P2W", ""},
	} {
		es := Find(c.text, "de", anchor)
		if len(es) != 1 || es[0].Value != c.value || es[0].Span.String() != c.span {
			t.Errorf("%s: got %+v, want %s, %q", c.text, es, c.value, c.span)
		}
	}
}

// TestUnknownLanguage reads only dates in digits.
func TestUnknownLanguage(t *testing.T) {
	got := mark("Am 3. Mai, 26.02.2024 og 2024-03-01.", Find("Am 3. Mai, 26.02.2024 og 2024-03-01.", "xx", time.Now()))
	if want := "Am 3. Mai, [26.02.2024] og [2024-03-01]."; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestParseValue(t *testing.T) {
	for value, want := range map[string]string{
		"2024-02-27": "2024-02-27", "2024-02": "2024-02", "2024": "2024", "199": "1990-01/1999-12",
		"19": "1900-01/1999-12", "2024-W09": "2024-02-26/2024-03-03", "2024-W09-WE": "2024-03-02/2024-03-03",
		"2024-W09-2": "2024-02-27", "2024-Q1": "2024-01/2024-03", "2024-H2": "2024-07/2024-12",
		"2024-SU": "2024-06/2024-08", "2023-WI": "2023-12/2024-02", "2024-02-27TMO": "2024-02-27",
		"2024-02-27T18:00Z": "2024-02-27", "P3D": "", "PT2.5H": "", "P1Y2M": "", "PXY": "", "XXXX-WXX-2T09:00": "",
		"PAST_REF": "", "T10:00": "", "BC0216-08-02": "",
	} {
		if got, err := ParseValue(value); err != nil || got.String() != want {
			t.Errorf("%s: got %s, %v, want %s", value, got, err, want)
		}
	}
	for _, value := range []string{"", "2024-13", "2024-02-30", "2024-W54", "2024-Q5", "P", "PT", "P3", "2024-02-27T25:00", "T25:00", "T", "BC", "24-02", "x"} {
		if _, err := ParseValue(value); err == nil {
			t.Errorf("%q: no error", value)
		}
	}
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

// TestNarrative counts dates from each other where a text tells of old times: a
// heading gives its year to the paragraphs below it, a look back does not.
func TestNarrative(t *testing.T) {
	const text = `Der Krieg von 1820 bis 1824 gilt als vergessen. Er begann 1820 mit einem Streit um Salz, den 1819 niemand ernst nahm.

1821

Am [3. März] überschritt das Heer den Fluss. Schon im Herbst des vorangegangenen Jahres hatte man 1820 gerüstet.

Im [Juni] fiel die Festung, dann die Stadt.

1822

Im [Januar] wurde verhandelt; heute erinnert ein Stein daran.`
	anchor := time.Date(2024, time.May, 15, 10, 0, 0, 0, time.UTC)
	got := map[string]string{}
	plain := strings.NewReplacer("[", "", "]", "").Replace(text)
	for _, e := range Find(plain, "de", anchor) {
		got[plain[e.Start:e.End]] = e.Value
	}
	for words, want := range map[string]string{"3. März": "1821-03-03", "Juni": "1821-06", "Januar": "1822-01", "heute": "PRESENT_REF"} {
		if got[words] != want {
			t.Errorf("%s: got %q, want %s", words, got[words], want)
		}
	}
}
