package timeline

import (
	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
	"github.com/dateline-news/dateline/timeline/who"
)

// The words of the inner rooms that other rooms need; outside timeline nobody
// imports when, who or what.
type (
	// Type is a PLOVER event type.
	Type = what.Type
	// Status says whether an act happened.
	Status = what.Status
	// Day is a civil date.
	Day = when.Day
	// Span is a run of civil days.
	Span = when.Span
	// Precision says how finely a span is known.
	Precision = when.Precision
	// Basis says what a date rests on.
	Basis = when.Basis
	// Expression is a temporal expression of a text.
	Expression = when.Expression
	// Name is a mention of a party, place, office or person.
	Name = who.Name
	// ActParty is a party as the sentence of an act puts it.
	ActParty = what.Party
	// Level is the rank at which a party takes part.
	Level = who.Level
)

// Types lists every type, the default ones first.
var Types = what.Types

// The statuses.
const (
	Planned   = what.Planned
	Occurred  = what.Occurred
	Cancelled = what.Cancelled
)

// The precisions of a date.
const (
	NoDate = when.None
	Range  = when.Range
	Year   = when.Year
	Month  = when.Month
	OneDay = when.OneDay
)

// The bases of a date.
const (
	Explicit  = when.Explicit
	Relative  = when.Relative
	Published = when.Published
)

// NewExtractor returns an Extractor whose gazetteer also knows the given actors.
func NewExtractor(actors []ActorEntry) *Extractor {
	return &Extractor{Actors: who.Default().With(actors)}
}
