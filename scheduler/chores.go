package scheduler

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"
)

// Chore is housekeeping on a schedule of its own: one run at a time.
type Chore struct {
	Name string
	Spec string // cron spec or @every, in UTC
	Run  func(context.Context) error
}

// startChores starts the housekeeping. stop lets a running chore finish its
// step: its context has ended by then.
func (s *Scheduler) startChores(ctx context.Context) (stop func(), err error) {
	log := cronLog{s.opts.Log}
	c := cron.New(cron.WithLocation(time.UTC), cron.WithLogger(log), cron.WithChain(cron.Recover(log), cron.SkipIfStillRunning(log)))
	layOut := Chore{Name: "laying out", Spec: "@every 1m", Run: func(ctx context.Context) error {
		s.poller.layOut(ctx) // what failed before, or another machine left when it died
		return nil
	}}
	for _, chore := range append([]Chore{layOut}, s.opts.Chores...) {
		_, err := c.AddFunc(chore.Spec, func() {
			if err := s.chore(ctx, chore); err != nil && ctx.Err() == nil {
				s.opts.Log.Error("housekeeping failed", "chore", chore.Name, "error", err)
			}
		})
		if err != nil {
			return nil, fmt.Errorf("chore %s: %w", chore.Name, err)
		}
	}
	c.Start()
	return func() { <-c.Stop().Done() }, nil
}

// chore runs a chore, unless another machine does.
func (s *Scheduler) chore(ctx context.Context, c Chore) error {
	if s.opts.Turns != nil {
		release, _, err := s.opts.Turns.Take(ctx, "chore "+c.Name)
		if err != nil || release == nil {
			return err
		}
		defer release()
	}
	return c.Run(ctx)
}

// cronLog passes on what cron has to say: panics and skipped runs.
type cronLog struct{ log *slog.Logger }

func (l cronLog) Info(msg string, kv ...any) {
	if msg == "skip" {
		l.log.Warn("housekeeping is still running; this run is left out", kv...)
	}
}

func (l cronLog) Error(err error, msg string, kv ...any) {
	l.log.Error("housekeeping panicked", append(kv, "error", err, "message", msg)...)
}
