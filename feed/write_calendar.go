package feed

import (
	"io"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/dateline-news/dateline/timeline"
)

const icsTime = "20060102T150405Z"

// writeCalendar writes an all-day entry per dated event (RFC 5545, RFC 7986).
// An event whose date was taken away keeps its last day, as cancelled.
func writeCalendar(w io.Writer, d *document) error {
	cal := ics.NewCalendarFor("dateline")
	cal.SetProductId("-//dateline//" + d.generator() + "//" + strings.ToUpper(d.Lang))
	cal.SetCalscale("GREGORIAN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName(d.Title)
	cal.SetDescription(d.subtitle())
	cal.SetXWRCalDesc(d.subtitle())
	cal.SetLastModified(d.Updated)
	if ttl := d.TTL; ttl > 0 {
		text := "PT" + strconv.Itoa(int(max(ttl, time.Minute)/time.Minute)) + "M"
		cal.SetRefreshInterval(text) // adds VALUE=DURATION itself
		cal.SetXPublishedTTL(text)
	}
	if u := webURL(d.Home); u != "" {
		cal.SetUrl(u)
	}
	if u := webURL(d.Self); u != "" {
		cal.CalendarProperties = append(cal.CalendarProperties, ics.CalendarProperty{BaseProperty: ics.BaseProperty{
			IANAToken: "SOURCE", Value: u, ICalParameters: map[string][]string{"VALUE": {"URI"}},
		}})
	}
	for _, e := range d.entries {
		d.addEvent(cal, e)
	}
	return cal.SerializeTo(w, ics.WithNewLine("\r\n"))
}

func (d *document) addEvent(cal *ics.Calendar, en entry) {
	e := en.event
	date, status := calendarDate(e)
	if date.IsZero() {
		return
	}
	v := cal.AddEvent(e.ID + "@" + d.Authority)
	day := ics.WithValue("DATE")
	v.SetProperty(ics.ComponentPropertyDtstamp, en.updated.Format(icsTime))
	v.SetProperty(ics.ComponentPropertyCreated, en.published.Format(icsTime))
	v.SetProperty(ics.ComponentPropertyLastModified, en.updated.Format(icsTime))
	v.SetProperty(ics.ComponentPropertySequence, strconv.FormatInt(sequence(en), 10))
	v.SetProperty(ics.ComponentPropertyDtStart, date.Start.Time().Format("20060102"), day)
	v.SetProperty(ics.ComponentPropertyDtEnd, (date.End + 1).Time().Format("20060102"), day)
	v.SetProperty(ics.ComponentPropertySummary, d.summary(en))
	v.SetProperty(ics.ComponentPropertyDescription, d.text(en))
	v.SetProperty(ics.ComponentPropertyStatus, string(status))
	v.SetProperty(ics.ComponentPropertyTransp, "TRANSPARENT")
	if place := timeline.PlaceName(e.Place, d.Lang); place != "" {
		v.SetProperty(ics.ComponentPropertyLocation, place)
	}
	if located(e.Place) {
		v.SetProperty(ics.ComponentPropertyGeo, coordinate(e.Place.Lat)+";"+coordinate(e.Place.Lon))
	}
	if en.url != "" {
		v.SetProperty(ics.ComponentPropertyUrl, en.url)
	}
	for _, c := range en.categories {
		v.AddProperty(ics.ComponentPropertyCategories, c.label)
	}
}

// summary is the event's title; the calendar shows the date, not every one the status.
func (d *document) summary(en entry) string {
	e := en.event
	if en.gone {
		return en.title
	}
	title := timeline.Title(e, d.Lang)
	if status := timeline.ShownStatus(e); status != string(timeline.Occurred) && status != string(timeline.Planned) {
		title += " (" + timeline.StatusLabel(status, d.Lang) + ")"
	}
	return title
}

// calendarDate returns the days an event is shown on and its status there. A day
// that is not known is tentative.
func calendarDate(e timeline.Event) (timeline.Date, ics.ObjectStatus) {
	date, status := e.Date, ics.ObjectStatusConfirmed
	if date.Precision == timeline.Month || date.Precision == timeline.Year {
		status = ics.ObjectStatusTentative
	}
	if e.Status == timeline.Cancelled || e.Retracted {
		status = ics.ObjectStatusCancelled
	}
	for i := len(e.History) - 1; i >= 0 && date.IsZero(); i-- {
		date, status = e.History[i].Date, ics.ObjectStatusCancelled
	}
	return date, status
}

// sequence grows with every change: the seconds between first issue and the last
// change.
func sequence(en entry) int64 {
	const most = 1<<31 - 1
	return min(max(int64(en.updated.Sub(en.published)/time.Second), 0), most)
}
