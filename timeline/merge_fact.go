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

// any reports whether there are facts at all.
func (r rules) any() bool { return len(r.of) > 0 || len(r.split) > 0 }

// verdict says what the facts say of l being of the event of the links.
func (r rules) verdict(links []*Link, l *Link) verdict {
	key := l.Key()
	if !r.speakOf(key) {
		return unsaid
	}
	v := unsaid
	for _, o := range links {
		other := o.Key()
		if r.apart(other, key) {
			return apart
		}
		if r.together(other, key) {
			v = together
		}
	}
	return v
}

// speakOf reports whether a fact speaks of the mention.
func (r rules) speakOf(key string) bool {
	_, grouped := r.of[key]
	return grouped || len(r.split[key]) > 0
}

// partners returns the mentions that one group ties to the mention.
func (r rules) partners(key string) []string {
	if n, ok := r.of[key]; ok {
		return r.groups[n]
	}
	return nil
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
