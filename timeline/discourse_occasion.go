package timeline

import (
	"slices"
	"strconv"

	"github.com/dateline-news/dateline/timeline/what"
)

// setOccasion names the occasion of a multilateral event by organisation, kind
// and year ("SCO summit 2024"), so that reports of one summit meet.
func (d *discourse) setOccasion(dr *draft) {
	if dr.Type != what.Consult || dr.act.Frame != "summit" && dr.act.Frame != "attend" {
		return
	}
	kind := d.reading.Occasion()
	org := slices.IndexFunc(dr.Parties, func(p Party) bool {
		return d.isOrg(p.Code) || slices.ContainsFunc(dr.act.Actors, func(a what.Party) bool { return a.Org && a.Code == p.Code })
	})
	if kind == "" || org < 0 {
		return
	}
	year := d.today
	if !dr.Date.IsZero() {
		year = dr.Date.Start
	}
	y, _, _ := year.Date()
	dr.Occasion = dr.Parties[org].Code + " " + kind + " " + strconv.Itoa(y)
}

// isOrg reports whether the report named the code as an organisation.
func (d *discourse) isOrg(code string) bool {
	return slices.ContainsFunc(d.met, func(s seen) bool { return s.party.Code == code && s.org })
}

// arrivals adds those who come for a summit to the summit: a sentence that says
// both tells one event.
func (d *discourse) arrivals(from int) {
	var visit, summit *draft
	for _, dr := range d.drafts[from:] {
		switch {
		case dr.act.Frame == "visit" && !dr.act.Noun && !dr.Background:
			visit = dr
		case (dr.act.Frame == "summit" || dr.act.Frame == "attend") && dr.Occasion != "" && !dr.Background:
			summit = dr
		}
	}
	if visit == nil || summit == nil || summit.Place.Country != "" && visit.Place.Country != "" && summit.Place.Country != visit.Place.Country {
		return
	}
	for _, p := range visit.Parties {
		if !takesPart(summit.Parties, p.Code) {
			summit.Parties = append(summit.Parties, p)
		}
	}
	if summit.Place.Country == "" {
		summit.Place, summit.ownPlace = visit.Place, visit.ownPlace
	}
	if !summit.ownDate {
		summit.Date, summit.ownDate = visit.Date, visit.ownDate
	}
	summit.Status = visit.Status
	d.drafts = slices.DeleteFunc(d.drafts, func(dr *draft) bool { return dr == visit })
}
