package web

import (
	"cmp"
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// card is one event as lists show it.
type card struct {
	ID, URL      string
	Class, Glyph string // the status: how it looks, and its mark on the rail
	Icon, Label  string // the act
	Tag          string // status and precision in words, where they are not the normal case
	TagAlt       bool
	Codes        string
	Parties      []string
	More         string // "and 3 more"
	Place        string
	Title        string // all of it in one line
	Date         timeline.Span
	When, Former string // the date, and the one announced before it
	Quote        *quote
	Steps        []step
	Reports      []reportView
	Voices       voices
}

type quote struct{ Text, Lang, Source string }

// step is one state of what was known of the date.
type step struct{ ISO, Reported, Text, Source string }

// reportView is one report beside its evidence.
type reportView struct {
	Source, Lang  string
	ISO, Reported string
	Kind          string // "own report", "told in passing"
	URL           string // opens the article at the sentence
	Article       string // the same without the sentence, for paper
	Title         string // of the article, where the evidence is the headline itself it is empty
	Evidence      []run
	ReadAs        string
}

// run is a stretch of evidence, marked as who, act, when or where, or not at all.
type run struct{ Text, Class string }

// marked writes runs with their marks.
func marked(runs []run) template.HTML {
	var b strings.Builder
	for _, r := range runs {
		text := template.HTMLEscapeString(r.Text)
		if r.Class != "" {
			text = `<mark class="` + r.Class + `">` + text + "</mark>"
		}
		b.WriteString(text)
	}
	return template.HTML(b.String())
}

// shownParties is how many parties a heading names before it counts.
const shownParties = 3

// How many reports a list shows under one event, and the event's own page.
const (
	shownReports = 6
	allReports   = 60
)

// brief makes the view of an event without its reports.
func (f *frame) brief(e timeline.Event) card {
	c := card{
		ID: "e-" + e.ID, URL: "/events/" + url.PathEscape(e.ID), Date: e.Date.Span,
		Class: statusClass(e), Glyph: glyph(e), Icon: "i-" + iconOf(e), Label: f.typeName(e.Type, e.Mode),
		Codes: codesOf(e), Title: timeline.Title(e, f.Lang), When: f.loc.date(e.Date.Span),
	}
	c.Tag, c.TagAlt = f.tag(e)
	c.Parties, c.More = f.parties(e)
	c.Place = f.placeName(e.Place)
	return c
}

// card makes the view of an event with at most so many of its reports.
func (f *frame) card(e timeline.Event, reports map[string]timeline.Report, names map[string]string, most int) card {
	c := f.brief(e)
	c.Steps, c.Former = f.steps(e, reports, names)
	mentions := f.oneEach(e)
	speaks := timeline.VoicesOf(mentions)
	for i, m := range mentions {
		if i == most {
			break
		}
		c.Reports = append(c.Reports, f.reportView(m, reports[m.Report], names))
		if speaks[i] != i {
			c.Reports[i].Kind = f.loc.text("report.voice", "source", c.Reports[speaks[i]].Source)
		}
		if i == 0 {
			c.Quote = &quote{oneLine(m.Evidence.Text), m.Lang, c.Reports[0].Source}
		}
	}
	c.Voices = f.voices(speaks, e.Voices)
	return c
}

// oneEach returns one mention of each report: the ones that tell the event for
// its own sake first, then those in the reader's language, then the newest.
func (f *frame) oneEach(e timeline.Event) []timeline.Mention {
	var out []timeline.Mention
	for _, m := range e.Mentions {
		if !slices.ContainsFunc(out, func(o timeline.Mention) bool { return o.Report == m.Report }) {
			out = append(out, m)
		}
	}
	rank := func(m timeline.Mention) int {
		r := 0
		if m.Background {
			r += 4
		}
		if m.Evidence.Field == timeline.FieldTitle {
			r += 2
		}
		if m.Lang != f.Lang {
			r++
		}
		return r
	}
	slices.SortStableFunc(out, func(a, b timeline.Mention) int {
		return cmp.Or(rank(a)-rank(b), b.Reported.Compare(a.Reported))
	})
	return out
}

func statusClass(e timeline.Event) string {
	if e.Status == timeline.Occurred && e.Background {
		return "background"
	}
	return string(e.Status)
}

func glyph(e timeline.Event) string {
	switch {
	case e.Status == timeline.Planned && fuzzy(e.Date.Span):
		return "m-vague"
	default:
		return "m-" + statusClass(e)
	}
}

// fuzzy says that the day of the span is not known: whole months, or no date.
func fuzzy(s timeline.Span) bool { return s.IsZero() || wholeMonths(s) }

// tag says the status where it is not "occurred on a known day".
func (f *frame) tag(e timeline.Event) (text string, alt bool) {
	kind := shape(e.Date.Span)
	switch {
	case e.Retracted:
		return f.loc.text("status.retracted"), true
	case e.Status == timeline.Cancelled:
		return f.loc.text("status.cancelled"), false
	case e.Status == timeline.Planned && e.Postponed() && !e.Date.IsZero():
		return f.loc.text("tag.moved"), true
	case e.Status == timeline.Planned && e.Date.Contains(oneDay(timeline.DayOf(f.now))) && e.Date.Precision == timeline.Range && !fuzzy(e.Date.Span):
		return f.loc.text("tag.ongoing"), false
	case e.Status == timeline.Planned:
		switch kind {
		case "months", "years":
			kind = "days"
		case "wholes", "wholeyears":
			kind = "year"
		}
		return f.loc.text("tag.planned." + kind), false
	case e.Background:
		return f.loc.text("status.background"), false
	case kind == "month" || kind == "year":
		return f.loc.text("tag.occurred." + kind), true
	}
	return "", false
}

// codesOf lists the codes in the order of the parties.
func codesOf(e timeline.Event) string {
	var codes []string
	for _, p := range e.Parties {
		if p.Code != "" && !slices.Contains(codes, p.Code) {
			codes = append(codes, p.Code)
		}
	}
	return strings.Join(codes, " ")
}

// parties names the parties of an event, actors first, and counts what is left.
func (f *frame) parties(e timeline.Event) (names []string, more string) {
	for _, p := range e.Parties {
		if name := timeline.PartyName(p, f.Lang); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > shownParties {
		more = f.loc.count("parties.more", len(names)-shownParties+1)
		names = names[:shownParties-1]
	}
	return names, more
}

// shortTitle is the event in one line, with as many parties as a heading names.
func (f *frame) shortTitle(e timeline.Event) string {
	names, more := f.parties(e)
	if more == "" {
		return timeline.Title(e, f.Lang)
	}
	title := strings.Join(names, " – ") + " " + more + ": " + f.typeName(e.Type, e.Mode)
	if place := f.placeName(e.Place); place != "" {
		title += ", " + place
	}
	return title
}

// steps tells how the date became known, where it moved or became finer; former
// is the date before the last change.
func (f *frame) steps(e timeline.Event, reports map[string]timeline.Report, names map[string]string) (out []step, former string) {
	for i, h := range e.History {
		text := f.loc.date(h.Date.Span)
		if f.loc.statusWord(h) != "" {
			text += ", " + f.loc.statusWord(h)
		}
		d := timeline.DayOf(h.Reported.UTC())
		out = append(out, step{d.String(), f.loc.dateShort(oneDay(d)), text, names[reports[h.Report].Source]})
		if i < len(e.History)-1 && h.Date.Span != e.Date.Span && !h.Date.IsZero() {
			former = f.loc.date(h.Date.Span)
		}
	}
	if former == "" {
		return nil, ""
	}
	return out, former
}

func (l *locale) statusWord(c timeline.Change) string {
	switch {
	case c.Status == timeline.Cancelled:
		return l.text("hist.cancelled")
	case c.Status == timeline.Occurred:
		return l.text("hist.occurred")
	case c.Moved && c.Date.IsZero():
		return l.text("hist.postponed")
	}
	return ""
}

func (f *frame) reportView(m timeline.Mention, r timeline.Report, names map[string]string) reportView {
	day := timeline.DayOf(m.Reported.UTC())
	v := reportView{
		Source: cmp.Or(names[m.Source], m.Source), Lang: cmp.Or(m.Lang, r.Lang),
		ISO: day.String(), Reported: f.loc.dateShort(oneDay(day)),
		Evidence: f.marked.of(m),
		URL:      atSentence(r.URL, m.Evidence.Text),
		Article:  httpOnly(r.URL),
		ReadAs:   f.loc.statusText(string(m.Status)) + ", " + f.loc.date(m.Date.Span),
	}
	if m.Evidence.Field == timeline.FieldText {
		v.Title = r.Title
	}
	if m.Background {
		v.Kind = f.loc.text("report.passing")
	}
	return v
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// atSentence returns the article's address with a text fragment that scrolls to
// the sentence (WICG Scroll to Text Fragment): all of a short one, the first and
// last words of a long one.
func atSentence(address, sentence string) string {
	words := strings.Fields(sentence)
	if address == "" || len(words) == 0 || !strings.HasPrefix(address, "http") {
		return ""
	}
	if i := strings.IndexByte(address, '#'); i >= 0 {
		address = address[:i]
	}
	const ends = 5
	text := fragment(words)
	if len(words) > 2*ends {
		text = fragment(words[:ends]) + "," + fragment(words[len(words)-ends:])
	}
	return address + "#:~:text=" + text
}

func fragment(words []string) string {
	return strings.ReplaceAll(url.PathEscape(strings.Join(words, " ")), "-", "%2D")
}

// voices draws one block per report; blocks that touch come from one voice.
type voices struct {
	Width int
	X     []int
	Text  string
}

// shownBlocks keeps the picture small where an event has many reports.
const shownBlocks = 12

// voices draws reports, given the first report of each one's voice.
func (f *frame) voices(speaks []int, independent int) voices {
	sizes := map[int]int{}
	for _, first := range speaks {
		sizes[first]++
	}
	if len(sizes) != independent { // the store knew more of the texts
		return f.blocks(onesAndRest(len(speaks), independent))
	}
	var groups []int
	for _, first := range slices.Sorted(maps.Keys(sizes)) {
		groups = append(groups, sizes[first])
	}
	return f.blocks(groups)
}

// onesAndRest is so many reports of so many voices, of which it is not known who
// speaks for whom.
func onesAndRest(reports, independent int) []int {
	independent = max(1, min(independent, reports))
	groups := []int{reports - independent + 1}
	for range independent - 1 {
		groups = append(groups, 1)
	}
	return groups
}

// blocks draws the reports of each voice side by side.
func (f *frame) blocks(groups []int) voices {
	reports, x := 0, 0
	var v voices
	for _, n := range groups {
		reports += n
		for range min(n, shownBlocks-len(v.X)) {
			v.X = append(v.X, x)
			x += 6
			v.Width = x
		}
		x += 4
	}
	v.Width = max(v.Width, 5)
	v.Text = f.loc.count("reports", reports)
	if reports > 1 {
		v.Text += ", " + f.loc.count("voices", len(groups))
	}
	return v
}
