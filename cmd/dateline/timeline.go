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
	Lang    string   `default:"en" help:"Language of titles and labels: en, de, ru, fr or kk (${default})."`
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
func (c timelineCmd) Run(e *env) (err error) {
	q, err := c.parse(e)
	if err != nil {
		return err
	}
	if c.Explain {
		fmt.Fprintln(e.out, q.Explain())
		return nil
	}
	db, err := store.Open(e.ctx, e.cli.DB, store.Options{})
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := db.Close(); err == nil {
			err = closeErr
		}
	}()
	events, err := c.events(e, db, q)
	if err != nil {
		return fmt.Errorf("timeline: %w", err)
	}
	return c.write(e, db, q, events)
}
