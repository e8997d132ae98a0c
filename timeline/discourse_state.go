package timeline

import (
	"slices"

	"github.com/dateline-news/dateline/timeline/what"
)

// follow updates what later sentences may point back at.
func (d *discourse) follow(dr *draft) {
	if d.field == FieldTitle {
		return
	}
	var actors, others []seen
	for _, p := range dr.Parties {
		s := d.lastOf(p.Code)
		s.party = p
		for i := range len(dr.act.Actors) + len(dr.act.Others) {
			if q := sidesOf(&dr.act, i); q.Code == p.Code {
				s.role, s.org = q.Role, q.Org
			}
		}
		d.remember(s)
		if p.Role == Actor {
			actors = append(actors, s)
		} else {
			others = append(others, s)
		}
	}
	if len(actors) == 0 {
		return
	}
	d.actor, d.other = actors, others
	if d.main == nil && actors[0].party.Code != "" {
		d.main = &actors[0]
	}
	if dr.Mode == modeThirdParty {
		others = nil // the two sides are the pair, not their host
	}
	if all := distinct(append(slices.Clone(actors), others...)); len(all) == 2 || len(all) > 2 && dr.act.Reciprocal {
		d.pair = all
	}
	if dr.Mode == "visit" && len(others) > 0 {
		d.guest, d.host = &actors[0], &others[0]
	}
	if dr.Mode == "invite" && len(others) > 0 {
		d.guest, d.host = &others[0], &actors[0]
	}
	if dr.ownPlace && dr.Place.Name != "" && dr.Status == Occurred && !dr.Background {
		d.place = dr.Place
		if d.lead.Name == "" {
			d.lead = dr.Place
		}
	}
}

// dyads splits a list of counterparts: one meeting each, with the list's
// sentence as evidence.
func (d *discourse) dyads(dr *draft) []*draft {
	a := dr.act
	if dr.Mode == modeVisit && len(inRole(dr.Parties, Recipient)) > 1 && len(inRole(dr.Parties, Actor)) == 1 {
		return d.tour(dr)
	}
	if dr.Type != what.Consult || !a.Reciprocal || a.Frame == "summit" || a.Frame == "attend" || len(a.OtherSide) == 0 {
		return []*draft{dr}
	}
	var left, right []Party
	for _, p := range dr.Parties {
		if slices.ContainsFunc(a.OtherSide, func(o what.Party) bool { return o.Code == p.Code }) {
			right = append(right, p)
		} else {
			left = append(left, p)
		}
	}
	if len(left) != 1 || len(right) < 2 {
		return []*draft{dr}
	}
	var out []*draft
	for _, r := range right {
		one := *dr
		one.Parties = []Party{left[0], r}
		one.Parties[1].Role = Actor
		out = append(out, &one)
	}
	return out
}

// tour splits a journey to several states: one visit each. Which one a city or
// a day belongs to only the city tells.
func (d *discourse) tour(dr *draft) []*draft {
	hosts := inRole(dr.Parties, Recipient)
	if dr.ownPlace && !slices.ContainsFunc(hosts, func(p Party) bool { return p.Code == dr.Place.Country }) {
		return []*draft{dr} // received elsewhere
	}
	var out []*draft
	for _, host := range hosts {
		one := *dr
		one.Parties = append(inRole(dr.Parties, Actor), host)
		if one.Place.Country != host.Code {
			one.Place, one.ownPlace = Place{}, false
			d.at(&one, Recipient)
		}
		out = append(out, &one)
	}
	return out
}
