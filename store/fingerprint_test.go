package store_test

import (
	"math/rand"
	"testing"

	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
)

// TestFingerprint: it changes with what a page would say, and with nothing else.
func TestFingerprint(t *testing.T) {
	w := world{rand.New(rand.NewSource(5))}
	s := open(t)
	readings := w.readings(40)
	commit(t, s, readings...)
	page := store.Page{Order: store.Latest, Limit: 500}
	of := func(text string) string {
		t.Helper()
		q, err := timeline.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		f, err := s.Fingerprint(t.Context(), q, page)
		if err != nil {
			t.Fatal(err)
		}
		slice, err := s.Slice(t.Context(), q, page)
		if err != nil || slice.Fingerprint != f {
			t.Fatalf("%q: a slice with the fingerprint %s, want %s, %v", text, slice.Fingerprint, f, err)
		}
		return f
	}
	everything, nothing := of(""), of("actor:ISL actor:FJI")
	event := pages(t, s, timeline.Query{}, page)[0]
	mine := "source:" + event.Mentions[0].Source
	others := "-" + mine
	before := of(others)
	if of("") != everything {
		t.Error("nothing changed, and the fingerprint is another")
	}
	changes := map[string]func() error{
		"a note":             func() error { return s.Note(t.Context(), event.ID, "a note") },
		"hiding":             func() error { return s.Hide(t.Context(), event.ID, true) },
		"a comeback":         func() error { return s.Hide(t.Context(), event.ID, false) },
		"a withdrawn report": func() error { return s.Withdraw(t.Context(), event.Mentions[0].Report) },
	}
	for _, name := range []string{"a note", "hiding", "a comeback", "a withdrawn report"} {
		if err := changes[name](); err != nil {
			t.Fatal(err)
		}
		if now := of(""); now == everything {
			t.Errorf("%s does not show", name)
		} else {
			everything = now
		}
		if of("actor:ISL actor:FJI") != nothing || name != "a withdrawn report" && of(others) != before {
			t.Errorf("%s shows where it changed nothing", name)
		}
	}
	// A new headline over the same sentences changes no event, and still the feed.
	revised := readings[1]
	revised.Report.Title += ", corrected"
	commit(t, s, revised)
	if of("") == everything && len(pages(t, s, timeline.Query{}, page)) > 0 {
		t.Error("a report's new headline does not show")
	}
}
