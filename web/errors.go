package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// retryAfter is when to ask again after a 503, in seconds.
const retryAfter = 10

// trouble is how an error is answered: the one table from error to status.
func trouble(err error) (status int, key string) {
	var query *timeline.QueryError
	switch {
	case errors.As(err, &query):
		return http.StatusBadRequest, "query"
	case errors.Is(err, ErrCursor):
		return http.StatusBadRequest, "404" // its page was never there
	case errors.Is(err, errNotFound), errors.Is(err, ErrNotFound):
		return http.StatusNotFound, "404"
	case errors.Is(err, errGone):
		return http.StatusGone, "410"
	case errors.Is(err, errMethod):
		return http.StatusMethodNotAllowed, "405"
	case errors.Is(err, ErrBusy), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, "503"
	default:
		return http.StatusInternalServerError, "500"
	}
}

// answer ends a request whose handler returned an error; nil is none.
func (s *server) answer(w http.ResponseWriter, r *http.Request, err error) {
	if err == nil || errors.Is(r.Context().Err(), context.Canceled) {
		return // served, or the reader has left
	}
	if late := r.Context().Err(); late != nil {
		err = fmt.Errorf("this takes too long; ask for less, a shorter span of dates say: %w", late)
	}
	status, key := trouble(err)
	if status >= http.StatusInternalServerError {
		s.log.Error("request failed", "path", r.URL.Path, "query", withoutToken(r.URL), "status", status, "err", err)
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
	}
	if !wantsPage(r) {
		http.Error(w, err.Error(), status)
		return
	}
	s.errorPage(w, r, status, key, err)
}

// withoutToken is the query of an address as a log may have it.
func withoutToken(u *url.URL) string {
	v := u.Query()
	if !v.Has(tokenParam) {
		return u.RawQuery
	}
	v.Set(tokenParam, "***")
	return v.Encode()
}

// wantsPage says that a person is to read the answer: feeds and data get plain text.
func wantsPage(r *http.Request) bool {
	p := r.URL.Path
	return !strings.HasPrefix(p, "/feed.") && !strings.HasPrefix(p, "/static/") && p != "/names" && p != "/live" &&
		(!strings.HasPrefix(p, "/outlets/") || !strings.Contains(p, ".") || strings.Contains(r.Header.Get("Accept"), "text/html"))
}

// errorView is the page of an error.
type errorView struct {
	*frame
	Heading, Lead string
	Query         *queryTrouble
}

// queryTrouble points at the place of a query that cannot be read.
type queryTrouble struct {
	Q, Pad, Under string
	Column        string
	Msg, Hint     string
	Lang          string // of Msg
}

func (s *server) errorPage(w http.ResponseWriter, r *http.Request, status int, key string, err error) {
	f := s.frame(r, "timeline")
	v := errorView{frame: f, Heading: f.loc.text("error." + key), Lead: f.loc.text("error."+key+".lead", "n", retryAfter)}
	f.Title = v.Heading
	if status == http.StatusServiceUnavailable {
		f.Refresh = retryAfter
	}
	if status == http.StatusNotFound || status == http.StatusGone {
		f.Section = ""
	}
	var qe *timeline.QueryError
	if errors.As(err, &qe) {
		q := r.URL.Query().Get("q")
		f.Search.Bad = true
		v.Query = underline(f.loc, q, qe)
	}
	s.render(w, r, "error", v, status)
}

func underline(l *locale, q string, e *timeline.QueryError) *queryTrouble {
	runes := []rune(q)
	at := min(max(e.Column-1, 0), len(runes))
	end := at
	for end < len(runes) && runes[end] != ' ' {
		end++
	}
	return &queryTrouble{
		Q: q, Pad: strings.Repeat(" ", at), Under: strings.Repeat("^", max(end-at, 1)),
		Column: l.text("error.column", "n", e.Column), Msg: l.says(e.Msg), Hint: l.says(e.Hint), Lang: l.spoken(e.Msg),
	}
}
