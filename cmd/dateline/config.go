package main

import (
	"errors"
	"os"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

// loadOrDefault reads sources.yaml for a command that can do without: where the
// file is not there, an empty config stands in.
func loadOrDefault(file string) (feed.Config, error) {
	config, err := feed.Load(file)
	if errors.Is(err, os.ErrNotExist) {
		return feed.Config{}, nil
	}
	return config, err
}

// actorEntries turns sources.yaml's actors into the gazetteer's.
func actorEntries(actors []feed.Actor) []timeline.ActorEntry {
	entries := make([]timeline.ActorEntry, 0, len(actors))
	for _, a := range actors {
		entries = append(entries, timeline.ActorEntry(a))
	}
	return entries
}
