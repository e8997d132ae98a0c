package timeline_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/timeline"
	"github.com/rogpeppe/go-internal/txtar"
)

// TestStories reads each story of testdata/stories, merges its reports and
// compares the timeline with the story's own. A story is an archive of reports,
// named "NAME.LANGUAGE", header lines, a blank line and the text; its last file,
// want, has a line per event:
//
//	DATE TYPE[/MODE] STATUS PARTIES REPORTS
//
// A line that begins with "?" is an event that may be told or not, a party or
// report that ends with "?" may take part or not. The mode is that of acts of their
// own: of a meeting, only the call is told apart.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/stories/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no stories", err)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			last := len(archive.Files) - 1
			var reports []timeline.Report
			var readings []timeline.Reading
			for _, f := range archive.Files[:last] {
				r := storyReport(t, f)
				reports = append(reports, r)
				readings = append(readings, (&timeline.Extractor{}).Read(r))
			}
			got := lines(timeline.MergeAll(readings, reports))
			checkStory(t, got, strings.Split(strings.TrimSpace(string(archive.Files[last].Data)), "\n"))
		})
	}
}

// storyReport reads one report of a story.
func storyReport(t *testing.T, f txtar.File) timeline.Report {
	t.Helper()
	head, text, _ := strings.Cut(string(f.Data), "\n\n")
	name, lang, _ := strings.Cut(f.Name, ".")
	r := timeline.Report{ID: f.Name, Source: name, Lang: lang, Text: strings.TrimSpace(text)}
	for line := range strings.SplitSeq(head, "\n") {
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "published":
			day, err := time.Parse(time.DateOnly, value)
			if err != nil {
				t.Fatal(err)
			}
			r.Published = day.Add(12 * time.Hour)
		case "title":
			r.Title = value
		default:
			t.Fatalf("%s: unknown header %q", f.Name, key)
		}
	}
	return r
}

// lines writes each event as a story's account does.
func lines(events []timeline.Event) []string {
	var out []string
	for _, e := range events {
		typ := string(e.Type)
		switch e.Mode {
		case "phone", "invite", "sign", "relations", "summon", "expel":
			typ += "/" + e.Mode
		}
		date := e.Date.String()
		if date == "" {
			date = "-"
		}
		out = append(out, fmt.Sprintf("%s %s %s %s %s", date, typ, e.Status, strings.Join(e.Codes(), "+"), strings.Join(sorted(e.Reports()), " ")))
	}
	return out
}

// checkStory compares the lines with those of the account.
func checkStory(t *testing.T, got, want []string) {
	t.Helper()
	for _, w := range want {
		optional := strings.HasPrefix(w, "?")
		i := slices.IndexFunc(got, func(g string) bool { return fits(g, strings.TrimPrefix(w, "?")) })
		switch {
		case i >= 0:
			got = slices.Delete(got, i, i+1)
		case !optional:
			t.Errorf("missing: %s", w)
		}
	}
	for _, g := range got {
		t.Errorf("not told: %s", g)
	}
}

// fits reports whether an event's line is the account's, but for what may be left out.
func fits(got, want string) bool {
	g, w := strings.SplitN(got, " ", 5), strings.SplitN(want, " ", 5)
	return slices.Equal(g[:3], w[:3]) && fitsList(strings.Split(g[3], "+"), strings.Split(w[3], "+")) && fitsList(strings.Fields(g[4]), strings.Fields(w[4]))
}

func fitsList(got, want []string) bool {
	for _, g := range got {
		if !slices.Contains(want, g) && !slices.Contains(want, g+"?") {
			return false
		}
	}
	for _, w := range want {
		if !strings.HasSuffix(w, "?") && !slices.Contains(got, w) {
			return false
		}
	}
	return true
}
