package store

import (
	"database/sql"
	"slices"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// earlier reads for a layout what was laid out in earlier transactions.
type earlier struct{ *neighbourhood }

// days is a window, both ends included.
type days struct{ lo, hi int64 }

func (d days) touches(o days) bool { return d.lo <= o.hi && o.lo <= d.hi }

// grid is the step in days to which windows are widened: neighbours share a question.
const grid = 8

// Refer is [timeline.Earlier]'s.
func (n earlier) Refer(block string, lo, hi timeline.Day) error {
	w := days{int64(lo) &^ (grid - 1), int64(hi) | (grid - 1)}
	asked := n.asked[block] // in order, apart from each other
	for w.lo <= w.hi {
		part := w
		for _, a := range asked {
			if a.hi < part.lo || a.lo > part.hi {
				continue
			}
			if a.lo <= part.lo {
				part.lo = a.hi + 1
				continue
			}
			part.hi = a.lo - 1
			break
		}
		if part.lo > part.hi {
			break
		}
		if err := n.refer(block, part, asked); err != nil {
			return err
		}
		asked = append(asked, part)
		slices.SortFunc(asked, func(a, b days) int { return int(a.lo - b.lo) })
		w.lo = part.hi + 1
	}
	n.asked[block] = asked
	return nil
}

// candidateQuery finds what is in a block and window. It reads the index of one
// block over [timeline.MaxWindow] days and nothing else.
const candidateQuery = "SELECT lo, hi, kind, event FROM blocks WHERE block = $1 AND lo BETWEEN $2 AND $3 AND hi >= $4"

// refer tells the layout what is in a block and window, but for what windows
// asked for before touch.
func (n earlier) refer(block string, part days, asked []days) error {
	type candidate struct {
		days
		kind, event int64
	}
	var found []candidate
	kinds := map[int64]*timeline.Kind{}
	err := rows(n.ctx, n.tx, candidateQuery, []any{block, part.lo - timeline.MaxWindow, part.hi, part.lo}, func(r *sql.Rows) error {
		var c candidate
		if err := r.Scan(&c.lo, &c.hi, &c.kind, &c.event); err != nil {
			return err
		}
		if _, known := n.threads[c.event]; known || slices.ContainsFunc(asked, c.touches) {
			return nil
		}
		found = append(found, c)
		kinds[c.kind] = nil
		return nil
	})
	if err == nil {
		err = n.kinds.of(n.ctx, n.tx, kinds)
	}
	if err != nil {
		return err
	}
	for _, c := range found {
		n.layout.Refer(kinds[c.kind], timeline.Day(c.lo), timeline.Day(c.hi), c.event)
	}
	return nil
}

// Tied is [timeline.Earlier]'s.
func (n earlier) Tied(l *timeline.Link) ([]int64, error) { return n.tied(l) }

// Read is [timeline.Earlier]'s; retracted events have no links.
func (n earlier) Read(events []int64) error {
	events = slices.DeleteFunc(slices.Clone(events), func(k int64) bool { _, known := n.threads[k]; return known })
	slices.Sort(events)
	for some := range slices.Chunk(slices.Compact(events), batch) {
		if err := n.readSome(some); err != nil {
			return err
		}
	}
	return nil
}

// laid is a mention as it was laid out.
type laid struct {
	event    int64
	part     int
	kind     int64
	stated   timeline.Stated
	report   string
	n        int
	reported int64
}

// laidQuery reads the mentions of events, those of one after the other.
const laidQuery = "SELECT event, part, reported, report, n, kind, stated FROM mentions WHERE event IN (%s) ORDER BY event, reported, report, n"

func (n earlier) readSome(events []int64) error {
	var mentions []laid
	kinds := map[int64]*timeline.Kind{}
	err := in(n.ctx, n.tx, laidQuery, events, func(r *sql.Rows) (err error) {
		var m laid
		var stated sql.RawBytes
		if err := r.Scan(&m.event, &m.part, &m.reported, &m.report, &m.n, &m.kind, &stated); err != nil || m.part == retracted {
			return err
		}
		m.stated, err = decodeStated(string(stated))
		kinds[m.kind] = nil
		mentions = append(mentions, m)
		return err
	})
	if err == nil {
		err = n.kinds.of(n.ctx, n.tx, kinds)
	}
	if err != nil {
		return err
	}
	for _, k := range events {
		n.threads[k] = nil
	}
	for len(mentions) > 0 {
		first := mentions[0]
		end := slices.IndexFunc(mentions, func(m laid) bool { return m.event != first.event })
		if end < 0 {
			end = len(mentions)
		}
		parts := map[int][]*timeline.Link{}
		for _, m := range mentions[:end] {
			l := timeline.LinkAt(kinds[m.kind], m.stated, m.report, m.n, time.UnixMicro(m.reported).UTC())
			l.Event = m.event
			parts[m.part] = append(parts[m.part], l)
		}
		for _, links := range parts {
			made := timeline.NewThread(links)
			n.threads[first.event] = append(n.threads[first.event], made)
			n.event[made] = first.event
			n.layout.Laid(made)
		}
		mentions = mentions[end:]
	}
	return nil
}
