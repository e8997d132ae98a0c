package timeline

import (
	"container/heap"
	"slices"
)

// Layout lays mentions out into threads: each, in canonical order, into the one
// it agrees with best, or into a new one. Where links are added to or removed
// from a layout made earlier, only what they can change is laid out anew: the
// threads are those that laying out everything at once would give.
//
// A link's place depends on the threads that links before it, and linked with it,
// are in, and on what those threads say before it. So a link is placed again
// when one of these changes; if its place stays, nothing after it changes.
type Layout struct {
	earlier Earlier
	rules   rules
	index   *linkIndex
	ruled   map[string]*Link // those that a correction speaks of
	queue   linkQueue        // to be placed, or placed again
	changed []*Thread
	tick    int
}

// Earlier is what was laid out before: a layout reads what it needs of it, bit by bit.
type Earlier interface {
	// Refer names with [Layout.Refer] all links in a block whose windows touch the
	// days from lo to hi; those named before may be left out.
	Refer(block string, lo, hi Day) error
	// Tied returns the events with links that corrections tie to l, see [Fact.Keys].
	Tied(l *Link) (events []int64, err error)
	// Read adds the threads of events with [Layout.Laid], each once.
	Read(events []int64) error
}

// NewLayout returns an empty layout. Corrections win over everything; earlier is
// nil where all there is will be added.
func NewLayout(facts []Fact, earlier Earlier) *Layout {
	return &Layout{earlier: earlier, rules: newRules(facts), index: newLinkIndex(), ruled: map[string]*Link{}}
}

// Refer names a link laid out earlier by its kind, its window and its event: the
// event is read once a link asks for it.
func (w *Layout) Refer(k *Kind, lo, hi Day, event int64) {
	p := w.index.pile(k)
	p.refs = append(p.refs, ref{lo, hi, event})
}

// Laid adds a thread laid out earlier.
func (w *Layout) Laid(t *Thread) {
	for _, l := range t.Links {
		w.know(l)
		l.enter()
	}
}

// Add adds a link that was not laid out yet.
func (w *Layout) Add(l *Link) {
	w.know(l)
	w.push(l)
}

func (w *Layout) know(l *Link) {
	w.index.know(l)
	if w.rules.any() {
		if key := l.Key(); w.rules.speakOf(key) {
			w.ruled[key] = l
		}
	}
}

// Remove takes a link laid out earlier off the layout, before it is worked out.
func (w *Layout) Remove(l *Link) error {
	if err := w.load(l); err != nil {
		return err
	}
	l.gone = true
	return w.leave(l)
}

// Again has a link that was laid out placed again, for the corrections have changed.
func (w *Layout) Again(l *Link) { w.push(l) }

// Work places what was added and everything that it, or what was removed, touches.
func (w *Layout) Work() error {
	for len(w.queue) > 0 {
		l := heap.Pop(&w.queue).(*Link) // the queue holds links only
		l.queued = false
		if l.gone {
			continue
		}
		if err := w.place(l); err != nil {
			return err
		}
	}
	return nil
}

// Changed returns the threads that are not what they were, those among them that
// have become empty too. A thread may be there twice.
func (w *Layout) Changed() []*Thread { return w.changed }

// load reads everything that may be linked with l.
func (w *Layout) load(l *Link) error {
	if w.earlier == nil {
		return nil
	}
	if w.rules.any() {
		events, err := w.earlier.Tied(l)
		if err == nil {
			err = w.earlier.Read(events)
		}
		if err != nil {
			return err
		}
	}
	p, window := l.pile, [2]Day{l.lo, l.hi}
	if p.loaded[window] {
		return nil
	}
	for _, b := range p.kind.blocks {
		if err := w.earlier.Refer(b, l.lo, l.hi); err != nil {
			return err
		}
	}
	var events []int64
	for _, n := range w.index.near(p) {
		events = append(events, n.unread(l.lo, l.hi)...)
	}
	if p.loaded == nil {
		p.loaded = map[[2]Day]bool{}
	}
	p.loaded[window] = true
	return w.earlier.Read(events)
}

func (w *Layout) push(l *Link) {
	if !l.queued {
		l.queued = true
		heap.Push(&w.queue, l)
	}
}

// place finds the thread of x by what was said before it.
func (w *Layout) place(x *Link) error {
	if err := w.load(x); err != nil {
		return err
	}
	best, score := w.choose(x)
	old := x.thread
	x.score = score
	switch {
	case best == old && best != nil, best == nil && old != nil && old.Links[0] == x:
		return nil
	case old != nil:
		if err := w.leave(x); err != nil {
			return err
		}
		x.score = score
	}
	if best == nil {
		best = &Thread{}
	}
	return w.join(x, best)
}

// choose returns the thread that x agrees with best, of equals the older one, and
// how well.
func (w *Layout) choose(x *Link) (best *Thread, top int) {
	w.tick++
	consider := func(t *Thread) {
		if t.score > top || t.score == top && best != nil && t.score > 0 && t.Links[0].before(best.Links[0]) {
			best, top = t, t.score
		}
	}
	for _, y := range w.partners(x) {
		if t := y.thread; t != nil && y.before(x) && t.seen != w.tick {
			if t.score = w.score(t, x); t.score == sure { // linked or not
				t.seen = w.tick
				consider(t)
			}
		}
	}
	for y := range w.index.before(x, func(y *Link) bool { return y.thread != nil && y.thread.seen != w.tick }) {
		t := y.thread
		t.seen, t.score = w.tick, w.score(t, x)
		consider(t)
	}
	return best, top
}

// score is how well the thread takes x by its state before x and the corrections.
func (w *Layout) score(t *Thread, x *Link) int {
	if w.rules.any() {
		switch w.rules.verdict(t.Links[:t.until(x)], x) {
		case together:
			return sure
		case apart:
			return 0
		}
	}
	return t.fits(x)
}

// partners are the links that corrections tie to x.
func (w *Layout) partners(x *Link) []*Link {
	if !w.rules.any() {
		return nil
	}
	var out []*Link
	for _, key := range w.rules.partners(x.Key()) {
		if y := w.ruled[key]; y != nil {
			out = append(out, y)
		}
	}
	return out
}

// join puts x into a thread.
func (w *Layout) join(x *Link, t *Thread) error {
	i := t.until(x)
	was := slices.Clone(t.states[min(i, len(t.states)):])
	t.Links = slices.Insert(t.Links, i, x)
	x.thread = t
	x.enter()
	end := w.restate(t, i, was, true)
	others := func(z *Link) bool { return z.thread != nil && z.thread != t && !z.queued }
	for z := range w.index.after(x, others) {
		w.tempt(t, z)
	}
	if len(t.Links) == 1 {
		end = nil // what is linked with it was told
	}
	return w.spread(t, x, end)
}

// leave takes x out of its thread.
func (w *Layout) leave(x *Link) error {
	t := x.thread
	i := t.until(x)
	was := slices.Clone(t.states[i:])
	t.Links = slices.Delete(t.Links, i, i+1)
	x.thread, x.score = nil, -1
	end := w.restate(t, i, was, false)
	for z := range w.index.after(x, func(z *Link) bool { return z.thread == t && !z.queued }) {
		w.push(z)
	}
	return w.spread(t, x, end)
}

// far is the end of what never comes to an end.
var far = &Link{}

// restate works out the states from the i-th link on; was are those that stood
// there. It returns the last link that finds the thread in another state than
// before: nil for none, far where it is another for all that may come.
func (w *Layout) restate(t *Thread, i int, was []*facet, joined bool) *Link {
	w.changed = append(w.changed, t)
	var before *facet // what the first link that follows found
	if i > 0 {
		before = t.states[i-1]
	}
	t.states = t.states[:i]
	next := i
	if joined {
		t.states = append(t.states, t.after(i, t.Links[i]))
		next++
	} else {
		before, was = was[0], was[1:]
	}
	var end *Link
	for k := 0; ; k++ {
		var now *facet
		if len(t.states) > 0 {
			now = t.states[len(t.states)-1]
		}
		// The day of the last report counts where the date is open, up to the next one.
		same := before != nil && now != nil && before.same(now) && (k > 0 || !now.open)
		if same {
			t.states = append(t.states, was[k:]...)
			return end
		}
		if next+k == len(t.Links) {
			return far
		}
		end = t.Links[next+k]
		t.states = append(t.states, t.after(next+k, end))
		before = was[k]
	}
}

// spread places again what finds the thread in another state: the links after x
// up to end that are linked with one of the thread's.
func (w *Layout) spread(t *Thread, x, end *Link) error {
	if w.rules.any() && w.rules.speakOf(x.Key()) {
		for _, z := range w.ruled {
			if z.thread != nil && x.before(z) {
				w.push(z)
			}
		}
	}
	if end == nil {
		return nil
	}
	within := func(l *Link) bool { return end == far || !end.before(l) }
	alike := map[reach]bool{} // what links alike are linked with, the first of them has told
	for _, m := range slices.Clone(t.Links) {
		if !within(m) {
			break
		}
		if x.before(m) {
			w.push(m)
		}
		if alike[m.reach()] {
			continue
		}
		alike[m.reach()] = true
		if err := w.load(m); err != nil {
			return err
		}
		others := func(z *Link) bool { return z.thread != nil && z.thread != t && !z.queued && x.before(z) && within(z) }
		for z := range w.index.after(m, others) {
			w.tempt(t, z)
		}
	}
	return nil
}

// tempt places z again if the thread takes it as well as its own does.
func (w *Layout) tempt(t *Thread, z *Link) {
	score := w.score(t, z)
	if score == 0 {
		return
	}
	if z.score < 0 {
		z.score = w.score(z.thread, z)
	}
	if score >= z.score {
		w.push(z)
	}
}

// linkQueue is a heap in canonical order.
type linkQueue []*Link

func (q linkQueue) Len() int           { return len(q) }
func (q linkQueue) Less(i, j int) bool { return q[i].before(q[j]) }
func (q linkQueue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }

// Push is heap.Interface's.
func (q *linkQueue) Push(l any) { *q = append(*q, l.(*Link)) } // only links are pushed

// Pop is heap.Interface's.
func (q *linkQueue) Pop() any {
	last := len(*q) - 1
	l := (*q)[last]
	(*q)[last] = nil
	*q = (*q)[:last]
	return l
}
