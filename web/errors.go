package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

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
		text := err.Error()
		if status == http.StatusNotFound {
			text += "; /outlets lists what is published, and in which formats"
		}
		http.Error(w, text, status)
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
	Try, TryURL   string // the query as it may have been meant; empty where that is not clear
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
		if meant := mended(q, qe); meant != "" {
			v.Query.Try, v.Query.TryURL = f.loc.text("error.try", "q", meant), address(f.Search.Action, meant)
		}
	}
	s.render(w, r, "error", v, status)
}

// underline marks the wrong word: the one the message ends with, else all up to
// the next space.
func underline(l *locale, q string, e *timeline.QueryError) *queryTrouble {
	at, wrong := wrongIn(q, e)
	if wrong == "" {
		wrong, _, _ = strings.Cut(q[at:], " ")
	}
	return &queryTrouble{
		Q: q, Pad: strings.Repeat(" ", utf8.RuneCountInString(q[:at])), Under: strings.Repeat("^", max(utf8.RuneCountInString(wrong), 1)),
		Column: l.text("error.column", "n", e.Column), Msg: l.says(e.Msg), Hint: l.says(e.Hint), Lang: l.spoken(e.Msg),
	}
}

// wrongIn finds the word of the query that the message ends with, at or after the
// error's column; empty where it ends otherwise.
func wrongIn(q string, e *timeline.QueryError) (at int, wrong string) {
	for range e.Column - 1 {
		_, size := utf8.DecodeRuneInString(q[at:])
		at += size
	}
	wrong = e.Msg[strings.LastIndexByte(e.Msg, ' ')+1:]
	if i := strings.Index(q[at:], wrong); i >= 0 && !strings.Contains(q[at:at+i], " ") {
		return at + i, wrong
	}
	return at, ""
}

var suggestion = regexp.MustCompile(`^did you mean (\S+)\?$`)

// mended writes the query with the suggested word for the wrong one; empty where
// there is none, or the query has more that is wrong.
func mended(q string, e *timeline.QueryError) string {
	hint := suggestion.FindStringSubmatch(e.Hint)
	at, wrong := wrongIn(q, e)
	if hint == nil || wrong == "" {
		return ""
	}
	meant := q[:at] + hint[1] + q[at+len(wrong):]
	if _, err := timeline.ParseQuery(meant); err != nil {
		return ""
	}
	return meant
}
