package timeline

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/dateline-news/dateline/timeline/who"
)

// gazetteer is what queries and titles ask of the gazetteer.
type gazetteer interface {
	// Lookup returns the codes that name may mean, in any language: KAZ, SCO,
	// CHE:Geneva for a city, KAZ:Murat Nurtleu for a person. Case does not matter.
	Lookup(name string) []string
	// Begun returns the codes of parties and places that have a name, in any
	// language, that begins with the text.
	Begun(text string) []string
	// Members returns the codes of the members of an organisation or group, nil
	// where it has none.
	Members(code string) []string
	// Label returns what code stands for in an interface language, the code itself
	// where that is not known.
	Label(code, lang string) string
	// Spellings returns how a person is spelled in every language, inflected.
	Spellings(code string) []string
	// Place returns a city's English name, country and coordinates.
	Place(code string) (name, country string, lat, lon float64, ok bool)
}

// named is the gazetteer in use, read when it is first asked; nil: the built-in one.
var named atomic.Pointer[func() *who.Gazetteer]

func names() gazetteer {
	if g := named.Load(); g != nil {
		return (*g)()
	}
	return who.Default()
}

// ActorEntry is an entry of sources.yaml's actors.
type ActorEntry = who.Entry

// KnowActors makes queries and titles know the actors of sources.yaml beside the
// built-in gazetteer, from now on and in place of those given before.
func KnowActors(entries []ActorEntry) {
	g := sync.OnceValue(func() *who.Gazetteer { return who.Default().With(entries) })
	named.Store(&g)
}

var (
	placeCode = regexp.MustCompile(`^[A-Z]{3}:.`)
	partyCode = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,9}$`)
	// groupCode finds the codes of groups of states that are no organisation:
	// central-asia, G7. Naming one means its members.
	groupCode = regexp.MustCompile(`^([a-z]+(-[a-z]+)*|G\d+)$`)
)

// nameTerm resolves the name in an actor:, member: or place: term.
func nameTerm(t Term) Term {
	codes := lookup(t.Value)
	switch t.Key {
	case KeyMember:
		t.Codes = membersOf(codes)
	case KeyPlace:
		t.Codes = codes
		if len(codes) == 0 {
			t.Names = []string{Fold(t.Value)}
		}
	default:
		t.Codes, t.Names = actorCodes(t.Value, codes)
		codes = t.Codes
	}
	if len(codes) == 1 && len(t.Names) == 0 {
		t.Value = codes[0]
	}
	return t
}

// lookup asks the gazetteer, for the name and for a group's code made of it;
// what the gazetteer does not know and looks like a code is one.
func lookup(name string) []string {
	if placeCode.MatchString(name) {
		return []string{name}
	}
	codes := slices.Clone(names().Lookup(name))
	if len(codes) == 0 {
		codes = slices.Clone(names().Lookup(strings.ReplaceAll(Fold(name), " ", "-")))
	}
	if len(codes) == 0 && partyCode.MatchString(name) {
		codes = []string{name}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// actorCodes splits codes into those of parties and the folded names of persons.
// A city acts for its state. A name nobody knows is taken for a person's: persons
// come from the text first.
func actorCodes(value string, codes []string) (parties, persons []string) {
	for _, c := range codes {
		_, name, sub := strings.Cut(c, ":")
		_, country, _, _, city := names().Place(c)
		switch {
		case city:
			parties = append(parties, country)
		case sub:
			persons = append(append(persons, Fold(name)), names().Spellings(c)...)
		case groupCode.MatchString(c):
			parties = append(append(parties, names().Members(c)...), c)
		default:
			parties = append(parties, c)
		}
	}
	if len(parties) == 0 {
		persons = append(persons, Fold(value))
	}
	return sorted(parties), nominatives(persons, strings.Contains(Fold(value), " "))
}

// inflected reports whether the words hold a run that is base in some grammatical
// form: each word of it with another ending.
func inflected(words, base []string) bool {
	for i := 0; i+len(base) <= len(words); i++ {
		same := true
		for j, b := range base {
			same = same && sameStem([]rune(words[i+j]), []rune(b))
		}
		if same {
			return true
		}
	}
	return false
}

func sameStem(word, base []rune) bool {
	stem := base
	if len(base) > 3 {
		stem = base[:len(base)-1] // the last letter may be an ending itself
	}
	return strings.HasPrefix(string(word), string(stem)) && len(word) <= len(base)+longestEnding
}

// longestEnding is how much longer than a name its inflected forms are.
const longestEnding = 4

// nominatives folds the spellings of persons and leaves out those that another
// one finds as well, as the inflected forms of a name. With full, a surname alone
// is not enough.
func nominatives(spellings []string, full bool) []string {
	for i, s := range spellings {
		spellings[i] = Fold(s)
	}
	slices.SortFunc(spellings, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) })
	var out []string
	for _, s := range spellings {
		found := slices.ContainsFunc(out, func(base string) bool { return inflected(strings.Fields(s), strings.Fields(base)) })
		if s != "" && !found && (!full || strings.Contains(s, " ")) {
			out = append(out, s)
		}
	}
	return sorted(out)
}

func sorted(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

func membersOf(codes []string) []string {
	var out []string
	for _, c := range codes {
		out = append(out, names().Members(c)...)
	}
	return sorted(out)
}
