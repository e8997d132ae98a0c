package web

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Limits bound what one client may take of a server, and one request of its
// time. A client is an address, of IPv6 its /64; a request from this machine
// itself, not passed on by a proxy, is not limited.
type Limits struct {
	// Rate is how many tokens a client gets back a second; a request costs one, and
	// one more for every 10 ms the server works on it: who asks for much may ask
	// less often. 0: clients are not limited.
	Rate float64
	// Burst is how many tokens a client has at most; 0: 20 seconds' worth.
	Burst float64
	// AtOnce is how many requests of a client may be under way; 0: 64.
	AtOnce int
	// Time is how long a request may take; 0: 10 s. Streams take as long as they like.
	Time time.Duration
	// Proxies are believed when they say in X-Forwarded-For whom they ask for.
	Proxies []netip.Prefix
}

const (
	tokenTime  = 10 * time.Millisecond // of work, for one token
	maxClients = 100_000               // remembered
)

// limiter keeps an account for each client.
type limiter struct {
	Limits
	mu      sync.Mutex
	clients map[netip.Prefix]*account
}

type account struct {
	tokens float64 // below zero: work was done on credit
	at     time.Time
	under  int // requests under way
}

// Limit returns next within limits. What is refused is answered 429 with
// Retry-After, what takes too long 503.
func Limit(next http.Handler, l Limits) http.Handler {
	if l.Burst == 0 {
		l.Burst = 20 * l.Rate
	}
	if l.AtOnce == 0 {
		l.AtOnce = 64
	}
	if l.Time == 0 {
		l.Time = 10 * time.Second
	}
	lim := &limiter{Limits: l, clients: map[netip.Prefix]*account{}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { lim.serve(w, r, next) })
}

func (l *limiter) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	stream := r.URL.Path == "/live"
	if client, ok := l.client(r); ok && l.Rate > 0 {
		if wait := l.enter(client, time.Now()); wait > 0 {
			refuse(w, r, wait)
			return
		}
		began := time.Now()
		defer func() {
			work := time.Since(began)
			if stream {
				work = 0 // waiting is no work
			}
			l.leave(client, work)
		}()
	}
	if !stream {
		ctx, cancel := context.WithTimeout(r.Context(), l.Time)
		defer cancel()
		r = r.WithContext(ctx)
	}
	next.ServeHTTP(w, r)
}

// client is whom a request comes from; false where it is this machine.
func (l *limiter) client(r *http.Request) (netip.Prefix, bool) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Prefix{}, true // not a network address: all of those are one client
	}
	addr := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && l.believed(addr); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = hop.Unmap()
	}
	if addr.IsLoopback() {
		return netip.Prefix{}, false
	}
	bits := 32
	if addr.Is6() {
		bits = 64
	}
	return netip.PrefixFrom(addr.WithZone(""), bits).Masked(), true
}

func (l *limiter) believed(addr netip.Addr) bool {
	for _, p := range l.Proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// enter takes the token of a request, or says how long the client must wait.
func (l *limiter) enter(client netip.Prefix, now time.Time) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.clients[client]
	if a == nil {
		l.sweep(now)
		a = &account{tokens: l.Burst, at: now}
		l.clients[client] = a
	}
	a.tokens = l.filled(a, now)
	a.at = now
	switch {
	case a.tokens < 1:
		return time.Duration((1 - a.tokens) / l.Rate * float64(time.Second))
	case a.under >= l.AtOnce:
		return time.Second
	}
	a.tokens--
	a.under++
	return 0
}

func (l *limiter) leave(client netip.Prefix, work time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.clients[client]
	a.under--
	a.tokens = max(a.tokens-float64(work/tokenTime), -l.Burst)
}

func (l *limiter) filled(a *account, now time.Time) float64 {
	return min(l.Burst, a.tokens+now.Sub(a.at).Seconds()*l.Rate)
}

// sweep makes room: accounts that are full again say nothing, and go first.
func (l *limiter) sweep(now time.Time) {
	if len(l.clients) < maxClients {
		return
	}
	for c, a := range l.clients {
		if a.under == 0 && l.filled(a, now) >= l.Burst {
			delete(l.clients, c)
		}
	}
	for c, a := range l.clients {
		if len(l.clients) < maxClients/10*9 {
			return
		}
		if a.under == 0 {
			delete(l.clients, c)
		}
	}
}

// refuse answers a client that asks too much, in words, or for programs as RFC
// 9457 has it.
func refuse(w http.ResponseWriter, r *http.Request, wait time.Duration) {
	seconds := int(math.Ceil(wait.Seconds()))
	text := fmt.Sprintf("Too many requests from your address, or too costly ones: ask again in %d s.", seconds)
	h := w.Header()
	h.Set("Retry-After", strconv.Itoa(seconds))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if !strings.HasPrefix(r.URL.Path, "/api/") {
		http.Error(w, text, http.StatusTooManyRequests)
		return
	}
	h.Set("Content-Type", "application/problem+json")
	w.WriteHeader(http.StatusTooManyRequests)
	// The client is told; where it has left nobody minds.
	_ = json.NewEncoder(w).Encode(map[string]any{"title": "Too Many Requests", "status": http.StatusTooManyRequests, "detail": text})
}
