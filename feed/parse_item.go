package feed

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/dateline-news/dateline/timeline"
)

// reader makes reports of a feed's items.
type reader struct {
	source   Source
	base     *url.URL
	fetched  time.Time
	feedLang string
	home     string
	itemBase bool // links in an item are relative to its own page
}

// reports reads the items; what cannot be read is named in doc.Skipped.
func (r reader) reports(items []item, doc *Document) []timeline.Report {
	for n := range items {
		items[n].link = r.link(items[n])
	}
	shared := r.sharedGUIDs(items)
	out := make([]timeline.Report, 0, len(items))
	seen := map[string]bool{}
	for n, it := range items {
		if it.broken != "" {
			doc.Skipped = append(doc.Skipped, fmt.Sprintf("item %d: %s", n+1, it.broken))
			continue
		}
		if shared[guidKey(it)] {
			it.guid = ""
		}
		rep := r.report(it)
		if rep.Title == "" && rep.Text == "" {
			doc.Skipped = append(doc.Skipped, itemWord(n, it)+": neither title nor text")
			continue
		}
		if seen[rep.GUID] { // the same article again
			continue
		}
		seen[rep.GUID] = true
		out = append(out, rep)
	}
	sortNewestFirst(out)
	return out
}

// sharedGUIDs finds the guids that name several articles of the feed, and so
// name none: the site's address, a number that never changes.
func (r reader) sharedGUIDs(items []item) map[string]bool {
	links := map[string]string{}
	shared := map[string]bool{urlKey(r.home): true}
	for _, it := range items {
		guid := guidKey(it)
		if guid == "" {
			continue
		}
		what := first(urlKey(it.link), it.title)
		if before, ok := links[guid]; ok && before != what {
			shared[guid] = true
		}
		links[guid] = what
	}
	return shared
}

// guidKey is an item's guid in the form in which equal ones are equal.
func guidKey(it item) string { return first(urlKey(it.guid), it.guid) }

// link returns the canonical address of an item's page.
func (r reader) link(it item) string {
	for _, l := range it.links {
		if c := canonicalURL(r.base, l); c != "" {
			return c
		}
	}
	return ""
}

func (r reader) report(it item) timeline.Report {
	link, base := it.link, r.base
	if u, err := url.Parse(link); r.itemBase && err == nil && isWeb(u) {
		base = u
	}
	title := itemTitle(it.title, it.plain)
	paras, full := bestText(it)
	if len(paras) > 0 && paras[0] == title {
		paras = paras[1:]
	}
	text := strings.Join(paras, "\n\n")
	guid := identityOf(it, link, title, text)
	rep := timeline.Report{
		ID: timeline.ReportID(r.source.ID, guid), Source: r.source.ID, GUID: guid, URL: link,
		Title: title, Text: text, Summary: summaryOf(first(it.teaser, it.content), paras, base),
		Author: authorLine(it.authors), Tags: tagList(it.tags), Teaser: isTeaser(paras, full),
		Lang: r.lang(it, title, text),
	}
	if title == "" && len(paras) > 0 {
		rep.Title = cutText(paras[0], 100)
	}
	rep.Published, rep.Updated = r.dates(it, rep.Lang)
	return rep
}

func itemTitle(s string, plain bool) string {
	if plain {
		return tidy(s)
	}
	return titleText(s)
}

// bestText returns the paragraphs of an item's body, the longest of what it
// offers, and whether the feed means it to be the whole article.
func bestText(it item) (paras []string, full bool) {
	if strings.TrimSpace(it.content) == "" {
		return paragraphs(it.teaser), false
	}
	paras = paragraphs(it.content)
	if len(it.teaser) > 0 && len(it.teaser) >= len(it.content)/2 && it.teaser != it.content {
		if other := paragraphs(it.teaser); runes(other) > runes(paras) {
			return other, false
		}
	}
	return paras, true
}

// isTeaser reports whether a text looks like the beginning of an article only.
func isTeaser(paras []string, full bool) bool {
	const whole, shortWhole = 1500, 280 // characters; from there on a text counts as an article
	if len(paras) == 0 {
		return true
	}
	last := strings.TrimRight(paras[len(paras)-1], " ]»\")")
	cut := strings.HasSuffix(last, "…") || strings.HasSuffix(last, "...")
	n := runes(paras)
	if full {
		return cut && n < whole || n < shortWhole
	}
	return cut || n < whole
}

// dates returns when the item was published and changed; the zero time where
// it does not say so plausibly.
func (r reader) dates(it item, lang string) (published, updated time.Time) {
	z := dateZones{convert: r.source.Timezone, fallback: r.source.DefaultZone, dayFirst: lang != "en"}
	published = r.firstDate(it.published, z)
	updated = r.firstDate(it.updated, z)
	if published.IsZero() {
		published = updated
	}
	if !updated.After(published) {
		updated = time.Time{} // not a change of what was published
	}
	return published, updated
}

func (r reader) firstDate(raws []string, z dateZones) time.Time {
	for _, raw := range raws {
		if raw == "" {
			continue
		}
		if t, ok := parseDate(raw, z); ok && plausibleDate(t, r.fetched) {
			return t
		}
	}
	return time.Time{}
}

// lang returns the language that source, item or feed declares, in this order;
// none where the text is in a script that this language is not written in, as
// with software that declares English until told otherwise.
func (r reader) lang(it item, title, text string) string {
	declared := first(r.source.Lang, baseLang(it.lang), r.feedLang)
	if declared == "" || r.source.Lang != "" {
		return declared
	}
	if script := scriptOf(title, text); script != "" && !writtenIn(declared, script) {
		return ""
	}
	return declared
}

// baseLang returns the ISO 639-1 code of a language tag; nothing for what is none.
func baseLang(tag string) string {
	tag, _, _ = strings.Cut(strings.TrimSpace(tag), ",")
	t, err := language.Parse(strings.ReplaceAll(tag, "_", "-"))
	if err != nil {
		return ""
	}
	if b, sure := t.Base(); sure != language.No && len(b.String()) == 2 {
		return b.String()
	}
	return ""
}

type scriptLetters struct {
	code    string
	letters *unicode.RangeTable
}

// scripts are those that news is written in, by ISO 15924 code, Latin first.
var scripts = [...]scriptLetters{
	{"Latn", unicode.Latin},
	{"Cyrl", unicode.Cyrillic},
	{"Arab", unicode.Arabic},
	{"Grek", unicode.Greek},
	{"Hebr", unicode.Hebrew},
	{"Geor", unicode.Georgian},
	{"Armn", unicode.Armenian},
	{"Deva", unicode.Devanagari},
	{"Thai", unicode.Thai},
	{"Hani", unicode.Han},
	{"Hang", unicode.Hangul},
	{"Kana", unicode.Katakana},
	{"Hira", unicode.Hiragana},
	{"Beng", unicode.Bengali},
	{"Taml", unicode.Tamil},
}

// scriptOf returns the script of most of the first letters of a title and its
// text, or nothing where there are too few.
func scriptOf(title, text string) string {
	const sample, enough = 200, 20 // letters
	var counts [len(scripts)]int
	total, last := 0, 0
	for _, s := range [...]string{title, text} {
		for _, c := range s {
			if !unicode.IsLetter(c) {
				continue
			}
			if total++; total > sample {
				break
			}
			if c < utf8.RuneSelf {
				counts[0]++
				continue
			}
			if !unicode.Is(scripts[last].letters, c) {
				for i := range scripts {
					if unicode.Is(scripts[i].letters, c) {
						last = i
					}
				}
			}
			counts[last]++
		}
	}
	for i, n := range counts {
		if total >= enough && n*3 > total*2 {
			return scripts[i].code
		}
	}
	return ""
}

// writtenIn reports whether a language may be written in the script. The
// languages with two scripts count as written in both.
func writtenIn(lang, script string) bool {
	switch lang {
	case "kk", "uz", "az", "tk", "sr", "bs", "tt", "mn", "ku", "tg", "ky", "ro", "pa", "ks", "ug":
		return script == "Latn" || script == "Cyrl" || script == "Arab"
	case "ja", "zh", "ko":
		return script != "Cyrl" && script != "Arab" && script != "Latn"
	}
	b, err := language.ParseBase(lang)
	if err != nil {
		return true
	}
	tag, err := language.Compose(b)
	if err != nil {
		return true
	}
	s, sure := tag.Script()
	return sure == language.No || s.String() == script || !slices.ContainsFunc(scripts[:], func(known scriptLetters) bool { return known.code == s.String() })
}

func authorLine(names []string) string {
	var out []string
	for _, n := range names {
		if n = cutText(titleText(n), 100); n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return strings.Join(out, ", ")
}

// tagList cleans categories: each once, at most maxTags of them.
func tagList(tags []string) []string {
	const maxTags = 30
	var out []string
	for _, t := range tags {
		if t = cutText(titleText(t), 100); t != "" && !slices.Contains(out, t) && len(out) < maxTags {
			out = append(out, t)
		}
	}
	return out
}

// sortNewestFirst orders reports by date where all have one; else the feed's
// own order stays.
func sortNewestFirst(rs []timeline.Report) {
	for _, r := range rs {
		if r.Published.IsZero() {
			return
		}
	}
	slices.SortStableFunc(rs, func(a, b timeline.Report) int { return b.Published.Compare(a.Published) })
}

// String sums a document up in a line, for messages.
func (doc Document) String() string {
	return fmt.Sprintf("%s %q, %d items", doc.Format, doc.Title, len(doc.Reports))
}
