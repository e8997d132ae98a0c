// Package who finds the parties and places of a text: states, organisations,
// cities, offices and persons, as prose names them in several languages.
package who

// Kind says what a name names.
type Kind string

// The kinds of names.
const (
	Country Kind = "country"
	City    Kind = "city"
	Org     Kind = "org"
	Role    Kind = "role"   // an office: "Außenminister", "UN secretary-general"; also a ministry or government named in general (no Level)
	Person  Kind = "person" // a person whose party is known, from the text or the gazetteer
)

// Form says in which grammatical shape a country is named; acts read it.
type Form string

// The forms of a name.
const (
	Noun      Form = "noun"      // Kasachstan, Kazakhstan's
	Adjective Form = "adjective" // kasachisch, Kazakh, казахстанский
	Demonym   Form = "demonym"   // ein Kasache, Kazakhs
	Metonym   Form = "metonym"   // Kreml, Weißes Haus: a seat that acts for its state; on a City, one that may: Bern
	Acronym   Form = "acronym"   // SOZ, UN, ОБСЕ
)

// Level is the rank at which a party takes part; meetings of different levels
// are different events.
type Level string

// The levels, highest first; empty when the text does not say.
const (
	Head     Level = "head"     // heads of state and government, secretaries-general
	Minister Level = "minister" // ministers
	Deputy   Level = "deputy"   // deputy ministers, state secretaries
	Official Level = "official" // ambassadors, envoys, other officials
)

// Name is one mention of a party, place, office or person.
type Name struct {
	Start, End int      // byte offsets into the text, half-open
	Kind       Kind     //
	Code       string   // KAZ; SCO; CHE:Geneva for a city; KAZ:foreign-minister or foreign-minister for a role; KAZ:Murat Nurtleu, or the name alone without a known party, for a person
	Country    string   // the party that acts: ISO 3166 alpha-3 or an organisation's code; UNO for its Security Council; a city's country; empty when not known
	Form       Form     // for countries and organisations
	Level      Level    // for roles and persons
	Former     bool     // a former office holder: not their state's voice
	Genitive   bool     // marked as owner: Kazakhstan's, Kasachstans; Казахстана may be another case
	Parties    []string // all parties of a shared office, when two or more: Außenminister Armeniens und Aserbaidschans
	Movement   bool     // an organisation that acts as a people or cause: under a state's code, or IMG or NGO
	Others     []string // other codes the same words may mean, settled by context where possible
}
