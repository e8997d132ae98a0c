package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/scheduler"
)

// checkCmd is `dateline check`.
type checkCmd struct {
	Live bool `help:"Ask every source once and report what it answers."`
}

// Help is the long help.
func (checkCmd) Help() string {
	return `Checks sources.yaml and prints every mistake with file, line, column and what to do, and what looks odd. With --live it also asks each source once,
unconditionally, and stores nothing.`
}

// Run checks.
func (c checkCmd) Run(e *env) error {
	config, err := feed.Load(e.cli.Config)
	if err != nil {
		return err
	}
	disabled := 0
	for _, s := range config.Sources {
		if s.Disabled {
			disabled++
		}
	}
	for _, r := range config.Remarks {
		fmt.Fprintln(e.out, plain(r.Error()))
	}
	fmt.Fprintf(e.out, "%s: %s (%d disabled), %s, %s: no mistakes\n", e.cli.Config,
		counted(len(config.Sources), "source"), disabled, counted(len(config.Outlets), "outlet"), counted(len(config.Actors), "actor"))
	if !c.Live {
		return nil
	}
	return checkLive(e, config)
}

// counted writes a number with its noun: 1 source, 2 sources.
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// checkLive asks every enabled source once, a few at a time, and prints a line each.
func checkLive(e *env, config feed.Config) error {
	fetcher := newFetcher(e, config)
	defer fetcher.Close()
	var (
		wg     sync.WaitGroup
		mu     sync.Mutex
		failed int
		asked  int
		slots  = make(chan struct{}, 16)
	)
	for _, s := range config.Sources {
		if s.Disabled {
			continue
		}
		asked++
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			line, ok := askOnce(e, fetcher, s)
			mu.Lock()
			defer mu.Unlock()
			if !ok {
				failed++
			}
			fmt.Fprintf(e.out, "%-20s %s\n", s.ID, plain(line))
		})
	}
	wg.Wait()
	fmt.Fprintf(e.out, "%d asked, %d failed\n", asked, failed)
	if failed > 0 {
		return silentError{fmt.Errorf("%d of %d sources failed", failed, asked)}
	}
	return nil
}

// askOnce fetches and parses one source and says what came.
func askOnce(e *env, fetcher *feed.Fetcher, s feed.Source) (line string, ok bool) {
	page, err := fetcher.Fetch(e.ctx, feed.RequestFor(s))
	if err != nil {
		return "failed: " + err.Error(), false
	}
	doc, err := feed.Parse(page, s)
	if err != nil {
		line = "failed: " + err.Error()
		if found := feed.Discover(page); len(found) > 0 {
			line += "; the page names a feed: " + found[0]
		}
		return line, false
	}
	line = fmt.Sprintf("%d, %s, %d items", page.Status, doc.Format, len(doc.Reports))
	if st, rest := scheduler.Suggest(doc, time.Now()); rest > 0 {
		line += fmt.Sprintf(", newest %s, window %s, ask every %s", st.Newest.Format("2006-01-02 15:04"), roughly(st.Window), roughly(rest))
	}
	for _, r := range page.Redirects {
		line += fmt.Sprintf("; %d to %s", r.Status, r.To)
	}
	return line, true
}

// roughly writes a duration for a person.
func roughly(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d d", int(d.Hours()/24))
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	default:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
}
