package feed

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxOPML bounds what is read of a list of subscriptions, in bytes.
const maxOPML = 16 << 20

// opmlNode is an outline as others write it: attributes in any case.
type opmlNode struct {
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []opmlNode `xml:"outline"`
}

func (n opmlNode) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Space == "" && strings.EqualFold(a.Name.Local, name) {
			return clean(a.Value)
		}
	}
	return ""
}

// own returns an attribute of our namespace, as it is.
func (n opmlNode) own(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Space == nsOPML && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// ReadOPML reads a list of subscriptions as sources: what [WriteSourcesOPML]
// wrote comes back whole; of another program's list, folders and categories
// become tags and ids are made from titles. An address that stands twice is one
// source, with the tags of both places.
func ReadOPML(r io.Reader) ([]Source, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxOPML+1))
	if err != nil {
		return nil, fmt.Errorf("read opml: %w", err)
	}
	if len(data) > maxOPML {
		return nil, fmt.Errorf("read opml: longer than %d MB", maxOPML>>20)
	}
	body := toUTF8(data, "")
	if nesting(body) > maxNesting {
		return nil, errors.New("read opml: its outlines nest too deep")
	}
	var doc struct {
		XMLName xml.Name   `xml:"opml"`
		Body    []opmlNode `xml:"body>outline"`
	}
	dec := xml.NewDecoder(strings.NewReader(string(body)))
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 by now
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil, errors.New("read opml: there is no <opml> in it; other readers call such a list an export of subscriptions")
	case err != nil:
		return nil, fmt.Errorf("read opml: %w", err)
	}
	var l opmlList
	for _, n := range doc.Body {
		if err := l.read(n, nil); err != nil {
			return nil, fmt.Errorf("read opml: %w", err)
		}
	}
	return l.sources, nil
}

type opmlList struct{ sources []Source }

func (l *opmlList) read(n opmlNode, folders []string) error {
	if n.attr("xmlUrl") == "" {
		if name := tagOf(n.attr("text")); name != "" {
			folders = append(slices.Clone(folders), name)
		}
		for _, c := range n.Children {
			if err := l.read(c, folders); err != nil {
				return err
			}
		}
		return nil
	}
	s, err := sourceOf(n)
	if err != nil {
		return err
	}
	if n.own("id") == "" {
		s.Tags = append(s.Tags, folders...)
	}
	l.add(s)
	return nil
}

func (l *opmlList) add(s Source) {
	i := slices.IndexFunc(l.sources, func(o Source) bool { return o.URL == s.URL && (o.ID == s.ID || s.ID == "") })
	if i >= 0 {
		l.sources[i].Tags = append(l.sources[i].Tags, s.Tags...)
		l.sources[i].Tags = distinctTags(l.sources[i].Tags)
		return
	}
	s.ID = l.freeID(s)
	s.Tags = distinctTags(s.Tags)
	l.sources = append(l.sources, s)
}

func distinctTags(tags []string) []string {
	var out []string
	for _, t := range tags {
		out = appendNew(out, t)
	}
	return out
}

// freeID returns the source's id, or one made of its title or host, that no
// other source has.
func (l *opmlList) freeID(s Source) string {
	base := s.ID
	if !sourceID.MatchString(base) {
		base = tagOf(s.Title)
	}
	if u, err := url.Parse(s.URL); err == nil && !sourceID.MatchString(base) {
		base = strings.TrimPrefix(u.Hostname(), "www.")
	}
	if !sourceID.MatchString(base) {
		base = "source"
	}
	id := base
	for n := 2; slices.ContainsFunc(l.sources, func(o Source) bool { return o.ID == id }); n++ {
		id = base + "-" + strconv.Itoa(n)
	}
	return id
}

var notInTag = regexp.MustCompile(`[^\p{L}\p{N}]+`)

// tagOf makes one word of a folder's name.
func tagOf(name string) string {
	return strings.Trim(notInTag.ReplaceAllString(strings.ToLower(name), "-"), "-")
}

func sourceOf(n opmlNode) (Source, error) {
	s := Source{
		ID: n.own("id"), Title: n.attr("title"), URL: n.attr("xmlUrl"), Home: absolute(nil, n.attr("htmlUrl")), Note: n.attr("description"), Lang: baseLang(n.attr("language")),
		Schedule: n.own("schedule"), OwnSchedule: n.own("schedule") != "", Fulltext: n.own("fulltext") == "true",
		Disabled: n.own("enabled") == "false", HoldHost: n.own("hold") == "host", UserAgent: n.own("user_agent"),
	}
	if s.Title == "" {
		s.Title = n.attr("text")
	}
	if s.Tags = strings.Fields(n.own("tags")); s.ID == "" {
		for _, c := range strings.FieldsFunc(n.attr("category"), func(r rune) bool { return r == ',' || r == '/' }) {
			s.Tags = appendNew(s.Tags, tagOf(c))
		}
	}
	if tz := n.own("timezone"); tz != "" {
		loc, err := time.LoadLocation(tz)
		if err != nil {
			return s, fmt.Errorf("source %s: %w", s.URL, err)
		}
		s.Timezone = loc
	}
	return s, s.readAccess(n)
}

// readAccess reads what a request carries.
func (s *Source) readAccess(n opmlNode) error {
	for line := range strings.SplitSeq(n.own("header"), "\n") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			if s.Header == nil {
				s.Header = http.Header{}
			}
			s.Header[name] = append(s.Header[name], value)
		}
	}
	if name, password, ok := strings.Cut(n.own("basic_auth"), ":"); ok {
		s.BasicAuth = &BasicAuth{Username: name, Password: password}
	}
	if proxy := n.own("proxy"); proxy != "" {
		u, err := url.Parse(proxy)
		if err != nil {
			return fmt.Errorf("source %s: the proxy is no address", s.URL) // its text may hold a password
		}
		s.Proxy = u
	}
	return nil
}
