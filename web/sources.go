package web

import (
	"html/template"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// How much the source pages list.
const (
	undecidedShown = 20
	readsShown     = 60
	pollsShown     = 96
)

type sourcesView struct {
	*frame
	Heading, Caption string
	Rows             []sourceRow
	Undecided        []readRow
}

// sourceRow is a source in the table.
type sourceRow struct {
	ID, Title, URL, Address, Lang      string
	Class, Glyph                       string
	Word, Why                          string
	Bad                                bool
	LastISO, Last, NextISO, Next, Plan string
	Reason                             string
	Reports, Events, Undecided         int
	Spark                              spark
}

// readRow is a report and what was read in it.
type readRow struct {
	Title, URL, Lang, Source, Published, ISO string
	Why, WhyLang                             string
	Relevant                                 bool
	Events                                   int
}

func (s *server) sourcesPage(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "sources")
	sources, err := s.Sources.Sources(r.Context())
	if err != nil {
		return err
	}
	reads, err := s.Sources.Read(r.Context(), "", true, undecidedShown)
	if err != nil {
		return err
	}
	v := &sourcesView{frame: f, Heading: f.loc.text("sources.title"), Undecided: f.readRows(reads, f.sources)}
	f.Title = v.Heading
	f.Summary = f.healthSummary(sources)
	v.Caption = f.loc.text("sources.caption", "time", f.loc.timeText(f.now))
	sortBy(f.loc, sources, func(src Source) string { return src.Title })
	slices.SortStableFunc(sources, func(a, b Source) int { return healthOf(a, f.now).rank() - healthOf(b, f.now).rank() })
	for _, src := range sources {
		v.Rows = append(v.Rows, f.sourceRow(src))
	}
	return s.show(w, r, "sources", v)
}

func (f *frame) healthSummary(sources []Source) string {
	var ok, failing, waiting, fresh, off int
	for _, src := range sources {
		switch healthOf(src, f.now).kind {
		case "ok", "quiet":
			ok++
		case "failing", "gone":
			failing++
		case "waiting":
			waiting++
		case "new":
			fresh++
		default:
			off++
		}
	}
	var words []string
	for _, c := range []struct {
		key string
		n   int
	}{{"health.ok", ok}, {"health.waiting", waiting}, {"health.failing", failing}, {"health.new", fresh}, {"health.off", off}} {
		if c.n > 0 {
			words = append(words, f.loc.count(c.key, c.n))
		}
	}
	text := f.loc.count("health.feeds", len(sources)) + "."
	if len(words) > 0 {
		text += " " + strings.Join(words, ", ") + "."
	}
	if failing+waiting > 0 {
		text += " " + f.loc.text("sources.first")
	}
	return text
}

func (f *frame) sourceRow(src Source) sourceRow {
	h := healthOf(src, f.now)
	row := sourceRow{
		ID: src.ID, Title: src.Title, URL: "/sources/" + url.PathEscape(src.ID), Address: shortAddress(src.URL), Lang: src.Lang,
		Bad: h.attention(), Reason: f.loc.says(src.Reason),
		Reports: src.Reports, Events: src.Events, Undecided: src.Undecided, Spark: f.spark(src.Recent, 18, 80),
	}
	row.Class, row.Glyph = h.glyph()
	row.Word, row.Why = f.healthWords(h)
	row.Last = f.loc.text("never")
	if !src.LastOK.IsZero() {
		row.LastISO, row.Last = src.LastOK.UTC().Format(time.RFC3339), f.loc.clockText(src.LastOK, f.now)
	}
	if !src.NextDue.IsZero() && !src.Gone && !src.Disabled {
		row.NextISO, row.Next, row.Plan = src.NextDue.UTC().Format(time.RFC3339), f.loc.in(src.NextDue, f.now), f.schedule(src.Schedule)
	}
	return row
}

// schedule reads "@every 20m" out; a cron spec stands as it is.
func (f *frame) schedule(spec string) string {
	if every, ok := strings.CutPrefix(spec, "@every "); ok {
		if d, err := time.ParseDuration(every); err == nil {
			return f.loc.every(d)
		}
	}
	return spec
}

// shortAddress leaves out what every address has.
func shortAddress(a string) string {
	return strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(a, "https://"), "http://"), "www.")
}

// slashed lets an address break after its slashes, where it has to break at all.
func slashed(address string) template.HTML {
	return template.HTML(strings.ReplaceAll(template.HTMLEscapeString(address), "/", "/<wbr>"))
}

func (f *frame) readRows(reads []Read, names map[string]string) []readRow {
	rows := make([]readRow, len(reads))
	for i, rd := range reads {
		r := rd.Report
		rows[i] = readRow{
			Title: r.Title, URL: httpOnly(r.URL), Lang: r.Lang, Source: names[r.Source], Why: f.loc.says(rd.Why), WhyLang: f.loc.spoken(rd.Why),
			Relevant: rd.Relevant, Events: rd.Events,
		}
		if !r.Published.IsZero() {
			rows[i].ISO, rows[i].Published = r.Published.UTC().Format(time.RFC3339), f.loc.clockText(r.Published, f.now)
		}
	}
	return rows
}

// httpOnly keeps addresses a page may link to.
func httpOnly(address string) string {
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return address
	}
	return ""
}

type sourceView struct {
	*frame
	Row     sourceRow
	Heading string
	Facts   []fact
	Chart   spark
	Polls   []pollRow
	Reads   []readRow
	Events  string // the address of its events
}

// pollRow is one attempt in the history.
type pollRow struct {
	ISO, Time, Answer string
	Failed            bool
	Items, New        int
	Changed           int
	Took              string
}

func (s *server) sourcePage(w http.ResponseWriter, r *http.Request) error {
	f, id := s.frame(r, "sources"), r.PathValue("id")
	sources, err := s.Sources.Sources(r.Context(), id)
	if err != nil {
		return err
	}
	if len(sources) == 0 {
		return errNotFound
	}
	polls, err := s.Sources.Polls(r.Context(), id, pollsShown)
	if err != nil {
		return err
	}
	reads, err := s.Sources.Read(r.Context(), id, false, readsShown)
	if err != nil {
		return err
	}
	src := sources[0]
	v := &sourceView{frame: f, Row: f.sourceRow(src), Heading: src.Title, Reads: f.readRows(reads, f.sources), Events: address("/", "source:"+src.ID)}
	f.Title = src.Title
	v.Facts = f.sourceFacts(src)
	chart := slices.Clone(polls)
	slices.Reverse(chart)
	v.Chart = f.spark(chart, 44, 288)
	for _, p := range polls[:min(len(polls), 24)] {
		v.Polls = append(v.Polls, f.pollRow(p))
	}
	return s.show(w, r, "source", v)
}

func (f *frame) sourceFacts(src Source) []fact {
	var out []fact
	add := func(key, text, link string) {
		if text != "" {
			out = append(out, fact{f.loc.text(key), []factItem{{Text: text, URL: link}}})
		}
	}
	add("source.address", shortAddress(src.URL), httpOnly(src.URL))
	add("source.lang", f.loc.language(src.Lang), "")
	add("source.schedule", f.schedule(src.Schedule), "")
	add("source.tags", strings.Join(src.Tags, ", "), "")
	if !src.NextDue.IsZero() {
		add("col.next", f.loc.in(src.NextDue, f.now), "")
	}
	if src.Reason != "schedule "+src.Schedule { // else it says no more than the schedule
		add("source.reason", f.loc.says(src.Reason), "")
	}
	add("source.lastok", f.moment(src.LastOK), "")
	add("source.newest", f.moment(src.Newest), "")
	return out
}

func (f *frame) pollRow(p Poll) pollRow {
	row := pollRow{
		ISO: p.At.UTC().Format(time.RFC3339), Time: f.loc.clockText(p.At, f.now),
		Items: p.Items, New: p.New, Changed: p.Changed, Took: p.Took.Round(time.Millisecond).String(),
	}
	switch {
	case p.Error != "":
		row.Answer, row.Failed = f.loc.says(p.Error), true
	case p.Status == http.StatusNotModified:
		row.Answer = "304, " + f.loc.text("poll.same")
	default:
		row.Answer = strconv.Itoa(p.Status)
	}
	return row
}

// spark is the picture of polls: a bar for new articles, a dash for none, a
// cross for a failure. Where failures stand too close for a cross each, some have none.
type spark struct {
	Height, Base int
	Marks        []sparkMark
	Label        string
	First, Last  string // when the polls at both ends were; empty where that has no room
	FirstX       string
}

type sparkMark struct {
	X, Width, Y, Height string
	Kind                string // y new, z nothing, x failed
}

// crossWidth is what a cross takes, with air beside it, in pixels.
const crossWidth = 6

// spark draws polls, oldest first, with bars up to so many pixels high, in a
// picture that is at least so wide.
func (f *frame) spark(polls []Poll, high, wide int) spark {
	const room = 48
	polls = polls[max(0, len(polls)-2*room):]
	sp := spark{Height: high + 10, Base: high + 6}
	most, failed := 1, 0
	for _, p := range polls {
		most = max(most, p.New)
	}
	places := float64(max(room, len(polls)))
	apart, crossed := int(math.Ceil(crossWidth*places/float64(wide))), math.MinInt/2
	for i, p := range polls {
		at := places - float64(len(polls)-i)
		m := sparkMark{X: percent(at, places), Width: percent(.75, places), Y: decimal(float64(sp.Base) - 1.5), Height: "1.5", Kind: "z"}
		switch {
		case p.Error != "":
			if failed++; i-crossed < apart {
				continue
			}
			m.Kind, m.X, crossed = "x", percent(at+.375, places), i
		case p.New > 0:
			h := max(2, float64(high*p.New)/float64(most))
			m.Kind, m.Height, m.Y = "y", decimal(h), decimal(float64(sp.Base)-h)
		}
		sp.Marks = append(sp.Marks, m)
	}
	if first := places - float64(len(polls)); first < .6*places {
		sp.FirstX, sp.First, sp.Last = percent(first, places), f.loc.clockText(polls[0].At, f.now), f.loc.clockText(polls[len(polls)-1].At, f.now)
	}
	sp.Label = f.loc.text("spark.label", "answered", f.loc.count("polls", len(polls)-failed), "failed", failed)
	return sp
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }
