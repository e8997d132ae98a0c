package timeline_test

import (
	"bufio"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// TestMergeStories lays out each story of testdata/merge and compares it with
// the story's own account of its events. A story is lines of mentions
//
//	REPORTED REPORT TYPE[/MODE] STATUS DATE[~BASIS] ACTORS[>RECIPIENTS] PLACE [key=value …]
//
// and, after "==", the events that must come of it.
func TestMergeStories(t *testing.T) {
	files, err := filepath.Glob("testdata/merge/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no stories", err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			mentions, want := readStory(t, f)
			for seed := range 20 {
				rand.New(rand.NewSource(int64(seed))).Shuffle(len(mentions), func(i, j int) { mentions[i], mentions[j] = mentions[j], mentions[i] })
				if got := account(timeline.Merge(mentions, nil)); got != want {
					t.Fatalf("got\n%swant\n%s", got, want)
				}
			}
		})
	}
}

// account writes each event in a line, in order of date.
func account(events []timeline.Event) string {
	var lines []string
	for _, e := range events {
		typ := string(e.Type)
		if e.Mode != "" {
			typ += "/" + e.Mode
		}
		date := e.Date.String()
		if date == "" {
			date = "-"
		}
		lines = append(lines, fmt.Sprintf("%s %s %s %s %s", date, typ, e.Status, strings.Join(e.Codes(), "+"), strings.Join(sorted(e.Reports()), ",")))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

func sorted(s []string) []string { slices.Sort(s); return s }

func readStory(t *testing.T, file string) ([]timeline.Mention, string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	story, want, ok := strings.Cut(string(data), "==\n")
	if !ok {
		t.Fatalf("%s: no ==", file)
	}
	var mentions []timeline.Mention
	count := map[string]int{}
	for s := bufio.NewScanner(strings.NewReader(story)); s.Scan(); {
		if line := strings.TrimSpace(s.Text()); line != "" && !strings.HasPrefix(line, "#") {
			m := mentionOf(t, line)
			m.N = count[m.Report]
			count[m.Report]++
			mentions = append(mentions, m)
		}
	}
	return mentions, want
}

func mentionOf(t *testing.T, line string) timeline.Mention {
	t.Helper()
	f := strings.Fields(line)
	if len(f) < 7 {
		t.Fatalf("mention %q: want 7 fields", line)
	}
	reported, err := time.Parse(time.DateOnly, f[0])
	if err != nil {
		t.Fatal(err)
	}
	m := timeline.Mention{Report: f[1], Source: f[1], Reported: reported, Status: timeline.Status(f[3]), Date: dateOf(t, f[4])}
	typ, mode, _ := strings.Cut(f[2], "/")
	m.Type, m.Mode = timeline.Type(typ), mode
	actors, recipients, _ := strings.Cut(f[5], ">")
	m.Parties = append(partiesOf(actors, timeline.Actor), partiesOf(recipients, timeline.Recipient)...)
	if f[6] != "-" {
		country, _, _ := strings.Cut(f[6], ":")
		m.Place = timeline.Place{Code: f[6], Country: country}
	}
	for _, kv := range f[7:] {
		switch k, v, _ := strings.Cut(kv, "="); k {
		case "moved":
			m.Moved = true
		case "background":
			m.Background = true
		case "occasion":
			m.Occasion = strings.ReplaceAll(v, "_", " ")
		case "level":
			for i := range m.Parties {
				m.Parties[i].Level = timeline.Level(v)
			}
		case "person":
			code, who, _ := strings.Cut(v, ":")
			for i := range m.Parties {
				if m.Parties[i].Code == code {
					m.Parties[i].Person = strings.ReplaceAll(who, "_", " ")
				}
			}
		default:
			t.Fatalf("mention %q: %q", line, k)
		}
	}
	return m
}

func partiesOf(s string, role timeline.PartyRole) []timeline.Party {
	var ps []timeline.Party
	for c := range strings.SplitSeq(s, "+") {
		if c == "?" {
			ps = append(ps, timeline.Party{Role: role})
		} else if c != "" {
			ps = append(ps, timeline.Party{Code: c, Role: role})
		}
	}
	return ps
}

// dateOf reads YYYY-MM-DD, YYYY-MM, YYYY, start/end or - for none, with ~p for
// the basis published.
func dateOf(t *testing.T, s string) timeline.Date {
	t.Helper()
	s, late := strings.CutSuffix(s, "~p")
	if s == "-" {
		return timeline.Date{}
	}
	d := timeline.Date{Span: spanOf(t, s), Basis: timeline.Explicit}
	if late {
		d.Basis = timeline.Published
	}
	return d
}

func spanOf(t *testing.T, s string) timeline.Span {
	t.Helper()
	if a, b, ok := strings.Cut(s, "/"); ok {
		return timeline.Span{Start: spanOf(t, a).Start, End: spanOf(t, b).End, Precision: timeline.Range}
	}
	layouts := map[int]string{4: "2006", 7: "2006-01", 10: time.DateOnly}
	d, err := time.Parse(layouts[len(s)], s)
	if err != nil {
		t.Fatal(err)
	}
	day := func(t time.Time) timeline.Day { return timeline.Day(t.Unix() / (24 * 60 * 60)) }
	switch len(s) {
	case 4:
		return timeline.Span{Start: day(d), End: day(d.AddDate(1, 0, -1)), Precision: timeline.Year}
	case 7:
		return timeline.Span{Start: day(d), End: day(d.AddDate(0, 1, -1)), Precision: timeline.Month}
	default:
		return timeline.Span{Start: day(d), End: day(d), Precision: timeline.OneDay}
	}
}
