package store

import (
	"context"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/timeline"
)

// Fill stores readings without looking for events they may be part of: they merge
// only among themselves. Benchmarks fill long timelines with it.
func (s *Store) Fill(ctx context.Context, readings []scheduler.Reading) error {
	return s.transact(ctx, func(t *tx) error {
		at := now()
		var mentions []timeline.Mention
		for i := range readings {
			settle(&readings[i], at)
			mentions = append(mentions, readings[i].Reading.Mentions...)
		}
		if err := t.saveReports(readings, at); err != nil {
			return err
		}
		n, err := newNeighbourhood(t)
		if err != nil {
			return err
		}
		n.layout = timeline.NewLayout(nil, nil)
		told := map[string][]unlaid{}
		for _, m := range mentions {
			w, err := writtenOf(m)
			if err != nil {
				return err
			}
			told[m.Report] = append(told[m.Report], unlaid{m.N, w})
			n.layout.Add(timeline.LinkOf(m, timeline.KindOf(m)))
		}
		n.tells = func([]string) (map[string][]unlaid, error) { return told, nil }
		return n.layOut(at)
	})
}

// LookAt sets how many events are looked at one by one before counts are read
// from tallies or estimated.
func (s *Store) LookAt(n int) { s.surveyed = n }

// LookUp sets how many documents that have a word are listed before they are looked up.
func (s *Store) LookUp(n int) { s.fewDocs, s.rareDocs = n, min(n, rareDocs) }

// PassAll sets in what part of all documents a word must be for PostgreSQL to pass all of
// them.
func (s *Store) PassAll(part int) { s.mostOf = part }

// ReadWhole sets up to how many events that a list has are read and sorted whole.
func (s *Store) ReadWhole(n int) { s.few = n }

// Forget drops what was counted before.
func (s *Store) Forget() {
	s.cache.mu.Lock()
	defer s.cache.mu.Unlock()
	clear(s.cache.kept)
}

// DecodeUnlaid reads what commits leave to be laid out.
func DecodeUnlaid(numbers, body string) (mentions int, err error) {
	told, err := decodeUnlaid(numbers, body)
	return len(told), err
}

// LayOutFew has so few mentions laid out at once.
func (s *Store) LayOutFew(mentions int) { s.pace.most.Store(int64(mentions)) }
