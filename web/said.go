package web

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// phrase is an English sentence of another room with its translation.
type phrase struct {
	english *regexp.Regexp
	text    string
}

var (
	blank   = regexp.MustCompile(`\\\{\d\\\}`)
	counted = regexp.MustCompile(`\{(\d):(\w+)\}`)
)

// phrases compiles translations by what they translate; {1} and {2} stand for
// what varies, {1:key} for the count of that key, and details may follow after a colon.
func phrases(said map[string]string) []phrase {
	var out []phrase
	for _, english := range slices.Sorted(maps.Keys(said)) {
		pattern := blank.ReplaceAllString(regexp.QuoteMeta(english), `(.+?)`)
		out = append(out, phrase{regexp.MustCompile(`^` + pattern + `((?:: |; ).*)?$`), said[english]})
	}
	return out
}

// says translates what another room says. What has no translation stays as it
// is, in English; so do details after a colon.
func (l *locale) says(text string) string {
	for _, p := range l.said() {
		m := p.english.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		out := p.text
		for i, v := range m[1 : len(m)-1] {
			out = strings.ReplaceAll(out, fmt.Sprintf("{%d}", i+1), v)
		}
		out = counted.ReplaceAllStringFunc(out, func(c string) string {
			part := counted.FindStringSubmatch(c)
			n, err := strconv.Atoi(m[part[1][0]-'0'])
			if err != nil {
				return c
			}
			return l.count(part[2], n)
		})
		return out + m[len(m)-1]
	}
	return text
}

// spoken is the language in which the locale says what another room says.
func (l *locale) spoken(text string) string {
	if l.says(text) == text {
		return "en"
	}
	return l.Lang
}
