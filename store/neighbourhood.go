package store

import (
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// neighbourhood is the part of the timeline that a change can touch. Merging asks
// for it bit by bit, see [timeline.Layout]: links of mentions, and only of the
// events that change their documents.
type neighbourhood struct {
	*tx
	layout  *timeline.Layout
	threads map[int64][]*timeline.Thread                        // of the events whose links were read
	event   map[*timeline.Thread]int64                          // where they come from
	tells   func(reports []string) (map[string][]unlaid, error) // what reports tell that are laid out
	fresh   map[string][]unlaid                                 // of the reports with mentions in what is being written
	touched map[int64]bool                                      // events that may have changed
	again   map[string]bool                                     // reports that are read again
	moved   map[string]string                                   // keys of mentions whose report was read again
	asked   map[string][]days                                   // windows of blocks that were asked for
	facts   map[string]timeline.Fact                            // all there are, by id
	doc     int64                                               // the last document numbered; 0: none yet
	docs    int                                                 // how many were
	olds    map[int64]*stored                                   // events read whole
	pending pending
}

// stored is an event as the database has it.
type stored struct {
	timeline.Event
	body string
	part []int          // of each mention: see mentions.part
	at   map[string]int // where a mention is among the mentions
	doc  int64          // of search
	slot int64          // of documents
}

// retracted is the part of mentions that a retracted event once had.
const retracted = -1

// newNeighbourhood returns one with the corrections there are.
func newNeighbourhood(t *tx) (*neighbourhood, error) {
	n := &neighbourhood{
		tx: t, threads: map[int64][]*timeline.Thread{}, event: map[*timeline.Thread]int64{},
		touched: map[int64]bool{}, again: map[string]bool{}, moved: map[string]string{}, asked: map[string][]days{}, facts: map[string]timeline.Fact{}, olds: map[int64]*stored{},
	}
	return n, n.readFacts()
}

// replace takes what reports told off the layout, and notes what stands for it now.
func (n *neighbourhood) replace(retold []retelling) error {
	reports := reportsOf(retold)
	for _, r := range reports {
		n.again[r] = true
	}
	var told []int64
	err := in(n.ctx, n.tx, "SELECT event FROM tellings WHERE report IN (%s)", reports, func(r *sql.Rows) error {
		var event int64
		err := r.Scan(&event)
		told = append(told, event)
		return err
	})
	if err != nil {
		return err
	}
	slices.Sort(told)
	told = slices.Compact(told)
	if err := n.read(told); err != nil {
		return err
	}
	if err := n.carry(told, retold); err != nil {
		return err
	}
	n.begin()
	if err := (earlier{n}).Read(told); err != nil {
		return err
	}
	for _, event := range told {
		n.touched[event] = true
		for _, t := range n.threads[event] {
			for _, l := range slices.Clone(t.Links) {
				if n.again[l.Report] {
					if err := n.layout.Remove(l); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// tell adds what reports tell to the layout. There may be many: what they say
// beside the kinds of their mentions is read again when events are written.
func (n *neighbourhood) tell(retold []retelling) error {
	told, err := n.tells(reportsOf(retold))
	if err != nil {
		return err
	}
	for _, r := range retold {
		for _, u := range told[r.report] {
			m, err := u.mention(r.report, u.n, r.reported)
			if err != nil {
				return fmt.Errorf("report %s: %w", r.report, err)
			}
			n.layout.Add(timeline.LinkOf(m, timeline.KindOf(m)))
		}
	}
	return nil
}

func reportsOf(retold []retelling) []string {
	reports := make([]string, len(retold))
	for i, r := range retold {
		reports[i] = r.report
	}
	return reports
}

// carry notes which new mention stands for which old one, and calls them so in the
// corrections.
func (n *neighbourhood) carry(told []int64, retold []retelling) error {
	old := map[string][]timeline.Mention{}
	for _, event := range told {
		for _, m := range n.olds[event].Mentions {
			if n.again[m.Report] {
				old[m.Report] = append(old[m.Report], m)
			}
		}
	}
	retold = slices.DeleteFunc(slices.Clone(retold), func(r retelling) bool { return len(old[r.report]) == 0 })
	tells, err := n.tells(reportsOf(retold))
	if err != nil {
		return err
	}
	for _, r := range retold {
		var revised []timeline.Mention
		for _, u := range tells[r.report] {
			m, err := u.mention(r.report, u.n, r.reported)
			if err != nil {
				return fmt.Errorf("report %s: %w", r.report, err)
			}
			revised = append(revised, m)
		}
		slices.SortFunc(old[r.report], func(a, b timeline.Mention) int { return a.N - b.N })
		for from, to := range timeline.Carry(old[r.report], revised) {
			n.moved[from] = to
		}
	}
	return n.carryFacts()
}

// begin starts the layout: the corrections are known.
func (n *neighbourhood) begin() { n.layout = timeline.NewLayout(n.rules(), earlier{n}) }

func (n *neighbourhood) keys(query string, args ...any) ([]int64, error) {
	var keys []int64
	err := rows(n.ctx, n.tx, query, args, func(r *sql.Rows) error {
		var k int64
		err := r.Scan(&k)
		keys = append(keys, k)
		return err
	})
	return keys, err
}

// read reads events whole.
func (n *neighbourhood) read(events []int64) error {
	events = slices.DeleteFunc(slices.Clone(events), func(k int64) bool { return n.olds[k] != nil })
	err := in(n.ctx, n.tx, "SELECT e.key, e.doc, e.slot, d.body FROM events e JOIN documents d ON d.slot = e.slot WHERE e.key IN (%s)", events, func(r *sql.Rows) error {
		var key int64
		s := stored{at: map[string]int{}}
		if err := r.Scan(&key, &s.doc, &s.slot, &s.body); err != nil {
			return err
		}
		e, err := decodeEvent([]byte(s.body))
		s.Event = e
		n.olds[key] = &s
		return err
	})
	if err != nil {
		return err
	}
	return mentionsOf(n.ctx, n.tx, events, func(event int64, part int, m timeline.Mention) {
		if s := n.olds[event]; s != nil {
			s.at[m.Key()] = len(s.Mentions)
			s.Mentions, s.part = append(s.Mentions, m), append(s.part, part)
		}
	})
}

// layOut merges the neighbourhood and writes what came out different.
func (n *neighbourhood) layOut(at time.Time) error {
	if err := n.layout.Work(); err != nil {
		return fmt.Errorf("neighbourhood: %w", err)
	}
	if err := n.write(at); err != nil {
		return fmt.Errorf("events: %w", err)
	}
	return nil
}
