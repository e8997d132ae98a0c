package feed

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // zones are known on machines without a zone database too

	"github.com/robfig/cron/v3"
	"golang.org/x/net/http/httpguts"
	"golang.org/x/text/language"
)

// seen remembers where each name was first used.
type seen map[string]text

func (s seen) once(c *checker, t text, noun string) {
	if first, ok := s[t.value]; ok {
		c.fail(t, "rename one of the two", "%s %q is defined twice, first in line %d", noun, t.value, first.line)
		return
	}
	s[t.value] = t
}

var (
	sourceID   = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*$`)
	outletName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)
	actorCode  = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,11}$`)
	languageID = regexp.MustCompile(`^[a-z]{2}$`)
)

func (c *checker) name(t text, key string, form *regexp.Regexp, hint string) {
	if !form.MatchString(t.value) {
		c.fail(t, hint, "%s %q is not a name dateline can use", key, t.value)
	}
}

func (c *checker) tags(ts []text) []string {
	for _, t := range ts {
		if t.line > 0 && (t.value == "" || strings.ContainsAny(t.value, " \t\"()")) {
			c.fail(t, "use one word, such as central-asia", "tag %q cannot be asked for", t.value)
		}
	}
	return values(ts)
}

func values(ts []text) []string {
	var vs []string
	for _, t := range ts {
		if t.value != "" {
			vs = append(vs, t.value)
		}
	}
	return vs
}

// schedule checks a schedule that asks at most once in least.
func (c *checker) schedule(t text, least time.Duration) string {
	if t.value == "" {
		return ""
	}
	hint := `write five cron fields such as "*/20 * * * *", or "@every 20m"`
	for _, meant := range []string{"@" + t.value, "@every " + t.value, "@every " + t.value + "m", t.value + "m"} {
		if _, err := parseSchedule(meant); err == nil {
			hint = fmt.Sprintf("did you mean %q?", meant)
			break
		}
	}
	s, err := parseSchedule(t.value)
	if err != nil {
		c.fail(t, hint, "schedule %q: %v", t.value, err)
		return ""
	}
	if every, ok := s.(cron.ConstantDelaySchedule); ok && every.Delay < least {
		c.fail(t, "ask at most once a minute", "schedule %q is too often", t.value)
	}
	if s.Next(time.Unix(0, 0)).IsZero() {
		c.fail(t, hint, "schedule %q never comes", t.value)
	}
	return t.value
}

// shortest is how often a source at the address may be asked: its own machine
// or network is the operator's own business.
func shortest(address string) time.Duration {
	u, err := url.Parse(address)
	if err != nil {
		return minEvery
	}
	ip, err := netip.ParseAddr(u.Hostname())
	if u.Scheme == "file" || err == nil && (ip.IsLoopback() || ip.IsPrivate()) {
		return time.Second
	}
	return minEvery
}

// parseSchedule is [cron.ParseStandard], which panics on a zone without fields.
func parseSchedule(spec string) (cron.Schedule, error) {
	if zone, ok := strings.CutPrefix(strings.TrimPrefix(spec, "CRON_"), "TZ="); ok && !strings.Contains(zone, " ") {
		return nil, fmt.Errorf("a zone and no fields")
	}
	return cron.ParseStandard(spec)
}

func (c *checker) zone(t text) *time.Location {
	if t.value == "" {
		return nil
	}
	loc, err := time.LoadLocation(t.value)
	if err != nil || t.value == "Local" {
		c.fail(t, zoneHint(t.value), "timezone %q is not known", t.value)
		return nil
	}
	return loc
}

// zoneHint finds the zone of a city without its region.
func zoneHint(value string) string {
	for _, region := range []string{"Europe", "Asia", "America", "Africa", "Australia", "Pacific", "Atlantic", "Indian"} {
		name := region + "/" + strings.ReplaceAll(value, " ", "_")
		if loc, err := time.LoadLocation(name); err == nil && value != "" {
			return fmt.Sprintf("did you mean %q?", loc)
		}
	}
	return "use an IANA name such as Asia/Almaty, Europe/Zurich or UTC"
}

func (c *checker) lang(t text) string {
	if t.value == "" {
		return ""
	}
	base, err := language.ParseBase(t.value)
	if languageID.MatchString(t.value) && err == nil && base.String() == t.value {
		return t.value
	}
	hint := "use a two-letter ISO 639-1 code such as de, en, ru or kk"
	if tag, err := language.Parse(t.value); err == nil {
		if b, sure := tag.Base(); sure != language.No && len(b.String()) == 2 {
			hint = fmt.Sprintf("did you mean %q?", b)
		}
	}
	c.fail(t, hint, "lang %q is not a language code", t.value)
	return ""
}

func (c *checker) hold(t text) bool {
	switch t.value {
	case "", "feed":
		return false
	case "host":
		return true
	}
	c.fail(t, "use feed or host", "hold %q is not known", t.value)
	return false
}

func (c *checker) day(t text, key string) time.Time {
	if t.value == "" {
		return time.Time{}
	}
	d, err := time.Parse(time.DateOnly, t.value)
	if err != nil {
		c.fail(t, "use YYYY-MM-DD, such as 2023-04-03", "%s %q is not a day of the calendar", key, t.value)
	}
	return d
}

func (c *checker) prefix(t text) netip.Prefix {
	if p, err := netip.ParsePrefix(t.value); err == nil {
		return p.Masked()
	}
	if a, err := netip.ParseAddr(t.value); err == nil && a.Zone() == "" {
		return netip.PrefixFrom(a, a.BitLen())
	}
	if t.line > 0 {
		c.fail(t, "use a CIDR prefix such as 127.0.0.0/8 or a single address", "network %q is not an address range", t.value)
	}
	return netip.Prefix{}
}

// url checks a source's address and returns it absolute, or for a file with
// its path from where dateline runs.
func (c *checker) url(t text) string {
	u, err := url.Parse(t.value)
	if err != nil {
		c.fail(t, "write it as a browser shows it", "url: %v", errors.Unwrap(err)) // without the URL, which may hold a password
		return ""
	}
	switch {
	case u.Scheme == "file":
		return c.fileURL(t, u)
	case u.Scheme != "http" && u.Scheme != "https":
		c.fail(t, schemeHint(u), "url %q is not http, https or file", t.value)
	case u.Hostname() == "":
		c.fail(t, "write the host, such as https://daz.asia/feed/", "url %q names no host", t.value)
	case u.User != nil:
		c.fail(t, `move them to basic_auth: {username: …, password: "${NAME}"}`, "url carries a user name or password")
	}
	return t.value
}

func schemeHint(u *url.URL) string {
	if u.Scheme == "" {
		return fmt.Sprintf("did you mean %q?", "https://"+strings.TrimPrefix(u.String(), "//"))
	}
	if rest, ok := strings.CutPrefix(u.String(), "feed:"); ok && u.Opaque != "" {
		return fmt.Sprintf("did you mean %q?", rest)
	}
	return "use the feed's web address, or file: and a path"
}

func (c *checker) fileURL(t text, u *url.URL) string {
	path := u.Path
	if u.Opaque != "" {
		p, err := url.PathUnescape(u.Opaque)
		if err != nil {
			c.fail(t, "", "url: %v", err)
			return ""
		}
		path = p
	}
	if path == "" || u.Host != "" && u.Host != "localhost" {
		c.fail(t, "write file:examples/feed.xml or file:///path/feed.xml", "url %q names no local file", t.value)
		return ""
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(c.dir, path)
	}
	if filepath.IsAbs(path) {
		return (&url.URL{Scheme: "file", Path: path}).String()
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String()
}

func (c *checker) header(m map[text]text) http.Header {
	if len(m) == 0 {
		return nil
	}
	h := http.Header{}
	for name, value := range m {
		if !httpguts.ValidHeaderFieldName(name.value) {
			c.fail(name, "use letters, digits and hyphens", "header %q is not a header's name", name.value)
			continue
		}
		if reserved[http.CanonicalHeaderKey(name.value)] {
			c.fail(name, "remove it", "header %q is dateline's own to set", name.value)
			continue
		}
		h.Set(name.value, c.headerValue(value, "header "+name.value))
	}
	return h
}

// reserved are the headers that polite fetching depends on.
var reserved = map[string]bool{
	"Accept-Encoding": true, "Connection": true, "Content-Length": true, "Host": true, "If-Modified-Since": true,
	"If-None-Match": true, "Range": true, "Te": true, "Transfer-Encoding": true, "User-Agent": true,
}

func (c *checker) headerValue(t text, key string) string {
	v := c.secret(t)
	if !httpguts.ValidHeaderFieldValue(v) {
		c.fail(t, "use one line of visible characters", "%s has characters that a header cannot carry", key)
		return ""
	}
	return v
}

func (c *checker) proxy(t text) *url.URL {
	v := c.secret(t)
	if v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5" {
		// The value may hold a password: it stays out of the message.
		c.fail(t, "use an address such as http://proxy.example:3128 or socks5://127.0.0.1:1080", "proxy is not an http, https or socks5 address")
		return nil
	}
	return u
}
