package feed

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/rss"

	"github.com/dateline-news/dateline/timeline"
)

// The tests of this file hold the writers to the items of the publisher's list
// (docs/citizen.md) that are theirs; their numbers are in the names.

func parseAtom(t *testing.T, s string) *atom.Feed {
	t.Helper()
	f, err := (&atom.Parser{}).Parse(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func parseRSS(t *testing.T, s string) *rss.Feed {
	t.Helper()
	f, err := (&rss.Parser{}).Parse(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func parseJSON(t *testing.T, s string) (f struct {
	FeedURL string `json:"feed_url"`
	NextURL string `json:"next_url"`
	Hubs    []struct{ Type, URL string }
	Items   []struct {
		ID          string    `json:"id"`
		URL         string    `json:"url"`
		Title       string    `json:"title"`
		ContentHTML string    `json:"content_html"`
		ContentText string    `json:"content_text"`
		Published   time.Time `json:"date_published"`
		Modified    time.Time `json:"date_modified"`
		Dateline    struct {
			About string
			Date  string
			Start string `json:"date_start"`
		} `json:"_dateline"`
	}
	Dateline map[string]any `json:"_dateline"`
},
) {
	t.Helper()
	if err := json.Unmarshal([]byte(s), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

func calendar(t *testing.T, v View) *ics.Calendar {
	t.Helper()
	c, err := ics.ParseCalendar(strings.NewReader(written(t, "ics", v)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestEveryFeedParses: what we write, gofeed reads: no events, one, many, any language.
func TestEveryFeedParses(t *testing.T) {
	many := sample()
	for i := range 1000 {
		e := many.Events[i%5]
		e.ID = fmt.Sprint("n", i)
		many.Events = append(many.Events, e)
	}
	for name, v := range map[string]View{"empty": {}, "sample": sample(), "many": many} {
		for _, lang := range append(slices.Clone(timeline.Languages), "xx") {
			if v.Lang = lang; name == "many" && lang != "en" {
				continue
			}
			for _, per := range []bool{false, true} {
				v.PerReport = per
				for _, format := range []string{"atom", "rss", "jsonfeed"} {
					f, err := gofeed.NewParser().ParseString(written(t, format, v))
					if err != nil {
						t.Fatalf("%s as %s: %v", name, format, err)
					}
					if want := len(v.Events); !per && len(f.Items) != want {
						t.Errorf("%s as %s: %d items, want %d", name, format, len(f.Items), want)
					}
				}
			}
		}
	}
}

func TestU01SelfIsTheRequestedAddress(t *testing.T) {
	v := sample()
	v.Self = "https://news.example/feed.x?q=actor%3AKAZ&lang=de"
	self := func(links []*atom.Link) (n int) {
		for _, l := range links {
			if l.Rel == "self" && l.Href == v.Self {
				n++
			}
		}
		return n
	}
	if n := self(parseAtom(t, written(t, "atom", v)).Links); n != 1 {
		t.Errorf("Atom has %d self links", n)
	}
	if !strings.Contains(written(t, "rss", v), `<atom:link rel="self" type="application/rss+xml" href="`+esc(v.Self)+`">`) {
		t.Error("RSS has no self link")
	}
	if got := parseJSON(t, written(t, "jsonfeed", v)).FeedURL; got != v.Self {
		t.Errorf("feed_url is %s", got)
	}
}

func TestU02IdsBelongToTheEvent(t *testing.T) {
	ids := func(v View) (out []string) {
		for _, e := range parseAtom(t, written(t, "atom", v)).Entries {
			out = append(out, e.ID)
		}
		return out
	}
	v := sample()
	before := ids(v)
	v.Lang, v.Title, v.Query, v.Self = "ru", "other", "other", "https://news.example/other.atom"
	v.Events[0].Type, v.Events[0].Date, v.Events[0].Updated = "AGREE", month(2031, 1), at("2026-01-01T00:00:00Z")
	if after := ids(v); !slices.Equal(before, after) {
		t.Errorf("ids changed from %v to %v", before, after)
	}
	if before[0] != "tag:news.example,2024:event/e1" {
		t.Errorf("id is %s", before[0])
	}
	items := parseRSS(t, written(t, "rss", v)).Items
	for i, it := range items {
		if it.GUID.Value != before[i] || it.GUID.IsPermalink != "false" {
			t.Errorf("guid %+v, want %s and no permalink", it.GUID, before[i])
		}
	}
}

// TestU02FeedsKeepTheirId: an outlet is the same feed when its query changes, and
// no two feeds share an id.
func TestU02FeedsKeepTheirId(t *testing.T) {
	id := func(name, query, lang string, per bool) string {
		return parseAtom(t, written(t, "atom", View{Name: name, Query: query, Lang: lang, PerReport: per, Base: "https://news.example/"})).ID
	}
	if id("outlets/kz", "actor:KAZ", "en", false) != id("outlets/kz", "actor:KAZ place:CHE", "en", false) {
		t.Error("the outlet's id changes with its query")
	}
	seen := map[string]bool{}
	for _, s := range []string{id("", "a", "en", false), id("", "b", "en", false), id("", "a", "de", false), id("", "a", "en", true), id("outlets/a", "a", "en", false), id("events/1", "", "en", false), id("", "", "en", false)} {
		if seen[s] {
			t.Errorf("two feeds are called %s", s)
		}
		seen[s] = true
	}
}

func TestU03TimesAreOurs(t *testing.T) {
	v := sample()
	created, updated := at("2024-02-28T09:00:00Z"), at("2024-04-02T12:00:01Z")
	inside := func(what string, got *time.Time) {
		t.Helper()
		if got == nil || got.Before(created.Add(-time.Second)) || got.After(updated) {
			t.Errorf("%s is %v: not when we published or changed it", what, got)
		}
	}
	for _, e := range parseAtom(t, written(t, "atom", v)).Entries {
		inside("published", e.PublishedParsed)
		inside("updated", e.UpdatedParsed)
		if e.UpdatedParsed.Before(*e.PublishedParsed) {
			t.Errorf("%s updated before it was published", e.ID)
		}
	}
	for _, it := range parseRSS(t, written(t, "rss", v)).Items {
		inside("pubDate", it.PubDateParsed)
	}
	for _, it := range parseJSON(t, written(t, "jsonfeed", v)).Items {
		inside("date_published", &it.Published)
		inside("date_modified", &it.Modified)
	}
}

func TestU04EventDateStandsWhereItBelongs(t *testing.T) {
	v := sample()
	v.Events = v.Events[1:2]
	e := parseAtom(t, written(t, "atom", v)).Entries[0]
	if !strings.HasSuffix(e.Title, "3–4 July 2024 (planned)") {
		t.Errorf("title: %s", e.Title)
	}
	if first, _, _ := strings.Cut(strings.TrimSpace(e.Content.Value), "\n"); !strings.Contains(e.Content.Value[:200], "3–4 July 2024") {
		t.Errorf("content begins %s", first)
	}
	doc := written(t, "rss", v)
	for _, want := range []string{"<ev:startdate>2024-07-03</ev:startdate>", "<ev:enddate>2024-07-04</ev:enddate>", "<description>3–4 July 2024"} {
		if !strings.Contains(doc, want) {
			t.Errorf("RSS has no %s", want)
		}
	}
	item := parseJSON(t, written(t, "jsonfeed", v)).Items[0]
	if item.Dateline.Date != "2024-07-03/2024-07-04" || item.Dateline.Start != "2024-07-03" || !strings.HasPrefix(item.ContentText, "3–4 July 2024") {
		t.Errorf("JSON Feed: %+v", item.Dateline)
	}
	if start := calendar(t, v).Events()[0].GetProperty(ics.ComponentPropertyDtStart).Value; start != "20240703" {
		t.Errorf("DTSTART %s", start)
	}
}

func TestU05OneArticleManyTimes(t *testing.T) {
	v := sample()
	for i := range 200 {
		e := v.Events[0]
		e.ID = fmt.Sprintf("%016x", i*i)
		v.Events = append(v.Events, e)
	}
	seen := map[string]bool{}
	for _, e := range parseAtom(t, written(t, "atom", v)).Entries {
		if seen[e.Updated] {
			t.Errorf("two entries were updated at %s", e.Updated)
		}
		seen[e.Updated] = true
	}
}

func TestU12MediaTypes(t *testing.T) {
	want := map[string]string{
		"atom": "application/atom+xml; charset=utf-8", "rss": "application/rss+xml; charset=utf-8", "json": "application/feed+json; charset=utf-8",
		"ics": "text/calendar; charset=utf-8", "geojson": "application/geo+json", "csv": "text/csv; charset=utf-8; header=present",
		"jsonl": "application/jsonl; charset=utf-8",
	}
	for _, f := range Formats {
		if f.MediaType != want[f.Ext] {
			t.Errorf("%s is %s", f.Ext, f.MediaType)
		}
	}
}

func TestU13AtomSaysWhoAndWhat(t *testing.T) {
	e := parseAtom(t, written(t, "atom", sample())).Entries[0]
	if len(e.Authors) != 2 || e.Authors[0].Name != "Das Blatt" {
		t.Errorf("authors %+v", e.Authors)
	}
	rels := map[string][]string{}
	for _, l := range e.Links {
		rels[l.Rel] = append(rels[l.Rel], l.Href)
	}
	if !slices.Equal(rels["alternate"], []string{"https://news.example/events/e1"}) || !slices.Equal(rels["via"], []string{"https://blatt.example/a?x=1&y=2", "https://vesti.example/b"}) {
		t.Errorf("links %v", rels)
	}
	schemes := map[string]string{}
	for _, c := range e.Categories {
		schemes[strings.TrimPrefix(c.Scheme, Docs)] += c.Term + " "
	}
	if schemes["#type"] != "CONSULT " || schemes["#actor"] != "XAA XBB " || schemes["#topic"] != "diplomatic " || schemes["#place"] != "XAA:Geneva " {
		t.Errorf("categories %v", schemes)
	}
	if e.Source == nil || e.Source.Title != "Das Blatt" || e.Source.ID != "https://blatt.example/feed/" {
		t.Errorf("source %+v", e.Source)
	}
}

func TestU14RSSIsExact(t *testing.T) {
	doc := written(t, "rss", sample())
	f := parseRSS(t, doc)
	if f.Language != "en" || f.TTL != "20" || f.Items[0].Source.URL != "https://blatt.example/feed/" {
		t.Errorf("language %s, ttl %s, source %+v", f.Language, f.TTL, f.Items[0].Source)
	}
	if strings.Contains(doc, "<author>") || !slices.Equal(f.Items[0].DublinCoreExt.Creator, []string{"Das Blatt", "Вести"}) {
		t.Errorf("creators %v", f.Items[0].DublinCoreExt.Creator)
	}
	if _, err := time.Parse(rssTime, f.Items[0].PubDate); err != nil {
		t.Error(err)
	}
	for _, it := range f.Items {
		if it.Source != nil && it.Source.URL == "" {
			t.Errorf("%s: a source without an address", it.Title)
		}
	}
}

// hostile is text as an attacker would put it into an article.
const hostile = "<script>alert(1)</script><b onclick='x()'>=HYPERLINK(\"http://evil\") \x1b[31mred\x07 ]]> & \u202egnp.exe \ufffe \x00 &lt;img src=x onerror=y&gt;\r\nBEGIN:VEVENT\r\nDTSTART:20200101"

func hostileView() View {
	v := sample()
	v.Title, v.Description = hostile, hostile
	v.Home, v.Next = "javascript:alert(1)", "data:text/html,x"
	e := &v.Events[0]
	e.Parties = []timeline.Party{{Role: timeline.Actor, Name: "=cmd|' /C calc'!A0" + hostile, Person: hostile}, {Role: timeline.Recipient, Name: hostile, Code: hostile}}
	e.Place = timeline.Place{Name: "@" + hostile, Code: hostile, Country: hostile, Lat: 999, Lon: 1}
	e.Note, e.Occasion, e.Topics, e.Mode = hostile, hostile, []string{hostile}, hostile
	e.Mentions[0].Evidence.Text, e.Mentions[0].Lang = hostile, hostile
	v.Reports["r1"] = timeline.Report{ID: "r1", Source: "blatt", Title: "-" + hostile, Author: hostile, URL: "javascript:alert(1)", Lang: hostile, Summary: hostile}
	v.Sources["blatt"] = Source{ID: "blatt", Title: "+" + hostile, URL: "https://user:secret@blatt.example/feed"}
	return v
}

var (
	markup  = regexp.MustCompile(`(?i)<\s*(script|style|b|img|iframe)\b|<[^>]*\son\w+\s*=`)
	address = regexp.MustCompile(`(?:href|src|url)="([^"]*)"`)
)

// TestU15NothingHostilePasses: no markup, control character or relative address
// of an article gets out, in any format.
func TestU15NothingHostilePasses(t *testing.T) {
	v := hostileView()
	for _, per := range []bool{false, true} {
		v.PerReport = per
		for _, f := range Formats {
			doc := written(t, f.Name, v)
			if !utf8.ValidString(doc) {
				t.Errorf("%s: not UTF-8", f.Name)
			}
			if i := strings.IndexFunc(doc, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' || r == 0x7f || r == 0x202e || r == 0xfffe }); i >= 0 {
				t.Errorf("%s: character %q at %d", f.Name, doc[i], i)
			}
			if strings.Contains(doc, "secret") || strings.Contains(doc, `"javascript:`) {
				t.Errorf("%s: a credential or a script address got out", f.Name)
			}
			for _, m := range address.FindAllStringSubmatch(doc, -1) {
				if !strings.HasPrefix(m[1], "https://") {
					t.Errorf("%s: address %q", f.Name, m[1])
				}
			}
		}
		for _, fragment := range fragments(t, v) {
			if m := markup.FindString(fragment); m != "" {
				t.Errorf("HTML holds %q", m)
			}
			if err := wellFormed(fragment); err != nil {
				t.Errorf("%v in %s", err, fragment)
			}
		}
	}
}

// fragments lists what readers of the feeds take for HTML.
func fragments(t *testing.T, v View) []string {
	var out []string
	for _, e := range parseAtom(t, written(t, "atom", v)).Entries {
		out = append(out, e.Content.Value)
	}
	for _, it := range parseRSS(t, written(t, "rss", v)).Items {
		out = append(out, it.Content, it.Description, esc(it.Title))
		if strings.ContainsAny(it.Title, "<>") {
			t.Errorf("RSS title %q", it.Title)
		}
	}
	for _, it := range parseJSON(t, written(t, "jsonfeed", v)).Items {
		out = append(out, it.ContentHTML)
	}
	return out
}

func wellFormed(fragment string) error {
	d := xml.NewDecoder(strings.NewReader("<div>" + fragment + "</div>"))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestU16JSONFeed(t *testing.T) {
	if doc := written(t, "jsonfeed", View{}); !strings.Contains(doc, `"items": []`) {
		t.Errorf("an empty feed: %s", doc)
	}
	v := sample()
	v.Next = v.Self
	f := parseJSON(t, written(t, "jsonfeed", v))
	if f.NextURL != "" {
		t.Errorf("next_url loops: %s", f.NextURL)
	}
	for _, it := range f.Items {
		if it.ID == "" || it.ContentHTML == "" || it.ContentText == "" || !strings.HasPrefix(it.Dateline.About, "https://") {
			t.Errorf("item %+v", it)
		}
	}
	if f.Dateline["about"] == "" {
		t.Error("the feed's _dateline has no about")
	}
}

func TestU17Archives(t *testing.T) {
	v := sample()
	links := func(v View) map[string]string {
		out := map[string]string{}
		for _, l := range parseAtom(t, written(t, "atom", v)).Links {
			out[l.Rel] = l.Href
		}
		return out
	}
	if got := links(v); got["prev-archive"] != v.Archive.Prev || got["current"] != "" {
		t.Errorf("subscription document: %v", got)
	}
	if strings.Contains(written(t, "atom", v), "<fh:archive>") {
		t.Error("the subscription document is marked as an archive")
	}
	v.Archive = Archive{Is: true, Current: "https://news.example/a.atom", Prev: "https://news.example/a.atom?month=2023-12", Next: "https://news.example/a.atom?month=2024-02"}
	if got := links(v); got["current"] != v.Archive.Current || got["prev-archive"] != v.Archive.Prev || got["next-archive"] != v.Archive.Next {
		t.Errorf("archive: %v", got)
	}
	for _, format := range []string{"atom", "rss"} {
		if !strings.Contains(written(t, format, v), "<fh:archive></fh:archive>") {
			t.Errorf("%s: the archive is not marked", format)
		}
	}
}

func TestU18HubAndOneSelf(t *testing.T) {
	v := sample()
	for _, format := range []string{"atom", "rss"} {
		doc := written(t, format, v)
		head, _, _ := strings.Cut(doc, "<e1")
		if strings.Count(doc, `link rel="hub"`) != 1 || !strings.Contains(head, `href="https://hub.example/"`) {
			t.Errorf("%s: no hub", format)
		}
	}
	if hubs := parseJSON(t, written(t, "jsonfeed", v)).Hubs; len(hubs) != 1 || hubs[0].Type != "WebSub" || hubs[0].URL != "https://hub.example/" {
		t.Errorf("hubs %v", hubs)
	}
}

// TestU21RetractedIsIssuedAgain: a withdrawn event stays, says so, and is new to readers.
func TestU21RetractedIsIssuedAgain(t *testing.T) {
	v := sample()
	before := parseAtom(t, written(t, "atom", v)).Entries[0]
	v.Events[0].Retracted, v.Events[0].Updated = true, at("2024-05-01T00:00:00Z")
	after := parseAtom(t, written(t, "atom", v)).Entries[0]
	if before.ID != after.ID || !after.UpdatedParsed.After(*before.UpdatedParsed) || !strings.HasSuffix(after.Title, "(withdrawn)") {
		t.Errorf("%s %s %s", after.ID, after.Updated, after.Title)
	}
	if s := calendar(t, v).Events()[0].GetProperty(ics.ComponentPropertyStatus).Value; s != "CANCELLED" {
		t.Errorf("in the calendar it is %s", s)
	}
}

// TestU21HiddenLeavesWithNotice: what the operator hid is issued once more under
// its id, as changed, and says nothing of what it was.
func TestU21HiddenLeavesWithNotice(t *testing.T) {
	v := sample()
	before := parseAtom(t, written(t, "atom", v)).Entries[0]
	v.Events = v.Events[:1] // the others tell the same sentence
	v.Events[0].Hidden, v.Events[0].Updated = true, at("2024-05-01T00:00:00Z")
	after := parseAtom(t, written(t, "atom", v)).Entries[0]
	if before.ID != after.ID || !after.UpdatedParsed.After(*before.UpdatedParsed) || after.Title != "This event is no longer published." {
		t.Errorf("%s %s %s", after.ID, after.Updated, after.Title)
	}
	for _, per := range []bool{false, true} {
		for _, f := range Formats {
			v.PerReport = per
			doc := written(t, f.Name, v)
			snapshot := f.Name == "csv" || f.Name == "geojson"
			if !per && strings.Contains(doc, "e1") == snapshot {
				t.Errorf("%s: named: %v", f.Name, !snapshot)
			}
			for _, secret := range []string{"Murat Beispiel", "Am Dienstag traf", "Westland – Ostland: Meeting, Geneva, 27"} {
				if strings.Contains(doc, secret) {
					t.Errorf("%s, per report %v: still says %s", f.Name, per, secret)
				}
			}
		}
	}
	v.PerReport = false
	if e := calendar(t, v).Events()[0]; e.GetProperty(ics.ComponentPropertyStatus).Value != "CANCELLED" || e.Id() != "e1@news.example" ||
		e.GetProperty(ics.ComponentPropertySequence).Value == "0" || e.GetProperty(ics.ComponentPropertyDtStart).Value != "20240227" {
		t.Errorf("in the calendar: %s", written(t, "ics", v))
	}
	if first, _, _ := strings.Cut(written(t, "jsonl", v), "\n"); first != `{"id":"e1","deleted":"2024-05-01T00:00:00Z"}` {
		t.Errorf("JSON Lines: %s", first)
	}
}

func TestU22Calendar(t *testing.T) {
	doc := written(t, "ics", sample())
	for _, line := range strings.SplitAfter(doc, "\n") {
		if line != "" && !strings.HasSuffix(line, "\r\n") {
			t.Errorf("line without CRLF: %q", line)
		}
		if body := strings.TrimSuffix(line, "\r\n"); len(body) > 75 || !utf8.ValidString(body) {
			t.Errorf("line of %d octets: %q", len(body), body)
		}
	}
	got := map[string]string{}
	for _, e := range calendar(t, sample()).Events() {
		var props []string
		for _, p := range []ics.ComponentProperty{ics.ComponentPropertyDtStart, ics.ComponentPropertyDtEnd, ics.ComponentPropertyStatus, ics.ComponentPropertyTransp, ics.ComponentPropertySequence} {
			props = append(props, e.GetProperty(p).Value)
		}
		if v := e.GetProperty(ics.ComponentPropertyDtStart).ICalParameters["VALUE"]; !slices.Equal(v, []string{"DATE"}) {
			t.Errorf("VALUE=%v", v)
		}
		got[e.Id()] = strings.Join(props, " ")
	}
	want := map[string]string{
		"e1@news.example": "20240227 20240228 CONFIRMED TRANSPARENT 0",
		"e2@news.example": "20240703 20240705 CONFIRMED TRANSPARENT 2948400", // its date got finer
		"e3@news.example": "20240305 20240306 CANCELLED TRANSPARENT 0",
		"e4@news.example": "20240501 20240601 CANCELLED TRANSPARENT 0", // put off: the last date known, called off
		"e5@news.example": "20300601 20300701 TENTATIVE TRANSPARENT 0", // somewhere in the month
	}
	for id, props := range want {
		if got[id] != props {
			t.Errorf("%s: %s, want %s", id, got[id], props)
		}
	}
	if name := calendar(t, hostileView()).Events(); len(name) != 5 {
		t.Errorf("hostile text made %d calendar entries of 5", len(name))
	}
}

func TestU23GeoJSON(t *testing.T) {
	var f struct {
		Type     string
		CRS      any
		Features []struct {
			ID       string
			Geometry *struct {
				Type        string
				Coordinates []float64
			}
		}
	}
	if err := json.Unmarshal([]byte(written(t, "geojson", sample())), &f); err != nil {
		t.Fatal(err)
	}
	g := f.Features[0].Geometry
	if f.Type != "FeatureCollection" || f.CRS != nil || f.Features[0].ID == "" || !slices.Equal(g.Coordinates, []float64{6.1457, 46.2022}) {
		t.Errorf("%+v", f)
	}
	if f.Features[4].Geometry != nil {
		t.Error("an event without a place is somewhere")
	}
}

func TestU24CSV(t *testing.T) {
	doc := written(t, "csv", hostileView())
	if strings.Contains(strings.ReplaceAll(doc, "\r\n", ""), "\n") {
		t.Error("a line does not end in CRLF")
	}
	rows, err := csv.NewReader(strings.NewReader(doc)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 6 || rows[0][0] != "id" {
		t.Fatalf("%d rows, header %v", len(rows), rows[0])
	}
	for _, row := range rows[1:] {
		for i, cell := range row {
			if s := strings.TrimSpace(cell); s != "" && strings.ContainsRune("=+-@", rune(s[0])) && i != 16 && i != 17 {
				t.Errorf("%s: %q starts a formula", rows[0][i], cell)
			}
		}
	}
	for in, want := range map[string]string{"=1+1": "'=1+1", " @x": "' @x", "-2": "'-2", "a=b": "a=b", "": "", "＝1": "'＝1"} {
		if got := inert(in); got != want {
			t.Errorf("inert(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestU27SameBytes: the bytes depend on the view alone, not on map order or the clock.
func TestU27SameBytes(t *testing.T) {
	for _, f := range Formats {
		first := written(t, f.Name, sample())
		for range 20 {
			if again := written(t, f.Name, sample()); again != first {
				t.Errorf("%s: differs from run to run", f.Name)
				break
			}
		}
	}
}

// TestU06NoNow: the feed-level time is the newest change.
func TestU06NoNow(t *testing.T) {
	v := sample()
	newest := parseAtom(t, written(t, "atom", v))
	if newest.Updated != newest.Entries[1].Updated {
		t.Errorf("the feed was updated %s, its newest entry %s", newest.Updated, newest.Entries[1].Updated)
	}
	v.Updated = at("2024-09-09T09:09:09Z")
	if got := parseRSS(t, written(t, "rss", v)).LastBuildDate; got != "Mon, 09 Sep 2024 09:09:09 +0000" {
		t.Errorf("lastBuildDate %s", got)
	}
}

// TestU29BrowserShowsAPage: the XML names a stylesheet, which has rules for both.
func TestU29BrowserShowsAPage(t *testing.T) {
	for _, format := range []string{"atom", "rss"} {
		if !strings.Contains(written(t, format, sample()), `<?xml-stylesheet type="text/css" href="https://news.example/feed.css"?>`) {
			t.Errorf("%s: no stylesheet", format)
		}
	}
	for _, rule := range []string{"entry", "item", "x|a"} {
		if !strings.Contains(string(BrowserCSS), rule) {
			t.Errorf("the stylesheet has no rule for %s", rule)
		}
	}
	// Browsers show the HTML of RSS as source: quotation marks stay what they are.
	v := sample()
	v.Events[0].Mentions[0].Evidence.Text = "The minister's word: \"yes\" & no <b>."
	if doc := written(t, "rss", v); !strings.Contains(doc, "The minister&#39;s word: &#34;yes&#34; &amp;amp; no &amp;lt;b&amp;gt;.") {
		t.Error("a description shows escapes to people, or hides text in markup")
	}
}
