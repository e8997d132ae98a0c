package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// namesMost is how many names a completion offers.
const namesMost = 12

// names completes the name of a party, place or field that is being typed:
// [{"value":"actor:KAZ","label":"Kazakhstan"}, …], the frequent ones first.
func (s *server) names(w http.ResponseWriter, r *http.Request) error {
	f := &frame{loc: s.locale(r)}
	f.Lang = f.loc.Lang
	typed := timeline.Fold(r.URL.Query().Get("q"))
	type name struct {
		Value string `json:"value"`
		Label string `json:"label"`
	}
	out := []name{}
	facets, err := s.Summaries.Facets(r.Context(), timeline.Query{})
	if err != nil {
		return err
	}
	add := func(field timeline.Key, values []Facet, label func(Facet) string) {
		for _, x := range values {
			text := label(x)
			hit := typed != "" && (strings.HasPrefix(timeline.Fold(x.Value), typed) || containsWord(timeline.Fold(text), typed))
			if hit && len(out) < namesMost && !slices.ContainsFunc(out, func(n name) bool { return n.Value == termText(field, x.Value) }) {
				out = append(out, name{termText(field, x.Value), text})
			}
		}
	}
	for _, code := range timeline.LookUp(r.URL.Query().Get("q")) { // exact, in any language
		if len(out) == namesMost || typed == "" {
			break
		}
		switch _, rest, sub := strings.Cut(code, ":"); {
		case !sub:
			out = append(out, name{termText(timeline.KeyActor, code), f.codeName(code)})
		case timeline.CodeName(code, f.Lang) != "":
			out = append(out, name{termText(timeline.KeyPlace, code), f.placeByCode(code)})
		default:
			out = append(out, name{termText(timeline.KeyActor, rest), rest})
		}
	}
	add(timeline.KeyActor, facets.Values[timeline.KeyActor], func(x Facet) string { return f.codeName(x.Value) })
	add(timeline.KeyPlace, facets.Values[timeline.KeyPlace], func(x Facet) string { return f.placeByCode(x.Value) })
	add(timeline.KeyType, facets.Values[timeline.KeyType], func(x Facet) string { return f.typeName(splitType(x.Value)) })
	add(timeline.KeySource, facets.Values[timeline.KeySource], func(x Facet) string { return s.sourceNames()[x.Value] })
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

// containsWord reports whether a word of text begins with prefix.
func containsWord(text, prefix string) bool {
	return strings.HasPrefix(text, prefix) || strings.Contains(text, " "+prefix)
}
