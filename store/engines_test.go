package store_test

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"os"
	"testing"

	"github.com/dateline-news/dateline/store/pgtest"
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
	throwaway, err := pgtest.Start()
	server = throwaway.URL
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
