package timeline

import "iter"

// linkIndex finds the links that a link is linked with. Links are sorted by kind:
// which kinds go together is worked out once for all their links, and only for
// kinds of which a link is looked at.
type linkIndex struct {
	piles  map[string]*pile  // by Kind.text
	blocks map[string]*block // by block
	tick   int
}

// block is the piles that share a block.
type block struct {
	all   []*pile
	fixed map[string][]*pile // those that are of one city, by city
	free  []*pile            // the others
}

// pile is the links of one kind that are or were in a thread, and where others were
// laid out that have not been read. Many links are in buckets of days, short windows
// in small ones.
type pile struct {
	kind    *Kind
	many    bool    // then they are in buckets
	few     []*Link // else here
	buckets [len(bucketDays)]map[Day][]*Link
	long    []*Link
	lo, hi  Day // their windows lie between
	first   *Link
	last    *Link
	refs    []ref

	near     []nearPile
	compared [][2]int // how many piles of each block were, see [linkIndex.others]
	seen     int      // scratch of [linkIndex.near]
	loaded   map[[2]Day]bool
}

// fewLinks is how many links are looked at one by one rather than put into buckets.
const fewLinks = 24

// ref is an event laid out earlier with a link in the pile.
type ref struct {
	lo, hi Day
	event  int64
}

// nearPile is a pile that shares a block with another, whose links may be of one
// event with the other's, and how well they agree.
type nearPile struct {
	*pile
	before, after int32 // where its link comes first, or second; refused: not at all
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

func newLinkIndex() *linkIndex {
	return &linkIndex{piles: map[string]*pile{}, blocks: map[string]*block{}}
}

// pile returns the pile of a kind.
func (x *linkIndex) pile(k *Kind) *pile {
	p := x.piles[k.text]
	if p == nil {
		p = &pile{kind: k}
		x.piles[k.text] = p
		for _, key := range k.blocks {
			b := x.blocks[key]
			if b == nil {
				b = &block{fixed: map[string][]*pile{}}
				x.blocks[key] = b
			}
			b.all = append(b.all, p)
			if k.fixed {
				b.fixed[k.city] = append(b.fixed[k.city], p)
			} else {
				b.free = append(b.free, p)
			}
		}
	}
	return p
}

// know finds the pile of a link.
func (x *linkIndex) know(l *Link) {
	l.pile = x.pile(l.facet.Kind)
	l.facet.Kind = l.pile.kind // one in memory is enough
}

// add adds a link whose pile is known.
func (p *pile) add(l *Link) {
	if p.first == nil {
		p.lo, p.hi, p.first, p.last = l.lo, l.hi, l, l
	}
	p.lo, p.hi = min(p.lo, l.lo), max(p.hi, l.hi)
	if l.before(p.first) {
		p.first = l
	}
	if p.last.before(l) {
		p.last = l
	}
	switch {
	case p.many:
		p.sort(l)
	case len(p.few) < fewLinks:
		p.few = append(p.few, l)
	default:
		for _, l := range append(p.few, l) {
			p.sort(l)
		}
		p.few, p.many = nil, true
	}
}

// sort puts a link into its buckets.
func (p *pile) sort(l *Link) {
	level := bucketOf(l)
	if level == len(bucketDays) {
		p.long = append(p.long, l)
		return
	}
	if p.buckets[level] == nil {
		p.buckets[level] = map[Day][]*Link{}
	}
	for n := bucket(l.lo, bucketDays[level]); n <= bucket(l.hi, bucketDays[level]); n++ {
		p.buckets[level][n] = append(p.buckets[level][n], l)
	}
}

// near compares p with all piles that share a block with it and were not compared yet.
func (x *linkIndex) near(p *pile) []nearPile {
	if p.compared == nil {
		p.compared = make([][2]int, len(p.kind.blocks))
	}
	x.tick++ // a pile that is new in one block is so in all that it shares
	for i, key := range p.kind.blocks {
		for n, others := range x.blocks[key].others(p.kind) {
			for _, o := range others[p.compared[i][n]:] {
				if o.seen == x.tick {
					continue
				}
				o.seen = x.tick
				if before, after := agreeMutual(o.kind, p.kind); before != refused || after != refused {
					p.near = append(p.near, nearPile{o, int32(before), int32(after)}) // a few points for each part
				}
			}
			p.compared[i][n] = len(others)
		}
	}
	return p.near
}

// others are the piles of the block that k may agree with: act and city keep most apart.
func (b *block) others(k *Kind) [2][]*pile {
	if k.fixed {
		return [2][]*pile{b.fixed[k.city], b.free}
	}
	return [2][]*pile{b.all}
}

// before yields the links before l that are linked with it, of those that are
// wanted, which is asked first; some twice.
func (x *linkIndex) before(l *Link, wanted func(*Link) bool) iter.Seq[*Link] {
	return func(yield func(*Link) bool) {
		for _, n := range x.near(l.pile) {
			if n.before != refused && n.touches(l) && n.first.before(l) &&
				!n.each(l, func(o *Link) bool { return !wanted(o) || !o.before(l) || !o.linked(l, n.before) || yield(o) }) {
				return
			}
		}
	}
}

// after yields the links after l that are linked with it, of those that are wanted,
// which is asked first; some twice.
func (x *linkIndex) after(l *Link, wanted func(*Link) bool) iter.Seq[*Link] {
	return func(yield func(*Link) bool) {
		for _, n := range x.near(l.pile) {
			if n.after != refused && n.touches(l) && l.before(n.last) &&
				!n.each(l, func(o *Link) bool { return !wanted(o) || !l.before(o) || !l.linked(o, n.after) || yield(o) }) {
				return
			}
		}
	}
}

// touches reports whether the pile has a link whose window may touch that of l.
func (p *pile) touches(l *Link) bool { return p.first != nil && p.lo <= l.hi && l.lo <= p.hi }

// each calls yield with the links whose windows may touch that of l.
func (p *pile) each(l *Link, yield func(*Link) bool) bool {
	if !p.many {
		return all(p.few, yield)
	}
	for level, days := range bucketDays {
		if len(p.buckets[level]) == 0 {
			continue
		}
		first, last := bucket(l.lo, days), bucket(l.hi, days)
		if int(last-first) > len(p.buckets[level]) {
			for n, links := range p.buckets[level] {
				if n >= first && n <= last && !all(links, yield) {
					return false
				}
			}
			continue
		}
		for n := first; n <= last; n++ {
			if !all(p.buckets[level][n], yield) {
				return false
			}
		}
	}
	return all(p.long, yield)
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

// unread takes the events out of refs that the window touches.
func (p *pile) unread(lo, hi Day) (events []int64) {
	left := p.refs[:0]
	for _, r := range p.refs {
		if r.lo <= hi && r.hi >= lo {
			events = append(events, r.event)
		} else {
			left = append(left, r)
		}
	}
	p.refs = left
	return events
}
