package timeline

import (
	"regexp"
	"slices"
	"strings"
)

// gazetteer is what a query asks of the gazetteer.
type gazetteer interface {
	// Lookup returns the codes that name may mean, in any language: KAZ, SCO,
	// CHE:Geneva for a city, KAZ:Murat Nurtleu for a person. Case does not matter.
	Lookup(name string) []string
	// Members returns the codes of the members of an organisation or group, nil
	// where it has none.
	Members(code string) []string
	// Name returns what code stands for in an interface language, empty where
	// that is not known.
	Name(code, lang string) string
}

type noNames struct{}

func (noNames) Lookup(string) []string  { return nil }
func (noNames) Members(string) []string { return nil }
func (noNames) Name(_, _ string) string { return "" }

// names resolves names in queries.
var names gazetteer = noNames{}

var placeCode = regexp.MustCompile(`^[A-Z]{3}:.`)

var partyCode = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,9}$`)

// nameTerm resolves the name in an actor:, member: or place: term.
func nameTerm(t Term) Term {
	codes := lookup(t.Value)
	switch t.Key {
	case KeyMember:
		t.Codes, t.Names = membersOf(t.Value, codes), nil
	case KeyPlace:
		t.Codes, t.Names = codes, []string{Fold(t.Value)}
	default:
		t.Codes, t.Names = actorCodes(t.Value, codes)
	}
	if len(codes) == 1 && (partyCode.MatchString(codes[0]) || t.Key == KeyPlace) {
		t.Value = codes[0]
	}
	return t
}

// lookup asks the gazetteer; what it does not know and looks like a code is one.
func lookup(name string) []string {
	if placeCode.MatchString(name) {
		return []string{name}
	}
	codes := slices.Clone(names.Lookup(name))
	if len(codes) == 0 && partyCode.MatchString(name) {
		codes = []string{name}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// actorCodes splits codes into those of parties and the folded names of persons.
// A group that is no party itself (central-asia) stands for its members. A name
// nobody knows is taken for a person's: persons come from the text first.
func actorCodes(value string, codes []string) (parties, persons []string) {
	for _, c := range codes {
		country, name, sub := strings.Cut(c, ":")
		switch {
		case !sub:
			parties = append(parties, c)
		case !slices.Contains(codes, country) && name != "":
			persons = append(persons, Fold(name))
		}
	}
	if len(parties) == 0 {
		parties = members(value)
	}
	if len(parties) == 0 {
		persons = append(persons, Fold(value))
	}
	slices.Sort(persons)
	return parties, slices.Compact(persons)
}

func membersOf(value string, codes []string) []string {
	var out []string
	for _, c := range codes {
		out = append(out, names.Members(c)...)
	}
	if len(out) == 0 {
		out = members(value)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// members returns the members of a group named as groups are in queries.
func members(group string) []string {
	out := slices.Clone(names.Members(strings.ToLower(group)))
	slices.Sort(out)
	return slices.Compact(out)
}
