package timeline

import (
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
)

// length is how long what a sentence tells of lasts.
type length what.Length

// stretch gives a meeting dated by its first or last day all its days ("a
// two-day visit began on Tuesday").
func (l length) stretch(dr *draft) {
	if l.Days == 0 || dr.Type != what.Consult || dr.Mode == "phone" || dr.act.Margins || dr.Date.IsZero() || dr.Date.Days() != 1 {
		return
	}
	day, more := dr.Date.Start, when.Day(l.Days-1)
	if l.Ends {
		dr.Date.Span = when.SpanOf(day-more, day)
	} else {
		dr.Date.Span = when.SpanOf(day, day+more)
	}
	if dr.Date.Basis == when.Published {
		dr.Date.Basis = when.Relative
	}
}

// stretchOnly lets the one meeting of a report have the length that another
// sentence tells.
func (d *discourse) stretchOnly(drafts []*draft) {
	if len(drafts) == 1 && drafts[0].Status == Occurred {
		d.length.stretch(drafts[0])
	}
}

// until reports whether the text names t as an end only.
func (d *discourse) until(t when.Expression, text string) bool {
	before := strings.TrimRightFunc(text[:t.Start], unicode.IsSpace)
	before = strings.TrimLeftFunc(before[max(0, strings.LastIndexFunc(before, unicode.IsSpace)):], unicode.IsSpace)
	first, _, _ := strings.Cut(text[t.Start:], " ")
	return d.lex.Is("until", before) || d.lex.Is("until", first)
}
