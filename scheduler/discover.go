package scheduler

import (
	"context"

	"github.com/dateline-news/dateline/feed"
)

// maxProbes is how many addresses are tried for the feed of a web page.
const maxProbes = 8

// discover looks for the feed of a web page that a source names instead of a
// feed. It is done now and then while the source has never been read; what is
// found is asked from then on. Where nothing is found it returns what went wrong at first.
func (p *Poller) discover(ctx context.Context, m Member, page feed.Page, cause error) (_ feed.Page, _ feed.Document, found string, err error) {
	if p.opts.Discover == nil || !isHTTP(m.State.URL) {
		return page, feed.Document{}, "", cause
	}
	p.let() // asking takes its time
	defer p.hold()
	for n, candidate := range p.opts.Discover(page) {
		if n >= maxProbes {
			break
		}
		if !p.pause(ctx) {
			return page, feed.Document{}, "", context.Cause(ctx)
		}
		r := feed.RequestFor(m.Source)
		r.URL = candidate
		if hostOf(candidate) != hostOf(m.Source.URL) {
			r.Header, r.BasicAuth = nil, nil
		}
		next, _, err := p.fetch(ctx, r)
		if err != nil {
			continue
		}
		if doc, err := p.parse(next, m.Source); err == nil {
			return next, doc, candidate, nil
		}
	}
	return page, feed.Document{}, "", cause
}
