//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// result is one line of `go test -bench`: the benchmark's name without its prefix
// and processor count, and its figures by unit.
type result struct {
	name    string
	figures map[string]float64
}

// goBenchmarks runs the benchmarks of every room, one room at a time, and puts
// their figures into the table.
func goBenchmarks(ctx context.Context, o options, t *table) error {
	for _, room := range []string{"timeline/when", "timeline/who", "timeline", "feed", "scheduler", "store", "web", "cmd/dateline"} {
		results, err := benchmarks(ctx, o, room)
		if err != nil {
			return err
		}
		for _, r := range results {
			t.benchmark(room, r)
		}
	}
	return nil
}

func benchmarks(ctx context.Context, o options, room string) ([]result, error) {
	fmt.Fprintln(os.Stderr, "benchmarks of", room)
	cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", ".", "-benchmem", "-timeout", "60m", "./"+room)
	cmd.Env = append(os.Environ(), "DATELINE_BENCH_DIR="+o.dir)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = io.MultiWriter(&out, os.Stderr), os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w", room, err)
	}
	return parse(&out), nil
}

// parse reads the lines of benchmarks: "BenchmarkFind/de-8  100  12 ns/op  3 MB/s".
// A line says where those that follow have run again.
func parse(r io.Reader) []result {
	var all []result
	where := ""
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if engine, ok := strings.CutPrefix(lines.Text(), "again, on "); ok {
			where = strings.TrimSuffix(engine, ":") + "/"
		}
		f := strings.Fields(lines.Text())
		if len(f) < 4 || !strings.HasPrefix(f[0], "Benchmark") {
			continue
		}
		name := where + strings.TrimPrefix(f[0], "Benchmark")
		if i := strings.LastIndexByte(name, '-'); i > 0 {
			if _, err := strconv.Atoi(name[i+1:]); err == nil {
				name = name[:i]
			}
		}
		one := result{name: name, figures: map[string]float64{}}
		for i := 2; i+1 < len(f); i += 2 {
			if v, err := strconv.ParseFloat(f[i], 64); err == nil {
				one.figures[f[i+1]] = v
			}
		}
		all = append(all, one)
	}
	return all
}

// goal is what a figure of a benchmark should be.
type goal struct {
	unit    string
	wanted  float64
	atLeast bool
}

// goals are the figures asked for, by room and the start of the benchmark's name.
var goals = map[string]goal{
	"timeline/when Find":                 {"MB/s", 15, true},
	"timeline/who Find":                  {"MB/s", 40, true},
	"timeline Extract":                   {"MB/s", 8, true},
	"web CachedFeedRatio":                {"%bare", 95, true},
	"cmd/dateline Pages":                 {"p95-ms", 60, false},
	"cmd/dateline Pages/SQLite/feed":     {"p95-ms", 25, false},
	"cmd/dateline Pages/PostgreSQL/feed": {"p95-ms", 25, false},
	"store Outlet":                       {"x10k", 2, false},
	"store PostgreSQL/Outlet":            {"x10k", 2, false},
}

// told are the units shown where nothing is asked for, the most telling first.
var told = []string{"p95-ms", "%bare", "MB/s", "ms/op", "ns/op"}

// benchmark adds the figures of one benchmark.
func (t *table) benchmark(room string, r result) {
	what := room + " " + r.name
	r.figures["ms/op"] = r.figures["ns/op"] / 1e6
	asked := "" // the longest name that fits
	for name := range goals {
		if strings.HasPrefix(what, name) && len(name) > len(asked) {
			asked = name
		}
	}
	g := goals[asked]
	if v, ok := r.figures[g.unit]; ok {
		t.rows = append(t.rows, row{what: what, reached: v, unit: g.unit, wanted: g.wanted, atLeast: g.atLeast})
		t.allocations(what, r)
		return
	}
	for _, unit := range told {
		if v, ok := r.figures[unit]; ok {
			t.rows = append(t.rows, row{what: what, reached: v, unit: unit})
			break
		}
	}
	t.allocations(what, r)
}

func (t *table) allocations(what string, r result) {
	if v, ok := r.figures["allocs/op"]; ok && strings.HasPrefix(what, "timeline") {
		t.rows = append(t.rows, row{what: what, reached: v, unit: "allocs/op"})
	}
}
