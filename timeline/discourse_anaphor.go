package timeline

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/who"
)

// This file says whom a phrase means that names or points back at a party.

// resolve turns a party phrase into the parties it means.
func (d *discourse) resolve(p *what.Party, already []seen) []seen {
	switch p.Anaphor {
	case what.Named:
		return d.named(p)
	case what.One:
		if s := d.speaker(p); s != nil && !holds(already, s[0].party.Code) {
			return s
		}
		return d.one(already)
	case what.Us:
		return d.us(p)
	case what.Many:
		pair := d.pairOf(nil)
		if slices.ContainsFunc(pair, func(s seen) bool { return holds(already, s.party.Code) }) {
			pair = d.pairOf(already) // "they asked B": the other one of the two
		}
		if len(pair) > 0 {
			return ranked(pair, p)
		}
		return d.group()
	case what.Office:
		return d.office(p, already)
	case what.Guest:
		return d.pointed(d.guest)
	case what.Host:
		if d.host == nil && d.here != "" && !holds(already, d.here) {
			return d.only(seen{party: Party{Code: d.here, Name: d.actors.Label(d.here, d.lang)}}) // "in B he and his host"
		}
		return d.pointed(d.host)
	case what.TheOrg:
		for i := len(d.met) - 1; i >= 0; i-- {
			if d.met[i].org {
				return d.met[i : i+1]
			}
		}
	case what.TheCountry:
		if s := d.speaker(p); s != nil && !holds(already, s[0].party.Code) && d.nobodyElse(s[0].party.Code, p) {
			return s
		}
		return d.country(already)
	case what.Neighbours:
		return d.pairOf(already)
	case what.Counterpart:
		return d.counterpart(already)
	case what.Latter:
		if len(d.met) > 0 {
			return d.met[len(d.met)-1:]
		}
	}
	return nil
}

// group returns the organisation, or those named as several, that the text named
// last: "they" of a text that has told of no two sides.
func (d *discourse) group() []seen {
	for i := len(d.met) - 1; i >= 0; i-- {
		if s := &d.met[i]; (s.org || s.plural) && d.sentence-s.at <= recall {
			return d.met[i : i+1]
		}
	}
	return nil
}

// ranked gives the parties the rank of the phrase that points back at them: "the
// two ministers" of a text about presidents are others.
func ranked(list []seen, p *what.Party) []seen {
	for i := range list {
		if s := &list[i]; p.Level != "" && s.party.Level != p.Level {
			s.party.Level, s.party.Person, s.role = p.Level, "", p.Role
		}
	}
	return list
}

// pointed is the list of the party that s points at, empty where it points at none.
func (d *discourse) pointed(s *seen) []seen {
	if s == nil {
		return nil
	}
	return d.only(*s)
}

// named returns the party a phrase names; a group of states gives its members.
func (d *discourse) named(p *what.Party) []seen {
	name := d.text[p.Start:p.End]
	s := seen{party: Party{Code: p.Code, Name: name, Person: fullName(p), Level: p.Level}, role: p.Role, org: p.Org, plural: p.Plural, former: p.Former}
	if p.City {
		for _, o := range p.Others {
			if len(o) != 3 || o == p.Code || o == "EUR" && d.namesState(p.Code) {
				continue // "Brussels" of a text on Belgium
			}
			s.party.Code, s.org = o, o == "EUR"
			break
		}
	}
	if s.party.Code == "" {
		return nil
	}
	if p.Code == "" || p.Code[0] < 'a' || p.Code[0] > 'z' {
		return d.only(s)
	}
	members := d.actors.Members(p.Code)
	if len(members) == 0 {
		return d.only(s)
	}
	out := d.list(len(members))
	for _, m := range members {
		out = append(out, seen{party: Party{Code: m, Name: d.actors.Label(m, d.lang), Level: p.Level}, plural: true})
	}
	return out
}

// namesState reports whether the text names a state itself, not only its capital.
func (d *discourse) namesState(code string) bool {
	return slices.ContainsFunc(d.names, func(n who.Name) bool { return n.Kind == who.Country && n.Code == code })
}

// fullName is the person's name in full, as the gazetteer or the text gave it.
func fullName(p *what.Party) string {
	if _, name, ok := strings.Cut(p.PersonCode, ":"); ok && len(name) > len(p.Person) {
		return name
	}
	return p.Person
}

// speaker returns the official whom the sentence itself names before a pronoun as
// its subject: "A's minister said he had invited …".
func (d *discourse) speaker(pronoun *what.Party) []seen {
	for i := range d.reading.Parties {
		p := &d.reading.Parties[i]
		if p.Start >= pronoun.Start {
			break
		}
		if p.Anaphor == what.Named && p.Prep == "" && !p.Genitive && (p.Person != "" || p.Level != "") {
			return d.named(p)
		}
	}
	return nil
}

// nobodyElse reports whether the sentence names no other state before a phrase.
func (d *discourse) nobodyElse(code string, before *what.Party) bool {
	return !slices.ContainsFunc(d.reading.Parties, func(p what.Party) bool {
		return p.Start < before.Start && p.Code != "" && p.Code != code
	})
}

// us resolves "we": in a quotation whoever the sentence says is quoted, else the
// party whose statement the report is.
func (d *discourse) us(p *what.Party) []seen {
	var quoted *what.Party
	for i := range d.reading.Parties {
		if q := &d.reading.Parties[i]; q.Anaphor == what.Named && q.Prep == "" && !q.Genitive && (q.Person != "" || q.Level != "") {
			quoted = q
		}
	}
	if quoted != nil {
		return d.named(quoted)
	}
	if d.main != nil && d.near(d.main.party.Code) {
		return d.only(*d.main)
	}
	return d.firstBut(nil, d.actor)
}

// one resolves a singular pronoun: the last actor that is not already there.
func (d *discourse) one(already []seen) []seen {
	if found := d.firstBut(already, d.actor, d.other); found != nil {
		return found
	}
	for i := len(d.met) - 1; i >= 0; i-- {
		if !holds(already, d.met[i].party.Code) && d.sentence-d.met[i].at <= recall {
			return d.met[i : i+1]
		}
	}
	return nil
}

// office resolves "the minister": the last party with that office, else with
// that rank, else the one the report is about.
func (d *discourse) office(p *what.Party, already []seen) []seen {
	if p.Plural {
		return ranked(d.pairOf(nil), p)
	}
	if p.Poss && p.Level != who.Official && len(d.actor) > 0 {
		if p.Theirs && len(d.other) > 0 {
			return d.other[:1]
		}
		if !holds(already, d.actor[0].party.Code) {
			return d.actor[:1]
		}
	}
	if p.Poss && p.Level == who.Official {
		return nil // "its ambassador": one's own man, not the other side
	}
	for i := len(d.met) - 1; i >= 0 && p.Role != ""; i-- {
		if d.met[i].role == p.Role && !holds(already, d.met[i].party.Code) {
			return d.met[i : i+1]
		}
	}
	for i := len(d.met) - 1; i >= 0 && p.Level != ""; i-- {
		if d.met[i].party.Level == p.Level && !holds(already, d.met[i].party.Code) {
			return d.met[i : i+1]
		}
	}
	if d.host != nil && p.Level == who.Head && !holds(already, d.host.party.Code) {
		return d.pointed(d.host)
	}
	if rest := d.pairOf(already); len(d.pair) == 2 && len(rest) == 1 && len(already) > 0 {
		return rest
	}
	if d.main != nil && !holds(already, d.main.party.Code) && d.near(d.main.party.Code) {
		return d.pointed(d.main)
	}
	return d.only(seen{party: Party{Code: d.ownState(p, already), Name: d.text[p.Start:p.End], Level: p.Level}, role: p.Role})
}

// ownState returns the state of an office that the text names without one: the only
// state, beside those already there, whose seat of government the text names, else the
// only one it names by an office of that rank. It is empty for none.
func (d *discourse) ownState(p *what.Party, already []seen) string {
	if p.Level != who.Head && p.Level != who.Minister || d.field == FieldTitle {
		return ""
	}
	var seats, offices []string
	for i := range d.names {
		n := &d.names[i]
		if n.Country == "" || holds(already, n.Country) {
			continue
		}
		if n.Kind == who.Country && n.Form == who.Metonym && !slices.Contains(seats, n.Country) {
			seats = append(seats, n.Country)
		}
		if n.Kind == who.Role && n.Level == p.Level && !slices.Contains(offices, n.Country) {
			offices = append(offices, n.Country)
		}
	}
	for _, only := range [...][]string{seats, offices} {
		if len(only) == 1 {
			return only[0]
		}
	}
	return ""
}

// country resolves "the country": the last one named that does not act itself.
func (d *discourse) country(already []seen) []seen {
	for _, list := range [...][]seen{d.other, d.actor, d.met} {
		for i := len(list) - 1; i >= 0; i-- {
			if !list[i].org && !holds(already, list[i].party.Code) {
				return list[i : i+1]
			}
		}
	}
	return nil
}

// counterpart resolves "his colleague" without a country beside it.
func (d *discourse) counterpart(already []seen) []seen {
	for _, code := range d.pair {
		if !holds(already, code) && d.near(code) {
			return d.only(d.sideOf(code))
		}
	}
	return nil
}
