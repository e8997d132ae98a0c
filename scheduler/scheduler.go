// Package scheduler decides when to ask a source again, and runs polls: one
// step a source, one at a time per host, at most so many at once.
package scheduler

import (
	"context"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

// State is what is kept of a source between polls. Its JSON form is what a
// store keeps; the names are stable.
type State struct {
	Source     string          `json:"source"`
	URL        string          `json:"url,omitempty"`    // the exact URL asked: the source's own, or the one adopted after a permanent move
	From       string          `json:"from,omitempty"`   // the source's URL when URL was adopted; another one in sources.yaml starts anew
	Access     string          `json:"access,omitempty"` // a hash of credentials, headers and proxy: validators do not outlive a change
	Validators feed.Validators `json:"validators,omitzero"`
	BodyHash   string          `json:"body_hash,omitempty"`
	NextDue    time.Time       `json:"next_due,omitzero"`     // never asked before this; zero: never asked at all
	Reason     string          `json:"reason,omitempty"`      // why NextDue is what it is, in words
	Hold       time.Time       `json:"hold,omitzero"`         // Retry-After: not even asked by hand before this
	Fresh      time.Duration   `json:"fresh,omitempty"`       // freshness of the stored answer, for 304s that do not repeat it
	Pace       feed.Pace       `json:"pace,omitzero"`         // of the last document
	LastPoll   time.Time       `json:"last_poll,omitzero"`    // the last attempt
	LastOK     time.Time       `json:"last_ok,omitzero"`      // the last 200 or 304
	LastStatus int             `json:"last_status,omitempty"` // HTTP status of the last attempt, 0 where none came
	LastError  string          `json:"last_error,omitempty"`  // in words for a person; empty after a success
	Failures   int             `json:"failures,omitempty"`    // in a row
	Gone       bool            `json:"gone,omitempty"`        // 410 or expired: not asked again
	Format     string          `json:"format,omitempty"`      // of the last document
	FeedTitle  string          `json:"feed_title,omitempty"`
	MovedTo    string          `json:"moved_to,omitempty"` // the target of a permanent redirect not yet adopted
	MovedSince time.Time       `json:"moved_since,omitzero"`
	Newest     time.Time       `json:"newest,omitzero"`  // date of the newest item
	Window     time.Duration   `json:"window,omitempty"` // between the oldest and the newest item of the feed
	Items      int             `json:"items,omitempty"`  // in the last document
	Push       Push            `json:"-"`                // kept apart: hubs change it between polls
}

// Due is when the source is to be asked as far as its own state says; zero: never.
func (st State) Due() time.Time {
	switch {
	case st.Gone:
		return time.Time{}
	case st.Hold.After(st.NextDue):
		return st.Hold
	}
	return st.NextDue
}

// Host is the host that is asked; empty where the URL is a file's.
func (st State) Host() string { return hostOf(st.URL) }

// Push is a WebSub subscription of a source.
type Push struct {
	Hub     string    `json:"hub,omitempty"`
	Topic   string    `json:"topic,omitempty"`
	Token   string    `json:"token,omitempty"`  // names the callback; unguessable
	Secret  string    `json:"secret,omitempty"` // the key of the hub's signatures
	Pending bool      `json:"pending,omitempty"`
	Asked   time.Time `json:"asked,omitzero"` // the last subscription request
	Until   time.Time `json:"until,omitzero"` // end of the lease; zero: not verified
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
	Fault   string // the kind of the error: a [feed.Fault], "feed" where the answer is no feed, "store"; not kept
}

// Outcome is what one poll step found, to be stored in one transaction.
type Outcome struct {
	State    State     // with an empty Source: the state stays as it is
	Poll     Poll      // with a zero At: no attempt to note in the history
	Readings []Reading // new and changed reports only; the store decides which count as new
	// Articles are the reports whose full text is still to be fetched. They are
	// not for the store.
	Articles []timeline.Report
}

// Reading is a report together with what was read in it.
type Reading struct {
	Report  timeline.Report
	Reading timeline.Reading
	// Digest is what [Store.Digests] must return for this revision. It is the
	// digest of the report as the feed carries it, also where Report has since been
	// completed from the article's page, so a poll finds nothing changed.
	Digest string
	// Error says why the report is stored without a reading; empty where it was read.
	Error string
}

// Store keeps states and reports. Each method is safe for concurrent use.
type Store interface {
	// Digests returns the stored digest of each of the reports that is known.
	Digests(ctx context.Context, reports []string) (map[string]string, error)
	// Commit stores an outcome in one transaction: reports, what was read in them,
	// and last the state. When it fails nothing is stored, so the old validators make
	// the next poll read again. It returns the outcome's Poll with New and Changed
	// filled in. What is stored comes onto the timeline, now or after a restart.
	Commit(ctx context.Context, o Outcome) (Poll, error)
	// States returns the stored states of all sources, by source id.
	States(ctx context.Context) (map[string]State, error)
}
