package web

import (
	"html/template"
	"net/http"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

type outletsView struct {
	*frame
	Heading string
	Rows    []outletRow
}

type outletRow struct {
	Title, URL, Query string
	Feeds             []feedLink
	Webcal            template.URL
	Atom              string
	Changed           string
}

func (s *server) outletsPage(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "outlets")
	v := &outletsView{frame: f, Heading: f.loc.text("outlets.title")}
	f.Title, f.Summary = v.Heading, f.loc.text("outlets.lead")
	for _, o := range s.Config().Outlets {
		if o.Gone || o.Private {
			continue
		}
		a, err := s.ask(o.Query)
		if err != nil {
			return err
		}
		count, err := s.Summaries.Count(r.Context(), a.bound)
		if err != nil {
			return err
		}
		changed, err := s.Summaries.LastChange(r.Context(), a.bound)
		if err != nil {
			return err
		}
		row := outletRow{Title: o.Title, URL: address("/", o.Query), Query: o.Query, Changed: f.loc.count("events", count.Events)}
		if !changed.IsZero() {
			row.Changed = f.loc.text("outlets.changed", "events", row.Changed, "day", f.loc.dateShort(oneDay(timeline.DayOf(changed.UTC()))))
		}
		for _, format := range feed.Formats {
			l := f.feedLink(format, "/outlets/"+o.Name+"."+format.Ext)
			l.Title = o.Title + ", " + l.Name
			row.Feeds = append(row.Feeds, l)
			if l.Webcal != "" {
				row.Webcal = l.Webcal
			}
			if format.Ext == defaultFeedExt {
				row.Atom = l.Absolute
				f.Feeds = append(f.Feeds, l)
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return s.show(w, r, "outlets", v)
}
