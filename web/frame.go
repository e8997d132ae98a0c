package web

import (
	"bytes"
	"context"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

//go:embed templates
var templatesFS embed.FS

// pages are the templates by language and page. Each is parsed when it is first
// asked for: nobody reads all pages in all languages, and together they take
// 12 MB.
type pages map[string]map[string]func() (*template.Template, error)

var pageNames = []string{"timeline", "event", "calendar", "relations", "map", "table", "sources", "source", "outlets", "help", "empty", "first", "error"}

var themes = []string{"auto", "light", "dark"}

func loadPages(ls *locales, a *assets) pages {
	p := pages{}
	for i, h := range ls.menu {
		p[h.Lang] = map[string]func() (*template.Template, error){}
		for _, name := range pageNames {
			p[h.Lang][name] = sync.OnceValues(func() (*template.Template, error) { return loadPage(name, ls.read[i](), a) })
		}
	}
	return p
}

// loadPage parses one page with what all pages share.
func loadPage(name string, l *locale, a *assets) (*template.Template, error) {
	funcs := template.FuncMap{
		"t": l.text, "n": l.count, "num": l.number, "asset": a.url, "upper": upperFirst,
		"themes": func() []string { return themes }, "rects": rects, "marked": marked, "slashed": slashed,
	}
	page := template.New("").Funcs(funcs)
	for _, f := range []string{"layout", "sprite", "search", "card", "band", "spark", name} {
		text, err := templatesFS.ReadFile("templates/" + f + ".html")
		if err == nil {
			_, err = page.New(f + ".html").Parse(worded(string(text), l))
		}
		if err != nil {
			return nil, err
		}
	}
	return page, nil
}

// wording finds messages without arguments in a template.
var wording = regexp.MustCompile(`\{\{t "([^"]*)"\}\}`)

// worded puts a language's messages into a template where they always are the same:
// a page says some of them for each of its events.
func worded(text string, l *locale) string {
	return wording.ReplaceAllStringFunc(text, func(found string) string {
		return template.HTMLEscapeString(l.text(wording.FindStringSubmatch(found)[1]))
	})
}

// frame is what every page has around its content.
type frame struct {
	loc  *locale
	now  time.Time
	base string
	// sources are their titles by id.
	sources map[string]string
	marked  *markings

	Lang, LangName string
	Title          string
	Summary        string // one sentence on the page, for the head and under the heading
	Section        string // of the site's navigation
	Theme          string
	Here           string // path and query of this page
	Canonical      string
	Version        string
	Languages      []langLink
	State          state
	Wide           bool
	Live           string // the address that tells of changes; empty for none
	JSONLD         any
	Refresh        int // come again after so many seconds; 0: stay

	Search         search
	Feeds          []feedLink
	SubscribeTitle string
	SubscribeNote  string
	Facets         []facetView
	FacetNote      string // over how many events was counted
}

type langLink struct {
	Lang, Name, URL string
	Current         bool
}

// state is the line of freshness and health under the masthead.
type state struct {
	Today, Read, Sources, Trouble string
}

// search is the box, its chips and the views of the query.
type search struct {
	Action, Q string
	Bad       bool
	Chips     []chip
	Views     []viewLink
}

type chip struct{ Field, Text, Label, Without string }

type viewLink struct {
	URL, Name, Icon string
	Current         bool
}

// views are the pages that show a query, by path.
var views = []struct{ path, name string }{
	{"/", "timeline"}, {"/calendar", "calendar"}, {"/relations", "relations"}, {"/map", "map"}, {"/table", "table"},
}

// frame makes the surroundings of a page for the request.
func (s *server) frame(r *http.Request, section string) *frame {
	l := s.locale(r)
	f := &frame{
		loc: l, now: now(), base: s.base(r), sources: s.sourceNames(), marked: &s.marked, Lang: l.Lang, LangName: l.Name, Section: section,
		Theme: theme(r), Here: r.URL.RequestURI(), Version: s.Version,
	}
	for _, o := range s.locales.menu {
		f.Languages = append(f.Languages, langLink{o.Lang, o.Name, withParam(r.URL, "lang", o.Lang), o.Lang == l.Lang})
	}
	f.State = s.state(r.Context(), f)
	s.fillSearch(f, r)
	return f
}

// locale chooses the language: asked for in the address, kept in a cookie, or
// accepted by the browser.
func (s *server) locale(r *http.Request) *locale {
	if l := s.locales.byName(r.URL.Query().Get("lang")); l != nil {
		return l
	}
	if c, err := r.Cookie("lang"); err == nil {
		if l := s.locales.byName(c.Value); l != nil {
			return l
		}
	}
	return s.locales.best(r.Header.Get("Accept-Language"))
}

func theme(r *http.Request) string {
	if c, err := r.Cookie("theme"); err == nil && slices.Contains(themes, c.Value) {
		return c.Value
	}
	return themes[0]
}

// theme keeps the chosen theme in a cookie and goes back.
func (s *server) theme(w http.ResponseWriter, r *http.Request) error {
	chosen := r.URL.Query().Get("theme")
	if !slices.Contains(themes, chosen) {
		return errNotFound
	}
	keep(w, "theme", chosen)
	http.Redirect(w, r, localPath(r.URL.Query().Get("back")), http.StatusSeeOther)
	return nil
}

// keep stores a preference for a year. Scripts may read it: it is no secret.
func keep(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 60 * 60, SameSite: http.SameSiteLaxMode})
}

// localPath returns p where it is a path of this site, else the front page.
func localPath(p string) string {
	u, err := url.Parse(p)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.ContainsAny(p, "\\\r\n") {
		return "/"
	}
	return p
}

func withParam(u *url.URL, key, value string) string {
	v := u.Query()
	v.Set(key, value)
	return u.Path + "?" + v.Encode()
}

func (s *server) state(ctx context.Context, f *frame) state {
	st := state{Today: upperFirst(f.loc.dayText(timeline.DayOf(f.now))), Read: f.loc.text("state.first")}
	sources, err := s.sourcesLately(ctx)
	if err != nil {
		s.log.Error("reading the sources' state", "err", err)
		return state{Today: st.Today}
	}
	var last time.Time
	troubled := 0
	for _, src := range sources {
		if src.LastOK.After(last) {
			last = src.LastOK
		}
		if h := healthOf(src, f.now); h.attention() {
			troubled++
		}
	}
	if !last.IsZero() {
		st.Read = f.loc.text("state.read", "ago", f.loc.ago(last, f.now))
	}
	st.Sources = f.loc.count("sources", len(sources))
	if troubled > 0 {
		st.Trouble = f.loc.count("trouble", troubled)
	}
	return st
}

// fillSearch offers the query's other views and, where it can be read, reads it
// back as chips.
func (s *server) fillSearch(f *frame, r *http.Request) {
	q := strings.TrimSpace(r.URL.Query().Get("q"))
	f.Search = search{Action: viewPath(r.URL.Path), Q: q}
	for _, v := range views {
		f.Search.Views = append(f.Search.Views, viewLink{address(v.path, q), f.loc.text("view." + v.name), "v-" + v.name, v.path == r.URL.Path})
	}
	query, err := timeline.ParseQuery(q)
	if err != nil {
		return // the page of the error says so
	}
	for i, part := range query.Parts() {
		c := f.chip(part)
		c.Without = address(f.Search.Action, query.Without(i).String())
		f.Search.Chips = append(f.Search.Chips, c)
	}
}

func viewPath(p string) string {
	for _, v := range views {
		if v.path == p {
			return p
		}
	}
	return "/"
}

// render writes a page. Pages depend on the reader's language and theme, so
// only the reader's own cache may keep them, and asks before using them.
func (s *server) render(w http.ResponseWriter, r *http.Request, page string, data any, status int) {
	lang := s.locale(r).Lang
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	t, err := s.pages[lang][page]()
	if err == nil {
		err = t.ExecuteTemplate(buf, "layout", data)
	}
	if err != nil {
		s.log.Error("rendering", "page", page, "path", r.URL.Path, "err", err)
		http.Error(w, "This page could not be made. The error is in the log.", http.StatusInternalServerError)
		return
	}
	if asked := r.URL.Query().Get("lang"); asked == lang {
		keep(w, "lang", lang)
	}
	d := newDocument("text/html; charset=utf-8", buf.Bytes())
	d.cache, d.vary = "private, no-cache", "Accept-Language, Cookie"
	w.Header().Set("Content-Language", lang)
	s.sendStatus(w, r, status, d)
}

// buffers are what pages are written to before they are sent.
var buffers = sync.Pool{New: func() any { return &bytes.Buffer{} }}

// show renders a page that was found.
func (s *server) show(w http.ResponseWriter, r *http.Request, page string, data any) error {
	s.render(w, r, page, data, http.StatusOK)
	return nil
}

func cleanFile(name string) (base, ext string) {
	ext = path.Ext(name)
	return strings.TrimSuffix(name, ext), strings.TrimPrefix(ext, ".")
}
