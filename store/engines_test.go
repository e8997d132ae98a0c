package store_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// server is the address of the throwaway PostgreSQL, empty while the tests run on
// SQLite.
var server string

// TestMain runs every test twice: on SQLite, and on a PostgreSQL of its own. With
// DATELINE_TEST_ENGINE=sqlite it leaves out the second.
func TestMain(m *testing.M) {
	code := m.Run()
	if os.Getenv("DATELINE_TEST_ENGINE") == "sqlite" {
		os.Exit(code)
	}
	stop, err := startPostgres()
	switch {
	case os.Getenv("DATELINE_TEST_KILL") != "":
	case err == nil:
		fmt.Println("again, on PostgreSQL:")
		code = max(code, m.Run())
	case os.Getenv("CI") != "":
		fmt.Println("FAIL: these tests must run on PostgreSQL too:", err)
		code = 1
	default:
		fmt.Println("not run on PostgreSQL:", err, "- on Debian: apt-get install -y postgresql")
	}
	stop()
	os.Exit(code)
}

// startPostgres starts a server in a folder of its own, reached by a socket there.
func startPostgres() (stop func(), err error) {
	stop = func() {}
	programs, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(programs) == 0 {
		return stop, fmt.Errorf("it is not installed (nothing in /usr/lib/postgresql)")
	}
	bin := programs[len(programs)-1]
	dir, err := os.MkdirTemp("", "dateline-pg")
	if err != nil {
		return stop, err
	}
	stop = func() { os.RemoveAll(dir) }
	as, err := unprivileged(dir)
	if err != nil {
		return stop, err
	}
	run := func(program string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(bin, program), args...)
		cmd.SysProcAttr, cmd.Dir = as, dir
		return cmd
	}
	data := filepath.Join(dir, "data")
	if out, err := run("initdb", "-D", data, "-U", "dateline", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync").CombinedOutput(); err != nil {
		return stop, fmt.Errorf("initdb: %w: %s", err, out)
	}
	cmd := run("postgres", "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200")
	if err := cmd.Start(); err != nil {
		return stop, err
	}
	stop = func() {
		_ = cmd.Process.Signal(syscall.SIGINT) // fast shutdown
		_ = cmd.Wait()
		_ = os.RemoveAll(dir)
	}
	server = (&url.URL{Scheme: "postgres", User: url.User("dateline"), Path: "/postgres", RawQuery: url.Values{"host": {dir}}.Encode()}).String()
	return stop, awaitPostgres()
}

// unprivileged returns how to run a program as the user postgres, who is given
// the folder: the server refuses to run as root.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	if os.Geteuid() != 0 {
		return nil, nil // as oneself
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, os.Chown(dir, uid, gid) // ids are small
}

func awaitPostgres() error {
	db, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for {
		if err = db.PingContext(ctx); err == nil || ctx.Err() != nil {
			return err
		}
		time.Sleep(50 * time.Millisecond) // a process of the machine is waited for, not of the test
	}
}

// address returns the database that stands for the file: the file itself, or on
// PostgreSQL a schema of its own.
func address(t testing.TB, file string) string {
	t.Helper()
	if server == "" {
		return file
	}
	sum := sha256.Sum256([]byte(file))
	schema := "t" + hex.EncodeToString(sum[:8])
	db := raw(t, server)
	if _, err := db.Exec("CREATE SCHEMA IF NOT EXISTS " + schema); err != nil {
		t.Fatal(err)
	}
	return server + "&search_path=" + schema
}

// raw opens a database beside the store.
func raw(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if server != "" {
		driver = "pgx"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
