// Package feed is wire formats and transport: sources.yaml, polite fetching,
// feeds in (through gofeed) and feeds out (on gorilla/feeds).
package feed

import (
	"crypto/sha256"
	"crypto/subtle"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// Config is a whole, valid sources.yaml.
type Config struct {
	File    string // where it was read, for messages
	Sources []Source
	Outlets []Outlet
	Actors  []Actor
	Network Network
	Remarks []ConfigError // what is no mistake and yet most likely not meant
}

// Source is a feed to poll.
type Source struct {
	ID       string
	Title    string         // as sources.yaml gives it; the id where it gives none
	URL      string         // http, https or file
	Home     string         // the site's page; empty: what the feed says
	Note     string         // the operator's remark
	Lang     string         // ISO 639-1; empty: the feed's own, else detected
	Timezone *time.Location // nil: the feed's own zone
	// DefaultZone is the zone of dates that name none, where Timezone is nil; nil: UTC.
	DefaultZone *time.Location
	Schedule    string // cron spec or @every
	// OwnSchedule says that the source itself, not only the defaults, sets the schedule.
	OwnSchedule bool
	Tags        []string
	Fulltext    bool // fetch the article when the feed carries a teaser
	Keep        Keep // how long the texts of its reports are kept
	Disabled    bool // listed, shown, not polled
	// HoldHost says that a hold (Retry-After) on this source holds all of its host.
	HoldHost bool

	// What a request carries beside the usual. It may hold secrets: it is never
	// printed, and never sent to another host than the URL's.
	Header    http.Header // extra request headers, a cookie among them
	UserAgent string      // empty: dateline's own
	BasicAuth *BasicAuth  // nil: none
	Proxy     *url.URL    // http, https or socks5; nil: none but the environment's
}

// BasicAuth is a name and password for HTTP basic authentication.
type BasicAuth struct {
	Username string
	Password string
}

// String names the source. It keeps the secrets of a source out of messages
// and logs, whatever verb prints it.
func (s Source) String() string { return s.ID }

// GoString is String.
func (s Source) GoString() string { return s.ID }

// LogValue is String, for slog.
func (s Source) LogValue() slog.Value { return slog.StringValue(s.ID) }

// String hides the password.
func (b BasicAuth) String() string { return b.Username + ":***" }

// GoString is String.
func (b BasicAuth) GoString() string { return b.String() }

// Outlet is a named query that is published as feeds.
type Outlet struct {
	Name  string
	Title string
	Query string // valid: timeline.ParseQuery accepts it
	// RenamedFrom are former names; their addresses redirect to this outlet's for good.
	RenamedFrom []string
	Gone        bool // no longer published: its addresses answer 410
	// Private says that only who brings a token reads it; see [Outlet.Admits].
	Private bool
	tokens  [][sha256.Size]byte // hashes: a Config can be printed
}

// Admits reports whether the token opens the outlet. It takes the same time
// whatever the token is. A public outlet needs none.
func (o Outlet) Admits(token string) bool {
	sum := sha256.Sum256([]byte(token))
	found := 0
	for _, t := range o.tokens {
		found |= subtle.ConstantTimeCompare(sum[:], t[:])
	}
	return !o.Private || found == 1
}

// WithToken returns the outlet as a private one that the token opens too.
func (o Outlet) WithToken(token string) Outlet {
	o.Private = true
	o.tokens = append(slices.Clip(o.tokens), sha256.Sum256([]byte(token)))
	return o
}

// Actor adds to or overrides the built-in gazetteer.
type Actor struct {
	Code   string              // the party's code
	Person string              // full name; empty where the entry names the party itself
	Role   string              // office, in English ("foreign minister"); empty where none
	From   time.Time           // first day in office; zero: always
	Until  time.Time           // last day in office; zero: still
	Names  map[string][]string // further names by language
}

// Network says which addresses beside the public ones may be fetched.
type Network struct {
	Allow []netip.Prefix
}

// Validators are what a server gave to ask conditionally next time, byte for byte.
type Validators struct {
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
	// URL is the exact URL that gave them, after redirects; where a redirect leads
	// elsewhere they are not sent. Empty: not known, they go to the URL asked.
	URL string `json:"url,omitempty"`
}

// Page is one answer to a fetch.
type Page struct {
	URL        *url.URL // where the body came from, after redirects
	Status     int      // HTTP status; 200 for a file
	Header     http.Header
	Body       []byte // decoded from its content encoding, bounded; empty when NotModified
	Validators Validators
	// NotModified says that nothing changed: 304, or a body with the hash the request named.
	NotModified bool
	BodyHash    string     // hex SHA-256 of Body; the old one when NotModified
	Redirects   []Redirect // in order
	Fetched     time.Time  // when the answer came, UTC
}

// Redirect is one hop of a fetch.
type Redirect struct {
	Status int
	To     string
}

// Document is a parsed feed.
type Document struct {
	Format  string // "rss2.0", "atom1.0", "rdf1.0", "json1.1" …
	Title   string
	Lang    string // as the feed declares it
	Home    string // the site's page
	Self    string
	Hubs    []string // WebSub hubs
	Next    Pace
	Expired bool // JSON Feed: will never be updated again
	// Generator is the program that wrote the feed, as it names itself; "dateline" for our own feeds.
	Generator string
	Reports   []timeline.Report // newest first as far as the feed tells
	Skipped   []string          // items that could not be read, each with the reason
	// Own counts the items left out because this dateline published them itself.
	Own       int
	authority string // of the dateline that wrote the feed; empty where none did
}

// Pace is what a feed says of how often to ask : reasons not to ask before.
type Pace struct {
	TTL       time.Duration  `json:"ttl,omitzero"`
	SkipHours []int          `json:"skip_hours,omitempty"` // GMT, 0–23
	SkipDays  []time.Weekday `json:"skip_days,omitempty"`  // GMT
	Period    time.Duration  `json:"period,omitzero"`      // sy:updatePeriod over sy:updateFrequency
	Base      time.Time      `json:"base,omitzero"`        // sy:updateBase
}
