// Package scheduler decides when to ask a source again, and runs polls: one
// step a source, one at a time per host, at most so many at once.
package scheduler

import (
	"context"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

// State is what is kept of a source between polls.
type State struct {
	Source     string
	URL        string // the exact URL the validators belong to
	Validators feed.Validators
	BodyHash   string
	NextDue    time.Time // never asked before this; zero: never asked at all
	Reason     string    // why NextDue is what it is, in words
	LastPoll   time.Time // the last attempt
	LastOK     time.Time // the last 200 or 304
	LastStatus int       // HTTP status of the last attempt, 0 where none came
	LastError  string    // in words for a person; empty after a success
	Failures   int       // in a row
	Gone       bool      // 410 or expired: not asked again
	Format     string    // of the last document
	FeedTitle  string
	MovedTo    string // the target of a permanent redirect not yet adopted
	MovedSince time.Time
	Newest     time.Time     // date of the newest item
	Window     time.Duration // between the oldest and the newest item of the feed
}

// Poll is one attempt, as the history of a source keeps it.
type Poll struct {
	Source  string
	At      time.Time
	Took    time.Duration
	Status  int
	Items   int // in the document
	New     int // reports stored for the first time
	Changed int // reports stored again
	Error   string
}

// Outcome is what one poll step found, to be stored in one transaction.
type Outcome struct {
	State    State
	Poll     Poll
	Readings []Reading // new and changed reports only; the store decides which count as new
}

// Reading is a report together with what was read in it.
type Reading struct {
	Report  timeline.Report
	Reading timeline.Reading
}

// Store keeps states and reports. Each method is safe for concurrent use.
type Store interface {
	// Digests returns the stored digest of each of the reports that is known.
	Digests(ctx context.Context, reports []string) (map[string]string, error)
	// Commit stores an outcome in one transaction: reports, mentions, the events
	// they merge into, and last the state. When it fails nothing is stored, so the
	// old validators make the next poll read again. It returns the outcome's Poll
	// with New and Changed filled in.
	Commit(ctx context.Context, o Outcome) (Poll, error)
	// States returns the stored states of all sources, by source id.
	States(ctx context.Context) (map[string]State, error)
}
