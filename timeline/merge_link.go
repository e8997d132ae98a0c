package timeline

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Saying is what a mention says, whoever says it: many mentions may share one.
type Saying struct {
	Mention Mention // without what differs from report to report: see [SayingOf]
	facet   facet
	blocks  []string
	kind    string // what the facet says but for date and status
}

// SayingOf takes out of a mention what merging compares and what an event is made
// of: type, mode, status, date, parties, place, topics, occasion and background.
func SayingOf(m Mention) *Saying {
	s := &Saying{Mention: Mention{
		Type: m.Type, Mode: m.Mode, Status: m.Status, Moved: m.Moved, Date: m.Date, Parties: m.Parties, Place: m.Place,
		Topics: m.Topics, Occasion: m.Occasion, Background: m.Background,
	}}
	s.facet, s.blocks = facetOf(m), m.Blocks()
	s.kind = s.facet.kind()
	return s
}

// kind writes all that [agreeStatic] compares.
func (f *facet) kind() string {
	b := []byte(f.typ)
	add := func(s string) { b = append(append(b, 0), s...) }
	for _, s := range []string{f.mode, f.city, f.country, f.occasion, strconv.FormatBool(f.unnamed), strconv.FormatBool(f.tour())} {
		add(s)
	}
	for _, c := range slices.Concat(f.codes, []string{"/"}, f.doers) {
		add(c)
	}
	for _, l := range f.levels {
		add(l.code + "=" + string(l.level))
	}
	for _, p := range f.persons {
		add(p.code + ":" + strings.Join(p.name.words, " "))
	}
	return string(b)
}

// Link is a mention as merging sees it: what is said, by which report and when.
type Link struct {
	*Saying
	Report   string
	N        int
	Reported int64 // microseconds of Unix time
	Event    int64 // the caller's number of the event it was last laid out in; 0: none

	day, lo, hi Day // of the report, and Mention.Window
	kind        *kind
	thread      *Thread
	score       int // of the link in its thread; -1: not known yet
	queued      bool
	gone        bool // removed
}

// LinkOf makes the link of a mention that says s.
func LinkOf(m Mention, s *Saying) *Link { return LinkAt(s, m.Report, m.N, m.Reported) }

// LinkAt makes the link of the n-th mention of a report, which says s.
func LinkAt(s *Saying, report string, n int, reported time.Time) *Link {
	m := Mention{Reported: reported, Date: s.Mention.Date, Moved: s.Mention.Moved, Status: s.Mention.Status}
	l := &Link{Saying: s, Report: report, N: n, Reported: reported.UnixMicro(), day: dayOf(m), score: -1}
	l.lo, l.hi = m.Window()
	return l
}

// Key is the key of the link's mention, see [Mention.Key].
func (l *Link) Key() string { return l.Report + "#" + strconv.Itoa(l.N) }

// Blocks is [Mention.Blocks].
func (l *Link) Blocks() []string { return l.blocks }

// Window is [Mention.Window].
func (l *Link) Window() (lo, hi Day) { return l.lo, l.hi }

// compare is the canonical order.
func (l *Link) compare(o *Link) int {
	if l.Reported != o.Reported {
		return cmp.Compare(l.Reported, o.Reported)
	}
	return cmp.Or(strings.Compare(l.Report, o.Report), cmp.Compare(l.N, o.N))
}

func (l *Link) before(o *Link) bool { return l.compare(o) < 0 }

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
	return t.states[i-1].with(&l.facet)
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
