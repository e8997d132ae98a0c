package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// relatedShown is how many related events the event page lists.
const relatedShown = 8

// eventView is the page of one event.
type eventView struct {
	*frame
	Card       card
	Heading    string
	Big, Wide2 string // the date, large, and what stands beside it
	Distance   string // "113 days from now"
	Basis      string
	Clock      *clock
	Facts      []fact
	Note       string
	Retracted  bool
	Related    []card
}

// fact is a line of the facts: texts and links.
type fact struct {
	Name  string
	Items []factItem
}

type factItem struct{ Text, URL, Code, After string }

func (s *server) eventPage(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if base, ext := cleanFile(id); ext != "" {
		return s.eventFeed(w, r, base, ext)
	}
	e, err := s.event(w, r, id, "")
	if err != nil || e == nil {
		return err
	}
	f := s.frame(r, "timeline")
	cards, err := s.cards(r.Context(), f, []timeline.Event{*e}, allReports)
	if err != nil {
		return err
	}
	v := &eventView{frame: f, Card: cards[0], Note: e.Note, Retracted: e.Retracted}
	v.Heading = v.Card.Title
	f.Title = v.Heading + ", " + f.loc.date(e.Date.Span)
	f.Canonical = f.base + v.Card.URL
	f.Section = ""
	f.Search.Q = ""
	v.Big, v.Wide2 = f.loc.form("big."+shape(e.Date.Span), e.Date.Span), f.loc.form("wide."+shape(e.Date.Span), e.Date.Span)
	v.Distance = f.distance(e.Date.Span)
	if e.Date.Basis != "" {
		v.Basis = f.loc.text("event.basis." + string(e.Date.Basis))
	}
	v.Clock = f.clock(*e, f.sources)
	v.Facts = f.facts(*e)
	f.JSONLD = jsonLD(*e, f)
	s.followEvent(f, *e)
	if v.Related, err = s.related(r, f, *e); err != nil {
		return err
	}
	return s.show(w, r, "event", v)
}

// event reads an event for an address that ends in ext. It redirects from the id
// of a merged one, and then returns nil.
func (s *server) event(w http.ResponseWriter, r *http.Request, id, ext string) (*timeline.Event, error) {
	e, err := s.Timeline.Event(r.Context(), id)
	var moved *Moved
	if errors.As(err, &moved) {
		to := "/events/" + url.PathEscape(moved.To) + ext
		if r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		http.Redirect(w, r, to, http.StatusMovedPermanently)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if e.Hidden {
		return nil, errGone
	}
	return &e, nil
}

// distance says how far from today the span is.
func (f *frame) distance(s timeline.Span) string {
	today := timeline.DayOf(f.now)
	days := func(n timeline.Day) string { return f.loc.count("time.days", int(n)) }
	switch {
	case s.IsZero() || fuzzy(s):
		return ""
	case s.Start > today:
		return f.loc.text("event.in", "span", days(s.Start-today))
	case s.End < today:
		return f.loc.text("event.ago", "span", days(today-s.End))
	default:
		return f.loc.text("event.today")
	}
}

func (f *frame) facts(e timeline.Event) []fact {
	var out []fact
	add := func(key string, items ...factItem) {
		items = slices.DeleteFunc(items, func(i factItem) bool { return i.Text == "" })
		if len(items) > 0 {
			out = append(out, fact{f.loc.text("event." + key), items})
		}
	}
	code := string(e.Type)
	if e.Mode != "" {
		code += "/" + e.Mode
	}
	add("act", factItem{Text: f.typeName(e.Type, e.Mode), Code: code, URL: address("/", "type:"+strings.ToLower(code))})
	add("parties", f.partyFacts(e)...)
	add("place", f.placeFact(e.Place))
	add("when", factItem{Text: f.loc.date(e.Date.Span)})
	if e.Date.Basis != "" {
		add("basis", factItem{Text: f.loc.text("event.basis." + string(e.Date.Basis))})
	}
	add("status", factItem{Text: f.loc.statusText(timeline.ShownStatus(e))})
	var topics []string
	for _, t := range e.Topics {
		topics = append(topics, timeline.TopicLabel(t, f.Lang))
	}
	add("topics", factItem{Text: strings.Join(topics, ", ")})
	add("occasion", factItem{Text: e.Occasion})
	add("first", factItem{Text: f.moment(e.Created)})
	add("changed", factItem{Text: f.moment(e.Updated)})
	add("name", factItem{Code: e.ID, Text: " "})
	return out
}

func (f *frame) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return f.loc.timeText(t)
}

func (f *frame) partyFacts(e timeline.Event) []factItem {
	var out []factItem
	for _, p := range e.Parties {
		i := factItem{Text: timeline.PartyName(p, f.Lang), Code: p.Code, After: p.Person}
		if p.Code != "" {
			i.URL = address("/", "actor:"+p.Code)
		}
		out = append(out, i)
	}
	return out
}

func (f *frame) placeFact(p timeline.Place) factItem {
	i := factItem{Text: f.placeName(p)}
	if p.Country != "" && p.Code != p.Country {
		i.After = f.codeName(p.Country)
	}
	if p.Code != "" {
		i.URL = address("/", "place:"+p.Code)
	}
	return i
}

// related finds other events of the same parties, or of the same place and days.
func (s *server) related(r *http.Request, f *frame, e timeline.Event) ([]card, error) {
	var terms []string
	for _, c := range e.Codes() {
		terms = append(terms, "actor:"+c)
	}
	if len(terms) < 2 {
		return nil, nil
	}
	q, err := timeline.ParseQuery(strings.Join(terms[:2], " "))
	if err != nil {
		return nil, fmt.Errorf("related events: %w", err)
	}
	events, _, err := s.Timeline.Events(r.Context(), q, Page{Order: NewestDate, Limit: relatedShown + 1, Bare: true})
	if err != nil {
		return nil, err
	}
	events = slices.DeleteFunc(events, func(o timeline.Event) bool { return o.ID == e.ID })
	var out []card
	for _, o := range events[:min(relatedShown, len(events))] {
		c := f.brief(o)
		c.When = f.loc.dateShort(o.Date.Span)
		out = append(out, c)
	}
	return out, nil
}

// jsonLD describes the event for search engines (schema.org/Event).
func jsonLD(e timeline.Event, f *frame) map[string]any {
	ld := map[string]any{
		"@context": "https://schema.org", "@type": "Event", "@id": f.base + "/events/" + e.ID, "url": f.base + "/events/" + e.ID,
		"name": timeline.Title(e, f.Lang), "inLanguage": f.Lang,
		"eventStatus": "https://schema.org/" + map[bool]string{true: "EventCancelled", false: "EventScheduled"}[e.Status == timeline.Cancelled],
	}
	if e.Postponed() {
		ld["eventStatus"] = "https://schema.org/EventPostponed"
	}
	if !e.Date.IsZero() {
		ld["startDate"], ld["endDate"] = e.Date.Start.String(), e.Date.End.String()
	}
	if name := timeline.PlaceName(e.Place, f.Lang); name != "" {
		place := map[string]any{"@type": "Place", "name": name}
		if e.Place.Lat != 0 || e.Place.Lon != 0 {
			place["geo"] = map[string]any{"@type": "GeoCoordinates", "latitude": e.Place.Lat, "longitude": e.Place.Lon}
		}
		ld["location"] = place
	}
	var parties []any
	for _, p := range e.Parties {
		parties = append(parties, map[string]any{"@type": "Organization", "name": timeline.PartyName(p, f.Lang)})
	}
	if parties != nil {
		ld["attendee"] = parties
	}
	return ld
}
