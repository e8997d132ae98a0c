package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMergedAndWithdrawn follows two events that the operator makes one and whose
// articles are then corrected until none of them tells of it: the id that went
// leads to the one that stays, and the last one says that it was withdrawn.
func TestMergedAndWithdrawn(t *testing.T) {
	dir := t.TempDir()
	publish := func(name, title, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name+".xml"), fmt.Appendf(nil, e2eFeed, title, text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := func(args ...string) string {
		t.Helper()
		var out, errs strings.Builder
		args = append(args, "--config", filepath.Join(dir, "sources.yaml"), "--db", filepath.Join(dir, "dateline.db"))
		if code := run(t.Context(), args, stdio{in: strings.NewReader(""), out: &out, err: &errs}); code != exitOK {
			t.Fatalf("%q: exit code %d: %s", args, code, errs.String())
		}
		return out.String()
	}
	config := "sources:\n  - {id: wire, url: \"file:wire.xml\"}\n  - {id: post, url: \"file:post.xml\"}\noutlets:\n  - {name: kz, title: Kazakhstan, query: \"actor:KAZ\"}\n"
	if err := os.WriteFile(filepath.Join(dir, "sources.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	publish("wire", "Ministers to meet", "The foreign ministers of Kazakhstan and Switzerland will meet in Geneva on 24 March 2026.")
	publish("post", "Presidents to meet", "The presidents of Kazakhstan and Switzerland will meet in Bern on 25 April 2026.")
	command("poll")
	ids := lastWords(command("timeline"))
	if len(ids) != 2 {
		t.Fatalf("%d events, want 2", len(ids))
	}
	stays := strings.TrimSpace(command("events", "merge", ids[0], ids[1]))
	goes := ids[0]
	if stays == ids[0] {
		goes = ids[1]
	}
	publish("wire", "Fair weather", "The weather in Geneva was fair.")
	publish("post", "Fair weather", "The weather in Bern was fair.")
	command("poll", "wire", "post")
	command("replay")
	if left := command("timeline"); strings.Count(left, "\n") != 1 || !strings.Contains(left, "retracted") {
		t.Errorf("no article tells of an event, want it as retracted, the timeline has\n%s", left)
	}

	d := startDateline(t, dir, "127.0.0.1:0")
	res, page := d.get("/events/" + goes)
	if res.Request.URL.Path != "/events/"+stays || res.Request.Response == nil || res.Request.Response.StatusCode != http.StatusMovedPermanently {
		t.Errorf("the id that went leads to %s, want a permanent redirect to %s", res.Request.URL.Path, stays)
	}
	if !strings.Contains(page, "The last report of this event was withdrawn") {
		t.Error("the page does not say that the event was withdrawn")
	}
}

// lastWords is the last word of each line.
func lastWords(lines string) []string {
	var words []string
	for line := range strings.Lines(lines) {
		if f := strings.Fields(line); len(f) > 0 {
			words = append(words, f[len(f)-1])
		}
	}
	return words
}
