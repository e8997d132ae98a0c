package store_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/google/go-cmp/cmp"
)

// TestPushes: a source has one subscription, which is found by its token and changed
// one change after the other, and of which a poll's commit knows nothing.
func TestPushes(t *testing.T) {
	s := open(t)
	asked := time.Date(2031, 3, 6, 12, 0, 0, 1, time.UTC)
	first := scheduler.Push{Hub: "https://hub.example/", Topic: "https://a.example/feed", Token: "t1", Secret: "s1", Asked: asked, Pending: true}
	second := scheduler.Push{Hub: "https://hub.example/", Topic: "https://a.example/feed", Token: "t2", Secret: "s2"}
	save := func(source string, p scheduler.Push) {
		t.Helper()
		if err := s.SavePush(t.Context(), source, p); err != nil {
			t.Fatal(err)
		}
	}
	save("a", first)
	save("b", scheduler.Push{Hub: "https://hub.example/", Token: "t3"})
	if source, p, err := s.PushOf(t.Context(), "t1"); source != "a" || p != first || err != nil {
		t.Errorf("%q, %+v, %v", source, p, err)
	}
	changed, err := s.ChangePush(t.Context(), "t1", func(p *scheduler.Push) bool { p.Pending, p.Until = false, asked.Add(time.Hour); return true })
	if !changed || err != nil {
		t.Errorf("changed: %v, %v", changed, err)
	}
	changed, err = s.ChangePush(t.Context(), "t1", func(p *scheduler.Push) bool { p.Topic = "https://evil.example/"; return false })
	if changed || err != nil {
		t.Errorf("changed: %v, %v", changed, err)
	}
	if _, err := s.Commit(t.Context(), scheduler.Outcome{State: scheduler.State{Source: "a", Push: second}}); err != nil {
		t.Fatal(err)
	}
	first.Pending, first.Until = false, asked.Add(time.Hour)
	pushes, err := s.Pushes(t.Context(), "a", "c")
	if diff := cmp.Diff(map[string]scheduler.Push{"a": first}, pushes); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	save("a", second)
	if source, _, err := s.PushOf(t.Context(), "t1"); source != "" || err != nil {
		t.Errorf("the old token is still %q's: %v", source, err)
	}
	save("b", scheduler.Push{})
	pushes, err = s.Pushes(t.Context())
	if diff := cmp.Diff(map[string]scheduler.Push{"a": second}, pushes); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// TestOneAsksTheHub: of many who want to change a subscription at once, each sees what
// the one before did.
func TestOneAsksTheHub(t *testing.T) {
	s := open(t)
	if err := s.SavePush(t.Context(), "a", scheduler.Push{Hub: "https://hub.example/", Token: "t"}); err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	asked := make(chan bool, 20)
	for range cap(asked) {
		wait.Go(func() {
			ask, err := s.ChangePush(t.Context(), "t", func(p *scheduler.Push) bool {
				first := p.Asked.IsZero()
				p.Asked = time.Now()
				return first
			})
			if err != nil {
				t.Error(err)
			}
			asked <- ask
		})
	}
	wait.Wait()
	n := 0
	for range cap(asked) {
		if <-asked {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d ask the hub", n)
	}
}

// TestPushesOfBefore: subscriptions were part of the states of sources.
func TestPushesOfBefore(t *testing.T) {
	file := filepath.Join(t.TempDir(), "dateline.db")
	s := openFile(t, file)
	for _, st := range []scheduler.State{{Source: "a"}, {Source: "b"}} {
		if _, err := s.Commit(t.Context(), scheduler.Outcome{State: st}); err != nil {
			t.Fatal(err)
		}
	}
	engine := "sqlite"
	if server != nil {
		engine = "postgres"
	}
	migration, err := os.ReadFile("migrations/" + engine + "/00040_pushes.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range append([]string{
		`UPDATE states SET body = '{"source":"a","push":{"hub":"https://hub.example/","topic":"https://a.example/","token":"t","secret":"s","until":"2031-03-06T12:00:00Z"}}' WHERE source = 'a'`,
		"DROP TABLE pushes",
	}, strings.Split(strings.TrimSpace(string(migration)), ";\n")...) {
		if _, err := raw(t, address(t, file)).Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	pushes, err := s.Pushes(t.Context())
	want := map[string]scheduler.Push{"a": {Hub: "https://hub.example/", Topic: "https://a.example/", Token: "t", Secret: "s", Until: time.Date(2031, 3, 6, 12, 0, 0, 0, time.UTC)}}
	if diff := cmp.Diff(want, pushes); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
