package feed

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// TestTextCases reads testdata/text: "html" in, "text" out.
func TestTextCases(t *testing.T) {
	files, err := filepath.Glob("testdata/text/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		part := map[string]string{}
		for _, f := range ar.Files {
			part[f.Name] = string(f.Data)
		}
		if diff := cmp.Diff(strings.TrimSpace(part["text"]), Text(part["html"])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
	}
}

func TestTitles(t *testing.T) {
	for raw, want := range map[string]string{
		"  Plain\n title ":                         "Plain title",
		"Salt &amp; pepper &#8211; a duel":         "Salt & pepper – a duel",
		"<b>Bold</b> &amp;laquo;quoted&amp;raquo;": "Bold «quoted»",
		"&lt;i&gt;Twice&lt;/i&gt; escaped":         "Twice escaped",
		"5 < 6 > 4":                                "5 < 6 > 4",
		"History of the <blink> tag":               "History of the <blink> tag",
		`A<script>alert("x")</script> B`:           "A B",
		"One<br/>line":                             "Oneline",
		"Soft\u00adhyphen\u200b":                   "Softhyphen",
	} {
		if got := titleText(raw); got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
}

func TestSummaryIsSafe(t *testing.T) {
	base := &url.URL{Scheme: "https", Host: "news.example", Path: "/a/b"}
	got := summaryOf(`<p onclick="x()" style="x">Hi <a href="../c?utm_source=rss" target="_blank">there</a><img src="pixel"><script>x</script><a href="javascript:x()">no</a></p>`, nil, base)
	want := `<p>Hi <a href="https://news.example/c" rel="nofollow">there</a> no</p>`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	long := summaryOf("", []string{strings.Repeat("word ", 400), "second"}, base)
	if n := len([]rune(Text(long))); n > maxSummary || !strings.HasSuffix(long, "…</p>") {
		t.Errorf("a long text gives a summary of %d characters: …%s", n, long[len(long)-20:])
	}
}

const homePage = `<!doctype html><html><head><title>The Paper</title>
<base href="https://news.example/en/">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
<link rel="alternate" type="application/rss+xml" title="News" href="feed/">
<link rel=alternate type=application/atom+xml href=atom.xml>
<link rel="alternate" hreflang="de" href="/de/">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
</head><body><p>Hello</body></html>`

func TestP29DiscoverFeedsOfAHomePage(t *testing.T) {
	u := &url.URL{Scheme: "https", Host: "news.example", Path: "/en/index.html"}
	h := http.Header{"Link": {`</all.json>; rel="alternate"; type="application/feed+json", <x>; rel=next`}}
	got := Discover(Page{URL: u, Header: h, Body: []byte(homePage)})
	want := []string{
		"https://news.example/en/feed/", "https://news.example/en/atom.xml", "https://news.example/comments/feed/",
		"https://news.example/all.json", "https://news.example/feed/", "https://news.example/rss.xml",
	}
	if len(got) < len(want) || !cmp.Equal(want, got[:len(want)]) {
		t.Error(cmp.Diff(want, got))
	}
}

const articlePage = `<!doctype html><html><head><title>Ministers meet in Bern</title></head><body>
<header><a href="/">Home</a> <a href="/politics">Politics</a></header>
<div class="cookie-banner">We use cookies. Accept?</div>
<main><article><h1>Ministers meet in Bern</h1>
<p>The foreign ministers of two countries met in Bern on Tuesday, their offices said in a joint statement after the meeting.</p>
<figure><img src="a.jpg"><figcaption>The ministers. Photo: Ann Other</figcaption></figure>
<p>They talked about trade, visas and the conference that one of them will open in spring, and agreed to meet again before the summer.</p>
<p>Neither side took questions, but both described the talks as useful, and a spokesman added that the next round would be held elsewhere.</p>
</article></main>
<aside><h3>Most read</h3><ul><li><a href="/1">Football</a></li><li><a href="/2">Weather</a></li></ul></aside>
<footer>Imprint</footer></body></html>`

func TestArticle(t *testing.T) {
	u := &url.URL{Scheme: "https", Host: "news.example", Path: "/bern"}
	title, text, err := Article(Page{URL: u, Body: []byte(articlePage)})
	if err != nil {
		t.Fatal(err)
	}
	paras := strings.Split(text, "\n\n")
	if title != "Ministers meet in Bern" || len(paras) != 3 || !strings.HasPrefix(paras[0], "The foreign ministers") || !strings.HasSuffix(paras[2], "elsewhere.") {
		t.Errorf("%q\n%s", title, text)
	}
	if _, _, err := Article(Page{URL: u}); err == nil {
		t.Error("an empty page has an article")
	}
}

const drawnPage = `<html><head><title>Talks in Bern | The Paper</title><script type="application/ld+json">
{"@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", "headline": "Talks in Bern",
"articleBody": "The ministers met in Bern on Tuesday.\n\nThey agreed to meet again."}]}</script></head>
<body><h1>Talks in Bern</h1><p>Please enable JavaScript.</p></body></html>`

func TestArticleOfAPageThatScriptsDraw(t *testing.T) {
	title, text, err := Article(Page{Body: []byte(drawnPage)})
	if err != nil || title != "Talks in Bern" || text != "The ministers met in Bern on Tuesday.\n\nThey agreed to meet again." {
		t.Errorf("%q %q %v", title, text, err)
	}
}

func FuzzArticle(f *testing.F) {
	f.Add([]byte(articlePage))
	f.Add([]byte(drawnPage))
	f.Fuzz(func(t *testing.T, body []byte) {
		_, text, err := Article(Page{Body: body})
		if err == nil && text == "" {
			t.Error("no text and no error")
		}
	})
}

func FuzzText(f *testing.F) {
	f.Add(articlePage)
	f.Add("a\n\nb < c &amp;lt;p&amp;gt;")
	f.Add("<ul><li><a>x</a></li><li><a>y</a></li></ul><div class=ad><p>")
	f.Fuzz(func(t *testing.T, s string) {
		got := Text(s)
		for p := range strings.SplitSeq(got, "\n\n") {
			if p != tidy(p) {
				t.Errorf("untidy paragraph %q", p)
			}
		}
		if strings.TrimSpace(s) == "" && got != "" {
			t.Errorf("%q gives %q", s, got)
		}
		titleText(s)
		summaryOf(s, nil, nil)
	})
}
