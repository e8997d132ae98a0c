package timeline

import (
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/who"
)

// dateline reads a city that opens the paragraph as agencies write it ("GENEVA –",
// "Tiflis:", "BUSAN, South Korea (AP) —"): the place of what follows, which begins
// after it.
func (d *discourse) dateline(in *what.Sentence) {
	if len(in.Names) == 0 || in.Names[0].Kind != who.City || in.Names[0].Start != in.Start {
		return
	}
	end := datelineEnd(in.Text[in.Names[0].End:in.End])
	if end < 0 {
		return
	}
	d.place = placeOf(&in.Names[0], in.Text)
	if d.lead.Name == "" {
		d.lead = d.place
	}
	in.Start = in.Names[0].End + end
	for len(in.Names) > 0 && in.Names[0].Start < in.Start {
		in.Names = in.Names[1:]
	}
	for len(in.Times) > 0 && in.Times[0].Start < in.Start {
		in.Times = in.Times[1:]
	}
}

// datelineEnd returns where the dateline ends whose city stands before the text, -1
// where it is none: a country, a day and an agency in brackets may follow the city.
func datelineEnd(rest string) int {
	const longest = 48
	if strings.HasPrefix(rest, ":") {
		return 1
	}
	depth := 0
	for i, r := range rest {
		switch {
		case i > longest:
			return -1
		case r == '(':
			depth++
		case r == ')':
			depth--
		case depth > 0:
		case r == '–' || r == '—' || r == '-' && strings.HasPrefix(rest[i:], "- ") && strings.HasSuffix(rest[:i], " ") || strings.HasPrefix(rest[i:], "-- "):
			return len(rest) - len(strings.TrimLeft(rest[i:], "-–— "))
		case unicode.IsLower(r) && (i == 0 || rest[i-1] == ' '):
			return -1 // a word of the sentence
		}
	}
	return -1
}

func placeOf(n *who.Name, text string) Place {
	p := Place{Name: text[n.Start:n.End], Code: n.Code, Country: n.Country}
	if n.Kind == who.Country {
		p.Country = n.Code
	}
	if n.Form == who.Adjective && n.Kind == who.Country { // the town after it, which the gazetteer does not know
		p.Code = n.Code
		for word := range strings.FieldsSeq(text[n.End:]) {
			p.Name = strings.Trim(word, ".,;:!?»“\"")
			break
		}
	}
	return p
}

// setPlace finds where an act happens: where its clause says, else where the
// meeting it follows was, else the place that holds for the paragraph or the
// report. A summons is at home, a visit at the host's.
func (d *discourse) setPlace(dr *draft, in *what.Sentence) {
	a := dr.act
	switch {
	case dr.Mode == "summon":
		d.at(dr, Actor)
		return
	case !d.hasPlace(dr):
		return
	case a.Place >= 0 && a.Place < len(in.Names):
		dr.Place, dr.ownPlace = d.refined(placeOf(&in.Names[a.Place], in.Text)), true
	case dr.Mode == "visit":
		d.at(dr, Recipient)
		var room few
		there := d.lead
		if there.Country == "" && !a.Noun && d.sentence-d.sceneAt <= 2 {
			there = d.scene // "said in B. He had arrived by train"
		}
		if codes := appendCodes(room[:], dr.Parties); dr.Place.Country == "" && len(codes) == 1 && codes[0] != there.Country {
			dr.Place, dr.ownPlace = there, there.Country != ""
		}
	case dr.Type == what.Aid || dr.Background:
	default:
		dr.Place = d.inherited(dr)
	}
	dr.Place = d.coordinates(dr.Place)
}

// at puts an act into the country of its party on one side.
func (d *discourse) at(dr *draft, role PartyRole) {
	for _, p := range dr.Parties {
		if p.Role == role && p.Code == "EUR" && d.seated(dr, p.Name) {
			return
		}
		if p.Role == role && len(p.Code) == 3 && p.Code != "UNO" && p.Code != "EUR" {
			dr.Place = d.refined(Place{Name: d.actors.Label(p.Code, d.lang), Code: p.Code, Country: p.Code})
			return
		}
	}
}

// seated puts an act into the city whose name stands for an organisation ("reist
// nach Brüssel").
func (d *discourse) seated(dr *draft, name string) bool {
	for _, code := range d.actors.Lookup(name) {
		if _, country, _, _, ok := d.actors.Place(code); ok {
			dr.Place = Place{Name: name, Code: code, Country: country}
			return true
		}
	}
	return false
}

// setScene remembers the city that a party only names as a place: "said in B".
func (d *discourse) setScene(p *what.Party, in *what.Sentence) {
	if !p.City || !p.Bare || p.Prep != "in" {
		return
	}
	for i := range in.Names {
		if n := &in.Names[i]; n.Kind == who.City && n.Start >= p.Start && n.End <= p.End {
			d.scene, d.sceneAt = placeOf(n, in.Text), d.sentence
		}
	}
}

// refined prefers the city the report or paragraph is set in to its country.
func (d *discourse) refined(p Place) Place {
	for _, known := range [...]*Place{&d.place, &d.lead} {
		if p.Code == p.Country && known.Country == p.Country && known.Code != known.Country {
			return *known
		}
	}
	return p
}

// inherited is the place of the act followed, else the one that holds.
func (d *discourse) inherited(dr *draft) Place {
	if before := d.followed(dr); before != nil && before.Place.Country != "" {
		return before.Place
	}
	if dr.Status != Occurred {
		return Place{}
	}
	if d.place.Name != "" {
		return d.place
	}
	return d.lead
}

func (d *discourse) hasPlace(dr *draft) bool {
	return dr.Type == what.Consult && dr.act.Frame != "phone" || dr.Type == what.Support && dr.Mode != "" || dr.Type == what.Cooperate || dr.Type == what.Aid
}

// leadFromTitle sets the report's place from a city the title names.
func (d *discourse) leadFromTitle(in *what.Sentence, parties []what.Party) {
	for i := range parties {
		p := &parties[i]
		if p.City && p.Prep == "in" {
			for k := range in.Names {
				if n := &in.Names[k]; n.Start >= p.Start && n.End <= p.End && n.Kind == who.City {
					d.lead = placeOf(n, in.Text)
				}
			}
		}
	}
}

func (d *discourse) coordinates(p Place) Place {
	if _, _, lat, lon, ok := d.actors.Place(p.Code); ok {
		p.Lat, p.Lon = lat, lon
	}
	return p
}
