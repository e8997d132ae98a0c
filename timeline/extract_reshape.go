package timeline

import (
	"slices"

	"github.com/dateline-news/dateline/timeline/what"
)

// reshape gives a draft the form the coding rules ask for: a promise where a
// deed is only announced, host and guest where a meeting is at one side's home.
func (d *discourse) reshape(dr *draft) {
	d.promised(dr)
	if dr.Type == what.Consult {
		d.hosted(dr)
	}
}

// promised: an announced deed is a promise, an announced harm a threat; words
// not yet spoken are nothing.
func (d *discourse) promised(dr *draft) {
	if dr.Status != Planned {
		return
	}
	switch dr.Type {
	case what.Aid, what.Concede, what.Retreat:
		dr.Type, dr.Mode = what.Agree, ""
	case what.Sanction, what.Coerce, what.Assault, what.Mobilize:
		dr.Type, dr.Mode = what.Threaten, ""
	case what.Support:
		if dr.Mode != "" {
			return
		}
		dr.Type = what.Agree
	case what.Request, what.Accuse, what.Reject, what.Threaten, what.Agree:
		dr.fate = "announced, not yet said"
		return
	default:
		return
	}
	dr.Status = Occurred
	dr.Date, dr.ownDate = d.published(), false
}

// hosted: the guest acts, the host receives.
func (d *discourse) hosted(dr *draft) {
	if dr.Mode == "phone" {
		return
	}
	if dr.act.Margins && dr.Mode == "" {
		dr.Mode = "multilateral"
		return
	}
	country := dr.Place.Country
	codes := dr.Codes()
	if dr.Mode == "" && len(codes) == 2 && country != "" && slices.Contains(codes, country) && dr.ownPlace {
		dr.Mode = "visit"
		for i := range dr.Parties {
			dr.Parties[i].Role = Actor
			if dr.Parties[i].Code == country {
				dr.Parties[i].Role = Recipient
			}
		}
	}
	if dr.Mode == "visit" && country != "" && !slices.Contains(codes, country) && len(codes) == 1 && dr.ownPlace {
		dr.Parties = append(dr.Parties, Party{Code: country, Role: Recipient, Name: dr.Place.Name})
	}
	if dr.Mode == "" && country != "" && len(codes) >= 2 && !slices.Contains(codes, country) && slices.ContainsFunc(codes, func(c string) bool { return len(c) != 3 || c == "UNO" }) {
		dr.Mode = "multilateral"
	}
	slices.SortStableFunc(dr.Parties, func(a, b Party) int {
		if a.Role == b.Role {
			return 0
		}
		if a.Role == Actor {
			return -1
		}
		return 1
	})
}
