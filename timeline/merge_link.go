package timeline

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline/what"
)

// Stated is what a mention says of its act that changes from report to report.
type Stated struct {
	Status what.Status
	Moved  bool
	Date   Date
}

// Stated returns what the mention says of its act's status and date.
func (m Mention) Stated() Stated { return Stated{m.Status, m.Moved, m.Date} }

// Link is a mention as merging sees it: what is said, by which report and when.
type Link struct {
	Report   string
	N        int
	Reported int64 // microseconds of Unix time
	Event    int64 // the caller's number of the event it was last laid out in; 0: none

	facet       facet
	day, lo, hi Day // of the report, and Mention.Window
	pile        *pile
	thread      *Thread
	score       int // of the link in its thread; -1: not known yet
	queued      bool
	gone        bool // removed
	indexed     bool // in its pile
}

// enter adds the link to its pile, once it is in a thread: only then others ask for it.
func (l *Link) enter() {
	if !l.indexed {
		l.indexed = true
		l.pile.add(l)
	}
}

// LinkOf makes the link of a mention of the kind.
func LinkOf(m Mention, k *Kind) *Link { return LinkAt(k, m.Stated(), m.Report, m.N, m.Reported) }

// LinkAt makes the link of the n-th mention of a report, of kind k.
func LinkAt(k *Kind, s Stated, report string, n int, reported time.Time) *Link {
	m := Mention{Mode: k.mode, Reported: reported, Date: s.Date, Moved: s.Moved, Status: s.Status}
	l := &Link{
		Report: report, N: n, Reported: reported.UnixMicro(), day: dayOf(m), score: -1,
		facet: facet{Kind: k, status: s.Status, moved: s.Moved, open: s.Moved && s.Date.IsZero(), date: s.Date},
	}
	l.lo, l.hi = m.Window()
	return l
}

// Key is the key of the link's mention, see [Mention.Key].
func (l *Link) Key() string { return l.Report + "#" + strconv.Itoa(l.N) }

// Kind is the kind of the link's mention.
func (l *Link) Kind() *Kind { return l.facet.Kind }

// Window is [Mention.Window] of the link's mention.
func (l *Link) Window() (lo, hi Day) { return l.lo, l.hi }

// Stated is what the link's mention states.
func (l *Link) Stated() Stated { return Stated{l.facet.status, l.facet.moved, l.facet.date} }

// compare is the canonical order.
func (l *Link) compare(o *Link) int {
	if l.Reported != o.Reported {
		return cmp.Compare(l.Reported, o.Reported)
	}
	return cmp.Or(strings.Compare(l.Report, o.Report), cmp.Compare(l.N, o.N))
}

func (l *Link) before(o *Link) bool { return l.compare(o) < 0 }

// reach is all that decides which later links one is linked with.
type reach struct {
	pile   *pile
	lo, hi Day
	status what.Status
	date   Date
}

func (l *Link) reach() reach { return reach{l.pile, l.lo, l.hi, l.facet.status, l.facet.date} }

// linked reports whether the later mention o, of a kind that agrees with that of
// l so well, can tell of one event with l at all.
func (l *Link) linked(o *Link, score int32) bool {
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
	if f.date.Basis != Published && g.date.Basis != Published {
		return f.mode == modeVisit && g.mode == modeVisit
	}
	return !f.statement() && (f.date.Basis != g.date.Basis || score > sameParties)
}

// Thread is the mentions that tell one act, in canonical order.
type Thread struct {
	Links []*Link

	states []*facet // what the links say together, after each of them
	seen   int      // scratch of [Layout.choose]
	score  int
}

// NewThread makes a thread of links laid out earlier. They need not be in order.
func NewThread(links []*Link) *Thread {
	t := &Thread{Links: sortedLinks(links)}
	for _, l := range t.Links {
		l.thread = t
		t.states = append(t.states, t.after(len(t.states), l))
	}
	return t
}

// after is the state once l is the i-th link.
func (t *Thread) after(i int, l *Link) *facet {
	if i == 0 {
		return &l.facet
	}
	return t.states[i-1].with(&l.facet, l.day)
}

// until counts the links before x.
func (t *Thread) until(x *Link) int {
	lo, hi := 0, len(t.Links)
	for lo < hi {
		if mid := (lo + hi) / 2; t.Links[mid].before(x) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// fits scores how well the thread as it was before x takes x: 0 for not at all.
func (t *Thread) fits(x *Link) int {
	i := t.until(x)
	if i == 0 {
		return 0
	}
	score, ok := agree(t.states[i-1], t.Links[i-1].day, &x.facet, x.day)
	if !ok || score < enough {
		return 0
	}
	return score
}
