package who

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// With returns a gazetteer that also knows the entries; a name they give
// comes before the built-in meaning of the same words.
func (g *Gazetteer) With(entries []Entry) *Gazetteer {
	if len(entries) == 0 {
		return g
	}
	t := *g.table
	t.entities = slices.Clone(t.entities)
	t.attrs = append(slices.Clone(t.attrs), attr{form: Noun, upper: 'c', langs: ^uint16(0)})
	out := &Gazetteer{table: &t, more: maps.Clone(g.more), opens: maps.Clone(g.opens)}
	if out.more == nil {
		out.more, out.opens = map[string][]sense{}, map[string]bool{}
	}
	for _, e := range entries {
		out.add(e)
	}
	t.codes = sync.OnceValue(t.indexCodes)
	return out
}

func (g *Gazetteer) add(e Entry) {
	n := entity{kind: Country, code: e.Code, from: e.From, until: e.Until}
	names := map[string]bool{}
	if e.Person != "" {
		n.kind, n.code, n.party, n.labels[0] = Person, e.Code+":"+e.Person+"#"+e.Role+e.From.String(), e.Code, e.Person
		n.level = g.level(e.Role)
		names[e.Person] = true
	} else if i, ok := g.byCode()[e.Code]; ok {
		n = g.entities[i]
	} else {
		n.kind = Org
	}
	n.name = shown(n.code)
	number := len(g.entities)
	for lang, list := range e.Names {
		for _, name := range list {
			names[name] = true
			if i := slices.Index(labelLanguages, lang); i >= 0 && n.kind != Person && n.labels[i] == "" {
				n.labels[i] = name
			}
		}
	}
	g.entities = append(g.entities, n)
	for name := range names {
		g.spell(name, number, e.Person != "")
	}
}

// spell adds a name; a person is also known by the surname, the last word, and in inflected forms.
func (g *Gazetteer) spell(name string, number int, isPerson bool) {
	w := tokenize(name)
	keys := []string{w.folded}
	if n := len(w.tokens); isPerson && n > 1 {
		keys = append(keys, w.fold(n-1))
	}
	for _, k := range keys {
		s := sense{uint16(number), uint16(len(g.attrs) - 1)}
		if k != "" && !slices.Contains(g.more[k], s) {
			g.more[k] = append(slices.Clone(g.more[k]), s)
			if first, _, several := strings.Cut(k, " "); several {
				g.opens[first] = true
			}
		}
	}
}

// level is the rank of an office given by its code or in words.
func (g *Gazetteer) level(role string) Level {
	key := tokenize(role).folded
	for _, e := range g.entities {
		if e.kind == Role && e.code == role {
			return e.level
		}
	}
	for _, s := range g.sensesNamed(key) {
		if e := g.entities[s.entity]; e.kind == Role {
			return e.level
		}
	}
	return ""
}
