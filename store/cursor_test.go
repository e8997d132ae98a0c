package store

import (
	"testing"

	"github.com/dateline-news/dateline/timeline"
)

// FuzzCursor: a cursor comes from a URL. What is read as one is written back alike.
func FuzzCursor(f *testing.F) {
	order := ordering{timeline.ByDate, true}
	f.Add(cursor{order, 22_000, 1}.String())
	f.Add(cursor{order, undated, -1}.String())
	f.Add("date-zz.0123456789abcdef")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := parseCursor(s, order)
		if err != nil || c == nil {
			return
		}
		again, err := parseCursor(c.String(), order)
		if err != nil || *again != *c {
			t.Errorf("%q: %v, %v", s, again, err)
		}
	})
}
