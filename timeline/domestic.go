package timeline

import (
	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/who"
)

// domestic marks an act inside one state, told with words of strife: PLOVER
// codes it under the state's code on both sides, a timeline of diplomacy does
// not show it. Who acts may be people the text does not call after their state
// ("Karen rebels demanded …"): then it is the only state of the sentence.
func (d *discourse) domestic(dr *draft, in *what.Sentence) {
	if !d.reading.Contested() || len(dr.Codes()) > 1 {
		return
	}
	state := onlyState(in.Names)
	for _, p := range dr.Parties {
		if p.Code != "" && p.Role == Actor {
			state = p.Code
		}
	}
	if state == "" || d.isOrganisation(state) || unofficial(state) {
		return
	}
	known := false
	for _, p := range dr.Parties {
		known = known || p.Role == Actor
	}
	if !known && dr.Type == what.Consult {
		return // somebody met the rebels
	}
	dr.domestic = true
	for i := range dr.Parties {
		if dr.Parties[i].Role == Actor {
			dr.Parties[i].Code = state
			return
		}
	}
	dr.Parties = []Party{{Code: state, Role: Actor, Name: d.actors.Label(state, d.lang)}}
}

// atHome reports whether people of a state act who turn to their own government
// where nobody else is named: rebels, strikers, an opposition.
func atHome(a *what.Act) bool {
	for i := range a.Actors {
		if a.Actors[i].People {
			return true
		}
	}
	return false
}

// isOrganisation reports whether the code is no state's.
func (d *discourse) isOrganisation(code string) bool { return d.lastOf(code).org }

// onlyState returns the one state that the names belong to, "" for none or several.
func onlyState(names []who.Name) string {
	state := ""
	for _, n := range names {
		switch {
		case n.Country == "" || n.Country == state:
		case state != "" || n.Kind == who.Org && !n.Movement:
			return ""
		default:
			state = n.Country
		}
	}
	return state
}
