package feed

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

const (
	russianText = "Министр прибыл в Женеву на переговоры о торговле"
	germanText  = "Der Präsident empfängt die Außenministerin zu Gesprächen über Öl"
)

func rssWith(decl, title string) string {
	return decl + `<rss version="2.0"><channel><title>T</title><item><title>` + title + `</title><link>https://a.example/1</link></item></channel></rss>`
}

func parseBytes(body []byte, contentType string) (Document, error) {
	return Parse(Page{
		URL: &url.URL{Scheme: "https", Host: "a.example", Path: "/feed"}, Status: 200,
		Header: http.Header{"Content-Type": {contentType}}, Body: body,
	}, Source{ID: "a"})
}

// TestP24Charset holds the order of evidence: byte order mark, HTTP header,
// XML declaration, the bytes themselves.
func TestP24Charset(t *testing.T) {
	le, be := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	cases := []struct {
		name, text, decl, http string
		enc                    encoding.Encoding
	}{
		{"utf-8", russianText, "", "", unicode.UTF8},
		{"utf-8 with mark", russianText, "", "", unicode.UTF8BOM},
		{"utf-8 wrongly declared", russianText, "windows-1251", "iso-8859-1", unicode.UTF8},
		{"utf-16 with mark", russianText, "utf-16", "", le},
		{"utf-16 with mark against http", russianText, "utf-8", "utf-8", le},
		{"utf-16 without mark", russianText, "utf-16", "", be},
		{"utf-32 with mark", russianText, "utf-32", "", utf32.UTF32(utf32.BigEndian, utf32.UseBOM)},
		{"utf-32 without mark", russianText, "", "", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)},
		{"windows-1251 by http", russianText, "", "windows-1251", named("windows-1251")},
		{"windows-1251 by declaration", russianText, "windows-1251", "", named("windows-1251")},
		{"windows-1251 by http against declaration", russianText, "koi8-r", "windows-1251", named("windows-1251")},
		{"windows-1251 declared as utf-8", russianText, "utf-8", "", named("windows-1251")},
		{"windows-1251 undeclared", russianText, "", "", named("windows-1251")},
		{"koi8-r", russianText, "KOI8-R", "", named("koi8-r")},
		{"koi8-r undeclared", russianText, "", "", named("koi8-r")},
		{"iso-8859-1", germanText, "ISO-8859-1", "", named("iso-8859-1")},
		{"iso-8859-15 undeclared", germanText, "", "", named("iso-8859-15")},
		{"unknown name", germanText, "x-unheard-of", "", named("windows-1252")},
		{"gb2312", "部长抵达日内瓦", "gb2312", "", named("gb2312")},
		{"shift_jis", "大臣がジュネーブに到着", "Shift_JIS", "", named("shift_jis")},
		{"iso-2022-jp", "大臣がジュネーブに到着", "iso-2022-jp", "", named("iso-2022-jp")},
		{"big5 by http", "部長抵達日內瓦", "", "Big5", named("big5")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			decl, header := "", "application/rss+xml"
			if c.decl != "" {
				decl = fmt.Sprintf(`<?xml version="1.0" encoding="%s"?>`, c.decl)
			}
			if c.http != "" {
				header += `; charset="` + c.http + `"`
			}
			body, err := c.enc.NewEncoder().Bytes([]byte(rssWith(decl, c.text)))
			if err != nil {
				t.Fatal(err)
			}
			doc, err := parseBytes(body, header)
			if err != nil {
				t.Fatal(err)
			}
			if doc.Reports[0].Title != c.text {
				t.Errorf("got %q", doc.Reports[0].Title)
			}
		})
	}
}

func named(label string) encoding.Encoding {
	e, _ := charset.Lookup(label)
	return e
}

// TestRepairs holds what the prefilter mends before the parser sees it.
func TestRepairs(t *testing.T) {
	good := rssWith("", "x y")
	cases := map[string]string{
		"control characters":              strings.Replace(good, "x y", "x\x00\x1f y", 1),
		"forbidden references":            strings.Replace(good, "x y", "x&#31;&#x0; y", 1),
		"final bracket missing":           strings.TrimSuffix(good, ">"),
		"text before":                     "\n\nnotice: deprecated\n" + good,
		"html warning before":             "<br />\n<b>Warning</b>: x in <b>y</b><br />\n" + good,
		"text behind":                     good + "<!-- 0.3 s --><script>x</script>",
		"root far behind":                 "<!-- " + strings.Repeat("long ", 2000) + " -->" + good,
		"declaration not at the start":    "\n <?xml version='1.0'?>" + good,
		"XML 1.1":                         `<?xml version="1.1"?>` + good,
		"document type with subset":       `<!DOCTYPE rss [<!ENTITY a "b"> <!-- ] > -->]>` + good,
		"document type of HTML":           `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x">` + good,
		"undeclared prefix":               strings.Replace(good, "<item>", "<item><foo:bar>1</foo:bar>", 1),
		"bare ampersand":                  strings.Replace(good, "<item>", "<item><author>A & B</author>", 1),
		"unknown entity":                  strings.Replace(good, "<item>", "<item><author>A &hellip; &foo; B</author>", 1),
		"controls of windows-1252":        strings.Replace(good, "<item>", "<item><author>A \u0092 B</author>", 1),
		"a broken byte in UTF-8":          strings.Replace(good, "<item>", "<item><author>Прекрасно A \x92 B</author>", 1),
		"white space and nulls before it": "\x00 \r\n\ufeff" + good,
	}
	for name, body := range cases {
		t.Run(name, func(t *testing.T) {
			doc, err := parseBytes([]byte(body), "text/xml")
			if err != nil {
				t.Fatal(err)
			}
			if len(doc.Reports) != 1 || doc.Reports[0].Title != "x y" {
				t.Errorf("%+v", doc)
			}
		})
	}
}

// TestP27BadAnswers holds what is said of answers that are no feed.
func TestP27BadAnswers(t *testing.T) {
	good := rssWith("", "x")
	cases := []struct {
		name, body string
		want       error
		words      string
	}{
		{"empty", "", ErrEmpty, "empty"},
		{"white space", " \r\n\t", ErrEmpty, "empty"},
		{"an HTML page", homePage, ErrHTML, `an HTML page, not a feed ("The Paper"); it links to the feed https://a.example/en/feed/`},
		{"an error page", "<html><body><h1>502 Bad Gateway</h1></body></html>", ErrHTML, "an HTML page"},
		{"plain text", "Service unavailable", ErrNotFeed, "not RSS"},
		{"other XML", "<?xml version='1.0'?><opml><body/></opml>", ErrNotFeed, "other XML"},
		{"other JSON", `{"error": "no such feed"}`, ErrNotFeed, "other JSON"},
		{"truncated", good[:len(good)/2], ErrTruncated, "in line 1"},
		{"truncated JSON", `{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", `, ErrTruncated, "breaks off"},
		{"no items", "<rss version='2.0'><channel><title>T</title></channel></rss>", ErrNoItems, "no items"},
		{"nested too deep", "<rss><channel>" + strings.Repeat("<x:a>", 100_000), ErrMalformed, "too deep"},
		{"nested JSON", strings.Repeat(`{"items":[`, 100_000), nil, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			body := strings.ReplaceAll(c.body, "news.example", "a.example")
			_, err := parseBytes([]byte(body), "application/rss+xml")
			if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.words) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestBillionLaughsStaySmall(t *testing.T) {
	bomb := `<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>`
	doc, err := parseBytes([]byte(bomb+rssWith("", "&c;")), "text/xml")
	if err != nil || len(doc.Reports) != 1 || len(doc.Reports[0].Title) > 10 {
		t.Errorf("%v %v", doc, err)
	}
}
