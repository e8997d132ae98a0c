package web_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/dateline-news/dateline/timeline"
)

// eval returns the value of a JavaScript expression in the page.
func eval[T any](t *testing.T, b *browser, js string) T {
	t.Helper()
	ctx, cancel := b.limited()
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", js, err)
	}
	return v
}

// until waits for a JavaScript condition.
func until(t *testing.T, b *browser, js string) {
	t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Poll[bool](js, chromedp.WithPollingTimeout(20*time.Second))); err != nil {
		t.Fatalf("waiting for %s: %v", js, err)
	}
}

// follow does what leads to another page and waits for it.
func (b *browser) follow(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := b.limited()
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// arrive waits until the page's path and query are as given. A page may come out
// of the browser's cache, so there is no event to wait for.
func (b *browser) arrive(t *testing.T, address string) {
	t.Helper()
	ctx, cancel := b.limited()
	defer cancel()
	for {
		at, err := chromedp.Run(ctx, chromedp.Location())
		if err == nil && strings.TrimPrefix(at, b.url) == address {
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("at %s, want %s", at, address)
		}
	}
}

// quiet fails where the console had an error or a warning.
func (b *browser) quiet(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.console {
		if !strings.Contains(m, "Failed to load resource") { // the pages of errors are asked for on purpose
			t.Error(m)
		}
	}
}

func TestSearchAndBrush(t *testing.T) {
	b := open(t, 1280, 900)
	if b == nil {
		return
	}
	b.at(t, "/")
	b.follow(t, chromedp.SendKeys("#q", "actor:KAZ actor:CHE"+kb.Enter))
	if h := eval[string](t, b, `document.querySelector('h1').textContent`); h != "Kazakhstan – Switzerland" {
		t.Errorf("the heading reads the query back as %q", h)
	}
	if n := eval[int](t, b, `document.querySelectorAll('.chip').length`); n != 2 {
		t.Errorf("%d chips for two conditions", n)
	}
	b.follow(t, chromedp.Click(".chip:last-child a, .chip a"))
	b.at(t, "/")
	box := eval[[]float64](t, b, `(() => { const r = document.querySelector('[data-band]').getBoundingClientRect(); return [r.left, r.top, r.width]; })()`)
	month := box[2] / 48
	b.follow(t, chromedp.DragAndDropXY(box[0]+10.5*month, box[1]+30, box[0]+14.5*month, box[1]+30))
	q := eval[string](t, b, `document.querySelector('#q').value`)
	first := time.Now().UTC().Year() - 2
	if want := fmt.Sprintf("date:%d-11..%d-03", first, first+1); q != want {
		t.Errorf("brushed months 11 to 15 write %q, want %q", q, want)
	}
	b.do(t, chromedp.Evaluate[chromedp.Void](`history.back()`))
	b.arrive(t, "/")
	b.quiet(t)
}

func TestBandIsOneTabStop(t *testing.T) {
	b := open(t, 1280, 900)
	if b == nil {
		return
	}
	b.at(t, "/")
	if n := eval[int](t, b, `document.querySelectorAll('[data-band] a[tabindex="0"]').length`); n != 1 {
		t.Fatalf("%d tab stops in the band", n)
	}
	before := eval[string](t, b, `(() => { const a = document.querySelector('[data-band] a[tabindex="0"]'); a.focus(); return a.dataset.m; })()`)
	b.do(t, chromedp.KeyEvent(kb.ArrowLeft))
	after := eval[string](t, b, `document.activeElement.dataset.m`)
	if after >= before || eval[int](t, b, `document.querySelectorAll('[data-band] a[tabindex="0"]').length`) != 1 {
		t.Errorf("left from %s leads to %s", before, after)
	}
	b.follow(t, chromedp.KeyEvent(kb.Enter))
	if q := eval[string](t, b, `document.querySelector('#q').value`); q != "date:"+after {
		t.Errorf("Enter zooms to %q, want date:%s", q, after)
	}
}

func TestKeyboardAndEvidence(t *testing.T) {
	b := open(t, 1280, 900)
	if b == nil {
		return
	}
	b.at(t, "/?q=actor:KAZ")
	until(t, b, `document.documentElement.classList.contains('js')`)
	b.do(t, chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.KeyEvent("e"))
	if n := eval[int](t, b, `[...document.querySelectorAll('.event h4 a')].indexOf(document.activeElement)`); n != 1 {
		t.Errorf("j j leads to event %d, want 1", n)
	}
	if !eval[bool](t, b, `document.activeElement.closest('.event').querySelector('.ev').open`) {
		t.Error("e does not open the evidence")
	}
	b.do(t, chromedp.KeyEvent("k"))
	if n := eval[int](t, b, `[...document.querySelectorAll('.event h4 a')].indexOf(document.activeElement)`); n != 0 {
		t.Errorf("k leads to event %d, want 0", n)
	}
	eval[bool](t, b, `document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'о', code: 'KeyJ', bubbles: true, cancelable: true }))`)
	if n := eval[int](t, b, `[...document.querySelectorAll('.event h4 a')].indexOf(document.activeElement)`); n != 1 {
		t.Errorf("j of a Russian keyboard leads to event %d, want 1", n)
	}
	b.do(t, chromedp.KeyEvent("/"))
	if id := eval[string](t, b, `document.activeElement.id`); id != "q" {
		t.Errorf("/ leads to %q", id)
	}
	b.do(t, chromedp.KeyEvent("?"))
	if eval[bool](t, b, `document.querySelector('dialog').open`) {
		t.Error("? opens the help while typing")
	}
	b.do(t, chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`), chromedp.KeyEvent("?"))
	if !eval[bool](t, b, `document.querySelector('dialog').open`) {
		t.Error("? does not open the help")
	}
	b.at(t, "/table")
	until(t, b, `document.documentElement.classList.contains('js')`)
	b.do(t, chromedp.KeyEvent("j"), chromedp.KeyEvent("j"))
	if n := eval[int](t, b, `[...document.querySelectorAll('tbody th a')].indexOf(document.activeElement)`); n != 1 {
		t.Errorf("j j leads to row %d of the table, want 1", n)
	}
	b.quiet(t)
}

func TestEvidenceOpensTheArticleAtTheSentence(t *testing.T) {
	m, c := fixture(noon)
	body := get(site(t, m, c), "/events/e-geneva").Body.String()
	for _, want := range []string{
		"https://courier.example/e-geneva-0#:~:text=Foreign%20Minister%20Daniyar%20Abenov%20met,prepare%20an%20air%20traffic%20agreement.",
		`<mark class="who">Federal Councillor Reto Amsler</mark>`, `<mark class="act">met</mark>`, `<mark class="act">traf</mark>`,
		`<mark class="where">Genf</mark>`, `<mark class="act">what</mark>`, `<blockquote lang="ru">`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the event's page has no %s", want)
		}
	}
}

func TestLanguageAndThemeAreKept(t *testing.T) {
	b := open(t, 1280, 900)
	if b == nil {
		return
	}
	b.at(t, "/?q=actor:KAZ")
	until(t, b, `document.documentElement.classList.contains('js')`)
	b.follow(t, chromedp.Evaluate[chromedp.Void](`document.querySelector('a[hreflang=de]').click()`))
	b.at(t, "/sources")
	if lang := eval[string](t, b, `document.documentElement.lang + ' ' + document.querySelector('h1').textContent`); lang != "de Quellen" {
		t.Errorf("after choosing German the next page is %q", lang)
	}
	until(t, b, `document.documentElement.classList.contains('js')`)
	b.do(t, chromedp.Evaluate[chromedp.Void](`document.querySelector('#th-dark').click()`))
	dark := eval[string](t, b, `getComputedStyle(document.body).backgroundColor`)
	b.at(t, "/outlets")
	if now := eval[string](t, b, `getComputedStyle(document.body).backgroundColor`); now != dark || dark != "rgb(20, 21, 19)" {
		t.Errorf("dark is %s, the next page %s", dark, now)
	}
	b.quiet(t)
}

func TestWithoutJavaScript(t *testing.T) {
	b := open(t, 1280, 900)
	if b == nil {
		return
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	for _, p := range shotPages {
		b.at(t, p.address)
		if eval[int](t, b, `[...document.querySelectorAll('.js')].filter(e => e.checkVisibility()).length`) > 0 {
			t.Errorf("%s shows controls that need JavaScript", p.address)
		}
		if eval[string](t, b, `document.querySelector('h1').textContent`) == "" {
			t.Errorf("%s says nothing", p.address)
		}
	}
	b.at(t, "/?q=actor:KAZ")
	b.do(t, chromedp.Click(".ev summary"))
	if !eval[bool](t, b, `document.querySelector('.ev').open`) {
		t.Error("the evidence does not open")
	}
	b.follow(t, chromedp.SendKeys("#q", kb.End+" type:visit"+kb.Enter))
	if n := eval[int](t, b, `document.querySelectorAll('.chip').length`); n != 2 {
		t.Errorf("searching leads to %d chips, want 2", n)
	}
}

// TestLiveEventsDoNotMoveThePage: a new event shows as a button, and nothing shifts.
func TestLiveEventsDoNotMoveThePage(t *testing.T) {
	b := open(t, 1280, 900)
	if b == nil {
		return
	}
	b.at(t, "/?q=actor:KAZ")
	until(t, b, `document.documentElement.classList.contains('js')`)
	eval[bool](t, b, `(() => { window.shift = 0; new PerformanceObserver(l => l.getEntries().forEach(e => window.shift += e.value)).observe({type: 'layout-shift', buffered: false}); return true; })()`)
	where := `JSON.stringify([...document.querySelectorAll('.event')].map(e => e.getBoundingClientRect().top))`
	before := eval[string](t, b, where)
	until(t, b, `performance.getEntriesByType('resource').some(r => r.name.includes('/live'))`)
	// The stream has begun once the server has counted for it; the next change is news.
	b.memory.mu.Lock()
	e := b.memory.events[0]
	e.ID, e.Date.Span = "e-new", timeline.Span{Start: timeline.DayOf(time.Now().UTC()), End: timeline.DayOf(time.Now().UTC()), Precision: timeline.OneDay}
	e.Updated = time.Now()
	b.memory.events = append(b.memory.events, e)
	b.memory.version++
	b.memory.mu.Unlock()
	until(t, b, `document.querySelector('[data-new]').dataset.new === 'yes'`)
	if text := eval[string](t, b, `document.querySelector('[data-new] button').textContent`); text != "1 new event" {
		t.Errorf("the button says %q", text)
	}
	if after := eval[string](t, b, where); after != before {
		t.Errorf("events moved:\n%s\n%s", before, after)
	}
	if shift := eval[float64](t, b, `window.shift`); shift != 0 {
		t.Errorf("layout shift %v", shift)
	}
	b.follow(t, chromedp.Click("[data-new] button"))
	if !eval[bool](t, b, `!!document.querySelector('#e-e-new')`) {
		t.Error("the button does not show the new event")
	}
	b.quiet(t)
}

func TestNoOtherHostAndAQuietConsole(t *testing.T) {
	b := open(t, 1280, 900)
	if b == nil {
		return
	}
	for _, p := range shotPages {
		b.at(t, p.address)
		until(t, b, `document.documentElement.classList.contains('js')`)
		foreign := eval[[]string](t, b, `performance.getEntriesByType('resource').map(r => r.name).filter(n => !n.startsWith(location.origin))`)
		if len(foreign) > 0 {
			t.Errorf("%s loads %v", p.address, foreign)
		}
	}
	b.quiet(t)
}

// TestPageWeight holds the first render without JavaScript to 50 KB compressed:
// the page and its stylesheet.
func TestPageWeight(t *testing.T) {
	m, c := fixture(time.Now().UTC())
	h := site(t, m, c)
	_, rest, _ := strings.Cut(get(h, "/").Body.String(), `<link rel="stylesheet" href="`)
	css, _, _ := strings.Cut(rest, `"`)
	style := get(h, css, "Accept-Encoding", "gzip").Body.Len()
	for _, p := range shotPages {
		if n := get(h, p.address, "Accept-Encoding", "gzip").Body.Len() + style; n > 50<<10 {
			t.Errorf("%s weighs %d bytes compressed, with its stylesheet", p.address, n)
		}
	}
}

const axeVersion = "4.10.3"

// axe returns the source of axe-core, from npm into the user's cache.
func axe(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	dir := filepath.Join(cache, "dateline-test", "axe-"+axeVersion)
	file := filepath.Join(dir, "node_modules", "axe-core", "axe.min.js")
	if _, err := os.Stat(file); err != nil {
		out, err := exec.CommandContext(t.Context(), "npm", "install", "--no-audit", "--no-fund", "--prefix", dir, "axe-core@"+axeVersion).CombinedOutput()
		if err != nil {
			how := fmt.Sprintf("no axe-core: npm install axe-core@%s: %v\n%s", axeVersion, err, out)
			if os.Getenv("CI") == "true" {
				t.Fatal(how)
			}
			t.Log(how)
			return ""
		}
	}
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

func TestAxeFindsNothing(t *testing.T) {
	b := open(t, 1280, 900)
	if b == nil {
		return
	}
	source := axe(t)
	if source == "" {
		return
	}
	for _, theme := range []string{"light", "dark"} {
		b.at(t, "/theme?theme="+theme+"&back=/help")
		for _, p := range shotPages {
			b.at(t, p.address)
			until(t, b, `document.documentElement.classList.contains('js')`)
			eval[bool](t, b, source+"; true")
			found := eval[string](t, b, `(async () => {
				document.querySelectorAll('main details').forEach(d => d.open = true);
				const r = await axe.run();
				return JSON.stringify(r.violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')));
			})()`)
			var violations []string
			if err := json.Unmarshal([]byte(found), &violations); err != nil {
				t.Fatal(err)
			}
			for _, v := range violations {
				t.Errorf("%s, %s: %s", p.address, theme, v)
			}
		}
	}
}
