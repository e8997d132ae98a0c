package timeline_test

import (
	"testing"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// TestVoices counts independent reports: a copy in another outlet, with a word
// changed, and one outlet's own translation are no second voice.
func TestVoices(t *testing.T) {
	const agency = "The foreign ministers of the two countries met in Geneva on Wednesday and agreed to open three more crossings on their border before the end of the year, officials said."
	const other = "After months of delay the two ministers sat down at the Palais des Nations, and the crossings that traders had long asked for will open before winter."
	report := func(source, url, text string) timeline.Report {
		return timeline.Report{ID: timeline.ReportID(source, url), Source: source, URL: url, Text: text}
	}
	for _, c := range []struct {
		name    string
		reports []timeline.Report
		want    int
	}{
		{"one report", []timeline.Report{report("a", "https://a.example/1", agency)}, 1},
		{"a copy", []timeline.Report{report("a", "https://a.example/1", agency), report("b", "https://b.example/1", agency)}, 1},
		{"a copy with an ending cut", []timeline.Report{report("a", "https://a.example/1", agency), report("b", "https://b.example/1", agency[:len(agency)-17])}, 1},
		{"own words", []timeline.Report{report("a", "https://a.example/1", agency), report("b", "https://b.example/1", other)}, 2},
		{"an outlet's own translation", []timeline.Report{report("a-en", "https://www.a.example/en/1", agency), report("a-de", "https://a.example/de/1", "Die beiden Außenminister trafen sich am Mittwoch in Genf.")}, 1},
		{"too short to compare", []timeline.Report{report("a", "https://a.example/1", "They met."), report("b", "https://b.example/1", "They met.")}, 2},
	} {
		var readings []timeline.Reading
		for _, r := range c.reports {
			m := mentionOf(t, "2031-03-06 x CONSULT occurred 2031-03-06 KAZ+UZB CHE:Geneva")
			m.Report, m.Source, m.Reported = r.ID, r.Source, time.Date(2031, 3, 6, 0, 0, 0, 0, time.UTC)
			readings = append(readings, timeline.Reading{Mentions: []timeline.Mention{m}})
		}
		events := timeline.MergeAll(readings, c.reports)
		if len(events) != 1 || events[0].Voices != c.want {
			t.Errorf("%s: %d events, voices %d, want %d", c.name, len(events), events[0].Voices, c.want)
		}
	}
}
