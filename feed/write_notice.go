package feed

import (
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// An event that the operator hid leaves the feeds with notice: its entry is
// issued once more, as changed, and says nothing but that. A reader that kept the
// entry is told, and a calendar strikes the date.

// goneEvent is what JSON says of an event that is no longer published.
type goneEvent struct {
	ID      string    `json:"id"`
	Deleted time.Time `json:"deleted"`
}

// notice takes everything out of a hidden event but what names and dates it, and
// which reports told it.
func notice(e timeline.Event) timeline.Event {
	out := timeline.Event{ID: e.ID, Date: e.Date, Status: e.Status, History: e.History, Retracted: true, Hidden: true, Created: e.Created, Updated: e.Updated}
	for _, m := range e.Mentions {
		out.Mentions = append(out.Mentions, timeline.Mention{Report: m.Report, Source: m.Source, Lang: m.Lang, Reported: m.Reported})
	}
	return out
}

func (d *document) noticeEntry(e timeline.Event) entry {
	return entry{
		id: d.tag("event", e.ID), url: d.eventURL(e.ID), title: timeline.Word("notice", d.Lang), gone: true,
		published: distinct(e.Created, e.ID), updated: distinct(later(e.Created, e.Updated), e.ID),
		categories: d.statusCategory(e), event: e, events: []timeline.Event{e},
	}
}

// headline is the event's title in a list of a report's events.
func (d *document) headline(e timeline.Event) string {
	if e.Hidden {
		return timeline.Word("notice", d.Lang)
	}
	return timeline.Headline(e, d.Lang)
}
