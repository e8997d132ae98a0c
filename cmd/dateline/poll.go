package main

import (
	"fmt"
	"time"

	"github.com/dateline-news/dateline/scheduler"
)

// pollCmd is `dateline poll`.
type pollCmd struct {
	Sources []string `arg:"" optional:"" name:"source" help:"Sources to poll now, due or not; without any, what is due."`
}

// Help is the long help.
func (pollCmd) Help() string {
	return `Polls once and prints one line a source: its id, new and changed articles, and what went wrong. Asks conditionally, and never
before a server's Retry-After. Exits with 1 when any of the named sources failed, or when all of what was due did.`
}

// Run polls.
func (c pollCmd) Run(e *env) (err error) {
	h, err := openHouse(e, "", roleOnce)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := h.close(); err == nil {
			err = closeErr
		}
	}()
	began := time.Now()
	var sum struct{ polls, failed, items, fresh, changed int }
	err = h.scheduler.PollOnce(e.ctx, func(p scheduler.Poll) {
		sum.polls++
		sum.items += p.Items
		sum.fresh += p.New
		sum.changed += p.Changed
		if p.Error != "" {
			sum.failed++
		}
		fmt.Fprintln(e.out, pollLine(p))
	}, c.Sources...)
	if err != nil {
		return fmt.Errorf("poll: %w", err)
	}
	if sum.polls == 0 {
		fmt.Fprintln(e.out, "nothing is due; name a source to poll it now")
		return nil
	}
	fmt.Fprintf(e.out, "%d polled, %d failed; %d items, %d new, %d changed; %s\n",
		sum.polls, sum.failed, sum.items, sum.fresh, sum.changed, time.Since(began).Round(10*time.Millisecond))
	if sum.failed == sum.polls || sum.failed > 0 && len(c.Sources) > 0 {
		return silentError{fmt.Errorf("%d of %d polls failed", sum.failed, sum.polls)}
	}
	return nil
}

// pollLine is one poll for a person.
func pollLine(p scheduler.Poll) string {
	switch {
	case p.Error != "":
		return fmt.Sprintf("%-20s failed: %s", p.Source, plain(p.Error))
	case p.Items == 0 && p.New == 0 && p.Changed == 0:
		return fmt.Sprintf("%-20s nothing changed", p.Source)
	default:
		return fmt.Sprintf("%-20s %d items, %d new, %d changed", p.Source, p.Items, p.New, p.Changed)
	}
}
