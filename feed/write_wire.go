package feed

import (
	"strconv"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// WireEvent is an event as _dateline, JSON Lines and the API write it, with all
// that is known of it (docs/formats.md). Dates are YYYY-MM-DD, YYYY-MM, YYYY or
// start/end; times RFC 3339 in UTC.
type WireEvent struct {
	ID         string            `json:"id"`
	Type       timeline.Type     `json:"type"`
	Mode       string            `json:"mode,omitempty"`
	Status     timeline.Status   `json:"status"`
	Postponed  bool              `json:"postponed,omitempty"`
	Retracted  bool              `json:"retracted,omitempty"`
	Background bool              `json:"background,omitempty"`
	Date       string            `json:"date"`
	DateStart  string            `json:"date_start,omitempty"` // first day
	DateEnd    string            `json:"date_end,omitempty"`   // last day
	Precision  string            `json:"precision,omitempty"`  // day, month, year, range
	Basis      timeline.Basis    `json:"date_basis,omitempty"`
	Actors     []timeline.Party  `json:"actors"`
	Place      timeline.Place    `json:"place"`
	Topics     []string          `json:"topics,omitempty"`
	Occasion   string            `json:"occasion,omitempty"`
	Note       string            `json:"note,omitempty"`
	Voices     int               `json:"voices,omitempty"`
	Reports    []string          `json:"reports"`
	Title      map[string]string `json:"title"` // by interface language
	URL        string            `json:"url,omitempty"`
	Created    time.Time         `json:"created"`
	Updated    time.Time         `json:"updated"`
	History    []WireChange      `json:"history,omitempty"`
	Articles   []WireArticle     `json:"articles,omitempty"`
	Mentions   []WireMention     `json:"mentions,omitempty"`
}

// WireChange is a step of an event's history.
type WireChange struct {
	Reported time.Time       `json:"reported"`
	Report   string          `json:"report"`
	Date     string          `json:"date"`
	Status   timeline.Status `json:"status"`
	Moved    bool            `json:"moved,omitempty"`
}

// WireArticle is a report of an event.
type WireArticle struct {
	ID          string     `json:"id"`
	URI         string     `json:"uri"` // names the report across datelines
	Source      string     `json:"source"`
	SourceTitle string     `json:"source_title,omitempty"`
	SourceURL   string     `json:"source_url,omitempty"`
	URL         string     `json:"url,omitempty"`
	Lang        string     `json:"lang,omitempty"`
	Title       string     `json:"title,omitempty"`
	Author      string     `json:"author,omitempty"`
	Published   *time.Time `json:"published,omitempty"`
	Updated     *time.Time `json:"updated,omitempty"`
}

// WireMention is one report's mention of an event.
type WireMention struct {
	Report     string            `json:"report"`
	Reported   time.Time         `json:"reported"`
	Lang       string            `json:"lang,omitempty"`
	N          int               `json:"n"`
	Type       timeline.Type     `json:"type"`
	Mode       string            `json:"mode,omitempty"`
	Status     timeline.Status   `json:"status"`
	Moved      bool              `json:"moved,omitempty"`
	Date       string            `json:"date"`
	Basis      timeline.Basis    `json:"date_basis,omitempty"`
	Actors     []timeline.Party  `json:"actors"`
	Place      timeline.Place    `json:"place"`
	Topics     []string          `json:"topics,omitempty"`
	Occasion   string            `json:"occasion,omitempty"`
	Background bool              `json:"background,omitempty"`
	Evidence   timeline.Evidence `json:"evidence"`
	Rule       string            `json:"rule,omitempty"`
}

// NewWireEvent writes one event as the API does. Authority and base are as in [View].
func NewWireEvent(v View, e timeline.Event) WireEvent {
	v.Events = nil
	d, e := newDocument(v), scrub(e)
	return d.wireEvent(e, d.articles(e))
}

func (d *document) wireEvent(e timeline.Event, articles []article) WireEvent {
	w := WireEvent{
		ID: e.ID, Type: e.Type, Mode: e.Mode, Status: e.Status,
		Postponed: e.Postponed(), Retracted: e.Retracted, Background: e.Background,
		Date: e.Date.String(), Precision: precisionName(e.Date), Basis: e.Date.Basis,
		Actors: e.Parties, Place: e.Place, Topics: e.Topics, Occasion: e.Occasion,
		Note: e.Note, Voices: e.Voices, Reports: append([]string{}, e.Reports()...), Title: map[string]string{},
		URL: d.eventURL(e.ID), Created: e.Created.UTC(), Updated: e.Updated.UTC(),
	}
	if !e.Date.IsZero() {
		w.DateStart, w.DateEnd = e.Date.Start.String(), e.Date.End.String()
	}
	for _, lang := range timeline.Languages {
		w.Title[lang] = timeline.Title(e, lang)
	}
	for _, c := range e.History {
		w.History = append(w.History, WireChange{c.Reported.UTC(), c.Report, c.Date.String(), c.Status, c.Moved})
	}
	for _, a := range articles {
		w.Articles = append(w.Articles, d.wireArticle(a))
	}
	for _, m := range e.Mentions {
		w.Mentions = append(w.Mentions, wireMention(m))
	}
	return w
}

func precisionName(date timeline.Date) string {
	switch date.Precision {
	case timeline.OneDay:
		return "day"
	case timeline.Month:
		return "month"
	case timeline.Year:
		return "year"
	case timeline.Range:
		return "range"
	default:
		return ""
	}
}

func (d *document) wireArticle(a article) WireArticle {
	return WireArticle{
		ID: a.ID, URI: d.reportURI(a.Report), Source: a.source.ID, SourceTitle: a.source.Title, SourceURL: a.source.URL,
		URL: a.URL, Lang: langTag(a.Lang), Title: a.Title, Author: a.Author,
		Published: timeOrNil(a.Published), Updated: timeOrNil(a.Updated),
	}
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func wireMention(m timeline.Mention) WireMention {
	return WireMention{
		Report: m.Report, Reported: m.Reported.UTC(), Lang: m.Lang, N: m.N, Type: m.Type, Mode: m.Mode,
		Status: m.Status, Moved: m.Moved, Date: m.Date.String(), Basis: m.Date.Basis,
		Actors: m.Parties, Place: m.Place, Topics: m.Topics, Occasion: m.Occasion,
		Background: m.Background, Evidence: m.Evidence, Rule: m.Rule,
	}
}

// geoPoint writes "latitude longitude" as GeoRSS does, nothing where unknown.
func geoPoint(p timeline.Place) string {
	if !located(p) {
		return ""
	}
	return coordinate(p.Lat) + " " + coordinate(p.Lon)
}

func coordinate(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
