package feed

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// Federation: a dateline that subscribes to another one's JSON Feed takes over
// what that one read, without reading the articles again. A report keeps the
// name it got where it was first read, on however many datelines it passes, so
// that each recognises what comes back to it.

// reportURI names a report across datelines: a report that came from another
// dateline keeps the name that one gave it, in its GUID.
func (d *document) reportURI(r timeline.Report) string {
	if uri, _, _ := strings.Cut(r.GUID, "#"); isOurURI(uri, "report/") {
		return uri
	}
	return d.tag("report", r.ID)
}

// isOurURI reports whether some dateline made the tag: URI for something of the
// kind ("report/"; empty: anything).
func isOurURI(uri, kind string) bool {
	rest, ok := strings.CutPrefix(uri, "tag:")
	authority, _, _ := strings.Cut(rest, ",")
	return ok && strings.HasPrefix(rest, authority+","+tagYear+":"+kind)
}

// ErrOwn says that a source is one of our own feeds, and holds nothing else.
var ErrOwn = errors.New("this is a feed of this dateline itself: there is nothing in it to read, remove the source")

// WithoutOwn returns the document without what the dateline of that authority
// published itself, which is not read again. The error is [ErrOwn] where the
// document is one of its own feeds; another dateline's feed in which only its own
// articles come back is none.
func (doc Document) WithoutOwn(authority string) (Document, error) {
	if authority == "" {
		return doc, nil
	}
	own := "tag:" + authority + "," + tagYear + ":"
	all := len(doc.Reports)
	doc.Reports = slices.DeleteFunc(slices.Clone(doc.Reports), func(r timeline.Report) bool { return strings.HasPrefix(r.GUID, own) })
	doc.Own = all - len(doc.Reports)
	if doc.authority == authority && len(doc.Reports) == 0 {
		return doc, ErrOwn
	}
	return doc, nil
}

// authorityIn is the authority of a tag: URI that some dateline made.
func authorityIn(uri string) string {
	rest, _ := strings.CutPrefix(uri, "tag:")
	authority, _, _ := strings.Cut(rest, ",")
	if !isOurURI(uri, "") {
		return ""
	}
	return authority
}

// The bounds of a federated feed, for one that is not what it says.
const (
	maxFederated = 5000 // reports of a feed
	maxGiven     = 50   // mentions of a report
)

// federated reads the events of another dateline's JSON Feed as reports that
// carry their mentions, and who wrote it. ok is false where it has none.
func federated(root []byte, s Source) (reports []timeline.Report, authority string, ok bool) {
	var f struct {
		Dateline *jsonFeedInfo `json:"_dateline"`
		Items    []struct {
			Dateline struct {
				WireEvent
				Events []WireEvent `json:"events"`
			} `json:"_dateline"`
		} `json:"items"`
	}
	if json.Unmarshal(root, &f) != nil || f.Dateline == nil || f.Dateline.Version != jsonFeedExtension {
		return nil, "", false
	}
	for _, item := range f.Items {
		events := item.Dateline.Events
		if item.Dateline.ID != "" {
			events = append(events, item.Dateline.WireEvent)
		}
		for _, e := range events {
			for _, r := range reportsOf(e, s) {
				if len(reports) < maxFederated && !slices.ContainsFunc(reports, func(o timeline.Report) bool { return o.ID == r.ID }) {
					reports = append(reports, r)
				}
			}
		}
	}
	return reports, f.Dateline.Authority, true
}

// reportsOf makes a report of each article of an event. A page of the feed may
// hold only some of an article's events: each event's share of an article is
// therefore a report of its own, named by the first mention in it, and one that
// leaves the page takes nothing with it.
func reportsOf(e WireEvent, s Source) []timeline.Report {
	var out []timeline.Report
	for _, a := range e.Articles {
		if !isOurURI(a.URI, "report/") {
			continue
		}
		var given []timeline.Mention
		first, text := -1, []string{}
		for _, wire := range e.Mentions {
			m, ok := wire.mention()
			if wire.Report != a.ID || !ok || len(given) == maxGiven {
				continue
			}
			if first < 0 || wire.N < first {
				first = wire.N
			}
			given = append(given, m)
			if !slices.Contains(text, m.Evidence.Text) {
				text = append(text, m.Evidence.Text)
			}
		}
		if len(given) == 0 {
			continue
		}
		r := timeline.Report{
			Source: s.ID, GUID: clean(a.URI) + "#" + strconv.Itoa(first), URL: canonicalURL(nil, a.URL), Lang: langTag(a.Lang),
			Title: clean(a.Title), Text: strings.Join(text, "\n\n"), Author: clean(cmp.Or(a.Author, a.SourceTitle)), Given: given,
		}
		r.ID = timeline.ReportID(r.Source, r.GUID)
		r.Published, r.Updated = timeOf(a.Published), timeOf(a.Updated)
		if r.Published.IsZero() {
			r.Published = given[0].Reported
		}
		out = append(out, r)
	}
	return out
}

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// mention reads a mention; not where it names what we do not know.
func (w WireMention) mention() (timeline.Mention, bool) {
	span, err := timeline.ParseSpan(w.Date)
	known := slices.Contains(timeline.Types, w.Type) &&
		slices.Contains([]timeline.Status{timeline.Planned, timeline.Occurred, timeline.Cancelled}, w.Status)
	if err != nil || !known || len(w.Actors) == 0 || w.Evidence.Text == "" || w.Reported.IsZero() {
		return timeline.Mention{}, false
	}
	m := timeline.Mention{
		N: w.N, Reported: w.Reported.UTC(), Type: w.Type, Mode: w.Mode, Status: w.Status, Moved: w.Moved,
		Date: timeline.Date{Span: span, Basis: basisOf(w.Basis, span)}, Parties: w.Actors, Place: w.Place,
		Topics: w.Topics, Occasion: w.Occasion, Background: w.Background, Evidence: w.Evidence, Rule: "federated",
	}
	return scrub(timeline.Event{Mentions: []timeline.Mention{m}}).Mentions[0], true
}

func basisOf(b timeline.Basis, span timeline.Span) timeline.Basis {
	switch {
	case span.IsZero():
		return ""
	case b == timeline.Relative || b == timeline.Published:
		return b
	default:
		return timeline.Explicit
	}
}
