package timeline

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/who"
	jsonv2 "github.com/go-json-experiment/json"
)

// Kind is all that merging compares of a mention but its date and status: many
// mentions are of one kind. Two kinds may agree or not, see [agreeStatic].
type Kind struct {
	typ      what.Type
	mode     string
	unnamed  bool       // a party takes part that the text does not name
	tour     bool       // a visit of several days, which may lead to several cities
	codes    []string   // sorted
	doers    []string   // codes of the actors, sorted
	levels   []levelOf  // sorted
	persons  []personOf // sorted
	city     string     // CHE:Geneva
	country  string
	occasion string

	text   string // see [Kind.String]; empty for what several mentions say together
	blocks []string

	// What follows from the rest, and is asked for each pair of kinds.
	spoken bool // the act may be words: where they were said is told in many ways
	fixed  bool // it is of one city: kinds of other cities that are fixed too never agree with it
}

// derive works out what follows from the rest.
func (k *Kind) derive() {
	k.spoken = k.typ != what.Consult && !slices.Contains(ownActs, k.mode) || k.mode == modePhone
	k.fixed = k.city != "" && !k.spoken && !k.tour
}

type levelOf struct {
	code  string
	level who.Level
}

type personOf struct {
	code string
	name *name
}

func compareLevels(a, b levelOf) int {
	return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.level, b.level))
}

func comparePersons(a, b personOf) int {
	return cmp.Or(cmp.Compare(a.code, b.code), slices.Compare(a.name.words, b.name.words))
}

// KindOf returns the kind of a mention.
func KindOf(m Mention) *Kind {
	k := &Kind{typ: m.Type, mode: m.Mode, codes: m.Codes(), unnamed: m.unnamed(), tour: tour(m.Mode, m.Date), country: m.Place.Country, occasion: m.Occasion}
	if m.Place.Code != m.Place.Country {
		k.city = m.Place.Code
	}
	for _, p := range m.Parties {
		if p.Role == Actor && p.Code != "" {
			k.doers = append(k.doers, p.Code)
		}
		if p.Level != "" {
			k.levels = append(k.levels, levelOf{p.Code, p.Level})
		}
		if p.Person != "" {
			k.persons = append(k.persons, personOf{p.Code, nameOf(p.Person)})
		}
	}
	slices.Sort(k.doers)
	slices.SortFunc(k.levels, compareLevels)
	slices.SortFunc(k.persons, comparePersons)
	k.text, k.blocks = k.write(), k.keys()
	k.derive()
	return k
}

// tour reports whether it is a visit of several days.
func tour(mode string, d Date) bool { return mode == modeVisit && d.Days() > 1 }

// Blocks is [Mention.Blocks] of every mention of the kind.
func (k *Kind) Blocks() []string { return k.blocks }

// String writes the kind: kinds that are written alike are the same. [ReadKind]
// reads it back.
func (k *Kind) String() string { return k.text }

// writtenKind is how a kind is written, as JSON.
type writtenKind struct {
	Type     what.Type   `json:"t"`
	Mode     string      `json:"m,omitempty"`
	Unnamed  bool        `json:"u,omitempty"`
	Tour     bool        `json:"v,omitempty"`
	Codes    []string    `json:"c,omitempty"`
	Doers    []string    `json:"d,omitempty"`
	Levels   [][2]string `json:"l,omitempty"`
	Persons  [][2]string `json:"p,omitempty"`
	City     string      `json:"y,omitempty"`
	Country  string      `json:"n,omitempty"`
	Occasion string      `json:"o,omitempty"`
}

func (k *Kind) write() string {
	w := writtenKind{k.typ, k.mode, k.unnamed, k.tour, k.codes, k.doers, nil, nil, k.city, k.country, k.occasion}
	for _, l := range k.levels {
		w.Levels = append(w.Levels, [2]string{l.code, string(l.level)})
	}
	for _, p := range k.persons {
		w.Persons = append(w.Persons, [2]string{p.code, strings.Join(p.name.words, " ")})
	}
	b, _ := json.Marshal(w) // strings and bools only: never fails
	return string(b)
}

// ReadKind reads what [Kind.String] wrote.
func ReadKind(text string) (*Kind, error) {
	var w writtenKind
	if err := jsonv2.Unmarshal([]byte(text), &w); err != nil {
		return nil, fmt.Errorf("kind of mention: %w", err)
	}
	k := &Kind{
		typ: w.Type, mode: w.Mode, unnamed: w.Unnamed, tour: w.Tour, codes: w.Codes, doers: w.Doers,
		city: w.City, country: w.Country, occasion: w.Occasion, text: text,
	}
	for _, l := range w.Levels {
		k.levels = append(k.levels, levelOf{l[0], who.Level(l[1])})
	}
	for _, p := range w.Persons {
		k.persons = append(k.persons, personOf{p[0], nameOf(p[1])})
	}
	k.blocks = k.keys()
	k.derive()
	return k, nil
}

// keys are the blocks, see [Mention.Blocks].
func (k *Kind) keys() []string {
	codes := k.codes
	alone := slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return c == k.country && len(codes) > 1 })
	if k.country != "" && len(codes) == 1 && codes[0] != k.country && !k.unnamed {
		codes = []string{min(codes[0], k.country), max(codes[0], k.country)} // the host is often left out, or added
	}
	var blocks []string
	for i, a := range codes[:min(len(codes), maxPaired)] {
		for _, b := range codes[i+1 : min(len(codes), maxPaired)] {
			blocks = append(blocks, string(k.typ)+"|"+a+"+"+b)
		}
	}
	if len(alone) == 1 {
		blocks = append(blocks, string(k.typ)+"|"+alone[0])
	}
	if k.occasion != "" {
		blocks = append(blocks, string(k.typ)+"|@"+k.occasion)
	}
	return blocks
}

// with returns what mentions of kind k say once one of kind o has joined them and
// their mode and date make a tour of it or not; k itself where that is the same.
func (k *Kind) with(o *Kind, tour bool) *Kind {
	g := *k
	g.mode, g.city = cmp.Or(k.mode, o.mode), cmp.Or(k.city, o.city)
	g.country, g.occasion = cmp.Or(k.country, o.country), cmp.Or(k.occasion, o.occasion)
	g.tour = tour
	for _, l := range o.levels {
		if !slices.ContainsFunc(g.levels, func(k levelOf) bool { return k.code == l.code }) {
			g.levels = inserted(g.levels, l, compareLevels)
		}
	}
	for _, p := range o.persons {
		if !slices.ContainsFunc(g.persons, func(q personOf) bool { return comparePersons(p, q) == 0 }) {
			g.persons = inserted(g.persons, p, comparePersons)
		}
	}
	g.codes, g.doers = united(k.codes, o.codes), united(k.doers, o.doers)
	if g.same(k) {
		return k
	}
	g.text, g.blocks = "", nil
	g.derive()
	return &g
}

// same reports whether merging can tell the two apart.
func (k *Kind) same(o *Kind) bool {
	return k == o || k.typ == o.typ && k.mode == o.mode && k.unnamed == o.unnamed && k.tour == o.tour && k.city == o.city && k.country == o.country &&
		k.occasion == o.occasion && slices.Equal(k.codes, o.codes) && slices.Equal(k.doers, o.doers) && slices.Equal(k.levels, o.levels) &&
		slices.EqualFunc(k.persons, o.persons, func(p, q personOf) bool { return comparePersons(p, q) == 0 })
}
