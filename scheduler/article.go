package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

// articleTries is how long to wait after each failed fetch of an article; after
// the last the teaser must do.
var articleTries = []time.Duration{10 * time.Minute, 2 * time.Hour}

func (p *Poller) wantsArticle(src feed.Source, r timeline.Report) bool {
	return src.Fulltext && r.Teaser && p.opts.Article != nil && isHTTP(r.URL)
}

// Article completes a report from its page, once per revision, and commits it.
// With again it says that the failure may pass; then nothing is stored. At last
// the teaser is kept as the whole.
func (p *Poller) Article(ctx context.Context, src feed.Source, r timeline.Report, last bool) (again bool, err error) {
	digest := r.Digest()
	text, err := p.articleText(ctx, src, r)
	if ctx.Err() != nil {
		return true, context.Cause(ctx)
	}
	if err != nil && !last && passes(err) {
		return true, err
	}
	if len(text) > len(r.Text) {
		r.Text, r.Teaser = text, false
	}
	done := p.gate()
	reading := p.readOne(r, digest)
	done()
	if _, commitErr := p.commit(ctx, Outcome{Readings: []Reading{reading}}); commitErr != nil {
		return true, commitErr
	}
	return false, err
}

func (p *Poller) articleText(ctx context.Context, src feed.Source, r timeline.Report) (string, error) {
	if p.opts.Robots != nil {
		if err := p.opts.Robots.Check(ctx, r.URL); err != nil {
			return "", err
		}
	}
	req := feed.Request{URL: r.URL, UserAgent: src.UserAgent, Accept: "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"}
	if hostOf(r.URL) == hostOf(src.URL) {
		req.Header, req.BasicAuth, req.Proxy = src.Header, src.BasicAuth, src.Proxy
	}
	page, _, err := p.fetch(ctx, req)
	if err != nil {
		return "", err
	}
	defer p.gate()()
	type article struct {
		text string
		err  error
	}
	got, err := bounded(func() article {
		text, err := p.opts.Article(page)
		return article{text, err}
	})
	if err != nil {
		p.log("reading an article's page", err, "source", src.ID, "url", r.URL)
		return "", fmt.Errorf("reading the article's page failed: %w", err)
	}
	return got.text, got.err
}

// passes says whether an article may be had later.
func passes(err error) bool {
	if errors.Is(err, feed.ErrRobots) {
		return false
	}
	e, ok := errors.AsType[*feed.FetchError](err)
	if !ok {
		return false // the page came, and is no article
	}
	switch e.Kind {
	case feed.BadStatus:
		return e.Status >= 500 || e.Status == 429
	case feed.Unresolved, feed.Unconnected, feed.TimedOut, feed.Stopped, feed.BadBody:
		return true
	default:
		return false
	}
}

// queueArticles queues the fetching of articles behind the polls.
func (s *Scheduler) queueArticles(src feed.Source, reports []timeline.Report) {
	for _, r := range reports {
		key := r.ID + r.Digest()
		s.mu.Lock()
		queued := s.articles[key]
		s.articles[key] = true
		s.mu.Unlock()
		if !queued {
			s.queueArticle(src, r, 0, time.Now())
		}
	}
}

func (s *Scheduler) queueArticle(src feed.Source, r timeline.Report, try int, at time.Time) {
	s.queue.add(&job{at: at, host: hostOf(r.URL), minor: true, run: func(ctx context.Context) {
		s.article(ctx, src, r, try)
	}})
}

// article fetches one article, after its site's robots.txt: two fetches of one
// host are two turns.
func (s *Scheduler) article(ctx context.Context, src feed.Source, r timeline.Report, try int) {
	if rb := s.opts.Robots; rb != nil && !rb.Known(r.URL) {
		if err := rb.Check(ctx, r.URL); !errors.Is(err, context.Canceled) {
			s.queueArticle(src, r, try, time.Now())
			return
		}
	}
	again, err := s.poller.Article(ctx, src, r, try >= len(articleTries))
	if err != nil && ctx.Err() == nil {
		s.opts.Log.Info("no full text", "source", src.ID, "url", r.URL, "error", err)
	}
	s.mu.Lock()
	retry := again && s.running && try < len(articleTries) && ctx.Err() == nil
	if !retry {
		delete(s.articles, r.ID+r.Digest())
	}
	s.mu.Unlock()
	if retry {
		s.queueArticle(src, r, try+1, time.Now().Add(articleTries[try]))
	}
}
