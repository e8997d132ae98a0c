package store

import (
	"context"
	"slices"

	"github.com/dateline-news/dateline/timeline"
)

// The documents of the index of words are numbered by the days their events begin on,
// so that a search walks the timeline: the latest events that have a word are the last
// of its documents. Those of a day are in no order.

// docsOfDay is how many numbers a day has. FTS5 keeps differences between numbers:
// more would take more room.
const docsOfDay = 1 << 24

// firstDoc returns the number before those of a day's documents; the undated come first.
func firstDoc(day int64) int64 {
	if day == undated {
		return 0
	}
	return (day - int64(timeline.FirstDay) + 1) * docsOfDay
}

// lastDoc returns the last number of a day's documents.
func lastDoc(day int64) int64 { return firstDoc(day) + docsOfDay - 1 }

// dayOfDoc returns the day of a document's event.
func dayOfDoc(doc int64) int64 {
	if doc < docsOfDay {
		return undated
	}
	return doc/docsOfDay + int64(timeline.FirstDay) - 1
}

// newDoc numbers a document of a day.
func (n *neighbourhood) newDoc(day int64) (int64, error) {
	last, asked := n.pending.last[day]
	if !asked {
		found, err := n.keys("SELECT COALESCE(MAX(doc), $1) FROM events WHERE doc BETWEEN $1 AND $2", firstDoc(day), lastDoc(day))
		if err != nil {
			return 0, err
		}
		last = found[0]
	}
	if n.pending.last == nil {
		n.pending.last = map[int64]int64{}
	}
	n.pending.last[day] = last + 1
	return last + 1, nil
}

// docsFrom writes that the documents of a search are from one to another.
func (e engine) docsFrom(c *conditions, from, to int64) string {
	return " AND " + e.number + " BETWEEN " + c.arg(from) + " AND " + c.arg(to)
}

// docsOn writes the documents that a walk along a text passes in a phase: whole days,
// where it goes on the cursor's, too.
func (p *plan) docsOn(c *conditions, o ordering, ph phase) string {
	if ph.docs != nil {
		return "(" + c.these(ph.docs) + ") h CROSS JOIN events e"
	}
	from, to := p.docsBetween(o, ph)
	return "(" + p.engine.docs + c.arg(p.engine.expression(p.along)) + p.engine.docsFrom(c, from, to) + ") h CROSS JOIN events e"
}

func (p *plan) docsBetween(o ordering, ph phase) (from, to int64) {
	lo, hi := p.lo, p.hi
	if ph.undated {
		lo, hi = undated, undated
	}
	if ph.after != nil && o.desc {
		hi = min(hi, ph.after.value)
	} else if ph.after != nil {
		lo = max(lo, ph.after.value)
	}
	from, to = firstDoc(lo), lastDoc(hi)
	switch {
	case ph.rest != 0 && o.desc:
		from, to = firstDoc(dayOfDoc(ph.rest)), ph.rest-1
	case ph.rest != 0:
		from, to = ph.rest+1, lastDoc(dayOfDoc(ph.rest))
	}
	return from, to
}

// stepDocs is step along documents that are known: whole days of them at once.
func (s *Store) stepDocs(ctx context.Context, p *plan, o ordering, ph phase, limit int, docs []int64) (found []place, err error) {
	from, to := p.docsBetween(o, ph)
	first, _ := slices.BinarySearch(docs, from)
	end, _ := slices.BinarySearch(docs, to+1)
	docs = docs[first:max(first, end)]
	for len(docs) > 0 && len(found) < limit {
		n := min(len(docs), max(limit, batch))
		if o.desc {
			for n < len(docs) && dayOfDoc(docs[len(docs)-n-1]) == dayOfDoc(docs[len(docs)-n]) {
				n++
			}
			ph.docs, docs = docs[len(docs)-n:], docs[:len(docs)-n]
		} else {
			for n < len(docs) && dayOfDoc(docs[n]) == dayOfDoc(docs[n-1]) {
				n++
			}
			ph.docs, docs = docs[:n], docs[n:]
		}
		some, err := s.step(ctx, p, o, ph, n)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found[:min(limit, len(found))], nil
}
