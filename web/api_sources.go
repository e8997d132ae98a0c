package web

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/dateline-news/dateline/feed"
)

// apiSource is a source as the public may see it: no credentials, no headers, and
// no address that is a file or carries a name and password.
type apiSource struct {
	ID        string     `json:"id"`
	Title     string     `json:"title"`
	URL       string     `json:"url,omitempty" doc:"of the feed, where it is a public web address"`
	Lang      string     `json:"lang,omitempty"`
	Schedule  string     `json:"schedule"`
	Tags      []string   `json:"tags"`
	Disabled  bool       `json:"disabled" doc:"listed, not polled"`
	Gone      bool       `json:"gone" doc:"its server says that it has ended"`
	Failures  int        `json:"failures" doc:"polls that failed in a row"`
	Error     string     `json:"error,omitempty" doc:"of the last poll, in words"`
	LastPoll  *time.Time `json:"last_poll,omitempty"`
	LastOK    *time.Time `json:"last_ok,omitempty"`
	NextDue   *time.Time `json:"next_due,omitempty"`
	Newest    *time.Time `json:"newest,omitempty" doc:"date of its newest article"`
	Reports   int        `json:"reports" doc:"articles of the last 30 days"`
	Events    int        `json:"events" doc:"events they tell of"`
	Undecided int        `json:"undecided" doc:"articles kept off the timeline"`
}

type sourcesOutput struct {
	Body struct {
		Sources []apiSource `json:"sources"`
	}
}

type sourceOutput struct{ Body apiSource }

// apiReport is an article as it was read.
type apiReport struct {
	ID        string     `json:"id"`
	Source    string     `json:"source"`
	URL       string     `json:"url,omitempty"`
	Lang      string     `json:"lang,omitempty"`
	Title     string     `json:"title"`
	Author    string     `json:"author,omitempty"`
	Published *time.Time `json:"published,omitempty"`
	Updated   *time.Time `json:"updated,omitempty"`
	Relevant  bool       `json:"relevant" doc:"it is on the timeline"`
	Why       string     `json:"why" doc:"why it is, or is not"`
	Events    int        `json:"events" doc:"how many events it tells of"`
}

type reportsInput struct {
	where
	Source string `query:"source" doc:"id of a source; empty: all"`
	After  string `query:"after" doc:"cursor of the page, as next and the Link header have it"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50" doc:"articles of a page"`
}

type reportsOutput struct {
	Link string `header:"Link"`
	Body struct {
		Reports []apiReport `json:"reports"`
		Next    string      `json:"next,omitempty" doc:"address of the next page; absent on the last"`
	}
}

type apiOutlet struct {
	Name  string            `json:"name"`
	Title string            `json:"title"`
	Query string            `json:"query"`
	Feeds map[string]string `json:"feeds" doc:"addresses by format"`
}

type outletsOutput struct {
	Body struct {
		Outlets []apiOutlet `json:"outlets"`
	}
}

// apiSources registers what is read and what is published.
func (s *server) apiSources(api huma.API) {
	huma.Register(api, read("/sources", "listSources", "The sources and how their polling goes"), s.listSources)
	huma.Register(api, read("/sources/{id}", "getSource", "One source"), func(ctx context.Context, in *idInput) (*sourceOutput, error) {
		all, err := s.listSources(ctx, nil)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all.Body.Sources, func(src apiSource) bool { return src.ID == in.ID })
		if i < 0 {
			return nil, huma.Error404NotFound("no source has this id")
		}
		return &sourceOutput{all.Body.Sources[i]}, nil
	})
	huma.Register(api, read("/reports", "listReports", "The articles, newest first"), s.listReports)
	huma.Register(api, read("/outlets", "listOutlets", "The public outlets and their feeds"), func(ctx context.Context, _ *struct{}) (*outletsOutput, error) {
		out := &outletsOutput{}
		out.Body.Outlets = []apiOutlet{}
		for _, o := range s.Config().Outlets {
			if o.Gone || o.Private {
				continue
			}
			feeds := map[string]string{}
			for _, f := range feed.Formats {
				feeds[f.Name] = s.apiBase(ctx) + "/outlets/" + url.PathEscape(o.Name) + "." + f.Ext
			}
			out.Body.Outlets = append(out.Body.Outlets, apiOutlet{o.Name, o.Title, o.Query, feeds})
		}
		return out, nil
	})
}

func (s *server) listSources(ctx context.Context, _ *struct{}) (*sourcesOutput, error) {
	list, err := s.Sources.Sources(ctx)
	if err != nil {
		return nil, s.problem(ctx, "", err)
	}
	out := &sourcesOutput{}
	out.Body.Sources = []apiSource{}
	for _, src := range list {
		out.Body.Sources = append(out.Body.Sources, apiSource{
			ID: src.ID, Title: src.Title, URL: feed.PublicURL(src.URL), Lang: src.Lang, Schedule: src.Schedule, Tags: append([]string{}, src.Tags...),
			Disabled: src.Disabled, Gone: src.Gone, Failures: src.Failures, Error: src.Error,
			LastPoll: moment(src.LastPoll), LastOK: moment(src.LastOK), NextDue: moment(src.NextDue), Newest: moment(src.Newest),
			Reports: src.Reports, Events: src.Events, Undecided: src.Undecided,
		})
	}
	return out, nil
}

func (s *server) listReports(ctx context.Context, in *reportsInput) (*reportsOutput, error) {
	reads, cursor, err := s.Sources.ReadPage(ctx, in.Source, in.After, in.Limit)
	if err != nil {
		return nil, s.problem(ctx, "", err)
	}
	out := &reportsOutput{}
	out.Body.Reports = []apiReport{}
	for _, r := range reads {
		out.Body.Reports = append(out.Body.Reports, apiReport{
			ID: r.Report.ID, Source: r.Report.Source, URL: r.Report.URL, Lang: r.Report.Lang, Title: r.Report.Title, Author: r.Report.Author,
			Published: moment(r.Report.Published), Updated: moment(r.Report.Updated), Relevant: r.Relevant, Why: r.Why, Events: r.Events,
		})
	}
	out.Body.Next, out.Link = in.next(s.apiBase(ctx), cursor)
	return out, nil
}

// moment is nil for the zero time.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
