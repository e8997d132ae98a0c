package web

import "testing"

// TestPages: every page parses in every language.
func TestPages(t *testing.T) {
	ls, err := loadLocales()
	if err != nil {
		t.Fatal(err)
	}
	a, err := loadAssets()
	if err != nil {
		t.Fatal(err)
	}
	for lang, byName := range loadPages(ls, a) {
		for name, load := range byName {
			if _, err := load(); err != nil {
				t.Errorf("%s in %s: %v", name, lang, err)
			}
		}
	}
}
