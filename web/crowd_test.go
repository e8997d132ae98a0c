package web_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/dateline-news/dateline/timeline"
)

// crowded is the fixture with so many more events on each of the next days.
func crowded(days, each int) *memory {
	m, _ := fixture(noon)
	f := &fixtures{m: m, today: timeline.DayOf(m.now), n: 5000}
	for d := range days {
		for i := range each {
			f.add(timeline.Event{ID: fmt.Sprintf("c-%d-%d", d, i), Type: "CONSULT", Status: timeline.Planned}, f.day(d), "KAZ UZB",
				said{source: "wire", lang: "en", text: "They meet."})
		}
	}
	return m
}

// TestACalendarTooFullSaysSo: days whose events the page has no room for lead to
// them, instead of looking empty.
func TestACalendarTooFullSaysSo(t *testing.T) {
	_, c := fixture(noon)
	m := crowded(10, 100)
	h := site(t, m, c)
	month := timeline.DayOf(m.now).String()[:7]
	body := get(h, "/calendar?month="+month).Body.String()
	said := regexp.MustCompile(`Too many for one page: shown until (\d+ \w+)\.`).FindStringSubmatch(body)
	if said == nil {
		t.Fatal("a month of a thousand events does not say that some are left out")
	}
	for d := range 10 {
		day := timeline.DayOf(m.now) + timeline.Day(d)
		if day.String()[:7] == month && !strings.Contains(body, `q=date%3A`+day.String()+`"`) {
			t.Errorf("%s leads nowhere; shown until %s", day, said[1])
		}
	}
	if body := get(site(t, crowded(2, 3), c), "/calendar?month="+month).Body.String(); strings.Contains(body, "Too many") {
		t.Error("a month with room for all says that it has none")
	}
}

// TestTheCalendarsVagueEventsLeaveRoom: many events of a month do not push its days out of sight.
func TestTheCalendarsVagueEventsLeaveRoom(t *testing.T) {
	m, c := fixture(noon)
	f := &fixtures{m: m, today: timeline.DayOf(m.now), n: 5000}
	y, mon, _ := f.today.Date()
	month := timeline.Span{Start: timeline.MakeDay(y, mon, 1), End: timeline.MakeDay(y, mon+1, 0), Precision: timeline.Month}
	for i := range 40 {
		f.add(timeline.Event{ID: fmt.Sprintf("v-%d", i), Type: "CONSULT", Status: timeline.Planned}, month, "FIN KEN", said{source: "wire", lang: "en", text: "They meet."})
	}
	body := get(site(t, m, c), fmt.Sprintf("/calendar?q=actor:FIN&month=%d-%02d", y, mon)).Body.String()
	if n := strings.Count(body, `href="/events/v-`); n != 12 {
		t.Errorf("%d events of some day in the month, want 12", n)
	}
	if !strings.Contains(body, "40 somewhere in the month") || !strings.Contains(body, ">28 more<") {
		t.Error("it does not say how many there are")
	}
}

// TestTheMapSaysWhatItCannotShow counts the events without a place on it.
func TestTheMapSaysWhatItCannotShow(t *testing.T) {
	m, c := fixture(noon)
	f := &fixtures{m: m, today: timeline.DayOf(m.now), n: 5000}
	for i := range 3 {
		f.add(timeline.Event{ID: fmt.Sprintf("p-%d", i), Type: "CONSULT"}, f.day(-i), "FIN KEN", said{source: "wire", lang: "en", text: "They met."})
	}
	p, _ := timeline.PlaceByCode("CHE:Geneva")
	m.events[len(m.events)-1].Place = p
	for lang, want := range map[string]string{"en": "1 event with a place on the map. 2 more without one.", "ru": "Ещё 2 без места."} {
		if body := get(site(t, m, c), "/map?q=actor:FIN+actor:KEN&lang="+lang).Body.String(); !strings.Contains(body, want) {
			_, lead, _ := strings.Cut(body, `id="result">`)
			t.Errorf("%s says %.120q, want %q", lang, lead, want)
		}
	}
}

// TestTheBandExplainsWhatItDraws: what is drawn of months gone by stands in the legend.
func TestTheBandExplainsWhatItDraws(t *testing.T) {
	m, c := fixture(noon)
	body := get(site(t, m, c), "/").Body.String()
	_, legend, _ := strings.Cut(body, `<p class="legend">`)
	legend, _, _ = strings.Cut(legend, "</p>")
	for _, class := range regexp.MustCompile(`<rect class="(b-\w+)"`).FindAllStringSubmatch(body, -1) {
		if class[1] != "b-ps" && !strings.Contains(legend, class[1]+`"`) {
			t.Errorf("the legend does not explain %s", class[1])
		}
	}
}

// TestNoEventYetIsSaid: once all enabled sources were asked, nothing is about to begin.
func TestNoEventYetIsSaid(t *testing.T) {
	m, c := fixture(noon)
	m.begin()
	h := site(t, m, c)
	if body := get(h, "/").Body.String(); !strings.Contains(body, "The timeline is about to begin") {
		t.Error("before the first poll nothing is about to begin")
	}
	for i := range m.sources {
		m.sources[i].LastPoll, m.sources[i].LastOK, m.sources[i].Disabled = m.now, m.now, i == 0
	}
	m.sources[0].LastPoll, m.sources[1].LastOK = time.Time{}, time.Time{}
	n := len(m.sources)
	want := fmt.Sprintf("%d of %d have answered.", n-2, n-1)
	if body := get(site(t, m, c), "/").Body.String(); !strings.Contains(body, "<h1>No event yet</h1>") || !strings.Contains(body, want) || strings.Contains(body, "within a minute") {
		t.Errorf("after the first poll it does not say so, or not that %s", want)
	}
}

// TestCrawlersAreKeptToPages: a query leads to the next without end.
func TestCrawlersAreKeptToPages(t *testing.T) {
	m, c := fixture(noon)
	w := get(site(t, m, c), "/robots.txt")
	if w.Code != 200 || !strings.Contains(w.Body.String(), "\nDisallow: /*?\n") || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("%d %s: %s", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
}

// TestAFeedThatIsNotThereSaysWhereOthersAre, in plain text: no person's browser asked.
func TestAFeedThatIsNotThereSaysWhereOthersAre(t *testing.T) {
	m, c := fixture(noon)
	for _, address := range []string{"/outlets/nosuch.atom", "/outlets/kz-ch.xml", "/feed.xml"} {
		if w := get(site(t, m, c), address); w.Code != 404 || !strings.Contains(w.Body.String(), "/outlets lists") {
			t.Errorf("%s: %d %s", address, w.Code, w.Body)
		}
	}
}

// TestViewsStandInARow: on a phone the views are one row, in every language.
func TestViewsStandInARow(t *testing.T) {
	b := open(t, 320, 800)
	if b == nil {
		return
	}
	for _, lang := range []string{"en", "de", "ru", "fr", "kk"} {
		for _, width := range []int64{320, 360, 390, 639} {
			b.do(t, chromedp.EmulateViewport(width, 800))
			b.at(t, "/table?lang="+lang)
			if rows := eval[int](t, b, `new Set([...document.querySelectorAll('.views a')].map(a => a.getBoundingClientRect().top)).size`); rows != 1 {
				t.Errorf("%s at %d px: %d rows", lang, width, rows)
			}
		}
	}
}

// TestLettersTwiceAsLarge: a phone whose owner reads letters of 32 px scrolls one way.
func TestLettersTwiceAsLarge(t *testing.T) {
	m, c := fixture(time.Now().UTC())
	b := openOn(t, m, c, 390, 800, chromedp.Flag("blink-settings", "defaultFontSize=32"))
	if b == nil {
		return
	}
	for _, lang := range []string{"de", "kk"} {
		b.at(t, "/help?lang="+lang)
		for _, p := range shotPages {
			b.at(t, p.address)
			if over := eval[[]string](t, b, overflowing); len(over) > 0 {
				t.Errorf("%s in %s: out of its place: %.200q", p.address, lang, over)
			}
		}
	}
}
