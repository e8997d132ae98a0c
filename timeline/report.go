// Package timeline is the domain: it reads the diplomatic events out of
// reports, merges what several reports say, and selects events by query.
//
// The way of one article is Report → [Extractor.Read] → Mentions → [Merge] →
// Events → [Query]. Everything here is pure: no clock, network or database.
package timeline

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// Report is one article as one source published it, in its latest revision.
type Report struct {
	ID      string // see ReportID
	Source  string // the source's id in sources.yaml
	GUID    string // names the article within its source: guid, else canonical URL, else a content hash
	URL     string // canonical: absolute, without tracking parameters; may be empty
	Lang    string // ISO 639-1 where known (declared by item, feed or source), else empty: the text decides
	Title   string // plain text
	Text    string // plain text, paragraphs separated by a blank line; the body without the title
	Summary string // sanitised HTML for republishing
	Author  string
	Tags    []string // the item's own categories
	// Published is when the source says it published the article, in the zone that
	// decides what "today" means there. Zero where the item has no plausible date:
	// the store then sets the time it first saw the report.
	Published time.Time
	Updated   time.Time // zero where not given
	Teaser    bool      // the feed carries only a teaser of the article
	// Given is what another dateline read in the article. Where it is not nil the
	// report is not read again. Offsets of evidence count in Text.
	Given []Mention `json:",omitempty"`
}

// ReportID names the report with the given guid of the given source: 16 hex
// digits, the same on every node and in every run.
func ReportID(source, guid string) string {
	sum := sha256.Sum256([]byte(source + "\x00" + guid))
	return hex.EncodeToString(sum[:8])
}

// Digest identifies a revision: two reports with equal digests read the same.
// The store rewrites a report, and reads it again, only when its digest changes.
func (r Report) Digest() string {
	h := sha256.New()
	for _, s := range []string{r.URL, r.Lang, r.Title, r.Text, r.Summary, r.Author, r.Published.Format(time.RFC3339), r.Updated.Format(time.RFC3339)} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	for _, t := range r.Tags {
		h.Write([]byte(t))
		h.Write([]byte{0})
	}
	if r.Given != nil {
		// An encoder of plain values into a hash never fails.
		_ = json.NewEncoder(h).Encode(r.Given)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
