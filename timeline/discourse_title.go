package timeline

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
	"github.com/dateline-news/dateline/timeline/who"
)

// readTitleFirst lets the title's parties stand before the text, so that "the
// minister" of the first sentence can be the one the title names.
func (d *discourse) readTitleFirst() {
	if d.report.Title == "" {
		return
	}
	in := d.titleSentence()
	d.text = in.Text // names are read out of it
	defer func() { d.text = d.report.Text }()
	reading := d.lex.Read(in, nil)
	d.titleIn, d.titleReading = in, reading
	d.hear(reading.Noise)
	d.leadFromTitle(&in, reading.Parties)
	d.expect(&reading)
	for i := range reading.Parties {
		if p := &reading.Parties[i]; p.Prep != "in" {
			d.rememberNamed(p)
		}
	}
}

func (d *discourse) titleSentence() what.Sentence {
	t := d.report.Title
	return what.Sentence{
		Text: t, End: len(t), Anchor: d.today, Headline: true,
		Names: d.introduced(d.owned(d.actors.Find(t, d.lang, d.report.Published))), Times: joinRanges(t, when.Find(t, d.lang, d.report.Published), d.lex),
	}
}

// owned gives an office of the title, whose state only its word suggests
// ("Bundespräsidentin"), the state that the text names with the same office.
func (d *discourse) owned(names []who.Name) []who.Name {
	for i, n := range names {
		_, office, of := strings.Cut(n.Code, ":")
		if n.Kind != who.Role || !of || slices.ContainsFunc(names, func(o who.Name) bool { return o.Kind != who.Role && o.Country == n.Country }) {
			continue
		}
		k := slices.IndexFunc(d.names, func(o who.Name) bool { return o.Kind == who.Role && strings.HasSuffix(o.Code, ":"+office) })
		if k >= 0 {
			names[i].Code, names[i].Country = d.names[k].Code, d.names[k].Country
		}
	}
	return names
}

// introduced adds to the title's names the persons whom only the text gives an
// office or a state.
func (d *discourse) introduced(names []who.Name) []who.Name {
	title := d.report.Title
	for _, n := range d.names {
		if n.Kind != who.Person || n.Country == "" {
			continue
		}
		person := d.report.Text[n.Start:n.End]
		at := strings.Index(title, person)
		end := at + len(person)
		if at < 0 || !wordEdge(title[:at], title[end:]) || slices.ContainsFunc(names, func(o who.Name) bool { return o.Start < end && at < o.End }) {
			continue
		}
		n.Start, n.End = at, end
		i, _ := slices.BinarySearchFunc(names, n, func(a, b who.Name) int { return a.Start - b.Start })
		names = slices.Insert(names, i, n)
	}
	return names
}

// wordEdge reports whether no word goes on where a text is cut in two places.
func wordEdge(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	return !unicode.IsLetter(last) && !unicode.IsLetter(first)
}

// expect takes from the title who the report may be about: its parties stand in
// where the text says "the visit" or "the two ministers" before naming any.
func (d *discourse) expect(reading *what.Reading) {
	if len(reading.Acts) > 0 && !slices.ContainsFunc(reading.Acts, func(a what.Act) bool { return !a.Foreign }) {
		return // somebody else acts, and who is named is none of those
	}
	var named []seen
	with := false // the first party is only whom somebody else meets
	for i := range reading.Parties {
		if p := &reading.Parties[i]; p.Anaphor == what.Named && !p.Margins && !p.Former {
			with = with || len(named) == 0 && p.Prep == "with"
			for _, s := range d.named(p) {
				if !holds(named, s.party.Code) {
					named = append(named, s)
				}
			}
		}
	}
	if len(named) == 3 && d.cityOf(&named[2], reading) {
		d.pair = distinct(named[:2]) // "A and B meet in C"
	} else if len(named) == 2 || len(named) == 3 {
		d.pair = distinct(named)
	}
	if len(named) > 0 && len(named) <= 3 && !with {
		d.main = &named[0]
	}
	for i := range reading.Acts {
		a := &reading.Acts[i]
		if a.Mode == "visit" && !a.Governed && len(a.Actors) == 1 && len(a.Others) == 1 && a.Actors[0].Code != "" && a.Others[0].Code != "" {
			guests, hosts := d.resolve(&a.Actors[0], nil), d.resolve(&a.Others[0], nil)
			if len(guests) == 1 && len(hosts) == 1 {
				d.guest, d.host, d.main = &guests[0], &hosts[0], &guests[0]
			}
		}
		if a.Mode == modeInvite && len(a.Actors) == 1 && len(a.Others) == 1 && a.Actors[0].Code != "" && a.Others[0].Code != "" {
			hosts, guests := d.resolve(&a.Actors[0], nil), d.resolve(&a.Others[0], nil)
			if len(guests) == 1 && len(hosts) == 1 {
				d.guest, d.host = &guests[0], &hosts[0]
			}
		}
	}
	if len(reading.Acts) > 0 {
		d.expected = named
	}
}

// cityOf reports whether the party is only the city that something happens in.
func (d *discourse) cityOf(s *seen, reading *what.Reading) bool {
	for i := range reading.Parties {
		if p := &reading.Parties[i]; p.City && p.Bare && p.Prep == "in" && p.Code == s.party.Code {
			return true
		}
	}
	return false
}

// readTitle reads the title's acts last, when the text has told who is who.
func (d *discourse) readTitle() {
	if d.report.Title == "" {
		return
	}
	d.field, d.text, d.sentence = FieldTitle, d.report.Title, -1
	d.reading, d.topics = d.titleReading, nil
	for i := range d.reading.Acts {
		d.act(&d.reading.Acts[i], &d.titleIn)
	}
}
