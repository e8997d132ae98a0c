package who

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// Gazetteer knows names. It is safe for use by several goroutines.
type Gazetteer struct {
	*table
	more  map[string][]sense // added by With
	opens map[string]bool    // the first words of those of several words
}

// Entry adds a name to the gazetteer, or overrides one: an actor of sources.yaml.
type Entry struct {
	Code   string              // the party: KAZ, SCO
	Person string              // a person's name; empty when the party itself is named
	Role   string              // the person's office, in words or as a code
	From   time.Time           // in office since; zero is open
	Until  time.Time           // in office until; zero is open
	Names  map[string][]string // further spellings per language
}

// Default returns the built-in gazetteer. The first call decodes it.
func Default() *Gazetteer { return &Gazetteer{table: load()} }

// Find returns the names in text in order, without overlaps. lang is an ISO
// 639-1 code; for a language without a table the names of every language
// count. on is the day of the text: it chooses among office holders. The zero
// time takes who is in office, else the longest term, and calls nobody former.
func (g *Gazetteer) Find(text, lang string, on time.Time) []Name {
	r := readers.Get().(*reader)
	defer readers.Put(r)
	r.g, r.lex, r.langs, r.hits = g, g.words[lang], g.masks[lang], r.hits[:0]
	if r.lex == nil {
		r.lex, r.langs = g.words["en"], ^uint16(0)
	}
	r.cut(text)
	r.match()
	if len(r.hits) == 0 {
		return nil
	}
	r.settle(on)
	return r.names(on)
}

var readers = sync.Pool{New: func() any { return new(reader) }}

// Label returns the name of a country, organisation or city for people to
// read; without one in the language the English one, without that the code. A
// city without a Kazakh name goes by its Russian one: both languages write
// foreign cities alike.
func (g *Gazetteer) Label(code, lang string) string {
	e, ok := g.byCode()[code]
	if !ok {
		return code
	}
	l := &g.entities[e].labels
	if i := slices.Index(labelLanguages, lang); i > 0 && l[i] != "" {
		return l[i]
	}
	if i := slices.Index(labelLanguages, "ru"); lang == "kk" && g.entities[e].kind == City && l[i] != "" {
		return l[i]
	}
	if l[0] != "" {
		return l[0]
	}
	return code
}

// movement reports whether who acts under the code is no international
// organisation: a state's people, or nobody official.
func (g *Gazetteer) movement(code string) bool {
	i, ok := g.byCode()[code]
	return ok && (g.entities[i].kind == Country || code == "IMG" || code == "NGO")
}

// Members returns the members of an organisation or group, nil when unknown.
func (g *Gazetteer) Members(code string) []string {
	if e, ok := g.byCode()[code]; ok {
		return slices.Clone(g.entities[e].members)
	}
	return nil
}

// Place returns a city's English name, country and coordinates in degrees.
func (g *Gazetteer) Place(code string) (name, country string, lat, lon float64, ok bool) {
	i, ok := g.byCode()[code]
	if !ok || g.entities[i].kind != City {
		return "", "", 0, 0, false
	}
	e := &g.entities[i]
	return e.labels[0], e.party, e.lat, e.lon, true
}

// Lookup returns the codes a name in any language or a code stands for, the
// likeliest first: countries, organisations, cities, persons ("KAZ:Murat Nurtleu").
func (g *Gazetteer) Lookup(name string) []string {
	var codes []string
	add := func(code string) {
		if code != "" && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	for _, form := range []string{name, strings.ToUpper(name), strings.ToLower(name)} {
		if i, ok := g.byCode()[form]; ok {
			add(g.entities[i].code)
		}
	}
	key := tokenize(name).folded
	for _, s := range append(slices.Clone(g.more[key]), g.sensesNamed(key)...) {
		switch e := &g.entities[s.entity]; e.kind {
		case Country, Org, City, Person:
			add(e.name)
		}
	}
	return codes
}

// Codes lists the codes of all countries, organisations and groups, in order.
func (g *Gazetteer) Codes() []string {
	var codes []string
	for _, e := range g.entities {
		if (e.kind == Country || e.kind == Org) && !slices.Contains(codes, e.code) {
			codes = append(codes, e.code)
		}
	}
	slices.Sort(codes)
	return codes
}

// Groups lists the codes of named groups of states: central-asia, baltic.
func (g *Gazetteer) Groups() []string {
	return slices.DeleteFunc(g.Codes(), func(c string) bool { return c != strings.ToLower(c) })
}

func shown(code string) string {
	name, _, _ := strings.Cut(code, "#")
	return name
}
