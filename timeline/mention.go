package timeline

import (
	"time"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
	"github.com/dateline-news/dateline/timeline/who"
)

// Date is an event's date: a span of civil days, how finely it is known and
// what it rests on. The zero Date is "not dated" (postponed without a new date).
type Date struct {
	when.Span
	Basis when.Basis
}

// PartyRole says which side of an act a party is on.
type PartyRole string

// The roles (PLOVER). In reciprocal acts everybody is an actor.
const (
	Actor     PartyRole = "actor"
	Recipient PartyRole = "recipient"
)

// Party is a state or organisation that takes part in an event.
type Party struct {
	Code   string    `json:"code"` // ISO 3166 alpha-3 or an organisation's code; empty where the text does not say which
	Role   PartyRole `json:"role"`
	Name   string    `json:"name,omitempty"`   // as the text names it
	Person string    `json:"person,omitempty"` // the person who acted, as named in full in the text
	Level  who.Level `json:"level,omitempty"`
}

// Place is where an event happens.
type Place struct {
	Name    string  `json:"name,omitempty"`    // as the text names it, or the gazetteer's English name in an Event
	Code    string  `json:"code,omitempty"`    // CHE:Geneva, or the country's code where only a country is named
	Country string  `json:"country,omitempty"` // ISO 3166 alpha-3
	Lat     float64 `json:"lat,omitempty"`     // degrees north, WGS 84; both zero where not known
	Lon     float64 `json:"lon,omitempty"`     // degrees east
}

// Field names the part of a report that evidence stands in.
type Field string

// The fields.
const (
	FieldTitle Field = "title"
	FieldText  Field = "text"
)

// Evidence is the exact sentence or clause that states an event.
type Evidence struct {
	Field      Field  `json:"field"`
	Start, End int    `json:"-"` // byte offsets into the field, half-open
	Text       string `json:"text"`
}

// Mention is one report's mention of an event (GDELT's word).
type Mention struct {
	Report     string    // Report.ID
	Source     string    // Report.Source
	Lang       string    // language of the report
	Reported   time.Time // when the report's revision was published: Updated, else Published
	N          int       // position among the report's mentions, from 0
	Type       what.Type
	Mode       string // PLOVER mode or one of ours (visit, multilateral, third-party, phone, invite, sign, relations, summon …); empty for none
	Status     what.Status
	Moved      bool // the report says the event was postponed: Date is the new date, or zero
	Date       Date
	Parties    []Party // at least one actor
	Place      Place
	Topics     []string // PLOVER contexts, sorted
	Occasion   string   // the named occasion, e.g. "SCO summit 2024"; empty for none. Normalised: organisation code, kind and year
	Background bool     // told in passing
	Evidence   Evidence
	Voice      Voice  // fingerprint of the report, to tell copies from independent reports
	Act        int    `json:"-"`          // index into Reading.Acts of the act that tells it
	Off        string `json:",omitempty"` // why the gate keeps it off the timeline; empty for a mention on it
	Rule       string // which rule of the lexicon fired, for explain
}

// Codes returns the distinct codes of the mention's parties, sorted.
func (m Mention) Codes() []string { return codesOf(m.Parties) }
