package timeline

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/who"
)

// dateline reads a city that opens the paragraph as agencies write it ("GENEVA –",
// "Tiflis:"): the place of what follows.
func (d *discourse) dateline(in what.Sentence) {
	if len(in.Names) == 0 || in.Names[0].Kind != who.City || in.Names[0].Start != in.Start {
		return
	}
	rest := strings.TrimLeft(in.Text[in.Names[0].End:in.End], " ")
	if strings.HasPrefix(rest, "–") || strings.HasPrefix(rest, "—") || strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "- ") {
		d.place = placeOf(in.Names[0], in.Text)
		if d.lead.Name == "" {
			d.lead = d.place
		}
	}
}

func placeOf(n who.Name, text string) Place {
	p := Place{Name: text[n.Start:n.End], Code: n.Code, Country: n.Country}
	if n.Kind == who.Country {
		p.Country = n.Code
	}
	return p
}

// setPlace finds where an act happens: a city or country with a preposition of
// place in its clause, else in its sentence, else the place that holds.
func (d *discourse) setPlace(dr *draft, in what.Sentence) {
	if !d.hasPlace(dr) {
		return
	}
	a := dr.act
	if n, ok := d.placeIn(a, in, a.From, a.To); ok {
		dr.Place, dr.ownPlace = d.coordinates(placeOf(n, in.Text)), true
		return
	}
	if n, ok := d.placeIn(a, in, in.Start, in.End); ok && dr.Type == what.Consult {
		dr.Place, dr.ownPlace = d.coordinates(placeOf(n, in.Text)), true
		return
	}
	if dr.Type == what.Consult && a.Frame != "phone" && dr.Mode != "visit" && dr.Status == Occurred && !dr.Background {
		dr.Place = d.place
		if dr.Place.Name == "" {
			dr.Place = d.lead
		}
	}
}

func (d *discourse) hasPlace(dr *draft) bool {
	return dr.Type == what.Consult && dr.act.Frame != "phone" || dr.Type == what.Support && dr.Mode != "" || dr.Type == what.Cooperate || dr.Type == what.Aid
}

// placeIn returns the likeliest place named between two offsets: a city before
// a country, with a preposition of place before one without.
func (d *discourse) placeIn(a what.Act, in what.Sentence, from, to int) (who.Name, bool) {
	best, bestScore := who.Name{}, 0
	for _, n := range in.Names {
		if n.Start < from || n.End > to || n.Kind != who.City && n.Kind != who.Country || n.Kind == who.Country && n.Form != who.Noun {
			continue
		}
		score := 0
		switch prep := d.prepBefore(a, n); {
		case prep == "in" || prep == "to" && a.Frame == "visit" || prep == "dest" && a.Frame == "visit":
			score = 4
		case prep == "to" && n.Kind == who.City, prep == "dest" && n.Kind == who.City:
			score = 3
		case a.Frame == "visit" && prep == "" && n.Start > a.Start:
			score = 2
		}
		if score > 0 && n.Kind == who.City {
			score += 2
		}
		if score > 0 && n.Start < a.Start && a.Frame == "visit" {
			score--
		}
		if score > bestScore {
			best, bestScore = n, score
		}
	}
	return best, bestScore > 0
}

// prepBefore returns the preposition group of the party phrase that holds the name.
func (d *discourse) prepBefore(a what.Act, n who.Name) string {
	i := slices.IndexFunc(a.Parties, func(p what.Party) bool { return p.Start <= n.Start && n.End <= p.End })
	if i < 0 {
		return "none"
	}
	p := a.Parties[i]
	if !p.Bare || p.Genitive {
		return "none"
	}
	return p.Prep
}

func (d *discourse) coordinates(p Place) Place {
	if _, _, lat, lon, ok := d.actors.Place(p.Code); ok {
		p.Lat, p.Lon = lat, lon
	}
	return p
}
