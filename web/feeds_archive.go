package web

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

// A feed whose query selects more events than one document holds continues in
// archives (RFC 5005, section 4), one a month: /outlets/kz-ch.atom?archive=2024-01
// holds what was last changed in that month. An event that changes later leaves
// its archive for a newer document, and nothing is ever added to the archive of a
// month that is over.

const (
	archiveParam   = "archive"
	archiveMonth   = "2006-01"
	archiveEntries = 1000 // a busier month goes on in pages
)

// archive is the month the request asks for, zero for the subscription document.
func archive(r *http.Request) (time.Time, error) {
	text := r.URL.Query().Get(archiveParam)
	if text == "" {
		return time.Time{}, nil
	}
	month, err := time.Parse(archiveMonth, text)
	if err != nil || month.After(time.Now()) {
		return time.Time{}, errNotFound
	}
	return month, nil
}

// archived turns to the archive the request asks for, where it asks for one.
func (p published) archived(r *http.Request, page *Page) (timeline.Query, time.Time, error) {
	month, err := archive(r)
	if err != nil || month.IsZero() {
		return p.bound, month, err
	}
	a, err := p.changedIn("", month)
	a.bound.Sort = timeline.Sort{}
	page.Order, page.Limit = Latest, archiveEntries
	return a.bound, month, err
}

// changedIn narrows a query to what was changed before, in or after a month, as
// op says: "<", "" or ">".
func (a asked) changedIn(op string, month time.Time) (asked, error) {
	return a.narrow(string(timeline.KeyChanged) + ":" + op + month.Format(archiveMonth))
}

// chain links the document to its neighbours: an archive to both sides, the
// subscription document to the month of the oldest event it holds, where it does
// not hold them all.
func (s *server) chain(r *http.Request, v *feed.View, p published, events []timeline.Event, month time.Time) error {
	self, err := url.Parse(v.Self)
	if err != nil {
		return fmt.Errorf("address of the feed: %w", err)
	}
	at := func(month string) string {
		params := self.Query()
		params.Del("after")
		params.Set(archiveParam, month)
		if month == "" {
			params.Del(archiveParam)
		}
		u := *self
		u.RawQuery = params.Encode()
		return u.String()
	}
	if month.IsZero() {
		if n := len(events); v.Next != "" && n > 0 && p.bound.Sort.By == "" {
			v.Archive.Prev = at(events[n-1].Updated.UTC().Format(archiveMonth))
		}
		return nil
	}
	v.Archive = feed.Archive{Is: true, Current: at("")}
	if v.Archive.Prev, err = s.neighbour(r, p, "<", month, true, at); err != nil {
		return err
	}
	v.Archive.Next, err = s.neighbour(r, p, ">", month, false, at)
	return err
}

// neighbour is the address of the nearest archive on one side, empty where there
// is none.
func (s *server) neighbour(r *http.Request, p published, op string, month time.Time, newest bool, at func(string) string) (string, error) {
	a, err := p.changedIn(op, month)
	if err != nil {
		return "", err
	}
	a.bound.Sort = timeline.Sort{By: timeline.ByUpdated, Desc: newest}
	events, _, err := s.Timeline.Events(r.Context(), a.bound, Page{Limit: 1, Bare: true})
	if err != nil || len(events) == 0 {
		return "", err
	}
	return at(events[0].Updated.UTC().Format(archiveMonth)), nil
}
