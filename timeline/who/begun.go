package who

import (
	"slices"
	"sort"
	"strings"
)

// Begun returns the codes of the countries, organisations and cities that have a
// name, in any language, that begins with the text; sorted.
func (g *Gazetteer) Begun(text string) []string {
	begin := tokenize(text).folded
	if begin == "" {
		return nil
	}
	codes := map[string]bool{}
	add := func(senses []sense) {
		for _, s := range senses {
			switch e := &g.entities[s.entity]; e.kind {
			case Country, Org, City:
				codes[e.name] = true
			}
		}
	}
	first := sort.Search(len(g.ends), func(i int) bool { return g.key(uint32(i)) >= begin }) // keys are sorted
	for i := first; i < len(g.ends) && strings.HasPrefix(g.key(uint32(i)), begin); i++ {
		add(g.sensesOf(uint32(i)))
	}
	for key, senses := range g.more {
		if strings.HasPrefix(key, begin) {
			add(senses)
		}
	}
	out := make([]string, 0, len(codes))
	for code := range codes {
		out = append(out, code)
	}
	slices.Sort(out)
	return out
}
