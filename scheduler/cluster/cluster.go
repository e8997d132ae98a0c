// Package cluster is the queue of polls where several machines share a
// PostgreSQL: each is a node, and works its part of the polls as jobs of River.
//
// What is due is in the sources' own rows. The node that River elects looks there
// several times a second and gives a job to one of the nodes, in turn, for each
// host with something due. That node takes the host, so that no other asks it
// meanwhile, looks whether the source is still due, and polls. A job is only a call
// to look, so it does no harm when it is doubled or lost: a source that stays due
// is given to the next node.
package cluster

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// deadAfter is the silence after which a node counts as dead, and what it had as
// free. Nodes give six signs of life in that time.
const deadAfter = 30 * time.Second

// shortly bounds a statement that something waits for.
const shortly = 4 * time.Second

// connections is how many a node holds at most for the queue, beside those of
// its store.
const connections = 8

// Options say which node this is.
type Options struct {
	DSN     string // postgres://…
	Name    string // in logs and in the table of nodes; default: the host's name
	Role    string // likewise
	Version string // likewise
	// Gap is the time between two turns at a host; 0: 1 s, negative: none.
	Gap time.Duration
	// Dead is the silence after which a node counts as dead, the same on all nodes;
	// 0: 30 s.
	Dead time.Duration
	// Reload is called when a node was told to read sources.yaml again; nil: nothing.
	Reload func()
	Log    *slog.Logger // nil: slog.Default
}

// Node is this process among those that share a database. It is safe for
// concurrent use.
type Node struct {
	opts    Options
	id      string
	suffix  string // of the id
	started time.Time
	pool    *pgxpool.Pool
	log     *slog.Logger
	config  atomic.Pointer[string]
	queue   atomic.Pointer[string] // of its poll jobs; empty until it polls
	reloads atomic.Int64           // the last that was obeyed; -1: none seen yet

	mu   sync.Mutex
	held map[string]bool // the turns this node has

	differ int    // beats since the nodes' sources.yaml differ
	told   string // the nodes that were reported to differ
	silent bool   // the last beat failed
	skewed bool   // the clocks differ, and it was said
}

// Join opens the database and brings the tables of the queue up to date. Close
// must be called.
func Join(ctx context.Context, o Options) (*Node, error) {
	config, err := pgxpool.ParseConfig(o.DSN)
	if err != nil {
		return nil, fmt.Errorf("queue of polls: %w", err) // pgx leaves out the password
	}
	config.MaxConns = connections
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("queue of polls: %w", err)
	}
	if err := migrate(ctx, pool); err != nil {
		pool.Close()
		return nil, fmt.Errorf("queue of polls: %w", err)
	}
	return newNode(o, pool), nil
}

func newNode(o Options, pool *pgxpool.Pool) *Node {
	if o.Name == "" {
		o.Name, _ = os.Hostname() // a node without a name has its id
	}
	switch {
	case o.Gap == 0:
		o.Gap = time.Second
	case o.Gap < 0:
		o.Gap = 0
	}
	o.Dead = cmp.Or(o.Dead, deadAfter)
	if o.Log == nil {
		o.Log = slog.Default()
	}
	n := &Node{opts: o, pool: pool, held: map[string]bool{}, started: time.Now(), suffix: strings.ToLower(rand.Text()[:8])}
	n.id = fmt.Sprintf("%s-%d-%s", o.Name, os.Getpid(), n.suffix)
	n.log = o.Log.With("node", n.id)
	n.reloads.Store(-1)
	n.SetConfig("")
	n.queue.Store(new(string))
	return n
}

// Close closes the database. What this node still has is free for the others.
func (n *Node) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), shortly)
	defer cancel()
	if err := n.leave(ctx); err != nil {
		n.log.Warn("this node could not say that it leaves; the others will notice in half a minute", "error", err)
	}
	n.pool.Close()
}

// ID names the node among those that run, as logs and the table of nodes do.
func (n *Node) ID() string { return n.id }
