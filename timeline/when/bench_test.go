package when

import (
	"os"
	"strings"
	"testing"
	"time"
)

// news is the text of an article of our own wording, about as rich in dates as
// the press.
func news(t testing.TB, lang string) string {
	t.Helper()
	b, err := os.ReadFile("../testdata/news/" + lang + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(b), "\n\n")
	return text
}

var published = time.Date(2024, time.May, 22, 10, 0, 0, 0, time.UTC)

// BenchmarkFind reads an article; -benchmem tells what it allocates.
func BenchmarkFind(b *testing.B) {
	for _, lang := range []string{"de", "en", "ru"} {
		b.Run(lang, func(b *testing.B) {
			text := news(b, lang)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if len(Find(text, lang, published)) == 0 {
					b.Fatal("nothing found")
				}
			}
		})
	}
}

// TestFindAllocates holds what an article may allocate: little for each
// expression found, nothing for each word.
func TestFindAllocates(t *testing.T) {
	const most = 40 // twice what it takes: the race detector drops pooled memory
	for _, lang := range []string{"de", "en", "ru"} {
		text := news(t, lang)
		if got := testing.AllocsPerRun(50, func() { Find(text, lang, published) }); got > most {
			t.Errorf("%s: reading the article allocates %.0f times, want at most %d", lang, got, most)
		}
	}
}
