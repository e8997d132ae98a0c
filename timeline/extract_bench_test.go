package timeline

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// BenchmarkExtract reads the cases of testdata/read; its MB/s are of article text.
func BenchmarkExtract(b *testing.B) {
	var reports []Report
	size := 0
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
			r := article(b, lang, string(archive.Files[i].Data))
			size += len(r.Title) + len(r.Text)
			reports = append(reports, r)
		}
	}
	Extract(reports[0])
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, r := range reports {
			Extract(r)
		}
	}
}
