package feed

import (
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/timeline"
)

// Docs is where the formats and their vocabularies are documented; the schemes
// of categories are its sections.
const Docs = "https://github.com/dateline-news/dateline/blob/main/docs/formats.md"

// clean makes text safe on every wire: one line, valid UTF-8, no control
// characters (so no terminal escapes), nothing XML 1.0 forbids, no characters
// that turn the direction of the text around it.
func clean[S ~string](s S) S {
	if isClean(string(s)) {
		return s
	}
	mapped := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), unicode.Is(unicode.Noncharacter_Code_Point, r), r == '\uFEFF':
			return -1
		}
		return r
	}, strings.ToValidUTF8(string(s), "\uFFFD"))
	return S(strings.Join(strings.Fields(mapped), " "))
}

// isClean reports, for plain text quickly, that there is nothing to do.
func isClean(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c == 0x7f || c >= 0x80 || c == ' ' && last == ' ' {
			return s == ""
		}
		last = c
	}
	return last != ' ' || s == ""
}

// scrub returns the event with every text in it made safe.
func scrub(e timeline.Event) timeline.Event {
	e.ID, e.Mode, e.Occasion, e.Note = clean(e.ID), clean(e.Mode), clean(e.Occasion), clean(e.Note)
	e.Type, e.Status, e.Date.Basis = clean(e.Type), clean(e.Status), clean(e.Date.Basis)
	e.Parties, e.Place, e.Topics = scrubParties(e.Parties), scrubPlace(e.Place), scrubAll(e.Topics)
	e.Mentions = slices.Clone(e.Mentions)
	for i := range e.Mentions {
		m := &e.Mentions[i]
		m.Mode, m.Occasion, m.Rule, m.Lang = clean(m.Mode), clean(m.Occasion), clean(m.Rule), langTag(m.Lang)
		m.Type, m.Status, m.Date.Basis = clean(m.Type), clean(m.Status), clean(m.Date.Basis)
		m.Parties, m.Place, m.Topics = scrubParties(m.Parties), scrubPlace(m.Place), scrubAll(m.Topics)
		m.Evidence.Text, m.Evidence.Field = clean(m.Evidence.Text), clean(m.Evidence.Field)
	}
	return e
}

func scrubAll(list []string) []string {
	out := slices.Clone(list)
	for i, s := range out {
		out[i] = clean(s)
	}
	return out
}

func scrubParties(parties []timeline.Party) []timeline.Party {
	out := make([]timeline.Party, len(parties))
	for i, p := range parties {
		p.Code, p.Role, p.Name, p.Person, p.Level = clean(p.Code), clean(p.Role), clean(p.Name), clean(p.Person), clean(p.Level)
		out[i] = p
	}
	return out
}

// scrubPlace also takes coordinates away that are nowhere.
func scrubPlace(p timeline.Place) timeline.Place {
	p.Name, p.Code, p.Country = clean(p.Name), clean(p.Code), clean(p.Country)
	if !located(p) {
		p.Lat, p.Lon = 0, 0
	}
	return p
}

// webURL returns an absolute http or https address in its normal spelling, else
// nothing.
func webURL(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return clean(u.String())
}

// PublicURL returns the address of a source's feed where the public may see it: a
// web address without credentials; else nothing.
func PublicURL(s string) string { return publicURL(s) }

// publicURL returns the address of a source's feed where the public may see it:
// a web address without credentials.
func publicURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.User != nil {
		return ""
	}
	return webURL(s)
}

const (
	maxEvidence = 600 // code points of a quotation
	maxArticles = 25  // reports an entry lists
)

func shorten(s string, limit int) string {
	rs := []rune(s)
	if len(rs) <= limit {
		return s
	}
	return strings.TrimRight(string(rs[:limit-1]), " ") + "…"
}

var esc = html.EscapeString

// html writes an entry for people: well-formed XHTML, all addresses absolute.
func (d *document) html(en entry) string {
	switch {
	case d.PerReport:
		return d.reportHTML(en.articles[0], en.events)
	case en.gone:
		return "<p>" + esc(en.title) + "</p>\n"
	}
	return d.eventHTML(en.event, en.articles)
}

// text writes an entry as plain text.
func (d *document) text(en entry) string {
	switch {
	case d.PerReport:
		return d.reportText(en.articles[0], en.events)
	case en.gone:
		return en.title
	}
	return d.eventText(en.event, en.articles)
}

// eventHTML writes an event for people; the first line is its own date, as the
// date of an entry is when we published it.
func (d *document) eventHTML(e timeline.Event, articles []article) string {
	var b strings.Builder
	b.WriteString("<p><strong>" + esc(timeline.DateText(e.Date, d.Lang)) + "</strong> – " + esc(timeline.StatusLabel(timeline.ShownStatus(e), d.Lang)))
	if place := timeline.PlaceName(e.Place, d.Lang); place != "" {
		b.WriteString(" – " + esc(place))
	}
	b.WriteString("</p>\n<p>" + esc(d.parties(e)) + "</p>\n")
	d.articlesHTML(&b, articles)
	d.historyHTML(&b, e)
	if note := e.Note; note != "" {
		b.WriteString("<p>" + esc(timeline.Word("note", d.Lang)) + ": " + esc(note) + "</p>\n")
	}
	if u := d.eventURL(e.ID); u != "" {
		b.WriteString(`<p><a href="` + esc(u) + `">` + esc(timeline.Title(e, d.Lang)) + "</a></p>\n")
	}
	return b.String()
}

// parties writes who takes part, with the persons the reports name.
func (d *document) parties(e timeline.Event) string {
	var parts []string
	for _, p := range e.Parties {
		s := timeline.PartyName(p, d.Lang)
		if person := p.Person; person != "" {
			s += " (" + person + ")"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ", ") + ": " + timeline.TypeLabel(e.Type, e.Mode, d.Lang)
}

func (d *document) articlesHTML(b *strings.Builder, articles []article) {
	if len(articles) == 0 {
		return
	}
	b.WriteString("<p>" + esc(timeline.Word("reports", d.Lang)) + ":</p>\n<ul>\n")
	for _, a := range articles[:min(len(articles), maxArticles)] {
		b.WriteString("<li>" + d.articleHTML(a))
		quotesHTML(b, a)
		b.WriteString("</li>\n")
	}
	b.WriteString("</ul>\n")
	if rest := len(articles) - maxArticles; rest > 0 {
		b.WriteString("<p>" + esc(d.more(rest)) + "</p>\n")
	}
}

func (d *document) more(n int) string {
	return strings.ReplaceAll(timeline.Word("more", d.Lang), "{n}", strconv.Itoa(n))
}

// articleHTML names a report: its title as a link, its source, its day.
func (d *document) articleHTML(a article) string {
	title := esc(a.Title)
	if title == "" {
		title = esc(a.source.Title)
	}
	if lang := langTag(a.Lang); lang != "" {
		title = `<span lang="` + lang + `">` + title + "</span>"
	}
	if a.URL != "" {
		title = `<a href="` + esc(a.URL) + `">` + title + "</a>"
	}
	return title + " (" + esc(a.source.Title) + ", " + esc(d.dayText(a)) + ")"
}

func (d *document) dayText(a article) string {
	if a.reported.IsZero() {
		return ""
	}
	return timeline.DateText(timeline.DayDate(a.reported), d.Lang)
}

func quotesHTML(b *strings.Builder, a article) {
	for _, q := range a.evidence {
		if q == "" {
			continue
		}
		b.WriteString("<blockquote")
		if lang := langTag(a.Lang); lang != "" {
			b.WriteString(` lang="` + lang + `"`)
		}
		b.WriteString("><p>" + esc(shorten(q, maxEvidence)) + "</p></blockquote>")
	}
}

// langTag returns lang where it looks like a language tag.
func langTag(lang string) string {
	for _, r := range lang {
		if r != '-' && (r > 'z' || !unicode.IsLetter(r) && !unicode.IsDigit(r)) {
			return ""
		}
	}
	return lang
}

// historyHTML tells how date and status became known, where they changed.
func (d *document) historyHTML(b *strings.Builder, e timeline.Event) {
	if len(e.History) < 2 {
		return
	}
	b.WriteString("<p>" + esc(timeline.Word("history", d.Lang)) + ":</p>\n<ol>\n")
	for _, c := range e.History {
		b.WriteString("<li>" + esc(d.change(c)) + "</li>\n")
	}
	b.WriteString("</ol>\n")
}

func (d *document) change(c timeline.Change) string {
	status := timeline.StatusLabel(c.Status, d.Lang)
	if c.Moved {
		status = timeline.StatusLabel("postponed", d.Lang)
	}
	return timeline.DateText(c.Date, d.Lang) + ", " + status + " (" + timeline.Word("reported", d.Lang) + " " +
		timeline.DateText(timeline.DayDate(c.Reported.UTC()), d.Lang) + ")"
}

// eventText writes an event as plain text, a line each for date, parties and reports.
func (d *document) eventText(e timeline.Event, articles []article) string {
	var b strings.Builder
	b.WriteString(timeline.DateText(e.Date, d.Lang) + " – " + timeline.StatusLabel(timeline.ShownStatus(e), d.Lang))
	if place := timeline.PlaceName(e.Place, d.Lang); place != "" {
		b.WriteString(" – " + place)
	}
	b.WriteString("\n" + d.parties(e))
	for _, a := range articles[:min(len(articles), maxArticles)] {
		b.WriteString("\n\n" + d.articleText(a))
	}
	if rest := len(articles) - maxArticles; rest > 0 {
		b.WriteString("\n\n" + d.more(rest))
	}
	return b.String()
}

// summarize returns what stands before the first report, and its first line.
func summarize(text string) string {
	head, rest, _ := strings.Cut(text, "\n\n")
	quote, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(strings.ReplaceAll(head, "\n", ". ") + ". " + quote)
}

func (d *document) articleText(a article) string {
	var b strings.Builder
	for _, q := range a.evidence {
		if q != "" {
			b.WriteString("“" + shorten(q, maxEvidence) + "”\n")
		}
	}
	b.WriteString(a.source.Title + ", " + d.dayText(a))
	if a.Title != "" {
		b.WriteString(": " + a.Title)
	}
	if a.URL != "" {
		b.WriteString("\n" + a.URL)
	}
	return b.String()
}

func (d *document) reportHTML(a article, events []timeline.Event) string {
	var b strings.Builder
	b.WriteString("<p>" + d.articleHTML(a) + "</p>\n<ul>\n")
	for _, e := range events {
		title := esc(d.headline(e))
		if u := d.eventURL(e.ID); u != "" && !e.Hidden {
			title = `<a href="` + esc(u) + `">` + title + "</a>"
		}
		b.WriteString("<li>" + title + "</li>\n")
	}
	b.WriteString("</ul>\n")
	quotesHTML(&b, a)
	return b.String()
}

func (d *document) reportText(a article, events []timeline.Event) string {
	var b strings.Builder
	for _, e := range events {
		b.WriteString(d.headline(e) + "\n")
	}
	return b.String() + "\n" + d.articleText(a)
}

// categories lists the event's terms, each with its scheme.
func (d *document) categories(e timeline.Event) []category {
	if e.Hidden {
		return d.statusCategory(e)
	}
	term := strings.TrimSuffix(string(e.Type)+"/"+e.Mode, "/")
	out := []category{{term, Docs + "#type", timeline.TypeLabel(e.Type, e.Mode, d.Lang)}}
	out = append(out, d.statusCategory(e)...)
	for _, code := range e.Codes() {
		i := slices.IndexFunc(e.Parties, func(p timeline.Party) bool { return p.Code == code })
		name := timeline.PartyName(e.Parties[i], d.Lang)
		out = append(out, category{code, Docs + "#actor", name})
		if e.Parties[i].Role == timeline.Recipient {
			out = append(out, category{code, Docs + "#recipient", name})
		}
	}
	if code := e.Place.Code; code != "" {
		out = append(out, category{code, Docs + "#place", timeline.PlaceName(e.Place, d.Lang)})
	}
	for _, t := range e.Topics {
		out = append(out, category{t, Docs + "#topic", timeline.TopicLabel(t, d.Lang)})
	}
	return out
}

func (d *document) statusCategory(e timeline.Event) []category {
	status := timeline.ShownStatus(e)
	return []category{{status, Docs + "#status", timeline.StatusLabel(status, d.Lang)}}
}
