package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/dateline-news/dateline/timeline"
)

// overflowing tells what sticks out of the page: the page itself, text that leaves
// its column, labels cut off by their picture, a current view out of sight.
const overflowing = `(() => {
	const out = [], main = document.querySelector('main'), room = main.getBoundingClientRect(), style = getComputedStyle(main);
	const left = room.left + parseFloat(style.paddingLeft) - 1.5, right = room.right - parseFloat(style.paddingRight) + 1.5;
	if (document.documentElement.scrollWidth > innerWidth) out.push('the page');
	const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT), range = document.createRange();
	for (let n; n = texts.nextNode();) {
		if (!n.data.trim() || n.parentElement.closest('.vh, .scroll, pre, .caret, thead') || !n.parentElement.checkVisibility()) continue;
		range.selectNodeContents(n);
		const r = range.getBoundingClientRect(), picture = n.parentElement.closest('svg');
		if (r.width && (r.left < left || r.right > right)) out.push(n.data.trim());
		if (picture && getComputedStyle(picture).overflow !== 'visible') {
			const p = picture.getBoundingClientRect();
			if (r.left < p.left - 1 || r.right > p.right + 1) out.push('cut: ' + n.data);
		}
	}
	const view = document.querySelector('.views [aria-current]')?.getBoundingClientRect();
	if (view && (view.left < 0 || view.right > innerWidth)) out.push('the current view');
	return out;
})()`

func TestNothingLeavesItsColumn(t *testing.T) {
	b := open(t, 320, 800)
	if b == nil {
		return
	}
	for lang, widths := range map[string][]int64{"en": {320, 768, 1024, 1440, 3840}, "de": {320}, "ru": {320, 1024}, "fr": {320}, "kk": {320}} {
		b.at(t, "/help?lang="+lang)
		for _, p := range shotPages {
			b.at(t, p.address)
			for _, width := range widths {
				b.do(t, chromedp.EmulateViewport(width, 900))
				if over := eval[[]string](t, b, overflowing); len(over) > 0 {
					t.Errorf("%s in %s at %d px: out of its place: %.200q", p.address, lang, width, over)
				}
			}
		}
	}
}

// TestExtremesKeepTheirPlace: words without an end, twelve parties, two hundred
// voices, whole months over a new year, and what a finger has to hit.
func TestExtremesKeepTheirPlace(t *testing.T) {
	m, c := fixture(time.Now().UTC())
	f := &fixtures{m: m, today: timeline.DayOf(m.now), n: 1000}
	add := func(id, mode string, date timeline.Span, parties string, reports ...said) {
		f.add(timeline.Event{ID: id, Type: "CONSULT", Mode: mode, Status: timeline.Planned}, date, parties, reports...)
	}
	word := strings.Repeat("donaudampfschiff", 8)
	add("x-long", "", f.day(5), "OSCE SCO", said{source: "wire", lang: "de", title: word, text: word + " met https://wire.example/" + word})
	add("x-twelve", "multilateral", f.day(6), "KAZ UZB KGZ TJK TKM AZE RUS CHN TUR IRN PAK OSCE", said{source: "wire", lang: "fa", text: "وزیر امور خارجه (Foreign Minister) دیدار کرد."})
	y, _, _ := f.today.Date()
	add("x-years", "", timeline.SpanOf(timeline.MakeDay(y, 11, 1), timeline.MakeDay(y+1, 3, 0)), "KAZ UNO", said{source: "wire", lang: "en", text: "Talks from November to February."})
	add("x-place", "", f.day(8), "KAZ UZB", said{source: "wire", lang: "en", text: "They meet far away."})
	m.events[len(m.events)-1].Place = timeline.Place{Name: "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"}
	voices := make([]said, 200)
	for i := range voices {
		voices[i] = said{source: "wire", lang: "en", text: fmt.Sprintf("Report %d has words of its own.", i)}
	}
	add("x-voices", "", f.day(7), "KAZ UZB", voices...)
	b := openOn(t, m, c, 320, 900)
	if b == nil {
		return
	}
	for _, width := range []int64{320, 768, 1024} {
		b.do(t, chromedp.EmulateViewport(width, 900))
		for _, address := range []string{"/table", "/?q=actor:OSCE", "/?q=actor:KAZ+actor:UZB", "/events/x-long", "/events/x-twelve", "/events/x-years", "/events/x-voices"} {
			b.at(t, address+map[bool]string{true: "&", false: "?"}[strings.Contains(address, "?")]+"lang=ru")
			eval[bool](t, b, `document.querySelectorAll('main details').forEach(d => { d.open = true }); true`)
			if over := eval[[]string](t, b, overflowing); len(over) > 0 {
				t.Errorf("%s at %d px: out of its place: %.200q", address, width, over)
			}
			if small := eval[[]string](t, b, tooSmall); width == 320 && len(small) > 0 {
				t.Errorf("%s: hard to hit: %q", address, small)
			}
		}
	}
	if dir := eval[string](t, b, `getComputedStyle(document.querySelector('blockquote p')).direction`); dir != "ltr" {
		t.Errorf("English is written %s", dir)
	}
	b.at(t, "/events/x-twelve")
	if dir := eval[string](t, b, `getComputedStyle(document.querySelector('blockquote p')).direction`); dir != "rtl" {
		t.Errorf("Persian is written %s", dir)
	}
}

// tooSmall lists what is to be pressed, does not stand in running text, and is
// under 24 px high (WCAG 2.2, 2.5.8).
const tooSmall = `[...document.querySelectorAll('main a, main button, main summary, footer a, footer button')].filter(e => {
	const r = e.getBoundingClientRect(), inText = getComputedStyle(e).display === 'inline' && [...e.parentElement.childNodes].some(n => n.nodeType === 3 && n.data.trim().length > 1);
	return e.checkVisibility() && !e.closest('svg, .vh') && r.width && r.height < 24 && !inText;
}).map(e => e.textContent.trim().slice(0, 40))`

// TestSmallScreenFindsFiltersAndFeeds: a link into a closed part opens it.
func TestSmallScreenFindsFiltersAndFeeds(t *testing.T) {
	b := open(t, 390, 800)
	if b == nil {
		return
	}
	b.at(t, "/")
	b.do(t, chromedp.Click(`a[href="#narrow"]`))
	until(t, b, `document.querySelector('.narrow details').open && document.querySelector('.facet a').checkVisibility()`)
	b.at(t, "/?q=actor:FIN+actor:KEN")
	if h := eval[float64](t, b, `document.querySelector('.less .num').getBoundingClientRect().height`); h > 30 {
		t.Errorf("the number of events stands %v px high", h)
	}
	b.do(t, chromedp.Click(`main a[href="#subscribe"]`))
	until(t, b, `document.querySelector('.sub details').open`)
}

func TestOnPaper(t *testing.T) {
	b := open(t, 800, 900)
	if b == nil {
		return
	}
	b.at(t, "/events/e-geneva")
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	for selector, seen := range map[string]bool{".facts": true, ".side3 blockquote": true, ".fmts": false, ".search": false, ".crumb": false, ".prefs": false} {
		if got := eval[bool](t, b, fmt.Sprintf(`!!document.querySelector(%q)?.checkVisibility()`, selector)); got != seen {
			t.Errorf("%s is printed: %v", selector, got)
		}
	}
	b.at(t, "/?q=actor:KAZ")
	if !eval[bool](t, b, `document.querySelector('.ev blockquote').getBoundingClientRect().height > 0`) {
		t.Error("evidence is not printed")
	}
	if mark := eval[string](t, b, `getComputedStyle(document.querySelector('.ev summary'), '::before').content`); mark != "none" {
		t.Errorf("the mark of what opens is printed: %s", mark)
	}
}

func TestReducedMotion(t *testing.T) {
	b := open(t, 1280, 900)
	if b == nil {
		return
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}}); err != nil {
		t.Fatal(err)
	}
	b.at(t, "/")
	moving := `[...document.querySelectorAll('*')].flatMap(e => ['', '::before', '::after'].map(p => getComputedStyle(e, p || null))).filter(s => parseFloat(s.transitionDuration) > 0 || parseFloat(s.animationDuration) > 0).length`
	if n := eval[int](t, b, moving); n > 0 {
		t.Errorf("%d things move", n)
	}
}

func TestNamesAreCompletedWhileTyping(t *testing.T) {
	b := open(t, 1280, 900)
	if b == nil {
		return
	}
	b.at(t, "/")
	until(t, b, `document.querySelector('#q').getAttribute('role') === 'combobox'`)
	typed := func(text string) chromedp.Action[chromedp.Void] { // at once, not key by key
		return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`q.focus(); q.value = %q; q.setSelectionRange(99, 99); q.dispatchEvent(new Event('input'))`, text))
	}
	b.do(t, typed("actor:KAZ Швейц"))
	until(t, b, `document.querySelector('#q').getAttribute('aria-expanded') === 'true'`)
	b.do(t, chromedp.KeyEvent(kb.ArrowDown))
	if text := eval[string](t, b, `document.getElementById(document.querySelector('#q').getAttribute('aria-activedescendant')).textContent`); text != "Switzerlandactor:CHE" {
		t.Errorf("the first offer is %q", text)
	}
	// As a keyboard does: a key that a page took sends no form.
	if !eval[bool](t, b, `!q.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))`) {
		t.Error("Enter sends the form while an offer is chosen")
	}
	if q := eval[string](t, b, `document.querySelector('#q').value`); q != "actor:KAZ actor:CHE " || !eval[bool](t, b, `document.querySelector('#names').hidden`) {
		t.Errorf("taking the offer writes %q", q)
	}
	b.follow(t, chromedp.KeyEvent(kb.Enter))
	if h := eval[string](t, b, `document.querySelector('h1').textContent`); h != "Kazakhstan – Switzerland" {
		t.Errorf("the search leads to %q", h)
	}
	b.do(t, typed("actor:KAZ Gene"))
	until(t, b, `!document.querySelector('#names').hidden`)
	b.do(t, chromedp.KeyEvent(kb.Escape))
	if !eval[bool](t, b, `document.querySelector('#names').hidden && document.querySelector('#q').value.endsWith('Gene')`) {
		t.Error("Escape does not close the offers and keep what is typed")
	}
	b.do(t, typed("actor:KAZ Gen"))
	until(t, b, `!document.querySelector('#names').hidden`)
	if source := axe(t); source != "" {
		eval[bool](t, b, source+"; true")
		if found := eval[[]string](t, b, `axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes.map(n => n.html.slice(0, 160))))`); len(found) > 0 {
			t.Errorf("with the offers open: %v", found)
		}
	}
	b.quiet(t)
}
