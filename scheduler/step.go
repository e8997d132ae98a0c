package scheduler

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/dateline-news/dateline/feed"
)

// settle is the decision after one answer: the state that follows from the old
// one, the source, the answer and the time. It is pure but for random, which
// returns a number in [0, n).
type settle struct {
	src    feed.Source
	sch    schedule
	now    time.Time
	random func(n int64) int64
}

func newSettle(src feed.Source, now time.Time) (settle, error) {
	sch, err := parseSchedule(src.ID, src.Schedule)
	return settle{src: src, sch: sch, now: now.UTC()}, err
}

// begun is the state before a poll; when the first was due does not count.
func begun(st State) State {
	if st.LastPoll.IsZero() {
		st.NextDue = time.Time{}
	}
	return st
}

// good is the state after an answer that was read, or that said nothing new.
// doc is nil where nothing new was said.
func (s settle) good(old State, page feed.Page, doc *feed.Document) State {
	st := begun(old)
	st.LastPoll, st.LastOK, st.LastStatus = s.now, s.now, page.Status
	st.LastError, st.Failures, st.Gone, st.Hold = "", 0, false, time.Time{}
	st.Validators, st.BodyHash = page.Validators, page.BodyHash
	if doc != nil {
		st = s.describe(st, doc)
	}
	st = s.moved(st, page)
	fresh, told := feed.Freshness(page.Header, s.now)
	switch {
	case told:
		st.Fresh = fresh
	case page.Status != 304:
		st.Fresh = 0
	}
	if doc != nil && doc.Expired {
		st.Gone = true
		st.Reason = "the feed says that it has ended"
		return st
	}
	st.NextDue, st.Reason = nextDue(s.src, s.sch, st, st.Fresh, s.now)
	return st
}

// describe takes over what a document says of its feed.
func (s settle) describe(st State, doc *feed.Document) State {
	st.Format, st.FeedTitle, st.Pace, st.Items = doc.Format, doc.Title, doc.Next, len(doc.Reports)
	var oldest, newest time.Time
	for _, r := range doc.Reports {
		at := r.Published
		if at.IsZero() || at.After(s.now.Add(daily)) {
			continue
		}
		if oldest.IsZero() || at.Before(oldest) {
			oldest = at
		}
		if at.After(newest) {
			newest = at
		}
	}
	st.Newest, st.Window = newest, newest.Sub(oldest)
	return st
}

// moved follows permanent redirects: at once from http to https of the same
// page, else after a week of the same answer.
func (s settle) moved(st State, page feed.Page) State {
	target, ok := permanentTarget(page.Redirects)
	if !ok || target == st.URL {
		st.MovedTo, st.MovedSince = "", time.Time{}
		return st
	}
	if target != st.MovedTo {
		st.MovedTo, st.MovedSince = target, s.now
	}
	if secured(st.URL, target) || s.now.Sub(st.MovedSince) >= weekly {
		st.URL = target
		st.MovedTo, st.MovedSince = "", time.Time{}
	}
	return st
}

// permanentTarget is where the unbroken run of permanent redirects at the start
// of a fetch leads.
func permanentTarget(hops []feed.Redirect) (to string, ok bool) {
	for _, h := range hops {
		if h.Status != 301 && h.Status != 308 {
			break
		}
		to, ok = h.To, true
	}
	return to, ok
}

// secured says whether to is from over https, and nothing else differs.
func secured(from, to string) bool {
	f, err := url.Parse(from)
	if err != nil {
		return false
	}
	t, err := url.Parse(to)
	return err == nil && f.Scheme == "http" && t.Scheme == "https" && f.Hostname() == t.Hostname() &&
		max(f.Path, "/") == max(t.Path, "/") && f.RawQuery == t.RawQuery
}

// bad is the state after a failure. What is known stays: validators, items and
// the document's description are those of the last good answer.
func (s settle) bad(old State, page feed.Page, err error) State {
	st := begun(old)
	st.LastPoll, st.LastStatus, st.LastError = s.now, page.Status, err.Error()
	st.Failures++
	if status := page.Status; status == 410 {
		st.Gone, st.Reason = true, "the server says that the feed has ended (410)"
		return st
	}
	st.NextDue, st.Reason = s.afterFailure(st, page, err)
	if fresh, ok := feed.Freshness(page.Header, s.now); ok {
		if at := s.now.Add(min(fresh, maxHold)); at.After(st.NextDue) {
			st.NextDue, st.Reason = at, "the server's answer is fresh until then"
		}
	}
	if at, ok := feed.RetryAfter(page.Header, s.now); ok && page.Status >= 400 {
		if most := s.now.Add(maxHold); at.After(most) {
			at = most
		}
		st.Hold = at
		if at.After(st.NextDue) {
			st.NextDue, st.Reason = at, "the server asked to wait until then (Retry-After)"
		}
	}
	if old.NextDue.After(st.NextDue) && (page.Status == 429 || page.Status == 503) {
		st.NextDue, st.Reason = old.NextDue, old.Reason // being refused never brings us back sooner
	}
	return st
}

// afterFailure is the back-off by kind of failure.
func (s settle) afterFailure(st State, page feed.Page, err error) (time.Time, string) {
	n := st.Failures
	due, _ := nextDue(s.src, s.sch, st, 0, s.now)
	why := fmt.Sprintf("failed %d times in a row: waiting longer each time", n)
	if n == 1 {
		why = "failed: trying again after a while"
	}
	var at time.Time
	switch status := page.Status; {
	case status >= 400 && status < 500 && status != 408 && status != 425 && status != 429:
		at, why = s.now.Add(daily), fmt.Sprintf("answered %d: trying daily, after a week weekly", status)
		if n > 7 {
			at = s.now.Add(weekly)
		}
		at = at.Add(s.sch.spread() % time.Hour)
	case unreached(err): // nobody was asked, so nobody's wishes count
		due = s.sch.next(s.now, st.NextDue, 0)
		at = backoff(s.sch, n, slowestReach, s.now, s.random)
	default:
		at = backoff(s.sch, n, slowest, s.now, s.random)
	}
	if due.After(at) {
		return due, why
	}
	return at, why
}

// unreached says whether the feed cannot be blamed: no answer came at all.
func unreached(err error) bool {
	e, ok := errors.AsType[*feed.FetchError](err)
	return ok && (e.Kind == feed.Unresolved || e.Kind == feed.Unconnected)
}

// isHTTP says whether a URL is asked over HTTP; files have no manners to keep.
func isHTTP(u string) bool { return len(u) > 4 && u[:4] == "http" }
