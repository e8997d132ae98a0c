package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
	"github.com/dateline-news/dateline/timeline"
)

const testToken = "correct-horse-battery-staple"

// The operator's address of a whole running server; nothing of it is public.
func TestAdminAddress(t *testing.T) {
	t.Setenv("DATELINE_ADMIN_TOKEN", testToken)
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "sources.yaml"), gazetteConfig(t))
	d := startDateline(t, dir, "127.0.0.1:0", "--admin-listen", "127.0.0.1:0")
	operator := &dateliner{t: t, url: d.admin}
	for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/cmdline"} {
		if res, _ := operator.get(path); res.StatusCode != http.StatusOK {
			t.Errorf("%s for the operator: %d", path, res.StatusCode)
		}
		if res, _ := d.get(path); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s for the public: %d, want 404", path, res.StatusCode)
		}
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		for _, at := range []*dateliner{d, operator} {
			if res, _ := at.get(path); res.StatusCode != http.StatusOK {
				t.Errorf("%s%s: %d", at.url, path, res.StatusCode)
			}
		}
	}
	if res := d.post("/reload", testToken, nil); res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("an action at the public address: %d, want 405", res.StatusCode)
	}
	if res := operator.post("/reload", testToken, nil); res.StatusCode != http.StatusOK {
		t.Errorf("reload: %d", res.StatusCode)
	}
	d.get("/feed.atom")
	_, text := operator.get("/metrics")
	for _, line := range []string{
		`dateline_http_requests_total{code="200",format="atom",kind="feed"} 1`, `dateline_config_reloads_total{result="ok"} 1`,
		`dateline_build_info{goversion=`,
	} {
		if !strings.Contains(text, line) {
			t.Errorf("/metrics lacks %s", line)
		}
	}
}

// gazetteConfig reads the examples, and a file that is not there.
func gazetteConfig(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", "examples"))
	if err != nil {
		t.Fatal(err)
	}
	return "sources:\n- {id: gazette, url: 'file://" + dir + "/gazette.xml'}\n- {id: missing, url: 'file://" + dir + "/missing.xml'}\n"
}

// post sends a form with a token.
func (d *dateliner) post(path, token string, form url.Values) *http.Response {
	d.t.Helper()
	req, err := http.NewRequest(http.MethodPost, d.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	res.Body.Close()
	return res
}

// adminHouse is an admin over a store with one event, whose id it returns.
func adminHouse(t *testing.T, token, address string, log io.Writer) (a *admin, id string) {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "sources.yaml"), gazetteConfig(t))
	c := &cli{Config: filepath.Join(dir, "sources.yaml"), DB: filepath.Join(dir, "dateline.db")}
	e := &env{ctx: t.Context(), cli: c, log: slog.New(slog.NewJSONHandler(log, nil))}
	h, err := openHouse(e, "", roleAll)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	if err := h.scheduler.PollOnce(t.Context(), func(scheduler.Poll) {}); err != nil {
		t.Fatal(err)
	}
	events, _, err := h.store.Events(t.Context(), timeline.Query{}, store.Page{Limit: 1})
	if err != nil || len(events) != 1 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	at, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return newAdmin(h, e, token, at, false, http.NotFoundHandler()), events[0].ID
}

func (a *admin) ask(method, path, token, form string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:9090"+path, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	a.handler().ServeHTTP(w, r)
	return w
}

func TestAdminActionsNeedTheToken(t *testing.T) {
	var log strings.Builder
	a, id := adminHouse(t, testToken, "127.0.0.1:9090", &log)
	actions := []string{"/reload", "/poll/daz", "/events/" + id + "/hide", "/events/" + id + "/note", "/events/" + id + "/split", "/events/" + id + "/merge"}
	for _, path := range actions {
		for _, token := range []string{"", "wrong", testToken[:10], testToken + "x"} {
			if w := a.ask(http.MethodPost, path, token, ""); w.Code != http.StatusUnauthorized {
				t.Errorf("POST %s with token %q: %d, want 401", path, token, w.Code)
			}
		}
		if w := a.ask(http.MethodGet, path, testToken, ""); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("GET %s: %d, want 405", path, w.Code)
		}
	}
	a.locked = true
	if w := a.ask(http.MethodPost, "/reload", "", ""); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "DATELINE_ADMIN_TOKEN") {
		t.Errorf("without a token set: %d %s", w.Code, w.Body)
	}
	a.locked = false
	a.ask(http.MethodPost, "/reload", testToken, "")
	if strings.Contains(log.String(), testToken[:10]) {
		t.Errorf("the token is in the log:\n%s", log.String())
	}
	for line := range strings.Lines(log.String()) {
		if !json.Valid([]byte(line)) {
			t.Errorf("--log json wrote %q", line)
		}
	}
}

func TestAdminCorrects(t *testing.T) {
	a, id := adminHouse(t, testToken, "127.0.0.1:9090", io.Discard)
	event := func() timeline.Event {
		e, err := a.house.store.Event(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	for _, c := range []struct {
		path, form string
		code       int
		holds      func() bool
	}{
		{"/events/" + id + "/hide", "", 200, func() bool { return event().Hidden }},
		{"/events/" + id + "/hide", "undo=1", 200, func() bool { return !event().Hidden }},
		{"/events/" + id + "/note", "note=doubtful", 200, func() bool { return event().Note == "doubtful" }},
		{"/events/" + id + "/note", "", 400, func() bool { return event().Note == "doubtful" }},
		{"/events/" + id + "/note", "note=", 200, func() bool { return event().Note == "" }},
		{"/events/0000000000000000/hide", "", 404, nil},
		{"/events/" + id + "/split", "", 400, nil},
		{"/events/" + id + "/merge", "", 400, nil},
		{"/poll/daz", "", 409, nil},
		{"/events/" + id + "/note", "note=" + strings.Repeat("x", maxForm), 422, nil},
	} {
		if w := a.ask(http.MethodPost, c.path, testToken, c.form); w.Code != c.code || c.holds != nil && !c.holds() {
			t.Errorf("POST %s %.20s: %d %s, want %d", c.path, c.form, w.Code, w.Body, c.code)
		}
	}
}

func TestAdminFromAfar(t *testing.T) {
	a, _ := adminHouse(t, testToken, "192.0.2.1:9090", io.Discard)
	if w := a.ask(http.MethodGet, "/debug/pprof/cmdline", "", ""); w.Code != http.StatusUnauthorized {
		t.Errorf("profiles without a token: %d, want 401", w.Code)
	}
	if w := a.ask(http.MethodGet, "/metrics", "", ""); w.Code != http.StatusOK {
		t.Errorf("metrics: %d", w.Code)
	}
}

func TestAdminIsAskedByItsOwnName(t *testing.T) {
	a, _ := adminHouse(t, testToken, "127.0.0.1:9090", io.Discard)
	for host, want := range map[string]int{"127.0.0.1:9090": 200, "localhost:9090": 200, "[::1]:9090": 200, "evil.example": 421, "evil.example:9090": 421} {
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		r.Host = host
		w := httptest.NewRecorder()
		a.handler().ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("asked as %s: %d, want %d", host, w.Code, want)
		}
	}
}

func TestNotReadyWhileStopping(t *testing.T) {
	stopping := make(chan struct{})
	h := &house{stopping: stopping}
	if err := h.ready(t.Context()); err != nil {
		t.Errorf("before: %v", err)
	}
	close(stopping)
	if err := h.ready(t.Context()); err == nil {
		t.Error("ready while it stops")
	}
}

func TestAdminTokenIsReadAndChecked(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"good": testToken + "\n", "short": "abc", "empty": "\n"} {
		writeFile(t, filepath.Join(dir, name), text)
	}
	for _, c := range []struct{ env, file, token, err string }{
		{"", "", "", ""},
		{testToken, "", testToken, ""},
		{"ignored", "good", testToken, ""},
		{"short", "", "", "shorter than 16"},
		{"", "short", "", "shorter than 16"},
		{"", "empty", "", "is empty"},
		{"", "missing", "", "no such file"},
	} {
		t.Setenv("DATELINE_ADMIN_TOKEN", c.env)
		flags := adminFlags{}
		if c.file != "" {
			flags.AdminTokenFile = filepath.Join(dir, c.file)
		}
		token, err := flags.token()
		if token != c.token || c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%+v: %q, %v", c, token, err)
		}
	}
}

// metricName is a metric's name in a dashboard, a rule or a page.
var metricName = regexp.MustCompile(`\bdateline_[a-z_]+\b`)

// Every metric that docs/ names is served, and every one that is served is
// explained in docs/operations.md.
func TestMetricsInDocsExist(t *testing.T) {
	a, _ := adminHouse(t, testToken, "127.0.0.1:9090", io.Discard)
	a.house.metrics.instrument(http.NotFoundHandler()).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	a.house.metrics.reload(nil)
	served := map[string]bool{}
	for line := range strings.Lines(a.ask(http.MethodGet, "/metrics", "", "").Body.String()) {
		if f := strings.Fields(line); len(f) == 4 && f[1] == "TYPE" {
			served[f[2]] = true
			if f[3] == "histogram" {
				served[f[2]+"_bucket"], served[f[2]+"_sum"], served[f[2]+"_count"] = true, true, true
			}
		}
	}
	docs := filepath.Join("..", "..", "docs")
	for _, name := range []string{"grafana.json", "alerts.yaml", "operations.md"} {
		text, err := os.ReadFile(filepath.Join(docs, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range metricName.FindAllString(string(text), -1) {
			if !served[m] {
				t.Errorf("docs/%s names %s, which is not served", name, m)
			}
		}
		if name != "operations.md" {
			continue
		}
		for m := range served {
			if strings.HasPrefix(m, "dateline_") && !strings.HasSuffix(m, "_bucket") && !strings.HasSuffix(m, "_sum") && !strings.HasSuffix(m, "_count") && !strings.Contains(string(text), m) {
				t.Errorf("docs/operations.md does not explain %s", m)
			}
		}
	}
}
