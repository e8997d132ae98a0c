package what

import "testing"

// TestLexicons: every lexicon parses.
func TestLexicons(t *testing.T) {
	files, err := lexicons.ReadDir("lexicon")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := lexicons.ReadFile("lexicon/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parseLexicon(f.Name()[:2], string(text)); err != nil {
			t.Error(err)
		}
	}
}
