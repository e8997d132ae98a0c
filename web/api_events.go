package web

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

type eventsInput struct {
	where
	Q     string `query:"q" doc:"what to list, in the query language; empty: everything" example:"actor:KAZ status:planned"`
	Order Order  `query:"order" enum:"newest,oldest,changed" doc:"by date, latest or earliest first, or by latest change; default: the query's own sort:, else newest"`
	After string `query:"after" doc:"cursor of the page, as next and the Link header have it"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"50" doc:"events of a page"`
}

type eventsOutput struct {
	Link string `header:"Link"`
	Body struct {
		Query  string           `json:"query" doc:"as it was read, in its canonical spelling"`
		Events []feed.WireEvent `json:"events"`
		Next   string           `json:"next,omitempty" doc:"address of the next page; absent on the last"`
	}
}

type idInput struct {
	ID string `path:"id" doc:"as lists have it"`
}

type eventOutput struct{ Body feed.WireEvent }

// apiEvents registers what is read of the timeline itself.
func (s *server) apiEvents(api huma.API) {
	huma.Register(api, read("/events", "listEvents", "The events that a query selects"), s.listEvents)
	event := read("/events/{id}", "getEvent", "One event; 301 where it became part of another, 410 where it was withdrawn")
	event.Errors = append(event.Errors, http.StatusMovedPermanently, http.StatusGone)
	huma.Register(api, event, func(ctx context.Context, in *idInput) (*eventOutput, error) {
		e, err := s.Timeline.Event(ctx, in.ID)
		if err == nil && e.Hidden {
			err = errGone
		}
		if err != nil {
			return nil, s.problem(ctx, "", err)
		}
		wire, err := s.wire(ctx, []timeline.Event{e})
		if err != nil {
			return nil, s.problem(ctx, "", err)
		}
		return &eventOutput{wire[0]}, nil
	})
}

func (s *server) listEvents(ctx context.Context, in *eventsInput) (*eventsOutput, error) {
	a, err := s.ask(in.Q)
	if err != nil {
		return nil, s.problem(ctx, in.Q, err)
	}
	events, cursor, err := s.Timeline.Events(ctx, a.bound, Page{Order: in.Order, Cursor: in.After, Limit: in.Limit})
	if err != nil {
		return nil, s.problem(ctx, in.Q, err)
	}
	out := &eventsOutput{}
	out.Body.Query = a.text.String()
	if out.Body.Events, err = s.wire(ctx, events); err != nil {
		return nil, s.problem(ctx, in.Q, err)
	}
	out.Body.Next, out.Link = in.next(s.apiBase(ctx), cursor)
	return out, nil
}

// wire writes events with their articles, as the feeds do.
func (s *server) wire(ctx context.Context, events []timeline.Event) ([]feed.WireEvent, error) {
	v := feed.View{Base: s.apiBase(ctx) + "/", Authority: s.Authority, Events: events}
	if err := s.fillReports(ctx, &v); err != nil {
		return nil, err
	}
	out := []feed.WireEvent{}
	for _, e := range events {
		out = append(out, feed.NewWireEvent(v, e))
	}
	return out, nil
}
