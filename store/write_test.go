package store

import (
	"path/filepath"
	"testing"

	"github.com/dateline-news/dateline/timeline"
)

// TestNewIDIsNobodyElses: an id that is taken leads to others, and the next of
// them may be that of an event in the neighbourhood.
func TestNewIDIsNobodyElses(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "d.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const taken = "00000000000000a1"
	members := timeline.Reissue(taken)
	free := timeline.Reissue(members)
	err = s.transact(t.Context(), func(tx *tx) error {
		was, err := keyOf(taken)
		if err != nil {
			return err
		}
		if err := tx.exec("INSERT INTO redirects (key, target) VALUES ($1, $1)", was); err != nil {
			return err
		}
		n, err := newNeighbourhood(tx)
		if err != nil {
			return err
		}
		member, err := keyOf(members)
		if err != nil {
			return err
		}
		n.touched[member] = true
		e := timeline.Event{ID: taken}
		if err := n.settleID(&e, map[int64]bool{member: true}); err != nil {
			return err
		}
		if e.ID != free {
			t.Errorf("the new event is %s, want %s: %s was issued before, %s is another event", e.ID, free, taken, members)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
