package feed

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// nsOPML is the namespace of the attributes that OPML has no word for.
const nsOPML = "https://github.com/dateline-news/dateline/opml"

type opmlDocument struct {
	XMLName xml.Name      `xml:"opml"`
	Version string        `xml:"version,attr"`
	NS      string        `xml:"xmlns:dateline,attr,omitempty"`
	Title   string        `xml:"head>title"`
	Changed string        `xml:"head>dateModified,omitempty"`
	Docs    string        `xml:"head>docs"`
	Body    []opmlOutline `xml:"body>outline"`
}

// opmlOutline is a subscription. The attributes in our namespace are named with
// their prefix here, and read by [opmlNode].
type opmlOutline struct {
	Type        string `xml:"type,attr"`
	Text        string `xml:"text,attr"`
	Title       string `xml:"title,attr,omitempty"`
	Description string `xml:"description,attr,omitempty"`
	XMLURL      string `xml:"xmlUrl,attr"`
	HTMLURL     string `xml:"htmlUrl,attr,omitempty"`
	Language    string `xml:"language,attr,omitempty"`
	Category    string `xml:"category,attr,omitempty"`

	ID        string `xml:"dateline:id,attr,omitempty"`
	Schedule  string `xml:"dateline:schedule,attr,omitempty"`
	Timezone  string `xml:"dateline:timezone,attr,omitempty"`
	Tags      string `xml:"dateline:tags,attr,omitempty"` // separated by spaces
	Fulltext  string `xml:"dateline:fulltext,attr,omitempty"`
	Enabled   string `xml:"dateline:enabled,attr,omitempty"`
	Hold      string `xml:"dateline:hold,attr,omitempty"`
	Header    string `xml:"dateline:header,attr,omitempty"` // lines "Name: value"
	UserAgent string `xml:"dateline:user_agent,attr,omitempty"`
	BasicAuth string `xml:"dateline:basic_auth,attr,omitempty"` // name:password
	Proxy     string `xml:"dateline:proxy,attr,omitempty"`
}

// WriteOutletsOPML writes the published feeds as OPML 2.0, so that a feed reader
// subscribes to all of them at once; gone and private ones are left out. Base is the site's root, ending in "/";
// updated may be zero.
func WriteOutletsOPML(w io.Writer, title, base string, updated time.Time, outlets []Outlet) error {
	doc := newOPML(title, updated)
	for _, o := range outlets {
		if o.Gone || o.Private {
			continue
		}
		at := base + "outlets/" + url.PathEscape(o.Name)
		doc.Body = append(doc.Body, opmlOutline{
			Type: "rss", Text: clean(o.Title), Title: clean(o.Title), Description: clean(o.Query),
			XMLURL: webURL(at + ".atom"), HTMLURL: webURL(at),
		})
	}
	return writeOPML(w, doc)
}

// WriteSourcesOPML writes sources as OPML 2.0 with everything sources.yaml says
// of them; what a request carries (headers, passwords, proxies) only with secrets.
// Without secrets, sources whose address is no public web address are left out.
func WriteSourcesOPML(w io.Writer, title string, updated time.Time, sources []Source, secrets bool) error {
	doc := newOPML(title, updated)
	doc.NS = nsOPML
	for _, s := range sources {
		if secrets || publicURL(s.URL) != "" {
			doc.Body = append(doc.Body, outlineOf(s, secrets))
		}
	}
	return writeOPML(w, doc)
}

func newOPML(title string, updated time.Time) opmlDocument {
	doc := opmlDocument{Version: "2.0", Title: clean(title), Docs: "http://opml.org/spec2.opml"}
	if !updated.IsZero() {
		doc.Changed = updated.UTC().Format(rssTime)
	}
	return doc
}

func writeOPML(w io.Writer, doc opmlDocument) error {
	data, err := xml.MarshalIndent(doc, "", "  ")
	if err == nil {
		_, err = io.WriteString(w, xml.Header+string(data)+"\n")
	}
	if err != nil {
		return fmt.Errorf("write opml: %w", err)
	}
	return nil
}

func outlineOf(s Source, secrets bool) opmlOutline {
	o := opmlOutline{
		Type: "rss", Text: clean(s.Title), Title: clean(s.Title), XMLURL: s.URL, HTMLURL: s.Home, Description: clean(s.Note), Language: s.Lang,
		Category: strings.Join(s.Tags, ","), ID: s.ID, Tags: strings.Join(s.Tags, " "),
	}
	if o.Text == "" {
		o.Text = s.ID
	}
	if s.OwnSchedule {
		o.Schedule = s.Schedule
	}
	if s.Timezone != nil {
		o.Timezone = s.Timezone.String()
	}
	if s.Fulltext {
		o.Fulltext = "true"
	}
	if s.Disabled {
		o.Enabled = "false"
	}
	if s.HoldHost {
		o.Hold = "host"
	}
	if secrets {
		o.UserAgent, o.Header = s.UserAgent, headerLines(s.Header)
		if s.BasicAuth != nil {
			o.BasicAuth = s.BasicAuth.Username + ":" + s.BasicAuth.Password
		}
		if s.Proxy != nil {
			o.Proxy = s.Proxy.String()
		}
	}
	return o
}

func headerLines(h http.Header) string {
	var lines []string
	for name, values := range h {
		for _, v := range values {
			lines = append(lines, name+": "+v)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
