package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/purell"
)

// trackingParams are the query parameters that say where a reader came from
// and never which article is meant. Sources: the publishers' and analytics
// providers' own documentation (Google, Meta, Piano/AT Internet, Matomo,
// Mailchimp, HubSpot, Jetpack, DW, New York Times).
var trackingParams = map[string]bool{
	"xtor": true, "fbclid": true, "gclid": true, "gclsrc": true, "dclid": true, "yclid": true, "ysclid": true, "msclkid": true, "twclid": true, "igshid": true,
	"mc_cid": true, "mc_eid": true, "_hsenc": true, "_hsmi": true, "_ga": true, "_gl": true, "_openstat": true, "ocid": true, "cmpid": true, "s_cid": true,
	"icid": true, "ncid": true, "wt_mc": true, "wt.mc_id": true, "maca": true, "smid": true, "emc": true, "partner": true, "share": true,
	"traffic_source": true, "spm": true, "ftag": true, "mbid": true, "feedtype": true, "wprss": true, "postshare": true, "feedname": true, "amp_js_v": true, "usqp": true,
}

// trackingPrefixes begin families of such parameters.
var trackingPrefixes = []string{"utm_", "at_", "mtm_", "pk_", "piwik_", "ns_", "hsa_", "vero_", "oly_", "stm_"}

// sourceParams are parameters that track where their value names a feed or a
// network, and mean something else otherwise.
var sourceParams = map[string]bool{
	"ref": true, "from": true, "source": true, "src": true, "via": true, "feature": true, "origin": true, "medium": true, "campaign": true,
	"cmp": true, "rss": true, "feed": true, "mod": true, "ref_src": true, "referrer": true, "referer": true,
}

var sourceValues = map[string]bool{
	"rss": true, "rss2": true, "rss20": true, "feed": true, "feeds": true, "rssfeed": true, "rss_feed": true, "rss-feed": true, "atom": true, "xml": true,
	"twitter": true, "facebook": true, "telegram": true, "vk": true, "homepage": true, "newsletter": true, "email": true, "rss_all": true,
}

func isTracking(key, value string) bool {
	key, value = strings.ToLower(key), strings.ToLower(value)
	if trackingParams[key] {
		return true
	}
	for _, p := range trackingPrefixes {
		if strings.HasPrefix(key, p) {
			return true
		}
	}
	if value == "" || value == "1" {
		return key == "rss" || key == "feed" || key == "nb" && value == "1" // nb: Jetpack's, beside share
	}
	return sourceParams[key] && (sourceValues[value] || strings.HasPrefix(value, "rss"))
}

// canonicalURL returns the link absolute, normalised (RFC 3986, section 6.2.2)
// and without tracking parameters, in query or fragment; nothing for what is
// no web address. It stays the address of the same page.
func canonicalURL(base *url.URL, link string) string {
	u := resolve(base, link)
	if u == nil || !isWeb(u) {
		return ""
	}
	if target := redirectTarget(u); target != nil {
		u = target
	}
	u.RawQuery = escapeQuery(withoutTracking(strings.ReplaceAll(u.RawQuery, "&amp;", "&")))
	u.ForceQuery = false
	if f := withoutTracking(u.EscapedFragment()); f != u.EscapedFragment() {
		u.RawFragment = ""
		u.Fragment, _ = url.PathUnescape(f)
	}
	if f := strings.ToLower(u.Fragment); f == "rss" || f == "feed" || f == "comments" || f == "respond" || strings.HasPrefix(f, "tk.rss") {
		u.Fragment, u.RawFragment = "", ""
	}
	const flags = purell.FlagLowercaseScheme | purell.FlagLowercaseHost | purell.FlagRemoveDefaultPort | purell.FlagRemoveDotSegments |
		purell.FlagUppercaseEscapes | purell.FlagRemoveEmptyQuerySeparator
	return purell.NormalizeURL(u, flags)
}

// withoutTracking drops the tracking parameters of a query, or of a fragment
// written like one, and keeps the rest byte for byte.
func withoutTracking(query string) string {
	if query == "" {
		return ""
	}
	parts := strings.Split(query, "&")
	kept := parts[:0]
	for _, p := range parts {
		key, value, ok := strings.Cut(p, "=")
		if k, err := url.QueryUnescape(key); err == nil {
			key = k
		}
		if (ok || len(parts) > 1) && isTracking(strings.TrimPrefix(key, "?"), value) {
			continue
		}
		kept = append(kept, p)
	}
	if len(kept) == len(parts) {
		return query
	}
	return strings.Join(kept, "&")
}

// escapeQuery escapes the bytes that a query must not have as they are.
func escapeQuery(q string) string {
	var b strings.Builder
	for i := range len(q) {
		if c := q[i]; c <= ' ' || c >= 0x7F || c == '"' || c == '<' || c == '>' {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// redirectTarget returns where a known redirector's link leads, if the link says.
func redirectTarget(u *url.URL) *url.URL {
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if !strings.HasPrefix(host, "google.") && host != "bing.com" && host != "l.facebook.com" && host != "news.url.google.com" {
		return nil
	}
	if u.Path != "/url" && u.Path != "/l.php" && u.Path != "/news/apiclick.aspx" {
		return nil
	}
	for _, key := range []string{"url", "q", "u"} {
		if t, err := url.Parse(u.Query().Get(key)); err == nil && isWeb(t) {
			return t
		}
	}
	return nil
}

// resolve makes a link absolute; nil where it cannot be read.
func resolve(base *url.URL, link string) *url.URL {
	link = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return -1
		}
		return r
	}, strings.TrimSpace(link))
	if link == "" {
		return nil
	}
	u, err := url.Parse(link)
	if err != nil {
		u, err = url.Parse(strings.ReplaceAll(link, "%", "%25")) // a bare percent sign
		if err != nil {
			return nil
		}
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	return u
}

// absolute is [resolve] for links to web pages as they are; nothing for others.
func absolute(base *url.URL, link string) string {
	if u := resolve(base, link); u != nil && isWeb(u) {
		return u.String()
	}
	return ""
}

func isWeb(u *url.URL) bool {
	return (strings.EqualFold(u.Scheme, "http") || strings.EqualFold(u.Scheme, "https")) && u.Host != ""
}

// identityOf returns what names an item within its source: its guid, else its
// canonical URL, else a hash of what it says. A guid that is a web address is
// named as a URL is, so that a move to https or a new tracking parameter does
// not make a second article of it.
func identityOf(it item, link, title, text string) string {
	if guid := guidKey(it); guid != "" {
		return withoutRevision(guid, link)
	}
	if key := urlKey(link); key != "" {
		return key
	}
	return contentKey(title, text, first(it.published...))
}

// urlKey is the canonical URL without its scheme, a leading "www." and a
// trailing slash: names for one page.
func urlKey(link string) string {
	c := canonicalURL(nil, link)
	_, rest, ok := strings.Cut(c, "://")
	if !ok {
		return ""
	}
	return strings.TrimSuffix(strings.TrimPrefix(rest, "www."), "/")
}

// withoutRevision takes "#3" off a guid that is otherwise the item's link:
// some newsrooms count an article's revisions there.
func withoutRevision(key, link string) string {
	page, fragment, ok := strings.Cut(key, "#")
	if ok && strings.Trim(fragment, "0123456789") == "" && page == urlKey(link) {
		return page
	}
	return key
}

func contentKey(title, text, date string) string {
	if title != "" {
		text = "" // so that an edit does not make a second article
	}
	sum := sha256.Sum256([]byte(title + "\x00" + text + "\x00" + date))
	return "sha256:" + hex.EncodeToString(sum[:16])
}
