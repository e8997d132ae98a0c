package main

import (
	"fmt"
	"slices"
	"strings"
)

// territories are ISO 3166 codes left out as names: uninhabited, or words that
// mean something else far more often (Jersey, Reunion, Man).
const territories = "ATA BVT HMD IOT SGS UMI ATF BES BLM MAF SXM SPM SHN SJM CCK CXR NFK PCN TKL WLF ALA REU JEY GGY IMN MNP MYT GLP MTQ"

// countries adds the states with names from the packages and from the YAML.
func (b *builder) countries() error {
	for _, a2 := range sorted(b.pkg.territories["en"]) {
		code := b.pkg.alpha3[a2]
		if code == "" || strings.Contains(territories, code) {
			continue
		}
		e := b.add(entity{kind: "country", code: code, labels: map[string]string{}})
		for _, lang := range languages {
			b.country(e, lang, a2, code)
		}
	}
	for _, lang := range languages {
		for _, code := range sorted(b.facts.lang[lang].Countries) {
			if _, err := b.party(code); err != nil {
				return fmt.Errorf("%s.yaml: %w", lang, err)
			}
		}
	}
	return nil
}

func (b *builder) country(e int, lang, a2, code string) {
	row := columns(b.facts.lang[lang].Countries[code])
	var names []string
	for _, n := range b.pkg.territories[lang][a2] {
		if !strings.ContainsAny(n, "()[") && !strings.Contains(n, " - ") && !strings.Contains(n, "—") && !strings.Contains(n, ",") {
			names = append(names, strings.ReplaceAll(n, "&", b.facts.lang[lang].Words["ampersand"]))
		}
	}
	if len(row[0]) > 0 {
		if strings.HasPrefix(row[0][0], "!") { // the hand-written names replace the package's
			row[0][0], names = row[0][0][1:], nil
		}
		b.entities[e].labels[lang] = label(row[0][0])
	} else if all := b.pkg.territories[lang][a2]; len(all) > 0 {
		b.entities[e].labels[lang] = strings.ReplaceAll(all[0], "&", b.facts.lang[lang].Words["ampersand"])
	}
	for _, n := range names { // a name the YAML declines by hand is not declined by rule
		if !slices.ContainsFunc(row[0], func(r string) bool { return label(r) == n }) {
			row[0] = append(row[0], n)
		}
	}
	if len(row[1]) == 0 {
		if n := b.pkg.nationality[lang][a2]; n != "" && !strings.ContainsAny(n, "( ,") && !slices.Contains(names, n) {
			if lang != "en" {
				n = strings.ToLower(n[:len(firstRune(n))]) + n[len(firstRune(n)):]
			}
			row[1] = []string{n}
		}
	}
	if len(row[2]) == 0 && b.facts.lang[lang].Words["people_from_adjectives"] != "" {
		row[2] = row[1] // Kazakhs
	}
	b.names(e, lang, "name", 'n', row[0], false)
	b.names(e, lang, "adjective", 'a', row[1], true)
	b.names(e, lang, "people", 'd', row[2], true)
	b.names(e, lang, "name", 'm', list(b.facts.lang[lang].Seats[code]), false)
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// label is a name without the marks of the YAML.
func label(name string) string {
	words := strings.Fields(strings.NewReplacer("|", " ", "?", "", "!", "", "†", "").Replace(name))
	for i, w := range words {
		w, _, _ = strings.Cut(w, ":")
		words[i] = strings.Replace(w, "~", "e", 1)
	}
	return strings.Join(words, " ")
}

// notUN are the countries of the table that are no members of the United Nations.
const notUN = "ABW AIA ASM BMU COK CUW CYM ESH FLK FRO GIB GRL GUF GUM HKG KOS MAC MSR NCL NIU PRI PSE PYF TCA TWN VAT VGB VIR"

func (b *builder) unitedNations() []string {
	var codes []string
	for _, e := range b.entities {
		if e.kind == "country" && !strings.Contains(notUN, e.code) {
			codes = append(codes, e.code)
		}
	}
	slices.Sort(codes)
	return codes
}

// organisations adds organisations, their organs, and named groups of states.
func (b *builder) organisations() error {
	for _, code := range sorted(b.facts.organisations) {
		o := b.facts.organisations[code]
		e := b.add(entity{kind: "org", code: code, party: o.Part, labels: map[string]string{}})
		if b.entities[e].members = strings.Fields(o.Members); o.Members == "*" {
			b.entities[e].members = b.unitedNations()
		}
		for _, lang := range languages {
			l := b.facts.lang[lang]
			row := columns(l.Organisations[code])
			if len(row[0]) > 0 {
				b.entities[e].labels[lang] = label(row[0][0])
			}
			b.names(e, lang, "name", 'n', row[0], false)
			b.names(e, lang, "adjective", 'a', row[1], true)
			b.names(e, lang, "name", 'm', list(l.Seats[code]), false)
		}
	}
	for _, lang := range languages {
		l := b.facts.lang[lang]
		for _, code := range append(sorted(l.Organisations), sorted(l.Seats)...) {
			if _, err := b.party(code); err != nil {
				return fmt.Errorf("%s.yaml: %w: add it to organisations.yaml", lang, err)
			}
		}
	}
	return nil
}

// offices adds the roles; "Bundeskanzler=DEU" is an office of one party.
func (b *builder) offices() error {
	for _, lang := range languages {
		for _, code := range sorted(b.facts.lang[lang].Offices) {
			fact, ok := b.facts.offices[code]
			if !ok {
				return fmt.Errorf("%s.yaml: office %q is not in offices.yaml", lang, code)
			}
			for _, name := range list(b.facts.lang[lang].Offices[code]) {
				name, party, _ := strings.Cut(name, "=")
				party, isWeak := strings.CutSuffix(party, "?")
				if isWeak {
					name += "?"
				}
				e := b.add(entity{kind: "role", code: code, party: party, level: fact.Level})
				b.names(e, lang, "office", 'n', []string{name}, true)
			}
		}
	}
	return nil
}

// persons adds the dated office holders.
func (b *builder) persons() error {
	for _, h := range b.facts.holders {
		if _, err := b.party(h.Code); err != nil {
			return fmt.Errorf("persons.yaml: %s: %w", h.Name, err)
		}
		fact, ok := b.facts.offices[h.Role]
		if !ok || h.From == "" || h.Source == "" || h.Checked == "" {
			return fmt.Errorf("persons.yaml: %s: role (one of offices.yaml), from, source and checked are needed", h.Name)
		}
		key := h.Code + ":" + h.Name
		e := b.add(entity{kind: "person", code: key + "#" + h.Role + h.From, party: h.Code, level: fact.Level, from: h.From, until: h.Until, labels: map[string]string{"en": h.Name}})
		for _, lang := range languages {
			names := h.Names[lang]
			rows := list(names)
			if from := b.facts.lang[lang].Words["persons_like"]; names == "" {
				for _, n := range list(h.Names[from]) {
					rows = append(rows, label(n)) // without the other language's paradigms
				}
			}
			b.names(e, lang, "person", 'n', rows, false)
		}
	}
	return nil
}

// ignored adds phrases that contain a name but name no party: South China Sea.
func (b *builder) ignored() error {
	e := b.add(entity{kind: "none"})
	for _, lang := range languages {
		b.names(e, lang, "name", 'n', list(b.facts.lang[lang].Ignore), true)
	}
	return nil
}

// check looks for codes that name nothing.
func (b *builder) check() error {
	for _, e := range b.entities {
		for _, code := range append([]string{e.party}, e.members...) {
			if _, err := b.party(code); code != "" && err != nil {
				return fmt.Errorf("%s %s: %w", e.kind, e.code, err)
			}
		}
	}
	return nil
}
