package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// What can be wrong with an answer as a whole; errors of [Parse] wrap one of
// them. Nothing that is already known is given up for any of them.
var (
	ErrEmpty     = errors.New("the answer is empty")
	ErrHTML      = errors.New("the answer is an HTML page, not a feed")
	ErrNotFeed   = errors.New("the answer is not RSS, Atom or JSON Feed")
	ErrTruncated = errors.New("the feed breaks off before its end")
	ErrMalformed = errors.New("the feed is malformed")
	ErrNoItems   = errors.New("the feed has no items")
)

// maxNesting is how deep a feed's elements may nest. Real feeds stay below 30;
// the parsers below recurse and copy namespaces by depth.
const maxNesting = 500

// Parse reads a page as a feed of the source. With [ErrNoItems] it returns the
// document as well, which says all the same how often to ask. It never panics.
func Parse(p Page, s Source) (doc Document, err error) {
	defer func() {
		if r := recover(); r != nil { // foreign bytes in foreign code
			doc, err = Document{}, fmt.Errorf("feed: %w: the parser gave up: %v", ErrMalformed, r)
		}
	}()
	body := toUTF8(p.Body, p.Header.Get("Content-Type"))
	k, root := findRoot(body)
	f, err := parseKind(k, root)
	if err != nil {
		return Document{}, fmt.Errorf("feed: %w", explain(err, k, p, body))
	}
	doc = f.document(p, s)
	if len(doc.Reports) > 0 {
		doc.authority = authorityIn(doc.Reports[0].GUID)
	}
	if k == kindJSON && len(f.items) > 0 {
		if reports, authority, ok := federated(root, s); ok {
			doc.Reports, doc.authority = reports, authority
		}
	}
	if k == kindAtom && strings.HasPrefix(doc.Generator, "dateline") {
		if reports, authority, ok := federatedAtom(root, s); ok {
			doc.Reports, doc.authority = reports, authority
		}
	}
	if len(f.items) == 0 {
		return doc, fmt.Errorf("feed: %w", ErrNoItems)
	}
	return doc, nil
}

func parseKind(k kind, root []byte) (*wire, error) {
	switch k {
	case kindRSS, kindAtom:
		if nesting(root) > maxNesting {
			return nil, fmt.Errorf("%w: its elements nest too deep", ErrMalformed)
		}
		root = closeRoot(dropBadReferences(root))
		if k == kindRSS {
			return readRSS(root)
		}
		return readAtom(root)
	case kindJSON:
		return readJSON(root)
	case kindEmpty:
		return nil, ErrEmpty
	case kindHTML:
		return nil, ErrHTML
	}
	return nil, ErrNotFeed
}

// explain puts a parser's error into words for the operator.
func explain(err error, k kind, p Page, body []byte) error {
	switch {
	case errors.Is(err, ErrHTML):
		return explainHTML(p, body)
	case errors.Is(err, ErrNotFeed) && k == kindXML:
		return fmt.Errorf("%w but other XML", ErrNotFeed)
	}
	var xmlErr *xml.SyntaxError
	if errors.As(err, &xmlErr) {
		_, root := findRoot(body)
		line := xmlErr.Line + bytes.Count(body[:len(body)-len(root)], []byte("\n"))
		if strings.Contains(xmlErr.Msg, "EOF") || !endsWithRoot(root) {
			return fmt.Errorf("%w, in line %d", ErrTruncated, line)
		}
		return fmt.Errorf("%w: line %d: %s", ErrMalformed, line, xmlErr.Msg)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) { // of JSON
		return ErrTruncated
	}
	for _, known := range []error{ErrEmpty, ErrNotFeed, ErrMalformed} {
		if errors.Is(err, known) {
			return err
		}
	}
	return fmt.Errorf("%w: %w", ErrMalformed, err)
}

// endsWithRoot reports whether the end tag of a feed's root stands where it should.
func endsWithRoot(root []byte) bool {
	const tail = 400 // bytes: a comment of the server may follow
	end := bytes.ToLower(root[max(0, len(root)-tail):])
	return bytes.Contains(end, []byte("</rss")) || bytes.Contains(end, []byte("rdf>")) || bytes.Contains(end, []byte("feed>"))
}

// explainHTML names the page and the feeds that it links to.
func explainHTML(p Page, body []byte) error {
	links, title := pageLinks(p, body)
	words := ""
	if title != "" {
		words = fmt.Sprintf(" (%q)", cutText(title, 60))
	}
	if len(links) > 0 {
		words += "; it links to the feed " + links[0]
	}
	return fmt.Errorf("%w%s", ErrHTML, words)
}

// nesting returns how deep a document's elements nest. Tags that HTML leaves
// open do not count.
func nesting(b []byte) int {
	depth, deepest := 0, 0
	for i := bytes.IndexByte(b, '<'); i >= 0 && i+1 < len(b); {
		rest := b[i:]
		step := 1
		switch {
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			step = max(1, after(rest, "]]>"))
		case bytes.HasPrefix(rest, []byte("<!--")):
			step = max(1, after(rest, "-->"))
		case rest[1] == '/':
			depth--
		case rest[1] == '!' || rest[1] == '?' || openTag(rest):
		default:
			depth++
			deepest = max(deepest, depth)
		}
		next := bytes.IndexByte(b[i+step:], '<')
		if next < 0 {
			break
		}
		i += step + next
	}
	return deepest
}

// openTag reports whether the tag closes itself or is one that HTML does not close.
func openTag(b []byte) bool {
	end := bytes.IndexByte(b, '>')
	if end < 0 || b[end-1] == '/' {
		return true
	}
	name, _, _ := bytes.Cut(b[1:end], []byte(" "))
	switch string(bytes.ToLower(name)) {
	case "br", "img", "hr", "p", "li", "td", "tr", "input", "meta", "link", "wbr", "source":
		return true
	}
	return false
}

// wire is a feed as its format wrote it, before anything is made of it.
type wire struct {
	format    string
	title     string // HTML or text
	plain     bool   // the title is text
	lang      string
	home      string
	self      string
	hubs      []string
	pace      Pace
	expired   bool
	generator string
	items     []item
}

// item is an entry as its format wrote it.
type item struct {
	guid      string
	links     []string // the best first
	link      string   // the address of its page, once it is known
	title     string   // HTML or text
	plain     bool     // the title is text
	broken    string   // why the item cannot be read; empty where it can
	content   string   // HTML: what is meant to be the article
	teaser    string   // HTML: what may be the article or its beginning
	published []string // dates as written, the best first
	updated   []string
	authors   []string
	tags      []string
	lang      string
}

// document makes the domain's document of what was read.
func (f *wire) document(p Page, s Source) Document {
	base := f.base(p)
	links := headerLinks(p)
	doc := Document{
		Format: f.format, Title: itemTitle(f.title, f.plain), Lang: first(baseLang(f.lang), baseLang(p.Header.Get("Content-Language"))),
		Home: absolute(base, f.home), Self: absolute(p.URL, f.self),
		Next: f.pace, Expired: f.expired, Generator: f.generator,
	}
	// The Link header goes before the feed's own links (WebSub 1.0, section 4).
	if links.self != "" {
		doc.Self = links.self
	}
	doc.Hubs = links.hubs
	if len(doc.Hubs) == 0 {
		for _, h := range f.hubs {
			if h = absolute(p.URL, h); h != "" {
				doc.Hubs = append(doc.Hubs, h)
			}
		}
	}
	r := reader{source: s, itemBase: !strings.HasPrefix(f.format, "atom"), base: base, fetched: p.Fetched, feedLang: doc.Lang, home: doc.Home}
	doc.Reports = r.reports(f.items, &doc)
	return doc
}

// base is what the feed's relative links are relative to: Content-Location or
// the page in Atom and JSON, the site's page in RSS, which has no rule.
func (f *wire) base(p Page) *url.URL {
	base := p.URL
	if base == nil {
		base = &url.URL{}
	}
	if loc, err := base.Parse(p.Header.Get("Content-Location")); err == nil && p.Header.Get("Content-Location") != "" && isWeb(loc) {
		base = loc
	}
	if strings.HasPrefix(f.format, "rss") || strings.HasPrefix(f.format, "rdf") {
		if home, err := base.Parse(strings.TrimSpace(f.home)); err == nil && isWeb(home) {
			return home
		}
	}
	return base
}
