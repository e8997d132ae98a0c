package store

import "sync/atomic"

// Counts are what this process did to the timeline since it opened the store.
type Counts struct {
	Created   int64 // events that are new
	Changed   int64 // events stored again, those retracted among them
	Merged    int64 // events that became part of another
	Retracted int64 // events of which no report is left
}

// Counts returns what was done so far.
func (s *Store) Counts() Counts {
	return Counts{s.counts.created.Load(), s.counts.changed.Load(), s.counts.merged.Load(), s.counts.retracted.Load()}
}

type atomicCounts struct{ created, changed, merged, retracted atomic.Int64 }

// add counts what a transaction did that was committed.
func (c *atomicCounts) add(d Counts) {
	c.created.Add(d.Created)
	c.changed.Add(d.Changed)
	c.merged.Add(d.Merged)
	c.retracted.Add(d.Retracted)
}
