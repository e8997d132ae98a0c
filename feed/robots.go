package feed

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/temoto/robotstxt"
)

// robotsName is what robots.txt calls us: the product of the User-Agent.
const robotsName = "dateline"

// robotsAge is how long a robots.txt is believed (RFC 9309 §2.4); one that
// could not be had is asked for again sooner.
const (
	robotsAge      = 24 * time.Hour
	robotsAgeError = time.Hour
	robotsMax      = 512 << 10 // bytes; RFC 9309 §2.5 wants at least 500 KiB read
)

// ErrRobots says that a site's robots.txt forbids a page.
var ErrRobots = errors.New("the site's robots.txt forbids it")

// Robots keeps to the robots.txt of sites (RFC 9309). It is for articles only: a
// feed is there to be polled. It is safe for concurrent use.
type Robots struct {
	fetch func(context.Context, Request) (Page, error)
	mu    sync.Mutex
	sites map[string]robotsEntry // by scheme and host
}

type robotsEntry struct {
	rules *robotstxt.RobotsData
	until time.Time
}

// NewRobots returns a Robots that asks with fetch, usually [Fetcher.Fetch].
func NewRobots(fetch func(context.Context, Request) (Page, error)) *Robots {
	return &Robots{fetch: fetch, sites: map[string]robotsEntry{}}
}

// Known says whether Check would answer without a request of its own.
func (r *Robots) Known(page string) bool {
	u, err := url.Parse(page)
	if err != nil {
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Now().Before(r.sites[siteOf(u)].until)
}

// Check returns nil where the page may be fetched, an error that is [ErrRobots]
// where it may not, and another where the site's robots.txt could not be had:
// then the page must not be fetched either, for now.
func (r *Robots) Check(ctx context.Context, page string) error {
	u, err := url.Parse(page)
	if err != nil {
		return fmt.Errorf("%q is not a URL", page)
	}
	site := siteOf(u)
	r.mu.Lock()
	entry := r.sites[site]
	r.mu.Unlock()
	if !time.Now().Before(entry.until) {
		if entry, err = r.read(ctx, site); err != nil {
			return err
		}
	}
	if entry.rules == nil {
		return stage(Unconnected, fmt.Errorf("the robots.txt of %s could not be read, so its pages are left alone for now", u.Host))
	}
	if !entry.rules.TestAgent(u.RequestURI(), robotsName) {
		return fmt.Errorf("%s: %w", u.Host, ErrRobots)
	}
	return nil
}

func siteOf(u *url.URL) string { return u.Scheme + "://" + u.Host }

// read fetches a site's robots.txt. A 4xx means that there is none, a failure
// that nothing may be fetched (RFC 9309 §2.3.1).
func (r *Robots) read(ctx context.Context, site string) (robotsEntry, error) {
	page, err := r.fetch(ctx, Request{URL: site + "/robots.txt", Accept: "text/plain, */*;q=0.5"})
	if ctx.Err() != nil {
		return robotsEntry{}, context.Cause(ctx)
	}
	entry := robotsEntry{until: time.Now().Add(robotsAge)}
	switch {
	case err == nil:
		entry.rules = parseRobots(page.Body)
	case page.Status >= 400 && page.Status < 500 && page.Status != http.StatusTooManyRequests:
		entry.rules = parseRobots(nil)
	default:
		entry.until = time.Now().Add(robotsAgeError)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sites[site] = entry
	return entry, nil
}

// parseRobots reads the rules. What is not readable as rules has none.
func parseRobots(body []byte) (rules *robotstxt.RobotsData) {
	none := &robotstxt.RobotsData{}
	defer func() {
		if recover() != nil { // foreign bytes in foreign code
			rules = none
		}
	}()
	rules, err := robotstxt.FromBytes(body[:min(len(body), robotsMax)])
	if err != nil || rules == nil {
		return none
	}
	return rules
}
