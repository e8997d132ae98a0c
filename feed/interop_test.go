//go:build interop

package feed

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/timeline"
)

// Readers that are not ours, run by "make interop". They come from Debian:
//
//	apt-get install -y newsboat python3-feedparser python3-icalendar python3-jsonschema
const interopNeeds = "install what it needs: apt-get install -y newsboat python3-feedparser python3-icalendar python3-jsonschema"

// interopViews are the cases: no events, one, ten of one article, every
// language, per report, hostile text, a thousand entries.
func interopViews() map[string]View {
	none, one, ten, many, reports := sample(), sample(), sample(), sample(), sample()
	none.Events, one.Events, ten.Events = nil, one.Events[:1], nil
	reports.PerReport = true
	for i := range 1000 {
		e := many.Events[i%5]
		e.ID = fmt.Sprintf("%016x", i)
		many.Events = append(many.Events, e)
		if i < 10 {
			ten.Events = append(ten.Events, many.Events[5+5*(i/5)])
			ten.Events[i].ID = e.ID
		}
	}
	views := map[string]View{"none": none, "one": one, "ten": ten, "many": many, "reports": reports, "hostile": hostileView()}
	for _, lang := range timeline.Languages {
		v := sample()
		v.Lang = lang
		views["sample-"+lang] = v
	}
	return views
}

func TestInterop(t *testing.T) {
	dir := t.TempDir()
	for name, v := range interopViews() {
		for _, f := range Formats {
			v.Self, v.Home = "https://news.example/"+name+"."+f.Ext, "https://news.example/"+name
			v.Next = "" // hostileView has a bad one
			writeFile(t, filepath.Join(dir, name+"."+f.Ext), written(t, f.Name, v))
		}
	}
	out, err := exec.Command("/usr/bin/python3", "testdata/interop/readers.py", dir, "../docs/jsonfeed.schema.json").CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Errorf("readers.py: %v; %s", err, interopNeeds)
	}
	for name, v := range interopViews() {
		for _, ext := range []string{"atom", "rss"} {
			file := filepath.Join(dir, name+"."+ext)
			want := len(newDocument(v).entries)
			if got := newsboat(t, file); got != want {
				t.Errorf("newsboat reads %d of %d entries of %s.%s", got, want, name, ext)
			}
		}
	}
}

// newsboat loads the document as a subscription and returns how many articles it has.
func newsboat(t *testing.T, file string) int {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "urls"), "file://"+file+"\n")
	writeFile(t, filepath.Join(dir, "config"), "max-items 0\n")
	run := func(command string) string {
		cmd := exec.Command("newsboat", "-q", "-C", dir+"/config", "-u", dir+"/urls", "-c", dir+"/cache.db", "-x", command)
		cmd.Env = append(os.Environ(), "HOME="+dir, "LANG=C.UTF-8")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("newsboat %s: %v\n%s\n%s", command, err, out, interopNeeds)
		}
		return string(out)
	}
	run("reload")
	var n int
	if _, err := fmt.Sscan(strings.TrimSpace(run("print-unread")), &n); err != nil {
		t.Fatal(err)
	}
	return n
}
