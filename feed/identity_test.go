package feed

import (
	"net/url"
	"testing"
)

func TestCanonicalURL(t *testing.T) {
	base := &url.URL{Scheme: "https", Host: "news.example", Path: "/en/feed"}
	for link, want := range map[string]string{
		"https://daz.example/blog/reise/?utm_source=rss&utm_medium=rss&utm_campaign=reise": "https://daz.example/blog/reise/",
		"https://daz.example/?p=4711&utm_source=rss":                                       "https://daz.example/?p=4711",
		"https://daz.example/blog/reise/?share=facebook&nb=1":                              "https://daz.example/blog/reise/",
		"HTTPS://News.Example:443/a/../b?id=7&fbclid=x":                                    "https://news.example/b?id=7",
		"https://news.example/a#xtor=RSS-16":                                               "https://news.example/a",
		"https://news.example/a#utm_source=rss&utm_medium=feed":                            "https://news.example/a",
		"https://news.example/a?at_medium=RSS&at_campaign=KARANGA":                         "https://news.example/a",
		"https://news.example/a?ref=rss":                                                   "https://news.example/a",
		"https://news.example/a?ref=main":                                                  "https://news.example/a?ref=main",
		"https://news.example/a?b=2&a=1":                                                   "https://news.example/a?b=2&a=1",
		"https://news.example/log#2026-11-18":                                              "https://news.example/log#2026-11-18",
		"https://news.example/a?utm_source=rss&amp;utm_medium=rss&amp;id=1":                "https://news.example/a?id=1",
		"/talks":                    "https://news.example/talks",
		"talks":                     "https://news.example/en/talks",
		"//other.example/a":         "https://other.example/a",
		" https://news.example/a\n": "https://news.example/a",
		"https://news.example/новости/визит":                                              "https://news.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/%D0%B2%D0%B8%D0%B7%D0%B8%D1%82",
		"https://www.google.com/url?rct=j&sa=t&url=https://news.example/a%3Fid%3D7&ct=ga": "https://news.example/a?id=7",
		"https://news.example/100%":                                                       "https://news.example/100%25",
		"mailto:desk@news.example":                                                        "",
		"javascript:alert(1)":                                                             "",
		"":                                                                                "",
		"https://":                                                                        "",
		"https://news.example/a?id=7&rss=1":                                               "https://news.example/a?id=7",
	} {
		if got := canonicalURL(base, link); got != want {
			t.Errorf("%s\n got %s\nwant %s", link, got, want)
		}
	}
}

// TestOneArticleOneIdentity gives the ways in which one article has been seen
// in the feeds of one WordPress site.
func TestOneArticleOneIdentity(t *testing.T) {
	groups := [][]item{
		{
			{links: []string{"https://daz.example/blog/reise/?utm_source=rss&utm_medium=rss&utm_campaign=reise"}},
			{links: []string{"http://daz.example/blog/reise"}},
			{links: []string{"https://www.daz.example/blog/reise/?share=telegram"}},
		},
		{
			{guid: "https://daz.example/?p=4711", links: []string{"https://daz.example/blog/reise/"}},
			{guid: " http://daz.example/?p=4711 ", links: []string{"https://daz.example/blog/reise-neu/"}},
			{links: []string{"https://daz.example/?p=4711"}},
		},
		{
			{guid: "https://news.example/articles/c1#0", links: []string{"https://news.example/articles/c1?at_medium=RSS"}},
			{guid: "https://news.example/articles/c1#3", links: []string{"https://news.example/articles/c1"}},
		},
		{{guid: "tag:news.example,2026:1"}},
		{{guid: "tag:news.example,2026:2"}},
		{{guid: "https://news.example/log#2026-11-18", links: []string{"https://news.example/log#2026-11-18"}}},
		{{guid: "https://news.example/log#2026-11-19", links: []string{"https://news.example/log#2026-11-19"}}},
		{{title: "No link", published: []string{"2026-11-18"}}},
		{{title: "No link either", published: []string{"2026-11-18"}}},
	}
	seen := map[string]int{}
	for g, items := range groups {
		for _, it := range items {
			link := reader{}.link(it)
			id := identityOf(it, link, it.title, "")
			if before, ok := seen[id]; ok && before != g {
				t.Errorf("groups %d and %d share %q", before, g, id)
			}
			seen[id] = g
		}
	}
	if len(seen) != len(groups) {
		t.Errorf("%d identities for %d articles: %v", len(seen), len(groups), seen)
	}
}

func FuzzCanonicalURL(f *testing.F) {
	f.Add("https://a.example/b?utm_source=c#xtor=d")
	f.Add("//a\x00%zz?;&&=")
	f.Fuzz(func(t *testing.T, link string) {
		base := &url.URL{Scheme: "https", Host: "news.example", Path: "/"}
		once := canonicalURL(base, link)
		if twice := canonicalURL(base, once); once != "" && twice != once {
			t.Errorf("%q gives %q, then %q", link, once, twice)
		}
	})
}
