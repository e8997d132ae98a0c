package scheduler

import (
	"bytes"

	"github.com/mmcdole/gofeed"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

// parseSimply until feed.Parse.
func parseSimply(p feed.Page, s feed.Source) (feed.Document, error) {
	f, err := gofeed.NewParser().Parse(bytes.NewReader(p.Body))
	if err != nil {
		return feed.Document{}, err
	}
	var d feed.Document
	d.Title, d.Format = f.Title, f.FeedType
	for _, it := range f.Items {
		r := timeline.Report{ID: timeline.ReportID(s.ID, it.GUID), Source: s.ID, GUID: it.GUID, Title: it.Title, Text: it.Description, URL: it.Link}
		if it.PublishedParsed != nil {
			r.Published = *it.PublishedParsed
		}
		d.Reports = append(d.Reports, r)
	}
	return d, nil
}
