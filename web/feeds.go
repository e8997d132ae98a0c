package web

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

// What a feed holds and how long it may be kept.
const (
	feedEntries    = 100
	calendarLimit  = 1000 // a calendar is read by date, not by what is new
	feedCache      = "public, max-age=300"
	feedTTL        = 30 * time.Minute
	defaultFeedExt = "atom"
)

// feedLink offers a feed of what a page shows.
type feedLink struct {
	Name, For, MediaType, Title string
	URL, Absolute               string
	Webcal                      template.URL // of a calendar; ours, so it is safe
	Advertised                  bool         // in the head of the page
}

// published is what a feed is made of: a query, and where it is found.
type published struct {
	asked
	title string
	path  string // without the extension: /outlets/kz-ch, /feed
	q     string // for the address of an ad-hoc feed
	page  string // the page people read
	event *timeline.Event
}

// adHoc serves the feed of any query in one format: /feed.atom?q=…
func (s *server) adHoc(format feed.Format) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		if s.quick(w, r, format.Ext) {
			return nil
		}
		q := strings.TrimSpace(r.URL.Query().Get("q"))
		a, err := s.ask(q)
		if err != nil {
			return err
		}
		f := &frame{loc: s.feedLocale(r)}
		f.Lang = f.loc.Lang
		return s.publish(w, r, format, published{asked: a, title: f.heading(a.text), path: "/feed", q: q, page: address("/", q)})
	}
}

// outlet serves an outlet: its feeds, and the page of its query where there is
// no extension.
func (s *server) outlet(w http.ResponseWriter, r *http.Request) error {
	name, ext := cleanFile(r.PathValue("file"))
	if s.quick(w, r, ext) {
		return nil
	}
	c := s.Config()
	if i := slices.IndexFunc(c.Outlets, func(o feed.Outlet) bool { return o.Name == name }); i >= 0 {
		o := c.Outlets[i]
		if o.Gone {
			return errGone
		}
		if ext == "" {
			http.Redirect(w, r, address("/", o.Query), http.StatusFound)
			return nil
		}
		format, ok := feed.FormatBy(ext)
		if !ok || format.Ext != ext {
			return errNotFound
		}
		a, err := s.ask(o.Query)
		if err != nil {
			return fmt.Errorf("outlet %s: %w", o.Name, err)
		}
		return s.publish(w, r, format, published{asked: a, title: o.Title, path: "/outlets/" + o.Name, page: address("/", o.Query)})
	}
	return s.formerOutlet(w, r, name, ext)
}

// eventFeed serves one event in a format: /events/ID.ics
func (s *server) eventFeed(w http.ResponseWriter, r *http.Request, id, ext string) error {
	if s.quick(w, r, ext) {
		return nil
	}
	format, ok := feed.FormatBy(ext)
	if !ok || format.Ext != ext {
		return errNotFound
	}
	e, err := s.event(w, r, id, "."+ext)
	if err != nil || e == nil {
		return err
	}
	l := s.feedLocale(r)
	return s.publish(w, r, format, published{title: timeline.Title(*e, l.Lang), path: "/events/" + url.PathEscape(id), page: "/events/" + url.PathEscape(id), event: e})
}

// feedLocale is the language of generated titles: asked for in the address, else
// the default. It does not follow the browser, so that a feed's bytes are the
// same for every reader.
func (s *server) feedLocale(r *http.Request) *locale {
	if l := s.locales.byName(r.URL.Query().Get("lang")); l != nil {
		return l
	}
	return s.locales.all[0]
}

// publish answers with the rendered feed, kept until the timeline changes.
func (s *server) publish(w http.ResponseWriter, r *http.Request, format feed.Format, p published) error {
	version, err := s.current(r.Context())
	if err != nil {
		return err
	}
	v := s.view(r, format, p)
	key := strings.Join([]string{fmt.Sprint(version), v.Self, v.Lang, fmt.Sprint(v.PerReport), relativeDay(p.bound)}, "\x00")
	doc, ok := s.cache.get(key)
	if !ok {
		if doc, err = s.renderFeed(r, format, v, p); err != nil {
			return err
		}
		s.cache.put(key, doc, len(key)+2*len(doc.body)) // the body, and about as much for its encodings
	}
	if quick := s.requestKey(r, version); relativeDay(p.bound) == "" {
		s.cache.put(quick, doc, len(quick))
	}
	s.send(w, r, readable(r, format, doc))
	return nil
}

// requestKey names what a request for a feed asks for, as it is written: the
// timeline, sources.yaml, and the address.
func (s *server) requestKey(r *http.Request, version int64) string {
	return fmt.Sprintf("%d %p %s%s", version, s.Config(), s.base(r), r.URL.RequestURI())
}

// quick answers a request for a feed that was answered before, without reading
// its query.
func (s *server) quick(w http.ResponseWriter, r *http.Request, ext string) bool {
	version, err := s.current(r.Context())
	if err != nil {
		return false // the long way says what is wrong
	}
	doc, ok := s.cache.get(s.requestKey(r, version))
	if format, known := feed.FormatBy(ext); ok && known {
		s.send(w, r, readable(r, format, doc))
		return true
	}
	return false
}

// view describes the feed without its events.
func (s *server) view(r *http.Request, format feed.Format, p published) feed.View {
	base := s.base(r)
	l := s.feedLocale(r)
	params := url.Values{}
	for _, k := range []string{"q", "lang", "per", "after", archiveParam} {
		if val := r.URL.Query().Get(k); val != "" {
			params.Set(k, val)
		}
	}
	self := base + p.path + "." + format.Ext
	if len(params) > 0 {
		self += "?" + params.Encode()
	}
	name := strings.TrimPrefix(p.path, "/")
	if name == "feed" {
		name = "" // of any query
	}
	return feed.View{
		Title: p.title, Name: name, Self: self, Home: base + p.page, Base: base + "/", Hubs: s.Hubs, Lang: l.Lang, Query: p.text.String(),
		Version: s.Version, TTL: feedTTL, PerReport: r.URL.Query().Get("per") == "report", Stylesheet: base + "/static/feed.css",
	}
}

func (s *server) renderFeed(r *http.Request, format feed.Format, v feed.View, p published) (*document, error) {
	if p.event != nil {
		v.Events = []timeline.Event{*p.event}
	} else if err := s.fillFeed(r, format, &v, p); err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range v.Events {
		ids = append(ids, e.Reports()...)
	}
	var err error
	if v.Reports, err = s.Timeline.Reports(r.Context(), ids); err != nil {
		return nil, err
	}
	v.Sources = map[string]feed.Source{}
	for _, src := range s.Config().Sources {
		v.Sources[src.ID] = src
	}
	var buf bytes.Buffer
	if err := feed.Write(&buf, format, v); err != nil {
		return nil, err
	}
	d := newDocument(format.MediaType, buf.Bytes())
	d.cache, d.cors = feedCache, format.CORS
	d.links = append(d.links, "<"+v.Self+`>; rel="self"`)
	for _, h := range v.Hubs {
		d.links = append(d.links, "<"+h+`>; rel="hub"`)
	}
	return d, nil
}

// fillFeed reads the events: the latest changed, for a calendar by date.
func (s *server) fillFeed(r *http.Request, format feed.Format, v *feed.View, p published) error {
	page := Page{Order: Latest, Limit: feedEntries, Cursor: r.URL.Query().Get("after")}
	switch {
	case format.Ext == "ics":
		page.Order, page.Limit = NewestDate, calendarLimit
	case p.bound.Sort.By != "":
		page.Order = ""
	}
	bound, month, err := p.archived(r, &page)
	if err != nil {
		return err
	}
	events, next, err := s.Timeline.Events(r.Context(), bound, page)
	if err != nil {
		return err
	}
	v.Events = events
	if next != "" && format.Ext != "ics" {
		u, err := url.Parse(v.Self)
		if err != nil {
			return fmt.Errorf("address of the feed: %w", err)
		}
		v.Next = s.base(r) + withParam(u, "after", next)
	}
	if format.Ext != "atom" && format.Ext != "rss" {
		return nil
	}
	return s.chain(r, v, p, month)
}

// subscribe offers the feeds of the page's query.
func (s *server) subscribe(f *frame, q timeline.Query) {
	f.SubscribeTitle, f.SubscribeNote = f.loc.text("feeds.view"), f.loc.text("feeds.view.note")
	lang := f.Lang
	if lang == s.locales.all[0].Lang {
		lang = ""
	}
	for _, format := range feed.Formats {
		f.Feeds = append(f.Feeds, f.feedLink(format, address("/feed."+format.Ext, q.String(), "lang", lang)))
	}
}

// followEvent offers the feeds of one event.
func (s *server) followEvent(f *frame, e timeline.Event) {
	f.SubscribeTitle, f.SubscribeNote = f.loc.text("feeds.event"), f.loc.text("feeds.event.note")
	for _, format := range feed.Formats {
		f.Feeds = append(f.Feeds, f.feedLink(format, "/events/"+url.PathEscape(e.ID)+"."+format.Ext))
	}
}

func (f *frame) feedLink(format feed.Format, path string) feedLink {
	l := feedLink{
		Name: format.Label, For: f.loc.text("feeds.for." + format.Ext), URL: path, Absolute: f.base + path,
		MediaType: bareType(format.MediaType), Title: format.Label,
	}
	switch format.Ext {
	case "atom", "rss", "json", "ics":
		l.Advertised = true
	}
	if format.Ext == "ics" {
		_, host, _ := strings.Cut(f.base, "://")
		l.Webcal = template.URL("webcal://" + host + path)
	}
	return l
}

func bareType(mediaType string) string {
	t, _, _ := strings.Cut(mediaType, ";")
	return t
}

// relativeDay is part of a cached feed's key where the query is relative to now:
// the same bytes then hold for a day, or for an hour where the query counts hours.
func relativeDay(q timeline.Query) string {
	t := time.Now().UTC()
	before, after := q.At(t), q.At(t.Add(24*time.Hour))
	if fmt.Sprintf("%+v", before) == fmt.Sprintf("%+v", after) {
		return ""
	}
	return cmp.Or(t.Truncate(time.Hour).Format(time.RFC3339), "")
}
