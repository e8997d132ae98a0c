//go:build linux

package main

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	all := parse(strings.NewReader(`goos: linux
BenchmarkFind/de-8   	    1000	     12.5 ns/op	  37.5 MB/s	      64 B/op	       2 allocs/op
BenchmarkServe/events=1000000-8   	 10	  1000 ns/op	  42 p95-ms
PASS
again, on PostgreSQL:
BenchmarkServe/events=1000000-8   	 10	  1000 ns/op	  43 p95-ms
PASS
`))
	if len(all) != 3 || all[2].name != "PostgreSQL/Serve/events=1000000" || all[0].name != "Find/de" || all[0].figures["MB/s"] != 37.5 || all[0].figures["allocs/op"] != 2 || all[1].name != "Serve/events=1000000" || all[1].figures["p95-ms"] != 42 {
		t.Errorf("got %+v", all)
	}
}

func TestTable(t *testing.T) {
	var tab table
	tab.atMost("start", 300, "ms", 150)
	tab.atLeast("speed", 8.25, "MB/s", 8)
	tab.note("farm", "not measured")
	var out strings.Builder
	if err := tab.print(&out); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"", "", "start|300 ms|≤ 150|2.00|no", "speed|8.25 MB/s|≥ 8|1.03|yes", "farm|not measured|||"} {
		if got := strings.ReplaceAll(strings.Trim(strings.Split(out.String(), "\n")[i], "| "), " ", ""); want != "" && got != strings.Trim(strings.ReplaceAll(want, " ", ""), "|") {
			t.Errorf("line %d: got %s, want %s", i, got, want)
		}
	}
}

func TestIDs(t *testing.T) {
	got := ids("sources:\n  - {id: f1, url: x}\n  - id: f2\n    url: y\n")
	if strings.Join(got, " ") != "f1 f2" {
		t.Errorf("got %q", got)
	}
}
