package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

// maxLine bounds one line of input: a report with its text.
const maxLine = 32 << 20

// reportLine is a report as `extract` and `merge` read it, one a line.
type reportLine struct {
	ID        string `json:"id"`
	Source    string `json:"source"`
	GUID      string `json:"guid"`
	URL       string `json:"url"`
	Lang      string `json:"lang"`
	Title     string `json:"title"`
	Text      string `json:"text"`
	HTML      string `json:"html"`
	Published string `json:"published"`
	Updated   string `json:"updated"`
}

// report makes a Report of the line; its ID is the line's.
func (l reportLine) report() (timeline.Report, error) {
	published, err := parseStamp(l.Published)
	if err != nil {
		return timeline.Report{}, fmt.Errorf("published: %w", err)
	}
	updated, err := parseStamp(l.Updated)
	if err != nil {
		return timeline.Report{}, fmt.Errorf("updated: %w", err)
	}
	text := l.Text
	if text == "" && l.HTML != "" {
		text = feed.Text(l.HTML)
	}
	return timeline.Report{
		ID: l.ID, Source: l.Source, GUID: l.GUID, URL: l.URL, Lang: l.Lang,
		Title: l.Title, Text: text, Published: published, Updated: updated,
	}, nil
}

// parseStamp reads an RFC 3339 time or a plain date; nothing gives the zero time.
func parseStamp(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is neither an RFC 3339 time nor a date (2024-02-28)", s)
}

// eachReport calls do with every report of r, in order, and names the line an
// error came from.
func eachReport(r io.Reader, do func(timeline.Report) error) error {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 0, 64<<10), maxLine)
	n := 0
	for scanner.Scan() {
		n++
		line := bytes.TrimSpace(scanner.Bytes())
		if len(line) == 0 {
			continue
		}
		var l reportLine
		if err := json.Unmarshal(line, &l); err != nil {
			return fmt.Errorf("line %d: not a report: %w", n, err)
		}
		report, err := l.report()
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if err := do(report); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := scanner.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			return fmt.Errorf("line %d: longer than %d MiB", n+1, maxLine>>20)
		}
		return fmt.Errorf("line %d: %w", n+1, err)
	}
	return nil
}

// inOrder runs work on the inputs put in, on every core, and hands the results
// to emit in the order of the inputs.
type inOrder[I, O any] struct {
	work  func(I) O
	emit  func(O) error
	batch []I
}

// add takes an input; it works when a batch is full.
func (p *inOrder[I, O]) add(in I) error {
	p.batch = append(p.batch, in)
	if len(p.batch) < 32*runtime.GOMAXPROCS(0) {
		return nil
	}
	return p.flush()
}

// flush works off what has been added.
func (p *inOrder[I, O]) flush() error {
	out := make([]O, len(p.batch))
	next := make(chan int, len(p.batch))
	for i := range p.batch {
		next <- i
	}
	close(next)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				out[i] = p.work(p.batch[i])
			}
		})
	}
	wg.Wait()
	p.batch = p.batch[:0]
	for _, o := range out {
		if err := p.emit(o); err != nil {
			return err
		}
	}
	return nil
}

// codePoints turns byte offsets into one text into code point offsets; offsets
// asked for in rising order cost one pass over the text.
type codePoints struct {
	text     string
	at, rune int
}

func (c *codePoints) of(offset int) int {
	if offset < c.at {
		c.at, c.rune = 0, 0
	}
	c.rune += utf8.RuneCountInString(c.text[c.at:offset])
	c.at = offset
	return c.rune
}
