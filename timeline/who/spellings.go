package who

import "slices"

// Spellings returns how the person of a code ("KAZ:Murat Nurtleu") is spelled in
// every language, folded, inflected forms included; sorted.
func (g *Gazetteer) Spellings(code string) []string {
	mine := map[uint16]bool{}
	for i := range g.entities {
		if e := &g.entities[i]; e.kind == Person && e.name == code {
			mine[uint16(i)] = true // senses number entities the same way
		}
	}
	if len(mine) == 0 {
		return nil
	}
	is := func(s sense) bool { return mine[s.entity] }
	var out []string
	for i := range uint32(len(g.ends)) { // a table is far smaller
		if slices.ContainsFunc(g.sensesOf(i), is) {
			out = append(out, g.key(i))
		}
	}
	for key, senses := range g.more {
		if slices.ContainsFunc(senses, is) {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
