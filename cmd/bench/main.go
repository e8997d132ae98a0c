//go:build linux

// Command bench measures dateline and prints one table: what was asked for, what
// came out, and the ratio. It runs the Go benchmarks of every room, polls a farm
// of feeds with the real binary, and times how the binary starts and idles.
//
//	go run ./cmd/bench [-farm PROGRAM] [-part go,farm,process] [-feeds 1000]
//
// The farm is a program that serves feeds on loopback (docs/performance.md says
// what it must answer); without it that part is left out and said so. Figures of
// time differ from machine to machine: the ratios to what is measured in the same
// run are what can be compared.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	farm     string // the farm's program
	feeds    int    // how many feeds it serves
	dateline string // the binary to measure
	dir      string // where databases of the benchmarks are kept
}

func run(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	var o options
	flags.StringVar(&o.farm, "farm", os.Getenv("DATELINE_FARM"), "program that serves a farm of feeds")
	flags.IntVar(&o.feeds, "feeds", 1000, "feeds of the farm")
	flags.StringVar(&o.dir, "dir", os.Getenv("DATELINE_BENCH_DIR"), "folder with the benchmarks' databases; with it, 1,000,000 events are measured too")
	parts := flags.String("part", "go,farm,process", "what to measure")
	if err := flags.Parse(args); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "dateline-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	o.dateline = work + "/dateline"
	if err := build(ctx, o.dateline); err != nil {
		return err
	}
	var t table
	measures := []struct {
		name    string
		measure func(context.Context, options, *table) error
	}{{"go", goBenchmarks}, {"farm", refresh}, {"process", process}}
	for _, m := range measures {
		if !slices.Contains(strings.Split(*parts, ","), m.name) {
			continue
		}
		if err := m.measure(ctx, o, &t); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return t.print(os.Stdout)
}
