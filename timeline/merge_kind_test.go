package timeline_test

import (
	"math/rand"
	"slices"
	"testing"

	"github.com/dateline-news/dateline/timeline"
)

// TestReadKind: what a kind writes is read back as the same kind.
func TestReadKind(t *testing.T) {
	mentions := randomMentions(rand.New(rand.NewSource(5)), 200)
	mentions = append(mentions, timeline.Mention{
		Type: "CONSULT", Mode: "multilateral", Occasion: "SCO summit 2031", Place: timeline.Place{Code: "KAZ:Astana", Country: "KAZ"},
		Parties: []timeline.Party{
			{Code: "", Role: timeline.Actor},
			{Code: "SCO", Role: timeline.Actor, Person: "A. \"Tab\tand\" Lind-Åström", Level: "head"},
			{Code: "X,Y=Z", Role: timeline.Recipient, Person: "Омар Салл"},
		},
	})
	for _, m := range mentions {
		k := timeline.KindOf(m)
		got, err := timeline.ReadKind(k.String())
		if err != nil || got.String() != k.String() || !slices.Equal(got.Blocks(), m.Blocks()) {
			t.Fatalf("%s: read back as %v, %v", k, got, err)
		}
	}
	if _, err := timeline.ReadKind("not a kind"); err == nil {
		t.Error("no error for what is no kind")
	}
}

// FuzzReadKind: whatever a database holds, reading it does not panic, and what was
// read is written as it was.
func FuzzReadKind(f *testing.F) {
	for _, m := range randomMentions(rand.New(rand.NewSource(6)), 5) {
		f.Add(timeline.KindOf(m).String())
	}
	f.Fuzz(func(t *testing.T, text string) {
		if k, err := timeline.ReadKind(text); err == nil && k.String() != text {
			t.Errorf("%q was read as %q", text, k)
		}
	})
}
