package timeline

import (
	"errors"
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

// ParseBound reads a query's text, and binds it: the query as it is written, and
// as it is asked. The error is a [*QueryError] with the place of what is wrong.
func ParseBound(text string, b Binding) (written, bound Query, err error) {
	if written, err = ParseQuery(text); err != nil {
		return Query{}, Query{}, err
	}
	if bound, err = written.Bind(b); err == nil {
		return written, bound, nil
	}
	at := &QueryError{Column: 1, Msg: err.Error()}
	var saved *savedError
	if errors.As(err, &saved) {
		at.Msg, at.Hint = saved.msg, saved.hint
		if before, _, ok := strings.Cut(strings.ToLower(text), string(KeyIn)+":"+strings.ToLower(saved.name)); ok {
			at.Column = len([]rune(before)) + len([]rune(string(KeyIn)+":")) + 1
		}
	}
	return Query{}, Query{}, at
}

// savedError says that the saved query a query names is not there.
type savedError struct{ name, msg, hint string }

func (e *savedError) Error() string { return e.msg + ", " + e.hint }

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
		return nil, &savedError{name, "no saved query is called " + name, suggest(name, b.SavedNames)}
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
