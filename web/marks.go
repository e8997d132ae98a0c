package web

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/timeline"
)

// markings remembers marked evidence: finding dates in prose costs more than all
// the rest of a list, and lists show the same sentences again and again.
type markings struct {
	mu sync.Mutex
	by map[marking][]run
}

type marking struct{ mention, text string }

// markingsMost is how many sentences are remembered; then it starts anew.
const markingsMost = 20_000

// of returns the evidence of the mention with its words marked.
func (k *markings) of(m timeline.Mention) []run {
	if k == nil {
		return marks(m)
	}
	key := marking{m.Key(), m.Evidence.Text}
	k.mu.Lock()
	r, ok := k.by[key]
	k.mu.Unlock()
	if ok {
		return r
	}
	r = marks(m)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.by == nil || len(k.by) >= markingsMost {
		k.by = map[marking][]run{}
	}
	k.by[key] = r
	return r
}

// marks finds the names of the mention's parties, persons and place in its
// evidence, its dates, and the words that tell the act.
func marks(m timeline.Mention) []run {
	text := oneLine(m.Evidence.Text)
	class := make([]string, len(text))
	paint := func(start, end int, c string) {
		for i := start; i < end; i++ {
			if class[i] == "" {
				class[i] = c
			}
		}
	}
	mark := func(name, c string) {
		for at := 0; len(name) > 1; at += len(name) {
			i := strings.Index(text[at:], name)
			if i < 0 {
				return
			}
			if at += i; wholeWord(text, at, at+len(name)) {
				paint(at, at+len(name), c)
			}
		}
	}
	for _, p := range m.Parties {
		mark(p.Person, "who")
		mark(p.Name, "who")
	}
	mark(m.Place.Name, "where")
	times := timeline.TimesIn(text, m.Lang, m.Reported)
	for _, x := range times {
		if !x.Span.IsZero() && x.Start >= 0 && x.End <= len(text) {
			paint(x.Start, x.End, "when")
		}
	}
	if start, end, ok := timeline.ActIn(text, times, m); ok {
		paint(start, end, "act")
	}
	return runs(text, class)
}

// wholeWord reports whether no letter touches text[start:end] from outside.
func wholeWord(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return !unicode.IsLetter(before) && !unicode.IsLetter(after)
}

// runs joins neighbouring bytes of one class. What is painted begins and ends
// between letters, so no run cuts one.
func runs(text string, class []string) []run {
	var out []run
	for i := 0; i < len(text); {
		j := i + 1
		for j < len(text) && class[j] == class[i] {
			j++
		}
		out = append(out, run{text[i:j], class[i]})
		i = j
	}
	return out
}
