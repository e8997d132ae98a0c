package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// asked is the query of a request: as it is written and shown, and as the
// timeline is asked for it.
type asked struct {
	text  timeline.Query
	bound timeline.Query // saved queries and tags filled in
}

// ask reads the text of a visitor's query.
func (s *server) ask(q string) (asked, error) { return ask(q, s.Config().PublicBinding()) }

func ask(q string, b timeline.Binding) (asked, error) {
	text, bound, err := timeline.ParseBound(q, b)
	return asked{text, bound}, err
}

// narrow returns the query with the term, given as text, added.
func (a asked) narrow(term string) (asked, error) {
	t, err := timeline.ParseQuery(term)
	if err != nil {
		return a, fmt.Errorf("term %q: %w", term, err)
	}
	return asked{a.text.And(t), a.bound.And(t)}, nil
}

// adding writes the query narrowed by a term.
func adding(q timeline.Query, term string) string {
	t, err := timeline.ParseQuery(term)
	if err != nil {
		return q.String()
	}
	return q.And(t).String()
}

// replacing writes the query with every top-level part of the key replaced by term.
func replacing(q timeline.Query, key timeline.Key, term string) string {
	for i := len(q.Parts()) - 1; i >= 0; i-- {
		if t, ok := q.Parts()[i].Root.(timeline.Term); ok && t.Key == key {
			q = q.Without(i)
		}
	}
	return adding(q, term)
}

// has reports whether the term stands at the query's top level.
func has(q timeline.Query, term string) bool {
	return slices.ContainsFunc(q.Parts(), func(p timeline.Query) bool { return strings.EqualFold(p.String(), term) })
}

// address writes path?q=…&key=value…, leaving out what is empty.
func address(path, q string, more ...string) string {
	v := url.Values{}
	if q != "" {
		v.Set("q", q)
	}
	for i := 0; i+1 < len(more); i += 2 {
		if more[i+1] != "" {
			v.Set(more[i], more[i+1])
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// movesOn is when the query says something else because of the hour it is: zero
// where it is not relative to now.
func movesOn(q timeline.Query, t time.Time) time.Time {
	if fmt.Sprintf("%+v", q.At(t)) == fmt.Sprintf("%+v", q.At(t.Add(24*time.Hour))) {
		return time.Time{}
	}
	return t.Truncate(time.Hour).Add(time.Hour)
}
