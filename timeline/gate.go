package timeline

import (
	"fmt"
	"slices"

	"github.com/dateline-news/dateline/timeline/what"
)

// Why a mention that was read is kept off the timeline all the same; other
// reasons are told in words.
const (
	OffDomestic   = "domestic"   // an act inside one state: a government and its rebels, strikers, opposition
	OffUnofficial = "unofficial" // a movement or association of no state takes part
)

// unofficial reports whether a code is PLOVER's for associations or movements
// of no state.
func unofficial(code string) bool { return code == "NGO" || code == "IMG" }

// judge decides which drafts are mentions, which stay undecided, and why the
// report is relevant or not.
func judge(noise bool, drafts []*draft, out *Reading) {
	for _, dr := range drafts {
		why := undecided(dr, noise)
		m := dr.Mention
		m.Off, m.Act = why, dr.readAct
		if why != "" {
			out.Undecided = append(out.Undecided, m)
		} else {
			m.N = len(out.Mentions)
			out.Mentions = append(out.Mentions, m)
			why = fmt.Sprintf("mention %d", m.N)
		}
		if dr.readAct < len(out.Acts) {
			out.Acts[dr.readAct].Fate = why
		}
	}
	out.Relevant = slices.ContainsFunc(out.Mentions, func(m Mention) bool { return !m.Type.OffByDefault() })
	switch {
	case out.Relevant:
		out.Why = fmt.Sprintf("%d acts between official parties", len(out.Mentions))
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
	actors := 0
	for _, p := range dr.Parties {
		if p.Role == Actor {
			actors++
		}
	}
	switch codes := dr.Codes(); {
	case dr.domestic && len(codes) < 2 && !dr.Type.OffByDefault() && !dr.private && !dr.noisy && !noise && !loneOrganisation(dr):
		return OffDomestic
	case actors == 0:
		return "no actor"
	case dr.Type.OffByDefault() && len(codes) > 0:
		return ""
	case dr.private:
		return "firms, teams or private people act, not states"
	case (dr.noisy || noise) && !dr.headed:
		return "reads like sport, business or leisure, and no official is named"
	case actors > 0 && slices.ContainsFunc(codes, unofficial):
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
