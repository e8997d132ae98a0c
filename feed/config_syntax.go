package feed

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v4"
)

// syntaxHints say what to do where the text is no YAML, by a part of the
// library's message.
var syntaxHints = []struct{ part, hint string }{
	{"mapping values are not allowed", `quote a text with a colon in it, such as title: "GOV.UK: news"`},
	{"already defined", "keep one of the two"},
	{"multiple", "keep one document: remove the line ---"},
	{"UTF-8", "save the file as UTF-8"},
	{"control characters", "remove what cannot be seen, and save the file as UTF-8"},
	{"unexpected end of stream", "a quote or bracket is opened and never closed"},
	{"did not find expected", "the keys of an entry stand right under one another, and every quote and bracket is closed: see this line and those above"},
	{"cannot start any token", "quote a text that begins with @, % or `"},
}

func syntaxHint(message string, data []byte, at text) string {
	if line := lineOf(data, at.line); bytes.ContainsRune(line[:len(line)-len(bytes.TrimLeft(line, " \t-"))], '\t') {
		return "indent with spaces, not with tabs"
	}
	for _, h := range syntaxHints {
		if strings.Contains(message, h.part) {
			return h.hint
		}
	}
	return ""
}

// lineOf is the line of the given number, from 1; empty where there is none.
func lineOf(data []byte, number int) []byte {
	if lines := bytes.Split(data, []byte("\n")); number > 0 && number <= len(lines) {
		return lines[number-1]
	}
	return nil
}

// firstBadLetter is the place of the first byte that is no UTF-8.
func firstBadLetter(data []byte) text {
	at := text{line: 1, column: 1}
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && size == 1:
			return at
		case r == '\n':
			at.line, at.column = at.line+1, 1
		default:
			at.column++
		}
		data = data[size:]
	}
	return text{}
}

// wrongKind complains of a value of the wrong kind, by its key where it has one.
func (c *checker) wrongKind(at text, want, got string) {
	key := keyAt(c.root, at)
	if key == "" {
		c.fail(at, `write the keys of an entry, such as {id: daz, url: "https://daz.asia/feed/"}`, "want %s here, not %s", want, got)
		return
	}
	example := map[string]string{"a list": "[one, two]", "true or false": "true", "a single value": "one value", "keys and values": "{name: value}"}[want]
	if entry := map[string]string{"sources": "id: daz", "outlets": "name: kz-ch", "actors": "code: KAZ"}[key]; entry != "" {
		c.fail(at, fmt.Sprintf("begin each entry with a hyphen, on a line of its own: - %s", entry), "%s wants a list, not %s", key, got)
		return
	}
	c.fail(at, fmt.Sprintf("write %s: %s", key, example), "%s wants %s, not %s", key, want, got)
}

// keyAt is the key whose value stands at the place, empty where there is none.
func keyAt(n *yaml.Node, at text) string {
	if n == nil {
		return ""
	}
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 1 && child.Line == at.line && child.Column == at.column {
			return n.Content[i-1].Value
		}
		if key := keyAt(child, at); key != "" {
			return key
		}
	}
	return ""
}
