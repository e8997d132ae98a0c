package timeline

import (
	"cmp"
	"slices"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
	"github.com/dateline-news/dateline/timeline/who"
)

// The scores of agreement. A score is a sum over what both sides know; what one
// side does not know costs nothing.
const (
	sameParties = 4 // all of them
	sameButHost = 3 // all but the host, or those of one occasion
	someParties = 2 // enough on the same day

	enough = 6       // parties and a date, or weaker agreement with place, mode or level
	sure   = 1 << 20 // the operator said so
)

// The modes that merging knows.
const (
	modeVisit        = "visit"
	modeMultilateral = "multilateral"
	modeThirdParty   = "third-party"
	modePhone        = "phone"
	modeInvite       = "invite"
	modeSign         = "sign"
	modeRelations    = "relations"
	modeSummon       = "summon"
	modeExpel        = "expel"
)

// facet is what a mention, or a cluster of them, says that merging compares.
type facet struct {
	*Kind
	status what.Status
	moved  bool
	open   bool // postponed without a new date
	date   Date
	off    when.Span // the days it was put off from
}

// with returns what a cluster of facet f says once it has taken in o, told on a day;
// f itself where that is the same.
func (f *facet) with(o *facet, told Day) *facet {
	g := *f
	g.date, g.status, g.open = foldState(f, o, told)
	if g.moved = f.moved || o.moved; o.moved && !f.date.IsZero() && !g.date.Overlaps(f.date.Span) {
		g.off = f.date.Span
	}
	g.Kind = f.Kind.with(o.Kind, tour(cmp.Or(f.mode, o.mode), g.date))
	if g.same(f) {
		return f
	}
	return &g
}

// inserted returns a copy of list with v in its place.
func inserted[T any](list []T, v T, compare func(a, b T) int) []T {
	i, _ := slices.BinarySearchFunc(list, v, compare)
	return slices.Insert(slices.Clone(list), i, v)
}

// united is the union of a and b, a itself where b adds nothing.
func united(a, b []string) []string {
	for _, c := range b {
		if !slices.Contains(a, c) {
			return union(a, b)
		}
	}
	return a
}

// same reports whether merging can tell the two clusters apart.
func (f *facet) same(o *facet) bool {
	return f == o || f.status == o.status && f.moved == o.moved && f.open == o.open && f.date == o.date && f.off == o.off && f.Kind.same(o.Kind)
}

// agree scores how well a mention o, reported on the day told, fits the cluster
// state f, last reported on the day known; false: it cannot be.
func agree(f *facet, known Day, o *facet, told Day) (int, bool) {
	date, ok := agreeDate(f, known, o, told)
	if !ok {
		return 0, false
	}
	static, ok := agreeStatic(f.Kind, o.Kind)
	return static + date, ok
}

// part is one part of the comparison of two kinds: a score, and whether they may
// be of one event at all.
type part = func(a, b *Kind) (int, bool)

// The parts of what is compared but date and status, first what is soon compared and
// most often refuses. What either says of the other is the same for both.
var (
	agreeFirst  = []part{agreePlace, agreeMode}
	agreeEither = []part{agreeOccasion, agreeLevel, agreeRoles, agreeParties}
	agreeLast   = []part{agreePersons}
)

func agreeAll(parts []part, a, b *Kind) (total int, ok bool) {
	for _, part := range parts {
		score, ok := part(a, b)
		if !ok {
			return 0, false
		}
		total += score
	}
	return total, true
}

// agreeStatic compares everything but date and status.
func agreeStatic(a, b *Kind) (total int, ok bool) {
	for _, parts := range [...][]part{agreeFirst, agreeEither, agreeLast} {
		score, ok := agreeAll(parts, a, b)
		if !ok {
			return 0, false
		}
		total += score
	}
	return total, true
}

// agreeMutual is agreeStatic of a and b, and of b and a; refused where that refuses.
func agreeMutual(a, b *Kind) (ab, ba int) {
	ab, ba = refused, refused
	first, ok := agreeAll(agreeFirst, a, b)
	second, too := agreeAll(agreeFirst, b, a)
	if !ok && !too {
		return ab, ba
	}
	either, both := agreeAll(agreeEither, a, b)
	if !both {
		return ab, ba
	}
	if last, fits := agreeAll(agreeLast, a, b); ok && fits {
		ab = first + either + last
	}
	if last, fits := agreeAll(agreeLast, b, a); too && fits {
		ba = second + either + last
	}
	return ab, ba
}

func agreeParties(a, b *Kind) (int, bool) {
	if slices.Equal(a.codes, b.codes) {
		return sameParties, true
	}
	if sameConference(a, b) {
		return sameButHost, true
	}
	small, large := a, b
	if len(small.codes) > len(large.codes) {
		small, large = b, a
	}
	shared := shares(small.codes, large.codes)
	if shared == len(small.codes) && shared > 0 {
		return agreeSubset(small, large)
	}
	// Conferences: reports pick who to name.
	if shared >= 2 && len(small.codes) > 2 && 2*shared >= len(small.codes)+len(large.codes)-shared {
		return someParties, true
	}
	return 0, false
}

// sameConference reports whether both are a conference of one organisation, as the
// occasion says that at least one names: reports pick which guests to name.
func sameConference(a, b *Kind) bool {
	occasion := cmp.Or(a.occasion, b.occasion)
	named := a.occasion == b.occasion || a.mode == modeMultilateral && b.mode == modeMultilateral && (a.occasion == "" || b.occasion == "")
	org := organisation(occasion)
	return occasion != "" && named && slices.Contains(a.codes, org) && slices.Contains(b.codes, org)
}

// agreeSubset decides for parties of which one report names fewer: the host is
// often left out, so is the counterpart of a lone party, and a conference's guests.
func agreeSubset(small, large *Kind) (int, bool) {
	extra := 0
	for _, c := range large.codes {
		if !slices.Contains(small.codes, c) && c != small.country && c != large.country {
			extra++
		}
	}
	switch {
	case extra == 0 && !small.unnamed:
		return sameButHost, true
	case extra == 0,
		len(small.codes) == 1 && len(large.codes) == 2,
		len(small.codes) > 2 && small.mode == large.mode,
		extra == 1 && (small.mode == modeThirdParty || large.mode == modeThirdParty):
		return someParties, true
	}
	return 0, false
}

// agreeRoles keeps an act and its retaliation, a visit and its return, apart.
func agreeRoles(a, b *Kind) (int, bool) {
	if len(a.doers) == 0 || len(b.doers) == 0 || shares(a.doers, b.doers) > 0 {
		return 0, true
	}
	sameHost := a.country != "" && a.country == b.country // the place tells who travels
	return 0, a.typ == what.Consult && (a.mode != modeVisit || b.mode != modeVisit || sameHost)
}

// Modes of a type that are acts of their own: no mode is not the same.
var ownActs = []string{modeSign, modeRelations, modeSummon, modeInvite}

func agreeMode(a, b *Kind) (int, bool) {
	if a.mode == b.mode {
		if a.mode == "" {
			return 0, true
		}
		return 2, true
	}
	if slices.Contains(ownActs, a.mode) || slices.Contains(ownActs, b.mode) {
		return 0, false
	}
	if a.mode == modePhone || b.mode == modePhone {
		// "They spoke" may be the call; a meeting in a place is not.
		return 0, (a.mode == "" || b.mode == "") && (a.city == "" || a.mode == modePhone) && (b.city == "" || b.mode == modePhone)
	}
	if a.mode == "" || b.mode == "" || a.typ == what.Consult && len(a.codes) > 0 {
		return 0, true
	}
	return 0, false
}

func agreePlace(a, b *Kind) (int, bool) {
	spoken := a.spoken || b.mode == modePhone
	switch {
	case a.city != "" && a.city == b.city:
		return 3, true
	case a.country != "" && b.country != "" && a.country != b.country:
		return -2, spoken
	case a.city != "" && b.city != "":
		tour := a.mode == modeVisit && b.mode == modeVisit && (a.tour || b.tour)
		return -1, spoken || tour
	case a.country != "" && a.country == b.country:
		return 2, true
	}
	return 0, true
}

func agreeLevel(a, b *Kind) (int, bool) {
	score := 0
	for _, l := range a.levels {
		for _, k := range b.levels {
			if l.code != k.code {
				continue
			}
			switch {
			case l.level == k.level:
				score = 1
			case !vague(l.level, k.level):
				return 0, false
			}
		}
	}
	return score, true
}

// vague: deputy ministers are also called diplomats.
func vague(a, b who.Level) bool {
	return a == who.Official && b == who.Deputy || a == who.Deputy && b == who.Official
}

func agreeOccasion(a, b *Kind) (int, bool) {
	if a.occasion == "" || b.occasion == "" {
		return 0, true
	}
	return 4, a.occasion == b.occasion
}

// agreeDate compares the date a cluster has come to with the one a mention gives.
func agreeDate(f *facet, known Day, o *facet, told Day) (int, bool) {
	ahead := f.date.IsZero() || f.date.End >= told-reportLag
	switch {
	case f.status == Cancelled && o.status == Occurred && !f.date.Overlaps(o.date.Span):
		return 0, false // what was called off was not held on another day
	case f.givenUp(o):
		return 5, true
	case o.moved || o.status == Cancelled && o.date.IsZero():
		if f.status == Occurred {
			return 0, false
		} else if ahead {
			return 3, true
		}
		return 2, f.date.End >= told-o.reachBack()
	case o.status == Planned && o.date.IsZero() && !ahead:
		return 0, false // a plan told after the day is another one
	case f.open && o.status == Occurred:
		return 0, o.date.Start >= known-reportLag && o.date.Start <= known+lookAhead // place or mode must tell
	case f.open:
		return 3, o.date.IsZero() || o.date.Start >= known-lookBack && o.date.Start <= known+lookAhead
	case f.date.IsZero() || o.date.IsZero():
		return 1, true
	}
	return agreeSpans(f, o)
}

// givenUp reports whether a mention names the days that the cluster was put off from.
func (f *facet) givenUp(o *facet) bool {
	return o.status != Occurred && !f.off.IsZero() && f.off.Overlaps(o.date.Span) && !f.date.Overlaps(o.date.Span)
}

// reachBack is how many days before a report that it is put off or called off an
// event may have been planned.
func (f *facet) reachBack() Day {
	if f.moved && !f.date.IsZero() {
		return movedBack
	}
	return lookBack
}

func agreeSpans(f, o *facet) (int, bool) {
	a, b := f.date, o.date
	coarse := a.Days() > shortSpan || b.Days() > shortSpan
	switch {
	case a.Span == b.Span:
		return 6, true
	case a.Overlaps(b.Span) && !coarse:
		return 5, true
	case a.Overlaps(b.Span):
		return 3, true
	case coarse:
		return 0, false
	case !sameSides(f, o):
		return 0, false
	case a.Basis == Published || b.Basis == Published:
		if conference(f.Kind, o.Kind) {
			return 0, false
		}
		return agreeLate(a, b)
	case f.status == Planned && (sameMeeting(f.Kind, o.Kind) || sameTrip(f.Kind, o.Kind) || f.occasion != "" && f.occasion == o.occasion):
		early := o.status == Occurred && b.End < a.Start // plans slip, they are not held before their day
		return 2, gap(a.Span, b.Span) <= planDrift && !early
	case f.status == Occurred && o.status == Occurred:
		return 2, gap(a.Span, b.Span) <= 1 && sameTrip(f.Kind, o.Kind)
	case f.status != Occurred && o.status == Cancelled:
		return 2, gap(a.Span, b.Span) <= planDrift // whoever calls it off need not name its city
	}
	return 0, false
}

// agreeLate compares two days of which one is only the day of publication: the
// act took place on it or up to [reportLag] days before.
func agreeLate(a, b Date) (int, bool) {
	late := gap(a.Span, b.Span)
	if late > reportLag {
		return 0, false
	}
	if a.Basis != b.Basis {
		stated, told := a, b
		if a.Basis == Published {
			stated, told = b, a
		}
		if told.Start < stated.Start {
			return 0, false
		}
	}
	return 4 - int(late), true
}

// conference reports whether one of the two is told as a conference and the other as
// something else: talks of the day before or after.
func conference(a, b *Kind) bool {
	return a.mode != b.mode && a.mode != "" && b.mode != "" && (a.mode == modeMultilateral || b.mode == modeMultilateral)
}

// sameSides: days that differ are of one event only if its parties do not.
func sameSides(f, o *facet) bool {
	score, _ := agreeParties(f.Kind, o.Kind)
	return score >= sameButHost
}

// sameMeeting: the same place and mode are known of both.
func sameMeeting(a, b *Kind) bool {
	return a.city != "" && a.city == b.city && a.mode != "" && a.mode == b.mode
}

// sameTrip: the same traveller is in the same country. Nobody visits it twice in a row.
func sameTrip(a, b *Kind) bool {
	return a.mode == modeVisit && b.mode == modeVisit && a.country != "" && a.country == b.country &&
		slices.ContainsFunc(a.doers, func(code string) bool {
			return code != a.country && slices.Contains(b.doers, code) && sameTraveller(a, b, code)
		})
}

// sameTraveller: a head of state or government, or one person named by both.
func sameTraveller(a, b *Kind, code string) bool {
	head := levelOf{code, who.Head}
	if slices.Contains(a.levels, head) && slices.Contains(b.levels, head) {
		return true
	}
	return slices.ContainsFunc(a.persons, func(p personOf) bool {
		return p.code == code && slices.ContainsFunc(b.persons, func(q personOf) bool { return q.code == code && p.name.is(q.name) })
	})
}

// gap is the number of days from one span to the other, 0 where they overlap.
func gap(a, b when.Span) Day {
	return max(a.Start-b.End, b.Start-a.End, 0)
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// shares counts the strings of a that are in b.
func shares(a, b []string) (n int) {
	for _, s := range a {
		if slices.Contains(b, s) {
			n++
		}
	}
	return n
}
