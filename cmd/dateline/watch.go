package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/dateline-news/dateline/feed"
)

// settleTime is how long sources.yaml must stay untouched before it is read:
// editors write a file in several steps.
const settleTime = 300 * time.Millisecond

// watch takes up a changed sources.yaml until ctx ends: on SIGHUP at once, and
// when the file has changed.
func (h *house) watch(ctx context.Context, file string) error {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watching %s: %w", file, err)
	}
	defer watcher.Close()
	// The folder is watched, since editors replace the file.
	if err := watcher.Add(filepath.Dir(file)); err != nil {
		h.log.Warn("sources.yaml is not watched; send SIGHUP after a change", "error", err)
	}
	settled := time.NewTimer(time.Hour)
	settled.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case ev := <-watcher.Events:
			if filepath.Base(ev.Name) == filepath.Base(file) && !ev.Has(fsnotify.Chmod) {
				settled.Reset(settleTime)
			}
		case err := <-watcher.Errors:
			h.log.Warn("watching sources.yaml", "error", err)
		case <-settled.C:
			h.reload(file)
		case <-hup:
			h.reload(file)
		}
	}
}

// reload swaps the whole config, or keeps the old one and says why.
func (h *house) reload(file string) {
	config, err := feed.Load(file)
	if err != nil {
		h.log.Error("sources.yaml has mistakes; the old one stays in force", "error", err)
		return
	}
	h.take(config)
	h.scheduler.Reload(config.Sources)
	h.log.Info("sources.yaml taken up", "sources", len(config.Sources), "outlets", len(config.Outlets))
}
