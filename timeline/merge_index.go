package timeline

import (
	"iter"

	"github.com/dateline-news/dateline/timeline/what"
)

// linkIndex finds the links that a link is linked with. Links are sorted by kind:
// which kinds go together is worked out once for all their links.
type linkIndex struct {
	kinds  map[string]*kind   // by Saying.kind
	blocks map[string][]*kind // by block
}

// kind is the links that say the same but for date and status. They are kept in
// buckets of days, short windows in small ones.
type kind struct {
	facet   *facet
	near    []nearKind
	buckets [len(bucketDays)]map[Day][]*Link
	long    []*Link
}

// nearKind is a kind that shares a block with another, whose links may be of one
// event with the other's, and how well they agree.
type nearKind struct {
	*kind
	before, after int // where its link comes first, or second; refused: not at all
}

const refused = -1 << 20

// bucketDays are the sizes of buckets; a window lies in few of them.
var bucketDays = [...]Day{2, 8, 40}

// maxBuckets is in how many buckets a window may lie before larger ones are used.
const maxBuckets = 4

// bucketOf returns the level of a window; len(bucketDays) for the longest.
func bucketOf(l *Link) int {
	level := 0
	for level < len(bucketDays) && bucket(l.hi, bucketDays[level])-bucket(l.lo, bucketDays[level]) >= maxBuckets {
		level++
	}
	return level
}

func newLinkIndex() linkIndex {
	return linkIndex{kinds: map[string]*kind{}, blocks: map[string][]*kind{}}
}

func (x linkIndex) add(l *Link) {
	k := x.kinds[l.Saying.kind]
	if k == nil {
		k = x.newKind(l.Saying)
	}
	l.kind = k
	level := bucketOf(l)
	if level == len(bucketDays) {
		k.long = append(k.long, l)
		return
	}
	if k.buckets[level] == nil {
		k.buckets[level] = map[Day][]*Link{}
	}
	for n := bucket(l.lo, bucketDays[level]); n <= bucket(l.hi, bucketDays[level]); n++ {
		k.buckets[level][n] = append(k.buckets[level][n], l)
	}
}

// newKind compares a kind with all that share a block with it.
func (x linkIndex) newKind(s *Saying) *kind {
	k := &kind{facet: &s.facet}
	x.kinds[s.kind] = k
	seen := map[*kind]bool{}
	for _, b := range s.blocks {
		x.blocks[b] = append(x.blocks[b], k)
		for _, o := range x.blocks[b] {
			if seen[o] {
				continue
			}
			seen[o] = true
			before, after := static(o.facet, k.facet), static(k.facet, o.facet)
			if before == refused && after == refused {
				continue
			}
			k.near = append(k.near, nearKind{o, before, after})
			if o != k {
				o.near = append(o.near, nearKind{k, after, before})
			}
		}
	}
	return k
}

func static(a, b *facet) int {
	if score, ok := agreeStatic(a, b); ok {
		return score
	}
	return refused
}

// before yields the links before l that are linked with it; some twice.
func (x linkIndex) before(l *Link) iter.Seq[*Link] {
	return func(yield func(*Link) bool) {
		for _, n := range l.kind.near {
			if n.before != refused && !n.each(l, func(o *Link) bool { return !o.before(l) || !o.linked(l, n.before) || yield(o) }) {
				return
			}
		}
	}
}

// after yields the links after l that are linked with it; some twice.
func (x linkIndex) after(l *Link) iter.Seq[*Link] {
	return func(yield func(*Link) bool) {
		for _, n := range l.kind.near {
			if n.after != refused && !n.each(l, func(o *Link) bool { return !l.before(o) || !l.linked(o, n.after) || yield(o) }) {
				return
			}
		}
	}
}

// each calls yield with the links whose windows may touch that of l.
func (k *kind) each(l *Link, yield func(*Link) bool) bool {
	for level, days := range bucketDays {
		if len(k.buckets[level]) == 0 {
			continue
		}
		first, last := bucket(l.lo, days), bucket(l.hi, days)
		if int(last-first) > len(k.buckets[level]) {
			for n, links := range k.buckets[level] {
				if n >= first && n <= last && !all(links, yield) {
					return false
				}
			}
			continue
		}
		for n := first; n <= last; n++ {
			if !all(k.buckets[level][n], yield) {
				return false
			}
		}
	}
	return all(k.long, yield)
}

func all(links []*Link, yield func(*Link) bool) bool {
	for _, l := range links {
		if !yield(l) {
			return false
		}
	}
	return true
}

// bucket is the number of the bucket of so many days that holds the day.
func bucket(day, days Day) Day {
	if day < 0 {
		return (day+1)/days - 1
	}
	return day / days
}

// linked reports whether the later mention o, of a kind that agrees with that of
// l so well, can tell of one event with l at all.
func (l *Link) linked(o *Link, score int) bool {
	if l.lo > o.hi || o.lo > l.hi {
		return false
	}
	f, g := &l.facet, &o.facet
	if f.status != what.Occurred || g.status != what.Occurred || f.date.IsZero() || g.date.IsZero() || f.date.Overlaps(g.date.Span) {
		return true
	}
	// They occurred on days that differ. Words are repeated tomorrow. And where neither text
	// states its day, more than the parties must agree, or what two states do day by day were
	// linked without end.
	return !f.statement() && (f.date.Basis != Published || g.date.Basis != Published || score > sameParties)
}
