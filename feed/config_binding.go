package feed

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// Binding gives a query's in: and tag: the meaning they have in this config.
func (c Config) Binding() timeline.Binding { return c.binding(true) }

// PublicBinding is Binding for the queries of visitors: private outlets are not
// there.
func (c Config) PublicBinding() timeline.Binding { return c.binding(false) }

func (c Config) binding(private bool) timeline.Binding {
	b := timeline.Binding{Tagged: c.tagged}
	saved := map[string]string{}
	for _, o := range c.Outlets {
		if private || !o.Private {
			saved[o.Name] = o.Query
			b.SavedNames = append(b.SavedNames, o.Name)
		}
	}
	b.Saved = func(name string) (string, bool) {
		query, ok := saved[name]
		return query, ok
	}
	return b
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
