package what

import (
	"slices"
	"strings"
)

// word is all the lexicon says of one word form.
type word struct {
	text       string // in lower case; empty for the words of a pattern
	classes    mask
	starts     mask // classes with a phrase that begins with the word
	phrases    []phrase
	companions []companion // the sets it belongs to
	prep       string
	heads      []form
	anaphors   []anaphorForm
}

// join adds what is said of the words that w belongs to.
func (w *word) join(o *word) {
	w.classes.add(o.classes)
	for _, set := range o.companions {
		if !slices.Contains(w.companions, set) {
			w.companions = append(w.companions, set)
		}
	}
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
			l.words[s] = &word{text: s}
		}
		return l.words[s]
	}
	for i, name := range classNames {
		c := class(i)
		if set := l.classes[name]; set != nil {
			l.has.set(c)
			for w := range set.exact {
				at(w).classes.set(c)
			}
			for _, w := range l.open.of(set) {
				w.classes.set(c)
			}
		}
		for w, rests := range l.phrases[name] {
			at(w).starts.set(c)
			for _, rest := range rests {
				at(w).phrases = append(at(w).phrases, phrase{c, rest})
			}
		}
	}
	for i, set := range l.sets {
		for w := range set.exact {
			at(w).companions = append(at(w).companions, companion(i))
		}
		for _, w := range l.open.of(set) {
			w.companions = append(w.companions, companion(i))
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
		w.join(l.open.look(text))
	}
}

// look returns a word in lower case and what the lexicon says of it. The key is
// the word in lower case, spelled how the text has it.
func (l *Language) look(key []byte, spelled string) (lower string, w *word) {
	if w = l.words[string(key)]; w != nil {
		return w.text, w
	}
	if lower = spelled; lower != string(key) {
		lower = string(key)
	}
	return lower, l.open.look(lower)
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

// of returns what is said of each open word of a set.
func (p *patterns) of(set *wordSet) []*word {
	var words []*word
	in := func(list []pattern, text string) []pattern {
		i := slices.IndexFunc(list, func(q pattern) bool { return q.text == text })
		if i < 0 {
			i, list = len(list), append(list, pattern{text: text, word: &word{}})
		}
		words = append(words, list[i].word)
		return list
	}
	for _, text := range set.prefixes {
		p.starts = in(p.starts, text)
	}
	for _, text := range set.suffixes {
		p.ends = in(p.ends, text)
	}
	return words
}

// close readies the patterns for look: a beginning has the classes of the
// shorter ones it begins with.
func (p *patterns) close() {
	slices.SortFunc(p.starts, func(a, b pattern) int { return strings.Compare(a.text, b.text) })
	for i := range p.starts {
		s := &p.starts[i]
		s.outer = p.startOf(s.text, i-1)
		if s.outer >= 0 {
			s.word.join(p.starts[s.outer].word)
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
			both := &word{}
			both.join(found)
			both.join(e.word)
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
