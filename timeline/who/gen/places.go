package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

const minPopulation = 500_000

// cities adds capitals, large cities and the places diplomacy uses, with their
// names from GeoNames and the YAML.
func (b *builder) cities() error {
	named := map[string]string{}
	for code, fact := range b.facts.cities {
		named[fact.ID] = code
	}
	var all []city
	for _, c := range b.pkg.cities {
		if named[c.id] != "" || c.population >= minPopulation || c.feature == "PPLC" {
			all = append(all, c)
			if b.facts.cities[named[c.id]].Seat {
				all[len(all)-1].feature = "PPLC"
			}
			delete(b.facts.cities, named[c.id])
		}
	}
	for _, code := range sorted(b.facts.cities) {
		c, err := b.placed(code, b.facts.cities[code])
		if err != nil {
			return err
		}
		named[c.id] = code
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(x, y city) int {
		return cmp.Or(cmp.Compare(y.population, x.population), cmp.Compare(x.id, y.id))
	})
	for _, c := range all {
		b.city(c, named[c.id])
	}
	var errs []error
	for _, lang := range languages {
		for _, code := range sorted(b.facts.lang[lang].Cities) {
			if _, ok := b.index["city "+code+" "+code[:3]]; !ok {
				errs = append(errs, fmt.Errorf("%s.yaml: no city %q", lang, code))
			}
		}
	}
	return errors.Join(errs...)
}

func (b *builder) city(c city, code string) {
	country := b.pkg.alpha3[c.country]
	if _, err := b.party(country); err != nil {
		return
	}
	english := c.name
	if n := b.pkg.translated["en"][c.id]; n != "" {
		english = n
	}
	if code == "" {
		code = country + ":" + plain(english)
	}
	if _, dup := b.index["city "+code+" "+country]; dup {
		return // a district, or a smaller town of the same name
	}
	e := b.add(entity{kind: "city", code: code, party: country, lat: c.lat, lon: c.lon, seat: c.feature == "PPLC", labels: map[string]string{}})
	for _, lang := range languages {
		b.cityNames(e, lang, c, code, english)
	}
}

func (b *builder) cityNames(e int, lang string, c city, code, english string) {
	l := b.facts.lang[lang]
	row := columns(l.Cities[code])
	name := b.pkg.translated[lang][c.id]
	if lang == "en" {
		name = english
	}
	if len(row[0]) > 0 {
		if strings.HasPrefix(row[0][0], "!") {
			row[0][0], name = row[0][0][1:], ""
		}
		b.entities[e].labels[lang] = label(row[0][0])
	} else if name != "" {
		b.entities[e].labels[lang] = name
	}
	if name == "" && len(row[0]) == 0 && lang != "ru" && lang != "uk" && lang != "kk" {
		name = english // Latin-script languages share most names
	}
	if slices.Contains(list(l.NoCities), name) {
		name = ""
	}
	if name != "" && !slices.ContainsFunc(row[0], func(r string) bool { return label(r) == name }) {
		row[0] = append(row[0], name)
	}
	b.names(e, lang, "name", 'n', row[0], false)
	b.names(e, lang, "adjective", 'a', row[1], true)
	if b.entities[e].seat && len(row[1]) == 0 && len(row[0]) > 0 && l.Inflect["city_adjective"] != nil { // Berliner, by rule
		b.names(e, lang, "city_adjective", 'a', []string{label(row[0][0])}, true)
	}
}

// placed makes a city of a row with coordinates.
func (b *builder) placed(code string, fact cityFact) (city, error) {
	c := city{id: code, name: code[4:], country: b.alpha2[code[:3]]}
	if fact.At == "" {
		return c, fmt.Errorf("cities.yaml: %s: the package has no city %q", code, fact.ID)
	}
	_, err := fmt.Sscanf(fact.At, "%f,%f", &c.lat, &c.lon)
	return c, err
}
