package feed

import (
	"bytes"
	"encoding/json"
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
	base := p.URL
	if base == nil {
		base = &url.URL{}
	}
	doc, err := html.Parse(bytes.NewReader(toUTF8(p.Body, p.Header.Get("Content-Type"))))
	if err != nil {
		return "", "", fmt.Errorf("article: %w", err)
	}
	told := structuredBody(doc, 0)
	heading := headingText(doc, 0)
	title, paras, err := readable(doc, base)
	if err != nil {
		return "", "", fmt.Errorf("article: %w", err)
	}
	// Pages that scripts draw often tell search engines the text all the same.
	if runes(told) > 2*runes(paras) {
		paras = told
	}
	if heading != "" && strings.HasPrefix(title, heading) {
		title = heading // without the site's name behind it
	}
	if len(paras) > 0 && paras[0] == title {
		paras = paras[1:]
	}
	if len(paras) == 0 {
		return "", "", fmt.Errorf("article: %w", ErrNoArticle)
	}
	return title, strings.Join(paras, "\n\n"), nil
}

// readable finds the text by readability, after what is marked as no part of
// it is gone. It changes the document.
func readable(doc *html.Node, base *url.URL) (title string, paras []string, err error) {
	all, _ := textLengths(doc, false, 0)
	prune(doc, all/3, 0)
	a, err := readability.FromDocument(doc, base)
	if err != nil || a.Node == nil {
		return "", nil, err
	}
	var b bytes.Buffer
	if err := a.RenderHTML(&b); err != nil {
		return "", nil, err
	}
	return tidy(a.Title()), paragraphs(b.String()), nil
}

// structuredBody returns the articleBody that a page gives in JSON-LD
// (schema.org), the longest.
func structuredBody(n *html.Node, depth int) []string {
	if n.DataAtom == atom.Script && n.FirstChild != nil {
		for _, a := range n.Attr {
			var v any
			if a.Key == "type" && a.Val == "application/ld+json" && json.Unmarshal([]byte(n.FirstChild.Data), &v) == nil {
				return paragraphs(articleBody(v))
			}
		}
		return nil
	}
	var best []string
	for c := n.FirstChild; c != nil && depth < maxWalk; c = c.NextSibling {
		if b := structuredBody(c, depth+1); runes(b) > runes(best) {
			best = b
		}
	}
	return best
}

// articleBody finds the longest member of that name in a JSON value.
func articleBody(v any) string {
	best := ""
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			best = longest(best, articleBody(e))
		}
	case map[string]any:
		if s, ok := v["articleBody"].(string); ok {
			best = s
		}
		for _, e := range v {
			best = longest(best, articleBody(e))
		}
	}
	return best
}

// headingText returns the text of a page's first h1.
func headingText(n *html.Node, depth int) string {
	if n.DataAtom == atom.H1 {
		w := textWriter{}
		w.walk(n, 0)
		w.endParagraph()
		return strings.Join(w.out, " ")
	}
	for c := n.FirstChild; c != nil && depth < maxWalk; c = c.NextSibling {
		if h := headingText(c, depth+1); h != "" {
			return h
		}
	}
	return ""
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
