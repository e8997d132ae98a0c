package web

import (
	"net/http"
	"strings"

	"github.com/dateline-news/dateline/feed"
)

// forBrowsers is the document as a person's browser is given it: browsers print
// documents of the feed types as source text, and the same bytes as XML in their
// stylesheet. Only the Content-Type differs. Nil: there is no difference.
func (d *document) forBrowsers(format feed.Format) *document {
	if format.Ext != "atom" && format.Ext != "rss" {
		return nil
	}
	d.vary = "Accept"
	c := d.with(d.cache)
	c.mediaType = "application/xml; charset=utf-8"
	return c
}

// isBrowser reports whether the request asks for HTML and for no feed.
func isBrowser(r *http.Request) bool {
	for _, accept := range r.Header["Accept"] {
		if strings.Contains(accept, "text/html") && !strings.Contains(accept, "atom+xml") && !strings.Contains(accept, "rss+xml") {
			return true
		}
	}
	return false
}
