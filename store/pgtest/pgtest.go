// Package pgtest starts a throwaway PostgreSQL for tests, from what Debian's
// package installs, reached by a socket in a folder of its own.
package pgtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver
)

// ErrAbsent says that the machine has no PostgreSQL.
var ErrAbsent = errors.New("PostgreSQL is not installed (nothing in /usr/lib/postgresql); on Debian: apt-get install -y postgresql")

// Server is a PostgreSQL that ends with the test.
type Server struct {
	URL string // postgres://…, of a user who may do everything

	bin, dir string
	kept     bool // the folder outlives the server
	as       *syscall.SysProcAttr
	running  *exec.Cmd
}

// Start makes a server and waits until it answers. Stop must be called also
// where there is an error.
func Start() (*Server, error) {
	dir, err := os.MkdirTemp("", "dateline-pg")
	if err != nil {
		return &Server{}, err
	}
	return start(&Server{dir: dir})
}

// StartIn is [Start] with a folder that keeps the server's data: the next start
// there finds them again.
func StartIn(dir string) (*Server, error) {
	dir, err := filepath.Abs(dir)
	if err == nil {
		err = os.MkdirAll(dir, 0o755) //nolint:gosec // the server's user must get in
	}
	if err != nil {
		return &Server{}, err
	}
	return start(&Server{dir: dir, kept: true})
}

func start(s *Server) (*Server, error) {
	programs, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(programs) == 0 {
		return s, ErrAbsent
	}
	s.bin = programs[len(programs)-1]
	if s.as, err = unprivileged(s.dir); err != nil {
		return s, err
	}
	if _, err := os.Stat(s.data()); err != nil {
		initdb := s.command("initdb", "-D", s.data(), "-U", "dateline", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
		if out, err := initdb.CombinedOutput(); err != nil {
			return s, fmt.Errorf("initdb: %w: %s", err, out)
		}
	}
	s.URL = (&url.URL{Scheme: "postgres", User: url.User("dateline"), Path: "/postgres", RawQuery: url.Values{"host": {s.dir}}.Encode()}).String()
	return s, s.Resume()
}

// Resume starts the server again after a [Server.Pause].
func (s *Server) Resume() error {
	cmd := s.command("postgres", "-D", s.data(), "-k", s.dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200")
	if err := cmd.Start(); err != nil {
		return err
	}
	s.running = cmd
	return s.await()
}

// Pause stops the server and cuts all connections; its data stay.
func (s *Server) Pause() {
	if s.running != nil {
		_ = s.running.Process.Signal(syscall.SIGINT) // fast shutdown
		_ = s.running.Wait()
		s.running = nil
	}
}

// Stop stops the server and removes it, unless it is kept.
func (s *Server) Stop() {
	s.Pause()
	if s.dir != "" && !s.kept {
		_ = os.RemoveAll(s.dir)
	}
}

// Schema makes an empty schema and returns the address of a database of its own
// there.
func (s *Server) Schema() (string, error) {
	return s.NamedSchema("t" + strings.ToLower(rand.Text()))
}

// NamedSchema is [Server.Schema] with a name; one that is there is used again.
func (s *Server) NamedSchema(name string) (string, error) {
	err := s.Exec("CREATE SCHEMA IF NOT EXISTS " + name)
	return s.URL + "&search_path=" + name, err
}

// SchemaOf is [Server.NamedSchema] with a name that stands for a file.
func (s *Server) SchemaOf(file string) (string, error) {
	sum := sha256.Sum256([]byte(file))
	return s.NamedSchema("t" + hex.EncodeToString(sum[:8]))
}

// Exec runs a statement beside the program under test.
func (s *Server) Exec(statement string) error {
	db, err := sql.Open("pgx", s.URL+"&default_transaction_read_only=off") // also where the test made the database so
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	_, err = db.ExecContext(context.Background(), statement)
	return err
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) command(program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(context.Background(), filepath.Join(s.bin, program), args...)
	cmd.SysProcAttr, cmd.Dir = s.as, s.dir
	return cmd
}

func (s *Server) await() error {
	db, err := sql.Open("pgx", s.URL)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for {
		if err = db.PingContext(ctx); err == nil || ctx.Err() != nil {
			return err
		}
		time.Sleep(50 * time.Millisecond) // a process of the machine is waited for, not of the test
	}
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
