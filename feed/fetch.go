package feed

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"code.dny.dev/ssrf"
)

// Home is where the User-Agent sends those who wonder who asks.
const Home = "https://github.com/dateline-news/dateline"

// maxRedirects is how many redirects one fetch follows (fetch.spec.whatwg.org
// allows 20, RFC 1945 5; ten is what feed readers agree on).
const maxRedirects = 10

// FetcherOptions are what a [Fetcher] needs to know; the zero value works.
type FetcherOptions struct {
	Version string         // of dateline, for the User-Agent
	Allow   []netip.Prefix // non-public networks that may be fetched from
	BaseDir string         // folder that relative file: URLs start from, that of sources.yaml
	MaxBody int64          // most decoded bytes of one answer; 0: 10 MiB
	Limits  Limits
	TLS     *tls.Config // nil: the system's roots

	// Lookup resolves a host; nil: the system's resolver.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
	// Dial connects to an address that has passed the check; nil: the network.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Limits are the separate times a fetch may spend; zero means the default.
type Limits struct {
	DNS     time.Duration // one look-up; 10 s
	Connect time.Duration // one address; 10 s
	TLS     time.Duration // the handshake; 10 s
	Header  time.Duration // from the request to the answer's header; 30 s
	Body    time.Duration // all of one body; 60 s
}

func (l Limits) orDefaults() Limits {
	for _, d := range []struct {
		at      *time.Duration
		seconds time.Duration
	}{{&l.DNS, 10}, {&l.Connect, 10}, {&l.TLS, 10}, {&l.Header, 30}, {&l.Body, 60}} {
		if *d.at == 0 {
			*d.at = d.seconds * time.Second
		}
	}
	return l
}

// Fetcher fetches pages politely and safely: bounded, conditional, never from
// an address that is not public unless allowed. It is safe for concurrent use.
type Fetcher struct {
	opts  FetcherOptions
	guard *ssrf.Guardian
	// Bodies beyond smallBody and mediumBody that are in memory at once.
	medium, large chan struct{}

	mu         sync.Mutex
	transports map[string]*http.Transport // by proxy URL; "" is direct
}

// NewFetcher returns a Fetcher.
func NewFetcher(opts FetcherOptions) *Fetcher {
	opts.Limits = opts.Limits.orDefaults()
	if opts.MaxBody == 0 {
		opts.MaxBody = 10 << 20
	}
	return &Fetcher{
		opts:       opts,
		guard:      newGuard(opts.Allow),
		medium:     make(chan struct{}, 4),
		large:      make(chan struct{}, 2),
		transports: map[string]*http.Transport{},
	}
}

// Close closes idle connections.
func (f *Fetcher) Close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, t := range f.transports {
		t.CloseIdleConnections()
	}
}

// UserAgent is what the fetcher calls itself.
func (f *Fetcher) UserAgent() string {
	v := f.opts.Version
	if v == "" {
		v = "dev"
	}
	return "dateline/" + v + " (+" + Home + ")"
}

// Request is one thing to fetch.
type Request struct {
	URL        string
	Validators Validators // of the last good answer; the zero value asks unconditionally
	BodyHash   string     // of the last good body, to notice a 200 that says nothing new
	Header     http.Header
	UserAgent  string
	BasicAuth  *BasicAuth
	Proxy      *url.URL
	Accept     string // empty: feeds
}

// RequestFor returns the request that asks for a source's feed.
func RequestFor(s Source) Request {
	return Request{URL: s.URL, Header: s.Header, UserAgent: s.UserAgent, BasicAuth: s.BasicAuth, Proxy: s.Proxy}
}

// Fetch asks for a page. An error is a [*FetchError]; the Page then still holds
// the status, header and redirects of the answer as far as one came, because
// they say when to ask again.
func (f *Fetcher) Fetch(ctx context.Context, r Request) (Page, error) {
	u, err := url.Parse(strings.TrimSpace(r.URL))
	if err != nil {
		return Page{Fetched: time.Now().UTC()}, &FetchError{Kind: BadURL, Err: errors.New("the address is not a URL")} // which may hold a password
	}
	switch u.Scheme {
	case "file":
		return f.fetchFile(u, r)
	case "http", "https":
		return f.fetchHTTP(ctx, u, r)
	}
	return Page{Fetched: time.Now().UTC()}, &FetchError{Kind: BadURL, URL: u.Redacted(), Err: fmt.Errorf("%q is neither http, https nor file", u.Redacted())}
}

// fetchHTTP follows redirects until an answer that is none.
func (f *Fetcher) fetchHTTP(ctx context.Context, u *url.URL, r Request) (Page, error) {
	if r.BasicAuth == nil && u.User != nil {
		pass, _ := u.User.Password()
		r.BasicAuth = &BasicAuth{Username: u.User.Username(), Password: pass}
	}
	page := Page{URL: plainURL(u)}
	trusted := true
	seen := map[string]bool{}
	for {
		seen[page.URL.String()] = true
		next, err := f.hop(ctx, &page, r, trusted)
		page.Fetched = time.Now().UTC()
		if err != nil || next == nil {
			return page, err
		}
		next = plainURL(next)
		page.Redirects = append(page.Redirects, Redirect{Status: page.Status, To: next.String()})
		switch {
		case seen[next.String()]:
			return page, redirectError(page.URL, errors.New("redirects in a circle"))
		case len(page.Redirects) > maxRedirects:
			return page, redirectError(page.URL, fmt.Errorf("redirects more than %d times", maxRedirects))
		case next.Scheme != "http" && next.Scheme != "https" || next.Host == "":
			return page, redirectError(page.URL, fmt.Errorf("redirects to %q, which is no web address", next.Redacted()))
		}
		trusted = trusted && sameHost(page.URL, next)
		page.URL = next
	}
}

// plainURL is u without what never goes over the wire.
func plainURL(u *url.URL) *url.URL {
	c := *u
	c.User, c.Fragment, c.RawFragment = nil, "", ""
	if c.Path == "" {
		c.Path = "/"
	}
	return &c
}

// sameHost says whether what is secret for from may be told to next: the same
// host and port, and never from https down to http.
func sameHost(from, next *url.URL) bool {
	if !strings.EqualFold(from.Hostname(), next.Hostname()) || from.Scheme == "https" && next.Scheme == "http" {
		return false
	}
	return from.Port() == next.Port() || isDefaultPort(from) && isDefaultPort(next)
}

func isDefaultPort(u *url.URL) bool {
	p := u.Port()
	return p == "" || u.Scheme == "http" && p == "80" || u.Scheme == "https" && p == "443"
}

// hop asks page.URL once. It fills in page, or returns where to go next.
func (f *Fetcher) hop(ctx context.Context, page *Page, r Request, trusted bool) (next *url.URL, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	req, conditional, err := f.newRequest(ctx, page, r, trusted)
	if err != nil {
		return nil, &FetchError{Kind: BadURL, URL: page.URL.String(), Err: err}
	}
	transport, err := f.transportFor(req, r.Proxy)
	if err != nil {
		return nil, newFetchError(page.URL, err)
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return nil, newFetchError(page.URL, causeOf(ctx, err))
	}
	slow := time.AfterFunc(f.opts.Limits.Body, func() { cancel(stage(TimedOut, errSlowBody)) })
	defer slow.Stop()
	defer resp.Body.Close()
	page.Status, page.Header = resp.StatusCode, resp.Header
	if next := location(page.URL, resp); next != nil {
		drain(resp.Body)
		return next, nil
	}
	return nil, f.answer(ctx, page, r, resp, conditional)
}

// newRequest makes the request for page.URL. Secrets and extras go only where
// trusted; validators only to the URL asked and to the one that gave them.
func (f *Fetcher) newRequest(ctx context.Context, page *Page, r Request, trusted bool) (req *http.Request, conditional bool, err error) {
	req, err = http.NewRequestWithContext(ctx, http.MethodGet, page.URL.String(), nil)
	if err != nil {
		return nil, false, err
	}
	if trusted {
		for k, v := range r.Header {
			req.Header[http.CanonicalHeaderKey(k)] = v
		}
		if r.BasicAuth != nil {
			req.SetBasicAuth(r.BasicAuth.Username, r.BasicAuth.Password)
		}
	}
	req.Header.Set("User-Agent", f.UserAgent())
	if r.UserAgent != "" {
		req.Header.Set("User-Agent", r.UserAgent)
	}
	req.Header.Set("Accept-Encoding", "gzip, br, zstd")
	req.Header.Set("Accept", acceptFeeds)
	if r.Accept != "" {
		req.Header.Set("Accept", r.Accept)
	}
	v := r.Validators
	if v.URL != page.URL.String() && len(page.Redirects) > 0 {
		return req, false, nil
	}
	if v.ETag != "" {
		req.Header.Set("If-None-Match", v.ETag)
	}
	if v.LastModified != "" {
		req.Header.Set("If-Modified-Since", v.LastModified)
	}
	return req, v.ETag != "" || v.LastModified != "", nil
}

const acceptFeeds = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.5, */*;q=0.1"

// location is where a redirect leads, nil where resp is none.
func location(from *url.URL, resp *http.Response) *url.URL {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil
	}
	to := resp.Header.Get("Location")
	if to == "" {
		return nil
	}
	next, err := from.Parse(to)
	if err != nil {
		return nil
	}
	return next
}

// answer reads an answer that is no redirect into page.
func (f *Fetcher) answer(ctx context.Context, page *Page, r Request, resp *http.Response, conditional bool) error {
	switch {
	case page.Status == http.StatusNotModified && conditional:
		page.NotModified, page.BodyHash = true, r.BodyHash
		page.Validators = refreshed(r.Validators, page)
		return nil
	case page.Status == http.StatusOK || page.Status == http.StatusNonAuthoritativeInfo:
	default:
		drain(resp.Body)
		return statusError(page.URL, page.Status)
	}
	body, err := f.readBody(ctx, resp)
	if err != nil {
		return newFetchError(page.URL, causeOf(ctx, err))
	}
	page.setBody(body, r.BodyHash)
	page.Validators = validatorsOf(page)
	return nil
}

// drain reads what little an answer still holds, so that its connection can be
// used again.
func drain(body io.Reader) {
	_, _ = io.CopyN(io.Discard, body, 16<<10) // the answer itself is already judged
}

// causeOf prefers the reason a context was cancelled for over what it broke.
func causeOf(ctx context.Context, err error) error {
	if c := context.Cause(ctx); c != nil {
		return c
	}
	return err
}
