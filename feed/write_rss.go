package feed

import (
	"encoding/xml"
	"io"
	"strings"
	"time"

	"github.com/gorilla/feeds"
)

// rssTime is RFC 822 with a four-digit year, as RSS 2.0 asks.
const rssTime = "Mon, 02 Jan 2006 15:04:05 -0700"

type rssDocument struct {
	XMLName   xml.Name    `xml:"rss"`
	Version   string      `xml:"version,attr"`
	AtomNS    string      `xml:"xmlns:atom,attr"`
	ContentNS string      `xml:"xmlns:content,attr"`
	DCNS      string      `xml:"xmlns:dc,attr"`
	EventNS   string      `xml:"xmlns:ev,attr"`
	GeoNS     string      `xml:"xmlns:georss,attr"`
	HistoryNS string      `xml:"xmlns:fh,attr"`
	Channel   *rssChannel `xml:"channel"`
}

// FeedXml hands our document to gorilla's writer.
func (f *rssDocument) FeedXml() any { return f } // the name is gorilla's interface

// rssChannel is gorilla's channel with links, archive mark and typed items.
type rssChannel struct {
	*feeds.RssFeed
	Links   []rssLink  `xml:"atom:link"`
	Archive *empty     `xml:"fh:archive"`
	Items   []*rssItem `xml:"item"`
}

type rssLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type rssItem struct {
	*feeds.RssItem
	Creators   []string      `xml:"dc:creator"`
	Categories []rssCategory `xml:"category"`
	Source     *rssSource    `xml:"source"`
	Via        []rssLink     `xml:"atom:link"`
	eventXML
}

type rssCategory struct {
	Domain string `xml:"domain,attr"`
	Term   string `xml:",chardata"`
}

type rssSource struct {
	URL   string `xml:"url,attr"`
	Title string `xml:",chardata"`
}

func writeRSS(w io.Writer, d *document) error {
	updated := d.Updated.Format(rssTime)
	channel := &rssChannel{
		RssFeed: &feeds.RssFeed{
			Title: rssTitle(d.Title), Link: webURL(d.Home), Description: plainHTML(d.subtitle()), Language: d.Lang,
			PubDate: updated, LastBuildDate: updated, Generator: d.generator(),
			Docs: "https://www.rssboard.org/rss-specification", Ttl: int(d.TTL / time.Minute),
		},
	}
	if channel.Description == "" {
		channel.Description = plainHTML(d.Title)
	}
	for _, l := range d.links("application/rss+xml") {
		if l.Rel != "alternate" { // that is the channel's link
			channel.Links = append(channel.Links, rssLink{l.Rel, l.Type, l.Href})
		}
	}
	if d.Archive.Is {
		channel.Archive = &empty{}
	}
	for _, e := range d.entries {
		channel.Items = append(channel.Items, d.rssItem(e))
	}
	return writeXML(w, &rssDocument{
		Version: "2.0", AtomNS: nsAtom, ContentNS: "http://purl.org/rss/1.0/modules/content/", DCNS: nsDC,
		EventNS: nsEvent, GeoNS: nsGeoRSS, HistoryNS: nsFH, Channel: channel,
	}, d.Stylesheet)
}

func (d *document) rssItem(e entry) *rssItem {
	out := &rssItem{
		RssItem: &feeds.RssItem{
			Title: rssTitle(e.title), Link: e.url, Description: plainHTML(d.rssSummary(e)), Content: &feeds.RssContent{Content: d.html(e)},
			Guid:    &feeds.RssGuid{Id: e.id, IsPermaLink: "false"},
			PubDate: e.published.Format(rssTime),
		},
		eventXML: d.eventXML(e),
	}
	for _, c := range e.categories {
		out.Categories = append(out.Categories, rssCategory{c.scheme, c.term})
	}
	for i, a := range e.articles {
		if !hasString(out.Creators, a.source.Title) {
			out.Creators = append(out.Creators, a.source.Title)
		}
		if a.URL != "" && a.URL != e.url && !d.linked(e.articles[:i], a.URL) {
			out.Via = append(out.Via, rssLink{"via", "text/html", a.URL})
		}
	}
	if len(e.articles) > 0 && e.articles[0].source.URL != "" {
		out.Source = &rssSource{e.articles[0].source.URL, e.articles[0].source.Title}
	}
	return out
}

func (d *document) rssSummary(e entry) string {
	if e.gone {
		return e.title
	}
	return summarize(d.text(e))
}

// plainHTML writes text as HTML, quotation marks as they are: browsers show a
// feed's HTML as source.
var plainHTML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace

// rssTitle keeps a title from being read as HTML: RSS 2.0 does not say which it
// is, and readers differ.
func rssTitle(s string) string { return strings.NewReplacer("<", "‹", ">", "›").Replace(s) }

func hasString(list []string, s string) bool {
	for _, have := range list {
		if have == s {
			return true
		}
	}
	return false
}
