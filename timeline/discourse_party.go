package timeline

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/who"
)

// remember puts a party at the end of what the text has named.
func (d *discourse) remember(s seen) {
	if s.party.Code == "" {
		return
	}
	i := slices.IndexFunc(d.met, func(o seen) bool {
		return o.party.Code == s.party.Code && (o.role == s.role || o.role == "" || s.role == "")
	})
	if i >= 0 {
		old := d.met[i]
		if s.role == "" {
			s.role, s.party.Level = old.role, old.party.Level
		}
		if s.party.Person == "" && old.role == s.role {
			s.party.Person = old.party.Person
		}
		d.met = slices.Delete(d.met, i, i+1)
	}
	d.met = append(d.met, s)
}

// fill resolves both sides of an act.
func (d *discourse) fill(a *what.Act) (actors, others []seen) {
	if d.goesOn(a) {
		return d.actor, d.other
	}
	var room [8][]seen
	found := append(room[:0], make([][]seen, len(a.Actors)+len(a.Others))...)
	for _, named := range [...]bool{true, false} { // names first: they tell whom the pronouns cannot mean
		for i := range found {
			p := sidesOf(a, i)
			if named && p.Anaphor == what.Named {
				found[i] = d.named(p)
			} else if !named && p.Anaphor != what.Named {
				found[i] = d.resolve(p, d.joined(found...))
			}
		}
	}
	actors, others = d.joined(found[:len(a.Actors)]...), d.joined(found[len(a.Actors):]...)
	inner := atHome(a)
	if inner {
		others = nil // "the government" the strikers speak to is their own
		for i := range a.Others {
			if a.Others[i].Anaphor == what.Named {
				others = append(others, found[len(a.Actors)+i]...)
			}
		}
	}
	others = slices.DeleteFunc(others, func(o seen) bool { return o.party.Code == "" })
	if several(actors) {
		actors = slices.DeleteFunc(actors, func(o seen) bool { return o.party.Code == "" })
	}
	others = slices.DeleteFunc(others, func(o seen) bool { return o.party.Code != "" && holds(actors, o.party.Code) })
	if len(actors) == 0 && a.Type.OffByDefault() {
		actors, others = d.anyParty(a, others)
	}
	if a.Frame == "summit" && !slices.ContainsFunc(actors, func(s seen) bool { return s.org }) && !several(actors) {
		actors = d.joined(d.lastOrg(), actors)
	}
	if len(actors)+len(others) == 0 && d.toldBefore(a) {
		return d.pointed(d.guest), d.pointed(d.host)
	}
	if len(actors) == 0 && len(distinct(others)) == 2 && len(a.Actors) == 1 && a.Actors[0].Anaphor == what.Many {
		return others, nil // "the two sides opened embassies in A and B"
	}
	if host := d.neutralHost(a); host != nil {
		return d.pairOf(nil), host
	}
	if a.Foreign && !a.Type.OffByDefault() {
		return actors, others
	}
	if len(actors) == 0 {
		actors = d.missingActor(a, others)
	}
	if a.Reciprocal && !d.alone(a) && (len(actors) > 0 && !several(actors) || len(a.OtherSide) > 0 && len(a.Actors) == len(a.OtherSide)) {
		actors = d.joined(d.missingPartner(actors), actors)
	}
	if !a.Reciprocal && len(others) == 0 && len(actors) > 0 && !inner && !a.Inward {
		others = d.missingOther(a, actors)
	}
	return actors, others
}

// goesOn reports whether a passive without an agent tells more of the act before, and
// points at whom that was done to: "A expelled two diplomats of B. They were ordered …".
func (d *discourse) goesOn(a *what.Act) bool {
	if !a.Passive || a.Reciprocal || len(a.Actors) > 0 || len(a.Others) == 0 || len(d.drafts) == 0 || len(d.actor)*len(d.other) == 0 {
		return false
	}
	before := d.drafts[len(d.drafts)-1]
	return before.Type == a.Type && before.Mode == a.Mode && before.sentence == d.sentence-1 &&
		!slices.ContainsFunc(a.Others, func(p what.Party) bool { return p.Anaphor == what.Named })
}

// sidesOf returns party i of an act's actors and others, taken together.
func sidesOf(a *what.Act, i int) *what.Party {
	if i < len(a.Actors) {
		return &a.Actors[i]
	}
	return &a.Others[i-len(a.Actors)]
}

// takesPart reports whether a code is that of one of the parties.
func takesPart(parties []Party, code string) bool {
	return code != "" && slices.ContainsFunc(parties, func(p Party) bool { return p.Code == code })
}

// neutralHost returns the party that the clause says is host or mediator of the
// talks of the two sides known, and is neither; nil for none.
func (d *discourse) neutralHost(a *what.Act) []seen {
	if a.Type != what.Consult || len(d.pair) != 2 {
		return nil
	}
	var host *what.Party
	hosting := a.Frame == "receive" && len(a.Actors)+len(a.Others) == 1 || a.Mode == modeThirdParty
	for i := range len(a.Actors) + len(a.Others) {
		p := sidesOf(a, i)
		switch {
		case p.Anaphor == what.Named && p.Code != "" && host != nil:
			return nil
		case p.Anaphor == what.Named && p.Code != "":
			host = p
		case p.Anaphor == what.Host && a.Reciprocal:
			hosting = true // "X is host of the talks"
		}
	}
	if host == nil || !hosting || slices.Contains(d.pair, host.Code) {
		return nil
	}
	return d.named(host)
}

// several reports whether the parties have more than one code between them.
func several(list []seen) bool {
	for i := 1; i < len(list); i++ {
		if list[i].party.Code != list[0].party.Code {
			return true
		}
	}
	return false
}

func distinct(lists ...[]seen) []string {
	var codes []string
	for _, list := range lists {
		for i := range list {
			if !slices.Contains(codes, list[i].party.Code) {
				codes = append(codes, list[i].party.Code)
			}
		}
	}
	return codes
}

// lastOrg is the organisation last named: "the summit" is its own.
func (d *discourse) lastOrg() []seen {
	for i := len(d.met) - 1; i >= 0; i-- {
		if d.met[i].org {
			return d.met[i : i+1 : i+1]
		}
	}
	return nil
}

// alone reports whether an organisation meets by itself: its own session.
func (d *discourse) alone(a *what.Act) bool {
	if a.Frame == "summit" || a.Frame == "attend" {
		return true
	}
	return len(a.OtherSide) == 0 && len(a.Actors) == 1 && a.Actors[0].Org && !a.Actors[0].Headed && a.Actors[0].Bare && a.Frame == "meet"
}

// anyParty finds who is concerned by violence and protest, where the sentence
// names no state as acting: the first state it names at all.
func (d *discourse) anyParty(a *what.Act, others []seen) (actors, rest []seen) {
	if len(others) > 0 {
		return others, nil
	}
	for i := range a.Parties {
		p := &a.Parties[i]
		if p.Anaphor != what.Named {
			continue
		}
		if found := d.named(p); len(found) > 0 {
			return found, nil
		}
	}
	return nil, nil
}

// missingActor finds who acts when the clause does not say: whoever acted last.
func (d *discourse) missingActor(a *what.Act, others []seen) []seen {
	if d.field == FieldTitle && len(d.drafts) == 0 {
		return nil // nothing but the headline itself says who
	}
	if a.Reciprocal || a.Frame == "receive" && len(d.pair) == 2 {
		return d.pairOf(others)
	}
	if d.field == FieldTitle {
		return nil
	}
	return d.firstBut(others, d.actor, d.expected)
}

// firstBut returns the first party of the lists that is not already there.
func (d *discourse) firstBut(already []seen, lists ...[]seen) []seen {
	for _, list := range lists {
		for i := range list {
			if code := list[i].party.Code; !holds(already, code) && d.near(code) {
				return d.only(list[i])
			}
		}
	}
	return nil
}

// missingPartner finds the other side of a meeting told with one: the party
// the report is about, or the one of the act before.
func (d *discourse) missingPartner(actors []seen) []seen {
	if d.field == FieldTitle && len(d.drafts) == 0 {
		return nil
	}
	if d.main != nil && !holds(actors, d.main.party.Code) && d.mainHolds() && d.near(d.main.party.Code) {
		return d.only(*d.main)
	}
	return d.firstBut(actors, d.actor, d.other)
}

// mainHolds reports whether the report is still about its first actor: that
// party took part in one of the last acts.
func (d *discourse) mainHolds() bool {
	for i := len(d.drafts) - 1; i >= 0 && i >= len(d.drafts)-8; i-- {
		if takesPart(d.drafts[i].Parties, d.main.party.Code) {
			return true
		}
	}
	return len(d.drafts) == 0
}

// missingOther finds whom a one-sided act is aimed at: the other side of the
// act before.
func (d *discourse) missingOther(a *what.Act, actors []seen) []seen {
	if d.field == FieldTitle || a.Frame == "visit" || a.Frame == "alone" || a.Frame == "warn" || a.Frame == "command" {
		return nil
	}
	lists := [...][]seen{d.actor, d.other}
	if (a.Frame == "about" || a.Type == what.Support && a.Frame == "to") && len(d.actor) > 0 && !holds(d.actor, actors[0].party.Code) {
		lists[1] = nil // "criticised the step": who took it
	}
	if len(d.actor) == 0 {
		lists = [...][]seen{d.expected, nil}
	}
	out := d.list(len(lists[0]) + len(lists[1]))
	for _, list := range lists {
		for _, s := range list {
			if !holds(actors, s.party.Code) && !holds(out, s.party.Code) && d.near(s.party.Code) {
				out = append(out, s)
			}
		}
	}
	if code := actors[0].party.Code; holds(d.actor, code) || holds(d.other, code) || len(out) <= 2 {
		return out
	}
	return nil
}

func holds(list []seen, code string) bool {
	return code != "" && slices.ContainsFunc(list, func(s seen) bool { return s.party.Code == code })
}

// pairOf returns the two sides last spoken of.
func (d *discourse) pairOf(others []seen) []seen {
	out := d.list(len(d.pair))
	for _, code := range d.pair {
		if !holds(others, code) && d.near(code) {
			out = append(out, d.sideOf(code))
		}
	}
	return out
}

// sideOf returns the party as it took part last: that its ministry or a spokesman
// tells of the talks does not change who held them.
func (d *discourse) sideOf(code string) seen {
	last := d.lastOf(code)
	for _, s := range d.sides {
		if s.party.Code == code && s.party.Level != last.party.Level && (s.party.Level != "" || last.party.Level == who.Official) {
			s.at = last.at
			return s
		}
	}
	return last
}

// lastOf returns the last party named with the code.
func (d *discourse) lastOf(code string) seen {
	for i := len(d.met) - 1; i >= 0; i-- {
		if d.met[i].party.Code == code {
			return d.met[i]
		}
	}
	return seen{party: Party{Code: code}, org: len(code) != 3}
}

// toldBefore reports whether the act is the visit of the guest and host known,
// told by a noun alone ("the trip"), and not only what another act falls into.
func (d *discourse) toldBefore(a *what.Act) bool {
	if !a.Noun || a.Mode != modeVisit || d.guest == nil || d.host == nil || d.field != FieldText {
		return false
	}
	words := strings.Fields(strings.ToLower(d.text[min(a.From, a.Start):a.Start]))
	return !slices.ContainsFunc(words[max(0, len(words)-2):], func(w string) bool { return d.lex.Is("during", w) })
}
