package scheduler

import (
	"context"
	"errors"
	"fmt"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

var errNoItems = errors.New("the feed has no items")

// gate lets only so many parse and read at once. done ends a turn.
func (p *Poller) gate() (done func()) {
	p.cpu <- struct{}{}
	return func() { <-p.cpu }
}

// parse reads a page as a feed. A feed without items is an error: sites that
// break their feed send one.
func (p *Poller) parse(page feed.Page, src feed.Source) (feed.Document, error) {
	defer p.gate()()
	type parsed struct {
		doc feed.Document
		err error
	}
	got, err := bounded(func() parsed {
		doc, err := p.opts.Parse(page, src)
		return parsed{doc, err}
	})
	if err != nil {
		p.log("parsing a feed", err, "source", src.ID)
		return feed.Document{}, fmt.Errorf("reading the feed failed: %w", err)
	}
	doc, err := got.doc, got.err
	switch {
	case doc.Expired:
		return doc, nil // a last word, with or without items
	case err == nil && len(doc.Reports) == 0 && doc.Own == 0:
		return doc, errNoItems
	}
	return doc, err
}

// log reports what failed in [bounded].
func (p *Poller) log(what string, err error, args ...any) {
	args = append(args, "error", err)
	if e, ok := errors.AsType[*panicked](err); ok {
		p.opts.Log.Error(what+" panicked; the others go on", append(args, "stack", e.stack)...)
		return
	}
	p.opts.Log.Error(what+" hangs; the others go on", args...)
}

// unfinished marks the digest of a report whose article is still to be fetched.
const unfinished = "teaser "

// readReports reads what is new or changed among reports. A report whose
// reading panics or hangs is kept without one, with the error. Articles are those whose
// page is still to be fetched.
func (p *Poller) readReports(ctx context.Context, src feed.Source, reports []timeline.Report) (out []Reading, articles []timeline.Report, err error) {
	if len(reports) == 0 {
		return nil, nil, nil
	}
	ids := make([]string, len(reports))
	for i, r := range reports {
		ids[i] = r.ID
	}
	known, err := p.opts.Store.Digests(ctx, ids)
	if err != nil {
		return nil, nil, fmt.Errorf("looking up known reports: %w", err)
	}
	defer p.gate()()
	seen := make(map[string]bool, len(reports)) // a feed may carry an item twice: the first counts
	for _, r := range reports {
		digest := r.Digest()
		if seen[r.ID] || known[r.ID] == digest {
			continue
		}
		seen[r.ID] = true
		stored := digest
		if p.wantsArticle(src, r) {
			articles = append(articles, r)
			stored = unfinished + digest
		}
		if known[r.ID] != stored {
			out = append(out, p.readOne(r, stored))
		}
	}
	return out, articles, nil
}

func (p *Poller) readOne(r timeline.Report, digest string) Reading {
	reading, err := bounded(func() timeline.Reading { return p.opts.Read(r) })
	if err != nil {
		p.log("reading an article", err, "source", r.Source, "report", r.ID, "url", r.URL)
		return Reading{Report: r, Digest: digest, Error: fmt.Sprintf("reading the article failed: %v", err)}
	}
	// The layers below the mentions are for explaining: many readings wait for the store.
	reading.Times, reading.Names, reading.Sentences, reading.Acts, reading.Undecided = nil, nil, nil, nil, nil
	return Reading{Report: r, Reading: reading, Digest: digest}
}
