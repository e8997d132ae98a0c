package timeline

import (
	"testing"
	"unicode/utf8"
)

// TestFoldTable: what the table of the alphabets says is what decomposing says.
func TestFoldTable(t *testing.T) {
	for r := rune(utf8.RuneSelf); r < 0x3000; r++ {
		f := folding{}
		f.add('a')
		f.decompose(string(r))
		f.add('b')
		if got, want := Fold("a"+string(r)+"b"), f.out.String(); got != want {
			t.Errorf("%U: %q, want %q", r, got, want)
		}
	}
}
