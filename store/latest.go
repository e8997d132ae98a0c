package store

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// A feed shows the latest changed events of a term, which stand on the days they
// happened. The table latest has the events of a term in order of change, with
// their days.

// followed are the kinds of terms with rows in latest. Others are so frequent that the
// latest changed of all events have some.
var followed = []string{"actor:", "pair:", "place:", "source:"}

func isFollowed(term string) bool {
	return slices.ContainsFunc(followed, func(kind string) bool { return strings.HasPrefix(term, kind) })
}

// latestRow is a row of latest without its event.
type latestRow struct {
	termRow
	updated int64
}

// foreseen asks of a row of latest what it and the table of terms tell of the query:
// that costs less than to read the event.
func (p *plan) foreseen(c *conditions) (where []string) {
	c.changed = p.updated
	if dated(p.query.Root) {
		where = append(where, "h.day BETWEEN "+c.arg(p.lo-p.span)+" AND "+c.arg(p.hi))
	}
	and, _ := p.query.Root.(timeline.And)
	for _, n := range and {
		terms := termsNeeded(n)
		if len(terms) == 0 || len(terms) > maxHeads || slices.Equal(terms, p.heads) || slices.Contains(c.given.terms, terms[0]) {
			continue
		}
		where = append(where, c.oneOf(terms, "h.day", "h.event"))
	}
	return where
}
