package feed

import (
	"bytes"
	"fmt"
	"strings"

	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"
)

// readRSS reads RSS 0.9x and 2.0 and the RDF formats 0.90 and 1.0.
func readRSS(root []byte) (*wire, error) {
	f, err := (&rss.Parser{}).Parse(bytes.NewReader(root))
	if err != nil {
		return nil, err
	}
	w := &wire{
		format: rssFormat(root, f.Version), title: first(f.Title, extValue(f.Extensions, "dc", "title"), extValue(f.Extensions, "atom", "title"), extValue(f.Extensions, "atom03", "title")), lang: first(f.Language, extValue(f.Extensions, "dc", "language")),
		home: rssHome(f), generator: f.Generator, pace: rssPace(f),
	}
	w.self, w.hubs = atomLinks(f.Extensions)
	for _, i := range f.Items {
		w.items = append(w.items, itemOfRSS(i))
	}
	return w, nil
}

func rssFormat(root []byte, version string) string {
	name := "rss"
	if kindName, _, _ := bytes.Cut(root, []byte(" ")); bytes.Contains(bytes.ToLower(kindName), []byte("rdf")) {
		name = "rdf"
	}
	return name + strings.TrimSpace(version)
}

// rssHome is the channel's link. Parsers that mix up namespaces put atom:link
// among the links, so an absolute one is preferred.
func rssHome(f *rss.Feed) string {
	for _, l := range f.Links {
		if strings.Contains(l, "://") {
			return l
		}
	}
	return first(f.Link, extAttr(f.Extensions, "atom", "link", "alternate"))
}

func itemOfRSS(i *rss.Item) item {
	x := i.Extensions
	it := item{
		title:   first(i.Title, extValue(x, "dc", "title"), extValue(x, "media", "title")),
		teaser:  first(i.Description, extValue(x, "dc", "description"), extValue(x, "atom", "summary"), i.Custom["summary"], extValue(x, "media", "description")),
		content: longest(i.Content, i.Custom["encoded"], i.Custom["content"], extValue(x, "yandex", "full-text"), i.Custom["full-text"], extValue(x, "atom", "content"), extValue(x, "xhtml", "body"), i.Custom["body"]),
		lang:    extValue(x, "dc", "language"),
		published: []string{
			i.PubDate, extValue(x, "dc", "date"), extValue(x, "dcterms", "issued"), extValue(x, "dcterms", "created"),
			extValue(x, "atom", "published"), i.Custom["date"], i.Custom["published"], extValue(x, "prism", "publicationDate"),
		},
		updated: []string{extValue(x, "atom", "updated"), extValue(x, "dcterms", "modified"), i.Custom["updated"], i.Custom["lastUpdated"]},
		authors: rssAuthors(i),
	}
	it.links = append(it.links, extValue(x, "feedburner", "origLink"), extValue(x, "pheedo", "origLink"))
	it.links = append(it.links, webFirst(i.Links)...)
	it.links = append(it.links, extAttr(x, "atom", "link", "alternate"))
	if i.GUID != nil {
		it.guid = i.GUID.Value
		if !strings.EqualFold(i.GUID.IsPermalink, "false") && strings.Contains(it.guid, "://") {
			it.links = append(it.links, it.guid)
		}
	}
	if about := extAttrAny(x, "rdf", "about"); it.guid == "" {
		it.guid = about
	}
	for _, c := range i.Categories {
		it.tags = append(it.tags, c.Value)
	}
	for _, e := range x["dc"]["subject"] {
		it.tags = append(it.tags, e.Value)
	}
	return it
}

func rssAuthors(i *rss.Item) []string {
	if i.DublinCoreExt != nil && len(i.DublinCoreExt.Creator) > 0 {
		return i.DublinCoreExt.Creator
	}
	var names []string
	for _, a := range i.Extensions["atom"]["author"] {
		for _, n := range a.Children["name"] {
			names = append(names, n.Value)
		}
	}
	if len(names) > 0 {
		return names
	}
	return []string{personName(first(i.Author, i.Custom["creator"]))}
}

// personName takes the name out of RSS's "mail@host (Name)" and "Name
// (mail@host)"; a bare address is nobody's name.
func personName(s string) string {
	before, after, ok := strings.Cut(s, "(")
	if ok {
		inner, _, _ := strings.Cut(after, ")")
		if strings.Contains(before, "@") {
			s = inner
		} else if strings.Contains(inner, "@") {
			s = before
		}
	}
	if s = strings.TrimSpace(s); strings.Contains(s, "@") && !strings.Contains(s, " ") {
		return ""
	}
	return s
}

// atomLinks finds the self and hub links among a channel's atom:link elements.
func atomLinks(x ext.Extensions) (self string, hubs []string) {
	for _, prefix := range []string{"atom", "atom10", "atom03", "a10"} {
		for _, e := range x[prefix]["link"] {
			switch strings.ToLower(e.Attrs["rel"]) {
			case "self":
				self = first(self, e.Attrs["href"])
			case "hub":
				hubs = append(hubs, e.Attrs["href"])
			}
		}
	}
	return self, hubs
}

// extValue returns the first value of an extension element that has one.
func extValue(x ext.Extensions, prefix, name string) string {
	for _, e := range x[prefix][name] {
		if e.Value != "" {
			return e.Value
		}
	}
	return ""
}

// extAttr returns the href of the first link extension with the relation.
func extAttr(x ext.Extensions, prefix, name, rel string) string {
	for _, e := range x[prefix][name] {
		if r := e.Attrs["rel"]; strings.EqualFold(r, rel) || r == "" {
			return e.Attrs["href"]
		}
	}
	return ""
}

// extAttrAny returns the attribute of the first element of the prefix that has it.
func extAttrAny(x ext.Extensions, prefix, attr string) string {
	for _, es := range x[prefix] {
		for _, e := range es {
			if v := e.Attrs[attr]; v != "" {
				return v
			}
		}
	}
	return ""
}

// first returns the first string that is not blank, without its outer space.
func first(ss ...string) string {
	for _, s := range ss {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}

func longest(ss ...string) string {
	best := ""
	for _, s := range ss {
		if len(s) > len(best) {
			best = s
		}
	}
	return best
}

// webFirst moves absolute web addresses to the front.
func webFirst(links []string) []string {
	var web, other []string
	for _, l := range links {
		if strings.Contains(l, "://") {
			web = append(web, l)
		} else {
			other = append(other, l)
		}
	}
	return append(web, other...)
}

// itemWord names an item in a message.
func itemWord(n int, it item) string {
	if t := titleText(it.title); t != "" {
		return fmt.Sprintf("item %d (%q)", n+1, cutText(t, 40))
	}
	return fmt.Sprintf("item %d", n+1)
}
