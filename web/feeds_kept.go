package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dateline-news/dateline/feed"
)

// A rendered feed is kept with its encodings until the timeline changes in its
// query's scope, sources.yaml changes, or what its query says of now moves on. It
// is then answered from memory, 304s too, before anything else looks at the request.

// kept is the answer to requests for one feed.
type kept struct {
	doc     *document // as feed readers get it
	browser *document // as a browser is given it; nil: the same
	config  *feed.Config
	until   time.Time    // when now moves on; zero: never
	version atomic.Int64 // of the timeline that it is known to be right for

	// print returns the fingerprint of what the feed is made of; nil: any change of
	// the timeline may be one of the feed.
	print func(context.Context) (string, error)
	mu    sync.Mutex
	was   string // what print said when it was rendered
}

// right reports whether the answer is that of a timeline of the version.
func (k *kept) right(ctx context.Context, config *feed.Config, version int64) bool {
	if k.config != config || !k.until.IsZero() && !time.Now().Before(k.until) {
		return false
	}
	if k.version.Load() == version {
		return true
	}
	if k.print == nil {
		return false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.version.Load() == version {
		return true // found out while this request waited
	}
	is, err := k.print(ctx)
	if err != nil || is != k.was {
		return false
	}
	k.version.Store(version)
	return true
}

// send answers with what is kept.
func (k *kept) send(s *server, w http.ResponseWriter, r *http.Request) {
	d := k.doc
	if k.browser != nil && isBrowser(r) {
		d = k.browser
	}
	s.send(w, r, d)
}

// answerKept answers a request for a feed that was answered before under the same
// address. It reports whether it did.
func (s *server) answerKept(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || len(r.Header["Authorization"]) > 0 {
		return false
	}
	if p := r.URL.Path; !strings.HasPrefix(p, "/feed.") && !strings.HasPrefix(p, "/outlets/") && !strings.HasPrefix(p, "/events/") {
		return false
	}
	k, ok := s.cache.get(s.addressKey(r))
	if !ok {
		return false
	}
	version, err := s.current(r.Context())
	if err != nil {
		version = k.version.Load() // the timeline cannot be read: what is kept still serves
	}
	if !k.right(r.Context(), s.Config(), version) {
		return false
	}
	k.send(s, w, r)
	return true
}

// addressKey is the address of a request, as it is written.
func (s *server) addressKey(r *http.Request) string {
	uri := r.RequestURI
	if uri == "" {
		uri = r.URL.RequestURI()
	}
	if s.PublicURL != "" {
		return uri
	}
	return s.base(r) + uri
}

// publish answers with the feed, rendered where none that is right is kept.
func (s *server) publish(w http.ResponseWriter, r *http.Request, format feed.Format, p published) error {
	version, err := s.current(r.Context())
	if err != nil {
		return err
	}
	v := s.view(r, format, p)
	key := strings.Join([]string{"feed", v.Self, v.Lang}, "\x00")
	k, ok := s.cache.get(key)
	if !ok || !k.right(r.Context(), s.Config(), version) {
		made, err, _ := s.renders.Do(key, func() (any, error) { return s.make(r, format, v, p, version) })
		if err != nil {
			return err
		}
		k = made.(*kept)
		s.cache.put(key, k, len(key)+2*len(k.doc.body)) // the body, and about as much for its encodings
	}
	if len(r.Header["Authorization"]) == 0 { // else the address alone does not open it
		address := s.addressKey(r)
		s.cache.put(address, k, len(address))
	}
	for _, name := range pageHeaders { // the answer has what it needs of them
		w.Header().Del(name)
	}
	k.send(s, w, r)
	return nil
}

// make renders a feed of the timeline of a version.
func (s *server) make(r *http.Request, format feed.Format, v feed.View, p published, version int64) (k *kept, err error) {
	ctx := context.WithoutCancel(r.Context()) // others wait for it too
	if end, ok := r.Context().Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, end)
		defer cancel()
		defer func() {
			if err != nil && ctx.Err() != nil { // a driver's error does not say so
				err = errors.Join(ctx.Err(), err)
			}
		}()
	}
	r = r.WithContext(ctx)
	k = &kept{config: s.Config(), until: movesOn(p.bound, now())}
	k.version.Store(version)
	if p.event == nil && r.URL.Query().Get(archiveParam) == "" {
		page := pageOf(r, format, p)
		k.print = func(ctx context.Context) (string, error) { return s.fingerprint(ctx, p.bound, page) }
	}
	doc, print, err := s.renderFeed(r, format, v, p)
	if err != nil {
		return nil, err
	}
	k.was = print
	k.browser = doc.forBrowsers(format)
	k.doc = doc
	return k, nil
}
