package cluster

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store/pgtest"
)

var server *pgtest.Server

// TestMain runs the tests on a PostgreSQL of their own.
func TestMain(m *testing.M) {
	s, err := pgtest.Start()
	code := 0
	switch {
	case err == nil:
		server = s
		code = m.Run()
	case os.Getenv("CI") != "":
		fmt.Println("FAIL: these tests must run:", err)
		code = 1
	default:
		fmt.Println("not run:", err)
	}
	s.Stop()
	os.Exit(code)
}

// join returns a node on the database, and its log.
func join(t *testing.T, o Options) (*Node, *logBuffer) {
	t.Helper()
	log := &logBuffer{}
	o.Log = slog.New(slog.NewTextHandler(log, nil))
	n, err := Join(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	return n, log
}

func database(t *testing.T) string {
	t.Helper()
	dsn, err := server.Schema()
	if err != nil {
		t.Fatal(err)
	}
	return dsn
}

// TestJoinAtOnce: nodes that start together on an empty database all come up.
func TestJoinAtOnce(t *testing.T) {
	dsn := database(t)
	var g errgroup.Group
	for range 3 {
		g.Go(func() error {
			n, err := Join(t.Context(), Options{DSN: dsn})
			if err == nil {
				err = n.beat(t.Context())
				n.Close()
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
}

func TestJoinErrors(t *testing.T) {
	for _, dsn := range []string{"postgres://nobody:sesame@127.0.0.1:1/none?connect_timeout=2", "postgres://:sesame@[::1"} {
		_, err := Join(t.Context(), Options{DSN: dsn})
		if err == nil || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%v: want an error without the password", err)
		}
	}
}

// TestTakeTurns: a host is one turn's at a time, on whichever node, and free
// again after the gap.
func TestTakeTurns(t *testing.T) {
	dsn := database(t)
	a, _ := join(t, Options{DSN: dsn, Gap: time.Hour})
	b, _ := join(t, Options{DSN: dsn, Gap: -1})
	release := take(t, b, "x.example")
	refused(t, a, "x.example", time.Second)
	refused(t, b, "x.example", time.Second)
	defer take(t, a, "y.example")()
	release()
	release = take(t, a, "x.example")
	release() // an hour's gap
	refused(t, b, "x.example", 50*time.Minute)
	if busy, err := b.busy(t.Context(), []string{"x.example", "y.example", "z.example"}); err != nil || len(busy) != 2 || busy["z.example"] {
		t.Errorf("busy: %v, %v", busy, err)
	}
}

// TestTurnOfTheDead: a node that lives keeps its turn, one that is silent loses it.
func TestTurnOfTheDead(t *testing.T) {
	dsn := database(t)
	a, _ := join(t, Options{DSN: dsn, Name: "a", Gap: -1})
	b, log := join(t, Options{DSN: dsn, Name: "b", Gap: -1})
	beat(t, a, b)
	take(t, a, "x.example")
	silence(t, a, 20*time.Second)
	beat(t, a, b) // it was only slow
	silence(t, a, 20*time.Second)
	refused(t, b, "x.example", 0)
	silence(t, a, 20*time.Second)
	beat(t, b)
	if !strings.Contains(log.String(), "a node has died") || !strings.Contains(log.String(), a.ID()) {
		t.Errorf("log %q", log)
	}
	if nodes, err := b.Nodes(t.Context()); err != nil || len(nodes) != 1 || nodes[0].Name != "b" {
		t.Errorf("nodes: %+v, %v", nodes, err)
	}
	take(t, b, "x.example")
}

// silence moves the node's last sign of life back, and the end of its turns.
func silence(t *testing.T, n *Node, d time.Duration) {
	t.Helper()
	for _, s := range []string{"UPDATE nodes SET seen = seen - $1::interval WHERE id = $2", "UPDATE turns SET until = until - $1::interval WHERE node = $2"} {
		if _, err := n.pool.Exec(t.Context(), s, d, n.id); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLeaving: a node that stops gives back its turns, and is no death.
func TestLeaving(t *testing.T) {
	dsn := database(t)
	a, err := Join(t.Context(), Options{DSN: dsn, Gap: -1})
	if err != nil {
		t.Fatal(err)
	}
	b, log := join(t, Options{DSN: dsn, Gap: -1})
	beat(t, a, b)
	take(t, a, "x.example")
	a.Close()
	take(t, b, "x.example")
	beat(t, b)
	if strings.Contains(log.String(), "died") {
		t.Errorf("log %q", log)
	}
}

// TestReloadCall: a call to reload reaches every node that is there, once.
func TestReloadCall(t *testing.T) {
	dsn := database(t)
	counts := map[string]int{}
	var nodes []*Node
	for _, name := range []string{"a", "b"} {
		n, _ := join(t, Options{DSN: dsn, Name: name, Reload: func() { counts[name]++ }})
		nodes = append(nodes, n)
	}
	beat(t, nodes...)
	if err := nodes[0].CallReload(t.Context()); err != nil {
		t.Fatal(err)
	}
	beat(t, nodes...)
	beat(t, nodes...)
	if counts["a"] != 1 || counts["b"] != 1 {
		t.Errorf("reloads: %v", counts)
	}
}

// TestConfigsDiffer: nodes with different files are named, once it lasts, and
// only once.
func TestConfigsDiffer(t *testing.T) {
	dsn := database(t)
	a, log := join(t, Options{DSN: dsn, Name: "a"})
	b, _ := join(t, Options{DSN: dsn, Name: "b"})
	a.SetConfig("1")
	b.SetConfig("2")
	beat(t, b, a, a)
	if strings.Contains(log.String(), "differs") {
		t.Error("reported while it may be on its way")
	}
	beat(t, a, a, a)
	if strings.Count(log.String(), "sources.yaml differs") != 1 || !strings.Contains(log.String(), b.ID()) {
		t.Errorf("log: %s", log)
	}
	b.SetConfig("1")
	beat(t, b, a)
	if !strings.Contains(log.String(), "the same on all nodes again") {
		t.Errorf("log: %s", log)
	}
}

// TestQueue: what is due is polled by one of the nodes, as often as it is due, and
// a poll that fails or panics holds up nothing.
func TestQueue(t *testing.T) {
	dsn := database(t)
	desk := &desk{due: map[string]int{}, polls: map[string]int{}}
	for i := range 30 {
		desk.due[fmt.Sprintf("s%d", i)] = 2
	}
	ctx, cancel := context.WithCancel(t.Context())
	var g errgroup.Group
	for range 2 {
		n, _ := join(t, Options{DSN: dsn, Gap: -1})
		g.Go(func() error { return n.Run(ctx, desk, 4) })
	}
	for desk.open() > 0 {
		select {
		case <-time.After(50 * time.Millisecond):
		case <-t.Context().Done():
			t.Fatalf("%d polls left", desk.open())
		}
	}
	cancel()
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
	for source, n := range desk.polls {
		if n != 2 {
			t.Errorf("%s was polled %d times, want 2", source, n)
		}
	}
}

// desk is work in memory: how often each source is still due.
type desk struct {
	mu    sync.Mutex
	due   map[string]int
	polls map[string]int
	fails int
}

func (d *desk) open() (n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, left := range d.due {
		n += left
	}
	return n
}

func (d *desk) DueTurns(context.Context, int) ([]scheduler.Turn, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []scheduler.Turn
	for source, left := range d.due {
		if left > 0 {
			out = append(out, scheduler.Turn{Source: source, Host: source})
		}
	}
	return out, nil
}

func (d *desk) PollTurn(_ context.Context, source string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.due[source] == 0 {
		return nil
	}
	switch d.fails++; d.fails {
	case 3:
		return fmt.Errorf("the database is away")
	case 7:
		panic("poison")
	}
	d.due[source]--
	d.polls[source]++
	return nil
}

func take(t *testing.T, n *Node, name string) (release func()) {
	t.Helper()
	release, wait, err := n.Take(t.Context(), name)
	if err != nil || release == nil {
		t.Fatalf("%s is not free: wait %v, %v", name, wait, err)
	}
	return release
}

func refused(t *testing.T, n *Node, name string, least time.Duration) {
	t.Helper()
	release, wait, err := n.Take(t.Context(), name)
	if err != nil || release != nil || wait < least {
		t.Errorf("%s: taken %v, wait %v, %v; want at least %v to wait", name, release != nil, wait, err, least)
	}
}

func beat(t *testing.T, nodes ...*Node) {
	t.Helper()
	for _, n := range nodes {
		if err := n.beat(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// logBuffer collects a log.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
