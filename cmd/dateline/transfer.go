package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/store"
)

// importCmd is `dateline import`.
type importCmd struct {
	File string `arg:"" placeholder:"FILE|-" help:"An OPML list of subscriptions, as other readers export it."`
}

// Help is the long help.
func (importCmd) Help() string {
	return `Reads an OPML list of subscriptions and prints it as the sources of a sources.yaml, a file of its own or entries to copy into yours. Folders become tags;
what dateline itself exported comes back whole.

  dateline import feeds.opml > sources.yaml`
}

// Run imports.
func (c importCmd) Run(e *env) error {
	in := e.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		defer f.Close()
		in = f
	}
	sources, err := feed.ReadOPML(in)
	if err != nil {
		return fmt.Errorf("import %s: %w", c.File, err)
	}
	if len(sources) == 0 {
		return fmt.Errorf("import %s: there is no feed in the list", c.File)
	}
	text, err := feed.SourcesYAML(sources)
	if err != nil {
		return fmt.Errorf("import %s: %w", c.File, err)
	}
	_, err = e.out.Write(text)
	return err
}

// exportCmd is `dateline export`.
type exportCmd struct {
	What    string `arg:"" enum:"opml,events,all" help:"opml: the sources, for any feed reader. events: every event as JSON Lines. all: the whole database as JSON Lines, for restore."`
	Secrets bool   `help:"Write passwords and headers of sources too."`
}

// Run exports.
func (c exportCmd) Run(e *env) error {
	if c.What == "opml" {
		config, err := feed.Load(e.cli.Config)
		if err != nil {
			return err
		}
		return feed.WriteSourcesOPML(e.out, "dateline", time.Time{}, config.Sources, c.Secrets)
	}
	return withStored(e, func(db *store.Store) error {
		if c.What == "all" {
			return db.Export(e.ctx, e.out)
		}
		return exportEvents(e, db, e.out)
	})
}

func exportEvents(e *env, db *store.Store, w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	authority, err := db.Authority(e.ctx, "")
	if err != nil {
		return err
	}
	for event, err := range db.Everything(e.ctx) {
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		if err := enc.Encode(feed.NewWireEvent(feed.View{Base: localBase, Authority: authority}, event)); err != nil {
			return fmt.Errorf("export: %w", err)
		}
	}
	return nil
}

// localBase is where a page is found when nothing else is known: the default address of serve.
const localBase = "http://localhost:8080/"
