package timeline

import (
	"fmt"

	"github.com/dateline-news/dateline/timeline/what"
)

// judge decides which drafts are mentions, which stay undecided, and why the
// report is relevant or not.
func judge(r Report, lex *what.Language, drafts []*draft, out *Reading) {
	for _, dr := range drafts {
		why := undecided(dr)
		m := dr.Mention
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
	out.Relevant = len(out.Mentions) > 0
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
func undecided(dr *draft) string {
	actors := 0
	for _, p := range dr.Parties {
		if p.Role == Actor {
			actors++
		}
	}
	switch codes := dr.Codes(); {
	case actors == 0:
		return "no actor"
	case dr.Type.OffByDefault():
		return ""
	case len(codes) < 2 && !(len(codes) == 1 && len(dr.Parties) > 1) && !loneOrganisation(dr):
		return "no counterpart"
	}
	return ""
}

// loneOrganisation: a summit is told with its organisation alone.
func loneOrganisation(dr *draft) bool {
	return dr.Mode == "multilateral" && len(dr.Parties) > 0 && len(dr.Parties[0].Code) != 3 || dr.Type == what.Retreat && dr.Mode == "resign"
}
