package who

import (
	"slices"
	"strings"
)

// office is a role hit with its parties and the tokens of the whole phrase:
// "the Kazakh foreign minister", "Außenminister Armeniens und Aserbaidschans".
type office struct {
	hit         int // into hits
	first, last int
	parties     []string
	explicit    bool // the text names the party, it is not the office's usual one
	former      bool
}

// findOffices finds the parties of every role, by hit, from the right, because an office
// may belong to the one after it: Sprecher des Außenministeriums Kasachstans.
func (r *reader) findOffices() {
	n := len(r.hits) + 1
	r.offices, r.room = slices.Grow(r.offices[:0], n)[:n], slices.Grow(r.room[:0], n)[:n]
	clear(r.offices)
	for i := len(r.hits) - 1; i >= 0; i-- {
		if r.entity(r.hits[i]).kind != Role {
			continue
		}
		o := &r.room[i]
		*o = office{hit: i, first: r.hits[i].first, last: r.hits[i].last, former: r.attr(r.hits[i]).flags&formerOffice != 0}
		r.partyBefore(o)
		if len(o.parties) == 0 {
			r.partyAfter(o)
		}
		o.explicit = len(o.parties) > 0
		if p := r.entity(r.hits[i]).party; p != "" && (!o.explicit || len(o.parties) == 1 && o.parties[0] == r.whole(p)) {
			o.parties = r.list(p) // UN-Flüchtlingskommissar is UNHCR's
		}
		o.former = o.former || r.formerBefore(o.first) || r.retired(o.last)
		r.offices[i] = o
	}
	r.share()
}

// whole is the organisation an agency's offices are also named after.
func (r *reader) whole(code string) string {
	if i, ok := r.g.byCode()[code]; ok && r.g.entities[i].kind == Org {
		return "UNO"
	}
	return ""
}

// share gives an office without a party that of its neighbour: "Qatari prime
// minister and foreign minister", "usbekische Delegation um Vizeminister …".
func (r *reader) share() {
	var a *office
	for i := range r.hits {
		b := r.offices[i]
		if b == nil {
			continue
		}
		if a != nil && r.joined(a.last, b.first) {
			r.shareWith(a, b)
		}
		a = b
	}
}

// shareWith looks at two offices with no other between them.
func (r *reader) shareWith(a, b *office) {
	and := b.first == a.last+2 && r.lex.is(r.fold(a.last+1), and)
	led := r.entity(r.hits[a.hit]).code == "mission" && b.first-a.last <= 5
	switch {
	case (and || led) && len(b.parties) == 0 && len(a.parties) == 1:
		b.parties = a.parties
	case and && len(a.parties) == 0 && len(b.parties) == 1 && b.explicit:
		a.parties = b.parties
	}
}

// joined reports whether no punctuation stands between two tokens.
func (r *reader) joined(first, last int) bool {
	for i := first + 1; i <= last; i++ {
		if !r.gap(i).joins() || r.gap(i) == gapLine {
			return false
		}
	}
	return last-first < 8
}

// partyBefore reads "kasachischer Außenminister", "Kazakhstan's and Iran's
// presidents", "UN-Generalsekretär".
func (r *reader) partyBefore(o *office) {
	k, first := o.hit-1, o.first
	for k >= 0 {
		p := r.left(o, first)
		if p != r.hits[k].last || !r.mayOwn(r.hits[k], first) || r.misfit(r.hits[k], o) {
			return
		}
		o.parties = append(r.list(r.party(r.hits[k])), o.parties...)
		o.first, first = r.hits[k].first, r.hits[k].first
		if first = r.conjunction(first, k); first < 0 {
			return
		}
		k--
	}
}

// misfit reports owners an office cannot have: a city's adjective belongs to
// its mayor as a city's, a person has only aides.
func (r *reader) misfit(h hit, o *office) bool {
	code := r.entity(r.hits[o.hit]).code
	switch r.entity(h).kind {
	case City:
		return slices.Contains(local, code)
	case Person:
		return !slices.Contains(personal, code)
	}
	return false
}

// left is the token before first, without suffixes after an apostrophe
// (Kazakhstan's, Kazakistan'ın) and words that may stand between.
func (r *reader) left(o *office, first int) int {
	p := first
	for p > 0 && r.gap(p).joins() && r.gap(p) != gapLine {
		p--
		switch {
		case r.gap(p) == gapQuote && !r.tokens[p].capital:
		case r.lex.is(r.fold(p), former):
			o.former = true
		case r.lex.is(r.fold(p), skip):
		case fielded(r.entity(r.hits[o.hit]).code) && r.owner[p] == 0 && r.lex.classes[r.fold(p)]&(portfolio|and) != 0:
		default:
			return p
		}
	}
	return -1
}

// mayOwn reports whether a party may stand before its office, whose phrase begins at first.
func (r *reader) mayOwn(h hit, first int) bool {
	e, a := r.entity(h), r.attr(h)
	switch {
	case e.kind == Person:
		return h.possessive // Putins Sprecher
	case e.kind == City:
		return e.seat && a.form == Adjective // Wiener Außenamt
	case e.kind != Country && e.kind != Org:
		return false
	case a.form == Adjective, r.gap(h.last+1) == gapHyphen && h.last+1 == first:
		return true
	case r.lex.nounBefore:
		return true
	}
	return r.lex.capitalNouns && (h.possessive || a.form == Acronym)
}

// conjunction returns the token of "and" before first when another party of
// the list stands before it, hit k-1; else -1.
func (r *reader) conjunction(first, k int) int {
	p := first - 1
	for p > 0 && r.gap(p+1).joins() && r.lex.is(r.fold(p), article) {
		p--
	}
	if p > 0 && k > 0 && r.gap(p+1).joins() && r.gap(p).joins() && r.lex.is(r.fold(p), and) && r.alike(r.hits[k-1], r.hits[k]) {
		return p
	}
	return -1
}

// alike reports whether two parties are named in the same way.
func (r *reader) alike(a, b hit) bool {
	x, y := r.attr(a).form, r.attr(b).form
	return x == y || (x == Noun || x == Acronym) && (y == Noun || y == Acronym)
}

// partyAfter reads "Außenminister der Schweiz", "foreign ministers of Armenia
// and Azerbaijan", "министр иностранных дел Казахстана".
func (r *reader) partyAfter(o *office) {
	code := r.entity(r.hits[o.hit]).code
	p, linked := r.link(r.field(o.last+1, code), code)
	k := o.hit + 1
	if p < 0 || k >= len(r.hits) || r.hits[k].first != p {
		return
	}
	for j := k; j <= k+1 && (linked || r.lex.genitive); j++ { // Sprecher (des (russischen Außenministeriums))
		if inner := r.offices[j]; inner != nil && inner.first == p && len(inner.parties) > 0 {
			o.parties, o.last = inner.parties, inner.last
			return
		}
	}
	from := len(r.codes)
	sure, sureParties := o.last, 0
	for k < len(r.hits) && p >= 0 && r.hits[k].first == p && r.belongs(r.hits[k], linked) && !r.misfit(r.hits[k], o) {
		r.codes = append(r.codes, r.party(r.hits[k]))
		last := r.hits[k].last
		if n := len(r.codes) - from; n == 1 || r.lex.is(r.fold(r.before(p)), and) {
			sure, sureParties = last, n
		}
		p, linked = r.next(last+1, linked)
		k++
	}
	o.parties, o.last = r.codes[from:from+sureParties:from+sureParties], sure
}

// before is the token before p that is no article or "of".
func (r *reader) before(p int) int {
	for p--; p > 0 && r.lex.classes[r.fold(p)]&(of|article) != 0 && !r.lex.is(r.fold(p), and); p-- {
		continue
	}
	return max(p, 0)
}

// fielded reports whether an office's field may follow it.
func fielded(code string) bool {
	return strings.HasSuffix(code, "minister") || strings.HasSuffix(code, "ministry")
}

// field skips a minister's field after the office: министр науки и высшего
// образования, Minister für Wissenschaft.
func (r *reader) field(p int, code string) int {
	if !fielded(code) {
		return p
	}
	i := p
	for i < len(r.tokens) && r.owner[i] == 0 && (r.gap(i).joins() || i > p && r.gap(i) == gapComma) && r.lex.classes[r.fold(i)]&(portfolio|and|of|at|article) != 0 {
		i++
	}
	for i > p && r.lex.classes[r.fold(i-1)]&portfolio == 0 {
		i-- // "of the" belongs to the party
	}
	return i
}

// link skips "of the" from token p; linked says whether there was one.
func (r *reader) link(p int, code string) (next int, linked bool) {
	words := of | article | from
	if code == "spokesperson" {
		words |= at // a spokesman for the ministry
	}
	if slices.Contains(posted, code) {
		words &^= from // Botschafter aus Chile abziehen
	}
	for p < len(r.tokens) && r.gap(p).joins() && r.gap(p) != gapLine {
		if r.owner[p] != 0 || r.lex.classes[r.fold(p)]&words == 0 {
			return p, linked
		}
		linked = true
		p++
	}
	return -1, false
}

// next skips a comma or "and", and articles, to the next party of a list.
// linked tells that the list stands after "of", or the party after an article.
func (r *reader) next(p int, linked bool) (int, bool) {
	if p >= len(r.tokens) || r.gap(p) < gapComma || r.gap(p) == gapLine {
		return -1, false
	}
	comma := r.gap(p) == gapComma
	if r.lex.is(r.fold(p), and) {
		p++
	} else if !comma {
		return -1, false
	}
	for start := p; p < len(r.tokens) && r.owner[p] == 0 && (p == start || r.gap(p).joins()) && r.lex.classes[r.fold(p)]&(of|article) != 0; p++ {
		linked = true
	}
	if p >= len(r.tokens) {
		return -1, false
	}
	return p, linked
}

// belongs reports whether a party after an office can be its owner.
func (r *reader) belongs(h hit, linked bool) bool {
	a := r.attr(h)
	switch r.entity(h).kind {
	case Country, Org:
	case City:
		return r.entity(h).seat && a.form == Noun && a.flags&genitive != 0 && r.lex.genitive // Vertreter Moskaus
	case Person:
		return a.flags&genitive != 0 && !linked && !r.lex.capitalNouns // спецпосланник Трампа
	default:
		return false
	}
	if a.form == Adjective || a.form == Demonym {
		return a.form == Adjective && r.lex.adjAfter && !linked
	}
	return linked || r.lex.genitive && (a.flags&genitive != 0 || a.form == Acronym || r.lex.indeclinable && a.flags&indeclinable != 0)
}

// formerBefore looks for "ehemaliger", "ex-" within two words before token first.
func (r *reader) formerBefore(first int) bool {
	for n := 0; n < 2 && first > 0 && r.gap(first).joins(); n++ {
		if first--; r.lex.is(r.fold(first), former) {
			return true
		}
	}
	return false
}

// retired looks for "a. D." after an office.
func (r *reader) retired(last int) bool {
	if r.lex.retired == "" {
		return false
	}
	rest, ok := strings.CutPrefix(r.folded[r.tokens[last].to:], " ")
	if !ok {
		return false
	}
	rest, ok = strings.CutPrefix(rest, r.lex.retired)
	return ok && (rest == "" || rest[0] == ' ')
}

var (
	needsParty = []string{"head", "leader"} // say nothing without a party
	posted     = []string{"ambassador", "charge", "consul", "attache", "permanent-representative", "embassy"}
	personal   = []string{"envoy", "adviser", "spokesperson", "representative", "chief-of-staff", "chief-of-general-staff", "negotiator"}
	local      = []string{"mayor", "governor"} // a city's adjective is the city's own
)

func (o *office) dropped(code string) bool {
	return len(o.parties) == 0 && slices.Contains(needsParty, code)
}
