package cluster

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Take takes a host, or what else is named, until release is called; then the
// gap begins. Where another node has it, or this one in another turn, release is
// nil and wait says how long at least. It is [scheduler.Turns].
func (n *Node) Take(ctx context.Context, name string) (release func(), wait time.Duration, err error) {
	tag, err := n.pool.Exec(ctx, `INSERT INTO turns (name, node, until) VALUES ($1, $2, clock_timestamp() + $3::interval)
		ON CONFLICT (name) DO UPDATE SET node = excluded.node, until = excluded.until WHERE turns.until <= clock_timestamp()`, name, n.id, n.opts.Dead)
	if err != nil {
		return nil, 0, fmt.Errorf("taking the turn at %s: %w", name, err)
	}
	if tag.RowsAffected() == 1 {
		n.hold(name, true)
		return func() { n.release(ctx, name) }, 0, nil
	}
	err = n.pool.QueryRow(ctx, "SELECT greatest(until - clock_timestamp(), '0') FROM turns WHERE name = $1", name).Scan(&wait)
	if err != nil {
		return nil, 0, fmt.Errorf("taking the turn at %s: %w", name, err)
	}
	return nil, wait, nil
}

// release ends a turn. It does so also after ctx has ended, and where it cannot,
// the turn runs out.
func (n *Node) release(ctx context.Context, name string) {
	n.hold(name, false)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shortly)
	defer cancel()
	_, err := n.pool.Exec(ctx, "UPDATE turns SET node = '', until = clock_timestamp() + $3::interval WHERE name = $1 AND node = $2", name, n.id, n.opts.Gap)
	if err != nil {
		n.log.Warn("a turn could not be given back; it runs out in half a minute", "name", name, "error", err)
	}
}

func (n *Node) hold(name string, is bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if is {
		n.held[name] = true
	} else {
		delete(n.held, name)
	}
}

// holding returns the turns this node has.
func (n *Node) holding() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	out := make([]string, 0, len(n.held))
	for name := range n.held {
		out = append(out, name)
	}
	slices.Sort(out) // rows are locked in one order
	return out
}

// busy returns which of the hosts nobody may take now.
func (n *Node) busy(ctx context.Context, hosts []string) (map[string]bool, error) {
	out := map[string]bool{}
	rows, err := n.pool.Query(ctx, "SELECT name FROM turns WHERE name = ANY($1) AND until > clock_timestamp()", hosts)
	if err != nil {
		return nil, fmt.Errorf("hosts in turn: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("hosts in turn: %w", err)
		}
		out[name] = true
	}
	return out, rows.Err()
}
