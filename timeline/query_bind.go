package timeline

import (
	"fmt"
	"slices"
	"strings"
)

// Binding gives the meaning of names that sources.yaml defines. A nil function
// knows no names.
type Binding struct {
	// Saved returns the text of the saved query called name.
	Saved func(name string) (query string, ok bool)
	// Tagged returns the ids of the sources that carry the tag.
	Tagged func(tag string) []string
	// SavedNames lists the names Saved knows, for suggestions; it may be nil.
	SavedNames []string
}

// Bind returns the query with every in: replaced by the saved query's conditions
// and every tag: told its sources. It fails where a saved query is unknown, does
// not parse or uses itself.
func (q Query) Bind(b Binding) (Query, error) {
	root, err := b.bind(q.Root, nil)
	if err != nil {
		return Query{}, err
	}
	q.Root = root
	return q, nil
}

func (b Binding) bind(n Node, path []string) (Node, error) {
	var failed error
	out := rewrite(n, func(t Term) Node {
		switch {
		case t.Key == KeyTag && b.Tagged != nil:
			t.Codes = slices.Sorted(slices.Values(b.Tagged(t.Value)))
		case t.Key == KeyIn:
			n, err := b.saved(t.Value, path)
			if err != nil && failed == nil {
				failed = err
			}
			return n
		}
		return t
	})
	return out, failed
}

// saved returns what the saved query selects; for a query of everything, a
// conjunction of nothing.
func (b Binding) saved(name string, path []string) (Node, error) {
	if slices.Contains(path, name) {
		return nil, fmt.Errorf("saved query %s uses itself: %s", name, strings.Join(append(path, name), " > "))
	}
	var text string
	ok := false
	if b.Saved != nil {
		text, ok = b.Saved(name)
	}
	if !ok {
		return nil, fmt.Errorf("no saved query is called %s, %s", name, suggest(name, b.SavedNames))
	}
	q, err := ParseQuery(text)
	if err != nil {
		return nil, fmt.Errorf("saved query %s: %w", name, err)
	}
	if q.Root == nil {
		return And{}, nil
	}
	return b.bind(q.Root, append(slices.Clone(path), name))
}
