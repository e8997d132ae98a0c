package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// calendarRead is how many events of a month the calendar takes up.
const calendarRead = 600

// dayShown is how many events a day of the calendar names.
const dayShown = 6

// someShown is how many events of a month whose day is not known stand above it.
const someShown = 12

type calendarView struct {
	*frame
	Heading          string
	Prev, Next       link
	TodayURL, ICal   string
	SomeTitle        string
	Some             []card
	SomeMore         *link
	DaysLabel        string
	Weekdays         []string
	Days             []calendarDay
	Month            timeline.Span
	ShowingThisMonth bool
}

type calendarDay struct {
	ISO, Number, Note, Rest string // Rest: month and weekday for those who hear it
	Weekday                 string // abbreviated, for a screen without columns
	Out, Today              bool
	Entries                 []calendarEntry
	More                    *link
}

type calendarEntry struct {
	URL, Text, Class, Glyph string
	Status                  string
	Run                     bool // one day of several
	Cancelled               bool
}

func (s *server) calendarPage(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "timeline")
	a, err := s.ask(f.Search.Q)
	if err != nil {
		return err
	}
	rest, chosen := undated(a)
	month := monthOf(timeline.DayOf(f.now))
	if !chosen.IsZero() {
		month = monthOf(chosen.Start)
	}
	if m, ok := parseSpan(r.URL.Query().Get("month")); ok {
		month = monthOf(m.Start)
	}
	first, last := weekStart(month.Start), weekStart(month.End)+6
	q, err := rest.narrow("date:" + first.String() + ".." + last.String())
	if err != nil {
		return err
	}
	events, more, err := s.Timeline.Events(r.Context(), q.bound, Page{Order: OldestDate, Limit: calendarRead, Bare: true})
	if err != nil {
		return err
	}
	cut := last + 1 // the first day whose events are not all here
	if more != "" {
		cut = max(events[len(events)-1].Date.Start, first)
	}
	v := &calendarView{frame: f, Month: month, Heading: upperFirst(f.loc.monthText(month.Start)), Weekdays: f.loc.Dates.Days}
	f.Title = v.Heading
	if h := f.heading(rest.text); len(rest.text.Parts()) > 0 {
		f.Title = h + ", " + f.loc.monthText(month.Start)
	}
	s.calendarLinks(v, rest.text)
	s.fillCalendar(f, v, events, first, last, cut)
	s.subscribe(f, rest.text)
	return s.show(w, r, "calendar", v)
}

func (s *server) calendarLinks(v *calendarView, q timeline.Query) {
	f, m := v.frame, v.Month
	to := func(d timeline.Day) link {
		return link{address("/calendar", q.String(), "month", monthOf(d).String()), f.loc.Dates.Alone[month(d)-1]}
	}
	v.Prev, v.Next = to(m.Start-1), to(m.End+1)
	v.TodayURL = address("/calendar", q.String())
	v.ICal = address("/feed.ics", q.String())
	v.SomeTitle = upperFirst(f.loc.text("cal.some", "month", f.loc.monthText(m.Start)))
	v.DaysLabel = f.loc.text("cal.days", "month", f.loc.monthText(m.Start))
}

func month(d timeline.Day) time.Month { _, m, _ := d.Date(); return m }

// weekStart is the Monday of the day's week.
func weekStart(d timeline.Day) timeline.Day {
	return d - timeline.Day((int(d.Weekday())+6)%7)
}

// fillCalendar puts events on their days; those whose day is not known stand
// above the grid. From the cut on, days only lead to their events.
func (s *server) fillCalendar(f *frame, v *calendarView, events []timeline.Event, first, last, cut timeline.Day) {
	byDay := map[timeline.Day][]timeline.Event{}
	known, some := 0, 0
	for _, e := range events {
		switch {
		case fuzzy(e.Date.Span):
			if e.Date.Overlaps(v.Month) && e.Date.Precision != timeline.Year {
				if some++; some <= someShown {
					v.Some = append(v.Some, f.brief(e))
				}
			}
			continue
		case e.Date.Overlaps(v.Month):
			known++
		}
		for d := max(e.Date.Start, first); d <= min(e.Date.End, last, cut-1); d++ {
			byDay[d] = append(byDay[d], e)
		}
	}
	f.Summary = f.loc.text("cal.known.only", "known", f.loc.count("events", known))
	if some > 0 {
		f.Summary = f.loc.text("cal.known", "known", f.loc.count("events", known), "some", f.loc.number(some))
	}
	if left := some - len(v.Some); left > 0 {
		v.SomeMore = f.dayLink(v.Search.Q, v.Month.String(), f.loc.text("cal.more", "n", left))
	}
	for d := first; d <= last; d++ {
		day := f.calendarDay(d, v.Month, byDay[d], v.Search.Q)
		if d >= cut {
			day.More = f.dayLink(v.Search.Q, d.String(), f.loc.text("page.more"))
		}
		v.Days = append(v.Days, day)
	}
	if cut <= last {
		f.Summary = f.loc.text("cal.cut", "day", f.loc.form("daymonth", oneDay(cut-1)))
	}
}

func (f *frame) calendarEntry(e timeline.Event, d timeline.Day) calendarEntry {
	entry := calendarEntry{
		URL: "/events/" + e.ID, Text: strings.ReplaceAll(f.shortTitle(e), " – ", "\u00a0– "), Class: statusClass(e), Glyph: glyph(e),
		Status: f.loc.statusText(statusClass(e)), Cancelled: e.Status == timeline.Cancelled, Run: e.Date.Days() > 1,
	}
	if n := int(d-e.Date.Start) + 1; n > 1 {
		entry.Text = f.loc.text("cal.of", "what", f.typeName(e.Type, e.Mode), "n", n, "of", e.Date.Days())
	}
	return entry
}

func (f *frame) calendarDay(d timeline.Day, shown timeline.Span, events []timeline.Event, q string) calendarDay {
	_, _, day := d.Date()
	out := calendarDay{
		ISO: d.String(), Number: f.loc.number(day), Rest: f.loc.form("weekday", oneDay(d)), Weekday: f.loc.part("wds", d),
		Out: !shown.Contains(oneDay(d)), Today: d == timeline.DayOf(f.now),
	}
	for _, e := range events[:min(dayShown, len(events))] {
		out.Entries = append(out.Entries, f.calendarEntry(e, d))
	}
	switch {
	case out.Today:
		out.Note = f.loc.text("cal.today")
	case out.Out && (day == 1 || d == weekStart(shown.Start) || len(events) > 0):
		out.Note = f.loc.Dates.Short[month(d)-1]
	}
	if left := len(events) - dayShown; left > 0 {
		out.More = f.dayLink(q, d.String(), f.loc.text("cal.more", "n", left))
	}
	return out
}

// dayLink leads to the events of the query on a day, or in a month.
func (f *frame) dayLink(q, date, text string) *link {
	query, err := timeline.ParseQuery(q)
	if err != nil {
		return nil
	}
	return &link{address("/", replacing(query, timeline.KeyDate, "date:"+date)), text}
}

func upperFirst(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}
