package timeline

import (
	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
	"github.com/dateline-news/dateline/timeline/who"
)

// Type and the others are the words of the inner rooms that other rooms need; outside timeline nobody
// imports when, who or what.
type (
	Type       = what.Type
	Status     = what.Status
	Day        = when.Day
	Span       = when.Span
	Precision  = when.Precision
	Basis      = when.Basis
	Expression = when.Expression
	Name       = who.Name
	Level      = who.Level
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
