package main

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"os"
	"strings"
)

// adminFlags are the flags of the operator's own address.
type adminFlags struct {
	AdminListen    string `env:"DATELINE_ADMIN_LISTEN" placeholder:"ADDRESS" help:"Address for the operator: /metrics, /debug/pprof and, with a token, actions; off when not given. Never make it public."`
	AdminTokenFile string `env:"DATELINE_ADMIN_TOKEN_FILE" placeholder:"FILE" help:"File with the token for actions on the admin address; or set DATELINE_ADMIN_TOKEN."`
}

// minToken is the least length of a token: a shorter one can be guessed.
const minToken = 16

// token reads the token; empty: actions are off. It comes by file or
// environment only, since other users see the arguments of a process.
func (a adminFlags) token() (string, error) {
	token, from := os.Getenv("DATELINE_ADMIN_TOKEN"), "DATELINE_ADMIN_TOKEN"
	if a.AdminTokenFile != "" {
		data, err := os.ReadFile(a.AdminTokenFile)
		if err != nil {
			return "", fmt.Errorf("admin token: %w", err)
		}
		token, from = strings.TrimSpace(string(data)), a.AdminTokenFile
		if token == "" {
			return "", fmt.Errorf("admin token: %s is empty; fill it: openssl rand -hex 32 > %s", from, from)
		}
	}
	if token != "" && len(token) < minToken {
		return "", fmt.Errorf("admin token: the one in %s is shorter than %d characters; make one: openssl rand -hex 32", from, minToken)
	}
	return token, nil
}

// admin is what the operator's address serves.
type admin struct {
	house    *house
	config   string // the file that a reload reads
	polling  bool   // the scheduler runs here
	loopback bool   // only this machine reaches the address
	sum      [sha256.Size]byte
	locked   bool         // there is no token: actions and, from afar, profiles are off
	health   http.Handler // of /healthz and /readyz
}

// newAdmin returns what is served on the address for the operator.
func newAdmin(h *house, e *env, token string, at net.Addr, polling bool, health http.Handler) *admin {
	a := &admin{house: h, config: e.cli.Config, polling: polling, sum: sha256.Sum256([]byte(token)), locked: token == "", health: health}
	if addr, err := netip.ParseAddrPort(at.String()); err == nil {
		a.loopback = addr.Addr().IsLoopback()
	}
	return a
}

// handler returns the handler of the whole address.
func (a *admin) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", a.house.metrics.handler())
	mux.Handle("GET /healthz", a.health)
	mux.Handle("GET /readyz", a.health)
	profiles := map[string]http.HandlerFunc{
		"": pprof.Index, "cmdline": pprof.Cmdline, "profile": pprof.Profile, "symbol": pprof.Symbol, "trace": pprof.Trace,
	}
	for name, h := range profiles {
		if a.loopback {
			mux.HandleFunc("GET /debug/pprof/"+name, h)
		} else {
			mux.Handle("GET /debug/pprof/"+name, a.authorized(h))
		}
	}
	a.actions(mux)
	return a.named(mux)
}

// named refuses requests to a loopback address under a foreign name: a page in
// the operator's browser could make one by its own DNS.
func (a *admin) named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		if _, err := netip.ParseAddr(strings.Trim(host, "[]")); a.loopback && err != nil && host != "localhost" {
			http.Error(w, "ask this address by its number, or as localhost", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// authorized lets requests with the token through. Hashes of equal length are
// compared, in a time that tells nothing.
func (a *admin) authorized(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.locked {
			http.Error(w, "this needs a token: start dateline with DATELINE_ADMIN_TOKEN or --admin-token-file", http.StatusForbidden)
			return
		}
		given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		sum := sha256.Sum256([]byte(strings.TrimSpace(given)))
		if !ok || subtle.ConstantTimeCompare(sum[:], a.sum[:]) != 1 {
			a.house.log.Warn("an action was refused: wrong token", "path", r.URL.Path, "from", r.RemoteAddr)
			w.Header().Set("WWW-Authenticate", `Bearer realm="dateline"`)
			http.Error(w, "give the token: Authorization: Bearer …", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
