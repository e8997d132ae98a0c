package web

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"maps"
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
	privateCache   = "private, max-age=300"
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
	title   string
	path    string // without the extension: /outlets/kz-ch, /feed
	page    string // the page people read
	private bool   // only for who brought a token
	pushed  bool   // hubs are told when it changes
	event   *timeline.Event
}

// adHoc serves the feed of any query in one format: /feed.atom?q=…
func (s *server) adHoc(format feed.Format) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		q := strings.TrimSpace(r.URL.Query().Get("q"))
		a, err := s.ask(q)
		if err != nil {
			return err
		}
		f := &frame{loc: s.feedLocale(r)}
		f.Lang = f.loc.Lang
		return s.publish(w, r, format, published{asked: a, title: f.heading(a.text), path: "/feed", page: address("/", q)})
	}
}

// outlet serves an outlet: its feeds, and the page of its query where there is
// no extension. A private one is not there for who brings no token of it.
func (s *server) outlet(w http.ResponseWriter, r *http.Request) error {
	name, ext := cleanFile(r.PathValue("file"))
	c := s.Config()
	i := slices.IndexFunc(c.Outlets, func(o feed.Outlet) bool { return o.Name == name || slices.Contains(o.RenamedFrom, name) })
	if i < 0 || !c.Outlets[i].Admits(token(r)) {
		return errNotFound
	}
	o := c.Outlets[i]
	switch {
	case o.Name != name:
		http.Redirect(w, r, renamed(r, o.Name, ext), http.StatusMovedPermanently)
		return nil
	case o.Gone:
		return errGone
	case ext == "":
		http.Redirect(w, r, address("/", o.Query), http.StatusFound)
		return nil
	}
	format, ok := feed.FormatBy(ext)
	if !ok || format.Ext != ext {
		return errNotFound
	}
	a, err := ask(o.Query, c.Binding())
	if err != nil {
		return fmt.Errorf("outlet %s: %w", o.Name, err)
	}
	// A hub is told of the outlet's own addresses only.
	pushed := r.URL.RawQuery == "" && !o.Private && slices.Contains(pushedFormats, ext)
	return s.publish(w, r, format, published{
		asked: a, title: o.Title, path: "/outlets/" + o.Name, page: address("/", o.Query), private: o.Private, pushed: pushed,
	})
}

// renamed is the address of the outlet under its present name, for good.
func renamed(r *http.Request, name, ext string) string {
	path := "/outlets/" + name
	if ext != "" {
		path += "." + ext
	}
	if r.URL.RawQuery != "" {
		path += "?" + r.URL.RawQuery
	}
	return path
}

// tokenParam carries the token of a private outlet, for feed readers that know
// no other way.
const tokenParam = "token"

// token is what the request brings to open a private outlet: in the address, as a
// bearer token, or as the password of whatever user.
func token(r *http.Request) string {
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return bearer
	}
	if _, password, ok := r.BasicAuth(); ok {
		return password
	}
	return r.URL.Query().Get(tokenParam)
}

// eventFeed serves one event in a format: /events/ID.ics
func (s *server) eventFeed(w http.ResponseWriter, r *http.Request, id, ext string) error {
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
	return s.locales.first()
}

// view describes the feed without its events.
func (s *server) view(r *http.Request, format feed.Format, p published) feed.View {
	base := s.base(r)
	l := s.feedLocale(r)
	self := base + p.path + "." + format.Ext
	if params := feedParams(r.URL.RawQuery, p.private); params != "" {
		self += "?" + params
	}
	name := strings.TrimPrefix(p.path, "/")
	if name == "feed" {
		name = "" // of any query
	}
	v := feed.View{
		Title: p.title, Name: name, Self: self, Home: base + p.page, Base: base + "/", Authority: s.Authority, Lang: l.Lang, Query: p.text.String(),
		Version: s.Version, TTL: feedTTL, PerReport: r.URL.Query().Get("per") == "report", Stylesheet: base + "/static/feed.css",
	}
	if p.pushed {
		v.Hubs = s.Hubs
	}
	return v
}

// feedParams keeps of an address's query what makes the feed, as it is spelled
// there: a feed names itself as it was asked for. What other parties add to
// addresses is dropped, and what a Link header cannot carry is escaped.
func feedParams(query string, private bool) string {
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		v, err := url.ParseQuery(pair)
		if err != nil {
			continue
		}
		for _, k := range []string{"q", "lang", "per", "after", archiveParam, tokenParam} {
			if v.Get(k) == "" || k == tokenParam && !private {
				continue
			}
			if strings.ContainsFunc(pair, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`<>"\^{|}`+"`", r) }) {
				pair = v.Encode()
			}
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}

// renderFeed writes the feed of the view, and says the fingerprint of what it shows of a query.
func (s *server) renderFeed(r *http.Request, format feed.Format, v feed.View, p published) (d *document, print string, err error) {
	if p.event != nil {
		v.Events = []timeline.Event{*p.event}
	} else if print, err = s.fillFeed(r, format, &v, p); err != nil {
		return nil, "", err
	}
	if err := s.fillReports(r.Context(), &v); err != nil {
		return nil, "", err
	}
	var buf bytes.Buffer
	if err := feed.Write(&buf, format, v); err != nil {
		return nil, "", err
	}
	d = newDocument(format.MediaType, buf.Bytes())
	d.cache, d.cors, d.guarded = feedCache, format.CORS && !p.private, true
	if p.private {
		d.cache = privateCache
	}
	d.links = append(d.links, "<"+v.Self+`>; rel="self"`)
	for _, h := range v.Hubs {
		d.links = append(d.links, "<"+h+`>; rel="hub"`)
	}
	return d, print, nil
}

// fillReports adds what the view's events were told by, where it is not there yet.
func (s *server) fillReports(ctx context.Context, v *feed.View) (err error) {
	if v.Reports == nil {
		var ids []string
		for _, e := range v.Events {
			ids = append(ids, e.Reports()...)
		}
		if v.Reports, err = s.Timeline.Reports(ctx, ids); err != nil {
			return err
		}
	}
	v.Sources = map[string]feed.Source{}
	for _, src := range s.Config().Sources {
		v.Sources[src.ID] = src
	}
	return nil
}

// pageOf is the part of the query that a feed holds: the latest changed, for a
// calendar by date.
func pageOf(r *http.Request, format feed.Format, p published) Page {
	page := Page{Order: Latest, Limit: feedEntries, Cursor: r.URL.Query().Get("after")}
	switch {
	case format.Ext == "ics":
		page.Order, page.Limit = NewestDate, calendarLimit
	case p.bound.Sort.By != "":
		page.Order = ""
	}
	return page
}

// fillFeed reads the events, and what left the feed, with their reports. It returns their
// fingerprint.
func (s *server) fillFeed(r *http.Request, format feed.Format, v *feed.View, p published) (print string, err error) {
	page := pageOf(r, format, p)
	bound, month, err := p.archived(r, &page)
	if err != nil {
		return "", err
	}
	shown, err := s.Timeline.Slice(r.Context(), bound, page)
	if err != nil {
		return "", err
	}
	v.Events, v.Reports, print = shown.Events, shown.Reports, shown.Fingerprint
	if shown.Next != "" && format.Ext != "ics" {
		u, err := url.Parse(v.Self)
		if err != nil {
			return "", fmt.Errorf("address of the feed: %w", err)
		}
		v.Next = s.base(r) + withParam(u, "after", shown.Next)
	}
	if page.Cursor == "" {
		notices, err := s.addNotices(r.Context(), v, bound, page, shown.Next != "")
		if err != nil {
			return "", err
		}
		print += notices
	}
	if format.Ext != "atom" && format.Ext != "rss" {
		return print, nil
	}
	return print, s.chain(r, v, p, shown.Events, month)
}

// addNotices adds the events of the query that the operator hid: they leave with
// notice. In a list of what changed last they stand at their place in it, no
// deeper than it goes. It returns the fingerprint of those hidden.
func (s *server) addNotices(ctx context.Context, v *feed.View, q timeline.Query, page Page, more bool) (print string, err error) {
	q.Hidden, page.Limit = true, feedEntries
	left, err := s.Timeline.Slice(ctx, q, page)
	if err != nil {
		return "", err
	}
	hidden := left.Events
	if n := len(v.Events); more && page.Order == Latest && n > 0 {
		oldest := v.Events[n-1].Updated
		hidden = slices.DeleteFunc(hidden, func(e timeline.Event) bool { return e.Updated.Before(oldest) })
	}
	v.Events = slices.Concat(v.Events, hidden)
	maps.Copy(v.Reports, left.Reports)
	if page.Order == Latest {
		slices.SortStableFunc(v.Events, func(a, b timeline.Event) int { return b.Updated.Compare(a.Updated) })
	}
	return left.Fingerprint, nil
}

// subscribe offers the feeds of the page's query.
func (s *server) subscribe(f *frame, q timeline.Query) {
	f.SubscribeTitle, f.SubscribeNote = f.loc.text("feeds.view"), f.loc.text("feeds.view.note")
	lang := f.Lang
	if lang == s.locales.menu[0].Lang {
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
