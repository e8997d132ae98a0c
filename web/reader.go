package web

import (
	"context"
	"errors"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// Timeline is what the pages and feeds read events from. Every method is safe
// for concurrent use.
type Timeline interface {
	// Events returns the page of the events that q selects, and the cursor of the
	// next page, empty on the last.
	Events(ctx context.Context, q timeline.Query, p Page) (events []timeline.Event, next string, err error)
	// Mentions reads the mentions of events that came without into them.
	Mentions(ctx context.Context, events []timeline.Event) error
	// Event returns the event of the id. The error is ErrNotFound for an id never
	// issued, a *Moved for one whose event was merged into another.
	Event(ctx context.Context, id string) (timeline.Event, error)
	// Reports returns the reports of the ids that are known, by id.
	Reports(ctx context.Context, ids []string) (map[string]timeline.Report, error)
	// Slice returns the page with the reports of its events, and what Fingerprint says
	// of it.
	Slice(ctx context.Context, q timeline.Query, p Page) (Slice, error)
	// Fingerprint returns a text that stays the same for as long as Events returns
	// the same page, and Reports the same reports of its events.
	Fingerprint(ctx context.Context, q timeline.Query, p Page) (string, error)
	// Changed returns a number that grows with every change of events or reports.
	Changed(ctx context.Context) (int64, error)
}

// Slice is a page of events with all that a feed tells of them.
type Slice struct {
	Events      []timeline.Event
	Next        string                     // the cursor of the next page, empty on the last
	Reports     map[string]timeline.Report // of the events, by id
	Fingerprint string
}

// Summaries count events, for the pages that show shapes rather than items.
type Summaries interface {
	Count(ctx context.Context, q timeline.Query) (Count, error)
	// LastChange returns when an event of the query changed last; zero: it has none.
	LastChange(ctx context.Context, q timeline.Query) (time.Time, error)
	// Facets returns the most frequent values of each facet, frequent ones first.
	Facets(ctx context.Context, q timeline.Query) (Facets, error)
	// Density counts the events that begin from one day to another by day or month,
	// status and precision, in order of day.
	Density(ctx context.Context, q timeline.Query, from, to timeline.Day, by Step) ([]Band, error)
	// Pairs counts the events in which two parties both take part, frequent first.
	Pairs(ctx context.Context, q timeline.Query, limit int) ([]Pair, error)
}

// Sources tells how the polling goes.
type Sources interface {
	// Sources returns every source of sources.yaml, in its order, or those with the ids.
	Sources(ctx context.Context, ids ...string) ([]Source, error)
	// States returns the same without what is counted: Reports, Events, Undecided, Recent.
	States(ctx context.Context) ([]Source, error)
	// Polls returns the latest polls of a source, newest first.
	Polls(ctx context.Context, source string, limit int) ([]Poll, error)
	// Read returns the latest reports of a source, newest first; of all sources
	// where source is empty. With undecided, only those kept off the timeline.
	Read(ctx context.Context, source string, undecided bool, limit int) ([]Read, error)
	// ReadPage returns reports of a source, of all where source is empty, newest
	// first, and the cursor of the next page, empty on the last.
	ReadPage(ctx context.Context, source, cursor string, limit int) (reads []Read, next string, err error)
}

// Page asks for a part of a query's events.
type Page struct {
	Order  Order
	Cursor string // as Events returned it; empty for the first page
	Limit  int
	Bare   bool // the events come without their mentions, which is most of reading them
}

// Order is the order of a page of events.
type Order string

// The orders; the empty one is the query's own, else NewestDate. Undated events
// come last by date in either direction.
const (
	NewestDate Order = "newest"  // latest date first
	OldestDate Order = "oldest"  // earliest date first
	Latest     Order = "changed" // latest changed first: the order of feeds
)

// ErrNotFound says that there is no event of an id.
var ErrNotFound = errors.New("no such event")

// ErrCursor says that the cursor of a page was not one of the list's.
var ErrCursor = errors.New("this is not a cursor of this list; begin at its first page")

// Moved says that an event was merged into another.
type Moved struct{ To string }

func (m *Moved) Error() string { return "merged into " + m.To }

// ErrBusy says that the timeline cannot be read just now; asking again later may work.
var ErrBusy = errors.New("the timeline is busy")

// Count is how much a query selects.
type Count struct {
	Events int
	About  bool // Events is an estimate
	// Of very many events these are not counted: zero.
	Reports, Sources, Languages int
	Ahead                       int // planned events from today on; up to 1,000 and one more
}

// Facets are the values that narrow a query, by field: status, actor, type,
// place, lang, source; the frequent ones first.
type Facets struct {
	Values map[timeline.Key][]Facet
	Of     int  // events counted, the latest ones
	All    bool // those are all events of the query
}

// Facet is a value as a query writes it ("KAZ", "consult/visit", "CHE:Geneva")
// and the number of events that have it.
type Facet struct {
	Value  string
	Events int
}

// Step is what bands are counted by.
type Step int

// The steps; a band by month counts the events that begin in a month, under its first day.
const (
	ByDay Step = iota
	ByMonth
)

// Band counts the events that begin on a day with a status and a precision.
type Band struct {
	Day        timeline.Day
	Status     timeline.Status
	Precision  timeline.Precision
	Background bool
	Events     int
}

// Pair counts the events two parties share.
type Pair struct {
	A, B    string // codes, A < B
	Events  int
	Planned int // of Events
	Last    timeline.Span
	Next    timeline.Span
}

// Source is a source's place in sources.yaml and how its polling goes.
type Source struct {
	ID, Title, URL, Lang, Schedule string
	Tags                           []string
	Disabled                       bool
	Gone                           bool      // 410: not asked again
	Failures                       int       // in a row
	Error                          string    // of the last poll, in words; empty after a success
	Failing                        time.Time // since when; zero while healthy
	LastPoll, LastOK               time.Time
	NextDue                        time.Time
	Reason                         string    // why NextDue is what it is
	Newest                         time.Time // the newest article
	Reports, Events, Undecided     int       // of the last 30 days
	Recent                         []Poll    // the polls of the last 24 hours, oldest first
}

// Poll is one attempt.
type Poll struct {
	At                  time.Time
	Took                time.Duration
	Status              int
	Items, New, Changed int
	Error               string
}

// Read is what was read in one report.
type Read struct {
	Report   timeline.Report
	Relevant bool
	Why      string
	Events   int
}
