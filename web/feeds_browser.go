package web

import (
	"net/http"
	"strings"

	"github.com/dateline-news/dateline/feed"
)

// readable lets a person's browser show a feed: browsers print documents of the
// feed types as source text, and the same bytes as XML in their stylesheet. Only
// the Content-Type differs, and only for what asks for HTML and for no feed.
func readable(r *http.Request, format feed.Format, d *document) *document {
	if format.Ext != "atom" && format.Ext != "rss" {
		return d
	}
	c := *d
	c.vary = "Accept"
	accept := strings.Join(r.Header.Values("Accept"), ",")
	if !strings.Contains(accept, "text/html") || strings.Contains(accept, "atom+xml") || strings.Contains(accept, "rss+xml") {
		return &c
	}
	c.mediaType = "application/xml; charset=utf-8"
	return &c
}
