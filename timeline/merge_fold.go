package timeline

import (
	"cmp"
	"slices"
	"time"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
	"github.com/dateline-news/dateline/timeline/who"
)

// foldState returns date and status of an event in state f after the statement
// o, which is newer, told on a day, and whether it is then postponed without a new
// date.
func foldState(f, o *facet, told Day) (Date, what.Status, bool) {
	if f.status == "" {
		return o.date, o.status, o.open
	}
	switch {
	case f.givenUp(o):
		return f.date, f.status, f.open
	case o.status == Planned && f.status == Occurred && !o.moved:
		return sharpen(f.date, o.date, f.mode), Occurred, false // a preview read late undoes nothing
	case o.moved && !f.moved && !o.date.IsZero() && sameDays(f.date, o.date):
		return Date{}, Planned, true // the day it was planned for, not the new one
	case o.moved && f.moved && f.date.Overlaps(o.date.Span):
		return sharpen(f.date, o.date, f.mode), Planned, false // told again
	case o.moved:
		return o.date, Planned, o.open
	case o.status == Cancelled && !f.date.IsZero():
		return f.date, Cancelled, false // what was called off keeps its last date
	case o.status == Planned && f.status == Cancelled && (o.date.IsZero() || o.date.End < told):
		return f.date, Cancelled, false // that it was planned is no new plan
	case f.open && o.status == Planned && o.date.IsZero():
		return Date{}, Planned, true
	}
	if date := f.date; f.status == Occurred && o.status == Occurred && f.mode == modeVisit && o.mode == modeVisit && gap(date.Span, o.date.Span) == 1 &&
		date.Basis != when.Published && o.date.Basis != when.Published {
		date.Span = when.SpanOf(min(date.Start, o.date.Start), max(date.End, o.date.End)) // arrived one day, talked the next
		return date, Occurred, false
	}
	return sharpen(f.date, o.date, f.mode), o.status, f.open && o.date.IsZero()
}

// sameDays: both are days, not coarse dates, and one holds the other.
func sameDays(a, b Date) bool {
	return a.Days() <= shortSpan && b.Days() <= shortSpan && (a.Contains(b.Span) || b.Contains(a.Span))
}

// sharpen returns the better of an event's date and what a newer statement says:
// an explicit date beats the day of publication, a coarser date never blurs a
// finer one, and of two equally fine ones the newer stands.
func sharpen(old, said Date, mode string) Date {
	switch {
	case said.IsZero():
		return old
	case old.IsZero():
		return said
	case said.Basis == Published:
		return sharpenPublished(old, said)
	case old.Basis == Published:
		if said.Days() > shortSpan && said.Contains(old.Span) {
			return old
		}
		return said
	case said.Span == old.Span:
		if said.Basis == Explicit {
			return said
		}
		return old
	case lasting(mode) && !week(old) && !week(said) && old.Days() <= shortSpan && said.Days() <= shortSpan:
		return longer(old, said)
	case said.Contains(old.Span):
		return old
	}
	return said
}

// sharpenPublished weighs a day of publication, which is the act's day or soon after it.
func sharpenPublished(old, said Date) Date {
	if old.Basis == Published && said.Start < old.Start || old.Days() > shortSpan && old.Contains(said.Span) {
		return said
	}
	return old
}

// lasting says whether acts of the mode take several days: a report of the first
// day does not shorten them.
func lasting(mode string) bool {
	return mode == modeVisit || mode == modeMultilateral || mode == modeThirdParty
}

// week reports whether a date is a week of the calendar: said of a coming act it
// tells roughly when, not how long.
func week(d Date) bool { return d.Days() == 7 && d.Start.Weekday() == time.Monday }

// longer returns the span that holds the other, else the newer one.
func longer(old, said Date) Date {
	if old.Contains(said.Span) {
		return old
	}
	return said
}

// Events gathers threads into events, in canonical order of their first links: a
// correction may make one event of several threads, also of some that are not
// among these. Threads without links are left out.
func (w *Layout) Events(threads []*Thread) ([][]*Thread, error) {
	var out [][]*Thread
	done := map[*Thread]bool{}
	for _, t := range threads {
		if done[t] || len(t.Links) == 0 {
			continue
		}
		done[t] = true
		group := []*Thread{t}
		for i := 0; i < len(group); i++ {
			more, err := w.tied(group[i])
			if err != nil {
				return nil, err
			}
			for _, o := range more {
				if !done[o] {
					done[o] = true
					group = append(group, o)
				}
			}
		}
		out = append(out, group)
	}
	slices.SortFunc(out, func(a, b []*Thread) int { return linksOf(a)[0].compare(linksOf(b)[0]) })
	return out, nil
}

// tied returns the threads that the operator made one event with t.
func (w *Layout) tied(t *Thread) ([]*Thread, error) {
	if !w.rules.any() {
		return nil, nil
	}
	var out []*Thread
	for _, l := range t.Links {
		key := l.Key()
		if !w.rules.speakOf(key) {
			continue
		}
		if err := w.load(l); err != nil {
			return nil, err
		}
		for _, o := range w.partners(l) {
			if o.thread != nil && w.rules.together(key, o.Key()) {
				out = append(out, o.thread)
			}
		}
	}
	return out, nil
}

// linksOf returns the links of an event in canonical order.
func linksOf(threads []*Thread) []*Link {
	if len(threads) == 1 {
		return threads[0].Links
	}
	var all []*Link
	for _, t := range threads {
		all = append(all, t.Links...)
	}
	return sortedLinks(all)
}

func sortedLinks(links []*Link) []*Link {
	slices.SortFunc(links, (*Link).compare)
	return links
}

// Tell makes the event of its threads, without an id. Mention returns a link's
// mention in full.
func (w *Layout) Tell(threads []*Thread, mention func(*Link) Mention) Event {
	links := linksOf(threads)
	states := threads[0].states
	if len(threads) > 1 {
		states = nil
		for i, l := range links {
			states = append(states, (&Thread{states: states}).after(i, l))
		}
	}
	mentions := make([]Mention, len(links))
	for i, l := range links {
		mentions[i] = mention(l)
	}
	last := states[len(states)-1]
	e := Event{
		Type: last.typ, Mode: vote(mentions, func(m Mention) string { return m.Mode }), Status: last.status, Date: last.date,
		Parties: parties(mentions), Place: place(mentions), Occasion: vote(mentions, func(m Mention) string { return m.Occasion }),
		Mentions: mentions, History: history(states, mentions), Voices: voices(mentions), Background: true,
		Corrected: slices.ContainsFunc(links, func(l *Link) bool { return w.rules.any() && w.rules.speakOf(l.Key()) }),
	}
	for _, m := range mentions {
		e.Topics = united(e.Topics, m.Topics)
		e.Background = e.Background && m.Background
	}
	return e
}

// history lists the mentions after which date or status are others than before.
func history(states []*facet, mentions []Mention) []Change {
	var out []Change
	for i, m := range mentions {
		s := states[i]
		if i == 0 || s.date != states[i-1].date || s.status != states[i-1].status || m.Moved {
			out = append(out, Change{Reported: m.Reported, Report: m.Report, Date: s.date, Status: s.status, Moved: m.Moved})
		}
	}
	return out
}

// vote returns the most frequent non-empty value; of equals the earliest told.
func vote(mentions []Mention, value func(Mention) string) string {
	count := map[string]int{}
	best := ""
	for _, m := range mentions {
		if v := value(m); v != "" {
			count[v]++
		}
	}
	for _, m := range mentions {
		if v := value(m); count[v] > count[best] {
			best = v
		}
	}
	return best
}

// parties returns who takes part by the votes of the mentions: whom at least a
// third of them names.
func parties(mentions []Mention) []Party {
	votes := map[string]int{}
	var codes []string
	for _, m := range mentions {
		for _, c := range m.Codes() {
			if votes[c] == 0 {
				codes = append(codes, c)
			}
			votes[c]++
		}
	}
	var out []Party
	for _, c := range codes {
		if 3*votes[c] >= len(mentions) {
			out = append(out, partyOf(c, mentions))
		}
	}
	if len(codes) == 0 {
		out = slices.Clone(mentions[0].Parties)
	}
	if !slices.ContainsFunc(out, func(p Party) bool { return p.Role == Actor }) && len(out) > 0 {
		out[0].Role = Actor
	}
	slices.SortFunc(out, func(a, b Party) int { return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.Code, b.Code)) })
	return out
}

func partyOf(code string, mentions []Mention) Party {
	of := func(value func(Party) string) string {
		return vote(mentions, func(m Mention) string {
			for _, p := range m.Parties {
				if p.Code == code && value(p) != "" {
					return value(p)
				}
			}
			return ""
		})
	}
	return Party{
		Code: code, Role: PartyRole(of(func(p Party) string { return string(p.Role) })),
		Name: of(func(p Party) string { return p.Name }), Person: of(func(p Party) string { return p.Person }),
		Level: who.Level(of(func(p Party) string { return string(p.Level) })),
	}
}

// place returns the place most mentions name, a city before its country alone.
func place(mentions []Mention) Place {
	key := func(city bool) string {
		return vote(mentions, func(m Mention) string {
			if p := m.Place; (p.Code != p.Country && p.Code != "") == city {
				return cmp.Or(p.Code, p.Country, p.Name)
			}
			return ""
		})
	}
	want := cmp.Or(key(true), key(false))
	for _, m := range mentions {
		if p := m.Place; want != "" && want == cmp.Or(p.Code, p.Country, p.Name) {
			return p
		}
	}
	return Place{}
}
