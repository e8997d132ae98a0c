package timeline

import (
	"slices"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
)

// reshape gives a draft the form the coding rules ask for: a promise where a
// deed is only announced, host and guest where a meeting is at one side's home.
func (d *discourse) reshape(dr *draft, in *what.Sentence) {
	d.promised(dr, in)
	if dr.Type == what.Consult {
		d.attends(dr)
		d.hosted(dr)
	}
}

// attends: who travels in the sentence of a summit comes to the summit, and so does
// who takes part in "it", with no day and no organisation named.
func (d *discourse) attends(dr *draft) {
	part := dr.act.Frame == "attend" && !dr.ownDate && dr.Occasion == "" && !slices.ContainsFunc(dr.act.Actors, func(p what.Party) bool { return p.Org })
	if dr.act.Frame != "visit" && !part || dr.ownPlace || !coded(dr.Parties) || len(d.drafts) == 0 {
		return
	}
	before := d.drafts[len(d.drafts)-1]
	if dr.sentence-before.sentence > 1 || before.act.Frame != "summit" {
		return
	}
	for _, p := range dr.Parties {
		if p.Role == Actor && !takesPart(before.Parties, p.Code) {
			before.Parties = append(before.Parties, p)
		}
	}
	dr.fate = "travels to the summit told before"
}

// calledOff reports whether a plan of the past ("was to meet B") is the one that was
// called off just before, and tells that one what it leaves open.
func (d *discourse) calledOff(dr *draft) bool {
	if !dr.act.Meant || dr.Type != what.Consult || dr.ownDate {
		return false
	}
	for i := len(d.drafts) - 1; i >= 0 && dr.sentence-d.drafts[i].sentence <= 2; i-- {
		o := d.drafts[i]
		if o.Type != what.Consult || o.Status != Cancelled || shares(o.Codes(), dr.Codes()) == 0 || otherPersons(o, dr) {
			continue
		}
		if subset(o.Codes(), dr.Codes()) && len(o.Codes()) < len(dr.Codes()) {
			o.Parties = dr.Parties
			d.hostOf(o, dr)
		}
		return true
	}
	return false
}

// hostOf gives a visit that was called off the place that only its plan names.
func (d *discourse) hostOf(o, plan *draft) {
	if o.Place.Name == "" {
		o.Place, o.ownPlace = plan.Place, plan.ownPlace
	}
	o.headed = o.headed || plan.headed
}

// toldByText reports whether a headline's act that names nobody ("Talks end") is
// one the text has told with its parties.
func (d *discourse) toldByText(dr *draft) bool {
	if d.field != FieldTitle {
		return false
	}
	for i := range len(dr.act.Actors) + len(dr.act.Others) {
		if sidesOf(dr.act, i).Anaphor == what.Named {
			return false
		}
	}
	for _, o := range d.drafts {
		if o.Type == dr.Type && o.Status == dr.Status {
			return true
		}
	}
	return false
}

// invited adds the second event of an invitation: the coming visit, where the
// text says when or where.
func (d *discourse) invited(dr *draft, in *what.Sentence) {
	guests, hosts := inRole(dr.Parties, Recipient), inRole(dr.Parties, Actor)
	if len(guests) == 0 || len(hosts) == 0 || guests[0].Code == "" || hosts[0].Code == "" || d.toSummit {
		return
	}
	a := *dr.act
	a.Type, a.Mode, a.Frame, a.Time = what.Consult, "visit", "visit", -1
	visit := d.newDraft()
	visit.Mention, visit.act, visit.sentence, visit.para, visit.readAct = dr.Mention, &a, d.sentence, d.para, dr.readAct
	visit.Type, visit.Mode, visit.Status, visit.Date, visit.Place = what.Consult, "visit", Planned, Date{}, Place{}
	for _, t := range in.Times {
		after := t.Start > a.Start || t.Start >= a.From && t.Span.Start > d.today // "has for 20 May invited …", where the verb comes last
		if after && !t.Span.IsZero() && t.Basis != "" {
			span := t.Span
			if span.End < d.today && span.Precision == when.OneDay {
				continue
			}
			if span.End < d.today {
				span = rolled(span, d.today)
			}
			visit.Date, visit.ownDate = Date{Span: span, Basis: t.Basis}, true
		}
	}
	if visit.Date.IsZero() && a.Place < 0 || visit.ownDate && visit.Date.End < d.today {
		return
	}
	visit.Parties = nil
	for _, p := range guests {
		p.Role = Actor
		visit.Parties = append(visit.Parties, p)
	}
	for _, p := range hosts {
		p.Role = Recipient
		visit.Parties = append(visit.Parties, p)
	}
	d.setPlace(visit, in)
	d.drafts = append(d.drafts, visit)
}

func countRole(parties []Party, role PartyRole) int {
	n := 0
	for i := range parties {
		if parties[i].Role == role {
			n++
		}
	}
	return n
}

func inRole(parties []Party, role PartyRole) []Party {
	var out []Party
	for _, p := range parties {
		if p.Role == role {
			out = append(out, p)
		}
	}
	return out
}

// promised: an announced deed is a promise, an announced harm a threat; words
// not yet spoken are nothing.
func (d *discourse) promised(dr *draft, in *what.Sentence) {
	if dr.Status != Planned {
		return
	}
	switch dr.Type {
	case what.Aid, what.Concede, what.Retreat, what.Sanction, what.Coerce, what.Assault, what.Mobilize:
		dr.Type, dr.Mode = promisedAs(dr.Type), ""
	case what.Support:
		if dr.Mode != "" {
			return
		}
		dr.Type = promisedAs(dr.Type)
	case what.Request, what.Accuse, what.Reject, what.Threaten, what.Agree:
		dr.fate = "announced, not yet said"
		return
	case what.Cooperate:
		if !dr.ownDate && !dr.act.Noun {
			dr.fate = "a wish to work together"
		}
		return
	default:
		return
	}
	dr.Status = Occurred
	dr.Date, dr.ownDate = d.published(), false
	if t := dr.act.Said; t >= 0 && t < len(in.Times) {
		dr.Date, dr.ownDate = Date{Span: in.Times[t].Span, Basis: in.Times[t].Basis}, true
	}
}

// promisedAs is the type of the promise or threat to do what is of type t.
func promisedAs(t what.Type) what.Type {
	switch t {
	case what.Aid, what.Concede, what.Retreat, what.Support:
		return what.Agree
	case what.Sanction, what.Coerce, what.Assault, what.Mobilize:
		return what.Threaten
	}
	return t
}

// hostsTwo: somebody receives two others, told by a word that points back at both.
func (d *discourse) hostsTwo(dr *draft) bool {
	if countRole(dr.Parties, Recipient) != 1 {
		return false
	}
	pointing := true
	for i := range dr.act.Actors {
		pointing = pointing && dr.act.Actors[i].Code == ""
	}
	return dr.act.Frame == "receive" && pointing || dr.act.Frame != "visit" && dr.act.Reciprocal && len(dr.act.Mediators) == 0
}

// hosted: the guest acts, the host receives.
func (d *discourse) hosted(dr *draft) {
	if dr.Mode == "phone" || dr.Mode == "third-party" {
		return
	}
	var room few
	codes := appendCodes(room[:], dr.Parties)
	if dr.Mode == "" && dr.lone && len(codes) == 1 {
		dr.Mode = "multilateral"
	}
	if dr.act.Margins && dr.Mode == "" {
		dr.Mode = "multilateral"
		return
	}
	country := dr.Place.Country
	if len(codes) == 3 && d.hostsTwo(dr) {
		dr.Mode = "third-party" // hosts the talks of two others
		return
	}
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
