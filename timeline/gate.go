package timeline

import (
	"slices"
	"strconv"
	"time"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
)

// Why a mention that was read is kept off the timeline all the same; other
// reasons are told in words.
const (
	OffDomestic   = "domestic"   // an act inside one state: a government and its rebels, strikers, opposition
	OffUnofficial = "unofficial" // private people, a court, or a movement or association of no state takes part
)

// unofficial reports whether a code is PLOVER's for associations or movements
// of no state.
func unofficial(code string) bool { return code == "NGO" || code == "IMG" }

// judge decides which drafts are mentions, which stay undecided, and why the
// report is relevant or not.
func judge(noise bool, drafts []*draft, out *Reading) {
	on := 0
	for _, dr := range drafts {
		dr.Off, dr.Act = undecided(dr, noise), dr.readAct
		if dr.Off == "" {
			on++
		}
	}
	if on > 0 {
		out.Mentions = make([]Mention, 0, on)
	}
	if on < len(drafts) {
		out.Undecided = make([]Mention, 0, len(drafts)-on)
	}
	for _, dr := range drafts {
		fate := dr.Off
		if fate != "" {
			out.Undecided = append(out.Undecided, dr.Mention)
		} else {
			dr.N = len(out.Mentions)
			out.Mentions = append(out.Mentions, dr.Mention)
			fate = "mention " + strconv.Itoa(dr.N)
			out.Relevant = out.Relevant || !dr.Type.OffByDefault()
		}
		if dr.readAct < len(out.Acts) {
			out.Acts[dr.readAct].Fate = fate
		}
	}
	switch {
	case out.Relevant:
		out.Why = strconv.Itoa(len(out.Mentions)) + " acts between official parties"
	case len(out.Undecided) > 0:
		out.Why = "acts, but no two official parties to them"
	case len(out.Acts) > 0:
		out.Why = "words of diplomacy, but no act between parties"
	default:
		out.Why = "no diplomatic act"
	}
}

// undecided says what keeps a draft off the timeline, "" for nothing.
func undecided(dr *draft, noise bool) string {
	actors := countRole(dr.Parties, Actor)
	var room few
	switch codes := appendCodes(room[:], dr.Parties); {
	case dr.domestic && len(codes) < 2 && !dr.Type.OffByDefault() && !dr.private && !dr.noisy && !noise && !loneOrganisation(dr):
		return OffDomestic
	case actors == 0:
		return "no actor"
	case dr.Type.OffByDefault() && len(codes) > 0:
		return ""
	case dr.Type == what.Retreat && dr.Mode == "resign" && !resigner(dr):
		return "nobody in office resigns"
	case old(dr):
		return "history"
	case dr.private:
		return "firms, teams or private people act, not states"
	case (dr.noisy || noise) && !dr.headed:
		return "reads like sport, business or leisure, and no official is named"
	case dr.act.Unofficial && len(codes) > 1 || slices.ContainsFunc(codes, unofficial):
		return OffUnofficial
	case len(codes) < 2 && !unresolved(dr) && !loneOrganisation(dr):
		return "no counterpart"
	}
	return ""
}

// unresolved: "the minister" of a report that never says whose meets an
// organisation.
func unresolved(dr *draft) bool {
	return len(dr.Parties) == 2 && dr.Parties[0].Code == "" && dr.Parties[0].Level != "" && dr.lone
}

// loneOrganisation: an organisation's summit is told with it alone, and whoever
// resigns resigns alone.
func loneOrganisation(dr *draft) bool {
	return dr.Mode == "multilateral" && dr.lone && len(dr.Parties) > 0 || dr.Type == what.Retreat && dr.Mode == "resign"
}

// resigner reports whether the text names who resigns, with an office or by name.
func resigner(dr *draft) bool {
	for i := range dr.act.Actors {
		if p := &dr.act.Actors[i]; p.Headed && (p.Anaphor == what.Named || p.Anaphor == what.Office) {
			return true
		}
	}
	return false
}

// modern is the day before which what is told is history: the states of then are
// not those of today.
var modern = when.MakeDay(1900, time.January, 1)

func old(dr *draft) bool { return dr.Date.Basis == when.Explicit && dr.Date.End < modern }
