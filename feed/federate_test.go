package feed

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/timeline"
)

func parsed(t *testing.T, doc, contentType, source string) Document {
	t.Helper()
	u, _ := url.Parse("https://other.example/feed")
	p := Page{URL: u, Status: 200, Body: []byte(doc), Header: map[string][]string{"Content-Type": {contentType}}, Fetched: at("2024-06-01T00:00:00Z")}
	d, err := Parse(p, Source{ID: source})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestFederation: what one dateline publishes, another keeps whole.
func TestFederation(t *testing.T) {
	v := sample()
	d := parsed(t, written(t, "jsonfeed", v), "application/feed+json", "news")
	if len(d.Reports) != 6 { // e1 has two reports, the others one each
		t.Fatalf("%d reports, want 6", len(d.Reports))
	}
	r := d.Reports[0]
	if r.GUID != "tag:news.example,2024:report/r1#0" || r.URL != "https://blatt.example/a?x=1&y=2" || r.Title != "Außenminister in Genf" || r.Lang != "de" {
		t.Errorf("report %+v", r)
	}
	got := timeline.Extract(r)
	want := v.Events[0].Mentions[0]
	want.Report, want.Source, want.Rule = r.ID, "news", "federated"
	want.Evidence.Start, want.Evidence.End = 0, len(want.Evidence.Text)
	if diff := cmp.Diff([]timeline.Mention{want}, got); diff != "" {
		t.Errorf("mentions (-published +read):\n%s", diff)
	}
	v.Events[0].Mentions[0].Status = timeline.Planned
	again := parsed(t, written(t, "jsonfeed", v), "application/feed+json", "news").Reports[0]
	if again.ID != r.ID || again.Digest() == r.Digest() {
		t.Error("what was read differently is no revision of the report")
	}
}

// TestFederationOnwards: a report keeps its name on its way over datelines.
func TestFederationOnwards(t *testing.T) {
	d := parsed(t, written(t, "jsonfeed", sample()), "application/feed+json", "news")
	v := View{Base: "https://second.example/", Reports: map[string]timeline.Report{}}
	for _, r := range d.Reports {
		v.Reports[r.ID] = r
		v.Events = append(v.Events, timeline.Event{ID: "x" + r.ID, Type: "CONSULT", Status: timeline.Occurred, Parties: parties("XBB"), Mentions: timeline.Extract(r)})
	}
	third := parsed(t, written(t, "jsonfeed", v), "application/feed+json", "second")
	for i, r := range third.Reports {
		if r.GUID != d.Reports[i].GUID {
			t.Errorf("%s became %s", d.Reports[i].GUID, r.GUID)
		}
	}
	if back, err := third.WithoutOwn("news.example"); len(back.Reports) != 0 || back.Own != len(third.Reports) || err != nil {
		t.Errorf("%d reports came back to where they were read: %v", len(back.Reports), err)
	}
	if other, err := third.WithoutOwn("second.example"); len(other.Reports) != len(third.Reports) || err != nil {
		t.Errorf("reports of the first are taken for the second's own: %v", err)
	}
}

// TestFederationByAtom: Atom keeps what it has words for.
func TestFederationByAtom(t *testing.T) {
	v := sample()
	v.Events[0].Parties[1].Role = timeline.Recipient
	d := parsed(t, written(t, "atom", v), "application/atom+xml", "news")
	if len(d.Reports) != 6 {
		t.Fatalf("%d reports, want 6", len(d.Reports))
	}
	got := timeline.Extract(d.Reports[0])[0]
	e := v.Events[0]
	want := timeline.Mention{
		Report: d.Reports[0].ID, Source: "news", Lang: "de", Reported: got.Reported, Type: e.Type, Status: e.Status, Date: e.Date,
		Parties: []timeline.Party{{Code: "XAA", Role: timeline.Actor}, {Code: "XBB", Role: timeline.Recipient}}, Place: geneva, Topics: e.Topics,
		Evidence: timeline.Evidence{Field: timeline.FieldText, End: len(e.Mentions[0].Evidence.Text), Text: e.Mentions[0].Evidence.Text}, Rule: "federated",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	lost := timeline.Extract(d.Reports[4])[0]
	if lost.Status != timeline.Planned || !lost.Moved || !lost.Date.IsZero() {
		t.Errorf("the postponed event: %+v", lost)
	}
	if far := timeline.Extract(d.Reports[5])[0]; far.Date.String() != "2030-06" {
		t.Errorf("a month became %s", far.Date)
	}
}

// TestFederationPages: an event that leaves the page takes no mention with it.
func TestFederationPages(t *testing.T) {
	v := sample()
	whole := parsed(t, written(t, "jsonfeed", v), "application/feed+json", "news").Reports
	v.Events = v.Events[2:3]
	for _, r := range parsed(t, written(t, "jsonfeed", v), "application/feed+json", "news").Reports {
		i := slices.IndexFunc(whole, func(o timeline.Report) bool { return o.ID == r.ID })
		if i >= 0 && whole[i].Digest() != r.Digest() {
			t.Errorf("%s is another revision on a shorter page", r.GUID)
		}
	}
}

// TestU28OwnFeedsAreNotReadAgain, whatever their format.
func TestU28OwnFeedsAreNotReadAgain(t *testing.T) {
	v := sample()
	for _, per := range []bool{false, true} {
		v.PerReport = per
		for format, mediaType := range map[string]string{"atom": "application/atom+xml", "rss": "application/rss+xml", "jsonfeed": "application/feed+json"} {
			d := parsed(t, written(t, format, v), mediaType, "self")
			if len(d.Reports) == 0 {
				t.Fatalf("%s: no reports at all", format)
			}
			if left, err := d.WithoutOwn("news.example"); len(left.Reports) != 0 || !errors.Is(err, ErrOwn) {
				t.Errorf("%s: %d of our own reports are read again: %v", format, len(left.Reports), err)
			}
			if left, err := d.WithoutOwn("8080.localhost"); len(left.Reports) != len(d.Reports) || err != nil {
				t.Errorf("%s: another's reports are taken for ours: %v", format, err)
			}
		}
	}
	for base, want := range map[string]string{"http://127.0.0.1:8080/": "8080.localhost", "https://News.example/x": "news.example", "http://[::1]:80/": "80.localhost", "": ""} {
		if got := AuthorityOf(base); got != want {
			t.Errorf("authority of %s is %s, want %s", base, got, want)
		}
	}
}

// FuzzFederated: whatever a feed claims to be, reading it gives whole mentions or none.
func FuzzFederated(f *testing.F) {
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1.1","title":"x","_dateline":{"version":1},"items":[{"id":"a","_dateline":{"id":"e","articles":[{"id":"r","uri":"tag:a,2024:report/r"}],"mentions":[{"report":"r","type":"CONSULT","status":"planned","date":"2024-02-30","reported":"2024-01-01T00:00:00Z","actors":[{"code":"KAZ"}],"evidence":{"text":"x"}}]}}]}`))
	f.Add([]byte(`{"_dateline":{"version":1},"items":null}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		reports, _, _ := federated(doc, Source{ID: "s"})
		for _, r := range reports {
			mentions := timeline.Extract(r)
			if len(mentions) == 0 || r.ID == "" || !strings.HasPrefix(r.GUID, "tag:") {
				t.Errorf("report %+v", r)
			}
			for _, m := range mentions {
				if r.Text[m.Evidence.Start:m.Evidence.End] != m.Evidence.Text {
					t.Errorf("evidence %+v is not in %q", m.Evidence, r.Text)
				}
			}
		}
	})
}
