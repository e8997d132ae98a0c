package feed

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestConformance reads a collection of feeds that is not part of the
// repository: the folder $DATELINE_FEEDS with real/, feeds as sites delivered
// them, and conformance.tar.gz, the case files of feedparser and of the W3C feed
// validator. It prints how many parse and why the others do not, and holds the
// figures: every real file, and 98.5 % of the cases in formats we read.
func TestConformance(t *testing.T) {
	dir := os.Getenv("DATELINE_FEEDS")
	if dir == "" {
		t.Log("not run: set DATELINE_FEEDS to a folder with real/ and conformance.tar.gz; `make conformance` tells more")
		return
	}
	realTally := newTally()
	files, err := filepath.Glob(filepath.Join(dir, "real", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if filepath.Ext(file) == ".jsonl" {
			continue
		}
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		realTally.add(filepath.Base(file), body, http.Header{})
	}
	cases := newTally()
	archive := filepath.Join(dir, "conformance.tar.gz")
	if err := eachFile(archive, func(name string, body []byte) { cases.addCase(name, body) }); err != nil {
		t.Fatal(err)
	}
	t.Logf("real files\n%s\nconformance cases\n%s", realTally, cases)
	if realTally.parsed < realTally.files {
		t.Error("a real file does not parse")
	}
	if cases.parsed*1000 < cases.files*985 {
		t.Error("less than 98.5 % of the cases parse")
	}
}

// tally counts what became of a set of feeds.
type tally struct {
	files, parsed, skipped                    int
	items, undated, unlinked, untitled, plain int
	formats                                   map[string]int
	failures                                  map[string][]string // class → files
}

func newTally() *tally {
	return &tally{formats: map[string]int{}, failures: map[string][]string{}}
}

var headerLine = regexp.MustCompile(`(?m)^\s*Header:\s*([A-Za-z-]+):[ \t]*(.*?)\s*$`)

// addCase adds a case file, whose first comment may hold HTTP headers, unless
// it is in a format we do not read.
func (c *tally) addCase(name string, body []byte) {
	ext := filepath.Ext(name)
	if ext != ".xml" && ext != ".json" {
		return
	}
	h := http.Header{}
	for _, m := range headerLine.FindAllSubmatch(bytes.ReplaceAll(body[:min(len(body), 4096)], []byte{0}, nil), -1) {
		h.Set(string(m[1]), string(m[2]))
	}
	if k, _ := findRoot(toUTF8(body, h.Get("Content-Type"))); k == kindXML || k == kindHTML {
		c.skipped++
		return
	}
	c.add(name, body, h)
}

func (c *tally) add(name string, body []byte, h http.Header) {
	u := &url.URL{Scheme: "https", Host: "feeds.example", Path: "/" + name}
	doc, err := Parse(Page{URL: u, Status: 200, Header: h, Body: body, Fetched: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}, Source{ID: "case"})
	c.files++
	if err != nil && !errors.Is(err, ErrNoItems) {
		class := failureClass(err)
		c.failures[class] = append(c.failures[class], name+": "+err.Error())
		return
	}
	c.parsed++
	c.formats[doc.Format]++
	for _, r := range doc.Reports {
		c.items++
		if r.Published.IsZero() {
			c.undated++
		}
		if r.URL == "" {
			c.unlinked++
		}
		if r.Title == "" {
			c.untitled++
		}
		if r.Text == "" {
			c.plain++
		}
	}
}

func failureClass(err error) string {
	for _, known := range []error{ErrEmpty, ErrHTML, ErrNotFeed, ErrTruncated, ErrMalformed} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "another error"
}

func (c *tally) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "  %d of %d parse (%.2f %%), %d in other formats\n", c.parsed, c.files, 100*float64(c.parsed)/float64(max(1, c.files)), c.skipped)
	fmt.Fprintf(&b, "  %d items: %d without date, %d without link, %d without title, %d without text\n", c.items, c.undated, c.unlinked, c.untitled, c.plain)
	var formats []string
	for f, n := range c.formats {
		formats = append(formats, fmt.Sprintf("%s %d", f, n))
	}
	slices.Sort(formats)
	fmt.Fprintf(&b, "  %s\n", strings.Join(formats, ", "))
	var classes []string
	for class := range c.failures {
		classes = append(classes, class)
	}
	slices.Sort(classes)
	for _, class := range classes {
		fmt.Fprintf(&b, "  %d × %s\n", len(c.failures[class]), class)
		for _, f := range c.failures[class] {
			fmt.Fprintf(&b, "      %s\n", f)
		}
	}
	return b.String()
}

// eachFile calls f for every regular file of a gzipped tar archive.
func eachFile(archive string, f func(name string, body []byte)) error {
	file, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer file.Close()
	zr, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	for tr := tar.NewReader(zr); ; {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		body, err := io.ReadAll(tr)
		if err != nil {
			return err
		}
		f(h.Name, body)
	}
}
