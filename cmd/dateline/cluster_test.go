package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/scheduler/cluster"
	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
)

// TestNodesShare lets three nodes poll growing feeds from one database, kills
// one, and lets another come. No feed is asked twice in an interval, all of them
// go on being asked, each node does its part, and nothing is lost or doubled.
func TestNodesShare(t *testing.T) {
	dsn := database(t)
	farm := newGrowingFarm(t, 30)
	log := &logText{}
	nodes := []*exec.Cmd{startNode(t, dsn, farm, log), startNode(t, dsn, farm, log), startNode(t, dsn, farm, log)}
	farm.await(t, 60) // the first to start polls alone for a while
	farm.forgetShares()
	farm.await(t, farm.polls()+90)
	farm.checkShares(t, 3)
	farm.checkGaps(t)

	kill(t, nodes[0])
	farm.await(t, farm.polls()+80) // enough for each, while the dead one's are taken over
	farm.checkAlive(t)
	nodes = append(nodes[1:], startNode(t, dsn, farm, log))
	farm.await(t, farm.polls()+40)
	for _, n := range nodes {
		if err := n.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		if err := n.Wait(); err != nil {
			t.Errorf("a node that was told to stop: %v", err)
		}
	}
	farm.checkGaps(t)
	farm.stop()
	wantAll(t, dsn, farm)
	if !strings.Contains(log.String(), "a node has died") {
		t.Errorf("the log does not tell of the death:\n%s", log)
	}
}

// logText is what processes say.
type logText struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// startNode starts a process that polls the farm with others.
func startNode(t *testing.T, dsn string, farm *growingFarm, log io.Writer) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "nodeme", append([]string{dsn}, farm.urls...)...)
	cmd.Env = os.Environ()
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // it may have ended
	return cmd
}

func kill(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("it ended by itself")
	}
}

// nodeMe is a process that polls as serve does, though oftener than sources.yaml
// may ask for; where the database is shared it is a node, and knows sooner that
// another has died. Its arguments are the database and the feeds.
func nodeMe() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := runNode(ctx, os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func runNode(ctx context.Context, dsn string, urls []string) error {
	db, err := store.Open(ctx, dsn, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	opts := offices(db, urls)
	if os.Getenv("DATELINE_TEST_POISON") != "" {
		opts.Read = poisoned(opts.Read)
	}
	if !db.Shared() {
		return scheduler.New(opts).Run(ctx)
	}
	node, err := cluster.Join(ctx, cluster.Options{DSN: dsn, Dead: 3 * time.Second, Gap: -1})
	if err != nil {
		return err
	}
	defer node.Close()
	opts.Turns = node
	s := scheduler.New(opts)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.Run(ctx) })
	g.Go(func() error { return node.Run(ctx, s, 8) })
	return g.Wait()
}

// poisoned chokes on an article of one office, and hangs on one of another.
func poisoned(read func(timeline.Report) timeline.Reading) func(timeline.Report) timeline.Reading {
	return func(r timeline.Report) timeline.Reading {
		switch r.Title {
		case title(3, 1):
			panic("poison")
		case title(4, 1):
			select {}
		}
		return read(r)
	}
}

// asker is who asked: the process in the User-Agent.
func asker(r *http.Request) string {
	_, agent, _ := strings.Cut(r.UserAgent(), "/")
	pid, _, _ := strings.Cut(agent, " ")
	return pid
}

// await waits until the farm was asked so often.
func (f *growingFarm) await(t *testing.T, polls int) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for f.polls() < polls {
		if time.Now().After(deadline) {
			t.Fatalf("only %d polls in a minute, want %d", f.polls(), polls)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// forgetShares begins to count anew who asks.
func (f *growingFarm) forgetShares() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.by)
}

// checkShares reports nodes that did less than a quarter of their part.
func (f *growingFarm) checkShares(t *testing.T, nodes int) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	sum := 0
	for _, n := range f.by {
		sum += n
	}
	if len(f.by) != nodes {
		t.Errorf("asked by %d nodes, want %d", len(f.by), nodes)
	}
	for node, n := range f.by {
		t.Logf("node %s: %d of %d polls", node, n, sum)
		if n < sum/nodes/4 { // how even it is, the machine's load decides too
			t.Errorf("node %s did %d of %d polls", node, n, sum)
		}
	}
}

// checkGaps reports feeds that were asked twice in an interval.
func (f *growingFarm) checkGaps(t *testing.T) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, asked := range f.asked {
		for j := 1; j < len(asked); j++ {
			if gap := asked[j].Sub(asked[j-1]); gap < pace()*9/10 {
				t.Errorf("%s was asked again after %v", office(i), gap)
			}
		}
	}
}

// checkAlive reports feeds that were not asked for long.
func (f *growingFarm) checkAlive(t *testing.T) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, asked := range f.asked {
		if len(asked) == 0 || time.Since(asked[len(asked)-1]) > 20*officePace {
			t.Errorf("%s is not asked any more: %d times, last %v", office(i), len(asked), asked[len(asked)-1:])
		}
	}
}

// TestRoles: a role needs a database that can be shared.
func TestRoles(t *testing.T) {
	dir := t.TempDir()
	writeConfig(t, dir, "http://127.0.0.1:1")
	var err strings.Builder
	code := run(t.Context(), []string{"serve", "--role", "web", "--config", filepath.Join(dir, "sources.yaml"), "--db", filepath.Join(dir, "d.db")},
		stdio{in: strings.NewReader(""), out: io.Discard, err: &err})
	if code != exitFailed || !strings.Contains(err.String(), "--db postgres://") {
		t.Errorf("exit code %d: %s", code, &err)
	}
}

func writeConfig(t *testing.T, dir, feeds string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "sources.yaml"), fmt.Appendf(nil, e2eConfig, feeds, feeds), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestSameBytesOnEveryNode: two nodes answer alike, byte for byte, with the same
// ETags, and both learn of a commit that a third made (U27).
func TestSameBytesOnEveryNode(t *testing.T) {
	farm := &feedServer{dir: t.TempDir()}
	feeds := httptest.NewServer(farm)
	defer feeds.Close()
	publish := func(title, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(farm.dir, "wire.xml"), fmt.Appendf(nil, e2eFeed, title, text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	publish("Kazakh and Swiss ministers to meet", "The foreign ministers of Kazakhstan and Switzerland will meet in Geneva on 24 March 2026.")
	dir, dsn := t.TempDir(), database(t)
	writeConfig(t, dir, feeds.URL)
	start := func(role string) *dateliner {
		return startDateline(t, dir, "127.0.0.1:0", "--db", dsn, "--role", role, "--public-url", "https://dateline.example")
	}
	a, b := start("web"), start("web")
	polls := start("poll")
	if res, _ := polls.get("/healthz"); res.StatusCode != http.StatusOK {
		t.Errorf("a node that polls answers %d to /healthz", res.StatusCode)
	}
	if res, _ := polls.get("/"); res.StatusCode != http.StatusNotFound {
		t.Errorf("a node that polls answers %d to /", res.StatusCode)
	}
	eventually(t, "the event is on both nodes", func() bool {
		return strings.Contains(body(a, "/outlets/kz.json"), "24 March") && strings.Contains(body(b, "/outlets/kz.json"), "24 March")
	})
	sameAnswers(t, a, b)

	publish("Kazakh-Swiss meeting moved", "The foreign ministers of Kazakhstan and Switzerland will meet in Geneva on 26 March 2026.")
	makeDue(t, dsn)
	eventually(t, "the corrected date is on both nodes", func() bool {
		return strings.Contains(body(a, "/outlets/kz.json"), "2026-03-26") && strings.Contains(body(b, "/outlets/kz.json"), "2026-03-26")
	})
	sameAnswers(t, a, b)
}

func body(d *dateliner, path string) string {
	_, text := d.get(path)
	return text
}

// sameAnswers reports formats that the nodes do not answer alike.
func sameAnswers(t *testing.T, a, b *dateliner) {
	t.Helper()
	for _, ext := range []string{"atom", "rss", "json", "ics", "csv", "geojson", "jsonl"} {
		for _, path := range []string{"/outlets/kz." + ext, "/feed." + ext + "?q=actor:CHE"} {
			x, xs := a.get(path)
			y, ys := b.get(path)
			if x.StatusCode != http.StatusOK || xs != ys || x.Header.Get("ETag") != y.Header.Get("ETag") || x.Header.Get("Last-Modified") != y.Header.Get("Last-Modified") {
				t.Errorf("%s: %d, %d bytes, %q, and %d, %d bytes, %q", path, x.StatusCode, len(xs), x.Header.Get("ETag"), y.StatusCode, len(ys), y.Header.Get("ETag"))
			}
		}
	}
}
