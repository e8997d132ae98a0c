package timeline

import (
	"github.com/dateline-news/dateline/timeline/when"
	"github.com/dateline-news/dateline/timeline/who"
)

// Reading is everything dateline reads in one report.
type Reading struct {
	Lang     string            // the language read: declared, else guessed
	Relevant bool              // the gate let the report through
	Why      string            // why the gate decided so, in English, for the sources page and explain
	Times    []when.Expression // of Report.Text
	Names    []who.Name        // of Report.Text
	Mentions []Mention
}
