package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/scheduler/cluster"
	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
)

// house is the rooms wired together: what every command that polls or serves needs.
type house struct {
	log       *slog.Logger
	config    atomic.Pointer[feed.Config]
	extractor atomic.Pointer[func() *timeline.Extractor] // made when it is first asked: most polls bring nothing to read
	store     *store.Store
	fetcher   *feed.Fetcher
	scheduler *scheduler.Scheduler
	node      *cluster.Node          // among those that share the database; nil where this process is alone
	hash      atomic.Pointer[string] // of the sources.yaml in force
	wake      chan struct{}          // of size 1: the timeline has changed
	metrics   *metrics
	notify    notifier
	stopping  <-chan struct{} // closed by the signal to stop
	authority string          // who issued the ids of what we publish, to know our own feeds again; empty where nothing was published yet
}

// openHouse reads sources.yaml, opens the database and wires the rooms; close
// must be called. With a public URL, hubs may call back. Where the database can
// be shared, this process is a node with the role.
func openHouse(e *env, publicURL, role string) (*house, error) {
	hash := configHash(e.cli.Config) // before it is read: a change meanwhile is one
	config, err := feed.Load(e.cli.Config)
	if err != nil {
		return nil, err
	}
	var opts store.Options
	log := e.log
	if role == roleOnce {
		opts.Readers = 2 // no page is asked for, and each holds some megabytes
		if e.cli.Log == "text" {
			log = newLog(e.err, e.cli.Log, slog.LevelWarn) // the line of each poll says that it failed, and why
		}
	}
	db, err := store.Open(e.ctx, e.cli.DB, opts)
	if err != nil {
		return nil, err
	}
	h := &house{log: log, store: db, wake: make(chan struct{}, 1), metrics: newMetrics(), stopping: e.ctx.Done()}
	if h.authority, err = db.Authority(e.ctx, ""); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	h.take(config)
	h.tookUp(hash)
	h.fetcher = newFetcher(e, config)
	polling := scheduler.Options{
		Store: db, Fetch: h.fetcher.Fetch, Parse: h.parse, Read: h.read,
		Article: articleText, Robots: feed.NewRobots(h.fetcher.Fetch), Discover: feed.Discover,
		Sources: config.Sources, Log: log, Observe: h.metrics.poll, Chores: h.chores(),
	}
	if publicURL != "" {
		polling.PublicURL, polling.Subscribe = publicURL, h.fetcher.Subscribe
	}
	if err := h.join(e, role, &polling); err != nil {
		return nil, errors.Join(err, h.close())
	}
	h.scheduler = scheduler.New(polling)
	h.metrics.watch(h.scheduler.Load, db)
	return h, nil
}

func newFetcher(e *env, config feed.Config) *feed.Fetcher {
	return feed.NewFetcher(feed.FetcherOptions{
		Version: versionText(), Allow: config.Network.Allow, BaseDir: filepath.Dir(e.cli.Config),
	})
}

// take puts a config in force for everything that is not polling.
func (h *house) take(config feed.Config) {
	h.config.Store(&config)
	timeline.KnowActors(actorEntries(config.Actors))
	extractor := sync.OnceValue(func() *timeline.Extractor { return timeline.NewExtractor(actorEntries(config.Actors)) })
	h.extractor.Store(&extractor)
}

// read reads a report with the actors of the config in force.
func (h *house) read(r timeline.Report) timeline.Reading { return (*h.extractor.Load())().Read(r) }

// parse parses a feed, and leaves out what this dateline published itself.
func (h *house) parse(p feed.Page, s feed.Source) (feed.Document, error) {
	doc, err := feed.Parse(p, s) // without items there is an error, and what the feed says of its pace
	if err != nil {
		return doc, err
	}
	return doc.WithoutOwn(h.authority)
}

// articleText takes the text of an article out of its page.
func articleText(p feed.Page) (string, error) {
	_, text, err := feed.Article(p)
	return text, err
}

// ready says why the server is not ready, nil where it is. That sources.yaml is
// loaded needs no question: without it there is no house. The pages ask the
// database themselves.
func (h *house) ready(context.Context) error {
	select {
	case <-h.stopping:
		return errors.New("stopping")
	default:
		return nil
	}
}

// close lets go of connections and the database.
func (h *house) close() error {
	h.fetcher.Close()
	if h.node != nil {
		h.node.Close()
	}
	if err := h.store.Close(); err != nil {
		return fmt.Errorf("closing the database: %w", err)
	}
	return nil
}

// fetchArticle gets the text of the article at an address.
func fetchArticle(e *env, address string) (title, text string, err error) {
	config, err := loadOrDefault(e.cli.Config)
	if err != nil {
		return "", "", err
	}
	fetcher := newFetcher(e, config)
	defer fetcher.Close()
	ctx, cancel := context.WithTimeout(e.ctx, time.Minute)
	defer cancel()
	page, err := fetcher.Fetch(ctx, feed.Request{URL: address, Accept: "text/html, */*;q=0.5"})
	if err != nil {
		return "", "", fmt.Errorf("%s: %w", address, err)
	}
	return feed.Article(page)
}
