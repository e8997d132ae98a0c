package main

import (
	"os"
	"sync"
	"testing"

	"github.com/dateline-news/dateline/store/pgtest"
)

// throwaway is the PostgreSQL of the tests, started by the first that needs it.
type throwaway struct {
	sync.Mutex
	server *pgtest.Server
	err    error
}

var shared throwaway

// suite stops the PostgreSQL after the tests.
type suite struct{ *testing.M }

// Run runs the tests.
func (s suite) Run() int {
	defer func() {
		if shared.server != nil {
			shared.server.Stop()
		}
	}()
	return s.M.Run()
}

// postgres returns the PostgreSQL of the tests. Where the machine has none, the
// test is left out, but not in CI.
func postgres(t *testing.T) *pgtest.Server {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil {
		shared.server, shared.err = pgtest.Start()
	}
	switch {
	case shared.err == nil:
	case os.Getenv("CI") != "":
		t.Fatal(shared.err)
	default:
		t.Skipf("not run: %v", shared.err)
	}
	return shared.server
}

// database returns the address of a new database there.
func database(t *testing.T) string {
	t.Helper()
	dsn, err := postgres(t).Schema()
	if err != nil {
		t.Fatal(err)
	}
	return dsn
}
