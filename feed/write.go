package feed

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"io"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// Format is a wire format dateline publishes a view in.
type Format struct {
	Name      string // as --format and the API name it: atom
	Ext       string // of the address, without the dot; what a view's address ends in
	Label     string // for people: "JSON Feed"
	MediaType string // the whole Content-Type
	CORS      bool   // scripts of other sites may read it where it is public (U26)
	write     func(io.Writer, *document) error
}

// Formats lists every format, in the order pages offer them.
var Formats = []Format{
	{"atom", "atom", "Atom", "application/atom+xml; charset=utf-8", false, writeAtom},
	{"rss", "rss", "RSS", "application/rss+xml; charset=utf-8", false, writeRSS},
	{"jsonfeed", "json", "JSON Feed", "application/feed+json; charset=utf-8", true, writeJSONFeed},
	{"ics", "ics", "iCal", "text/calendar; charset=utf-8", true, writeCalendar},
	{"csv", "csv", "CSV", "text/csv; charset=utf-8; header=present", false, writeCSV},
	{"geojson", "geojson", "GeoJSON", "application/geo+json", true, writeGeoJSON},
	{"jsonl", "jsonl", "JSON Lines", "application/jsonl; charset=utf-8", true, writeJSONLines},
}

// FormatBy returns the format with the given name or extension.
func FormatBy(name string) (Format, bool) {
	i := slices.IndexFunc(Formats, func(f Format) bool { return f.Name == name || f.Ext == name })
	if i < 0 {
		return Format{}, false
	}
	return Formats[i], true
}

// View is a slice of the timeline, ready to be written. All addresses are
// absolute; empty ones are left out of the document. The order of Events is kept.
type View struct {
	Title       string
	Description string // one sentence; empty: the query
	Self        string // where this very document is
	Home        string // the page people read
	Base        string // the site's root, ending in "/"; Base+"events/"+ID is an event's page
	Name        string // names the feed for good ("outlets/kz-ch"); empty: its query does
	Authority   string // who issued the ids, for tag: URIs; empty: Base's host
	Hubs        []string
	Next        string // the next page of a long view (not of an archive)
	Archive     Archive
	Stylesheet  string // what makes the XML readable in a browser, see [BrowserCSS]
	Lang        string // interface language of titles and labels
	Query       string // canonical
	Version     string // of dateline
	TTL         time.Duration
	PerReport   bool // an entry per report, not per event
	Events      []timeline.Event
	Reports     map[string]timeline.Report // by id; mentions of reports not in it carry no link
	Sources     map[string]Source          // by id
	Updated     time.Time                  // newest change in the query's scope; zero: of Events
}

// Archive places a document in a chain of archived feeds (RFC 5005, section 4).
type Archive struct {
	Is      bool   // this document is an archive: it never changes
	Current string // an archive's subscription document
	Prev    string // the next older archive
	Next    string // an archive's next newer one
}

// perEvent marks the formats that have no entry per report.
func (f Format) perEvent() bool { return f.Name != "atom" && f.Name != "rss" && f.Name != "jsonfeed" }

// Write writes the view in the format. The same view gives the same bytes.
func Write(w io.Writer, f Format, v View) error {
	if f.write == nil {
		return fmt.Errorf("write view: no format %q", f.Name)
	}
	v.PerReport = v.PerReport && !f.perEvent()
	if err := f.write(w, newDocument(v)); err != nil {
		return fmt.Errorf("write %s: %w", f.Name, err)
	}
	return nil
}

// document is a view with what all formats need worked out.
type document struct {
	View
	entries []entry
}

// entry is one item of a feed.
type entry struct {
	id         string // tag: URI
	url        string // our page
	title      string
	lang       string // of title and text, where it is not the view's
	published  time.Time
	updated    time.Time
	categories []category
	articles   []article      // what is reported, oldest first
	event      timeline.Event // zero in an entry per report
	events     []timeline.Event
	gone       bool // the event is no longer published, and the entry only says so
}

// category is a term of one of our vocabularies.
type category struct{ term, scheme, label string }

// article is a report as an entry shows it.
type article struct {
	timeline.Report
	source   Source
	reported time.Time
	evidence []string
}

func newDocument(v View) *document {
	v.Title, v.Description = clean(v.Title), clean(v.Description)
	v.Authority = cmp.Or(v.Authority, AuthorityOf(v.Base), "localhost")
	v.Lang = cmp.Or(langTag(v.Lang), timeline.DefaultLanguage)
	v.Query, v.Version = clean(v.Query), clean(v.Version)
	v.Events = slices.Clone(v.Events)
	for i, e := range v.Events {
		if e.Hidden {
			e = notice(e)
		}
		v.Events[i] = scrub(e)
	}
	d := &document{View: v}
	if v.PerReport {
		d.entries = d.reportEntries()
	} else {
		for _, e := range v.Events {
			d.entries = append(d.entries, d.eventEntry(e))
		}
	}
	if d.Updated.IsZero() {
		d.Updated = neverChanged
		for _, e := range d.entries {
			d.Updated = later(d.Updated, e.updated)
		}
	}
	d.Updated = d.Updated.UTC()
	return d
}

// neverChanged is when a view without events was last changed.
var neverChanged = time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// AuthorityOf names the dateline that is found at base, as the authority of its
// tag: URIs: the host, with the port in front where there is one. The loopback's
// addresses are one host, localhost, so that ids do not depend on which was typed.
func AuthorityOf(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsLoopback() {
		host = "localhost"
	}
	host = strings.ReplaceAll(host, ":", "-")
	if port := u.Port(); port != "" {
		host = port + "." + host
	}
	return host
}

// NewAuthority names a dateline that is about to publish for the first time: after
// its public address where it has one, else by chance, so that no two are the same.
func NewAuthority(publicURL string) string {
	if a := AuthorityOf(publicURL); a != "" {
		return a
	}
	return NewToken()[:16] + ".localhost"
}

// tagYear is the date in our tag: URIs (RFC 4151); it must never change.
const tagYear = "2024"

// TagURI names an event, report, source or view for good: kind and id under the
// authority that issued them.
func TagURI(authority, kind, id string) string {
	return "tag:" + authority + "," + tagYear + ":" + kind + "/" + url.PathEscape(id)
}

func (d *document) tag(kind, id string) string { return TagURI(d.Authority, kind, id) }

// feedID names the view itself.
func (d *document) feedID() string {
	id := d.Query
	if d.Name != "" {
		id = "/" + d.Name
	}
	if d.PerReport {
		id += " per:report"
	}
	return d.tag("view", id+" lang:"+d.Lang)
}

func (d *document) eventURL(id string) string {
	if d.Base == "" {
		return ""
	}
	return d.Base + "events/" + url.PathEscape(id)
}

func (d *document) generator() string { return strings.TrimSpace("dateline " + d.Version) }

func (d *document) eventEntry(e timeline.Event) entry {
	if e.Hidden {
		return d.noticeEntry(e)
	}
	return entry{
		id: d.tag("event", e.ID), url: d.eventURL(e.ID), title: timeline.Headline(e, d.Lang),
		published: distinct(e.Created, e.ID), updated: distinct(later(e.Created, e.Updated), e.ID),
		categories: d.categories(e), articles: d.articles(e), event: e, events: []timeline.Event{e},
	}
}

// distinct moves t back by less than a second, by an amount that belongs to the
// event: one poll publishes all events of an article at the same instant, and
// readers take entries with equal times for one.
func distinct(t time.Time, id string) time.Time {
	if t.IsZero() {
		t = time.Unix(1, 0)
	}
	h := fnv.New64a()
	h.Write([]byte(id))
	return t.UTC().Truncate(time.Second).Add(-time.Duration(h.Sum64()%999_999+1) * time.Microsecond)
}

// articles lists the reports of an event, each once, oldest first.
func (d *document) articles(e timeline.Event) []article {
	var out []article
	for _, m := range e.Mentions {
		evidence := m.Evidence.Text
		i := slices.IndexFunc(out, func(a article) bool { return a.ID == m.Report })
		if i >= 0 {
			if !slices.Contains(out[i].evidence, evidence) {
				out[i].evidence = append(out[i].evidence, evidence)
			}
			continue
		}
		out = append(out, d.article(m, evidence))
	}
	return out
}

func (d *document) article(m timeline.Mention, evidence string) article {
	r, ok := d.Reports[m.Report]
	if !ok {
		r = timeline.Report{ID: m.Report, Source: m.Source, Lang: m.Lang}
	}
	r.Title, r.Author, r.URL = clean(r.Title), clean(r.Author), webURL(r.URL)
	if r.Lang == "" {
		r.Lang = m.Lang
	}
	src, ok := d.Sources[r.Source]
	if !ok {
		src = Source{ID: r.Source}
	}
	src.Title = clean(cmp.Or(src.Title, src.ID))
	src.URL = publicURL(src.URL)
	return article{Report: r, source: src, reported: m.Reported.UTC(), evidence: []string{evidence}}
}

// reportEntries makes an entry of each report of the view, in the order in which
// its events name them.
func (d *document) reportEntries() []entry {
	var order []string
	events := map[string][]timeline.Event{}
	for _, e := range d.Events {
		for _, id := range e.Reports() {
			if events[id] == nil {
				order = append(order, id)
			}
			events[id] = append(events[id], e)
		}
	}
	var out []entry
	for _, id := range order {
		out = append(out, d.reportEntry(id, events[id]))
	}
	return out
}

func (d *document) reportEntry(id string, events []timeline.Event) entry {
	var mine article
	var published, updated time.Time
	out := entry{id: d.tag("report", id), events: events}
	for i, e := range events {
		all := d.articles(e) // of a hidden event too, without what they say
		a := all[slices.IndexFunc(all, func(a article) bool { return a.ID == id })]
		if i == 0 {
			mine, published = a, e.Created
		} else {
			mine.evidence = append(mine.evidence, a.evidence...)
		}
		if e.Created.Before(published) {
			published = e.Created
		}
		updated = later(updated, later(e.Created, e.Updated))
		for _, c := range d.categories(e) {
			if !slices.Contains(out.categories, c) {
				out.categories = append(out.categories, c)
			}
		}
	}
	out.articles = []article{mine}
	out.url, out.lang = cmp.Or(mine.URL, d.eventURL(events[0].ID)), mine.Lang
	out.title = cmp.Or(mine.Title, d.headline(events[0]))
	out.published, out.updated = distinct(published, id), distinct(updated, id)
	return out
}
