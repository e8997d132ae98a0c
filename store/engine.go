package store

import (
	"context"
	"database/sql"
	"net/url"
	"runtime"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/timeline"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the embedded engine
)

// engine is what differs between the databases. Everything else is one SQL text.
type engine struct {
	name  string
	goose goose.Dialect
	open  func(dsn string, readers int) (write, read *sql.DB, err error)
	// docs selects the documents (events.doc) that match the search expression
	// which follows; number is what their number is called there.
	docs, number string
	// passed follows a search whose documents are walked in order of their number: of
	// PostgreSQL's index of words all would be listed first.
	passed string
	// blocks asks the index of words for the blocks of documents in an array; empty where it
	// lists documents in order.
	blocks string
	// fewDocs is up to how many documents that have a word are listed. PostgreSQL reads each
	// on a page of its own.
	fewDocs int
	// these selects the documents whose numbers are in a JSON array.
	these string
	// keeps is how many statements of readers are kept prepared: some 20 kB each, on each
	// connection that ran them. pgx keeps its own.
	keeps int
	// marks writes n placeholders from $first on, of a statement whose values are all
	// in order. SQLite looks numbered ones up by name, one after the other.
	marks func(first, n int) string
	// expression writes a search for the tokens of t.
	expression func(t timeline.Text) string
	// index adds rows of a document's number and its words, unindex removes $1,
	// clear all.
	index, unindex, clear string
	// indexed is how many documents one statement adds. FTS5 writes what it has in
	// memory for each statement of several rows, and merges that later.
	indexed int
	// lock makes transactions that lay out the timeline take turns; empty where all
	// that write do.
	lock string
	// locked ends a query of rows that nobody else may change until the transaction ends.
	locked string
	// listed is [listed] as the engine's planner takes it. PostgreSQL knows how few rows
	// have an equal key; ranges it takes for many.
	listed string
	// snapshot is how a transaction sees one state of everything.
	snapshot sql.IsolationLevel
	// backup copies the database into the new file $1; empty where that is not so simple.
	backup string
	// position is the function that tells where a text has another.
	position string
	// words writes a text of folded tokens as the index takes it.
	words func(folded string) string
}

var sqlite = engine{
	name: "sqlite", goose: goose.DialectSQLite3, open: openSQLite,
	docs:       "SELECT rowid AS doc FROM search WHERE search MATCH ",
	number:     "rowid",
	fewDocs:    10_000,
	keeps:      400,
	these:      "SELECT value AS doc FROM json_each(%s)",
	marks:      func(_, n int) string { return strings.Repeat("?, ", n-1) + "?" },
	expression: matchFTS5,
	index:      "INSERT INTO search (rowid, text) VALUES",
	unindex:    "DELETE FROM search WHERE rowid = $1",
	clear:      "INSERT INTO search (search) VALUES ('delete-all')",
	indexed:    1,
	words:      func(folded string) string { return folded },
	position:   "instr",
	backup:     "VACUUM INTO $1",
	listed:     listed,
}

var postgres = engine{
	name: "postgres", goose: goose.DialectPostgres, open: openPostgres,
	docs:       "SELECT doc FROM search WHERE words @@ ",
	number:     "doc",
	passed:     " IS TRUE",
	blocks:     "ARRAY[doc >> 27] && CAST(%s AS BIGINT[])",
	fewDocs:    2000,
	these:      "SELECT CAST(value AS BIGINT) AS doc FROM json_array_elements_text(CAST(%s AS JSON))",
	marks:      placeholders,
	expression: tsquery,
	index:      "INSERT INTO search (doc, words) VALUES",
	unindex:    "DELETE FROM search WHERE doc = $1",
	clear:      "DELETE FROM search",
	indexed:    batch,
	words:      tsvector,
	position:   "strpos",
	listed:     "e.key = h.event",
	lock:       "SELECT pg_advisory_xact_lock(hashtext(current_schema()))",
	locked:     " FOR UPDATE",
	snapshot:   sql.LevelRepeatableRead,
}

// engineOf chooses by the address.
func engineOf(dsn string) engine {
	if scheme, _, ok := strings.Cut(dsn, "://"); ok && (scheme == "postgres" || scheme == "postgresql") {
		return postgres
	}
	return sqlite
}

// openSQLite opens a file twice: a single connection that writes, so that writers
// queue in this process instead of at the file's lock, and several that read. What
// these have in memory of the file is void after each change: more than the upper
// pages of its trees is not worth keeping, and costs more than to read it again.
func openSQLite(path string, readers int) (write, read *sql.DB, err error) {
	pragmas := url.Values{"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(NORMAL)", "wal_autocheckpoint(4000)", "temp_store(MEMORY)"}}
	name := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + pragmas.Encode()
	if write, err = sql.Open("sqlite", name+"&_txlock=immediate&_pragma=cache_size(-4000)"); err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	if read, err = sql.Open("sqlite", name+"&_pragma=query_only(1)&_pragma=cache_size(-1000)"); err != nil {
		return write, nil, err
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return write, read, nil
}

// openPostgres opens one pool for both: those that lay out the timeline take turns
// in the database, whichever node they run on. Statements are planned once, not for each
// value: what the planner takes a day or a text for leads it to read whole tables.
func openPostgres(dsn string, readers int) (write, read *sql.DB, err error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, nil, err
	}
	var prepare []stdlib.OptionOpenDB
	if config.RuntimeParams["plan_cache_mode"] == "" {
		prepare = append(prepare, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
			_, err := c.Exec(ctx, "SET plan_cache_mode = force_generic_plan")
			return err
		}))
	}
	db := stdlib.OpenDB(*config, prepare...)
	db.SetMaxOpenConns(2 * max(4, readers)) // those that write are among them
	db.SetMaxIdleConns(readers)
	return db, db, nil
}

// readers is how many connections read at once.
func readers(opts Options) int {
	if opts.Readers > 0 {
		return opts.Readers
	}
	return max(4, runtime.GOMAXPROCS(0))
}

// matchFTS5 writes a phrase query. Tokens are letters and digits only: there is
// nothing to escape.
func matchFTS5(t timeline.Text) string {
	phrase := `"` + strings.Join(timeline.Tokens(t.Words), " ") + `"`
	if t.Prefix {
		phrase += "*"
	}
	return phrase
}

// tsquery writes the same for PostgreSQL.
func tsquery(t timeline.Text) string {
	phrase := "'" + strings.Join(timeline.Tokens(t.Words), "' <-> '") + "'"
	if t.Prefix {
		phrase += ":*"
	}
	return phrase
}

// tsvector writes every token with its place.
func tsvector(folded string) string {
	var sb strings.Builder
	for i, w := range strings.Fields(folded) {
		sb.WriteString("'" + w + "':" + strconv.Itoa(i+1) + " ")
	}
	return sb.String()
}
