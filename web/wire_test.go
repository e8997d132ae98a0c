package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
)

// get asks the handler; headers are given as name, value pairs.
func get(h http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	return do(h, http.MethodGet, target, headers...)
}

// do sends a request through net/http's own client and server, over a pipe, so
// that it works in a synctest bubble too. The target is a path, asked at
// example.com, or a whole address.
func do(h http.Handler, method, target string, headers ...string) *httptest.ResponseRecorder {
	if strings.HasPrefix(target, "/") {
		target = "http://example.com" + target
	}
	r, err := http.NewRequestWithContext(context.Background(), method, target, nil)
	if err != nil {
		panic(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	wire := newPipes()
	server := &http.Server{Handler: h}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(wire) }()
	answer, err := (&http.Transport{DialContext: wire.dial, DisableCompression: true, DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		panic(fmt.Errorf("%s %s: %w", method, target, err))
	}
	w := httptest.NewRecorder()
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.StatusCode)
	if _, err := io.Copy(w, answer.Body); err != nil {
		panic(fmt.Errorf("%s %s: %w", method, target, err))
	}
	answer.Body.Close()
	server.Close()
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		panic(err)
	}
	return w
}

// pipes is a listener and the dialer to it, in memory.
type pipes struct {
	ready  chan net.Conn
	closed chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.ready <- server:
		return client, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.ready:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error { close(p.closed); return nil }

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }
