package feed

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestShippedSources checks the sources.yaml that dateline ships.
func TestShippedSources(t *testing.T) {
	c, err := Load("../sources.yaml")
	if err != nil {
		t.Fatal(err)
	}
	polled := 0
	for _, s := range c.Sources {
		if !s.Disabled {
			polled++
		}
	}
	if polled < 20 || len(c.Outlets) < 5 {
		t.Errorf("%d sources polled, %d outlets", polled, len(c.Outlets))
	}
}

// TestShippedExample reads the local feed that a first run shows.
func TestShippedExample(t *testing.T) {
	c, err := Load("../sources.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s := c.Sources[0]
	u, err := url.Parse(s.URL)
	if err != nil || u.Scheme != "file" {
		t.Fatalf("the first source is no file: %s %v", s.URL, err)
	}
	body, err := os.ReadFile(filepath.FromSlash(u.Opaque))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := Parse(Page{URL: u, Body: body, Fetched: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)}, s)
	if err != nil || len(doc.Skipped) > 0 {
		t.Fatal(err, doc.Skipped)
	}
	langs := map[string]int{}
	for _, r := range doc.Reports {
		langs[r.Lang]++
		if r.Published.IsZero() || r.URL == "" || len(r.Text) < 100 {
			t.Errorf("%q: published %v, url %q, %d bytes of text", r.Title, r.Published, r.URL, len(r.Text))
		}
	}
	if len(doc.Reports) < 12 || langs["de"] < 3 || langs["en"] < 3 || langs["ru"] < 3 {
		t.Errorf("%d reports: %v", len(doc.Reports), langs)
	}
}
