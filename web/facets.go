package web

import (
	"context"
	"slices"

	"github.com/dateline-news/dateline/timeline"
)

// facetView is a facet of the side column: links that narrow the query.
type facetView struct {
	Title  string
	Values []facetValue
}

type facetValue struct {
	Name, URL string
	Code      string
	Icon      string
	Mark      *facetMark
	Current   bool
	Share     int // of the facet's largest, in percent
	Events    string
}

type facetMark struct{ Class, ID string }

func (s *server) fillFacets(ctx context.Context, f *frame, a asked) error {
	facets, err := s.Summaries.Facets(ctx, a.bound)
	if err != nil {
		return err
	}
	names := f.sources
	f.FacetNote = f.latest(facets)
	f.addFacet("status", timeline.KeyStatus, a.text, facets.Values[timeline.KeyStatus], func(v *facetValue, x Facet) {
		v.Name, v.Mark = f.loc.statusText(x.Value), statusMark(x.Value)
	})
	f.addFacet("actors", timeline.KeyActor, a.text, facets.Values[timeline.KeyActor], func(v *facetValue, x Facet) {
		v.Name, v.Code = f.codeName(x.Value), x.Value
		if v.Name == v.Code {
			v.Code = ""
		}
	})
	f.addFacet("types", timeline.KeyType, a.text, facets.Values[timeline.KeyType], func(v *facetValue, x Facet) {
		typ, mode := splitType(x.Value)
		v.Name, v.Icon = f.typeName(typ, mode), "i-"+iconName(string(typ), mode)
	})
	f.addFacet("places", timeline.KeyPlace, a.text, facets.Values[timeline.KeyPlace], func(v *facetValue, x Facet) {
		v.Name = f.placeByCode(x.Value)
	})
	f.addFacet("langs", timeline.KeyLang, a.text, facets.Values[timeline.KeyLang], func(v *facetValue, x Facet) { v.Name = f.loc.language(x.Value) })
	f.addFacet("sources", timeline.KeySource, a.text, facets.Values[timeline.KeySource], func(v *facetValue, x Facet) {
		v.Name = x.Value
		if n := names[x.Value]; n != "" {
			v.Name = n
		}
	})
	return nil
}

// latest says over how many events was counted, where that is not all of them.
func (f *frame) latest(x Facets) string {
	if x.All {
		return ""
	}
	return f.loc.text("counted.latest", "n", f.loc.number(x.Of))
}

// shownValues is how many values of a facet a page offers.
const shownValues = 8

func (f *frame) addFacet(key string, field timeline.Key, q timeline.Query, values []Facet, name func(*facetValue, Facet)) {
	if field == timeline.KeyActor { // "with whom": those asked for are there anyway
		values = slices.DeleteFunc(slices.Clone(values), func(x Facet) bool { return has(q, termText(field, x.Value)) })
	}
	if len(values) == 0 {
		return
	}
	view := facetView{Title: f.loc.text("facet." + key)}
	most := 1
	for _, x := range values {
		most = max(most, x.Events)
	}
	for _, x := range values[:min(len(values), shownValues)] {
		term := termText(field, x.Value)
		v := facetValue{Current: has(q, term), Share: max(3, 100*x.Events/most), Events: f.loc.number(x.Events)}
		v.URL = address(f.Search.Action, adding(q, term))
		name(&v, x)
		view.Values = append(view.Values, v)
	}
	f.Facets = append(f.Facets, view)
}

// termText writes field:value, quoted where it must be.
func termText(field timeline.Key, value string) string {
	for _, r := range value {
		if r == ' ' || r == '(' || r == ')' {
			return string(field) + `:"` + value + `"`
		}
	}
	return string(field) + ":" + value
}

func statusMark(status string) *facetMark {
	switch status {
	case "planned":
		return &facetMark{"s-planned", "m-planned"}
	case "postponed":
		return &facetMark{"s-planned", "m-vague"}
	case "cancelled", "background":
		return &facetMark{"s-" + status, "m-" + status}
	default:
		return &facetMark{"s-occurred", "m-occurred"}
	}
}
