package scheduler

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log"
	"maps"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dateline-news/dateline/feed"
)

// badServer is a web server with every bad manner, and some good ones. It
// answers on loopback addresses through pipes in memory, so that it lives in a
// synctest bubble with time standing still. What it does at a path, the
// handlers of badmanners_test.go say; names lead to it by its own DNS.
type badServer struct {
	t    *testing.T
	http *pipeListener
	tls  *pipeListener
	cert *x509.CertPool

	mu     sync.Mutex
	hits   map[string][]hit        // by host + path
	names  map[string][]netip.Addr // what DNS says; the last one stays
	dialed []string                // addresses connected to
	busy   map[string]int          // requests under way by host
	peak   map[string]int          // most of them at once
	doing  map[string]http.HandlerFunc
	sent   atomic.Int64 // megabytes of huge answers that went out
}

type hit struct {
	at     time.Time
	header http.Header
	method string
	query  string
}

func newBadServer(t *testing.T) *badServer {
	b := &badServer{
		t: t, http: newPipeListener(), tls: newPipeListener(),
		hits: map[string][]hit{}, names: map[string][]netip.Addr{},
		busy: map[string]int{}, peak: map[string]int{},
	}
	b.doing = b.manners()
	cert := selfSigned(t)
	b.cert = x509.NewCertPool()
	b.cert.AddCert(cert.Leaf)
	quiet := log.New(testWriter{t}, "", 0)
	srv := &http.Server{
		Handler: b, ErrorLog: quiet,
		// Both ends of a pipe without buffer must not write at once: no tickets, no HTTP/2.
		TLSConfig:    &tls.Config{Certificates: []tls.Certificate{cert}, SessionTicketsDisabled: true},
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
	}
	go func() { _ = srv.Serve(b.http) }() // ends with the listener
	go func() { _ = srv.ServeTLS(b.tls, "", "") }()
	t.Cleanup(func() {
		if err := srv.Close(); err != nil {
			t.Errorf("closing the bad server: %v", err)
		}
	})
	return b
}

// fetcher returns a fetcher that reaches nothing but the bad server.
func (b *badServer) fetcher(change ...func(*feed.FetcherOptions)) *feed.Fetcher {
	opts := feed.FetcherOptions{
		Version: "9.8.7",
		Allow:   []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		TLS:     &tls.Config{RootCAs: b.cert},
		Lookup:  b.lookup, Dial: b.dial,
		MaxBody: 1 << 20,
	}
	for _, c := range change {
		c(&opts)
	}
	f := feed.NewFetcher(opts)
	b.t.Cleanup(f.Close)
	return f
}

// lookup answers from names; what is not there is the server.
func (b *badServer) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case strings.HasSuffix(host, ".slow-dns.test"):
		b.mu.Unlock()
		<-ctx.Done()
		b.mu.Lock()
		return nil, ctx.Err()
	case strings.HasSuffix(host, ".no-dns.test"):
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	addrs, ok := b.names[host]
	if !ok {
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}
	if len(addrs) > 1 {
		b.names[host] = addrs[1:]
	}
	return addrs[:1], nil
}

func (b *badServer) dial(ctx context.Context, _, address string) (net.Conn, error) {
	b.mu.Lock()
	b.dialed = append(b.dialed, address)
	b.mu.Unlock()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	switch port {
	case "443":
		return b.tls.dial()
	case "9": // discards what is sent and never says a word
		client, server := net.Pipe()
		b.t.Cleanup(func() { _ = server.Close() })
		go func() { _, _ = server.Read(make([]byte, 1)) }()
		return client, nil
	case "1": // never lets anyone in
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return b.http.dial()
}

// ServeHTTP notes the request and does what the path is for.
func (b *badServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host := strings.Split(r.Host, ":")[0]
	key := host + r.URL.Path
	b.mu.Lock()
	b.hits[key] = append(b.hits[key], hit{time.Now(), r.Header.Clone(), r.Method, r.URL.RawQuery})
	b.busy[host]++
	b.peak[host] = max(b.peak[host], b.busy[host])
	do := b.doing[key]
	if do == nil {
		do = b.doing[r.URL.Path]
	}
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		b.busy[host]--
		b.mu.Unlock()
	}()
	if do == nil {
		http.NotFound(w, r)
		return
	}
	do(w, r)
}

// on sets what the server does at a path, or at a host and path.
func (b *badServer) on(at string, do http.HandlerFunc) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.doing[at] = do
}

// at returns the requests for a URL without its scheme.
func (b *badServer) at(hostPath string) []hit {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.hits[hostPath])
}

// all returns all requests by host and path.
func (b *badServer) all() map[string][]hit {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.hits)
}

// nth counts the requests for the URL of r so far, this one included.
func (b *badServer) nth(r *http.Request) int {
	return len(b.at(strings.Split(r.Host, ":")[0] + r.URL.Path))
}

// gaps returns the times between the requests for a URL.
func (b *badServer) gaps(hostPath string) []time.Duration {
	var out []time.Duration
	hits := b.at(hostPath)
	for i := 1; i < len(hits); i++ {
		out = append(out, hits[i].at.Sub(hits[i-1].at))
	}
	return out
}

// rss is a feed of numbered items; newest is the number of the newest.
func rss(newest, items int, extra ...string) string {
	var sb strings.Builder
	fmt.Fprintf(&sb, `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Bulletin</title><link>http://feeds.test/</link><description>x</description>%s`, strings.Join(extra, ""))
	for n := newest; n > newest-items && n > 0; n-- {
		at := time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * 10 * time.Minute)
		fmt.Fprintf(&sb, "<item><title>Item %d</title><link>http://feeds.test/item/%d</link><guid isPermaLink=\"false\">n%d</guid><pubDate>%s</pubDate><description>Body of item %d.</description></item>",
			n, n, n, at.Format(time.RFC1123Z), n)
	}
	sb.WriteString("</channel></rss>")
	return sb.String()
}

// pipeListener is a net.Listener in memory.
type pipeListener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newPipeListener() *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), done: make(chan struct{})}
}

func (l *pipeListener) dial() (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Accept implements net.Listener.
func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

// Addr implements net.Listener.
func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func selfSigned(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Now().AddDate(50, 0, 0),
		DNSNames: []string{"feeds.test", "*.test"}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// testWriter sends a log to the test's output.
type testWriter struct{ t *testing.T }

func (w testWriter) Write(p []byte) (int, error) {
	w.t.Logf("%s", strings.TrimSpace(string(p)))
	return len(p), nil
}
