package feed

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// ErrNoArticle says that a page has no text that could be an article.
var ErrNoArticle = errors.New("the page has no article")

// Article finds the article on a web page: its title and its text as [Text]
// writes it. It never panics.
func Article(p Page) (title, text string, err error) {
	defer func() {
		if r := recover(); r != nil { // foreign bytes in foreign code
			title, text, err = "", "", fmt.Errorf("article: %w: %v", ErrNoArticle, r)
		}
	}()
	body := toUTF8(p.Body, p.Header.Get("Content-Type"))
	base := p.URL
	if base == nil {
		base = &url.URL{}
	}
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return "", "", fmt.Errorf("article: %w", err)
	}
	all, _ := textLengths(doc, false, 0)
	prune(doc, all/3, 0)
	a, err := readability.FromDocument(doc, base)
	if err != nil {
		return "", "", fmt.Errorf("article: %w", err)
	}
	if a.Node == nil {
		return "", "", fmt.Errorf("article: %w", ErrNoArticle)
	}
	var b bytes.Buffer
	if err := a.RenderHTML(&b); err != nil {
		return "", "", fmt.Errorf("article: %w", err)
	}
	title = tidy(a.Title())
	paras := paragraphs(b.String())
	if len(paras) > 0 && paras[0] == title {
		paras = paras[1:]
	}
	if len(paras) == 0 {
		return "", "", fmt.Errorf("article: %w", ErrNoArticle)
	}
	return title, strings.Join(paras, "\n\n"), nil
}

// prune takes out what [dropped] names by class or id, which readability does
// not see, but nothing that holds most of the page's text.
func prune(n *html.Node, most, depth int) {
	if depth > maxWalk {
		return
	}
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.ElementNode && c.DataAtom != atom.Body && c.DataAtom != atom.Article && c.DataAtom != atom.Main && marked(c) {
			if all, _ := textLengths(c, false, 0); all < most {
				n.RemoveChild(c)
				c = next
				continue
			}
		}
		prune(c, most, depth+1)
		c = next
	}
}

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
