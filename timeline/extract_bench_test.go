package timeline

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// news is the article of testdata/news in a language: what an agency writes,
// where one sentence in three states an act.
func news(t testing.TB, lang string) Report {
	t.Helper()
	b, err := os.ReadFile("testdata/news/" + lang + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	return article(t, lang, string(b))
}

// BenchmarkExtract reads an article; its MB/s are of article text.
func BenchmarkExtract(b *testing.B) {
	for _, lang := range []string{"de", "en", "ru"} {
		b.Run(lang, func(b *testing.B) { read(b, []Report{news(b, lang)}) })
	}
}

// BenchmarkExtractCases reads the cases of testdata/read: every sentence states
// an act, most articles are one sentence.
func BenchmarkExtractCases(b *testing.B) {
	var reports []Report
	archives, err := filepath.Glob("testdata/read/*.txtar")
	if err != nil {
		b.Fatal(err)
	}
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			b.Fatal(err)
		}
		lang, _, _ := strings.Cut(filepath.Base(path), "-")
		for i := 0; i < len(archive.Files); i += 2 {
			reports = append(reports, article(b, lang, string(archive.Files[i].Data)))
		}
	}
	read(b, reports)
}

func read(b *testing.B, reports []Report) {
	b.Helper()
	size := 0
	for _, r := range reports {
		size += len(r.Title) + len(r.Text)
		Extract(r) // loads the lexicon
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, r := range reports {
			Extract(r)
		}
	}
}

// TestExtractAllocates holds what reading an article may allocate: the memory of
// one report serves the next, and what is made is given out.
func TestExtractAllocates(t *testing.T) {
	const most = 245 // a third above what it takes
	pool := sync.Pool{New: func() any { return new(int) }}
	if testing.AllocsPerRun(1, func() {
		for range 100 {
			pool.Put(pool.Get())
		}
	}) > 10 {
		t.Skip("the race detector drops pooled memory")
	}
	for _, lang := range []string{"de", "en", "ru"} {
		r := news(t, lang)
		if got := testing.AllocsPerRun(50, func() { Extract(r) }); got > most {
			t.Errorf("%s: reading the article allocates %.0f times, want at most %d", lang, got, most)
		}
	}
}
