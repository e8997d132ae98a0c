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

// watched is sources.yaml under watch, and SIGHUP.
type watched struct {
	file    string
	changes *fsnotify.Watcher
	hup     chan os.Signal
}

// newWatch begins to watch; [house.watch] ends it.
func (h *house) newWatch(file string) (*watched, error) {
	changes, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watching %s: %w", file, err)
	}
	// The folder is watched, since editors replace the file.
	if err := changes.Add(filepath.Dir(file)); err != nil {
		h.log.Warn("sources.yaml is not watched; send SIGHUP after a change", "error", err)
	}
	w := &watched{file: file, changes: changes, hup: make(chan os.Signal, 1)}
	signal.Notify(w.hup, syscall.SIGHUP)
	return w, nil
}

func (w *watched) close() {
	signal.Stop(w.hup)
	w.changes.Close()
}

// watch takes up a changed sources.yaml until ctx ends: on SIGHUP at once, and
// when the file has changed.
func (h *house) watch(ctx context.Context, w *watched) error {
	defer w.close()
	settled := time.NewTimer(time.Hour)
	settled.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case ev := <-w.changes.Events:
			if filepath.Base(ev.Name) == filepath.Base(w.file) && !ev.Has(fsnotify.Chmod) {
				settled.Reset(settleTime)
			}
		case err := <-w.changes.Errors:
			h.log.Warn("watching sources.yaml", "error", err)
		case <-settled.C:
			h.takeUp(ctx, w.file)
		case <-w.hup:
			h.takeUp(ctx, w.file)
		}
	}
}

// takeUp reloads, and says why where it could not. Other nodes are told.
func (h *house) takeUp(ctx context.Context, file string) {
	if err := h.reload(file); err != nil {
		h.log.Error("sources.yaml has mistakes; the old one stays in force", "error", err)
		return
	}
	h.callReload(ctx)
}

// reload swaps the whole config, or keeps the old one and returns why.
func (h *house) reload(file string) error {
	h.tell(stateReloading)
	defer h.tell(stateReady)
	hash := configHash(file)
	config, err := feed.Load(file)
	h.metrics.reload(err)
	if err != nil {
		return err
	}
	h.take(config)
	h.scheduler.Reload(config.Sources)
	h.tookUp(hash)
	h.log.Info("sources.yaml taken up", "sources", len(config.Sources), "outlets", len(config.Outlets))
	return nil
}

// tell tells systemd; serving goes on without it.
func (h *house) tell(state string) {
	if err := h.notify.tell(state); err != nil {
		h.log.Warn("systemd does not hear", "error", err)
	}
}
