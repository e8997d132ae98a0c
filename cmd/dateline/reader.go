package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
	"github.com/dateline-news/dateline/web"
)

// reader shows the store to the web room: the same things in its words.
type reader struct{ h *house }

// Events is web.Timeline's.
func (r reader) Events(ctx context.Context, q timeline.Query, p web.Page) ([]timeline.Event, string, error) {
	events, next, err := r.h.store.Events(ctx, q, store.Page{Order: store.Order(p.Order), Cursor: p.Cursor, Limit: p.Limit, Bare: p.Bare})
	return events, next, webError(err)
}

// Mentions is web.Timeline's.
func (r reader) Mentions(ctx context.Context, events []timeline.Event) error {
	return r.h.store.Mentions(ctx, events)
}

// Slice is web.Timeline's.
func (r reader) Slice(ctx context.Context, q timeline.Query, p web.Page) (web.Slice, error) {
	slice, err := r.h.store.Slice(ctx, q, store.Page{Order: store.Order(p.Order), Cursor: p.Cursor, Limit: p.Limit})
	return web.Slice(slice), webError(err)
}

// Fingerprint is web.Timeline's.
func (r reader) Fingerprint(ctx context.Context, q timeline.Query, p web.Page) (string, error) {
	print, err := r.h.store.Fingerprint(ctx, q, store.Page{Order: store.Order(p.Order), Cursor: p.Cursor, Limit: p.Limit})
	return print, webError(err)
}

// Event is web.Timeline's.
func (r reader) Event(ctx context.Context, id string) (timeline.Event, error) {
	event, err := r.h.store.Event(ctx, id)
	return event, webError(err)
}

// Reports is web.Timeline's.
func (r reader) Reports(ctx context.Context, ids []string) (map[string]timeline.Report, error) {
	return r.h.store.Reports(ctx, ids)
}

// Changed is web.Timeline's.
func (r reader) Changed(ctx context.Context) (int64, error) { return r.h.store.Changed(ctx) }

// Count is web.Summaries'.
func (r reader) Count(ctx context.Context, q timeline.Query) (web.Count, error) {
	c, err := r.h.store.Count(ctx, q)
	return web.Count(c), err
}

// LastChange is web.Summaries'.
func (r reader) LastChange(ctx context.Context, q timeline.Query) (time.Time, error) {
	return r.h.store.LastChange(ctx, q)
}

// Facets is web.Summaries'.
func (r reader) Facets(ctx context.Context, q timeline.Query) (web.Facets, error) {
	facets, err := r.h.store.Facets(ctx, q)
	out := web.Facets{Values: map[timeline.Key][]web.Facet{}, Of: facets.Of, All: facets.All}
	for key, values := range facets.Values {
		out.Values[key] = convert(values, func(f store.Facet) web.Facet { return web.Facet(f) })
	}
	return out, err
}

// Density is web.Summaries'.
func (r reader) Density(ctx context.Context, q timeline.Query, from, to timeline.Day, by web.Step) ([]web.Band, error) {
	bands, err := r.h.store.Density(ctx, q, from, to, store.Step(by))
	return convert(bands, func(b store.Band) web.Band { return web.Band(b) }), err
}

// Pairs is web.Summaries'.
func (r reader) Pairs(ctx context.Context, q timeline.Query, limit int) ([]web.Pair, error) {
	pairs, err := r.h.store.Pairs(ctx, q, limit)
	return convert(pairs, func(p store.Pair) web.Pair { return web.Pair(p) }), err
}

// shownDays is over how many days a source's page counts what it brought.
const shownDays = 30

// shownPolls is how many polls a source's chart shows.
const shownPolls = 20

// Sources is web.Sources'.
func (r reader) Sources(ctx context.Context, ids ...string) ([]web.Source, error) {
	states, err := r.h.store.States(ctx)
	if err != nil {
		return nil, err
	}
	sources := r.h.config.Load().Sources
	if len(ids) > 0 {
		sources = slices.DeleteFunc(slices.Clone(sources), func(s feed.Source) bool { return !slices.Contains(ids, s.ID) })
	}
	since := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -shownDays)
	active, err := r.h.store.Activities(ctx, convert(sources, func(s feed.Source) string { return s.ID }), since)
	if err != nil {
		return nil, err
	}
	var out []web.Source
	for _, s := range sources {
		polls, err := r.Polls(ctx, s.ID, shownPolls)
		if err != nil {
			return nil, err
		}
		out = append(out, webSource(s, states[s.ID], active[s.ID], polls))
	}
	return out, nil
}

// States is web.Sources'.
func (r reader) States(ctx context.Context) ([]web.Source, error) {
	states, err := r.h.store.States(ctx)
	if err != nil {
		return nil, err
	}
	return convert(r.h.config.Load().Sources, func(s feed.Source) web.Source {
		return webSource(s, states[s.ID], store.Activity{}, nil)
	}), nil
}

// Polls is web.Sources'.
func (r reader) Polls(ctx context.Context, source string, limit int) ([]web.Poll, error) {
	polls, err := r.h.store.Polls(ctx, source, limit)
	return convert(polls, func(p scheduler.Poll) web.Poll {
		return web.Poll{At: p.At, Took: p.Took, Status: p.Status, Items: p.Items, New: p.New, Changed: p.Changed, Error: p.Error}
	}), err
}

// Read is web.Sources'.
func (r reader) Read(ctx context.Context, source string, undecided bool, limit int) ([]web.Read, error) {
	reports, err := r.h.store.ReportsOf(ctx, source, undecided, limit)
	return convert(reports, func(r store.Report) web.Read {
		return web.Read{Report: r.Report, Relevant: r.Relevant, Why: r.Why, Events: r.Events}
	}), err
}

// ReadPage is web.Sources'.
func (r reader) ReadPage(ctx context.Context, source, cursor string, limit int) ([]web.Read, string, error) {
	reports, next, err := r.h.store.ReportsPage(ctx, source, false, cursor, limit)
	return convert(reports, func(r store.Report) web.Read {
		return web.Read{Report: r.Report, Relevant: r.Relevant, Why: r.Why, Events: r.Events}
	}), next, webError(err)
}

func webSource(s feed.Source, st scheduler.State, a store.Activity, polls []web.Poll) web.Source {
	out := web.Source{
		ID: s.ID, Title: s.Title, URL: s.URL, Lang: s.Lang, Schedule: s.Schedule, Tags: s.Tags, Disabled: s.Disabled,
		Gone: st.Gone, Failures: st.Failures, Error: st.LastError, LastPoll: st.LastPoll, LastOK: st.LastOK,
		NextDue: st.NextDue, Reason: st.Reason, Newest: st.Newest,
		Reports: a.Reports, Events: a.Events, Undecided: a.Undecided,
	}
	for i := len(polls) - 1; i >= 0; i-- {
		out.Recent = append(out.Recent, polls[i])
	}
	if st.Failures > 0 {
		out.Failing = st.LastOK
	}
	return out
}

// webError says an error of the store in the words of the web room.
func webError(err error) error {
	var moved *store.RedirectedError
	switch {
	case errors.As(err, &moved):
		return &web.Moved{To: moved.To}
	case errors.Is(err, store.ErrNotFound):
		return web.ErrNotFound
	case errors.Is(err, store.ErrCursor):
		return web.ErrCursor
	default:
		return err
	}
}

func convert[A, B any](in []A, one func(A) B) []B {
	out := make([]B, 0, len(in))
	for _, a := range in {
		out = append(out, one(a))
	}
	return out
}
