package web_test

import (
	"context"
	"flag"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/dateline-news/dateline/feed"
)

var shots = flag.String("shots", "", "write a screenshot of each view into this folder")

// chromium finds the browser. Without one the tests that need it say how to get
// it and end; in CI, where the environment has CI=true, they fail.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const how = "no Chromium: apt-get install -y chromium"
	if os.Getenv("CI") == "true" {
		t.Fatal(how)
	}
	t.Log(how)
	return ""
}

// browser is one page of a headless Chromium looking at a fixture.
type browser struct {
	ctx     context.Context
	url     string
	memory  *memory
	mu      sync.Mutex
	console []string // its errors and warnings
}

// open starts a browser of the given width and height, nil where there is none.
func open(t *testing.T, width, height int) *browser {
	t.Helper()
	m, c := fixture(time.Now().UTC())
	return openOn(t, m, c, width, height)
}

// openOn starts a browser that looks at the given timeline.
func openOn(t *testing.T, m *memory, c *feed.Config, width, height int, more ...chromedp.ExecAllocatorOption) *browser {
	t.Helper()
	path := chromium(t)
	if path == "" {
		return nil
	}
	srv := httptest.NewServer(site(t, m, c))
	t.Cleanup(srv.CloseClientConnections)
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("no-first-run", true), chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("lang", "en"), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(width, height))
	opts = append(opts, more...)
	alloc, stopAlloc := chromedp.NewExecAllocator(t.Context(), opts...)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(func() { stop(); stopAlloc() })
	b := &browser{ctx: ctx, url: srv.URL, memory: m}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(int64(width), int64(height))); err != nil { // without a limit: it starts the browser
		t.Fatal(err)
	}
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleWarning || m.IsException() {
				b.mu.Lock()
				b.console = append(b.console, m.String()+" ("+m.URL+")")
				b.mu.Unlock()
			}
		}
	}()
	return b
}

// limited bounds what one step may take, once the browser runs.
func (b *browser) limited() (context.Context, context.CancelFunc) {
	return context.WithTimeout(b.ctx, 2*time.Minute) // axe takes its time on a busy machine
}

func (b *browser) do(t *testing.T, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := b.limited()
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// at opens an address of the site.
func (b *browser) at(t *testing.T, address string) {
	t.Helper()
	b.do(t, chromedp.Navigate(b.url+address), chromedp.WaitReady("main"))
}

var shotPages = []struct{ name, address string }{
	{"timeline", "/?q=actor:KAZ"},
	{"timeline-all", "/"},
	{"month", "/?q=actor:KAZ+date:" + time.Now().UTC().AddDate(0, 0, -40).Format("2006-01")},
	{"event", "/events/e-0002"},
	{"event-occurred", "/events/e-geneva"},
	{"calendar", "/calendar?q=actor:KAZ"},
	{"relations", "/relations"},
	{"map", "/map"},
	{"table", "/table?q=actor:KAZ"},
	{"sources", "/sources"},
	{"source", "/sources/dala"},
	{"source-undecided", "/sources/steppe"},
	{"outlets", "/outlets"},
	{"help", "/help"},
	{"empty", "/?q=actor:FIN+actor:KEN"},
	{"error", "/?q=actr:KAZ"},
	{"missing", "/nothing"},
}

// TestScreenshots writes a picture of each view, light, dark and small, where
// -shots names a folder.
func TestScreenshots(t *testing.T) {
	if *shots == "" {
		return // a picture is for people: asked for by make screenshots
	}
	for _, look := range []struct {
		name, theme   string
		width, height int
	}{{"light", "light", 1440, 1400}, {"dark", "dark", 1440, 1400}, {"mobile", "light", 390, 1400}} {
		b := open(t, look.width, look.height)
		if b == nil {
			return
		}
		b.at(t, "/theme?theme="+look.theme+"&back=/help")
		shoot := func(name, address string) {
			b.at(t, address)
			png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(*shots, name+"-"+look.name+".png"), png, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		for _, p := range shotPages {
			shoot(p.name, p.address)
		}
		shoot("relations-german", "/relations?lang=de")
		m, c := fixture(time.Now().UTC())
		m.begin()
		b = openOn(t, m, c, look.width, look.height)
		b.at(t, "/theme?theme="+look.theme+"&back=/help")
		shoot("first-run", "/")
	}
}
