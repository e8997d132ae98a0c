package web

import (
	"net/http"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// tableShown is how many rows the table has.
const tableShown = 100

type tableView struct {
	*frame
	Heading string
	Rows    []tableRow
	Sorts   []viewLink
	Pager   *pager
}

type tableRow struct {
	card
	Short, ISO string
	Status     string
	Count      int
}

// tablePage lists events in columns, in the order sort: asks for.
func (s *server) tablePage(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "timeline")
	a, err := s.ask(f.Search.Q)
	if err != nil {
		return err
	}
	count, err := s.Summaries.Count(r.Context(), a.bound)
	if err != nil {
		return err
	}
	if count.Events == 0 {
		return s.nothing(w, r, f, a)
	}
	after := r.URL.Query().Get("after")
	events, next, err := s.Timeline.Events(r.Context(), a.bound, Page{Cursor: after, Limit: tableShown})
	if err != nil {
		return err
	}
	v := &tableView{frame: f, Heading: f.heading(a.text)}
	f.Title, f.Summary = v.Heading, f.summary(count)
	for _, e := range events {
		v.Rows = append(v.Rows, f.tableRow(e))
	}
	if after != "" || next != "" {
		v.Pager = &pager{}
		if after != "" {
			v.Pager.First = address("/table", a.text.String())
		}
		if next != "" {
			v.Pager.Next = &link{address("/table", a.text.String(), "after", next), f.loc.text("page.more")}
		}
	}
	s.subscribe(f, a.text)
	return s.show(w, r, "table", v)
}

func (f *frame) tableRow(e timeline.Event) tableRow {
	row := tableRow{card: f.brief(e), Short: f.loc.dateShort(e.Date.Span), ISO: isoDate(e.Date.Span), Count: len(e.Reports())}
	row.Status = f.loc.statusText(statusClass(e))
	row.Title = strings.Join(row.Parties, " – ")
	if row.More != "" {
		row.Title += " " + row.More
	}
	return row
}
