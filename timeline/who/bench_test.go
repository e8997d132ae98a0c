package who

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// news is the text of an article of our own wording.
func news(t testing.TB, lang string) string {
	t.Helper()
	b, err := os.ReadFile("../testdata/news/" + lang + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(b), "\n\n")
	return text
}

// BenchmarkFind measures the whole of name finding, with offices and persons.
func BenchmarkFind(b *testing.B) {
	for _, lang := range []string{"de", "en", "ru"} {
		b.Run(lang, func(b *testing.B) {
			g, text := Default(), news(b, lang)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				g.Find(text, lang, time.Time{})
			}
		})
	}
}

// BenchmarkMatch measures cutting the text into words and matching the names.
func BenchmarkMatch(b *testing.B) {
	g, text := Default(), news(b, "de")
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		r := &reader{words: *tokenize(text), g: g, lex: g.words["de"], langs: g.masks["de"]}
		r.match()
	}
}

// TestFindAllocates holds what an article may allocate: little for each name
// found, nothing for each word.
func TestFindAllocates(t *testing.T) {
	const most = 40 // twice what it takes: the race detector drops pooled memory
	for _, lang := range []string{"de", "en", "ru"} {
		g, text := Default(), news(t, lang)
		if got := testing.AllocsPerRun(50, func() { g.Find(text, lang, time.Time{}) }); got > most {
			t.Errorf("%s: reading the article allocates %.0f times, want at most %d", lang, got, most)
		}
	}
}

// BenchmarkLoad measures decoding the table, and what stays in memory.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	t, err := decode(embedded)
	if err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(t)
	for b.Loop() {
		if _, err := decode(embedded); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "heap-MB")
}
