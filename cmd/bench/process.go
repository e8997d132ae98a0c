//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ticksASecond is the unit of /proc/PID/stat, 100 on every Linux in use.
const ticksASecond = 100

func build(ctx context.Context, file string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", file, "./cmd/dateline")
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

// process measures the binary: its size, how soon it shows a page, what it costs
// while it waits.
func process(ctx context.Context, o options, t *table) (err error) {
	info, err := os.Stat(o.dateline)
	if err != nil {
		return err
	}
	t.atMost("binary", float64(info.Size())/1e6, "MB", 40)
	work, err := os.MkdirTemp("", "dateline-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	databases := []struct{ name, file string }{{"an empty database", filepath.Join(work, "empty.db")}}
	if full := filepath.Join(o.dir, "events-1000000.db"); o.dir != "" && exists(full) {
		databases = append(databases, struct{ name, file string }{"1,000,000 events", full})
	}
	for _, db := range databases {
		took, err := firstPage(ctx, o, work, db.file)
		if err != nil {
			return err
		}
		t.atMost("start to first page, "+db.name, float64(took.Microseconds())/1000, "ms", 150)
	}
	return idle(ctx, o, t, work)
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// server is a running `dateline serve`.
type server struct {
	*exec.Cmd
	url string
	log string // the file it logs to
}

// serve starts dateline on a free port of loopback.
func serve(ctx context.Context, o options, work, db, config string) (*server, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, o.dateline, "serve", "--config", config, "--db", db, "--listen", address)
	cmd.Dir = work
	log, err := os.Create(filepath.Join(work, "serve.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	return &server{cmd, "http://" + address, log.Name()}, cmd.Start()
}

// answers waits for the first page.
func (s *server) answers(ctx context.Context) error {
	err := waitFor(ctx, s.url+"/")
	if err != nil {
		said, _ := os.ReadFile(s.log) // what it says is all there is to say
		return fmt.Errorf("%w; it said: %s", err, lastLine(string(said)))
	}
	return nil
}

// stop ends the server as a person would.
func (s *server) stop() error {
	if err := s.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return s.Wait()
}

// firstPage is the median of five starts.
func firstPage(ctx context.Context, o options, work, db string) (time.Duration, error) {
	config := filepath.Join(work, "none.yaml")
	if err := os.WriteFile(config, []byte("sources:\n  - {id: none, url: \"http://127.0.0.1:9/\", schedule: \"0 0 1 1 *\"}\n"), 0o600); err != nil {
		return 0, err
	}
	var took []time.Duration
	for range 5 {
		start := time.Now()
		s, err := serve(ctx, o, work, db, config)
		if err != nil {
			return 0, err
		}
		err = s.answers(ctx)
		took = append(took, time.Since(start))
		if err := errors.Join(err, s.stop()); err != nil {
			return 0, err
		}
	}
	return median(took), nil
}

// waitFor asks an address until it answers 200.
func waitFor(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(r)
		if err == nil {
			err = answer.Body.Close()
			if err == nil && answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s did not answer in a minute: %w", url, err)
		case <-time.After(time.Millisecond):
		}
	}
}

// idle is the share of a core and the memory of a server that has 1,000 sources
// and nothing to do: none is due within the hour.
func idle(ctx context.Context, o options, t *table, work string) error {
	var config strings.Builder
	config.WriteString("defaults: {schedule: \"0 0 1 1 *\"}\nsources:\n")
	for i := range 1000 {
		fmt.Fprintf(&config, "  - {id: s%d, url: \"http://127.0.%d.%d:9/feed.xml\"}\n", i, 1+i/250, 1+i%250)
	}
	file := filepath.Join(work, "idle.yaml")
	if err := os.WriteFile(file, []byte(config.String()), 0o600); err != nil {
		return err
	}
	s, err := serve(ctx, o, work, filepath.Join(work, "idle.db"), file)
	if err != nil {
		return err
	}
	if err := s.answers(ctx); err != nil {
		return errors.Join(err, s.stop())
	}
	const settle, watched = time.Minute, 30 * time.Second // each source is asked once at the start
	time.Sleep(settle)
	before, _, err := usage(s.Process.Pid)
	if err != nil {
		return errors.Join(err, s.stop())
	}
	time.Sleep(watched)
	after, memory, err := usage(s.Process.Pid)
	if err := errors.Join(err, s.stop()); err != nil {
		return err
	}
	t.atMost("idle with 1,000 sources", 100*(after-before).Seconds()/watched.Seconds(), "% of a core", 0.5)
	t.atMost("idle with 1,000 sources", memory, "MB", 60)
	return nil
}

// usage reads a process's CPU time and its resident memory in MB (10⁶ bytes).
func usage(pid int) (time.Duration, float64, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, err
	}
	f := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	const user, system, resident = 11, 12, 21 // as in proc(5), counted after the name
	if len(f) <= resident {
		return 0, 0, fmt.Errorf("/proc/%d/stat has %d fields", pid, len(f))
	}
	var n [3]int
	for i, at := range []int{user, system, resident} {
		if n[i], err = strconv.Atoi(f[at]); err != nil {
			return 0, 0, err
		}
	}
	return time.Duration(n[0]+n[1]) * time.Second / ticksASecond, float64(n[2]*os.Getpagesize()) / 1e6, nil
}
