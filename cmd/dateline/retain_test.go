package main

import (
	"testing"

	"github.com/dateline-news/dateline/feed"
)

func TestDropTextsAsSourcesSay(t *testing.T) {
	a, _ := adminHouse(t, "", "127.0.0.1:9090", t.Output())
	h := a.house
	texts := func() (n int) {
		reports, err := h.store.ReportsOf(t.Context(), "gazette", false, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range reports {
			if r.Text != "" {
				n++
			}
		}
		return n
	}
	events := func() int {
		n := 0
		for _, err := range h.store.Everything(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		return n
	}
	all, had := texts(), events()
	for _, c := range []struct {
		keep feed.Keep
		want int
	}{{feed.Keep{}, all}, {feed.Keep{Years: 1000}, all}, {feed.Keep{Days: -1}, 0}} { // until tomorrow: every text
		config := *h.config.Load()
		config.Sources = []feed.Source{{ID: "gazette", Keep: c.keep}}
		h.take(config)
		if err := h.dropTexts(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := texts(); got != c.want {
			t.Errorf("%+v: %d texts of %d are left, want %d", c.keep, got, all, c.want)
		}
	}
	if err := h.store.Replay(t.Context(), h.read, nil); err != nil {
		t.Fatal(err)
	}
	if got := events(); had == 0 || got != had {
		t.Errorf("%d events after a replay, want the %d from before", got, had)
	}
}
