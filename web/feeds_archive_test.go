package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/mmcdole/gofeed/atom"

	"github.com/dateline-news/dateline/timeline"
)

// TestU17ArchivesHoldEverything walks from the subscription document along
// prev-archive: every event is somewhere on the way, none twice, and each archive
// leads back.
func TestU17ArchivesHoldEverything(t *testing.T) {
	m, c := fixture(noon)
	m.events = nil
	for i := range 400 {
		at := noon.Add(-time.Duration(i*i) * time.Hour / 12) // thinner and thinner
		m.events = append(m.events, timeline.Event{
			ID: strconv.Itoa(i), Type: "CONSULT", Status: timeline.Occurred, Created: at, Updated: at,
			Parties: []timeline.Party{{Code: "KAZ", Role: timeline.Actor}, {Code: "CHE", Role: timeline.Actor}},
		})
	}
	h := site(t, m, c)
	seen := map[string]bool{}
	const start = "/outlets/kz-ch.atom?lang=de"
	documents, next := 0, start
	for next != "" {
		w := get(h, next)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", next, w.Code)
		}
		f, err := (&atom.Parser{}).Parse(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		rel := map[string]string{}
		for _, l := range f.Links {
			u, err := url.Parse(l.Href)
			if err != nil {
				t.Fatal(err)
			}
			rel[l.Rel] = u.RequestURI()
		}
		if rel["self"] != next || documents > 0 && rel["current"] != start {
			t.Errorf("%s: self %s, current %s", next, rel["self"], rel["current"])
		}
		if marked := len(f.Extensions["fh"]["archive"]) == 1; marked != (documents > 0) {
			t.Errorf("%s: marked as an archive: %v", next, marked)
		}
		fresh := 0
		for _, e := range f.Entries {
			if !seen[e.ID] {
				fresh++
			}
			seen[e.ID] = true
		}
		// The first archive may overlap with the subscription document.
		if documents > 1 && fresh != len(f.Entries) {
			t.Errorf("%s: %d of %d entries were seen before", next, len(f.Entries)-fresh, len(f.Entries))
		}
		next = rel["prev-archive"]
		documents++
	}
	if len(seen) != 400 || documents < 4 {
		t.Errorf("%d of 400 events in %d documents", len(seen), documents)
	}
	for _, bad := range []string{"2024-13", "x", "9999-01"} {
		if w := get(h, "/outlets/kz-ch.atom?archive="+bad); w.Code != http.StatusNotFound {
			t.Errorf("archive %s: %d", bad, w.Code)
		}
	}
}
