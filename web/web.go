// Package web serves the pages, the published feeds and the API.
//
// Everything is a GET: an address names a query and a view of it. Pages work
// without JavaScript; the modules in static/ make them better.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/dateline-news/dateline/feed"
)

// Options are what a server is made of.
type Options struct {
	Timeline  Timeline
	Summaries Summaries
	Sources   Sources
	// Config returns the sources.yaml in force; it is asked at each request, so
	// that a reload needs no new server.
	Config func() *feed.Config
	// PublicURL is where readers reach this server ("https://dateline.example"),
	// without a slash at the end; empty: as each request names it, see [server.base].
	PublicURL string
	// Listen is the address this server listens on, "127.0.0.1:8080". Without a
	// public URL, no name of another host is believed where it is a single host's.
	Listen string
	// Authority issued the ids of what is published; empty: the public URL's, or the
	// request's, host.
	Authority string
	Version   string
	// Hubs are the WebSub hubs that public outlets name and that Announce tells of
	// their changes; without a public URL there are none.
	Hubs     []string
	Announce func(ctx context.Context, hub string, topics []string) error
	Log      *slog.Logger // nil: slog.Default
	// Stopping is closed when the server is to stop: streams end then, so that they
	// do not hold it up. Nil: they end when their readers leave.
	Stopping <-chan struct{}
	// Wake makes the server look at once whether the timeline changed; nil: it looks
	// every now and then.
	Wake <-chan struct{}
	// Ready says why the server cannot serve yet, nil when it can; nil func: always.
	Ready func(context.Context) error
}

type server struct {
	Options
	log     *slog.Logger
	assets  *assets
	locales *locales
	pages   pages
	cache   *cache
	version versions
	live    *live
	lately  sourceState
	marked  markings
	renders singleflight.Group
	strange sync.Once // a Host was not believed, and the log says so
}

// Site is the whole site. It serves without [Site.Run], too.
type Site struct {
	s     *server
	pages http.Handler
}

// New returns the site. The error is a fault of the embedded files.
func New(o Options) (*Site, error) {
	s := &server{Options: o, log: o.Log, cache: newCache(cacheBytes)}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.Options.Config == nil {
		s.Options.Config = func() *feed.Config { return &feed.Config{} }
	}
	var err error
	if s.assets, err = loadAssets(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if s.locales, err = loadLocales(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	s.pages = loadPages(s.locales, s.assets)
	s.live = newLive(s)
	return &Site{s, s.secured(s.routes())}, nil
}

// ServeHTTP answers a request.
func (site *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !site.s.answerKept(w, r) {
		site.pages.ServeHTTP(w, r)
	}
}

// Run looks for changes of the timeline until the context ends, so that no request
// has to, and tells the hubs of them.
func (site *Site) Run(ctx context.Context) {
	var g sync.WaitGroup
	g.Go(func() { site.s.follow(ctx) })
	if len(site.s.Hubs) > 0 && site.s.Announce != nil {
		g.Go(func() { site.s.announce(ctx) })
	}
	g.Wait()
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	get := func(pattern string, h func(http.ResponseWriter, *http.Request) error) {
		mux.HandleFunc("GET "+pattern, func(w http.ResponseWriter, r *http.Request) { s.answer(w, r, h(w, r)) })
	}
	get("/{$}", s.timelinePage)
	get("/calendar", s.calendarPage)
	get("/relations", s.relationsPage)
	get("/map", s.mapPage)
	get("/table", s.tablePage)
	get("/events/{id}", s.eventPage)
	get("/sources", s.sourcesPage)
	get("/sources/{id}", s.sourcePage)
	get("/outlets", s.outletsPage)
	get("/outlets/{file}", s.outlet)
	get("/help", s.helpPage)
	get("/names", s.names)
	get("/theme", s.theme)
	get("/live", s.live.serve)
	get("/healthz", s.healthz)
	get("/readyz", s.readyz)
	get("/static/{hash}/{name}", s.asset)
	get("/favicon.ico", func(w http.ResponseWriter, r *http.Request) error {
		s.send(w, r, s.assets.files["icon.svg"].with("public, max-age=86400"))
		return nil
	})
	robots := newDocument("text/plain; charset=utf-8", []byte(robotsText))
	get("/robots.txt", func(w http.ResponseWriter, r *http.Request) error {
		s.send(w, r, robots.with("public, max-age=86400"))
		return nil
	})
	css := newDocument("text/css; charset=utf-8", feed.BrowserCSS)
	get("/static/feed.css", func(w http.ResponseWriter, r *http.Request) error {
		s.send(w, r, css.with("public, max-age=86400"))
		return nil
	})
	for _, f := range feed.Formats {
		get("/feed."+f.Ext, s.adHoc(f))
	}
	get("/outlets.opml", s.outletsOPML)
	get("/sources.opml", s.sourcesOPML)
	mux.Handle(apiPath+"/", s.api())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			s.answer(w, r, errMethod)
			return
		}
		s.answer(w, r, errNotFound)
	})
	return mux
}

// robotsText keeps crawlers to the pages of events, outlets and sources: queries
// narrow one another without end. Feeds may be asked for with any query.
const robotsText = `User-agent: *
Allow: /feed.
Disallow: /*?
Disallow: /live
Disallow: /names
`

// policy lets a page load its own files and nothing else; there is no inline
// style, script or handler anywhere.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// pageHeaders keep pages safe; feeds, which no page embeds, send fewer.
var pageHeaders = []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"}

func (s *server) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for i, value := range []string{policy, "nosniff", "same-origin", "same-origin"} {
			w.Header().Set(pageHeaders[i], value)
		}
		defer func() {
			if p := recover(); p != nil {
				if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(p)
				}
				s.answer(w, r, fmt.Errorf("panic: %v", p))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// base returns the scheme and host that readers use: the public URL, else what
// the request names. A server that only its own machine or one address reaches
// does not repeat a Host that cannot be its own.
func (s *server) base(r *http.Request) string {
	if s.PublicURL != "" {
		return s.PublicURL
	}
	if s.Listen != "" && !mayBe(r.Host, s.Listen) {
		s.strange.Do(func() {
			s.log.Warn("a request names another host; with --public-url, feeds and pages name it too", "host", r.Host, "listen", s.Listen)
		})
		return "http://" + s.Listen
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// mayBe reports whether a server that listens on the address can be asked under
// the host's name: any where it listens everywhere.
func mayBe(host, listen string) bool {
	if host == listen {
		return true
	}
	at, err := netip.ParseAddrPort(listen)
	if err != nil || at.Addr().IsUnspecified() {
		return true
	}
	name, port, err := net.SplitHostPort(host)
	if err != nil || port != strconv.Itoa(int(at.Port())) || !at.Addr().IsLoopback() {
		return false
	}
	ip, err := netip.ParseAddr(name)
	return name == "localhost" || err == nil && ip.IsLoopback()
}

// healthz answers 200 as long as anything is answered.
func (s *server) healthz(w http.ResponseWriter, _ *http.Request) error {
	plainly(w, http.StatusOK, "ok")
	return nil
}

// readyz answers 200 while the server can serve: it is not stopping and the
// timeline can be read. Else 503 with the reason.
func (s *server) readyz(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), readyTime)
	defer cancel()
	if s.Ready != nil {
		if err := s.Ready(ctx); err != nil {
			plainly(w, http.StatusServiceUnavailable, err.Error())
			return nil
		}
	}
	if _, err := s.Timeline.Changed(ctx); err != nil {
		s.log.Warn("not ready", "error", err)
		plainly(w, http.StatusServiceUnavailable, "the timeline cannot be read: "+err.Error())
		return nil
	}
	plainly(w, http.StatusOK, "ready")
	return nil
}

// readyTime is how long the timeline may take to answer a server that is ready.
const readyTime = 3 * time.Second

func plainly(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	fmt.Fprintln(w, text)
}

// now is the moment a request is answered for, in UTC.
func now() time.Time { return time.Now().UTC() }

var (
	errNotFound = errors.New("no such page")
	errGone     = errors.New("no longer published")
	errMethod   = errors.New("method not allowed")
)
