package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/timeline"
	"github.com/dateline-news/dateline/web"
)

// between returns what stands between two strings, nothing where they do not.
func between(s, from, to string) string {
	_, rest, ok := strings.Cut(s, from)
	if !ok {
		return ""
	}
	inner, _, _ := strings.Cut(rest, to)
	return inner
}

func TestTimelineTellsStatusAndPrecisionApart(t *testing.T) {
	m, c := fixture(time.Now().UTC())
	h := site(t, m, c)
	all := get(h, "/?q=actor:KAZ&ahead=all").Body.String()
	for what, want := range map[string]string{
		"a month-precision plan":  "Planned, month known",
		"a year-precision plan":   "Planned, day unknown",
		"a cancelled visit":       `class="event s-cancelled"`,
		"a moved meeting":         "Planned, postponed",
		"the date before":         "<del>",
		"a summit with its days":  "Planned, days fixed",
		"one without a new date":  "Postponed, no new date",
		"the ring of a vague day": `href="#m-vague"`,
		"a dashed rail":           `class="day span fuzzy ahead"`,
	} {
		if !strings.Contains(all, want) {
			t.Errorf("ahead does not show %s: %s", what, want)
		}
	}
	front := get(h, "/?q=actor:KAZ").Body.String()
	today := between(front, `id="today"`, `<h2 class="month"`)
	if strings.Count(today, "<article") != 2 || !strings.Contains(today, "Under way") {
		t.Errorf("today has %d events, want the call and the session under way", strings.Count(today, "<article"))
	}
	if i, j := strings.Index(front, `id="ahead"`), strings.Index(front, `id="today"`); i < 0 || j < i {
		t.Error("what lies ahead stands above today")
	}
	if past := get(h, "/?q=status:background").Body.String(); !strings.Contains(past, `class="event s-background"`) {
		t.Error("background is not told apart")
	}
}

// TestManyThatGoOn: what goes on and what was in this month already does not hide what
// lies ahead.
func TestManyThatGoOn(t *testing.T) {
	m, c := fixture(time.Now().UTC())
	ahead := func() string {
		section := between(get(site(t, m, c), "/?q=actor:KAZ").Body.String(), `id="ahead"`, `id="today"`)
		return fmt.Sprint(eventLink.FindAllString(section, -1))
	}
	before := ahead()
	like := m.events[0]
	for i := range 60 {
		e := like
		e.ID, e.Status, e.Mentions = fmt.Sprint("e-goes-on-", i), []timeline.Status{timeline.Occurred, timeline.Planned}[i%2], nil
		e.Date = timeline.Date{Span: timeline.Span{Start: timeline.DayOf(m.now) - 3, End: timeline.DayOf(m.now) + 20, Precision: timeline.Range}}
		m.events = append(m.events, e)
	}
	if got := ahead(); before == "[]" || got != before {
		t.Errorf("ahead stood\n%s\nand now\n%s", before, got)
	}
}

var nextLink = regexp.MustCompile(`href="([^"]+)" rel="next"`)

var eventLink = regexp.MustCompile(`<h4 id="e-([^"]+)"`)

// TestPagingShowsEveryEventOnce follows the links through the whole timeline.
func TestPagingShowsEveryEventOnce(t *testing.T) {
	m, c := fixture(time.Now().UTC())
	h := site(t, m, c)
	var seen []string
	walk := func(address string) {
		for n := 0; address != ""; n++ {
			if n > 30 {
				t.Fatal("the pages never end")
			}
			body := get(h, address).Body.String()
			if !strings.Contains(address, "ahead=") { // the front page shows the next few ahead too
				if _, rest, ok := strings.Cut(body, `id="today"`); ok {
					body = rest
				}
			}
			for _, id := range eventLink.FindAllStringSubmatch(body, -1) {
				seen = append(seen, id[1])
			}
			address = ""
			if next := nextLink.FindStringSubmatch(body); next != nil {
				address = html.UnescapeString(next[1])
			}
		}
	}
	walk("/")
	walk("/?ahead=all")
	var want []string
	for _, e := range m.events {
		want = append(want, e.ID)
	}
	slices.Sort(seen)
	slices.Sort(want)
	if d := len(seen) - len(slices.Compact(slices.Clone(seen))); d > 0 {
		t.Errorf("%d events are shown twice", d)
	}
	for _, id := range want {
		if !slices.Contains(seen, id) {
			t.Errorf("%s is never shown", id)
		}
	}
}

func TestFirstRunSaysWhatIsHappening(t *testing.T) {
	m, c := fixture(noon)
	empty := &memory{now: noon, sources: m.sources[:1]}
	empty.sources[0].LastOK, empty.sources[0].LastPoll = time.Time{}, time.Time{}
	w := get(site(t, empty, c), "/")
	for _, want := range []string{"about to begin", "1 source is listed in sources.yaml", "0 of 1 have answered", `data-live="/live"`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the first run does not say %q", want)
		}
	}
}

func TestAnEmptyAnswerOffersWhatToLeaveOut(t *testing.T) {
	m, c := fixture(noon)
	body := get(site(t, m, c), "/?q=actor:FIN+actor:KEN").Body.String()
	if !strings.Contains(body, `<span class="num">1 event</span><span><a href="/?q=actor%3AFIN">Finland</a>`) {
		t.Errorf("no way out is offered:\n%s", between(body, "<main", "</main>"))
	}
}

func TestABadQueryOffersWhatMayBeMeant(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	for q, want := range map[string]string{
		"lang:de actr:KAZ":       `href="/?q=lang%3Ade+actor%3AKAZ">Search for lang:de actor:KAZ`,
		"Женева type:vist":       `href="/?q=%D0%96%D0%B5%D0%BD%D0%B5%D0%B2%D0%B0+type%3Avisit">`,
		"actr:KAZ date:2024-13":  "", // one mended, another wrong
		"actor:KAZ (":            "",
		"actor:KAZ date:2024-13": "",
	} {
		body := html.UnescapeString(between(get(h, "/?q="+url.QueryEscape(q)).Body.String(), `<p class="block pager">`, "</p>"))
		if want != "" && !strings.Contains(body, want) || want == "" && strings.Contains(body, "/?q=") {
			t.Errorf("%s offers %s", q, body)
		}
	}
}

func TestNamesInEveryLanguage(t *testing.T) {
	m, c := fixture(noon)
	h := site(t, m, c)
	for typed, want := range map[string]string{
		"Швейц":            `{"value":"actor:CHE","label":"Switzerland","typed":"Швейц"}`,
		"besuch":           `{"value":"type:consult/visit","label":"Visit","typed":"besuch"}`,
		"the United Nati":  `{"value":"actor:UNO","label":"United Nations","typed":"United Nati"}`,
		"Vereinte Nat":     `{"value":"actor:UNO","label":"United Nations","typed":"Vereinte Nat"}`,
		"Біріккен":         `{"value":"actor:UNO","label":"United Nations","typed":"Біріккен"}`,
		"Suisse Lakeside ": `{"value":"source:courier","label":"Lakeside Courier","typed":"Lakeside"}`,
		"Narnia":           `[]`,
	} {
		if body := get(h, "/names?q="+url.QueryEscape(typed)).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%q offers %s, want %s", typed, body, want)
		}
	}
}

func TestABadQueryPointsAtItsColumn(t *testing.T) {
	m, c := fixture(noon)
	for _, path := range []string{"/", "/calendar", "/relations", "/map", "/table"} {
		w := get(site(t, m, c), path+"?q=lang:de+actr:KAZ")
		body := w.Body.String()
		if w.Code != http.StatusBadRequest || !strings.Contains(body, "Column 9") || !strings.Contains(body, "        <b>^^^^^</b>") || !strings.Contains(body, "actor:") {
			t.Errorf("%s: %d\n%s", path, w.Code, between(body, `id="err"`, "</div>"))
		}
	}
}

func TestFacetsWriteTheQuery(t *testing.T) {
	m, c := fixture(noon)
	body := get(site(t, m, c), "/?q=actor:KAZ+OR+actor:UZB").Body.String()
	if !strings.Contains(body, `href="/?q=%28actor%3AKAZ&#43;OR&#43;actor%3AUZB%29&#43;status%3Aplanned"`) && !strings.Contains(body, `href="/?q=%28actor%3AKAZ+OR+actor%3AUZB%29+status%3Aplanned"`) {
		t.Errorf("narrowing does not keep the OR together:\n%s", between(body, `id="narrow"`, "</ul>"))
	}
}

func TestEventPageDescribesItselfToMachines(t *testing.T) {
	m, c := fixture(noon)
	body := get(site(t, m, c), "http://news.example/events/e-geneva").Body.String()
	ld := between(body, `<script type="application/ld+json">`, "</script>")
	for _, want := range []string{`"@type":"Event"`, `"startDate":"2024-02-27"`, `"name":"Switzerland – Kazakhstan: Meeting, Geneva"`, `"latitude":46.2`} {
		if !strings.Contains(strings.ReplaceAll(ld, `\u2013`, "–"), want) {
			t.Errorf("JSON-LD has no %s: %s", want, ld)
		}
	}
	if !strings.Contains(body, `<link rel="canonical" href="http://news.example/events/e-geneva">`) {
		t.Error("no canonical address")
	}
}

// TestForeignTextIsOnlyText: what feeds say never becomes markup or a script link.
func TestForeignTextIsOnlyText(t *testing.T) {
	m, c := fixture(noon)
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	e := &m.events[0]
	e.Note, e.Occasion, e.Place.Name, e.Place.Code = evil, evil, evil, ""
	for i := range e.Mentions {
		mention := &e.Mentions[i]
		mention.Evidence.Text, mention.Lang = evil, evil
		r := m.reports[mention.Report]
		r.Title, r.URL = evil, "javascript:alert(1)"
		m.reports[mention.Report] = r
	}
	m.sources[0].Title, m.sources[0].Error, m.sources[0].URL = evil, evil, "javascript:alert(1)"
	m.reads[0].Report.Title, m.reads[0].Why, m.reads[0].Report.URL = evil, evil, "javascript:alert(1)"
	h := site(t, m, c)
	for _, address := range []string{"/", "/events/e-geneva", "/sources", "/sources/steppe", "/sources/courier", "/table", "/calendar?month=2024-02", "/?q=%22%3E%3Cscript%3E", "/?lang=%22%3E%3Cscript%3E", "/names?q=%3Cscript%3E"} {
		body := get(h, address).Body.String()
		for _, bad := range []string{"<script>alert", "<img src=x", `href="javascript:`} {
			if strings.Contains(body, bad) {
				t.Errorf("%s holds %s", address, bad)
			}
		}
	}
}

func TestBandShowsTheChosenMonthsOverANewYear(t *testing.T) {
	m, c := fixture(noon)
	body := get(site(t, m, c), "/?q=date:2023-11-20..2024-02-10").Body.String()
	if !strings.Contains(body, `aria-label="November 2023 – February 2024, with spans`) || strings.Count(body, `<text class="on"`) != 2 {
		t.Errorf("below the months stands %s", between(body, `role="img" aria-label="`, `"`))
	}
}

func TestCalendarKeepsVagueEventsOffTheDays(t *testing.T) {
	m := &memory{now: noon, reports: map[string]timeline.Report{}}
	f := &fixtures{m: m, today: timeline.DayOf(noon)}
	f.add(timeline.Event{ID: "e-some", Type: "CONSULT", Status: timeline.Planned}, f.month(0), "KAZ CHE")
	f.add(timeline.Event{ID: "e-run", Type: "CONSULT", Status: timeline.Occurred}, f.span(-3, -1), "KAZ UZB")
	body := get(site(t, m, config()), "/calendar?month=2024-03").Body.String()
	strip, days := between(body, `class="strip`, "</section>"), between(body, `<ol class="cal">`, "</ol>")
	if !strings.Contains(strip, "e-some") || strings.Contains(days, "e-some") {
		t.Error("an event of some day in March stands on a day")
	}
	if n := strings.Count(days, "/events/e-run"); n != 3 || !strings.Contains(days, "day\u00a03\u00a0of\u00a03") {
		t.Errorf("three days of an event show as %d", n)
	}
}

func TestLinksOfThePagesLead(t *testing.T) {
	m, c := fixture(time.Now().UTC())
	h := site(t, m, c)
	link, number := regexp.MustCompile(`(?:href|src)="(/[^"#]*)`), regexp.MustCompile(`[0-9]+`)
	checked := map[string]bool{}
	for _, address := range pageAddresses {
		for _, found := range link.FindAllStringSubmatch(get(h, address).Body.String(), -1) {
			target := html.UnescapeString(found[1])
			path, _, _ := strings.Cut(target, "?")
			kind := number.ReplaceAllString(path, "") // one of a kind is enough
			if checked[kind] {
				continue
			}
			checked[kind] = true
			if w := get(h, target); w.Code >= 400 && path != "/nothing-here" {
				t.Errorf("%s leads to %s: %d", address, target, w.Code)
			}
		}
	}
}

var _ web.Timeline = (*memory)(nil)
