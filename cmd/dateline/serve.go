package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/web"
)

// serveCmd is `dateline serve`.
type serveCmd struct {
	Listen    string `default:"127.0.0.1:8080" env:"DATELINE_LISTEN" placeholder:"ADDRESS" help:"Address to serve on (${default})."`
	PublicURL string `name:"public-url" env:"DATELINE_PUBLIC_URL" placeholder:"URL" help:"Where readers reach this server; by default, as each request names it."`
	NoPoll    bool   `name:"no-poll" help:"Serve what is stored and poll nothing."`
}

// Help is the long help.
func (serveCmd) Help() string {
	return `Polls every source on its schedule and serves the timeline as pages and feeds. A changed sources.yaml is taken up by itself (SIGHUP does
so at once); one with mistakes is refused, and the old one stays in force. SIGTERM and Ctrl-C stop it within ten seconds; nothing is lost.`
}

// stopTime is how long requests under way may take after a signal to stop.
const stopTime = 5 * time.Second

// Run serves until a signal stops it.
func (c serveCmd) Run(e *env) (err error) {
	public := strings.TrimSuffix(c.PublicURL, "/")
	h, err := openHouse(e, public)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := h.close(); err == nil {
			err = closeErr
		}
	}()
	pages, err := web.New(web.Options{
		Timeline: reader{h}, Summaries: reader{h}, Sources: reader{h}, Config: h.config.Load,
		PublicURL: public, Version: versionText(), Log: e.log, Stopping: e.ctx.Done(),
	})
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/", pages)
	mux.Handle("/websub/", h.scheduler.Hub())
	listener, err := (&net.ListenConfig{}).Listen(e.ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("serve: %w; another address can be given with --listen", err)
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	fmt.Fprintf(e.err, "dateline: serving on http://%s\n", listener.Addr())
	return c.together(e, h, server, listener)
}

// together runs server, scheduler and the watch on sources.yaml until the
// context ends or one of them fails.
func (c serveCmd) together(e *env, h *house, server *http.Server, listener net.Listener) error {
	g, ctx := errgroup.WithContext(e.ctx)
	g.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		if err := server.Shutdown(stop); err != nil {
			return server.Close()
		}
		return nil
	})
	g.Go(func() error { return h.watch(ctx, e.cli.Config) })
	if !c.NoPoll {
		g.Go(func() error { return h.scheduler.Run(ctx) })
	}
	return g.Wait()
}
