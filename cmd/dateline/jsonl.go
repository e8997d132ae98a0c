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
	Source    label  `json:"source"`
	GUID      string `json:"guid"`
	URL       string `json:"url"`
	Lang      string `json:"lang"`
	Title     string `json:"title"`
	Text      string `json:"text"`
	HTML      string `json:"html"`
	Published string `json:"published"`
	Updated   string `json:"updated"`
}

// label is a string; a value of another type is none of ours and is left out.
type label string

// UnmarshalJSON takes a string and ignores the rest.
func (l *label) UnmarshalJSON(data []byte) error {
	var s string
	if json.Unmarshal(data, &s) == nil {
		*l = label(s)
	}
	return nil
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
		ID: l.ID, Source: string(l.Source), GUID: l.GUID, URL: l.URL, Lang: l.Lang,
		Title: l.Title, Text: text, Published: published, Updated: updated,
	}, nil
}

// parseStamp reads an RFC 3339 time or a plain date, year first or day first;
// nothing gives the zero time.
func parseStamp(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly, "02-01-2006", "02.01.2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is neither an RFC 3339 time nor a date (2024-02-28)", s)
}

// eachReport calls do with every report of r, in order. A line that is no report
// costs that line: the rest is read, and the error in the end names them all.
func eachReport(r io.Reader, do func(timeline.Report) error) error {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 0, 64<<10), maxLine)
	var bad []error
	n := 0
	for scanner.Scan() {
		n++
		line := bytes.TrimSpace(scanner.Bytes())
		if len(line) == 0 {
			continue
		}
		report, err := parseReport(line)
		if err != nil {
			bad = append(bad, fmt.Errorf("line %d: %w", n, err))
			continue
		}
		if err := do(report); err != nil {
			return err
		}
	}
	if err := scanner.Err(); errors.Is(err, bufio.ErrTooLong) {
		bad = append(bad, fmt.Errorf("line %d: longer than %d MiB; it and what follows were not read", n+1, maxLine>>20))
	} else if err != nil {
		bad = append(bad, err)
	}
	return errors.Join(bad...)
}

func parseReport(line []byte) (timeline.Report, error) {
	var l reportLine
	if err := json.Unmarshal(line, &l); err != nil {
		return timeline.Report{}, fmt.Errorf("not a report: %w", err)
	}
	return l.report()
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

// read is one report and what was read in it, or why it could not be read.
type read struct {
	report  timeline.Report
	reading timeline.Reading
	err     error
}

// readOne reads one report; a fault that one article brings to light costs that
// article only.
func readOne(x *timeline.Extractor, r timeline.Report) (out read) {
	out.report = r
	defer func() {
		if p := recover(); p != nil {
			out.reading = timeline.Reading{Lang: r.Lang, Why: "could not be read"}
			out.err = fmt.Errorf("report %s could not be read, please report this: %v", r.ID, p)
		}
	}()
	out.reading = x.Read(r)
	return out
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
