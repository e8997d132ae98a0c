package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"os"

	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/scheduler/cluster"
)

// The roles of a node: what `dateline serve` does.
const (
	roleAll  = "all"  // serve and poll
	roleWeb  = "web"  // serve what is stored
	rolePoll = "poll" // poll, and serve only /healthz and /readyz
	roleOnce = "once" // `dateline poll`: some polls, and gone
)

// errRole says what the roles are for.
var errRole = errors.New("a role is for one of several machines that share a PostgreSQL; with a SQLite file there is one machine, and it does all (give --db postgres://… or leave out --role)")

// join makes this process a node where the database can be shared. opts learns to
// take turns with the other nodes.
func (h *house) join(e *env, role string, opts *scheduler.Options) error {
	if !h.store.Shared() {
		return nil
	}
	node, err := cluster.Join(e.ctx, cluster.Options{
		DSN: e.cli.DB, Role: role, Version: versionText(), Log: e.log,
		Reload: func() { h.reloadCalled(e.cli.Config) },
	})
	if err != nil {
		return err
	}
	h.node = node
	h.node.SetConfig(h.configHash())
	opts.Turns = node
	return nil
}

// runRole runs what the role does beside serving, in g until ctx ends.
func (h *house) runRole(ctx context.Context, g *errgroup.Group, role string) {
	if role != roleWeb {
		g.Go(func() error { return h.scheduler.Run(ctx) })
	}
	switch {
	case h.node == nil:
		return
	case role == roleWeb:
		g.Go(func() error { h.node.Live(ctx); return nil })
		g.Go(func() error { h.scheduler.RunPushes(ctx); return nil })
	default:
		g.Go(func() error { return h.node.Run(ctx, h.scheduler, 0) })
	}
	if role != rolePoll {
		g.Go(func() error { h.store.Watch(ctx, h.log, h.changed); return nil })
	}
}

// changed wakes the pages: the timeline has changed, on whichever node.
func (h *house) changed(int64) {
	select {
	case h.wake <- struct{}{}:
	default: // awake already
	}
}

// healthOnly lets through what a load balancer asks.
func healthOnly(pages http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/healthz", pages)
	mux.Handle("/readyz", pages)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "this node only polls; ask one that serves", http.StatusNotFound)
	})
	return mux
}

// configHash names the content of sources.yaml, empty where it cannot be read.
func configHash(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// reloadCalled reads sources.yaml again because another node was told to, if it
// is another file by now.
func (h *house) reloadCalled(file string) {
	if hash := configHash(file); hash == "" || hash == h.configHash() {
		return
	}
	if err := h.reload(file); err != nil {
		h.log.Error("sources.yaml has mistakes; the old one stays in force", "error", err)
	}
}

// callReload tells the other nodes to read their sources.yaml again.
func (h *house) callReload(ctx context.Context) {
	if h.node == nil {
		return
	}
	if err := h.node.CallReload(ctx); err != nil {
		h.log.Error("the other nodes were not told; send them SIGHUP", "error", err)
	}
}

func (h *house) configHash() string {
	if hash := h.hash.Load(); hash != nil {
		return *hash
	}
	return ""
}

// tookUp notes which sources.yaml is in force.
func (h *house) tookUp(hash string) {
	h.hash.Store(&hash)
	if h.node != nil {
		h.node.SetConfig(hash)
	}
}
