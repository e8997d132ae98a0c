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
	actors, others := d.list(len(dr.Parties)), d.list(len(dr.Parties))
	for _, p := range dr.Parties {
		s := d.lastOf(p.Code)
		s.party = p
		for i := range len(dr.act.Actors) + len(dr.act.Others) {
			if q := sidesOf(dr.act, i); q.Code == p.Code {
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
	if all := distinct(actors, others); len(all) == 2 || len(all) > 2 && dr.act.Reciprocal {
		d.pair, d.sides = all, d.joined(actors, others)
	}
	if rest := distinct(others); len(rest) == 2 && len(distinct(actors)) == 1 && dr.Type != what.Consult && !dr.act.Reciprocal {
		d.pair = rest // "called on A and B": these are "the two"
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

// addDyads adds a draft, a list of counterparts as one meeting each with the
// list's sentence as evidence, and so what each ambassador does or is told alone.
func (d *discourse) addDyads(dr *draft) {
	a := dr.act
	if slices.Contains(embassies, dr.Mode) && d.addEach(dr) {
		return
	}
	if dr.Mode == modeVisit && countRole(dr.Parties, Recipient) > 1 && countRole(dr.Parties, Actor) == 1 {
		d.addTour(dr)
		return
	}
	left, others := -1, 0
	mediates := dr.Mode == modeThirdParty && len(a.OtherSide) == 2 && a.OtherSide[0].Prep == "between" // one meeting of all three
	if dr.Type == what.Consult && !mediates && a.Reciprocal && a.Frame != "summit" && a.Frame != "attend" && len(a.OtherSide) > 0 {
		for i := range dr.Parties {
			if onSide(a.OtherSide, dr.Parties[i].Code) {
				others++
			} else {
				left = i
			}
		}
	}
	if others < 2 || len(dr.Parties)-others != 1 {
		d.drafts = append(d.drafts, dr)
		return
	}
	for i, right := range dr.Parties {
		if i != left {
			one := d.like(dr)
			right.Role = Actor
			one.Parties = []Party{dr.Parties[left], right}
			d.drafts = append(d.drafts, one)
		}
	}
}

// embassies are the modes of acts of or to one embassy, also where they are told of several.
var embassies = []string{modeRelations, modeSummon, modeExpel}

// addEach splits an act between one party and several, one event for each of these.
func (d *discourse) addEach(dr *draft) bool {
	one, many := inRole(dr.Parties, Actor), inRole(dr.Parties, Recipient)
	if len(many) == 1 {
		one, many = many, one
	}
	if len(one) != 1 || len(many) < 2 {
		return false
	}
	for _, p := range many {
		alone := d.like(dr)
		alone.Parties = []Party{p, one[0]}
		if p.Role != Actor {
			slices.Reverse(alone.Parties)
		}
		d.drafts = append(d.drafts, alone)
	}
	return true
}

func onSide(side []what.Party, code string) bool {
	for i := range side {
		if side[i].Code == code {
			return true
		}
	}
	return false
}

// addTour splits a journey to several states: one visit each. Which one a city or
// a day belongs to only the city tells.
func (d *discourse) addTour(dr *draft) {
	hosts := inRole(dr.Parties, Recipient)
	if dr.ownPlace && !slices.ContainsFunc(hosts, func(p Party) bool { return p.Code == dr.Place.Country }) {
		d.drafts = append(d.drafts, dr) // received elsewhere
		return
	}
	for _, host := range hosts {
		one := d.like(dr)
		one.Parties = append(inRole(dr.Parties, Actor), host)
		if one.Place.Country != host.Code {
			one.Place, one.ownPlace = Place{}, false
			d.at(one, Recipient)
		}
		d.drafts = append(d.drafts, one)
	}
}
