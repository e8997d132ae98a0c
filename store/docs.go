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

// docsBetween returns the first and the last document that a walk along a text may pass in
// a phase: whole days, where it goes on the cursor's, too.
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
	return firstDoc(lo), lastDoc(hi)
}

// along calls do for a phase of a walk along a text, some documents after the other: whole
// days of them, and more each time, until it wants no more or there are none.
func (s *Store) along(ctx context.Context, p *plan, o ordering, ph phase, limit int, do func(ph phase) (more bool, err error)) error {
	from, to := p.docsBetween(o, ph)
	for n := max(limit, batch); from <= to; n = min(2*n, lookUpMost) {
		docs, err := s.docsAlong(ctx, p, from, to, n, o.desc)
		if err != nil || len(docs) == 0 {
			return err
		}
		ph.docs = docs
		if more, err := do(ph); err != nil || !more || len(docs) < n {
			return err
		}
		if last := docs[len(docs)-1]; o.desc {
			to = last - 1
		} else {
			from = last + 1
		}
	}
	return nil
}

// docsAlong lists documents that have the text the plan walks along, in the order of the walk,
// up to so many and the rest of the last one's day: those of a day are in no order.
func (s *Store) docsAlong(ctx context.Context, p *plan, from, to int64, n int, desc bool) (docs []int64, err error) {
	list := func(doc int64) { docs = append(docs, doc) }
	next := func(from, to int64, n int) error { return s.eachDoc(ctx, p.along, from, to, n, desc, list) }
	if listed := p.choice.docs[p.along].listed; listed != nil {
		next = func(from, to int64, n int) error {
			docs = append(docs, firstOf(docsIn(listed, from, to), n, desc)...)
			return nil
		}
	}
	if err = next(from, to, n); err != nil || len(docs) < n {
		return docs, err
	}
	if last := docs[n-1]; desc {
		to, from = last-1, max(from, firstDoc(dayOfDoc(last)))
	} else {
		from, to = last+1, min(to, lastDoc(dayOfDoc(last)))
	}
	return docs, next(from, to, all)
}

// docsIn are the documents from one to another, of some in order.
func docsIn(docs []int64, from, to int64) []int64 {
	first, _ := slices.BinarySearch(docs, from)
	end, _ := slices.BinarySearch(docs, to+1)
	return docs[first:max(first, end)]
}

// firstOf are the first n of documents, or the last from the last on.
func firstOf(docs []int64, n int, desc bool) []int64 {
	if !desc {
		return docs[:min(n, len(docs))]
	}
	docs = slices.Clone(docs[max(0, len(docs)-n):])
	slices.Reverse(docs)
	return docs
}
