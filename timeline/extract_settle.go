package timeline

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
	"github.com/dateline-news/dateline/timeline/who"
)

func (d *discourse) published() Date {
	return Date{Span: when.SpanOf(d.today, d.today), Basis: when.Published}
}

// settle makes one draft of what is told twice, in title and text or in two
// sentences.
func (d *discourse) settle() []*draft {
	for _, dr := range d.drafts {
		i := slices.IndexFunc(d.kept, func(o *draft) bool { return sameEvent(o, dr) || d.sameGroup(o, dr) })
		if i < 0 {
			if dr.sentence < 0 {
				d.complete(dr)
			}
			d.kept = append(d.kept, dr)
			continue
		}
		fuse(d.kept[i], dr)
	}
	d.stretchOnly(d.kept)
	return d.kept
}

// sameEvent reports whether two drafts of one report tell one event.
func sameEvent(a, b *draft) bool {
	if b.sentence < 0 && b.Type == what.Agree && b.act.Noun && a.Type == what.Support && a.Mode == modeSign && slices.Equal(a.Codes(), b.Codes()) {
		return true // the headline's "agreement" is the one that is signed
	}
	if b.sentence < 0 && b.act.Present && a.act.Type == b.Type && a.Type == promisedAs(b.Type) && slices.Equal(a.Codes(), b.Codes()) {
		return true // the headline's "sends" is what the text says will be sent
	}
	if a.Type != b.Type || family(a.Mode) != family(b.Mode) && !phoned(a, b) || a.Background != b.Background {
		return false
	}
	if otherPersons(a, b) || otherRank(a, b) || answers(a, b) {
		return false
	}
	var roomA, roomB few
	ca, cb := appendCodes(roomA[:], a.Parties), appendCodes(roomB[:], b.Parties)
	if !subset(ca, cb) && !subset(cb, ca) && !(b.sentence < 0 && sameActor(a, b)) {
		return false
	}
	if onward(a, b) {
		return true
	}
	if a.Status != b.Status && a.sentence >= 0 && b.sentence >= 0 && a.ownDate && b.ownDate {
		return false
	}
	if a.ownDate && b.ownDate && !a.Date.Overlaps(b.Date.Span) {
		return false
	}
	if b.sentence < 0 {
		return true
	}
	if a.ownDate && b.ownDate && a.Date.Span != b.Date.Span {
		return false // talks on one day of a visit
	}
	if b.Mode == modeThirdParty && a.Status == b.Status && !b.ownDate && subset(ca, cb) {
		return true // "X was the mediator"
	}
	if a.Type != what.Consult && retold(a, b) {
		return slices.Equal(ca, cb) && a.Status == b.Status
	}
	if a.Type != what.Consult {
		return slices.Equal(ca, cb) && a.sentence == b.sentence && a.Status == b.Status
	}
	return slices.Equal(ca, cb) && a.Status == b.Status && (!b.ownDate || a.Date.Overlaps(b.Date.Span)) || a.sentence == b.sentence
}

// onward reports whether b tells where the visit of a goes on to: the next day, in the
// same country.
func onward(a, b *draft) bool {
	return a.Mode == modeVisit && b.Mode == modeVisit && b.Status == Planned && a.Status != Cancelled && a.ownDate && b.ownDate && a.Date.Days() <= shortSpan && b.Date.Days() <= shortSpan &&
		b.Date.Start == a.Date.End+1 && a.Place.Country != "" && a.Place.Country == b.Place.Country && slices.Equal(a.Codes(), b.Codes())
}

// retold reports whether b goes on about the act a of a sentence just before, in the
// passive and without saying who acts: "A sent aid to B. The cargo was handed over …".
func retold(a, b *draft) bool {
	const near = 2
	return b.act.Passive && a.sentence >= 0 && b.sentence > a.sentence && b.sentence-a.sentence <= near &&
		!slices.ContainsFunc(b.act.Actors, func(p what.Party) bool { return p.Anaphor == what.Named })
}

// sameGroup reports whether the headline names by its group the states that the
// text lists.
func (d *discourse) sameGroup(a, b *draft) bool {
	if b.sentence >= 0 || a.Type != what.Consult || b.Type != what.Consult || len(b.Parties) != 1 || len(a.Parties) < 3 || a.Background {
		return false
	}
	members := d.actors.Members(b.Parties[0].Code)
	for _, m := range members {
		if !takesPart(a.Parties, m) {
			return false
		}
	}
	return len(members) > 0 && (!a.ownDate || !b.ownDate || a.Date.Overlaps(b.Date.Span))
}

// otherPersons reports whether a party is another person in each: one minister
// meets two officials of an organisation in two meetings.
func otherPersons(a, b *draft) bool {
	for i := range a.Parties {
		p := &a.Parties[i]
		for k := range b.Parties {
			if q := &b.Parties[k]; p.Code == q.Code && p.Person != "" && q.Person != "" && surname(p.Person) != surname(q.Person) && !nameOf(p.Person).is(nameOf(q.Person)) {
				return true
			}
		}
	}
	return false
}

// otherRank reports whether heads meet in one and ministers in the other.
func otherRank(a, b *draft) bool {
	rank := func(d *draft) who.Level {
		for i := range d.Parties {
			if l := d.Parties[i].Level; l != "" {
				return l
			}
		}
		return ""
	}
	if a.Type != what.Consult {
		return false
	}
	x, y := rank(a), rank(b)
	return (x == who.Head && y == who.Minister || x == who.Minister && y == who.Head) && allOf(a, x) && allOf(b, y)
}

// allOf reports whether nobody of another rank takes part.
func allOf(d *draft, rank who.Level) bool {
	return !slices.ContainsFunc(d.Parties, func(p Party) bool { return p.Level != "" && p.Level != rank })
}

// answers reports whether one act is done by those the other is done to: its
// retaliation, even on the same day.
func answers(a, b *draft) bool {
	against := func(x, y *draft) bool {
		from, to := codesOf(inRole(x.Parties, Actor)), codesOf(inRole(y.Parties, Recipient))
		return len(from) > 0 && slices.Equal(from, to)
	}
	return a.Type != what.Consult && against(a, b) && against(b, a)
}

// surname is a name's last word.
func surname(person string) string { return person[strings.LastIndexByte(person, ' ')+1:] }

// phoned reports whether the headline says that the talks of the text were held
// by phone, or the text goes on to tell what a call was about.
func phoned(a, b *draft) bool {
	if a.Type != what.Consult {
		return false
	}
	if b.sentence < 0 {
		return family(a.Mode) == "" && b.Mode == modePhone || a.Mode == modePhone && family(b.Mode) == ""
	}
	return a.Mode == modePhone && b.Mode == "" && !b.ownDate && !b.ownPlace && a.sentence >= 0 && slices.Equal(a.Codes(), b.Codes())
}

// sameActor reports whether one party acts in both: a headline often names
// another other side than the text.
func sameActor(a, b *draft) bool {
	return a.Type != what.Consult && len(a.Parties) > 0 && len(b.Parties) > 0 && a.Parties[0].Code == b.Parties[0].Code
}

// family groups modes that may tell one act.
func family(mode string) string {
	switch mode {
	case "visit", "multilateral", "third-party", "yield", "change", "assist", "meet", "disapprove", "allege":
		return ""
	}
	return mode
}

func subset(a, b []string) bool {
	for _, c := range a {
		if !slices.Contains(b, c) {
			return false
		}
	}
	return len(a) > 0
}

// fuse adds to a what b says more exactly.
func fuse(a, b *draft) {
	if onward(a, b) {
		a.Date.Span = when.SpanOf(a.Date.Start, b.Date.End)
		return
	}
	if countRole(a.Parties, Actor) == 0 { // only the headline says who acts
		a.Parties, a.Status, a.Mode, a.Place = b.Parties, b.Status, b.Mode, b.Place
	}
	if !a.ownDate && b.ownDate || a.ownDate && b.ownDate && b.Date.Days() < a.Date.Days() {
		a.Date, a.ownDate = b.Date, true
		a.Status = b.Status
	}
	if a.Place.Name == "" {
		a.Place = b.Place
	}
	if len(b.Parties) > len(a.Parties) && (b.sentence >= 0 || len(a.Parties) < 2) {
		a.Parties = b.Parties
	}
	if a.Mode == "" || b.Mode == "phone" {
		a.Mode = b.Mode
	}
	if b.sentence < 0 && b.Occasion != "" && a.Occasion == "" && a.Mode != "phone" && !a.act.Margins { // the headline names what the text only tells of
		a.Mode, a.Occasion, a.Parties = b.Mode, b.Occasion, b.Parties
	}
	if len(a.Codes()) < 2 && subset(a.Codes(), b.Codes()) {
		a.lone = a.lone || b.lone
	}
}
