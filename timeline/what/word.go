package what

import (
	"slices"
	"strings"
)

// word is all the lexicon says of one word form.
type word struct {
	classes  mask
	starts   mask // classes with a phrase that begins with the word
	phrases  []phrase
	prep     string
	heads    []form
	anaphors []anaphorForm
}

// phrase is a run of words that belongs to a class: those that follow its first.
type phrase struct {
	class class
	rest  []string
}

var unknownWord = &word{}

// index gathers what the lexicon says by word, so that reading looks each word
// up once.
func (l *Language) index() {
	l.words = map[string]*word{}
	at := func(s string) *word {
		if l.words[s] == nil {
			l.words[s] = &word{}
		}
		return l.words[s]
	}
	for i, name := range classNames {
		c := class(i)
		if set := l.classes[name]; set != nil {
			l.has.set(c)
			l.open.add(c, set)
			for w := range set.exact {
				at(w).classes.set(c)
			}
		}
		for w, rests := range l.phrases[name] {
			at(w).starts.set(c)
			for _, rest := range rests {
				at(w).phrases = append(at(w).phrases, phrase{c, rest})
			}
		}
	}
	for w, group := range l.preps {
		at(w).prep = group
	}
	for w, forms := range l.heads {
		at(w).heads = forms
	}
	for w, forms := range l.anaphors {
		at(w).anaphors = forms
	}
	l.open.close()
	for text, w := range l.words {
		w.classes.add(l.open.look(text).classes)
	}
}

// look returns what the lexicon says of a word in lower case.
func (l *Language) look(lower string) *word {
	if w := l.words[lower]; w != nil {
		return w
	}
	return l.open.look(lower)
}

// patterns are the open words of a lexicon, known by their beginnings ("sport*")
// or ends ("*liga").
type patterns struct {
	starts []pattern // sorted by text
	ends   []pattern
}

// pattern is the beginning or end of a word, and the classes of words that have it.
type pattern struct {
	text  string
	word  *word
	outer int // the longest beginning of text that is a pattern too, or -1
}

// add puts the open words of a set into a class.
func (p *patterns) add(c class, set *wordSet) {
	put := func(list []pattern, text string) []pattern {
		i := slices.IndexFunc(list, func(q pattern) bool { return q.text == text })
		if i < 0 {
			i, list = len(list), append(list, pattern{text: text, word: &word{}})
		}
		list[i].word.classes.set(c)
		return list
	}
	for _, text := range set.prefixes {
		p.starts = put(p.starts, text)
	}
	for _, text := range set.suffixes {
		p.ends = put(p.ends, text)
	}
}

// close readies the patterns for look: a beginning has the classes of the
// shorter ones it begins with.
func (p *patterns) close() {
	slices.SortFunc(p.starts, func(a, b pattern) int { return strings.Compare(a.text, b.text) })
	for i := range p.starts {
		s := &p.starts[i]
		s.outer = p.startOf(s.text, i-1)
		if s.outer >= 0 {
			s.word.classes.add(p.starts[s.outer].word.classes)
		}
	}
}

// startOf returns the longest of the first patterns, up to i, that a word begins
// with, where it sorts after them all; -1 for none.
func (p *patterns) startOf(lower string, i int) int {
	for i >= 0 && !strings.HasPrefix(lower, p.starts[i].text) {
		i = p.starts[i].outer
	}
	return i
}

// look returns the classes of a word that the lexicon does not list.
func (p *patterns) look(lower string) *word {
	found := unknownWord
	i, exact := slices.BinarySearchFunc(p.starts, lower, func(s pattern, w string) int { return strings.Compare(s.text, w) })
	if !exact {
		i--
	}
	if i = p.startOf(lower, i); i >= 0 {
		found = p.starts[i].word
	}
	for _, e := range p.ends {
		if strings.HasSuffix(lower, e.text) {
			both := &word{classes: found.classes}
			both.classes.add(e.word.classes)
			found = both
		}
	}
	return found
}

// in reports whether a word belongs to a class.
func (w *word) in(c class) bool { return w.classes.has(c) }

// Is reports whether a word belongs to one of the lexicon's classes by name.
func (l *Language) Is(name, w string) bool {
	c := l.classes[name]
	return c != nil && c.has(fold(w))
}

func (s *sentence) prep(i int) string {
	if i < 0 || i >= len(s.tokens) {
		return ""
	}
	return s.tokens[i].word.prep
}

// phraseAt returns how many tokens from i a phrase of the class covers, 0 for none.
func (s *sentence) phraseAt(c class, i int) int {
	w := s.tokens[i].word
	if w.classes.has(c) {
		return 1
	}
	if w.starts.has(c) {
		for _, p := range w.phrases {
			if p.class == c && s.follows(p.rest, i+1) {
				return 1 + len(p.rest)
			}
		}
	}
	return 0
}

// is reports whether token i belongs to the class (single words only).
func (s *sentence) is(c class, i int) bool {
	return i >= 0 && i < len(s.tokens) && s.tokens[i].word.in(c)
}

// is reports whether the language has a class at all: its features are classes.
func (l *Language) is(c class) bool { return l.has.has(c) }
