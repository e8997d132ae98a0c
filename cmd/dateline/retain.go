package main

import (
	"context"
	"errors"
	"time"

	"github.com/dateline-news/dateline/scheduler"
)

// chores are the housekeeping while dateline polls.
func (h *house) chores() []scheduler.Chore {
	return []scheduler.Chore{{Name: "dropping old texts", Spec: "43 3 * * *", Run: h.dropTexts}}
}

// dropTexts drops the texts that sources.yaml wants kept no longer.
func (h *house) dropTexts(ctx context.Context) error {
	var errs []error
	for _, s := range h.config.Load().Sources {
		cut, ok := s.Keep.Cut(time.Now())
		if !ok {
			continue
		}
		n, err := h.store.DropTexts(ctx, s.ID, cut)
		errs = append(errs, err)
		if n > 0 {
			h.log.Info("old texts dropped; their events stay", "source", s.ID, "reports", n, "before", cut.UTC().Format(time.DateOnly))
		}
	}
	return errors.Join(errs...)
}
