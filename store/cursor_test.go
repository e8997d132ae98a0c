package store

import (
	"testing"
	"time"

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

// TestCacheFresh: a quick count is exact; a slow one is shown for a while.
func TestCacheFresh(t *testing.T) {
	start := time.Unix(1_900_000_000, 0)
	for _, c := range []struct {
		took, age time.Duration
		changed   int64
		want      bool
	}{
		{0, time.Hour, 7, true},
		{time.Millisecond, 0, 8, false},
		{time.Second, 10 * time.Second, 8, true},
		{time.Second, 21 * time.Second, 8, false},
		{time.Minute, 61 * time.Second, 8, false},
	} {
		k := kept{changed: 7, at: start, took: c.took}
		if got := k.fresh(c.changed, start.Add(c.age)); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
