package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
)

// actorsCmd is `dateline actors`: what the gazetteer knows, and what it lacks.
type actorsCmd struct {
	Explain actorsExplainCmd `cmd:"" help:"Show which parties, places, offices and persons are read in a text."`
	Suggest actorsSuggestCmd `cmd:"" help:"List names in the stored reports that no party is known for, frequent ones first."`
}

type actorsExplainCmd struct {
	Text      string `arg:"" help:"The text."`
	Lang      string `default:"en" help:"Its language (${default})."`
	Published string `placeholder:"DATE" help:"Its day, which chooses among office holders; today when not given."`
}

// Run explains.
func (c actorsExplainCmd) Run(e *env) error {
	published, err := parseStamp(c.Published)
	if err != nil {
		return usageError{fmt.Errorf("--published: %w", err)}
	}
	if published.IsZero() {
		published = time.Now()
	}
	config, err := loadOrDefault(e.cli.Config)
	if err != nil {
		return err
	}
	reading := timeline.NewExtractor(actorEntries(config.Actors)).Read(timeline.Report{Lang: c.Lang, Text: c.Text, Published: published})
	for _, n := range reading.Names {
		fmt.Fprintln(e.out, nameText(c.Text, n))
	}
	return nil
}

// nameText is one name for a person: as written, kind, code, party, and what else it may mean.
func nameText(text string, n timeline.Name) string {
	line := fmt.Sprintf("%-40s %-8s %s", plain(text[n.Start:n.End]), n.Kind, n.Code)
	if n.Country != "" && n.Country != n.Code {
		line += "  of " + n.Country
	}
	if n.Level != "" {
		line += "  level " + string(n.Level)
	}
	if n.Former {
		line += "  former"
	}
	if len(n.Others) > 0 {
		line += "  or " + strings.Join(n.Others, ", ")
	}
	return line
}

type actorsSuggestCmd struct {
	Last int `default:"2000" help:"Look through so many of the newest reports (${default})."`
}

// Help is the long help.
func (actorsSuggestCmd) Help() string {
	return `Lists who takes part in events without a known party, with how often and where first. Add them under actors: in sources.yaml, then run dateline replay.`
}

// Run suggests.
func (c actorsSuggestCmd) Run(e *env) error {
	config, err := loadOrDefault(e.cli.Config)
	if err != nil {
		return err
	}
	extractor := timeline.NewExtractor(actorEntries(config.Actors))
	return withStored(e, func(db *store.Store) error {
		reports, err := db.ReportsOf(e.ctx, "", false, c.Last)
		if err != nil {
			return err
		}
		found := map[string]*unknown{}
		for _, r := range reports {
			read := readOne(extractor, r.Report)
			for _, name := range unresolved(read) {
				if found[name] == nil {
					found[name] = &unknown{name: name, seen: r.URL}
				}
				found[name].count++
			}
		}
		ordered := slices.SortedFunc(maps.Values(found), func(a, b *unknown) int {
			return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.name, b.name))
		})
		for _, u := range ordered {
			fmt.Fprintf(e.out, "%5d  %-40s %s\n", u.count, plain(u.name), plain(u.seen))
		}
		return nil
	})
}

// unknown is a name that no party is known for.
type unknown struct {
	name  string
	count int
	seen  string // the address of the newest report that names it
}

// unresolved returns the parties of a reading that have no code, each once.
func unresolved(r read) []string {
	var names []string
	for _, m := range slices.Concat(r.reading.Mentions, r.reading.Undecided) {
		for _, p := range m.Parties {
			if name := cmp.Or(p.Person, p.Name); p.Code == "" && name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
