package feed

import (
	"bytes"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// wellKnown are the paths at which publishing software commonly has its feed,
// relative to a site's root.
var wellKnown = []string{"/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss", "/rss/", "/feed.json"}

// Discover returns the addresses at which the page's feed may be, the best
// first: the page itself where it is a feed, what its alternate links name,
// what its Link header names, then well-known paths, which are only a guess.
// A feed of comments goes behind the others.
func Discover(p Page) []string {
	body := toUTF8(p.Body, p.Header.Get("Content-Type"))
	var found []string
	if k, _ := findRoot(body); (k == kindRSS || k == kindAtom) && p.URL != nil {
		found = append(found, p.URL.String())
	}
	links, _ := pageLinks(p, body)
	found = append(found, links...)
	found = append(found, headerLinks(p).feeds...)
	if p.URL != nil && isWeb(p.URL) {
		for _, path := range wellKnown {
			found = append(found, p.URL.ResolveReference(&url.URL{Path: path}).String())
		}
	}
	return eachOnce(found)
}

// feedTypes are the media types of feeds.
func isFeedType(t string) bool {
	t, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(t)), ";")
	switch strings.TrimSpace(t) {
	case "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/json", "application/xml", "text/xml", "application/x-rss+xml":
		return true
	}
	return false
}

// pageLinks finds a page's title and the feeds that its head links to. It
// reads tags one by one: such pages may be large and broken.
func pageLinks(p Page, body []byte) (links []string, title string) {
	base := p.URL
	if base == nil {
		base = &url.URL{}
	}
	var comments []string
	z := html.NewTokenizer(bytes.NewReader(body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return append(links, comments...), title
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.DataAtom {
			case atom.Title:
				if title == "" && z.Next() == html.TextToken {
					title = tidy(z.Token().Data)
				}
			case atom.Base:
				if b := resolve(p.URL, attr(t, "href")); b != nil && isWeb(b) {
					base = b
				}
			case atom.Link, atom.A:
				href := feedLink(t, base)
				if href == "" {
					continue
				}
				if strings.Contains(strings.ToLower(attr(t, "title")+href), "comment") {
					comments = append(comments, href)
				} else {
					links = append(links, href)
				}
			}
		}
	}
}

// feedLink returns the feed that a link element names, or nothing.
func feedLink(t html.Token, base *url.URL) string {
	rels := strings.Fields(strings.ToLower(attr(t, "rel")))
	alternate, isFeed := false, false
	for _, r := range rels {
		alternate = alternate || r == "alternate"
		isFeed = isFeed || r == "feed"
	}
	if isFeed || alternate && isFeedType(attr(t, "type")) && !strings.Contains(attr(t, "href"), "/wp-json/") && !strings.Contains(attr(t, "href"), "oembed") {
		return absolute(base, attr(t, "href"))
	}
	return ""
}

func attr(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// linkHeader is what a page's Link headers say of feeds (RFC 8288).
type linkHeader struct {
	self  string
	hubs  []string
	feeds []string
}

func headerLinks(p Page) linkHeader {
	var out linkHeader
	for _, value := range p.Header.Values("Link") {
		for value != "" {
			var target string
			var params map[string]string
			target, params, value = nextLink(value)
			href := absolute(p.URL, target)
			if href == "" {
				continue
			}
			for rel := range strings.FieldsSeq(strings.ToLower(params["rel"])) {
				switch {
				case rel == "self":
					out.self = href
				case rel == "hub":
					out.hubs = append(out.hubs, href)
				case rel == "alternate" && isFeedType(params["type"]):
					out.feeds = append(out.feeds, href)
				}
			}
		}
	}
	return out
}

// nextLink reads one <target>; key="value"; … of a Link header and returns
// what follows it.
func nextLink(s string) (target string, params map[string]string, rest string) {
	_, s, ok := strings.Cut(s, "<")
	if !ok {
		return "", nil, ""
	}
	target, s, ok = strings.Cut(s, ">")
	if !ok {
		return "", nil, ""
	}
	params = map[string]string{}
	for {
		s = strings.TrimLeft(s, " \t")
		if !strings.HasPrefix(s, ";") {
			_, rest, _ = strings.Cut(s, ",")
			return target, params, rest
		}
		var key, value string
		key, value, s = linkParam(s[1:])
		if _, again := params[key]; !again {
			params[key] = value
		}
	}
}

// linkParam reads key=value or key="value".
func linkParam(s string) (key, value, rest string) {
	end := strings.IndexAny(s, "=;,")
	if end < 0 {
		return strings.ToLower(strings.TrimSpace(s)), "", ""
	}
	key = strings.ToLower(strings.TrimSpace(s[:end]))
	if s[end] != '=' {
		return key, "", s[end:]
	}
	s = strings.TrimLeft(s[end+1:], " \t")
	if strings.HasPrefix(s, `"`) {
		value, rest, _ = strings.Cut(s[1:], `"`)
		return key, value, rest
	}
	if end = strings.IndexAny(s, ";,"); end < 0 {
		return key, strings.TrimSpace(s), ""
	}
	return key, strings.TrimSpace(s[:end]), s[end:]
}

// eachOnce keeps the first of equal strings.
func eachOnce(ss []string) []string {
	seen := map[string]bool{}
	out := ss[:0]
	for _, s := range ss {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
