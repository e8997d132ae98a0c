package store_test

import (
	"bufio"
	"encoding/json"
	"math/rand"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/timeline"
)

// TestOrderOfStories is TestOrderNeverMatters with articles as they are written:
// those of the file $DATELINE_STORIES, one report a line as `dateline merge` takes
// them. None is part of the repository.
func TestOrderOfStories(t *testing.T) {
	file := os.Getenv("DATELINE_STORIES")
	if file == "" {
		t.Log("DATELINE_STORIES names no file of reports: only random stories are shuffled")
		return
	}
	readings, mentions := told(t, file)
	want := tell(timeline.Merge(mentions, nil))
	for seed := range shuffles(t) {
		w := world{rand.New(rand.NewSource(int64(seed)))}
		arriving := slices.Clone(readings)
		w.Shuffle(len(arriving), func(i, j int) { arriving[i], arriving[j] = arriving[j], arriving[i] })
		s := open(t)
		arrive(t, s, w, arriving, 1+7*(seed%2))
		if got := tell(whole(t, s)); got != want {
			t.Fatalf("seed %d: stored\n%s\nmerged at once\n%s", seed, got, want)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// told reads the latest revision of each report of a file.
func told(t *testing.T, file string) (readings []scheduler.Reading, mentions []timeline.Mention) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	latest := map[string]timeline.Report{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r struct {
			Source, GUID, Lang, Title, Text string
			Published                       time.Time
		}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		id := timeline.ReportID(r.Source, r.GUID)
		latest[id] = timeline.Report{ID: id, Source: r.Source, GUID: r.GUID, Lang: r.Lang, Title: r.Title, Text: r.Text, Published: r.Published}
	}
	x := timeline.NewExtractor(nil)
	for _, r := range latest {
		reading := x.Read(r)
		readings = append(readings, scheduler.Reading{Report: r, Reading: reading})
		for i, m := range reading.Mentions {
			m.Report, m.Source, m.N, m.Lang, m.Reported, m.Voice = r.ID, r.Source, i, reading.Lang, r.Published, timeline.VoiceOf(r)
			mentions = append(mentions, m)
		}
	}
	slices.SortFunc(readings, func(a, b scheduler.Reading) int { return a.Report.Published.Compare(b.Report.Published) })
	return readings, mentions
}
