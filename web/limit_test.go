package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dateline-news/dateline/web"
)

// from asks as a client at an address.
func from(h http.Handler, addr, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.RemoteAddr = addr
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// working answers after some work.
func working(d time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { time.Sleep(d) })
}

// passed counts the requests of n that are not refused.
func passed(h http.Handler, addr string, n int, header ...string) (ok int) {
	for range n {
		if from(h, addr, "/", header...).Code == http.StatusOK {
			ok++
		}
	}
	return ok
}

func TestLimitPerClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := web.Limit(working(0), web.Limits{Rate: 2, Burst: 10})
		if got := passed(h, "192.0.2.1:1000", 15); got != 10 {
			t.Errorf("%d of 15 at once pass, want the burst of 10", got)
		}
		if got := passed(h, "192.0.2.2:1000", 1); got != 1 {
			t.Error("another client pays for the first")
		}
		time.Sleep(3 * time.Second)
		if got := passed(h, "192.0.2.1:2000", 15); got != 6 {
			t.Errorf("%d pass after three seconds at two a second, want 6", got)
		}
		time.Sleep(time.Hour)
		if got := passed(h, "192.0.2.1:1000", 15); got != 10 {
			t.Errorf("%d pass after an hour, want no more than the burst", got)
		}
	})
}

func TestLimitSaysWhenToAskAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := web.Limit(working(0), web.Limits{Rate: .25, Burst: 1})
		passed(h, "192.0.2.1:1000", 1)
		w := from(h, "192.0.2.1:1000", "/feed.atom")
		if w.Code != http.StatusTooManyRequests || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") || !strings.Contains(w.Body.String(), "again in 4 s") {
			t.Errorf("refused: %d %v %s", w.Code, w.Header(), w.Body)
		}
		w = from(h, "192.0.2.1:1000", "/api/v1/events")
		if w.Header().Get("Content-Type") != "application/problem+json" || !strings.Contains(w.Body.String(), `"status":429`) {
			t.Errorf("refused at the API: %v %s", w.Header(), w.Body)
		}
		wait, err := strconv.Atoi(w.Header().Get("Retry-After"))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(wait) * time.Second)
		if got := passed(h, "192.0.2.1:1000", 1); got != 1 {
			t.Errorf("refused after the %d s it was told to wait", wait)
		}
	})
}

func TestLimitChargesForWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		costly := web.Limit(working(500*time.Millisecond), web.Limits{Rate: 10, Burst: 100})
		// Each costs 51 tokens, of which 5 come back meanwhile: on credit, then no more.
		if got := passed(costly, "192.0.2.1:1000", 50); got != 3 {
			t.Errorf("%d costly requests pass, want 3", got)
		}
	})
}

func TestLimitKnowsItsClients(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"), netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct {
		name, addr, forwarded, again, forwardedAgain string
		same                                         bool
	}{
		{"another port", "192.0.2.1:1", "", "192.0.2.1:2", "", true},
		{"another address", "192.0.2.1:1", "", "192.0.2.2:1", "", false},
		{"one network of IPv6", "[2001:db8::1]:1", "", "[2001:db8::ffff:1]:1", "", true},
		{"another network of IPv6", "[2001:db8::1]:1", "", "[2001:db8:0:1::1]:1", "", false},
		{"IPv4 in IPv6", "192.0.2.1:1", "", "[::ffff:192.0.2.1]:1", "", true},
		{"behind a proxy", "10.0.0.1:1", "192.0.2.1", "10.0.0.1:1", "192.0.2.2", false},
		{"one client, two proxies", "10.0.0.1:1", "192.0.2.1", "10.0.0.2:1", "192.0.2.1", true},
		{"through two proxies", "10.0.0.1:1", "192.0.2.1, 10.9.9.9", "10.0.0.1:1", "192.0.2.1", true},
		{"a proxy nobody knows", "198.51.100.1:1", "192.0.2.1", "198.51.100.1:1", "192.0.2.2", true},
		{"a client that invents hops", "10.0.0.1:1", "203.0.113.1, 192.0.2.1", "10.0.0.1:1", "203.0.113.2, 192.0.2.1", true},
		{"a local proxy", "127.0.0.1:1", "192.0.2.1", "127.0.0.1:1", "192.0.2.1", true},
		{"this machine", "127.0.0.1:1", "", "[::1]:1", "", false},
		{"nonsense", "10.0.0.1:1", "nonsense", "10.0.0.1:1", "rubbish", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := web.Limit(working(0), web.Limits{Rate: 1, Burst: 1, Proxies: proxies})
			header := func(v string) []string {
				if v == "" {
					return nil
				}
				return []string{"X-Forwarded-For", v}
			}
			passed(h, c.addr, 1, header(c.forwarded)...)
			if refused := passed(h, c.again, 1, header(c.forwardedAgain)...) == 0; refused != c.same {
				t.Errorf("the same client: %v, want %v", refused, c.same)
			}
		})
	}
}

func TestLimitRequestsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := web.Limit(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }), web.Limits{Rate: 1000, AtOnce: 3, Time: time.Minute})
		codes := make(chan int, 5)
		for range 5 {
			go func() { codes <- from(h, "192.0.2.1:1", "/").Code }()
		}
		synctest.Wait()
		if len(codes) != 2 {
			t.Fatalf("%d ended at once, want the 2 over the limit refused", len(codes))
		}
		for range 2 {
			if code := <-codes; code != http.StatusTooManyRequests {
				t.Errorf("over the limit: %d", code)
			}
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if from(web.Limit(working(0), web.Limits{Rate: 1}), "192.0.2.1:1", "/").Code != http.StatusOK {
			t.Error("another handler's limits are its own")
		}
	})
}

func TestLimitOfTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, c := fixture(time.Now().UTC())
		m.slow = time.Hour
		h := web.Limit(site(t, m, c), web.Limits{Time: 3 * time.Second})
		began := time.Now()
		w := from(h, "192.0.2.1:1", "/feed.atom?q=actor:KAZ")
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Errorf("a query without end: %d %v", w.Code, w.Header())
		}
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("it took %v, want 3 s", took)
		}
	})
}

func TestLimitLetsStreamsGoOn(t *testing.T) {
	var ended error
	h := web.Limit(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, bounded := r.Context().Deadline()
		if bounded {
			ended = errors.New("a stream has a deadline")
		}
		if r.Context().Err() != nil {
			ended = context.Cause(r.Context())
		}
	}), web.Limits{Rate: 1})
	from(h, "192.0.2.1:1", "/live")
	if ended != nil {
		t.Error(ended)
	}
}
