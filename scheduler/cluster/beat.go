package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// SetConfig says which sources.yaml this node has in force, by a hash of it.
func (n *Node) SetConfig(hash string) { n.config.Store(&hash) }

// CallReload calls on every node, this one too, to read its sources.yaml again.
// They hear it within seconds.
func (n *Node) CallReload(ctx context.Context) error {
	if _, err := n.pool.Exec(ctx, "UPDATE calls SET reloads = reloads + 1 WHERE id = 1"); err != nil {
		return fmt.Errorf("calling the other nodes to reload: %w", err)
	}
	return nil
}

// live gives signs of life until ctx ends.
func (n *Node) live(ctx context.Context) {
	for ctx.Err() == nil {
		n.beatLogged(ctx)
		select {
		case <-time.After(n.opts.Dead / 6):
		case <-ctx.Done():
		}
	}
}

func (n *Node) beatLogged(ctx context.Context) {
	beat, cancel := context.WithTimeout(ctx, shortly)
	defer cancel()
	err := n.beat(beat)
	switch {
	case err != nil && ctx.Err() == nil && !n.silent:
		n.silent = true
		n.log.Error("this node cannot reach the database to say that it lives; it goes on trying", "error", err)
	case err == nil && n.silent:
		n.silent = false
		n.log.Info("this node reaches the database again")
	}
}

// beat says that this node lives, keeps its turns, buries the dead, and hears
// what is called.
func (n *Node) beat(ctx context.Context) error {
	tx, err := n.pool.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // after Commit there is nothing to roll back
	var now time.Time
	err = tx.QueryRow(ctx, `INSERT INTO nodes (id, name, role, version, config, queue, started, seen) VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp())
		ON CONFLICT (id) DO UPDATE SET config = excluded.config, queue = excluded.queue, seen = excluded.seen RETURNING seen`,
		n.id, n.opts.Name, n.opts.Role, n.opts.Version, *n.config.Load(), *n.queue.Load(), n.started).Scan(&now)
	if err != nil {
		return err
	}
	n.compareClocks(now)
	_, err = tx.Exec(ctx, "UPDATE turns SET until = clock_timestamp() + $3::interval WHERE name = ANY($1) AND node = $2", n.holding(), n.id, n.opts.Dead)
	if err != nil {
		return err
	}
	dead, err := n.bury(ctx, tx)
	if err != nil {
		return err
	}
	var reloads int64
	if err := tx.QueryRow(ctx, "SELECT reloads FROM calls WHERE id = 1").Scan(&reloads); err != nil {
		return err
	}
	if err := n.compareConfigs(ctx, tx); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return err
	}
	for _, id := range dead {
		n.log.Warn("a node has died; the others poll what it would have", "dead", id)
	}
	if was := n.reloads.Swap(reloads); was >= 0 && was != reloads && n.opts.Reload != nil {
		n.opts.Reload()
	}
	return nil
}

// bury removes the nodes that were silent too long.
func (n *Node) bury(ctx context.Context, tx pgx.Tx) (dead []string, err error) {
	rows, err := tx.Query(ctx, `DELETE FROM nodes WHERE id IN (
			SELECT id FROM nodes WHERE seen < clock_timestamp() - $1::interval ORDER BY id FOR UPDATE SKIP LOCKED
		) RETURNING id`, n.opts.Dead)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// compareClocks reports a clock that is off: due times are of the nodes' clocks.
func (n *Node) compareClocks(db time.Time) {
	off := time.Since(db).Round(time.Second)
	switch skewed := off.Abs() > maxSkew; {
	case skewed && !n.skewed:
		n.log.Warn("the clocks of this node and of the database differ; polls come early or late by as much", "ahead", off.String())
		n.skewed = true
	case !skewed:
		n.skewed = false
	}
}

// maxSkew is how far clocks may differ before it is reported.
const maxSkew = 10 * time.Second

// patienceBeats is for how many signs of life a reload may be on its way from
// node to node.
const patienceBeats = 3

// compareConfigs reports nodes whose sources.yaml is another one for longer.
func (n *Node) compareConfigs(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, "SELECT id FROM nodes WHERE config <> $1 AND id <> $2 ORDER BY id", *n.config.Load(), n.id)
	if err != nil {
		return err
	}
	others, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	if len(others) == 0 {
		if n.told != "" {
			n.log.Info("sources.yaml is the same on all nodes again")
		}
		n.differ, n.told = 0, ""
		return nil
	}
	if n.differ++; n.differ >= patienceBeats && n.told != strings.Join(others, " ") {
		n.told = strings.Join(others, " ")
		n.log.Warn("sources.yaml differs between nodes: which is polled or published depends on who does it; give all nodes the same file", "this", n.id, "others", n.told)
	}
	return nil
}

// leave says that this node goes, and gives back what it has.
func (n *Node) leave(ctx context.Context) error {
	_, turnErr := n.pool.Exec(ctx, "UPDATE turns SET node = '', until = clock_timestamp() + $2::interval WHERE node = $1", n.id, n.opts.Gap)
	_, err := n.pool.Exec(ctx, "DELETE FROM nodes WHERE id = $1", n.id)
	return errors.Join(turnErr, err)
}

// NodeInfo is a node as the others see it.
type NodeInfo struct {
	ID, Name, Role, Version string
	Config                  string // hash of its sources.yaml
	Started, Seen           time.Time
}

// Nodes returns the nodes that live, by id.
func (n *Node) Nodes(ctx context.Context) ([]NodeInfo, error) {
	rows, err := n.pool.Query(ctx, "SELECT id, name, role, version, config, started, seen FROM nodes WHERE seen >= clock_timestamp() - $1::interval", n.opts.Dead)
	if err != nil {
		return nil, fmt.Errorf("nodes: %w", err)
	}
	nodes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[NodeInfo])
	if err != nil {
		return nil, fmt.Errorf("nodes: %w", err)
	}
	slices.SortFunc(nodes, func(a, b NodeInfo) int { return strings.Compare(a.ID, b.ID) })
	return nodes, nil
}
