package feed

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// Binding gives a query's in: and tag: the meaning they have in this config.
func (c Config) Binding() timeline.Binding {
	b := timeline.Binding{Saved: c.saved, Tagged: c.tagged}
	for _, o := range c.Outlets {
		b.SavedNames = append(b.SavedNames, o.Name)
	}
	return b
}

func (c Config) saved(name string) (string, bool) {
	i := slices.IndexFunc(c.Outlets, func(o Outlet) bool { return o.Name == name })
	if i < 0 {
		return "", false
	}
	return c.Outlets[i].Query, true
}

func (c Config) tagged(tag string) []string {
	var ids []string
	for _, s := range c.Sources {
		if slices.ContainsFunc(s.Tags, func(t string) bool { return strings.EqualFold(t, tag) }) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}
