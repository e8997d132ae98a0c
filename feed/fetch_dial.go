package feed

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"code.dny.dev/ssrf"
)

// newGuard returns the check of addresses: public ones and those allowed pass.
// NAT64 and IPv4-mapped forms of an address that is not public do not.
func newGuard(allow []netip.Prefix) *ssrf.Guardian {
	var v4, v6 []netip.Prefix
	for _, p := range allow {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	return ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
}

// transportFor returns the connections a request goes over: direct ones, or
// those of the source's proxy, or of the environment's.
func (f *Fetcher) transportFor(req *http.Request, proxy *url.URL) (*http.Transport, error) {
	if proxy == nil {
		var err error
		if proxy, err = http.ProxyFromEnvironment(req); err != nil {
			return nil, stage(Unconnected, fmt.Errorf("the proxy in the environment is not usable: %w", err))
		}
	}
	key := ""
	if proxy != nil {
		// The proxy resolves names, so what is forbidden by address is its business;
		// an address written out is still ours.
		if ip, err := netip.ParseAddr(req.URL.Hostname()); err == nil {
			if err := f.check(req.URL.Hostname(), ip); err != nil {
				return nil, err
			}
		}
		key = proxy.String()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	t, ok := f.transports[key]
	if !ok {
		t = f.newTransport(proxy)
		f.transports[key] = t
	}
	return t, nil
}

func (f *Fetcher) newTransport(proxy *url.URL) *http.Transport {
	t := &http.Transport{
		DialContext:            f.dial,
		TLSClientConfig:        f.opts.TLS,
		TLSHandshakeTimeout:    f.opts.Limits.TLS,
		ResponseHeaderTimeout:  f.opts.Limits.Header,
		MaxResponseHeaderBytes: 256 << 10,
		MaxConnsPerHost:        1, // one connection per host at a time, redirects included
		MaxIdleConnsPerHost:    1,
		MaxIdleConns:           128,
		IdleConnTimeout:        30 * time.Second,
		DisableCompression:     true, // decoded here, where the limit counts
		ForceAttemptHTTP2:      true,
	}
	if proxy != nil {
		t.Proxy = http.ProxyURL(proxy)
		t.DialContext = f.dialProxy
		t.MaxConnsPerHost = 0 // the host is the proxy, which serves many
	}
	return t
}

// dial resolves the host, checks each of its addresses and connects to the
// first that answers. It connects to the address it has checked: a name that
// turns internal in between gains nothing.
func (f *Fetcher) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, stage(BadURL, err)
	}
	addrs, err := f.lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	for _, a := range addrs {
		if err = f.check(host, a); err != nil {
			continue
		}
		var conn net.Conn
		if conn, err = f.connect(ctx, network, net.JoinHostPort(a.String(), port)); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

// check refuses an address that is neither public nor allowed.
func (f *Fetcher) check(host string, a netip.Addr) error {
	err := f.guard.SafeAddr(a)
	if err == nil {
		return nil
	}
	where := host
	if host != a.String() {
		where = fmt.Sprintf("%s leads to %s, which", host, a)
	}
	return stage(Blocked, fmt.Errorf("%s is not a public address; if it is meant, list its network under network: allow: in sources.yaml (%w)", where, err))
}

func (f *Fetcher) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, f.opts.Limits.DNS)
	defer cancel()
	find := f.opts.Lookup
	if find == nil {
		find = lookupSystem
	}
	addrs, err := find(ctx, host)
	if err == nil && len(addrs) == 0 {
		err = errors.New("the name has no address")
	}
	if err != nil {
		return nil, stage(Unresolved, fmt.Errorf("the name %s could not be looked up: %w", host, shortDNS(err)))
	}
	return addrs, nil
}

func lookupSystem(ctx context.Context, host string) ([]netip.Addr, error) {
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	for i := range addrs {
		addrs[i] = addrs[i].Unmap() // the resolver writes A records in their IPv6 form
	}
	return addrs, err
}

// shortDNS drops from a resolver's error what the sentence says already.
func shortDNS(err error) error {
	if d, ok := errors.AsType[*net.DNSError](err); ok && d.Err != "" {
		return errors.New(d.Err)
	}
	return err
}

func (f *Fetcher) connect(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, f.opts.Limits.Connect)
	defer cancel()
	dial := f.opts.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	conn, err := dial(ctx, network, address)
	if err != nil {
		return nil, stage(Unconnected, err)
	}
	return conn, nil
}

// dialProxy connects to a proxy, which the operator has named and which may
// stand on an internal address.
func (f *Fetcher) dialProxy(ctx context.Context, network, address string) (net.Conn, error) {
	return f.connect(ctx, network, address)
}
