package timeline

import (
	"fmt"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline/when"
)

// given is the reading of a report that another dateline has read: its mentions,
// as mentions of this report. They keep their numbers.
func given(r Report) Reading {
	out := Reading{Lang: r.Lang, Relevant: len(r.Given) > 0, Why: "read by another dateline"}
	for _, m := range r.Given {
		m.Report, m.Source, m.Lang = r.ID, r.Source, r.Lang
		if m.Reported.IsZero() {
			m.Reported = r.Published
		}
		m.Evidence.Field = FieldText
		m.Evidence.Start = max(strings.Index(r.Text, m.Evidence.Text), 0)
		m.Evidence.End = min(m.Evidence.Start+len(m.Evidence.Text), len(r.Text))
		out.Mentions = append(out.Mentions, m)
	}
	return out
}

// ParseSpan reads what [Span.String] writes: YYYY-MM-DD, YYYY-MM, YYYY,
// start/end, or nothing for no date.
func ParseSpan(s string) (Span, error) {
	if s == "" {
		return Span{}, nil
	}
	if from, to, ok := strings.Cut(s, "/"); ok {
		a, errA := ParseSpan(from)
		b, errB := ParseSpan(to)
		if errA != nil || errB != nil || a.IsZero() || b.End < a.Start {
			return Span{}, fmt.Errorf("date %q: want YYYY-MM-DD/YYYY-MM-DD or YYYY-MM/YYYY-MM", s)
		}
		return Span{Start: a.Start, End: b.End, Precision: Range}, nil
	}
	for layout, u := range map[string]byte{"2006-01-02": 'd', "2006-01": 'm', "2006": 'y'} {
		if t, err := time.Parse(layout, s); err == nil {
			start, end := unitAt(t, u, 0)
			return when.SpanOf(when.DayOf(start), when.DayOf(end)-1), nil
		}
	}
	return Span{}, fmt.Errorf("date %q: want YYYY-MM-DD, YYYY-MM, YYYY or start/end", s)
}
