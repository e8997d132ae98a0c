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
func (m Mention) Blocks() []string {
	codes := m.Codes()
	alone := slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return c == m.Place.Country && len(codes) > 1 })
	if m.Place.Country != "" && len(codes) == 1 && codes[0] != m.Place.Country && !m.unnamed() {
		codes = append(codes, m.Place.Country) // the host is often left out, or added
		slices.Sort(codes)
	}
	var blocks []string
	for i, a := range codes[:min(len(codes), maxPaired)] {
		for _, b := range codes[i+1 : min(len(codes), maxPaired)] {
			blocks = append(blocks, string(m.Type)+"|"+a+"+"+b)
		}
	}
	if len(alone) == 1 {
		blocks = append(blocks, string(m.Type)+"|"+alone[0])
	}
	if m.Occasion != "" {
		blocks = append(blocks, string(m.Type)+"|@"+m.Occasion)
	}
	return blocks
}

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
	}
	if m.Moved || m.Status == Cancelled {
		lo, hi = min(lo, reported-lookBack), max(hi, reported+movedAhead)
	}
	return lo, min(hi, lo+MaxWindow)
}

// dayOf returns the day of the report, in UTC so that every node agrees.
func dayOf(m Mention) Day { return when.DayOf(m.Reported.UTC()) }

// linked reports whether the two can say something of one event at all.
func (f facet) linked(o facet) bool {
	if f.lo > o.hi || o.lo > f.hi || f.typ != o.typ {
		return false
	}
	if !slices.ContainsFunc(f.blocks, func(b string) bool { return slices.Contains(o.blocks, b) }) {
		return false
	}
	score, ok := agreeStatic(f, o)
	switch a, b := f.date, o.date; {
	case !ok || f.status != Occurred || o.status != Occurred || a.IsZero() || b.IsZero() || a.Overlaps(b.Span):
		return ok
	case f.statement():
		return false
	default:
		// They occurred on days that differ. Where neither text states its day, more than
		// the parties must agree, or what two states do day by day were linked without end.
		return score > sameParties || a.Basis != Published || b.Basis != Published
	}
}

// statement reports whether the act is words only, which are repeated tomorrow.
func (f facet) statement() bool {
	return slices.Contains(statements, f.typ) && !slices.Contains(ownActs, f.mode)
}

var statements = []what.Type{what.Request, what.Accuse, what.Support, what.Reject, what.Threaten}

// components splits the mentions into sets that do not influence each other,
// each in the order of mentions.
func components(mentions []Mention, rules rules) [][]Mention {
	facets := make([]facet, len(mentions))
	sets := newSets(len(mentions))
	blocks := map[string][]int{}
	keys := map[string]int{}
	for i, m := range mentions {
		facets[i] = facetOf(m)
		keys[m.Key()] = i
		for _, b := range facets[i].blocks {
			for _, j := range blocks[b] {
				if sets.find(i) != sets.find(j) && facets[i].linked(facets[j]) {
					sets.union(i, j)
				}
			}
			blocks[b] = append(blocks[b], i)
		}
	}
	for _, group := range rules.groups {
		first := -1
		for _, k := range group {
			if i, ok := keys[k]; ok && first < 0 {
				first = i
			} else if ok {
				sets.union(first, i)
			}
		}
	}
	var parts [][]Mention
	at := map[int]int{}
	for i, m := range mentions {
		root := sets.find(i)
		n, ok := at[root]
		if !ok {
			n = len(parts)
			at[root] = n
			parts = append(parts, nil)
		}
		parts[n] = append(parts[n], m)
	}
	return parts
}

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

// Link is what decides whether a mention can tell of one event with another,
// worked out once.
type Link struct{ facet }

// LinkOf works out a mention's link.
func LinkOf(m Mention) Link { return Link{facetOf(m)} }

// With reports whether the two mentions can tell of one event at all, dates
// that a third mention may yet connect included. Merging is the same for a set of
// mentions as for each of its parts that no link crosses.
func (l Link) With(o Link) bool { return l.linked(o.facet) }
