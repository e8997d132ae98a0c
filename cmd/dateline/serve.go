package main

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/web"
)

// serveCmd is `dateline serve`.
type serveCmd struct {
	Listen    string        `default:"127.0.0.1:8080" env:"DATELINE_LISTEN" placeholder:"ADDRESS" help:"Address to serve on (${default})."`
	PublicURL string        `name:"public-url" env:"DATELINE_PUBLIC_URL" placeholder:"URL" help:"Where readers reach this server; by default, as each request names it."`
	Hub       []string      `name:"hub" env:"DATELINE_HUB" placeholder:"URL" help:"WebSub hub to tell of changes in outlets; may be repeated. Needs --public-url."`
	NoPoll    bool          `name:"no-poll" help:"Serve what is stored and poll nothing."`
	Drain     time.Duration `default:"0s" env:"DATELINE_DRAIN" help:"How long to go on serving after a signal to stop, while /readyz already says no (${default})."`
	Role      string        `default:"all" enum:"all,web,poll" env:"DATELINE_ROLE" help:"What this machine does where several share a PostgreSQL: all, web (no polls) or poll (no pages)."`
	limitFlags
	adminFlags
}

// Help is the long help.
func (serveCmd) Help() string {
	return `Polls every source on its schedule and serves the timeline as pages and feeds. A changed sources.yaml is taken up by itself (SIGHUP does
so at once); one with mistakes is refused, and the old one stays in force. SIGTERM and Ctrl-C stop it within ten seconds; nothing is lost.
With --db postgres://… any number of machines may serve and poll together; see docs/cluster.md.`
}

// Run serves until a signal stops it.
func (c serveCmd) Run(e *env) (err error) {
	public := strings.TrimSuffix(c.PublicURL, "/")
	if len(c.Hub) > 0 && public == "" {
		return usageError{errors.New("--hub needs --public-url: a hub fetches the feeds at their public address")}
	}
	asked := c.Role
	if c.NoPoll && c.Role != rolePoll {
		c.Role = roleWeb
	}
	started := newNotifier().starting(20 * time.Second)
	h, err := openHouse(e, public, c.Role)
	started()
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := h.close(); err == nil {
			err = closeErr
		}
	}()
	if asked != roleAll && h.node == nil {
		return errRole
	}
	if h.authority, err = h.store.Authority(e.ctx, feed.NewAuthority(public)); err != nil {
		return err
	}
	mux := http.NewServeMux()
	servers, err := c.listen(e, h, mux)
	if err != nil {
		return err
	}
	pages, err := web.New(web.Options{
		Timeline: reader{h}, Summaries: reader{h}, Sources: reader{h}, Config: h.config.Load,
		PublicURL: public, Listen: servers[0].listener.Addr().String(), Authority: h.authority, Hubs: c.Hub, Announce: h.fetcher.Publish,
		Version: versionText(), Log: e.log, Stopping: e.ctx.Done(), Ready: h.ready, Wake: h.wake,
	})
	if err != nil {
		return err
	}
	if c.Role == rolePoll {
		mux.Handle("/", healthOnly(pages))
	} else {
		mux.Handle("/", pages)
		mux.Handle("/websub/", h.scheduler.Hub())
	}
	watched, err := h.newWatch(e.cli.Config)
	if err != nil {
		return err
	}
	return c.together(e, h, watched, pages, servers)
}

// together runs servers, scheduler and the watch on sources.yaml until the
// context ends or one of them fails.
func (c serveCmd) together(e *env, h *house, w *watched, pages *web.Site, servers []*server) error {
	g, ctx := errgroup.WithContext(e.ctx)
	for _, s := range servers {
		g.Go(s.serve)
	}
	g.Go(func() error {
		<-ctx.Done()
		h.tell(stateStopping)
		time.Sleep(c.Drain)
		return shutdown(ctx, servers)
	})
	g.Go(func() error { return h.watch(ctx, w) })
	g.Go(func() error { pages.Run(ctx); return nil })
	h.runRole(ctx, g, c.Role)
	h.notify = newNotifier()
	g.Go(func() error { return h.notify.watchdog(ctx, func() { h.scheduler.Load() }) })
	h.tell(stateReady)
	return g.Wait()
}
