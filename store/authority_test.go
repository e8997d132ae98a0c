package store_test

import (
	"bytes"
	"testing"
)

// TestAuthorityIsChosenOnce: it stays through later wishes, and moves with the ids.
func TestAuthorityIsChosenOnce(t *testing.T) {
	s := open(t)
	for _, step := range []struct{ wish, want string }{{"", ""}, {"news.example", "news.example"}, {"other.example", "news.example"}, {"", "news.example"}} {
		if got, err := s.Authority(t.Context(), step.wish); err != nil || got != step.want {
			t.Errorf("wish %q: %q (%v), want %q", step.wish, got, err, step.want)
		}
	}
	var b bytes.Buffer
	if err := s.Export(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	other := open(t)
	if err := other.Import(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if got, err := other.Authority(t.Context(), "third.example"); err != nil || got != "news.example" {
		t.Errorf("after the move: %q (%v)", got, err)
	}
}
