package main

import (
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/dateline-news/dateline/"

// mayImport says which rooms each room may import; the table is the design.
var mayImport = map[string]string{
	"cmd/dateline":      "web store store/pgtest scheduler scheduler/cluster feed timeline",
	"cmd/bench":         "", // for developers only: it runs the binary
	"web":               "feed timeline",
	"store":             "store/pgtest scheduler feed timeline",
	"store/pgtest":      "", // for tests only
	"scheduler/cluster": "scheduler store/pgtest",
	"scheduler":         "feed timeline",
	"feed":              "timeline",
	"timeline":          "timeline/when timeline/who timeline/what",
	"timeline/what":     "timeline/when timeline/who timeline/lookup",
	"timeline/when":     "timeline/lookup",
	"timeline/who":      "timeline/lookup",
	"timeline/lookup":   "",
	"timeline/who/gen":  "",
}

// TestImports holds the rooms to the table, tests included.
func TestImports(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(file string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && d.Name() != ".." || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(file, ".go") {
			return nil
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		checkImports(t, file, path.Dir(filepath.ToSlash(rel)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkImports(t *testing.T, file, room string) {
	allowed, ok := mayImport[room]
	if !ok {
		t.Errorf("%s: %q is not a room of the design", file, room)
		return
	}
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Error(err)
		return
	}
	for _, spec := range f.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Error(err)
			continue
		}
		other, ours := strings.CutPrefix(p, module)
		if ours && other != room && !slices.Contains(strings.Fields(allowed), other) {
			t.Errorf("%s: %s must not import %s", file, room, other)
		}
		if other == "store/pgtest" && !strings.HasSuffix(file, "_test.go") {
			t.Errorf("%s: %s is for tests", file, other)
		}
	}
}
