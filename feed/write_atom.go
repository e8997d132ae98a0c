package feed

import (
	"encoding/xml"
	"io"
	"time"

	"github.com/gorilla/feeds"

	"github.com/dateline-news/dateline/timeline"
)

// The namespaces of the extensions we write.
const (
	nsAtom   = "http://www.w3.org/2005/Atom"
	nsDC     = "http://purl.org/dc/elements/1.1/"
	nsEvent  = "http://purl.org/rss/1.0/modules/event/"
	nsGeoRSS = "http://www.georss.org/georss"
	nsFH     = "http://purl.org/syndication/history/1.0" // RFC 5005
)

// atomTime is RFC 3339 with the fraction that keeps entries apart.
const atomTime = "2006-01-02T15:04:05.000000Z07:00"

// atomFeed is gorilla's feed with what it lacks: several links, typed
// categories, the extensions.
type atomFeed struct {
	*feeds.AtomFeed
	Lang      string `xml:"xml:lang,attr,omitempty"`
	EventNS   string `xml:"xmlns:ev,attr"`
	GeoNS     string `xml:"xmlns:georss,attr"`
	HistoryNS string `xml:"xmlns:fh,attr"`
	Generator string `xml:"generator,omitempty"`
	Archive   *empty `xml:"fh:archive"`
	Links     []atomLink
	Entries   []*atomEntry `xml:"entry"`
}

type empty struct{}

// FeedXml hands our document to gorilla's writer.
func (f *atomFeed) FeedXml() any { return f } // the name is gorilla's interface

type atomLink struct {
	XMLName  xml.Name `xml:"link"`
	Rel      string   `xml:"rel,attr"`
	Type     string   `xml:"type,attr,omitempty"`
	Hreflang string   `xml:"hreflang,attr,omitempty"`
	Title    string   `xml:"title,attr,omitempty"`
	Href     string   `xml:"href,attr"`
}

type atomEntry struct {
	*feeds.AtomEntry
	Lang       string      `xml:"xml:lang,attr,omitempty"`
	Title      atomText    `xml:"title"`
	Authors    []atomName  `xml:"author"`
	Categories []atomTerm  `xml:"category"`
	Links      []atomLink  `xml:"link"`
	Source     *atomSource `xml:"source"`
	Content    *atomXHTML  `xml:"content"`
	eventXML
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type atomName struct {
	Name string `xml:"name"`
	URI  string `xml:"uri,omitempty"`
}

type atomTerm struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr"`
	Label  string `xml:"label,attr,omitempty"`
}

type atomSource struct {
	ID      string     `xml:"id"`
	Title   string     `xml:"title"`
	Updated string     `xml:"updated"`
	Links   []atomLink `xml:"link"`
}

// atomXHTML is content a browser shows as it is, without running anything.
type atomXHTML struct {
	Type string   `xml:"type,attr"`
	Div  xhtmlDiv `xml:"div"`
}

type xhtmlDiv struct {
	NS   string `xml:"xmlns,attr"`
	HTML string `xml:",innerxml"`
}

const nsXHTML = "http://www.w3.org/1999/xhtml"

// eventXML is the event's own date and place: the RSS event module, and GeoRSS.
type eventXML struct {
	Start    string `xml:"ev:startdate,omitempty"`
	End      string `xml:"ev:enddate,omitempty"`
	Location string `xml:"ev:location,omitempty"`
	Type     string `xml:"ev:type,omitempty"`
	Point    string `xml:"georss:point,omitempty"`
}

func writeAtom(w io.Writer, d *document) error {
	f := &atomFeed{
		AtomFeed: &feeds.AtomFeed{
			Xmlns: nsAtom, Title: d.Title, Subtitle: d.subtitle(), Id: d.feedID(), Updated: d.Updated.Format(atomTime),
			Author: &feeds.AtomAuthor{AtomPerson: feeds.AtomPerson{Name: "dateline", Uri: webURL(d.Base)}},
		},
		Lang: d.Lang, EventNS: nsEvent, GeoNS: nsGeoRSS, HistoryNS: nsFH,
		Generator: d.generator(), Links: d.links("application/atom+xml"),
	}
	if d.Archive.Is {
		f.Archive = &empty{}
	}
	for _, e := range d.entries {
		f.Entries = append(f.Entries, d.atomEntry(e))
	}
	return writeXML(w, f, d.Stylesheet)
}

func (d *document) subtitle() string {
	if d.Description != "" {
		return d.Description
	}
	return clean(d.Query)
}

// links lists where the view is, where people read it, who pushes it, and its
// neighbours.
func (d *document) links(mediaType string) []atomLink {
	var out []atomLink
	add := func(rel, kind, href string) {
		if href = webURL(href); href != "" {
			out = append(out, atomLink{Rel: rel, Type: kind, Href: href})
		}
	}
	add("self", mediaType, d.Self)
	add("alternate", "text/html", d.Home)
	for _, h := range d.Hubs {
		add("hub", "", h)
	}
	add("next", mediaType, d.Next)
	add("current", mediaType, d.Archive.Current)
	add("prev-archive", mediaType, d.Archive.Prev)
	add("next-archive", mediaType, d.Archive.Next)
	return out
}

func (d *document) atomEntry(e entry) *atomEntry {
	out := &atomEntry{
		AtomEntry: &feeds.AtomEntry{
			Id: e.id, Updated: e.updated.Format(atomTime), Published: e.published.Format(atomTime),
		},
		Lang: langTag(e.lang), Title: atomText{"text", e.title},
		Content:  &atomXHTML{"xhtml", xhtmlDiv{nsXHTML, "\n" + d.html(e)}},
		eventXML: d.eventXML(e),
	}
	for _, c := range e.categories {
		out.Categories = append(out.Categories, atomTerm{c.term, c.scheme, c.label})
	}
	if e.url != "" {
		out.Links = append(out.Links, atomLink{Rel: "alternate", Type: "text/html", Href: e.url})
	}
	for i, a := range e.articles {
		if name := a.source.Title; name != "" && !hasName(out.Authors, name) {
			out.Authors = append(out.Authors, atomName{Name: name})
		}
		if a.URL != "" && a.URL != e.url && !d.linked(e.articles[:i], a.URL) {
			out.Links = append(out.Links, atomLink{Rel: "via", Type: "text/html", Hreflang: langTag(a.Lang), Title: a.Title, Href: a.URL})
		}
	}
	if len(e.articles) > 0 {
		out.Source = d.atomSource(e.articles[0])
	}
	return out
}

func hasName(names []atomName, name string) bool {
	for _, n := range names {
		if n.Name == name {
			return true
		}
	}
	return false
}

func (d *document) linked(articles []article, url string) bool {
	for _, a := range articles {
		if a.URL == url {
			return true
		}
	}
	return false
}

// atomSource names the feed the entry's first report came from.
func (d *document) atomSource(a article) *atomSource {
	s := &atomSource{ID: a.source.URL, Title: a.source.Title, Updated: a.reported.Format(time.RFC3339)}
	if s.ID == "" {
		s.ID = d.tag("source", a.source.ID)
	} else {
		s.Links = []atomLink{{Rel: "self", Href: a.source.URL}}
	}
	return s
}

func (d *document) eventXML(e entry) eventXML {
	if e.event.ID == "" || e.gone {
		return eventXML{}
	}
	x := eventXML{
		Location: timeline.PlaceName(e.event.Place, d.Lang),
		Type:     timeline.TypeLabel(e.event.Type, e.event.Mode, d.Lang),
		Point:    geoPoint(e.event.Place),
	}
	if date := e.event.Date; !date.IsZero() {
		x.Start, x.End = date.Start.String(), date.End.String()
	}
	return x
}

// writeXML writes a document through gorilla's writer, with the style a browser
// shows it in.
func writeXML(w io.Writer, f feeds.XmlFeed, stylesheet string) error {
	if err := feeds.WriteXML(styled{f, webURL(stylesheet)}, w); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// styled puts a stylesheet instruction before the root element.
type styled struct {
	feeds.XmlFeed
	href string
}

// FeedXml hands the styled document to gorilla's writer.
func (s styled) FeedXml() any { return s } // the name is gorilla's interface

// MarshalXML writes the instruction, then the document.
func (s styled) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	if s.href != "" {
		inst := `type="text/css" href="` + esc(s.href) + `"`
		if err := e.EncodeToken(xml.ProcInst{Target: "xml-stylesheet", Inst: []byte(inst)}); err != nil {
			return err
		}
	}
	return e.Encode(s.XmlFeed.FeedXml())
}
