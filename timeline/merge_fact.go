package timeline

import "slices"

// FactKind says what an operator's correction does to mentions.
type FactKind string

// The kinds of corrections that merging obeys.
const (
	JoinFact  FactKind = "merge" // all mentions of A and B tell one event
	SplitFact FactKind = "split" // no mention of A tells an event that one of B tells
)

// Fact is an operator's correction of the timeline, by keys of mentions.
type Fact struct {
	Kind FactKind
	A, B []string
}

// Keys returns all mentions the fact speaks of.
func (f Fact) Keys() []string { return slices.Concat(f.A, f.B) }

type verdict int

const (
	unsaid verdict = iota
	together
	apart
)

// rules are facts made ready to ask.
type rules struct {
	groups [][]string     // mentions that belong together
	of     map[string]int // group of a mention
	split  map[string][]side
}

type side struct {
	fact int
	b    bool
}

func newRules(facts []Fact) rules {
	r := rules{of: map[string]int{}, split: map[string][]side{}}
	for i, f := range facts {
		if f.Kind == JoinFact {
			r.group(f.Keys())
			continue
		}
		for _, k := range f.A {
			r.split[k] = append(r.split[k], side{i, false})
		}
		for _, k := range f.B {
			r.split[k] = append(r.split[k], side{i, true})
		}
	}
	return r
}

// group puts the mentions into one group, with the groups they are in already.
func (r *rules) group(keys []string) {
	var all []string
	for _, k := range keys {
		if n, ok := r.of[k]; ok {
			all = append(all, r.groups[n]...)
			continue
		}
		all = append(all, k)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	for _, k := range all {
		r.of[k] = len(r.groups)
	}
	r.groups = append(r.groups, all)
}

// verdict says what the facts say of m being of the event of the mentions.
func (r rules) verdict(mentions []Mention, m Mention) verdict {
	if len(r.of) == 0 && len(r.split) == 0 {
		return unsaid
	}
	v := unsaid
	for _, o := range mentions {
		if r.apart(o.Key(), m.Key()) {
			return apart
		}
		if r.together(o.Key(), m.Key()) {
			v = together
		}
	}
	return v
}

// touch reports whether a correction speaks of one of the mentions.
func (r rules) touch(mentions []Mention) bool {
	return slices.ContainsFunc(mentions, func(m Mention) bool {
		_, grouped := r.of[m.Key()]
		return grouped || len(r.split[m.Key()]) > 0
	})
}

func (r rules) together(a, b string) bool {
	x, ok := r.of[a]
	y, also := r.of[b]
	return ok && also && x == y
}

func (r rules) apart(a, b string) bool {
	for _, s := range r.split[a] {
		if slices.Contains(r.split[b], side{s.fact, !s.b}) {
			return true
		}
	}
	return false
}

// join makes one cluster of those that hold mentions of one group: two had been
// opened before the mention that the operator tied to both.
func (r rules) join(clusters []*cluster) []*cluster {
	if len(r.of) == 0 {
		return clusters
	}
	joined := newSets(len(clusters))
	first := map[int]int{}
	for i, c := range clusters {
		for _, m := range c.mentions {
			if g, ok := r.of[m.Key()]; ok {
				if j, seen := first[g]; seen {
					joined.union(i, j)
				} else {
					first[g] = i
				}
			}
		}
	}
	parts := map[int][]Mention{}
	for i, c := range clusters {
		parts[joined.find(i)] = append(parts[joined.find(i)], c.mentions...)
	}
	var out []*cluster
	for i, c := range clusters {
		switch {
		case joined.find(i) != i:
		case len(parts[i]) == len(c.mentions):
			out = append(out, c)
		default:
			out = append(out, refold(parts[i]))
		}
	}
	return out
}
