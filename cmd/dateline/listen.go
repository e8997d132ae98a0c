package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/dateline-news/dateline/web"
)

// stopTime is how long requests under way may take after a signal to stop.
const stopTime = 5 * time.Second

// limitFlags are the flags of what one client may ask.
type limitFlags struct {
	Limit      float64        `default:"20" env:"DATELINE_LIMIT" placeholder:"N" help:"Requests a second that one client may make, costly ones counting more (${default}); 0: no limit."`
	TrustProxy []netip.Prefix `default:"127.0.0.0/8,::1/128" env:"DATELINE_TRUST_PROXY" placeholder:"NETWORK" help:"Networks of proxies that are believed in X-Forwarded-For (${default})."`
}

func (l limitFlags) limits() web.Limits { return web.Limits{Rate: l.Limit, Proxies: l.TrustProxy} }

// server is an address that is listened on, and what answers there.
type server struct {
	http     *http.Server
	listener net.Listener
}

// listen opens the public address for pages and, where it is wanted, the
// operator's. Every listener is open when it returns.
func (c serveCmd) listen(e *env, h *house, pages http.Handler) ([]*server, error) {
	token, err := c.token()
	if err != nil {
		return nil, err
	}
	public, err := newServer(e.ctx, "listen", c.Listen, h.metrics.instrument(web.Limit(pages, c.limits())))
	if err != nil {
		return nil, err
	}
	servers := []*server{public}
	if c.AdminListen != "" {
		s, err := newServer(e.ctx, "admin-listen", c.AdminListen, nil)
		if err != nil {
			return nil, errors.Join(err, public.listener.Close())
		}
		s.http.WriteTimeout = 0 // a profile takes as long as it is asked to
		s.http.Handler = newAdmin(h, e, token, s.listener.Addr(), c.Role != roleWeb, pages).handler()
		servers = append(servers, s)
		fmt.Fprintf(e.err, "dateline: metrics and profiles on http://%s\n", s.listener.Addr())
	}
	fmt.Fprintf(e.err, "dateline: serving on http://%s\n", public.listener.Addr())
	return servers, nil
}

// newServer listens on an address. Its times bound what one connection may
// hold: handlers that stream set their own.
func newServer(ctx context.Context, flag, address string, handler http.Handler) (*server, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("serve: %w; another address can be given with --%s", err, flag)
	}
	return &server{&http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}, listener}, nil
}

func (s *server) serve() error {
	if err := s.http.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// shutdown lets requests under way end, for at most stopTime, one server after
// the other: the operator's is the last.
func shutdown(ctx context.Context, servers []*server) error {
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	var errs []error
	for _, s := range servers {
		if s.http.Shutdown(stop) != nil {
			errs = append(errs, s.http.Close())
		}
	}
	return errors.Join(errs...)
}
