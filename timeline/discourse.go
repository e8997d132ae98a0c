package timeline

import (
	"slices"
	"sort"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
	"github.com/dateline-news/dateline/timeline/who"
)

// discourse reads a report sentence by sentence and remembers what later
// sentences point back at: parties, guest and host, place, date.
type discourse struct {
	memory
	report         Report
	lang           string
	lex            *what.Language
	actors         *who.Gazetteer
	out            *Reading
	today          when.Day
	pair           []string
	sides          []seen // who they were as they took part
	actor          []seen // the actors of the last act
	other          []seen // the other side of the last act
	guest          *seen
	host           *seen
	place          Place
	lead           Place // the first place of the report
	scene          Place // the city that the text last named as where something happens
	sceneAt        int   // the sentence that did
	main           *seen // who the report is about: the first actor
	sentence       int
	times          []when.Expression // of the field being read
	names          []who.Name
	field          Field
	text           string
	para           int
	toSummit       bool // the sentence names the summit of an organisation
	noisy          bool // the sentence has words of sport, business or leisure
	titleIn        what.Sentence
	titleReading   what.Reading
	reading        what.Reading // of the sentence at hand
	topics         []string     // of the sentence at hand, once asked for
	length         length       // the last one told
	expected       []seen       // the parties of the title
	noisySentences int
	opening        opening
	here           string // the country of the place that the act at hand names
}

// seen is a party the text has named.
type seen struct {
	party  Party
	role   string
	org    bool
	plural bool
	former bool
	at     int // the sentence that last named it
}

// draft is a mention in the making.
type draft struct {
	Mention
	act      *what.Act
	sentence int // -1 for the title
	para     int
	ownDate  bool
	ownPlace bool
	headed   bool // an office, a person or an organisation takes part
	domestic bool // an act inside one state
	private  bool // a firm, a team or private people act
	noisy    bool
	lone     bool // an organisation's own session
	fate     string
	readAct  int
}

// readSentence reads one sentence of the text.
func (d *discourse) readSentence(i int) {
	s := d.out.Sentences[i]
	if s.Paragraph != d.para {
		d.para = s.Paragraph
		d.place = Place{}
	}
	d.sentence = i
	in := what.Sentence{Text: d.text, Start: s.Start, End: s.End, Anchor: d.today, Names: within(d.names, s), Times: joinRanges(d.text, timesWithin(d.times, s), d.lex)}
	d.dateline(&in)
	reading := d.lex.Read(in, d.told[:0])
	d.told = reading.Acts
	d.hear(reading.Noise)
	d.noisy = reading.Noisy
	if len(reading.Noise) > 0 {
		d.noisySentences++
	}
	d.toSummit = false
	for i := range reading.Acts {
		a := &reading.Acts[i]
		d.toSummit = d.toSummit || a.Frame == "summit" && slices.ContainsFunc(a.Actors, func(p what.Party) bool { return p.Org })
	}
	d.reading, d.topics = reading, nil
	if i == 0 {
		d.opening = opening{in, reading.Parties}
	}
	if l := reading.Length; l.Days > 0 {
		d.length = length(l)
	}
	from := len(d.drafts)
	for i := range reading.Acts {
		d.act(&reading.Acts[i], &in)
	}
	d.arrivals(from)
	for i := range reading.Parties {
		d.rememberNamed(&reading.Parties[i])
		d.setScene(&reading.Parties[i], &in)
	}
}

// rememberNamed remembers a party where the text names it.
func (d *discourse) rememberNamed(p *what.Party) {
	if p.Anaphor != what.Named || p.Margins {
		return
	}
	for _, s := range d.named(p) {
		s.at = d.sentence
		d.remember(s)
	}
}

// recall is how many sentences back a party may have been named, at most, for a
// pronoun or an act that leaves it out to mean it.
const recall = 4

// near reports whether the text has named a party close enough to leave it out.
func (d *discourse) near(code string) bool {
	return d.field == FieldTitle || d.sentence-d.lastOf(code).at <= recall
}

// reeks reports whether the whole report reads like sport, business or leisure:
// at least two such words, in two sentences of five, the title counted as one.
func (d *discourse) reeks() bool {
	noisy, all := d.noisySentences, len(d.out.Sentences)
	if d.report.Title != "" {
		all++
		noisy += min(1, len(d.titleReading.Noise))
	}
	return len(d.noise) >= 2 && 5*noisy >= 2*all
}

// hear notes the words of sport, business, local politics and leisure.
func (d *discourse) hear(words []string) {
	for _, w := range words {
		if !slices.Contains(d.noise, w) {
			d.noise = append(d.noise, w)
		}
	}
}

func within(names []who.Name, s Sentence) []who.Name {
	a := sort.Search(len(names), func(i int) bool { return names[i].Start >= s.Start })
	b := sort.Search(len(names), func(i int) bool { return names[i].Start >= s.End })
	return names[a:b]
}

func timesWithin(times []when.Expression, s Sentence) []when.Expression {
	a := sort.Search(len(times), func(i int) bool { return times[i].Start >= s.Start })
	b := sort.Search(len(times), func(i int) bool { return times[i].Start >= s.End })
	return times[a:b]
}

// act turns one act into a draft, or notes why it became none.
func (d *discourse) act(a *what.Act, in *what.Sentence) {
	k := len(d.acts)
	d.acts = append(d.acts, ReadAct{Field: d.field, Act: *a})
	dr := d.draft(&d.acts[k].Act, in)
	if dr.fate != "" {
		d.acts[k].Fate = dr.fate
		return
	}
	if d.calledOff(dr) {
		d.acts[k].Fate = "the plan that was called off"
		return
	}
	if d.toldByText(dr) {
		d.acts[k].Fate = "told in the text"
		return
	}
	dr.readAct = k
	d.addDyads(dr)
	d.follow(dr)
	if dr.Mode == "invite" {
		d.invited(dr, in)
	}
}

func (d *discourse) draft(a *what.Act, in *what.Sentence) *draft {
	dr := d.newDraft()
	dr.act, dr.sentence, dr.para = a, d.sentence, d.para
	if a.Governed && !d.governedStays(a, in) {
		dr.fate = "only the content of another act"
		return dr
	}
	d.here = ""
	if a.Place >= 0 && a.Place < len(in.Names) {
		d.here = placeOf(&in.Names[a.Place], in.Text).Country
	}
	actors, others := d.fill(a)
	dr.Type, dr.Mode, dr.Status, dr.Moved, dr.Background = a.Type, a.Mode, a.Status, a.Moved, a.Background
	if a.Governed {
		dr.Status = Planned
	}
	for i := range a.Mediators {
		for _, s := range d.resolve(&a.Mediators[i], actors) {
			if !holds(actors, s.party.Code) {
				others, dr.Mode = append(others, s), "third-party"
			}
		}
	}
	dr.Parties = sideParties(actors, others)
	if a.Present && a.Time < 0 && d.amidPlans(dr) {
		dr.Status = Planned // "at the same time the ministers meet"
	}
	if a.Type == what.Support && a.Mode == "" && len(others) == 0 && len(a.Actors) == 1 && (a.Actors[0].Anaphor == what.Many || a.Actors[0].Anaphor == what.Office && a.Actors[0].Plural) {
		dr.fate = "both praise what they have done"
		return dr
	}
	d.setPlace(dr, in)
	dr.noisy = d.noisy
	for i := range a.Actors {
		dr.private = dr.private || a.Actors[i].Private
	}
	for _, side := range [...][]seen{actors, others} {
		for i := range side {
			s := &side[i]
			dr.headed = dr.headed || s.org || s.party.Person != "" || s.role != "" || s.party.Level != ""
		}
	}
	for i := range len(a.Actors) + len(a.Others) {
		p := sidesOf(a, i)
		dr.headed = dr.headed || p.Headed
		dr.lone = dr.lone || p.Org
		if p.Former && (i < len(a.Actors) || dr.Type != what.Support) {
			dr.fate = "a former official speaks"
			return dr
		}
	}
	d.domestic(dr, in)
	if a.Foreign && !dr.domestic && !a.Type.OffByDefault() {
		dr.fate = "somebody else acts"
		return dr
	}
	d.setDate(dr, in)
	length(d.reading.Length).stretch(dr)
	d.reshape(dr, in)
	d.setOccasion(dr)
	if d.topics == nil {
		d.topics = d.reading.Topics()
	}
	dr.Topics = d.topics
	dr.Rule = a.Rule
	dr.Evidence = d.evidence(in)
	dr.Report, dr.Source, dr.Lang, dr.Reported = d.report.ID, d.report.Source, d.lang, d.report.Published
	if !d.report.Updated.IsZero() {
		dr.Reported = d.report.Updated
	}
	return dr
}

// amidPlans reports whether the act told just before is a dated plan of the same
// parties: an undated present after it tells of that day.
func (d *discourse) amidPlans(dr *draft) bool {
	if len(d.drafts) == 0 || d.field != FieldText {
		return false
	}
	b := d.drafts[len(d.drafts)-1]
	if dr.Status != Occurred || dr.Type != what.Consult || b.Status != Planned || !b.ownDate || dr.sentence-b.sentence > 1 {
		return false
	}
	return shares(dr.Codes(), b.Codes()) >= 2
}

// governedStays reports whether the content of another act is an event of its
// own: what one agrees to do on a named date.
func (d *discourse) governedStays(a *what.Act, in *what.Sentence) bool {
	if a.Noun && a.Type == what.Consult && a.Mode != "multilateral" && a.Place < 0 {
		return false // "agreed on talks in March" may be of anything; with a place it is a meeting of theirs
	}
	governedByPromise := len(d.acts) > 1 && d.acts[len(d.acts)-2].Type == what.Agree
	dated := a.Time >= 0 && rolled(in.Times[a.Time].Span, d.today).End >= d.today
	return governedByPromise && dated && (a.Type == what.Consult || a.Type == what.Cooperate || a.Type == what.Support && a.Mode != "")
}

// evidence is the whole sentence, with the dateline before it: the clause alone
// often lacks its subject.
func (d *discourse) evidence(in *what.Sentence) Evidence {
	start := in.Start
	if d.field == FieldText {
		start = d.out.Sentences[d.sentence].Start
	}
	return Evidence{Field: d.field, Start: start, End: in.End, Text: in.Text[start:in.End]}
}

// sideParties merges the sides: actors first, a code once.
func sideParties(actors, others []seen) []Party {
	if len(actors)+len(others) == 0 {
		return nil
	}
	out := make([]Party, 0, len(actors)+len(others))
	add := func(list []seen, role PartyRole) {
		for i := range list {
			p := list[i].party
			p.Role = role
			if i := slices.IndexFunc(out, func(o Party) bool { return o.Code == p.Code }); i >= 0 {
				if out[i].Person == "" {
					out[i].Person = p.Person
				}
				if out[i].Level == "" {
					out[i].Level = p.Level
				}
				continue
			}
			out = append(out, p)
		}
	}
	add(actors, Actor)
	add(others, Recipient)
	return out
}
