package timeline

import (
	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
)

// backgroundAfter is how many days before publication an event's own date lies
// when it is told as history rather than news.
const backgroundAfter = 75

// setDate dates an act: its own date, else that of the meeting it follows, else
// the day of publication; a planned one without a date has none.
func (d *discourse) setDate(dr *draft, in what.Sentence) {
	a := dr.act
	if a.Time >= 0 && a.Time < len(in.Times) {
		t := in.Times[a.Time]
		dr.Date, dr.ownDate = Date{Span: t.Span, Basis: t.Basis}, true
		if dr.Status == Occurred && t.Span.Start > d.today {
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
		dr.Date = before.Date
		return
	}
	if dr.Status == Occurred {
		dr.Date = Date{Span: when.SpanOf(d.today, d.today), Basis: when.Published}
	}
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
		need := 2
		if len(dr.Parties) == 1 || dr.Type != what.Consult && b.sentence == dr.sentence {
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
