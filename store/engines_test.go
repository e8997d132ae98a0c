package store_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/dateline-news/dateline/store/pgtest"
)

// server is the throwaway PostgreSQL, nil while the tests run on SQLite.
var server *pgtest.Server

// TestMain runs every test twice: on SQLite, and on a PostgreSQL of its own. With
// DATELINE_TEST_ENGINE=sqlite it leaves out the second.
func TestMain(m *testing.M) {
	code := m.Run()
	if os.Getenv("DATELINE_TEST_ENGINE") == "sqlite" {
		os.Exit(code)
	}
	start := pgtest.Start
	if dir := os.Getenv("DATELINE_BENCH_DIR"); dir != "" { // benchmarks keep what they fill
		start = func() (*pgtest.Server, error) { return pgtest.StartIn(filepath.Join(dir, "postgres")) }
	}
	throwaway, err := start()
	server = throwaway
	switch {
	case os.Getenv("DATELINE_TEST_KILL") != "":
	case err == nil:
		fmt.Println("again, on PostgreSQL:")
		code = max(code, m.Run())
	case os.Getenv("CI") != "":
		fmt.Println("FAIL: these tests must run on PostgreSQL too:", err)
		code = 1
	default:
		fmt.Println("not run on PostgreSQL:", err)
	}
	throwaway.Stop()
	os.Exit(code)
}

// address returns the database that stands for the file: the file itself, or on
// PostgreSQL a schema of its own.
func address(t testing.TB, file string) string {
	t.Helper()
	if server == nil {
		return file
	}
	dsn, err := server.SchemaOf(file)
	if err != nil {
		t.Fatal(err)
	}
	return dsn
}

// raw opens a database beside the store.
func raw(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if server != nil {
		driver = "pgx"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
