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
	w.classes.add(&o.classes)
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
	l.open.starts.close(unknownWord)
	l.open.ends.close(unknownWord)
	for text, w := range l.words {
		w.join(look(&l.open, text))
	}
}

// look returns what the lexicon says of a word, and the word in lower case where
// lexicon or text spell it so. The key is the word in lower case.
func (l *Language) look(key []byte, spelled string) (lower string, w *word) {
	if w = l.words[string(key)]; w != nil {
		return w.text, w
	}
	if spelled == string(key) {
		lower = spelled
	}
	return lower, look(&l.open, key)
}

// word returns what the lexicon says of a word in lower case.
func (l *Language) word(lower string) *word {
	if w := l.words[lower]; w != nil {
		return w
	}
	return look(&l.open, lower)
}

// mayBe reports whether a word belongs to one of the classes or may begin a
// phrase that does.
func (w *word) mayBe(classes mask) bool {
	for i, m := range classes {
		if m&(w.classes[i]|w.starts[i]) != 0 {
			return true
		}
	}
	return false
}

// mayHold reports whether the sentence may hold a word or phrase of a class.
func (s *sentence) mayHold(c class) bool { return s.spoken.has(c) || s.opened.has(c) }

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

// phraseAt returns how many tokens from i a phrase of the class covers, 0 for
// none; a phrase comes before its first word alone.
func (s *sentence) phraseAt(c class, i int) int {
	w := s.tokens[i].word
	if w.starts.has(c) {
		for _, p := range w.phrases {
			if p.class == c && s.completes(p.rest, i+1) {
				return 1 + len(p.rest)
			}
		}
	}
	if w.classes.has(c) {
		return 1
	}
	return 0
}

// apartMark begins the last word of a phrase that is a separable prefix.
const apartMark = "&"

// completes reports whether the words of a phrase stand from token i; a
// separable prefix may stand later in the clause.
func (s *sentence) completes(rest []string, i int) bool {
	if particle, ok := strings.CutPrefix(rest[len(rest)-1], apartMark); ok {
		return len(rest) == 1 && s.findParticle(particle, i-1) >= 0
	}
	return s.follows(rest, i)
}

// is reports whether token i belongs to the class (single words only).
func (s *sentence) is(c class, i int) bool {
	return i >= 0 && i < len(s.tokens) && s.tokens[i].word.in(c)
}

// is reports whether the language has a class at all: its features are classes.
func (l *Language) is(c class) bool { return l.has.has(c) }
