package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// How many events a page shows.
const (
	aheadShown = 5
	aheadRead  = 15 // events at first, and more until so many are really ahead
	aheadPage  = 40 // where all that is ahead is asked for
	pastShown  = 30
)

// timelineView is the front page.
type timelineView struct {
	*frame
	Heading   string
	Band      *band
	Ahead     aheadView
	AheadOnly bool
	ShowToday bool
	Today     []dayView
	Months    []monthView
	Pager     *pager
}

type aheadView struct {
	Days       []dayView
	More, Next *link
}

type link struct{ URL, Text string }

type pager struct {
	First string
	Next  *link
}

type monthView struct {
	Name, Note string
	Days       []dayView
}

// dayView is a date or span and its events.
type dayView struct {
	Date  dateColumn
	Class string
	Cards []card
	span  timeline.Span
}

func (s *server) timelinePage(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "timeline")
	a, err := s.ask(f.Search.Q)
	if err != nil {
		return err
	}
	count, err := s.Summaries.Count(r.Context(), a.bound)
	if err != nil {
		return err
	}
	if count.Events == 0 {
		return s.nothing(w, r, f, a)
	}
	v := &timelineView{frame: f}
	f.Wide = true
	v.Heading = f.heading(a.text)
	f.Title = v.Heading
	f.Summary = f.summary(count)
	s.subscribe(f, a.text)
	if err := s.fillFacets(r.Context(), f, a); err != nil {
		return err
	}
	if v.Band, err = s.band(r.Context(), f, a); err != nil {
		return err
	}
	if err := s.fillTimeline(r, v, a, count); err != nil {
		return err
	}
	return s.show(w, r, "timeline", v)
}

// summary is the sentence under the heading.
func (f *frame) summary(c Count) string {
	ahead := ""
	if c.Ahead > 0 {
		ahead = f.atLeast("ahead", c.Ahead)
	}
	events := f.loc.count("events", c.Events)
	if c.About {
		events = f.loc.text("about", "events", f.loc.count("events", rounded(c.Events)))
	}
	if c.Reports == 0 {
		return strings.TrimSpace(events + ". " + ahead)
	}
	return strings.TrimSpace(f.loc.text("summary", "events", events,
		"reports", f.loc.count("reports", c.Reports), "sources", f.loc.count("sources.by", c.Sources), "ahead", ahead))
}

// aheadMost is up to how many events ahead are counted.
const aheadMost = 1000

// atLeast counts up to aheadMost: "1,000+ lie ahead".
func (f *frame) atLeast(key string, n int) string {
	if n <= aheadMost {
		return f.loc.count(key, n)
	}
	most := f.loc.number(aheadMost)
	return strings.Replace(f.loc.count(key, aheadMost), most, most+"+", 1)
}

// rounded keeps two figures of an estimate.
func rounded(n int) int {
	unit := 1
	for n/unit >= 100 {
		unit *= 10
	}
	return (n + unit/2) / unit * unit
}

// plainKeys are the fields whose values say what they are.
var plainKeys = []timeline.Key{timeline.KeyType, timeline.KeyStatus, timeline.KeyPlace, timeline.KeyDate}

// heading is the query in words: "Kazakhstan – Switzerland, 2024".
func (f *frame) heading(q timeline.Query) string {
	var who, rest []string
	for _, p := range q.Parts() {
		c := f.chip(p)
		t, ok := p.Root.(timeline.Term)
		switch {
		case ok && t.Key == timeline.KeyActor:
			who = append(who, c.Text)
		case ok && slices.Contains(plainKeys, t.Key) || c.Field == f.loc.text("field.actor"):
			rest = append(rest, c.Text)
		case c.Field == "":
			rest = append(rest, c.Text)
		default:
			rest = append(rest, f.loc.text("field.value", "field", c.Field, "value", c.Text))
		}
	}
	h := strings.Join(append([]string{strings.Join(who, " – ")}, rest...), ", ")
	if h = strings.TrimPrefix(h, ", "); h != "" {
		return upperFirst(h)
	}
	return f.loc.text("heading.all")
}

// fillTimeline puts the events in: the next few ahead, today's, and the past by
// month; or, further on, only what the cursor leads to.
func (s *server) fillTimeline(r *http.Request, v *timelineView, a asked, count Count) error {
	ctx, f := r.Context(), v.frame
	ahead, after := r.URL.Query().Get("ahead"), r.URL.Query().Get("after")
	switch {
	case ahead != "":
		v.AheadOnly = true
		return s.fillAhead(ctx, v, a, strings.TrimPrefix(ahead, "all"), aheadPage, count)
	case after == "":
		_, chosen := undated(a)
		v.ShowToday = chosen.IsZero() || chosen.Contains(oneDay(timeline.DayOf(f.now)))
		f.Live = "/live?" + r.URL.Query().Encode()
		if err := s.fillAhead(ctx, v, a, "", aheadShown, count); err != nil {
			return err
		}
	}
	return s.fillPast(ctx, v, a, after)
}

// mayLieAhead are the events of the section ahead, and the few that are planned and go on.
// Of a long timeline very many go on that are neither.
const mayLieAhead = "(date:>=tomorrow -date:today) OR (date:today -status:occurred) OR (date:none status:planned)"

func (s *server) fillAhead(ctx context.Context, v *timelineView, a asked, cursor string, show int, count Count) error {
	f := v.frame
	q, err := a.narrow(mayLieAhead)
	if err != nil {
		return err
	}
	var events []timeline.Event
	next, least := cursor, show
	if v.AheadOnly {
		least = 1 // another page has the rest
	}
	for n := max(aheadRead, show); len(events) < least; n *= 4 {
		var some []timeline.Event
		if some, next, err = s.Timeline.Events(ctx, q.bound, Page{Order: OldestDate, Cursor: next, Limit: n, Bare: true}); err != nil {
			return err
		}
		events = append(events, slices.DeleteFunc(some, func(e timeline.Event) bool { return f.section(e) != ahead })...)
		if next == "" {
			break
		}
	}
	if !v.AheadOnly {
		events = events[:min(show, len(events))]
		if left := count.Ahead - len(events); left > 0 {
			v.Ahead.More = &link{address("/", a.text.String(), "ahead", "all"), f.atLeast("ahead.more", left)}
		}
		slices.SortStableFunc(events, func(a, b timeline.Event) int { return int(b.Date.End) - int(a.Date.End) })
	} else {
		if next != "" {
			v.Ahead.Next = &link{address("/", a.text.String(), "ahead", next), f.loc.text("page.later")}
		}
		v.Pager = &pager{First: address("/", a.text.String())}
	}
	if err := s.Timeline.Mentions(ctx, events); err != nil {
		return err
	}
	v.Ahead.Days, err = s.days(ctx, f, events)
	return err
}

func (s *server) fillPast(ctx context.Context, v *timelineView, a asked, cursor string) error {
	f := v.frame
	q, err := a.narrow("date:<=today OR date:none")
	if err != nil {
		return err
	}
	events, next, err := s.Timeline.Events(ctx, q.bound, Page{Order: NewestDate, Cursor: cursor, Limit: pastShown})
	if err != nil {
		return err
	}
	var now, before []timeline.Event
	for _, e := range events {
		switch where := f.section(e); {
		case where == ongoing && v.ShowToday:
			now = append(now, e)
		case where != ahead:
			before = append(before, e)
		}
	}
	if v.Today, err = s.days(ctx, f, now); err != nil {
		return err
	}
	days, err := s.days(ctx, f, before)
	if err != nil {
		return err
	}
	v.Months = f.months(days)
	if v.Pager == nil && (next != "" || cursor != "") {
		v.Pager = &pager{}
	}
	if cursor != "" {
		v.Pager.First = address("/", a.text.String())
	}
	if next != "" {
		v.Pager.Next = &link{address("/", a.text.String(), "after", next), f.loc.text("page.next")}
	}
	return nil
}

// section is the part of the timeline an event stands in.
type section int

const (
	past section = iota
	ongoing
	ahead
)

func (f *frame) section(e timeline.Event) section {
	today := timeline.DayOf(f.now)
	switch {
	case e.Date.IsZero():
		if e.Status == timeline.Planned {
			return ahead
		}
		return past
	case e.Date.Start > today:
		return ahead
	case e.Date.End < today:
		return past
	case fuzzy(e.Date.Span):
		if e.Status == timeline.Occurred {
			return past
		}
		return ahead
	default:
		return ongoing
	}
}

// days groups events that follow one another and have the same date.
func (s *server) days(ctx context.Context, f *frame, events []timeline.Event) ([]dayView, error) {
	cards, err := s.cards(ctx, f, events, shownReports)
	if err != nil {
		return nil, err
	}
	var out []dayView
	for i, c := range cards {
		if i > 0 && out[len(out)-1].span == c.Date {
			last := &out[len(out)-1]
			last.Cards = append(last.Cards, c)
			continue
		}
		out = append(out, dayView{f.loc.column(c.Date), f.dayClass(c.Date), []card{c}, c.Date})
	}
	return out, nil
}

func (f *frame) dayClass(s timeline.Span) string {
	var class []string
	if s.Precision != timeline.OneDay {
		class = append(class, "span")
	}
	if fuzzy(s) {
		class = append(class, "fuzzy")
	}
	if s.IsZero() || s.End > timeline.DayOf(f.now) {
		class = append(class, "ahead")
	}
	return strings.Join(class, " ")
}

// cards makes the views of events, reading their reports in one go.
func (s *server) cards(ctx context.Context, f *frame, events []timeline.Event, most int) ([]card, error) {
	var ids []string
	for _, e := range events {
		ids = append(ids, e.Reports()...)
	}
	reports, err := s.Timeline.Reports(ctx, ids)
	if err != nil {
		return nil, err
	}
	names := f.sources
	cards := make([]card, len(events))
	for i, e := range events {
		cards[i] = f.card(e, reports, names, most)
	}
	return cards, nil
}

// sourceNames returns the titles of the sources by id.
func (s *server) sourceNames() map[string]string {
	names := map[string]string{}
	for _, src := range s.Config().Sources {
		names[src.ID] = src.Title
	}
	return names
}

// months puts days under the month they begin in; the undated stand last.
func (f *frame) months(days []dayView) []monthView {
	var out []monthView
	for _, d := range days {
		name := f.loc.text("undated")
		switch d.span.Precision {
		case timeline.NoDate:
		case timeline.Year:
			name = f.loc.date(d.span)
		default:
			name = upperFirst(f.loc.monthText(d.span.Start))
		}
		if len(out) == 0 || out[len(out)-1].Name != name {
			out = append(out, monthView{Name: name})
		}
		last := &out[len(out)-1]
		last.Days = append(last.Days, d)
	}
	return out
}
