package when

import (
	"strings"
	"testing"
)

// TestLanguageFiles compiles every language file.
func TestLanguageFiles(t *testing.T) {
	files, err := langFiles.ReadDir("lang")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		code := strings.TrimSuffix(f.Name(), ".txt")
		l, err := compileFiles(code)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		t.Logf("%s: %d words, %d rules, %d patterns, %d steps", code, len(l.words), len(l.rules), len(l.alts), len(l.nodes))
	}
}
