package feed

import (
	"net/url"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
)

// The longest summary that is republished, in characters. More would be the
// article, which is its publisher's.
const maxSummary = 700

// summaryPolicy lets through the few elements that a summary needs. Links get
// rel="nofollow", and none may be relative or lead to anything but the web.
var summaryPolicy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "b", "strong", "i", "em", "q", "blockquote", "ul", "ol", "li")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	p.RequireNoFollowOnLinks(true)
	p.AddSpaceWhenStrippingTag(true)
	return p
})

// summaryOf returns sanitised HTML that says what an item is about: the
// teaser, where it is short, else the first paragraphs of the text.
func summaryOf(teaser string, paras []string, base *url.URL) string {
	teaser = unescapeTwice(teaser)
	if hasMarkup(teaser) && len(teaser) < 8*maxSummary {
		if n := textLength(teaser); n > 0 && n <= maxSummary && !signed(teaser) {
			return strings.ReplaceAll(tidy(summaryPolicy().Sanitize(absoluteLinks(teaser, base))), " </", "</")
		}
	}
	var b strings.Builder
	left := maxSummary
	for _, p := range paras {
		n := utf8.RuneCountInString(p)
		if n > left && b.Len() > 0 {
			break
		}
		p = cutText(p, maxSummary)
		b.WriteString("<p>" + html.EscapeString(p) + "</p>")
		left -= n
	}
	return b.String()
}

// signed reports whether blog software put its signature under a teaser.
func signed(teaser string) bool {
	lower := strings.ToLower(teaser)
	for _, a := range words().appeared {
		if strings.Contains(lower, a[0]) {
			return true
		}
	}
	return false
}

// textLength counts the characters of HTML that are no markup, roughly.
func textLength(s string) int {
	n, tag := 0, false
	for _, r := range s {
		switch {
		case r == '<':
			tag = true
		case r == '>':
			tag = false
		case !tag && r > ' ':
			n++
		}
	}
	return n
}

func runes(ss []string) int {
	n := 0
	for _, s := range ss {
		n += utf8.RuneCountInString(s)
	}
	return n
}

// absoluteLinks makes the links of a piece of HTML absolute and canonical.
func absoluteLinks(s string, base *url.URL) string {
	if !strings.Contains(s, "href") {
		return s
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken:
			t := z.Token()
			for i, a := range t.Attr {
				if a.Key == "href" {
					t.Attr[i].Val = canonicalURL(base, a.Val)
				}
			}
			b.WriteString(t.String())
		default:
			b.Write(z.Raw())
		}
	}
}
