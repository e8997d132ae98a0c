package feed

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/mmcdole/gofeed/atom"
)

// readAtom reads Atom 1.0 and 0.3.
func readAtom(root []byte) (*wire, error) {
	f, err := (&atom.Parser{}).Parse(bytes.NewReader(atomNamespace(root)))
	if err != nil {
		return nil, err
	}
	w := &wire{
		format: "atom" + strings.TrimSpace(f.Version), title: f.Title, home: relLink(f.Links, "alternate"),
		lang: first(f.Language, extValue(f.Extensions, "dc", "language")), self: relLink(f.Links, "self"),
		pace: syPace(f.Extensions),
	}
	if f.Generator != nil {
		w.generator = f.Generator.Value
	}
	for _, l := range f.Links {
		if strings.EqualFold(l.Rel, "hub") {
			w.hubs = append(w.hubs, l.Href)
		}
	}
	for _, e := range f.Entries {
		w.items = append(w.items, itemOfAtom(e, f.Authors))
	}
	return w, nil
}

var defaultNamespace = regexp.MustCompile(`^<feed\b[^>]*?\sxmlns\s*=\s*["']([^"']*)["']`)

// atomNamespace puts Atom's namespace in the place of a default namespace of
// the root that is none of Atom's: drafts and misspellings, in which the parser
// would see nothing but extensions.
func atomNamespace(root []byte) []byte {
	m := defaultNamespace.FindSubmatchIndex(root[:min(len(root), 4096)])
	if m == nil {
		return root
	}
	switch strings.TrimSpace(string(root[m[2]:m[3]])) {
	case "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "":
		return root
	}
	return slices.Concat(root[:m[2]], []byte("http://www.w3.org/2005/Atom"), root[m[3]:])
}

func itemOfAtom(e *atom.Entry, feedAuthors []*atom.Person) item {
	it := item{
		guid: e.ID, title: e.Title, teaser: first(e.Summary, extValue(e.Extensions, "media", "description")),
		lang:      extValue(e.Extensions, "dc", "language"),
		published: []string{e.Published, extValue(e.Extensions, "dc", "date"), extValue(e.Extensions, "dcterms", "issued")},
		updated:   []string{e.Updated, extValue(e.Extensions, "dcterms", "modified")},
	}
	if e.Content != nil {
		it.content = e.Content.Value
	}
	if it.teaser == "" { // YouTube and others put the text into media:group
		for _, g := range e.Extensions["media"]["group"] {
			for _, d := range g.Children["description"] {
				it.teaser = d.Value
			}
		}
	}
	it.links = []string{extValue(e.Extensions, "feedburner", "origLink"), relLink(e.Links, "alternate"), relLink(e.Links, "")}
	if strings.HasPrefix(e.ID, "http://") || strings.HasPrefix(e.ID, "https://") {
		it.links = append(it.links, e.ID)
	}
	authors := e.Authors
	if len(authors) == 0 && e.Source != nil {
		authors = e.Source.Authors
	}
	if len(authors) == 0 {
		authors = feedAuthors
	}
	for _, a := range authors {
		it.authors = append(it.authors, first(a.Name, personName(a.Email)))
	}
	for _, c := range e.Categories {
		it.tags = append(it.tags, first(c.Label, c.Term))
	}
	return it
}

// relLink returns the link with the relation that leads to a page; with no
// relation given, any link but to the feed itself and attachments.
func relLink(links []*atom.Link, rel string) string {
	best := ""
	for _, l := range links {
		r := strings.ToLower(strings.TrimPrefix(l.Rel, "http://www.iana.org/assignments/relation/"))
		switch {
		case rel == "" && (r == "self" || r == "enclosure" || r == "edit" || r == "hub" || r == "replies" || r == "license" || r == "next"):
			continue
		case rel != "" && r != rel:
			continue
		}
		if best == "" || strings.Contains(l.Type, "html") {
			best = l.Href
		}
		if strings.Contains(l.Type, "html") {
			break
		}
	}
	return best
}
