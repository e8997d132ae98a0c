package timeline

import (
	"slices"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
	"github.com/dateline-news/dateline/timeline/who"
)

// opening is the first sentence of a report. Where it tells no act of its own it
// says of the headline's when, where and at which rank.
type opening struct {
	in      what.Sentence
	parties []what.Party
}

// newsAge is how many days back the day lies, at most, that an opening names
// for its headline.
const newsAge = 7

// complete adds to the headline's act what the opening says of it, where both
// are of the same parties.
func (d *discourse) complete(dr *draft) {
	if len(d.opening.parties) == 0 && len(d.opening.in.Times) == 0 || !d.sameAffair(dr) {
		return
	}
	if t, ok := d.opening.day(); ok && !dr.ownDate {
		d.dateBy(dr, t)
	}
	for k := range d.opening.parties {
		p := &d.opening.parties[k]
		if p.City && p.Bare && p.Prep == "in" && d.hasPlace(dr) && !dr.ownPlace {
			d.placeBy(dr, p)
		}
		for i := range dr.Parties {
			if q := &dr.Parties[i]; p.Level != "" && q.Level == "" && (p.Code == q.Code || p.Code == "" && (p.Plural || p.Anaphor == what.Many)) {
				q.Level = p.Level
			}
		}
	}
}

// sameAffair reports whether the opening names nobody but the act's parties, and
// no draft took its day already.
func (d *discourse) sameAffair(dr *draft) bool {
	var room few
	codes := appendCodes(room[:], dr.Parties)
	for i := range d.opening.parties {
		p := &d.opening.parties[i]
		if p.Code != "" && !(p.City && p.Prep == "in") && !slices.Contains(codes, p.Code) {
			return false
		}
	}
	return !slices.ContainsFunc(d.drafts, func(o *draft) bool { return o.sentence == 0 && o.ownDate && o.Type != dr.Type })
}

// day returns the one time the opening names, where it names but one.
func (o opening) day() (when.Expression, bool) {
	var found when.Expression
	for _, t := range o.in.Times {
		switch {
		case t.Span.IsZero() || t.Basis == "":
		case found.Span.IsZero() || found.Span == t.Span:
			found = t
		default:
			return found, false
		}
	}
	return found, !found.Span.IsZero() && found.Span.Days() <= shortSpan
}

func (d *discourse) dateBy(dr *draft, t when.Expression) {
	news := dr.Status == what.Occurred && t.Span.End <= d.today && t.Span.Start >= d.today-newsAge
	plan := dr.Status != what.Occurred && t.Span.End >= d.today
	if news || plan {
		dr.Date, dr.ownDate = Date{Span: t.Span, Basis: t.Basis}, true
	}
}

func (d *discourse) placeBy(dr *draft, p *what.Party) {
	for i := range d.opening.in.Names {
		if n := &d.opening.in.Names[i]; n.Kind == who.City && n.Start >= p.Start && n.End <= p.End {
			dr.Place, dr.ownPlace = d.coordinates(placeOf(n, d.report.Text)), true
		}
	}
}
