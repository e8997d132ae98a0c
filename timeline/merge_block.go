package timeline

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
)

// The reach of a mention in days: how far from the date it states another
// mention of the same event may lie.
const (
	reportLag   = 2   // an undated act is told up to two days late
	planDrift   = 3   // a planned day shifts by so much without a word
	lookBack    = 30  // a postponed or cancelled date lies at most so far before the report
	movedBack   = 90  // and so far where the report names the new date
	lookAhead   = 365 // and an undated plan so far after it
	movedAhead  = 180 // a postponed event comes back within half a year
	longestSpan = 400 // coarser dates than a year link nothing
	shortSpan   = 10  // longer spans are coarse dates, not long events
	maxPaired   = 8   // codes of a conference that are paired
)

// MaxWindow is the longest window in days, see [Mention.Window].
const MaxWindow = max(longestSpan, lookBack+lookAhead) + 2*planDrift

// Blocks returns the keys under which mentions of the same event are found: two
// mentions are linked only if they share one and their windows overlap. A key is
// the type with a pair of parties, with the only party beside the host, or with
// the occasion.
func (m Mention) Blocks() []string { return KindOf(m).Blocks() }

// unnamed reports whether a party takes part that the text does not name.
func (m Mention) unnamed() bool {
	return slices.ContainsFunc(m.Parties, func(p Party) bool { return p.Code == "" })
}

// Window returns the first and last day on which another mention of the same
// event may be dated. It spans at most [MaxWindow] days.
func (m Mention) Window() (lo, hi Day) {
	reported := dayOf(m)
	lo, hi = m.Date.Start, m.Date.End
	switch {
	case m.Date.IsZero() || m.Moved && m.Date.IsZero():
		lo, hi = reported-lookBack, reported+lookAhead
	case m.Date.Basis == Published:
		lo -= reportLag
	case m.Status == Planned && m.Date.Days() <= shortSpan:
		lo, hi = lo-planDrift, hi+planDrift
	case m.Mode == modeVisit && m.Date.Days() <= shortSpan:
		lo, hi = lo-1, hi+1 // arrived one day, talked the next
	}
	if m.Moved || m.Status == Cancelled {
		back := (&facet{moved: m.Moved, date: m.Date}).reachBack()
		lo, hi = min(lo, reported-back), max(hi, reported+movedAhead)
	}
	return lo, min(hi, lo+MaxWindow)
}

// dayOf returns the day of the report, in UTC so that every node agrees.
func dayOf(m Mention) Day { return when.DayOf(m.Reported.UTC()) }

// statement reports whether the act is words only, which are repeated tomorrow.
func (k *Kind) statement() bool {
	return slices.Contains(statements, k.typ) && !slices.Contains(ownActs, k.mode)
}

var statements = []what.Type{what.Request, what.Accuse, what.Support, what.Reject, what.Threaten}

// sets is a union-find over indices.
type sets []int

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func (s sets) find(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

func (s sets) union(i, j int) {
	i, j = s.find(i), s.find(j)
	s[max(i, j)] = min(i, j)
}

// organisation returns the code an occasion begins with ("SCO summit 2024").
func organisation(occasion string) string {
	code, _, _ := strings.Cut(occasion, " ")
	return code
}
