//go:build chaos

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
)

// TestChaos breaks what can break, around processes that poll growing feeds, and
// prints a score card: `make chaos`. After each scene no report is lost or stored
// twice, no feed was asked twice in an interval, polling went on by itself, and the
// log said in words what happened.
func TestChaos(t *testing.T) {
	var card []string
	for _, s := range scenes {
		start := time.Now()
		result, played := "FAIL", false
		t.Run(s.name, func(t *testing.T) {
			played = true
			s.play(t)
			if !t.Failed() {
				result = "ok"
			}
		})
		if !played {
			continue
		}
		card = append(card, fmt.Sprintf("%-4s %-45s %4.0f s", result, s.name, time.Since(start).Seconds()))
	}
	fmt.Println("\nscore\n" + strings.Join(card, "\n"))
}

var scenes = []struct {
	name string
	play func(*testing.T)
}{
	{"kill -9, 100 times, SQLite", func(t *testing.T) { killOften(t, file(t), 1, 100) }},
	{"kill -9, 100 times, three nodes on PostgreSQL", func(t *testing.T) { killOften(t, database(t), 3, 100) }},
	{"SIGTERM under load, 10 times, SQLite", func(t *testing.T) { stopOften(t, file(t), 1, 10) }},
	{"SIGTERM under load, 10 times, PostgreSQL", func(t *testing.T) { stopOften(t, database(t), 3, 10) }},
	{"PostgreSQL stopped and started, three nodes", func(t *testing.T) { stopPostgres(t, 3) }},
	{"PostgreSQL stopped and started, one node", func(t *testing.T) { stopPostgres(t, 1) }},
	{"all connections cut, 20 times", cutConnections},
	{"PostgreSQL read-only for a while", readOnlyPostgres},
	{"SQLite file read-only", readOnlyFile},
	{"disk full, SQLite", diskFull},
	{"clock set back and forth, SQLite", func(t *testing.T) { stepClock(t, file(t), 1) }},
	{"clock set back and forth, PostgreSQL", func(t *testing.T) { stepClock(t, database(t), 2) }},
	{"2,000 feeds a minute, three nodes, one killed", manyFeeds},
	{"an article that panics and one that hangs", poison},
}

func file(t *testing.T) string { return filepath.Join(t.TempDir(), "dateline.db") }

// stage is a farm, a database and the processes that poll.
type stage struct {
	*testing.T
	farm  *growingFarm
	dsn   string
	log   logText
	nodes []*exec.Cmd
}

// newStage starts nodes that poll feeds.
func newStage(t *testing.T, dsn string, feeds, nodes int) *stage {
	s := &stage{T: t, farm: newGrowingFarm(t, feeds), dsn: dsn}
	s.farm.grow = 3 * time.Second // less to read than to poll
	for range nodes {
		s.start()
	}
	return s
}

func (s *stage) start() {
	s.Helper()
	s.nodes = append(s.nodes, startNode(s.T, s.dsn, s.farm, &s.log))
}

// goesOn waits until every feed was asked again.
func (s *stage) goesOn() {
	s.Helper()
	s.goesOnWithin(time.Minute + 2*pace())
}

func (s *stage) goesOnWithin(most time.Duration) {
	s.Helper()
	since := time.Now()
	deadline := since.Add(most)
	for !s.farm.allAsked(since) {
		if time.Now().After(deadline) {
			s.Fatalf("%v later not all feeds are asked again; the log:\n%s", most, lastOf(s.log.String()))
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// allPoll waits until every process has polled.
func (s *stage) allPoll() {
	s.Helper()
	eventually(s.T, "all processes poll", func() bool {
		s.farm.mu.Lock()
		defer s.farm.mu.Unlock()
		for _, n := range s.nodes {
			if s.farm.by[strconv.Itoa(n.Process.Pid)] == 0 {
				return false
			}
		}
		return true
	})
}

func (f *growingFarm) allAsked(since time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, asked := range f.asked {
		if len(asked) == 0 || asked[len(asked)-1].Before(since) {
			return false
		}
	}
	return true
}

// stop tells the processes to stop, and wants them to do so in ten seconds.
func (s *stage) stop() {
	s.Helper()
	for _, n := range s.nodes {
		if err := n.Process.Signal(syscall.SIGTERM); err != nil {
			s.Error(err)
		}
	}
	for _, n := range s.nodes {
		hung := time.AfterFunc(15*time.Second, func() { _ = n.Process.Kill() })
		if err := n.Wait(); err != nil {
			s.Errorf("told to stop, a process ended so: %v; the log:\n%s", err, lastOf(s.log.String()))
		}
		hung.Stop()
	}
	s.nodes = nil
}

// end stops everything and checks what is left. The log must have the words.
func (s *stage) end(words ...string) {
	s.Helper()
	s.goesOn()
	s.stop()
	s.farm.checkGaps(s.T)
	s.farm.stop()
	wantAll(s.T, s.dsn, s.farm)
	for _, w := range words {
		if !strings.Contains(s.log.String(), w) {
			s.Errorf("the log does not say %q:\n%s", w, lastOf(s.log.String()))
		}
	}
}

// lastOf is the end of a log.
func lastOf(log string) string {
	const most = 4000
	if len(log) > most {
		return "…" + log[len(log)-most:]
	}
	return log
}

func killOften(t *testing.T, dsn string, nodes, times int) {
	s := newStage(t, dsn, 30, nodes)
	for range times {
		time.Sleep(time.Duration(100+rand.IntN(1000)) * time.Millisecond)
		i := rand.IntN(len(s.nodes))
		kill(t, s.nodes[i])
		s.nodes[i] = startNode(t, dsn, s.farm, &s.log)
	}
	if nodes > 1 {
		s.end("a node has died")
	} else {
		s.end()
	}
}

func stopOften(t *testing.T, dsn string, nodes, times int) {
	s := newStage(t, dsn, 40, nodes)
	for range times {
		s.allPoll()
		time.Sleep(time.Duration(rand.IntN(1500)) * time.Millisecond)
		s.stop()
		for range nodes {
			s.start()
		}
	}
	s.end()
}

func stopPostgres(t *testing.T, nodes int) {
	s := newStage(t, database(t), 30, nodes)
	s.allPoll()
	for range 3 {
		shared.server.Pause()
		time.Sleep(7 * time.Second)
		if err := shared.server.Resume(); err != nil {
			t.Fatal(err)
		}
		s.goesOn()
	}
	s.end("cannot reach the database", "reaches the database again")
}

func cutConnections(t *testing.T) {
	s := newStage(t, database(t), 30, 3)
	s.allPoll()
	for range 20 {
		if err := shared.server.Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(500 * time.Millisecond)
	}
	s.end("terminating connection due to administrator command")
}

func readOnlyPostgres(t *testing.T) {
	s := newStage(t, database(t), 30, 2)
	s.allPoll()
	for _, is := range []string{"on", "off"} {
		for _, statement := range []string{
			"ALTER DATABASE postgres SET default_transaction_read_only = " + is,
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
		} {
			if err := shared.server.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(8 * time.Second)
	}
	s.end("read-only transaction", "reaches the database again")
}

func readOnlyFile(t *testing.T) {
	dir := smallDisk(t, "16m")
	s := newStage(t, filepath.Join(dir, "dateline.db"), 20, 1)
	s.goesOn()
	s.stop()
	remount(t, dir, "ro")
	s.start()
	if err := s.nodes[0].Wait(); err == nil || !strings.Contains(s.log.String(), "may this user write there") {
		t.Errorf("on a read-only disk: %v: %s", err, &s.log)
	}
	s.nodes = nil
	remount(t, dir, "rw")
	s.start()
	s.end()
}

func diskFull(t *testing.T) {
	dir := smallDisk(t, "8m")
	s := newStage(t, filepath.Join(dir, "dateline.db"), 20, 1)
	s.goesOn()
	filler := filepath.Join(dir, "filler")
	for range 3 {
		// Up to the last byte: not even the log of the database can grow.
		if err := os.WriteFile(filler, make([]byte, 64<<20), 0o600); err == nil {
			t.Fatal("the disk is not full")
		}
		time.Sleep(8 * time.Second)
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
		s.goesOn()
	}
	s.end("free some space on the disk")
}

// smallDisk mounts a memory disk, where that is permitted.
func smallDisk(t *testing.T, size string) string {
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("not played: a memory disk cannot be mounted here: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", dir).CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
	})
	return dir
}

func remount(t *testing.T, dir, how string) {
	t.Helper()
	if out, err := exec.Command("mount", "-o", "remount,"+how, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// stepClock plays a clock that is set: all that is stored moves by as much the
// other way.
func stepClock(t *testing.T, dsn string, nodes int) {
	s := newStage(t, dsn, 20, nodes)
	s.goesOn()
	for _, step := range []time.Duration{-24 * time.Hour, -10 * time.Minute} {
		s.stop()
		shift(t, dsn, -step)
		for range nodes {
			s.start()
		}
		s.goesOn()
	}
	s.farm.checkGaps(t)
	s.stop()
	shift(t, dsn, -time.Hour) // forth: an hour has passed, and everything is due
	time.Sleep(officePace)    // so that it is also by the farm's clock
	for range nodes {
		s.start()
	}
	s.end("the clock was set back")
}

// shift moves every stored instant of the sources.
func shift(t *testing.T, dsn string, by time.Duration) {
	t.Helper()
	db, err := store.Open(t.Context(), dsn, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	states, err := db.States(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range states {
		for _, at := range []*time.Time{&st.LastPoll, &st.LastOK, &st.NextDue, &st.Hold} {
			if !at.IsZero() {
				*at = at.Add(by)
			}
		}
		if _, err := db.Commit(t.Context(), scheduler.Outcome{State: st}); err != nil {
			t.Fatal(err)
		}
	}
}

// manyFeeds: the work is shared within a fifth, each feed asked once an interval, also
// while the others take over what a dead node would have polled: an interval after its
// death, and what spreads polls, all were asked again.
func manyFeeds(t *testing.T) {
	t.Setenv("DATELINE_TEST_PACE", "1m")
	s := newStage(t, database(t), 2000, 3)
	s.farm.grow = time.Hour // most polls bring nothing new
	s.goesOnWithin(5 * time.Minute)
	s.farm.mu.Lock()
	clear(s.farm.by)
	s.farm.mu.Unlock()
	s.goesOnWithin(3 * time.Minute)
	s.share()
	killed := time.Now()
	kill(t, s.nodes[0])
	s.nodes = s.nodes[1:]
	s.goesOnWithin(pace() + 10*time.Second)
	fmt.Printf("  2,000 feeds: all asked again %.0f s after the kill, at an interval of 60 s\n", time.Since(killed).Seconds())
	s.end("a node has died")
}

// share reports nodes whose part is a fifth off the mean.
func (s *stage) share() {
	s.Helper()
	s.farm.mu.Lock()
	defer s.farm.mu.Unlock()
	sum := 0
	for _, n := range s.farm.by {
		sum += n
	}
	fmt.Printf("  %d polls by node: %v\n", sum, s.farm.by)
	for node, n := range s.farm.by {
		if part := float64(n*len(s.nodes)) / float64(sum); part < 0.8 || part > 1.2 {
			s.Errorf("node %s did %.2f of its part", node, part)
		}
	}
}

func poison(t *testing.T) {
	t.Setenv("DATELINE_TEST_POISON", "1")
	s := newStage(t, file(t), 20, 1)
	time.Sleep(75 * time.Second) // longer than a reader may take
	s.end("reading an article panicked; the others go on", "reading an article hangs; the others go on", `source=office-3`, `source=office-4`)
}
