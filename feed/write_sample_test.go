package feed

import (
	"bytes"
	"testing"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func span(from, to string) timeline.Date {
	a, b := timeline.DayDate(at(from+"T00:00:00Z")), timeline.DayDate(at(to+"T00:00:00Z"))
	a.End, a.Precision = b.End, timeline.Range
	if from == to {
		a.Precision = timeline.OneDay
	}
	return a
}

func month(y int, m time.Month) timeline.Date {
	d := timeline.DayDate(time.Date(y, m, 1, 0, 0, 0, 0, time.UTC))
	d.End = timeline.DayDate(time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC)).End
	d.Precision, d.Basis = timeline.Month, timeline.Relative
	return d
}

// partyNames are parties no gazetteer knows: the golden files are about formats,
// not about how states are called.
var partyNames = map[string]string{"XAA": "Westland", "XBB": "Ostland", "XSC": "Council of the Seas"}

func parties(codes ...string) []timeline.Party {
	var out []timeline.Party
	for _, c := range codes {
		out = append(out, timeline.Party{Code: c, Role: timeline.Actor, Name: partyNames[c]})
	}
	return out
}

var geneva = timeline.Place{Name: "Geneva", Code: "XAA:Geneva", Country: "XAA", Lat: 46.2022, Lon: 6.1457}

// sample is a small timeline: a meeting two papers report, a summit whose date
// got finer, one that was called off, one that lost its date, one of 2030, one
// told in Kazakh.
func sample() View {
	first := at("2024-02-28T09:00:00Z")
	mention := func(report, source, lang, reported, evidence string) timeline.Mention {
		return timeline.Mention{
			Report: report, Source: source, Lang: lang, Reported: at(reported), Type: "CONSULT", Status: timeline.Occurred,
			Date: span("2024-02-27", "2024-02-27"), Parties: parties("XAA", "XBB"), Place: geneva,
			Evidence: timeline.Evidence{Field: timeline.FieldText, Start: 3, End: 9, Text: evidence},
		}
	}
	de := mention("r1", "blatt", "de", "2024-02-28T06:00:00Z", "Am Dienstag traf der Außenminister in Genf seinen Schweizer Kollegen.")
	ru := mention("r2", "vesti", "ru", "2024-02-28T08:00:00Z", "Во вторник министр встретился в Женеве со швейцарским коллегой.")
	kk := mention("r3", "habar", "kk", "2024-02-28T08:30:00Z", "Министр Женевада әріптесімен кездесті.")
	event := func(id string, status timeline.Status, date timeline.Date, mentions ...timeline.Mention) timeline.Event {
		return timeline.Event{
			ID: id, Type: "CONSULT", Status: status, Date: date, Parties: parties("XAA", "XBB"), Place: geneva,
			Topics: []string{"diplomatic"}, Mentions: mentions, Voices: len(mentions), Created: first, Updated: first,
		}
	}
	met := event("e1", timeline.Occurred, span("2024-02-27", "2024-02-27"), de, ru)
	met.Parties[1].Person = "Murat Beispiel"
	nth := func(m timeline.Mention, n int) timeline.Mention { m.N = n; return m }
	summit := event("e2", timeline.Planned, span("2024-07-03", "2024-07-04"), nth(ru, 1))
	summit.Mode, summit.Parties, summit.Updated = "multilateral", parties("XSC"), at("2024-04-02T12:00:00.5Z")
	summit.Place = timeline.Place{Name: "Astana", Code: "XBB:Astana", Country: "XBB", Lat: 51.1801, Lon: 71.446}
	summit.History = []timeline.Change{
		{Reported: first, Report: "r2", Date: month(2024, time.July), Status: timeline.Planned},
		{Reported: at("2024-04-02T11:00:00Z"), Report: "r2", Date: summit.Date, Status: timeline.Planned},
	}
	off := event("e3", timeline.Cancelled, span("2024-03-05", "2024-03-05"), nth(de, 1))
	lost := event("e4", timeline.Planned, timeline.Date{}, nth(de, 2))
	lost.History = []timeline.Change{
		{Reported: first, Report: "r1", Date: month(2024, time.May), Status: timeline.Planned},
		{Reported: first, Report: "r1", Status: timeline.Planned, Moved: true},
	}
	far := event("e5", timeline.Planned, month(2030, time.June), kk)
	far.Place = timeline.Place{}
	return View{
		Title: "Westland – Ostland", Self: "https://news.example/outlets/kz-ch.atom", Home: "https://news.example/outlets/kz-ch",
		Base: "https://news.example/", Hubs: []string{"https://hub.example/"}, Next: "https://news.example/outlets/kz-ch.atom?after=e5",
		Archive: Archive{Prev: "https://news.example/outlets/kz-ch.atom?month=2024-01"}, Stylesheet: "https://news.example/feed.css",
		Lang: "en", Query: "actor:XAA actor:XBB", Version: "1.0", TTL: 20 * time.Minute,
		Events: []timeline.Event{met, summit, off, lost, far},
		Reports: map[string]timeline.Report{
			"r1": {ID: "r1", Source: "blatt", GUID: "g1", URL: "https://blatt.example/a?x=1&y=2", Lang: "de", Title: "Außenminister in Genf", Published: at("2024-02-28T06:00:00Z")},
			"r2": {ID: "r2", Source: "vesti", GUID: "g2", URL: "https://vesti.example/b", Lang: "ru", Title: "Министр посетил Женеву", Author: "Иван Примеров", Published: at("2024-02-28T08:00:00Z")},
			"r3": {ID: "r3", Source: "habar", GUID: "g3", URL: "https://habar.example/c", Lang: "kk", Title: "Министр Женевада", Published: at("2024-02-28T08:30:00Z")},
		},
		Sources: map[string]Source{
			"blatt": {ID: "blatt", Title: "Das Blatt", URL: "https://blatt.example/feed/"},
			"vesti": {ID: "vesti", Title: "Вести", URL: "https://vesti.example/rss"},
			"habar": {ID: "habar", Title: "Хабар", URL: "file:examples/habar.xml"},
		},
	}
}

func written(t *testing.T, format string, v View) string {
	t.Helper()
	f, ok := FormatBy(format)
	if !ok {
		t.Fatalf("no format %s", format)
	}
	var b bytes.Buffer
	if err := Write(&b, f, v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestGolden holds every format to its golden file, per event and per report.
func TestGoldenViews(t *testing.T) {
	for _, f := range Formats {
		v := sample()
		v.Self = "https://news.example/outlets/kz-ch." + f.Ext
		golden(t, "testdata/write/sample."+f.Ext, written(t, f.Name, v))
	}
	v := sample()
	v.PerReport, v.Lang = true, "de"
	golden(t, "testdata/write/reports.atom", written(t, "atom", v))
	golden(t, "testdata/write/reports.json", written(t, "jsonfeed", v))
	golden(t, "testdata/write/empty.json", written(t, "jsonfeed", View{Title: "Nothing", Self: "https://news.example/x.json"}))
}
