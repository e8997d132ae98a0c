package web

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/dateline-news/dateline/timeline"
)

type queryInput struct {
	Q string `query:"q" doc:"what to count, in the query language; empty: everything" example:"place:geneva"`
}

type apiActor struct {
	Code   string            `json:"code"`
	Name   map[string]string `json:"name" doc:"by language"`
	Events int               `json:"events"`
}

type actorsOutput struct {
	Body struct {
		Query  string     `json:"query"`
		Actors []apiActor `json:"actors" doc:"frequent ones first"`
	}
}

type apiCount struct {
	Value  string `json:"value" doc:"as a query writes it"`
	Events int    `json:"events"`
}

type statsOutput struct {
	Body struct {
		Query     string                `json:"query"`
		Events    int                   `json:"events"`
		Ahead     int                   `json:"ahead" doc:"planned, from today on"`
		Reports   int                   `json:"reports"`
		Sources   int                   `json:"sources"`
		Languages int                   `json:"languages"`
		Changed   *time.Time            `json:"changed,omitempty" doc:"the latest change"`
		About     bool                  `json:"about" doc:"events is an estimate; reports, sources and languages are not counted then, and not where there are many thousand events"`
		By        map[string][]apiCount `json:"by" doc:"events by value of a field: status, type, actor, place, lang, source, topic; the latest ones where there are very many"`
	}
}

// apiCounts registers what is counted.
func (s *server) apiCounts(api huma.API) {
	huma.Register(api, read("/actors", "listActors", "The parties of the events that a query selects"), func(ctx context.Context, in *queryInput) (*actorsOutput, error) {
		a, facets, err := s.facetsOf(ctx, in.Q)
		if err != nil {
			return nil, s.problem(ctx, in.Q, err)
		}
		out := &actorsOutput{}
		out.Body.Query, out.Body.Actors = a.text.String(), []apiActor{}
		for _, f := range facets.Values[timeline.KeyActor] {
			names := map[string]string{}
			for _, lang := range timeline.Languages {
				names[lang] = timeline.PartyName(timeline.Party{Code: f.Value}, lang)
			}
			out.Body.Actors = append(out.Body.Actors, apiActor{f.Value, names, f.Events})
		}
		return out, nil
	})
	huma.Register(api, read("/stats", "getStats", "How much a query selects"), func(ctx context.Context, in *queryInput) (*statsOutput, error) {
		a, facets, err := s.facetsOf(ctx, in.Q)
		if err != nil {
			return nil, s.problem(ctx, in.Q, err)
		}
		c, err := s.Summaries.Count(ctx, a.bound)
		if err != nil {
			return nil, s.problem(ctx, in.Q, err)
		}
		changed, err := s.Summaries.LastChange(ctx, a.bound)
		if err != nil {
			return nil, s.problem(ctx, in.Q, err)
		}
		out := &statsOutput{}
		b := &out.Body
		b.Query, b.Events, b.About, b.Ahead, b.Reports, b.Sources, b.Languages, b.Changed = a.text.String(), c.Events, c.About, c.Ahead, c.Reports, c.Sources, c.Languages, moment(changed)
		b.By = map[string][]apiCount{}
		for key, values := range facets.Values {
			for _, f := range values {
				b.By[string(key)] = append(b.By[string(key)], apiCount(f))
			}
		}
		return out, nil
	})
}

func (s *server) facetsOf(ctx context.Context, q string) (asked, Facets, error) {
	a, err := s.ask(q)
	if err != nil {
		return a, Facets{}, err
	}
	facets, err := s.Summaries.Facets(ctx, a.bound)
	return a, facets, err
}
