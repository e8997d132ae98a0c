package feed

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	yaml "go.yaml.in/yaml/v4"
)

// yamlErrors puts the library's errors into the file's own words.
func (c *checker) yamlErrors(err error, data []byte) {
	var many *yaml.LoadErrors
	var one *yaml.LoadError
	switch {
	case errors.As(err, &many):
		for _, e := range many.Errors {
			c.yamlError(e, data)
		}
	case errors.As(err, &one):
		c.yamlError(one, data)
	default:
		c.fail(text{}, "", "%v", err)
	}
}

var (
	unknownField = regexp.MustCompile(`^field (.*) not found in type feed\.(\w+)$`)
	wrongKind    = regexp.MustCompile(`(?s)^cannot construct !!(\w+)(?: .*)? into (.*)$`)
)

func (c *checker) yamlError(e *yaml.LoadError, data []byte) {
	at := text{line: e.Mark.Line, column: e.Mark.Column}
	if m := unknownField.FindStringSubmatch(e.Message); m != nil {
		c.unknownKey(at, m[1], m[2])
		return
	}
	if m := wrongKind.FindStringSubmatch(e.Message); m != nil {
		c.wrongKind(at, kindWord(m[2]), yamlWord(m[1]))
		return
	}
	if e.Message == errWantText.Error() {
		c.wrongKind(at, "a single value", "a list or a mapping")
		return
	}
	if strings.Contains(e.Message, "no documents") {
		c.fail(text{}, "list at least one feed: sources: [{id: daz, url: https://daz.asia/feed/}]", "the file is empty")
		return
	}
	if strings.Contains(e.Message, "UTF-8") {
		at = firstBadLetter(data)
	}
	c.fail(at, syntaxHint(e.Message, data, at), "%s", strings.TrimPrefix(e.Message, "yaml: "))
}

// entryTypes are the mappings of the file, with the word for each.
var entryTypes = map[string]struct {
	typ  reflect.Type
	noun string
}{
	"configFile":    {reflect.TypeFor[configFile](), "the file"},
	"defaultsEntry": {reflect.TypeFor[defaultsEntry](), "defaults"},
	"sourceEntry":   {reflect.TypeFor[sourceEntry](), "a source"},
	"authEntry":     {reflect.TypeFor[authEntry](), "basic_auth"},
	"outletEntry":   {reflect.TypeFor[outletEntry](), "an outlet"},
	"actorEntry":    {reflect.TypeFor[actorEntry](), "an actor"},
	"networkEntry":  {reflect.TypeFor[networkEntry](), "network"},
}

func (c *checker) unknownKey(at text, key, typeName string) {
	entry := entryTypes[typeName]
	keys := keysOf(entry.typ)
	hint := entry.noun + " may have " + strings.Join(keys, ", ")
	if near := nearest(key, keys); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	c.fail(at, hint, "unknown key %q", key)
}

func keysOf(t reflect.Type) []string {
	var keys []string
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		keys = append(keys, name)
	}
	return keys
}

// kindWord says in plain words what a Go type of the file's shape wants.
func kindWord(goType string) string {
	switch {
	case strings.HasPrefix(goType, "[]"):
		return "a list"
	case strings.HasSuffix(goType, "bool"):
		return "true or false"
	default:
		return "keys and values"
	}
}

func yamlWord(tag string) string {
	switch tag {
	case "seq":
		return "a list"
	case "map":
		return "keys and values"
	default:
		return "a single value"
	}
}

// nearest returns the word that got begins, else the one at most a third of its
// letters away, or nothing.
func nearest(got string, words []string) string {
	best, distance := "", 1+max(1, len(got)/3)
	for _, w := range words {
		if len(got) > 2 && strings.HasPrefix(w, strings.ToLower(got)) {
			return w
		}
		if d := editDistance(strings.ToLower(got), w); d < distance {
			best, distance = w, d
		}
	}
	return best
}

// editDistance is Levenshtein's, over bytes, a swap of neighbours counting one.
func editDistance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		for j := range rows[i] {
			if i == 0 || j == 0 {
				rows[i][j] = i + j
				continue
			}
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j-1]+cost, rows[i-1][j]+1, rows[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
