package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dateline-news/dateline/timeline"
)

const (
	namesMost = 12 // how many names are offered
	wordsMost = 4  // of how many words a name may be
	lookLeast = 3  // from so many letters on, all spellings of a name are looked through
)

// completion is what stands for a name that is being typed.
type completion struct {
	Value string `json:"value"` // as a query has it: actor:KAZ
	Label string `json:"label"`
	Typed string `json:"typed"` // the words it stands for
}

// names completes the name of a party, place, act or source at the end of what is
// typed, which may be of several words and in any language: [{"value":"actor:KAZ",
// "label":"Kazakhstan","typed":"Kasa"}, …], the frequent ones first.
func (s *server) names(w http.ResponseWriter, r *http.Request) error {
	f := &frame{loc: s.locale(r)}
	f.Lang = f.loc.Lang
	facets, err := s.Summaries.Facets(r.Context(), timeline.Query{})
	if err != nil {
		return err
	}
	out := []completion{}
	words := strings.Fields(r.URL.Query().Get("q"))
	for i := max(0, len(words)-wordsMost); i < len(words) && len(out) == 0; i++ {
		out = s.complete(f, facets, strings.Join(words[i:], " "))
	}
	body, err := json.Marshal(out)
	if err != nil {
		return err
	}
	d := newDocument("application/json; charset=utf-8", body)
	d.cache = "private, max-age=60"
	w.Header().Add("Vary", "Accept-Language, Cookie")
	s.send(w, r, d)
	return nil
}

func (s *server) complete(f *frame, facets Facets, typed string) []completion {
	out := []completion{}
	folded := timeline.Fold(typed)
	if folded == "" {
		return out
	}
	offer := func(key timeline.Key, value, label string) {
		c := completion{termText(key, value), label, typed}
		if len(out) < namesMost && !slices.ContainsFunc(out, func(o completion) bool { return o.Value == c.Value }) {
			out = append(out, c)
		}
	}
	for _, code := range timeline.LookUp(typed) { // exact, and known though no event has it
		switch _, rest, sub := strings.Cut(code, ":"); {
		case !sub:
			offer(timeline.KeyActor, code, f.codeName(code))
		case timeline.CodeName(code, f.Lang) != "":
			offer(timeline.KeyPlace, code, f.placeByCode(code))
		default:
			offer(timeline.KeyActor, rest, rest)
		}
	}
	var begun []string // of the gazetteer's names, which are more than labels: Vereinte Nationen is shown as UN
	if utf8.RuneCountInString(folded) >= lookLeast {
		begun = timeline.LookUpBegun(typed)
	}
	sources, locales := s.sourceNames(), s.locales.all()
	name := func(key timeline.Key, f *frame, value string) string {
		switch key {
		case timeline.KeyType:
			return f.typeName(splitType(value))
		case timeline.KeySource:
			return sources[value]
		}
		return f.placeByCode(value)
	}
	for _, key := range []timeline.Key{timeline.KeyActor, timeline.KeyPlace, timeline.KeyType, timeline.KeySource} {
		for _, x := range facets.Values[key] {
			named := slices.ContainsFunc(locales, func(l *locale) bool {
				return containsWord(timeline.Fold(name(key, &frame{loc: l, Lang: l.Lang}, x.Value)), folded)
			})
			known := key != timeline.KeySource && slices.Contains(begun, x.Value)
			if named || known || strings.HasPrefix(timeline.Fold(x.Value), folded) {
				offer(key, x.Value, name(key, f, x.Value))
			}
		}
	}
	return out
}

// containsWord reports whether a word of text begins with prefix.
func containsWord(text, prefix string) bool {
	return strings.HasPrefix(text, prefix) || strings.Contains(text, " "+prefix)
}
