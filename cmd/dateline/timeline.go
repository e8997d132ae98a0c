package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
)

// timelineCmd is `dateline timeline`.
type timelineCmd struct {
	Query   []string `arg:"" optional:"" help:"What to print, in the query language; everything when not given."`
	Format  string   `default:"text" enum:"text,json,jsonl,csv,atom,rss,jsonfeed,ics,geojson" help:"Form of the output: ${enum}."`
	Lang    string   `default:"en" enum:"en,de,ru,fr,kk" help:"Language of titles and labels: ${enum} (${default})."`
	Limit   int      `default:"100" help:"Print at most so many events (${default}); 0 prints all."`
	Explain bool     `name:"explain-query" help:"Say how the query was read, and print no events."`
}

// Help is the long help.
func (timelineCmd) Help() string {
	return `Prints the events a query selects, latest date first.

  dateline timeline 'actor:KAZ actor:CHE'
  dateline timeline --format ics 'status:planned date:next-90d'

A query selects by field:value (actor, type, status, place, date, reported, source, tag, lang, topic, reports) and by words; side by side means and; OR, -, parentheses.`
}

// Run prints.
func (c timelineCmd) Run(e *env) error {
	q, err := c.parse(e)
	if err != nil {
		return err
	}
	if c.Explain {
		fmt.Fprintln(e.out, q.Explain())
		return nil
	}
	return withStored(e, func(db *store.Store) error {
		events, err := c.events(e, db, q)
		if err != nil {
			return err
		}
		if len(events) == 0 {
			fmt.Fprintln(e.err, "dateline: no event matches; --explain-query says how the query was read, dateline poll asks the sources")
		}
		return c.write(e, db, q, events)
	})
}

// parse reads the query and binds the names sources.yaml defines, where there is one.
func (c timelineCmd) parse(e *env) (timeline.Query, error) {
	config, err := loadOrDefault(e.cli.Config)
	if err != nil {
		return timeline.Query{}, err
	}
	timeline.KnowActors(actorEntries(config.Actors))
	_, q, err := timeline.ParseBound(strings.Join(c.Query, " "), config.Binding())
	if err != nil {
		return timeline.Query{}, usageError{fmt.Errorf("query: %w", err)}
	}
	return q, nil
}

// pageSize is how many events are read at a time.
const pageSize = 500

// events reads the events that are printed.
func (c timelineCmd) events(e *env, db *store.Store, q timeline.Query) ([]timeline.Event, error) {
	var all []timeline.Event
	cursor := ""
	for {
		limit := pageSize
		if c.Limit > 0 {
			limit = min(limit, c.Limit-len(all))
		}
		page, next, err := db.Events(e.ctx, q, store.Page{Cursor: cursor, Limit: limit})
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if next == "" || c.Limit > 0 && len(all) >= c.Limit {
			return all, nil
		}
		cursor = next
	}
}

// write prints the events in the form asked for.
func (c timelineCmd) write(e *env, db *store.Store, q timeline.Query, events []timeline.Event) error {
	if c.Format == "text" {
		for _, ev := range events {
			writeEvent(e.out, ev, c.Lang)
		}
		return nil
	}
	var ids []string
	for _, ev := range events {
		ids = append(ids, ev.Reports()...)
	}
	reports, err := db.Reports(e.ctx, ids)
	if err != nil {
		return fmt.Errorf("timeline: %w", err)
	}
	authority, err := db.Authority(e.ctx, "")
	if err != nil {
		return err
	}
	title := "dateline"
	if text := q.String(); text != "" {
		title += ": " + text // one of several calendars or feeds in a reader's list
	}
	view := feed.View{
		Title: title, Base: localBase, Home: localBase, Authority: authority, Lang: c.Lang,
		Query: q.String(), Version: versionText(), Events: events, Reports: reports,
	}
	if c.Format == "json" {
		wire := make([]feed.WireEvent, 0, len(events))
		for _, ev := range events {
			wire = append(wire, feed.NewWireEvent(view, ev))
		}
		enc := json.NewEncoder(e.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(wire)
	}
	format, ok := feed.FormatBy(c.Format)
	if !ok {
		return usageError{fmt.Errorf("no format %q", c.Format)}
	}
	return feed.Write(e.out, format, view)
}

// writeEvent prints one event for a person: date, status, title, how many reports, id.
func writeEvent(w io.Writer, ev timeline.Event, lang string) {
	date := ev.Date.String()
	if date == "" {
		date = "undated"
	}
	reports := "1 report"
	if n := len(ev.Reports()); n != 1 {
		reports = fmt.Sprintf("%d reports", n)
	}
	fmt.Fprintf(w, "%-23s %-10s %s  (%s)  %s\n", date, timeline.ShownStatus(ev), plain(timeline.Title(ev, lang)), reports, ev.ID)
}
