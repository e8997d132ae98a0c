package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

// explainCmd is `dateline explain`.
type explainCmd struct {
	Article   string `arg:"" placeholder:"FILE|URL|-" help:"The article: a text or HTML file, an address, or - for standard input."`
	Lang      string `help:"Its language (de, en, ru …); guessed when not given."`
	Published string `placeholder:"DATE" help:"When it was published: a date or an RFC 3339 time; today when not given."`
	Title     string `help:"Its headline, where the text does not carry it."`
	JSON      bool   `name:"json" xor:"form" help:"Print the reading as one JSON document, as extract does."`
	HTML      bool   `name:"html" xor:"form" help:"Print one self-contained HTML page."`
}

// Help is the long help.
func (explainCmd) Help() string {
	return `Shows every layer of what dateline reads in one article: the language, whether it is diplomatic and why, the dates
and names it finds (marked in the text), and each event with its date, parties, place, status, the sentence that states it and the rule that fired.
--html prints one page that needs no network and no script, with the sentences and every act beside it.

  dateline explain article.txt --lang de --published 2024-02-28
  dateline explain article.txt --html > article.explained.html`
}

// Run explains.
func (c explainCmd) Run(e *env) error {
	r, err := c.read(e)
	if err != nil {
		return fmt.Errorf("explain: %w", err)
	}
	config, err := loadOrDefault(e.cli.Config)
	if err != nil {
		return err
	}
	reading := timeline.NewExtractor(actorEntries(config.Actors)).Read(r)
	if c.JSON {
		enc := json.NewEncoder(e.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(lineOf(r, reading))
	}
	if c.HTML {
		return explainHTML(e.out, r, reading)
	}
	explainer{w: e.out, paint: newPaint(e.out), report: r, reading: reading}.print()
	return nil
}

// feedBegin is how the XML of a feed begins.
var feedBegin = regexp.MustCompile(`^(?s:\x{FEFF}?\s*(?:<[?!][^>]*>\s*)*)<(?:rss|feed|rdf:RDF)[\s>]`)

// read gets the article as a report.
func (c explainCmd) read(e *env) (timeline.Report, error) {
	published, err := parseStamp(c.Published)
	if err != nil {
		return timeline.Report{}, usageError{fmt.Errorf("--published: %w", err)}
	}
	if published.IsZero() {
		published = time.Now()
	}
	r := timeline.Report{ID: c.Article, Lang: c.Lang, Title: c.Title, Published: published}
	if u, err := url.Parse(c.Article); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
		r.URL = c.Article
		title, text, err := fetchArticle(e, c.Article)
		if r.Title == "" {
			r.Title = title
		}
		r.Text = text
		return r, err
	}
	var data []byte
	if c.Article == "-" {
		data, err = io.ReadAll(io.LimitReader(e.in, maxLine))
	} else {
		data, err = os.ReadFile(c.Article)
	}
	if err != nil {
		return timeline.Report{}, err
	}
	if feedBegin.Match(data) {
		return timeline.Report{}, fmt.Errorf("%s is a feed, not an article; a source of sources.yaml may have it as url: %q, and dateline poll reads it", c.Article, "file:"+c.Article)
	}
	r.Text = strings.ToValidUTF8(string(data), "\uFFFD")
	if ext := strings.ToLower(filepath.Ext(c.Article)); ext == ".html" || ext == ".htm" {
		r.Text = feed.Text(r.Text)
	}
	return r, nil
}
