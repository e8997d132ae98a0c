package feed

import (
	"net/http"
	"testing"
	"time"
)

func header(kv ...string) http.Header {
	h := http.Header{}
	for i := 0; i+1 < len(kv); i += 2 {
		h.Add(kv[i], kv[i+1])
	}
	return h
}

func TestFreshness(t *testing.T) {
	now := time.Date(2024, 2, 28, 12, 0, 0, 0, time.UTC)
	const none = -1
	cases := []struct {
		name string
		h    http.Header
		want time.Duration // none: the header says nothing
	}{
		{"nothing", header(), none},
		{"max-age", header("Cache-Control", "max-age=60"), time.Minute},
		{"less Age", header("Cache-Control", "public, max-age=60", "Age", "20"), 40 * time.Second},
		{"older than its age", header("Cache-Control", "max-age=60", "Age", "200"), 0},
		{"over Expires", header("Cache-Control", "max-age=60", "Expires", "Wed, 28 Feb 2024 18:00:00 GMT"), time.Minute},
		{"quoted, in capitals", header("Cache-Control", `private="set-cookie, max-age=1", MAX-AGE="60"`), time.Minute},
		{"the first of two", header("Cache-Control", "max-age=60", "Cache-Control", "max-age=600"), time.Minute},
		{"a fraction", header("Cache-Control", "max-age=60.5"), time.Minute},
		{"negative is stale", header("Cache-Control", "max-age=-1"), 0},
		{"not a number is stale", header("Cache-Control", "max-age=soon"), 0},
		{"too large for anything", header("Cache-Control", "max-age=99999999999999999999"), maxSeconds * time.Second},
		{"s-maxage is not ours", header("Cache-Control", "s-maxage=60"), none},
		{"Expires", header("Expires", "Wed, 28 Feb 2024 12:10:00 GMT"), 10 * time.Minute},
		{"Expires by the server's clock", header("Expires", "Wed, 28 Feb 2024 12:10:00 GMT", "Date", "Wed, 28 Feb 2024 12:09:00 GMT"), time.Minute},
		{"Expires in the past", header("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"), 0},
		{"Expires: 0", header("Expires", "0"), 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, ok := Freshness(c.h, now)
			if !ok {
				got = none
			}
			if got != c.want {
				t.Errorf("Freshness = %v, want %v", got, c.want)
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2024, 2, 28, 12, 0, 0, 0, time.UTC)
	cases := map[string]time.Duration{
		"120":                               2 * time.Minute,
		" 120 ":                             2 * time.Minute,
		"0":                                 0,
		"1.5":                               time.Second,
		"Wed, 28 Feb 2024 13:00:00 GMT":     time.Hour,
		"Wednesday, 28-Feb-24 13:00:00 GMT": time.Hour,
		"Wed Feb 28 13:00:00 2024":          time.Hour,
		"Thu, 01 Jan 1970 00:00:00 GMT":     0,
	}
	for v, d := range cases {
		if got, ok := RetryAfter(header("Retry-After", v), now); !ok || got.Sub(now) != d {
			t.Errorf("Retry-After %q: %v, %v, want %v", v, got.Sub(now), ok, d)
		}
	}
	for _, v := range []string{"", "soon", "-5", "1e9", "99:00"} {
		if got, ok := RetryAfter(header("Retry-After", v), now); ok {
			t.Errorf("Retry-After %q was read as %v", v, got)
		}
	}
}

// Whatever a server writes, the answer is a time that does not lie before now
// nor beyond the bound.
func FuzzCacheHeaders(f *testing.F) {
	f.Add("max-age=60", "Wed, 28 Feb 2024 12:10:00 GMT", "3", "120")
	f.Add(`private="a,b", max-age="6`, "0", "-1", "Wed Feb 28 13:00:00 2024")
	f.Add(`max-age=99999999999999999999`, "Fri, 31 Dec 9999 23:59:59 GMT", "9e9", "99999999999999999999")
	now := time.Date(2024, 2, 28, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, control, expires, age, retry string) {
		h := http.Header{"Cache-Control": {control}, "Expires": {expires}, "Age": {age}, "Retry-After": {retry}, "Date": {expires}}
		if d, ok := Freshness(h, now); d < 0 || d > maxSeconds*time.Second || !ok && d != 0 {
			t.Errorf("Freshness = %v, %v", d, ok)
		}
		if at, ok := RetryAfter(h, now); ok && at.Before(now) {
			t.Errorf("RetryAfter = %v", at)
		}
	})
}
