package store_test

import (
	"bytes"
	"errors"
	"math/rand"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
	"github.com/google/go-cmp/cmp"
)

// TestExportImport: a new database has everything the exported one has, under the
// same ids, and goes on from there.
func TestExportImport(t *testing.T) {
	w := world{rand.New(rand.NewSource(4))}
	s := openFile(t, filepath.Join(t.TempDir(), "old.db"))
	for _, r := range w.readings(60) {
		commit(t, s, r)
	}
	w.disturb(t, s)
	events := whole(t, s)
	if err := s.Split(t.Context(), events[0].ID, events[0].Reports()[0]); err == nil {
		events = whole(t, s)
	}
	if _, err := s.Commit(t.Context(), scheduler.Outcome{State: scheduler.State{Source: "daz", FeedTitle: "\"DAZ\"\n\x00 <b>"}}); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := s.Export(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	fresh := openFile(t, filepath.Join(t.TempDir(), "new.db"))
	if err := fresh.Import(t.Context(), bytes.NewReader(out.Bytes())); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(events, whole(t, fresh)); diff != "" {
		t.Errorf("events differ:\n%s", diff)
	}
	for _, query := range []string{"actor:KAZ", "met", "place:CHE status:planned", "reports:>=2"} {
		if diff := cmp.Diff(all(t, s, query), all(t, fresh, query)); diff != "" {
			t.Errorf("%s:\n%s", query, diff)
		}
	}
	states, err := fresh.States(t.Context())
	if err != nil || states["daz"].FeedTitle != "\"DAZ\"\n\x00 <b>" {
		t.Errorf("states %v, %v", states, err)
	}
	next := w.readings(90)[60:]
	commit(t, s, next...)
	commit(t, fresh, next...)
	if a, b := tell(whole(t, s)), tell(whole(t, fresh)); a != b {
		t.Errorf("they go apart:\n%s\n\n%s", a, b)
	}
	if err := fresh.Import(t.Context(), &out); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("second import: %v", err)
	}
}

func TestImportErrors(t *testing.T) {
	s := open(t)
	const head = `{"dateline":"export","version":1}` + "\n"
	for in, want := range map[string]string{
		"{}\n":       "line 1: not an export",
		head + "{":   "line 2",
		head + "\n[": "line 2",
		head + `{"table":"sqlite_master","row":[1]}`: `unknown table "sqlite_master"`,
		head + `{"table":"redirects","row":[1]}`:     "redirects has 1 columns, want 2",
		head + `{"table":"redirects","row":[1,1.5]}`: "1.5",
	} {
		if err := s.Import(t.Context(), strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", in, err, want)
		}
	}
	commit(t, s, reading("a", "1", "2031-03-06", meeting("KAZ", "UNO", "2031-03-05"))) // it still works
}

// TestBackup copies a database that is being written to.
func TestBackup(t *testing.T) {
	s := open(t)
	commit(t, s, reading("a", "1", "2031-03-06", meeting("KAZ", "UNO", "2031-03-05")))
	file := filepath.Join(t.TempDir(), "it's a copy.db")
	err := s.Backup(t.Context(), file)
	if server != nil {
		if err == nil || !strings.Contains(err.Error(), "pg_dump") {
			t.Errorf("%v: want advice", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := len(pages(t, openFile(t, file), timeline.Query{}, store.Page{Limit: 5})); got != 1 {
		t.Errorf("%d events in the copy", got)
	}
	if err := s.Backup(t.Context(), file); err == nil || !strings.Contains(err.Error(), "name a new file") {
		t.Errorf("over a file: %v", err)
	}
}
