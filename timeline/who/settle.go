package who

import (
	"slices"
	"strings"
	"time"
)

// settle chooses among the meanings of each hit by what else the text names,
// and drops hits that are something else here.
func (r *reader) settle(on time.Time) {
	r.own()
	r.hits = slices.DeleteFunc(r.hits, func(h hit) bool { return r.otherwise(h) || r.unlikely(h) })
	r.own()
	for i := range r.hits {
		h := &r.hits[i]
		h.possessive = r.possessive(*h)
		r.inOffice(h, on)
	}
	r.vote()
	for i := range r.hits {
		h := &r.hits[i]
		r.people(h)
		for n := 0; n < len(h.senses) && len(h.senses) > 1; n++ {
			if r.entity(*h).kind == City && r.g.attrs[h.senses[n].attr].flags&weak != 0 {
				continue // "in Brussels": whoever it stands for, it stays a place
			}
			if r.votes[r.g.entities[h.senses[n].entity].acts()] > r.votes[r.g.entities[h.senses[h.chosen].entity].acts()] {
				h.chosen = n
			}
		}
	}
}

// vote counts how often the text names each party, where it may mean no other.
func (r *reader) vote() {
	if !slices.ContainsFunc(r.hits, func(h hit) bool { return len(h.senses) > 1 }) {
		return // nothing to decide
	}
	if r.votes == nil {
		r.votes = map[string]int{}
	}
	clear(r.votes)
	for _, h := range r.hits {
		if p := r.onlyParty(h); p != "" {
			r.votes[p]++
		}
	}
}

// people chooses the people where nouns are capitalised and no noun follows:
// die Deutschen, die Schweizer stimmten; but Schweizer Franken.
func (r *reader) people(h *hit) {
	if !r.lex.capitalNouns || !r.tokens[h.first].capital || r.attr(*h).form != Adjective {
		return
	}
	if r.gap(h.first) == gapBreak && r.attr(*h).upper == 'a' {
		return // an adjective that begins a sentence
	}
	if n := h.last + 1; n < len(r.tokens) && r.gap(n).joins() && (r.tokens[n].capital || r.gap(n) == gapHyphen) {
		return
	}
	if next := h.last + 2; next < len(r.tokens) && r.lex.is(r.fold(next-1), and) {
		if other := r.hitAt(next); other != nil && !r.tokens[next].capital && r.attr(*other).form == Adjective {
			return // Schweizer und deutsche Diplomaten
		}
	}
	party := r.party(*h)
	for n, s := range h.senses {
		if r.g.attrs[s.attr].form == Demonym && r.g.entities[s.entity].acts() == party {
			h.chosen = n
			return
		}
	}
}

// onlyParty is the party of a hit that can mean no other, or "".
func (r *reader) onlyParty(h hit) string {
	party := r.g.entities[h.senses[0].entity].acts()
	for _, s := range h.senses[1:] {
		if r.g.entities[s.entity].acts() != party {
			return ""
		}
	}
	return party
}

// otherwise reports whether a place that is also a given name (Jordan, Chad)
// is a person's or something named after the place (Georgia governor).
func (r *reader) otherwise(h hit) bool {
	if r.g.attrs[h.senses[0].attr].flags&givenName == 0 {
		return false
	}
	if n := h.last + 1; n < len(r.tokens) && r.gap(n).joins() && r.lex.is(r.fold(n), suppressor) {
		return true
	}
	p := h.first - 1
	if p >= 0 && r.gap(h.first) == gapSpace && r.lex.classes[r.fold(p)]&(of|at|from) != 0 {
		return false // the ambassador of Georgia Zurab Pataradze
	}
	if n := h.last + 1; n < len(r.tokens) && r.gap(n).joins() && r.gap(n) != gapHyphen && !r.lex.capitalNouns && (r.unknown(n) || r.mayBeGiven(n) || n+1 < len(r.tokens) && r.lex.is(r.fold(n), particle) && r.unknown(n+1)) {
		return true
	}
	if p >= 0 && r.gap(h.first) == gapComma && r.abroad(h, p) || p >= 0 && r.gap(h.first) == gapSpace && !r.lex.capitalNouns && r.mayBeGiven(p) {
		return true
	}
	return p >= 0 && r.gap(h.first).joins() && r.gap(p) > gapBreak && r.unknown(p) && !r.lex.capitalNouns
}

// unlikely reports whether an acronym that mostly means something else (GAM, GCC)
// stands for an organisation that nothing else in the text speaks for: its name in
// full, one of its members, an office beside it.
func (r *reader) unlikely(h hit) bool {
	e := r.entity(h)
	if r.attr(h).flags&weak == 0 || e.kind != Org {
		return false
	}
	return !slices.ContainsFunc(r.hits, func(o hit) bool {
		other, beside := r.entity(o), o.first == h.last+1 || o.last == h.first-1 || o.last == h.first-2
		switch {
		case other.kind == Role:
			return beside
		case other == e:
			return r.attr(o).flags&weak == 0
		}
		return slices.Contains(e.members, other.acts()) || e.party != "" && other.acts() == e.party
	})
}

// mayBeGiven reports whether token i is a place that is also a given name.
func (r *reader) mayBeGiven(i int) bool {
	h := r.hitAt(i)
	return h != nil && r.g.attrs[h.senses[0].attr].flags&givenName != 0
}

// abroad reports whether the hit before is a city elsewhere: Atlanta, Georgia.
func (r *reader) abroad(h hit, p int) bool {
	city := r.hitAt(p)
	return city != nil && r.entity(*city).kind == City && r.entity(h).kind == Country && r.party(*city) != r.party(h)
}

// unknown reports whether a token is capitalised and part of no hit.
func (r *reader) unknown(i int) bool {
	t := r.tokens[i]
	return t.capital && !t.digit && r.lex.classes[r.fold(i)]&^particle == 0 && r.hitAt(i) == nil
}

// possessive reports whether a hit is marked as owner: Kazakhstan's, Kasachstans.
func (r *reader) possessive(h hit) bool {
	if r.attr(h).flags&genitive != 0 {
		return true
	}
	if n := h.last + 1; n < len(r.tokens) && r.gap(n) == gapQuote && r.fold(n) == "s" {
		return true
	}
	rest := r.text[r.tokens[h.last].end:]
	return strings.HasPrefix(rest, "'") || strings.HasPrefix(rest, "’")
}

// inOffice chooses among the terms of a person the one of the day, else the
// latest before it. A person not yet in office is no party.
func (r *reader) inOffice(h *hit, on time.Time) {
	if r.entity(*h).kind != Person {
		return
	}
	best := -1
	for n, s := range h.senses {
		e := &r.g.entities[s.entity]
		if e.kind != Person || !on.IsZero() && e.from.After(on) {
			continue
		}
		if best < 0 || r.better(e, &r.g.entities[h.senses[best].entity], on) {
			best = n
		}
	}
	if best < 0 {
		best = 0
	}
	h.senses = h.senses[best : best+1]
}

// better reports whether term a fits the day better than term b: a running
// term, then the later one; without a day the longer one.
func (r *reader) better(a, b *entity, on time.Time) bool {
	if ended(a, on) != ended(b, on) {
		return ended(b, on)
	}
	if on.IsZero() && ended(a, on) {
		return a.until.Sub(a.from) > b.until.Sub(b.from)
	}
	return a.from.After(b.from)
}

func ended(e *entity, on time.Time) bool {
	if on.IsZero() {
		return !e.until.IsZero()
	}
	return !e.until.IsZero() && e.until.Before(on)
}
