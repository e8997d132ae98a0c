package feed

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// remarks are what is no mistake in a file and yet most likely not meant.
func (c *checker) remarks(config Config, f configFile) []ConfigError {
	var out []ConfigError
	say := func(t text, hint, format string, args ...any) {
		out = append(out, ConfigError{c.file, t.line, t.column, fmt.Sprintf(format, args...), hint})
	}
	first := map[string]string{}
	for i, s := range config.Sources {
		if id, twice := first[s.URL]; twice {
			say(f.Sources[i].URL, "it is asked once for both", "source %q has the address of %q", s.ID, id)
		} else {
			first[s.URL] = s.ID
		}
	}
	for _, e := range f.Outlets {
		q, err := timeline.ParseQuery(e.Query.value)
		if err != nil {
			continue // said already
		}
		for _, t := range q.Terms() {
			if what, hint := config.unknown(t); what != "" {
				say(e.Query, hint, "query %q: %s", e.Query.value, what)
			}
		}
	}
	return out
}

// unknown says what a term names that this config and the gazetteer do not know;
// empty where they know it.
func (c Config) unknown(t timeline.Term) (what, hint string) {
	var known []string
	switch t.Key {
	case timeline.KeySource:
		for _, s := range c.Sources {
			known = append(known, s.ID)
		}
		what = "no source is called " + t.Value
	case timeline.KeyTag:
		for _, s := range c.Sources {
			known = append(known, s.Tags...)
		}
		what = "no source has the tag " + t.Value
	case timeline.KeyActor:
		if len(t.Codes) > 0 || len(timeline.LookUp(t.Value)) > 0 || slices.ContainsFunc(c.Actors, func(a Actor) bool { return a.called(t.Value) }) {
			return "", ""
		}
		return "nobody is known as " + t.Value, "only whom a report calls so will match; dateline actors explain shows who is read in a text"
	default:
		return "", ""
	}
	if slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, t.Value) }) {
		return "", ""
	}
	if near := nearest(t.Value, known); near != "" {
		return what, fmt.Sprintf("did you mean %q?", near)
	}
	return what, "only what was stored before will match"
}

// called reports whether the actor has a name with the words.
func (a Actor) called(words string) bool {
	for _, name := range append(slices.Concat(slices.Collect(maps.Values(a.Names))...), a.Person) {
		if strings.Contains(timeline.Fold(name), timeline.Fold(words)) {
			return true
		}
	}
	return false
}
