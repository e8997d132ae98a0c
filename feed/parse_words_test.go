package feed

import (
	"strings"
	"testing"
)

// TestWordFiles reads every word file; words that contradict each other, or
// could never match, fail.
func TestWordFiles(t *testing.T) {
	files, err := wordFiles.ReadDir("words")
	if err != nil || len(files) < 3 {
		t.Fatal(len(files), err)
	}
	all := &wordTable{months: map[string]int{}, am: map[string]bool{}, pm: map[string]bool{}}
	for _, f := range files {
		data, err := wordFiles.ReadFile("words/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if err := all.add(string(data)); err != nil {
			t.Errorf("%s: %v", f.Name(), err)
		}
		for line := range strings.Lines(string(data)) {
			if line[0] != '#' && line != strings.ToLower(line) {
				t.Errorf("%s: not in lower case: %s", f.Name(), line)
			}
		}
	}
	for _, a := range all.appeared {
		if a[0] == "" || a[1] == "" {
			t.Errorf("appeared: %q has no two parts", a)
		}
	}
	for word := range all.months {
		if all.am[word] || all.pm[word] || knownZone(word) {
			t.Errorf("%q is a month and something else", word)
		}
	}
}
