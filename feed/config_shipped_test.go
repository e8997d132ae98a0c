package feed

import "testing"

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
