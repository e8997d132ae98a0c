package timeline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
)

// backgroundAfter is how many days before publication an event's own date lies
// when it is told as history rather than news.
const backgroundAfter = 75

// setDate dates an act: its own date, else that of the meeting it follows, else
// the day of publication; a planned one without a date has none.
func (d *discourse) setDate(dr *draft, in *what.Sentence) {
	a := dr.act
	if a.Time >= 0 && a.Time < len(in.Times) {
		t := in.Times[a.Time]
		dr.Date, dr.ownDate = Date{Span: t.Span, Basis: t.Basis}, true
		if b := d.sameWeekday(dr); b != nil {
			dr.Date, dr.Status = b.Date, b.Status
			return
		}
		if day, ok := d.during(dr, t, in.Text); ok {
			dr.Date.Span = day
			return
		}
		if earlier, ok := d.ago(dr, dr.Date, in); ok {
			dr.Date = earlier
			return
		}
		if (a.Roll || dr.Status == Planned) && t.Span.End < d.today {
			if dr.Date.Span = d.coming(t, in.Text, dr.Status); dr.Date.IsZero() {
				dr.Date, dr.ownDate = Date{}, false
			}
			return
		}
		if dr.Status == Cancelled && t.Basis == when.Relative && t.Span.Days() == 1 && t.Span.Start > d.today+halfYear {
			y, m, day := t.Span.Start.Date()
			dr.Date.Span = when.SpanOf(when.MakeDay(y-1, m, day), when.MakeDay(y-1, m, day))
			return
		}
		if dr.Status == Occurred && t.Span.Start > d.today && d.until(t, in.Text) {
			dr.Date.Span = when.SpanOf(d.today, t.Span.End) // "they met and stay until Thursday"
			return
		}
		if a.Back {
			dr.Date.Span = when.SpanOf(t.Span.Start-7, t.Span.End-7)
			return
		}
		if dr.Status == Occurred && dr.Date.Start > d.today {
			dr.Status = Planned
		}
		if dr.Status == Occurred && t.Span.End < d.today-backgroundAfter {
			dr.Background = true
		}
		return
	}
	if dr.Moved {
		return
	}
	if before := d.followed(dr); before != nil {
		if dr.Date, dr.ownDate = d.ago(dr, before.Date, in); !dr.ownDate {
			dr.Date = before.Date
		}
		return
	}
	if dr.Status == Occurred {
		dr.Date = Date{Span: when.SpanOf(d.today, d.today), Basis: when.Published}
	}
}

// sameWeekday returns the draft of the text whose date the headline's weekday names,
// a week off: the text says whether it lies back or ahead.
func (d *discourse) sameWeekday(dr *draft) *draft {
	for _, b := range d.drafts {
		off := b.Date.Start - dr.Date.Start
		if dr.Date.Days() == 1 && d.field == FieldTitle && b.ownDate && b.Type == dr.Type && b.Date.Days() == 1 && (off == 7 || off == -7) && shares(dr.Codes(), b.Codes()) >= 2 {
			return b
		}
	}
	return nil
}

// during returns the day that a weekday alone means once the text has told of a coming
// visit of the same parties: the first one from its day on ("will arrive on 23 March.
// On Tuesday they will meet").
func (d *discourse) during(dr *draft, t when.Expression, text string) (when.Span, bool) {
	if dr.Status != Planned || t.Span.Days() != 1 || !d.lex.Is("weekday", text[t.Start:t.End]) {
		return when.Span{}, false
	}
	for i := len(d.drafts) - 1; i >= 0; i-- {
		b := d.drafts[i]
		if b.Mode != modeVisit || b.Status != Planned || !b.ownDate || b.Date.Days() > shortSpan || b.Date.Start <= t.Span.Start || !slices.Equal(b.Codes(), dr.Codes()) {
			continue
		}
		day := b.Date.Start + (t.Span.Start-b.Date.Start)%7
		if day < b.Date.Start {
			day += 7
		}
		return when.SpanOf(day, day), day-b.Date.Start <= planDrift
	}
	return when.Span{}, false
}

// ago returns the day, week, month or year of an earlier act that the words before its
// clause count from the date of another ("met A three days after the two had spoken").
func (d *discourse) ago(dr *draft, from Date, in *what.Sentence) (Date, bool) {
	if !dr.Background || from.IsZero() || from.Days() > shortSpan {
		return Date{}, false
	}
	for _, t := range in.Times {
		var n int
		var unit byte
		if t.Type != when.Duration || t.End > dr.act.Start || strings.Contains(in.Text[t.End:dr.act.Start], ",") {
			continue
		}
		if _, err := fmt.Sscanf(t.Value, "P%d%c", &n, &unit); err != nil || unit == 'T' {
			continue
		}
		if unit == 'Y' {
			n, unit = 12*n, 'M' // about a year: its month
		}
		start, end := unitAt(from.Start.Time(), unit|0x20, -n) // lower case
		return Date{Span: when.SpanOf(when.DayOf(start), when.DayOf(end)-1), Basis: when.Relative}, true
	}
	return Date{}, false
}

// coming moves a time that was read back to the next of its kind ahead. A day or
// week that only counts back from today ("yesterday", "last week") has none: it
// says when the plan was told.
func (d *discourse) coming(t when.Expression, text string, status what.Status) when.Span {
	words := text[t.Start:t.End]
	weekday := false
	for word := range strings.FieldsSeq(words) {
		weekday = weekday || d.lex.Is("weekday", strings.Trim(word, ".,"))
	}
	back := when.Day(monthBack)
	if status == Cancelled {
		back = halfYear // what was called off may have been due long before
	}
	switch dated := strings.ContainsAny(words, "0123456789"); {
	case t.Span.Days() > shortSpan || weekday:
		return rolled(t.Span, d.today)
	case !dated:
		return when.Span{}
	case t.Span.End >= d.today-back:
		return t.Span
	}
	return rolled(t.Span, d.today)
}

// monthBack is how many days back a dated plan may lie and still be of this year,
// halfYear how many one that was called off.
const (
	monthBack = 31
	halfYear  = 183
)

// rolled moves a span that was read back to the next of its kind ahead: a day
// of this week to the week after, a day, month or season of the year to the
// next year. A span too far back is left.
func rolled(s when.Span, today when.Day) when.Span {
	if s.Precision == when.OneDay && s.End >= today-7 {
		return when.SpanOf(s.Start+7, s.End+7)
	}
	y, m, day := s.Start.Date()
	y2, m2, d2 := s.End.Date()
	next := when.SpanOf(when.MakeDay(y+1, m, day), when.MakeDay(y2+1, m2, d2))
	if s.Precision == when.Month {
		next = when.SpanOf(when.MakeDay(y+1, m, 1), when.MakeDay(y+1, m+1, 0))
	}
	if next.End < today {
		return s
	}
	return next
}

var dashesApart = strings.NewReplacer("–", " – ", "-", " - ")

// joinRanges makes one time of two that are the ends of one span ("from 26 to
// 28 November", "20. und 21. Juni"), where the text joins them.
func joinRanges(text string, times []when.Expression, lex *what.Language) []when.Expression {
	for i := 1; i < len(times); i++ {
		a, b := &times[i-1], &times[i]
		if a.Span.Days() != 1 || b.Span.Days() != 1 || b.Span.Start <= a.Span.Start || b.Span.Start-a.Span.Start > 31 || b.Start < a.End {
			continue
		}
		between := strings.Fields(dashesApart.Replace(text[a.End:b.Start]))
		if len(between) == 0 || len(between) > 2 || !lex.Is("range", between[0]) {
			continue
		}
		joined := *a
		joined.End, joined.Span = b.End, when.SpanOf(a.Span.Start, b.Span.End)
		out := append(append([]when.Expression{}, times[:i-1]...), joined)
		return joinRanges(text, append(out, times[i+1:]...), lex)
	}
	return times
}

// followed returns the dated draft the act follows: told before it in the same
// paragraph or the one before, with a party in common, of the same status.
func (d *discourse) followed(dr *draft) *draft {
	for i := len(d.drafts) - 1; i >= 0 && i >= len(d.drafts)-6; i-- {
		b := d.drafts[i]
		if b.Background || b.Date.IsZero() || b.sentence < 0 || dr.sentence-b.sentence > 2 || b.para < dr.para-1 {
			continue
		}
		common := 0
		for _, p := range dr.Parties {
			for _, q := range b.Parties {
				if p.Code == q.Code {
					common++
				}
			}
		}
		if dr.act.Margins && b.act.Frame == "summit" && b.Status == dr.Status {
			return b // "on the sidelines of the summit", told just before
		}
		need := 2
		answer := (dr.Type == what.Support || dr.Type == what.Accuse) && len(dr.act.Others) == 0 && dr.sentence-b.sentence == 1 // "backed the move": whose move the text before tells
		if len(dr.Parties) == 1 || dr.Type != what.Consult && (b.sentence == dr.sentence || answer) {
			need = 1
		}
		if common < need {
			continue
		}
		if b.Status == dr.Status {
			return b
		}
	}
	return nil
}
