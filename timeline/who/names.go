package who

import (
	"cmp"
	"slices"
	"time"
)

// names puts everything together: the hits, the parties of offices, persons.
func (r *reader) names(on time.Time) []Name {
	r.codes, r.persons, r.known, r.spans = r.codes[:0], r.persons[:0], r.known[:0], r.spans[:0]
	r.findOffices()
	r.introduce()
	r.again()
	slices.SortStableFunc(r.spans, func(a, b span) int { return cmp.Compare(a.first, b.first) })
	r.named = slices.Grow(r.named[:0], len(r.tokens))[:len(r.tokens)]
	clear(r.named)
	for _, s := range r.spans {
		for i := s.first; i <= s.last; i++ {
			r.named[i] = true
		}
	}
	out := make([]Name, 0, len(r.spans)+len(r.hits))
	spans := r.spans
	for i, h := range r.hits {
		for len(spans) > 0 && spans[0].first <= h.first {
			out = append(out, r.personName(spans[0]))
			spans = spans[1:]
		}
		if r.named[h.first] || r.named[h.last] {
			continue
		}
		if n, ok := r.name(h, r.offices[i], on); ok {
			out = append(out, n)
		}
	}
	for _, s := range spans {
		out = append(out, r.personName(s))
	}
	return out
}

func (r *reader) personName(s span) Name {
	return Name{
		Start: r.tokens[s.first].start, End: r.tokens[s.last].end, Kind: Person,
		Code: s.person.code(), Country: s.person.party, Level: s.person.level, Former: s.person.former,
	}
}

func prefixed(party, name string) string {
	if party == "" {
		return name
	}
	return party + ":" + name
}

// name makes the Name of a hit; false when it names no party here.
func (r *reader) name(h hit, o *office, on time.Time) (Name, bool) {
	e, a := r.entity(h), r.attr(h)
	n := Name{Start: r.tokens[h.first].start, End: r.tokens[h.last].end, Kind: e.kind, Code: e.name, Country: e.acts(), Form: a.form, Level: e.level, Genitive: h.possessive}
	switch e.kind {
	case none:
		return n, false
	case City:
		if n.Form == Noun && e.seat {
			n.Form = Metonym
		}
	case Person:
		n.Form, n.Former = "", !on.IsZero() && ended(e, on)
		return n, on.IsZero() || !e.from.After(on)
	case Role:
		return r.roleName(n, o)
	}
	n.Others = r.others(h)
	n.Movement = e.kind == Org && e.party != "" && r.g.movement(e.party)
	return n, true
}

func (r *reader) roleName(n Name, o *office) (Name, bool) {
	if o == nil || o.dropped(n.Code) {
		return n, false
	}
	n.Form, n.Country, n.Former = "", "", o.former
	if len(o.parties) > 0 {
		n.Country = o.parties[0]
		if i, ok := r.g.byCode()[n.Country]; ok && n.Code == "high-commissioner" && r.g.entities[i].kind == Country {
			n.Code, n.Level = "ambassador", Official // between Commonwealth states
		}
		n.Code = prefixed(n.Country, n.Code)
	}
	if len(o.parties) > 1 {
		n.Parties = slices.Clone(o.parties)
	}
	return n, true
}

// others lists what else the words may mean.
func (r *reader) others(h hit) []string {
	var out []string
	mine := r.entity(h).name
	for _, s := range h.senses {
		if code := r.g.entities[s.entity].name; code != mine && r.g.entities[s.entity].kind != Role && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}
