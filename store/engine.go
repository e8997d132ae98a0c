package store

import (
	"strings"

	"github.com/dateline-news/dateline/timeline"
	"github.com/pressly/goose/v3"
)

// engine is what differs between the databases. Everything else is one SQL text.
type engine struct {
	name  string
	goose goose.Dialect
	// docs selects the documents (events.doc) that match the search expression $1.
	docs string
	// only narrows docs to the one document that follows.
	only string
	// index adds rows of a document's number and its tokens, unindex removes $1.
	index, unindex string
	// expression writes a search for the tokens of t.
	expression func(t timeline.Text) string
}

var sqlite = engine{
	name: "sqlite", goose: goose.DialectSQLite3,
	docs:       "SELECT rowid FROM search WHERE search MATCH ",
	only:       " AND rowid = ",
	index:      "INSERT INTO search (rowid, text) VALUES",
	unindex:    "DELETE FROM search WHERE rowid = $1",
	expression: matchFTS5,
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
