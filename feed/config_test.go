package feed

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestBadConfigs reads one file per rule of sources.yaml; the golden file next
// to it holds what the user is told.
func TestBadConfigs(t *testing.T) {
	files, err := filepath.Glob("testdata/config/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			_, err := Load(file)
			if err == nil {
				t.Fatal("no error")
			}
			got := strings.ReplaceAll(err.Error(), filepath.ToSlash(file), "sources.yaml")
			golden(t, strings.TrimSuffix(file, ".yaml")+".err", got+"\n")
			if strings.Contains(got, "secret-in-") {
				t.Error("the message tells a password")
			}
		})
	}
}

const wholeConfig = `
defaults: {schedule: "@every 20m", timezone: UTC, lang: ru, proxy: "http://proxy.example:3128"}
sources:
  - id: daz
    title: Allgemeine Probezeitung
    url: https://a.example/feed/
    lang: de
    timezone: Asia/Almaty
    schedule: "*/20 * * * *"
    tags: [press, kazakhstan]
    fulltext: true
    hold: host
    header: {x-key: "Bearer ${TEST_TOKEN}"}
    basic_auth: {username: anna, password: "${file:pass word.txt}"}
    user_agent: probe/1
  - {id: local, url: "file:a b.xml", enabled: false, note: later, lang: no}
outlets:
  - {name: kz-ch, title: Kazakhstan – Switzerland, query: "actor:KAZ actor:CHE"}
actors:
  - {code: KAZ, person: Aru Bekova, role: foreign minister, from: 2023-04-03, names: {ru: [Бекова]}}
network:
  allow: [127.0.0.1/8, "::1"]
`

func TestWholeConfig(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TEST_TOKEN", "token-1")
	writeFile(t, filepath.Join(dir, "pass word.txt"), "pa ss\n")
	writeFile(t, filepath.Join(dir, "sources.yaml"), wholeConfig)
	c, err := Load(filepath.Join(dir, "sources.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	s := c.Sources[0]
	got := fmt.Sprintln(s.ID, s.Title, s.URL, s.Lang, s.Timezone, s.DefaultZone, s.Schedule, s.OwnSchedule, s.Tags, s.Fulltext, s.HoldHost,
		s.Header, s.UserAgent, s.BasicAuth.Username, s.BasicAuth.Password, s.Proxy)
	want := "daz Allgemeine Probezeitung https://a.example/feed/ de Asia/Almaty UTC */20 * * * * true [press kazakhstan] true true " +
		"map[X-Key:[Bearer token-1]] probe/1 anna pa ss http://proxy.example:3128\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	local := c.Sources[1]
	if local.Title != "local" || !local.Disabled || local.Lang != "no" || local.Schedule != "@every 20m" || local.OwnSchedule || local.Timezone != nil {
		t.Errorf("local source: %+v", []any{local.Title, local.Disabled, local.Lang, local.Schedule, local.OwnSchedule, local.Timezone})
	}
	if local.URL != "file://"+filepath.ToSlash(dir)+"/a%20b.xml" {
		t.Errorf("file source: %s", local.URL)
	}
	wantActor := Actor{
		Code: "KAZ", Person: "Aru Bekova", Role: "foreign minister",
		From: time.Date(2023, 4, 3, 0, 0, 0, 0, time.UTC), Names: map[string][]string{"ru": {"Бекова"}},
	}
	if diff := cmp.Diff([]Actor{wantActor}, c.Actors); diff != "" {
		t.Error(diff)
	}
	wantNet := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	if !cmp.Equal(wantNet, c.Network.Allow, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })) {
		t.Errorf("network: %v", c.Network.Allow)
	}
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	s := Source{ID: "a", Header: map[string][]string{"X-Key": {"hush"}}, BasicAuth: &BasicAuth{"anna", "hush"}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		for _, v := range []any{s, &s, []Source{s}, Config{Sources: []Source{s}}, s.BasicAuth, *s.BasicAuth} {
			if got := fmt.Sprintf(verb, v); strings.Contains(got, "hush") {
				t.Errorf("%s of %T prints %s", verb, v, got)
			}
		}
	}
}

func TestFileSourceIsRelativeToConfig(t *testing.T) {
	c, err := ParseConfig("conf/sources.yaml", []byte("sources: [{id: a, url: 'file:examples/a.xml'}]"))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Sources[0].URL; got != "file:conf/examples/a.xml" {
		t.Error(got)
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add(wholeConfig)
	f.Add("sources: &a\n - *a\n")
	f.Add("sources: [{id: a, url: https://a.example, schedule: TZ=}]")
	f.Fuzz(func(t *testing.T, data string) {
		if strings.Contains(data, "${file:") {
			return // reads what the machine has
		}
		c, err := ParseConfig("sources.yaml", []byte(data))
		if err == nil && len(c.Sources) == 0 {
			t.Error("no sources and no error")
		}
	})
}

// TestPrivateOutletsAreReadWithAToken: each of the tokens opens it, nothing else
// does, and no way to print the config shows one.
func TestPrivateOutletsAreReadWithAToken(t *testing.T) {
	t.Setenv("ANNA", "anna-0123456789abcdef")
	const file = `
sources: [{id: a, url: "https://a.example/"}]
outlets:
  - {name: open, query: "actor:KAZ"}
  - {name: desk, query: "actor:KAZ", private: true, tokens: {anna: "${ANNA}", bert: bert-0123456789abcdef}}
  - {name: shut, query: "actor:KAZ", private: true}
`
	c, err := ParseConfig("sources.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	for token, want := range map[string]string{
		"anna-0123456789abcdef": "true true false", "bert-0123456789abcdef": "true true false", "": "true false false",
		"anna": "true false false", "anna-0123456789abcdeg": "true false false",
	} {
		if got := fmt.Sprint(c.Outlets[0].Admits(token), c.Outlets[1].Admits(token), c.Outlets[2].Admits(token)); got != want {
			t.Errorf("%q opens %s, want %s", token, got, want)
		}
	}
	if shown := fmt.Sprintf("%v %+v %#v", c, c, c); strings.Contains(shown, "0123456789abcdef") {
		t.Error("a token shows")
	}
	if _, ok := c.PublicBinding().Saved("desk"); ok || fmt.Sprint(c.PublicBinding().SavedNames) != "[open]" {
		t.Error("visitors' queries know of private outlets")
	}
}

// TestConfigOfOtherEditors: byte order marks, lines as Windows ends them, JSON.
func TestConfigOfOtherEditors(t *testing.T) {
	const plain = "sources:\n  - id: a\n    url: https://a.example/\n"
	for name, data := range map[string]string{
		"BOM": "\ufeff" + plain, "CRLF": strings.ReplaceAll(plain, "\n", "\r\n"),
		"JSON": `{"sources": [{"id": "a", "url": "https://a.example/"}]}`,
	} {
		if c, err := ParseConfig("sources.yaml", []byte(data)); err != nil || len(c.Sources) != 1 || c.Sources[0].URL != "https://a.example/" {
			t.Errorf("%s: %v, %v", name, c.Sources, err)
		}
	}
}

// TestRemarks: what is no mistake and yet most likely not meant is told, and
// nothing that is known.
func TestRemarks(t *testing.T) {
	c, err := ParseConfig("sources.yaml", []byte(`
sources:
  - {id: daz, url: "https://a.example/", tags: [press]}
  - {id: daz2, url: "https://a.example/"}
outlets:
  - {name: odd, query: "source:dza (tag:pres OR -tag:gone) actor:Kazachstan"}
  - {name: fine, query: "source:DAZ tag:Press (actor:Tokayev OR actor:Schweiz OR actor:Bekova) place:Atlantis"}
actors:
  - {code: KAZ, person: Aru Bekova}
`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range c.Remarks {
		got = append(got, r.Error())
	}
	const odd = `sources.yaml:6:24: query "source:dza (tag:pres OR -tag:gone) actor:Kazachstan": `
	if diff := cmp.Diff([]string{
		`sources.yaml:4:21: source "daz2" has the address of "daz"; it is asked once for both`,
		odd + `no source is called dza; did you mean "daz"?`,
		odd + `no source has the tag pres; did you mean "press"?`,
		odd + `no source has the tag gone; only what was stored before will match`,
		odd + `nobody is known as Kazachstan; only whom a report calls so will match; dateline actors explain shows who is read in a text`,
	}, got); diff != "" {
		t.Error(diff)
	}
}
