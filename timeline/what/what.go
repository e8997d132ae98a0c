// Package what reads the act of a sentence: its PLOVER type and mode, its
// status, and which parties act and receive.
package what

// Type is a PLOVER event type (2021 names).
type Type string

// The types. The last four are off by default: shown only when a query names them.
const (
	Consult   Type = "CONSULT"
	Agree     Type = "AGREE"
	Support   Type = "SUPPORT"
	Concede   Type = "CONCEDE"
	Cooperate Type = "COOPERATE"
	Aid       Type = "AID"
	Retreat   Type = "RETREAT"
	Request   Type = "REQUEST"
	Accuse    Type = "ACCUSE"
	Reject    Type = "REJECT"
	Threaten  Type = "THREATEN"
	Sanction  Type = "SANCTION"
	Protest   Type = "PROTEST"
	Mobilize  Type = "MOBILIZE"
	Coerce    Type = "COERCE"
	Assault   Type = "ASSAULT"
)

// Types lists every type, the default ones first.
var Types = []Type{
	Consult, Agree, Support, Concede, Cooperate, Aid, Retreat, Request, Accuse, Reject, Threaten, Sanction,
	Protest, Mobilize, Coerce, Assault,
}

// OffByDefault reports whether events of the type are shown only when a query names it.
func (t Type) OffByDefault() bool {
	return t == Protest || t == Mobilize || t == Coerce || t == Assault
}

// Status says whether an act happened.
type Status string

// The statuses. A postponed act is planned: its mention is marked as
// rescheduled and carries the new date, or none.
const (
	Planned   Status = "planned"
	Occurred  Status = "occurred"
	Cancelled Status = "cancelled"
)
