package feed

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxSeconds bounds a number of seconds in a header: RFC 9111 §1.2.2 lets what
// is larger count as 2³¹.
const maxSeconds = 1 << 31

// validatorsOf takes both validators from a 200: one that is not sent is cleared.
func validatorsOf(p *Page) Validators {
	return Validators{
		ETag:         p.Header.Get("ETag"),
		LastModified: p.Header.Get("Last-Modified"),
		URL:          p.URL.String(),
	}
}

// refreshed takes the validators a 304 carries and keeps the others (RFC 9111
// §3.2, §4.3.4).
func refreshed(old Validators, p *Page) Validators {
	now := validatorsOf(p)
	if now.ETag == "" {
		now.ETag = old.ETag
	}
	if now.LastModified == "" {
		now.LastModified = old.LastModified
	}
	return now
}

// Freshness is how long from now an answer stays fresh: Cache-Control max-age
// less Age, else Expires less Date (RFC 9111 §4.2). It reports false where the
// header says nothing of it; an unreadable value counts as stale.
func Freshness(h http.Header, now time.Time) (time.Duration, bool) {
	if v, ok := directive(h, "max-age"); ok {
		life, _ := seconds(v)
		age, _ := seconds(h.Get("Age"))
		return max(0, life-age), true
	}
	v := h.Get("Expires")
	if v == "" {
		return 0, false
	}
	expires, err := http.ParseTime(v)
	if err != nil {
		return 0, true
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return min(max(0, expires.Sub(now)), maxSeconds*time.Second), true
}

// RetryAfter is when Retry-After, in seconds or as a date, lets the next
// request come (RFC 9110 §10.2.3). It reports false where the header is missing
// or unreadable. A time before now is now.
func RetryAfter(h http.Header, now time.Time) (time.Time, bool) {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if d, ok := seconds(v); ok {
		return now.Add(d), true
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return time.Time{}, false
	}
	if at.Before(now) {
		at = now
	}
	return at.UTC(), true
}

// directive returns the value of a Cache-Control directive: the first where a
// server sends several (RFC 9111 §4.2.1).
func directive(h http.Header, name string) (string, bool) {
	for _, d := range splitQuoted(strings.Join(h.Values("Cache-Control"), ","), ',') {
		k, v, _ := strings.Cut(d, "=")
		if strings.EqualFold(strings.TrimSpace(k), name) {
			return strings.Trim(strings.TrimSpace(v), `"`), true
		}
	}
	return "", false
}

// seconds reads a count of seconds; a fraction is dropped.
func seconds(v string) (time.Duration, bool) {
	whole, _, _ := strings.Cut(strings.TrimSpace(v), ".")
	if whole == "" || strings.Trim(whole, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n > maxSeconds {
		n = maxSeconds
	}
	return time.Duration(n) * time.Second, true
}

// splitQuoted splits s at sep where sep does not stand in a quoted string.
func splitQuoted(s string, sep byte) []string {
	var parts []string
	start, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == sep && !quoted:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[min(start, len(s)):])
}
