package feed

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed/atom"

	"github.com/dateline-news/dateline/timeline"
)

// federatedAtom reads another dateline's Atom feed as [federated] reads its JSON
// Feed. Atom says a little less: what an event's articles say of it is one thing,
// the article's own name is not told, and dates count as explicit.
func federatedAtom(root []byte, s Source) (reports []timeline.Report, authority string, ok bool) {
	f, err := (&atom.Parser{}).Parse(bytes.NewReader(root))
	if err != nil || f.Generator == nil || !strings.HasPrefix(f.Generator.Value, "dateline") {
		return nil, "", false
	}
	for _, e := range f.Entries {
		name, event := strings.CutPrefix(e.ID, "tag:"+authorityIn(e.ID)+","+tagYear+":event/")
		if !event || authorityIn(e.ID) == "" {
			return nil, "", false // a feed of reports: its entries are articles
		}
		authority = authorityIn(e.ID)
		if w, ok := wireOf(e, name); ok && len(reports) < maxFederated {
			reports = append(reports, reportsOf(w, s)...)
		}
	}
	return reports, authority, len(f.Entries) > 0
}

// wireOf reads the event of an entry; not where it has no type, status or party.
func wireOf(e *atom.Entry, id string) (WireEvent, bool) {
	w := WireEvent{ID: id}
	reported := e.PublishedParsed
	for _, c := range e.Categories {
		w.category(strings.TrimPrefix(c.Scheme, Docs), c.Term)
	}
	if reported == nil || w.Type == "" || w.Status == "" || len(w.Actors) == 0 {
		return w, false
	}
	w.Place.Name = extension(e, "ev", "location")
	if lat, lon, ok := strings.Cut(extension(e, "georss", "point"), " "); ok {
		w.Place.Lat, _ = strconv.ParseFloat(lat, 64) // not a number: not known
		w.Place.Lon, _ = strconv.ParseFloat(lon, 64)
	}
	if from := extension(e, "ev", "startdate"); from != "" {
		span, err := timeline.ParseSpan(from + "/" + extension(e, "ev", "enddate"))
		if err != nil {
			return w, false
		}
		w.Date = timeline.SpanOf(span.Start, span.End).String()
	}
	w.readArticles(e, reported.UTC())
	return w, true
}

func extension(e *atom.Entry, prefix, name string) string {
	if list := e.Extensions[prefix][name]; len(list) > 0 {
		return list[0].Value
	}
	return ""
}

// category takes a term of one of our schemes over.
func (w *WireEvent) category(scheme, term string) {
	switch scheme {
	case "#type":
		name, mode, _ := strings.Cut(term, "/")
		w.Type, w.Mode = timeline.Type(name), mode
	case "#status":
		w.Status = timeline.Status(term)
		if term == "postponed" {
			w.Status, w.Postponed = timeline.Planned, true
		}
	case "#actor":
		w.Actors = append(w.Actors, timeline.Party{Code: term, Role: timeline.Actor})
	case "#recipient":
		if i := slices.IndexFunc(w.Actors, func(p timeline.Party) bool { return p.Code == term }); i >= 0 {
			w.Actors[i].Role = timeline.Recipient
		}
	case "#place":
		w.Place.Code = term
		w.Place.Country, _, _ = strings.Cut(term, ":")
	case "#topic":
		w.Topics = append(w.Topics, term)
	}
}

// readArticles makes a mention of each article of the entry that is quoted.
func (w *WireEvent) readArticles(e *atom.Entry, reported time.Time) {
	quotes := quotesOf(e.Content)
	authority := authorityIn(e.ID)
	for _, l := range e.Links {
		if l.Rel != "via" {
			continue
		}
		a := WireArticle{URL: l.Href, Lang: l.Hreflang, Title: l.Title, Published: &reported}
		a.ID = timeline.ReportID(w.ID, l.Href)
		a.URI = TagURI(authority, "report", a.ID)
		w.Articles = append(w.Articles, a)
		for n, q := range quotes[l.Href] {
			w.Mentions = append(w.Mentions, WireMention{
				Report: a.ID, Reported: reported, N: n, Type: w.Type, Mode: w.Mode, Status: w.Status, Moved: w.Postponed, Date: w.Date,
				Actors: w.Actors, Place: w.Place, Topics: w.Topics, Evidence: timeline.Evidence{Field: timeline.FieldText, Text: q},
			})
		}
	}
}

// quotesOf reads the quotations below each link of an entry's list of articles.
func quotesOf(c *atom.Content) map[string][]string {
	out := map[string][]string{}
	if c == nil {
		return out
	}
	dec := xml.NewDecoder(strings.NewReader("<div>" + c.Value + "</div>"))
	link, quoting := "", false
	var text strings.Builder
	for {
		token, err := dec.Token()
		if err != nil { // the end, or what was read before an error stands
			return out
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "a":
				link = hrefOf(t)
			case "blockquote":
				quoting = true
				text.Reset()
			}
		case xml.CharData:
			if quoting {
				text.Write(t)
			}
		case xml.EndElement:
			if t.Name.Local == "blockquote" && link != "" {
				out[link] = append(out[link], clean(text.String()))
				quoting = false
			}
		}
	}
}

func hrefOf(t xml.StartElement) string {
	for _, a := range t.Attr {
		if a.Name.Local == "href" {
			return a.Value
		}
	}
	return ""
}
