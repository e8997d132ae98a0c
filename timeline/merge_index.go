package timeline

import "iter"

// linkIndex finds the links whose windows touch a window in a block. Links are
// kept in buckets of days, short windows in small ones.
type linkIndex map[string]*blockIndex

type blockIndex struct {
	all     []*Link
	buckets [len(bucketDays)]map[Day][]*Link
	long    []*Link
}

// bucketDays are the sizes of buckets; a window lies in few of them.
var bucketDays = [...]Day{2, 8, 40}

// maxBuckets is in how many buckets a window may lie before larger ones are used.
const maxBuckets = 4

// bucketOf returns the level of a window; len(bucketDays) for the longest.
func bucketOf(l *Link) int {
	level := 0
	for level < len(bucketDays) && floor(l.hi, bucketDays[level])-floor(l.lo, bucketDays[level]) >= maxBuckets {
		level++
	}
	return level
}

func (x linkIndex) add(l *Link) {
	level := bucketOf(l)
	for _, name := range l.blocks {
		b := x[name]
		if b == nil {
			b = &blockIndex{}
			x[name] = b
		}
		b.all = append(b.all, l)
		if level == len(bucketDays) {
			b.long = append(b.long, l)
			continue
		}
		if b.buckets[level] == nil {
			b.buckets[level] = map[Day][]*Link{}
		}
		for n := floor(l.lo, bucketDays[level]); n <= floor(l.hi, bucketDays[level]); n++ {
			b.buckets[level][n] = append(b.buckets[level][n], l)
		}
	}
}

// around yields the links that share a block with l and may touch its window;
// some twice.
func (x linkIndex) around(l *Link) iter.Seq[*Link] {
	return func(yield func(*Link) bool) {
		for _, name := range l.blocks {
			if b := x[name]; b != nil && !b.around(l, yield) {
				return
			}
		}
	}
}

func (b *blockIndex) around(l *Link, yield func(*Link) bool) bool {
	if bucketOf(l) == len(bucketDays) {
		return each(b.all, yield)
	}
	for level, days := range bucketDays {
		for n := floor(l.lo, days); n <= floor(l.hi, days); n++ {
			if !each(b.buckets[level][n], yield) {
				return false
			}
		}
	}
	return each(b.long, yield)
}

func each(links []*Link, yield func(*Link) bool) bool {
	for _, l := range links {
		if !yield(l) {
			return false
		}
	}
	return true
}

func floor(day, size Day) Day {
	if day < 0 {
		return -((-day + size - 1) / size)
	}
	return day / size
}
