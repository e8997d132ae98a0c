package web

import (
	"net/http"

	"github.com/dateline-news/dateline/timeline"
)

// emptyView is the page of a query that selects nothing.
type emptyView struct {
	*frame
	Heading string
	Less    []lessView
}

// lessView is the query without one of its parts, and what that selects.
type lessView struct{ Events, URL, Text string }

// firstView is the page of a timeline that has no event yet.
type firstView struct {
	*frame
	Heading, Listed, Answered, Asked string
	Articles                         int
	Done                             bool // every source was asked, and there is no event
}

// nothing answers a query that selects nothing: what to leave out of it, or,
// where there is no event at all yet, how far the first poll is.
func (s *server) nothing(w http.ResponseWriter, r *http.Request, f *frame, a asked) error {
	if len(a.text.Parts()) == 0 {
		return s.firstRun(w, r, f)
	}
	v := &emptyView{frame: f, Heading: f.heading(a.text)}
	f.Title = v.Heading
	s.subscribe(f, a.text)
	for i := range a.text.Parts() {
		if len(a.text.Parts()) == 1 {
			break // without its only part it selects everything: no help
		}
		count, err := s.Summaries.Count(r.Context(), a.bound.Without(i))
		if err != nil {
			return err
		}
		if count.Events > 0 {
			less := a.text.Without(i)
			v.Less = append(v.Less, lessView{f.loc.count("events", count.Events), address(f.Search.Action, less.String()), f.heading(less)})
		}
	}
	return s.show(w, r, "empty", v)
}

func (s *server) firstRun(w http.ResponseWriter, r *http.Request, f *frame) error {
	all, err := s.Summaries.Count(r.Context(), timeline.Query{})
	if err != nil {
		return err
	}
	sources, err := s.Sources.Sources(r.Context())
	if err != nil {
		return err
	}
	enabled, asked, answered, articles := 0, 0, 0, all.Reports
	for _, src := range sources {
		articles += src.Reports
		if src.Disabled {
			continue
		}
		enabled++
		if !src.LastPoll.IsZero() {
			asked++
		}
		if !src.LastOK.IsZero() {
			answered++
		}
	}
	l := f.loc
	v := &firstView{
		frame: f, Heading: l.text("first.title"), Articles: articles,
		Listed:   l.text("first.listed", "sources", l.count("sources.listed", len(sources))),
		Answered: l.text("first.answered", "n", answered, "of", enabled),
		Asked:    l.text("first.of", "n", asked, "of", enabled),
	}
	f.Summary, f.Live = l.text("first.lead"), "/live"
	if v.Done = enabled > 0 && asked == enabled; v.Done {
		v.Heading, f.Summary = l.text("first.none"), l.text("first.none.lead")
	}
	f.Title = v.Heading
	return s.show(w, r, "first", v)
}
