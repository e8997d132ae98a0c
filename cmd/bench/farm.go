//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	farmPort  = 18080
	farmItems = 40
	// coolDown is how long dateline refuses to ask a source again by name.
	coolDown = 61 * time.Second
)

// refresh polls a farm of feeds with the real binary: cold, with nothing new,
// with two new items in a tenth of the feeds, and with slow servers.
func refresh(ctx context.Context, o options, t *table) (err error) {
	if o.farm == "" {
		t.note("whole refresh", "not measured: name the farm's program in DATELINE_FARM")
		return nil
	}
	work, err := os.MkdirTemp("", "dateline-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	farm, err := startFarm(ctx, o, work)
	if err != nil {
		return err
	}
	return errors.Join(phases(ctx, o, t, work), farm())
}

// startFarm starts the farm and returns what ends it.
func startFarm(ctx context.Context, o options, work string) (func() error, error) {
	cmd := exec.CommandContext(ctx, o.farm, "-n", strconv.Itoa(o.feeds), "-items", strconv.Itoa(farmItems), "-port", strconv.Itoa(farmPort))
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("the farm: %w", err)
	}
	stop := func() error {
		if err := cmd.Process.Kill(); err != nil {
			return err
		}
		_ = cmd.Wait() // killed: its status says only that
		return nil
	}
	if err := waitFor(ctx, control("healthz")); err != nil {
		return nil, errors.Join(err, stop())
	}
	config, err := fetch(ctx, control("sources.yaml"))
	if err := errors.Join(err, os.WriteFile(filepath.Join(work, "sources.yaml"), config, 0o600)); err != nil {
		return nil, errors.Join(err, stop())
	}
	return stop, nil
}

func control(path string) string { return fmt.Sprintf("http://127.0.0.1:%d/%s", farmPort, path) }

func fetch(ctx context.Context, url string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(answer.Body)
	return body, errors.Join(err, answer.Body.Close())
}

func tell(ctx context.Context, path string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, control(path), nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

func phases(ctx context.Context, o options, t *table, work string) error {
	scale := float64(o.feeds) / 1000
	cold, err := poll(ctx, o, work)
	if err != nil {
		return err
	}
	t.atMost(fmt.Sprintf("refresh of %d feeds × %d, cold", o.feeds, farmItems), cold.cpu.Seconds(), "CPU s", 13*scale)
	t.atMost("— peak memory", cold.peak, "MB", 80)
	t.rows = append(t.rows, row{what: "— wall", reached: cold.wall.Seconds(), unit: "s"})
	if err := rest(ctx); err != nil {
		return err
	}
	same, err := poll(ctx, o, work)
	if err != nil {
		return err
	}
	t.atMost("— all 304", same.cpu.Seconds(), "CPU s", 0.30*scale)
	if err := errors.Join(tell(ctx, fmt.Sprintf("publish?items=2&feeds=%d", o.feeds/10)), rest(ctx)); err != nil {
		return err
	}
	fresh, err := poll(ctx, o, work)
	if err != nil {
		return err
	}
	t.atMost("— 2 new in a tenth of the feeds", fresh.cpu.Seconds(), "CPU s", 0.95*scale)
	if err := errors.Join(tell(ctx, "latency?ms=100&jitter=50"), rest(ctx)); err != nil {
		return err
	}
	slow, err := poll(ctx, o, work)
	if err != nil {
		return err
	}
	t.atMost("— servers that take 100 ms", slow.wall.Seconds(), "s", 2.4*scale)
	t.rows = append(t.rows, row{what: "— items kept", reached: float64(cold.items + same.items + fresh.items + slow.items), wanted: float64(o.feeds*farmItems + o.feeds/10*2), atLeast: true})
	return nil
}

// rest waits until sources may be asked again by name.
func rest(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(coolDown):
		return nil
	}
}

// cost is what a run of the binary took; peak is in MB (10⁶ bytes), items is how
// many were new.
type cost struct {
	cpu, wall time.Duration
	peak      float64
	items     int
}

var newItems = regexp.MustCompile(`(\d+) new`)

// poll asks every source once, by name.
func poll(ctx context.Context, o options, work string) (cost, error) {
	config, err := os.ReadFile(filepath.Join(work, "sources.yaml"))
	if err != nil {
		return cost{}, err
	}
	cmd := exec.CommandContext(ctx, o.dateline, append([]string{"poll"}, ids(string(config))...)...)
	cmd.Dir = work
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return cost{}, fmt.Errorf("poll: %w: %s", err, lastLine(out.String()))
	}
	c := cost{cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), wall: time.Since(start)}
	if r, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.peak = float64(r.Maxrss) * 1024 / 1e6
	}
	summary := lastLine(out.String())
	fmt.Fprintln(os.Stderr, summary)
	if m := newItems.FindStringSubmatch(summary); m != nil {
		c.items, err = strconv.Atoi(m[1])
	}
	return c, err
}

// ids are the sources of a configuration as the farm writes it, one a line.
func ids(config string) []string {
	var all []string
	for line := range strings.Lines(config) {
		if _, after, ok := strings.Cut(line, "id:"); ok {
			all = append(all, strings.FieldsFunc(after, func(r rune) bool { return strings.ContainsRune(" ,}\n", r) })[0])
		}
	}
	return all
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}
