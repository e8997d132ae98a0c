package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(suite{m}, map[string]func(){
		"nodeme": nodeMe,
		"dateline": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			os.Exit(run(ctx, os.Args[1:], stdio{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
		},
	})
}

// TestScripts runs the command scripts of testdata/script. Beside testscript's
// own commands a script has a feed server at $FEEDS, which serves the files of
// its folder feeds/ with ETags, and `requests`, which prints and forgets what
// was asked of it: one line a request, "GET /x.xml 200" or "… 304".
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			farm := &feedServer{dir: filepath.Join(e.WorkDir, "feeds")}
			server := httptest.NewServer(farm)
			e.Defer(server.Close)
			e.Setenv("FEEDS", server.URL)
			e.Values[feedServerKey{}] = farm
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"requests": requestsCmd,
			"fill":     fillCmd,
		},
	})
}

type feedServerKey struct{}

// feedServer serves a folder with strong ETags and remembers what was asked.
type feedServer struct {
	dir string
	mu  sync.Mutex
	log []string
}

func (s *feedServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status := s.answer(w, r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = append(s.log, fmt.Sprintf("%s %s %d", r.Method, r.URL.Path, status))
}

func (s *feedServer) answer(w http.ResponseWriter, r *http.Request) int {
	body, err := os.ReadFile(filepath.Join(s.dir, filepath.Clean("/"+r.URL.Path)))
	if err != nil {
		http.NotFound(w, r)
		return http.StatusNotFound
	}
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:6]) + `"`
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return http.StatusNotModified
	}
	w.Header().Set("Content-Type", "application/xml")
	_, _ = w.Write(body)
	return http.StatusOK
}

// requests returns what was asked since the start or the last forget.
func (s *feedServer) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log)
}

func (s *feedServer) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = nil
}

// requestsCmd prints and forgets what the feed server was asked.
func requestsCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: requests")
	}
	farm := ts.Value(feedServerKey{}).(*feedServer)
	fmt.Fprintln(ts.Stdout(), strings.Join(farm.requests(), "\n"))
	farm.forget()
}

// fillCmd replaces $FEEDS in the named files by the feed server's address.
func fillCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: fill FILE...")
	}
	for _, name := range args {
		text := strings.ReplaceAll(ts.ReadFile(name), "$FEEDS", ts.Getenv("FEEDS"))
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o600))
	}
}
