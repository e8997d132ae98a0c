package feed

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestSourcesYAMLLosesNothing: what is written, Load reads back the same.
func TestSourcesYAMLLosesNothing(t *testing.T) {
	almaty, err := time.LoadLocation("Asia/Almaty")
	if err != nil {
		t.Fatal(err)
	}
	want := []Source{
		{
			ID: "daz", Title: `Zeitung: "für" #alle`, URL: "https://a.example/feed/?a=1&b=2", Home: "https://a.example/", Lang: "no", Timezone: almaty,
			Schedule: "*/20 * * * *", OwnSchedule: true, Tags: []string{"press", "2026"}, Fulltext: true, HoldHost: true, Note: "yes",
			Header: http.Header{"X-Key": {"a: b"}}, UserAgent: "Reader/1", BasicAuth: &BasicAuth{"me", "pass: word"},
			Proxy: &url.URL{Scheme: "http", Host: "proxy.example:3128"},
		},
		{ID: "plain", Title: "plain", URL: "https://b.example/rss", Schedule: defaultSchedule, Disabled: true},
	}
	data, err := SourcesYAML(want)
	if err != nil {
		t.Fatal(err)
	}
	c, err := ParseConfig("sources.yaml", data)
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	zone := cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })
	if diff := cmp.Diff(want, c.Sources, zone, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s\n%s", diff, data)
	}
}
