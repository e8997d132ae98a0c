package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
)

// TestFailedCommitLeavesNothing lets the last statement of a commit fail: not a
// report, not an event, not a validator stays, and the next commit works.
func TestFailedCommitLeavesNothing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "dateline.db")
	s := openFile(t, file)
	old := scheduler.State{Source: "daz", LastStatus: 200}
	if _, err := s.Commit(t.Context(), scheduler.Outcome{State: old}); err != nil {
		t.Fatal(err)
	}
	db := raw(t, address(t, file))
	for _, statement := range failing() {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	o := scheduler.Outcome{
		State: scheduler.State{Source: "daz", LastStatus: 304}, Poll: scheduler.Poll{Source: "daz", At: time.Now()},
		Readings: []scheduler.Reading{reading("daz", "1", "2031-03-06", meeting("KAZ", "UNO", "2031-03-05"))},
	}
	if _, err := s.Commit(t.Context(), o); err == nil || !strings.Contains(err.Error(), "free some space") || !strings.Contains(err.Error(), "daz") {
		t.Errorf("error %v: want it to name the source and a remedy", err)
	}
	states, err := s.States(t.Context())
	digests, _ := s.Digests(t.Context(), []string{o.Readings[0].Report.ID})
	polls, _ := s.Polls(t.Context(), "daz", 9)
	if err != nil || states["daz"].LastStatus != 200 || len(digests)+len(polls)+len(whole(t, s)) > 0 {
		t.Errorf("something stayed: %v %v %v %v", states, digests, polls, err)
	}
	if _, err := db.Exec(works()); err != nil {
		t.Fatal(err)
	}
	if p, err := s.Commit(t.Context(), o); err != nil || p.New != 1 || len(whole(t, s)) != 1 {
		t.Errorf("afterwards: %+v, %v", p, err)
	}
}

// failing makes the engine fail to write a state.
func failing() []string {
	if server == nil {
		return []string{"CREATE TRIGGER fail BEFORE UPDATE ON states BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"}
	}
	return []string{
		"CREATE FUNCTION fail() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'database or disk is full'; END $$ LANGUAGE plpgsql",
		"CREATE TRIGGER fail BEFORE UPDATE ON states FOR EACH ROW EXECUTE FUNCTION fail()",
	}
}

func works() string {
	if server == nil {
		return "DROP TRIGGER fail"
	}
	return "DROP TRIGGER fail ON states"
}

// TestCancelledCommitLeavesNothing: a commit that is stopped half way is undone.
func TestCancelledCommitLeavesNothing(t *testing.T) {
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Commit(ctx, scheduler.Outcome{Readings: []scheduler.Reading{reading("a", "1", "2031-03-06", meeting("KAZ", "UNO", "2031-03-05"))}})
	if !errors.Is(err, context.Canceled) || len(whole(t, s)) != 0 {
		t.Errorf("%v, %d events", err, len(whole(t, s)))
	}
}

// TestKill kills a process in the middle of its commits, again and again, and
// opens what it left: every event has its reports, every report its events.
func TestKill(t *testing.T) {
	if dsn := os.Getenv("DATELINE_TEST_KILL"); dsn != "" {
		commitForever(t, dsn)
	}
	file := filepath.Join(t.TempDir(), "dateline.db")
	stored := 0
	for range 5 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKill$")
		cmd.Env = append(os.Environ(), "DATELINE_TEST_KILL="+address(t, file))
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Read(make([]byte, 30)); err != nil { // a few commits are through
			t.Fatal(err)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it was killed
		s := openFile(t, file)
		layOut(t, s) // what it stored last
		n := consistent(t, s)
		if n <= stored {
			t.Errorf("%d reports, %d before", n, stored)
		}
		stored = n
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func commitForever(t *testing.T, dsn string) {
	s, err := store.Open(t.Context(), dsn, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for {
		commit(t, s, newNewsroom(time.Now().UnixNano()).report(end, 2))
		os.Stdout.WriteString(".")
	}
}

// consistent returns the number of reports and checks that events and reports
// know of each other.
func consistent(t *testing.T, s *store.Store) int {
	t.Helper()
	told := map[string]int{}
	for _, e := range whole(t, s) {
		for _, m := range e.Mentions {
			told[m.Report]++
		}
	}
	reports, err := s.ReportsOf(t.Context(), "", false, 1_000_000)
	if err != nil || len(reports) != len(told) {
		t.Errorf("%d reports, %d of them in events, %v", len(reports), len(told), err)
	}
	for _, r := range reports {
		if told[r.ID] != r.Events {
			t.Errorf("report %s: %d mentions, %d in events", r.ID, r.Events, told[r.ID])
		}
	}
	return len(reports)
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("not a database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for dsn, want := range map[string]string{
		filepath.Join(dir, "missing", "d.db"): "does the folder exist",
		text:                                  "the file is something else",
	} {
		if _, err := store.Open(t.Context(), dsn, store.Options{}); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), dsn) {
			t.Errorf("%s: %v, want %q", dsn, err, want)
		}
	}
}

// TestReopenKeeps: a file opened again, with a name that needs escaping, has everything.
func TestReopenKeeps(t *testing.T) {
	file := filepath.Join(t.TempDir(), "what? 100% Größe#1.db")
	s := openFile(t, file)
	r := reading("a", "1", "2031-03-06", meeting("KAZ", "UNO", "2031-03-05"))
	r.Report.Published = r.Report.Published.In(time.FixedZone("", 5*60*60))
	commit(t, s, r)
	want := whole(t, s)[0]
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); err != nil && server == nil {
		t.Fatal(err)
	}
	s = openFile(t, file)
	got, err := s.Event(t.Context(), want.ID)
	if err != nil || tell([]timeline.Event{got}) != tell([]timeline.Event{want}) || got.Mentions[0].Evidence != r.Reading.Mentions[0].Evidence {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	reports, err := s.Reports(t.Context(), []string{r.Report.ID})
	if _, offset := reports[r.Report.ID].Published.Zone(); err != nil || offset != 5*60*60 {
		t.Errorf("%+v, %v: the zone that decides what today means is lost", reports, err)
	}
}

// TestReindex: a database of another version of dateline is found by what this one
// looks for.
func TestReindex(t *testing.T) {
	file := filepath.Join(t.TempDir(), "dateline.db")
	s := openFile(t, file)
	for i := range 150 {
		commit(t, s, reading("a", fmt.Sprint(i), "2031-03-06", meeting("KAZ", "UNO", time.Date(2031, 1, 2*i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))))
	}
	want := len(all(t, s, "actor:KAZ"))
	db := raw(t, address(t, file))
	for _, statement := range []string{"DELETE FROM terms WHERE day > 0", "UPDATE blocks SET block = 'old'", "UPDATE changes SET indexed = 0"} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openFile(t, file)
	commit(t, s, reading("b", "1", "2031-03-06", meeting("KAZ", "UNO", "2031-01-12")))
	if got := len(all(t, s, "actor:KAZ")); got != want || want != 150 {
		t.Errorf("%d events, want %d", got, want)
	}
}

// TestOneThatCannotBeLaidOut: a report that cannot be laid out holds nobody up. It
// stays, says why, and is tried again by the next start.
func TestOneThatCannotBeLaidOut(t *testing.T) {
	file := filepath.Join(t.TempDir(), "dateline.db")
	s := openFile(t, file)
	bad := reading("a", "bad", "2031-03-01", meeting("KAZ", "CHE", "2031-03-01"))
	good := reading("a", "good", "2031-03-06", meeting("KAZ", "UNO", "2031-03-05"))
	if _, err := s.CommitTogether(t.Context(), []scheduler.Outcome{{Readings: []scheduler.Reading{bad, good}}}); err != nil {
		t.Fatal(err)
	}
	db := raw(t, address(t, file))
	stored := ""
	if err := db.QueryRow("SELECT body FROM unlaid WHERE report = $1", bad.Report.ID).Scan(&stored); err != nil {
		t.Fatal(err)
	}
	change := func(body string) {
		t.Helper()
		if _, err := db.Exec("UPDATE unlaid SET body = $1 WHERE report = $2", body, bad.Report.ID); err != nil {
			t.Fatal(err)
		}
	}
	change("not what was written")
	if _, err := s.LayOut(t.Context()); err == nil || !strings.Contains(err.Error(), bad.Report.ID) {
		t.Errorf("error %v, want one that names the report", err)
	}
	if more, err := s.LayOut(t.Context()); more || err != nil {
		t.Errorf("again: %t, %v", more, err)
	}
	if events := whole(t, s); len(events) != 1 || !slices.Contains(events[0].Codes(), "UNO") {
		t.Errorf("the other report: %s", tell(events))
	}
	log, err := s.ReportsOf(t.Context(), "a", false, 10)
	if err != nil || !slices.ContainsFunc(log, func(r store.Report) bool { return strings.Contains(r.Why, "could not be laid out") }) {
		t.Errorf("%+v, %v: nothing says why", log, err)
	}
	change(stored)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openFile(t, file)
	layOut(t, s)
	if events := whole(t, s); len(events) != 2 {
		t.Errorf("after another start: %s", tell(events))
	}
}
