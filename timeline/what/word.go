package what

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline/lookup"
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
		w.accompanies(set)
	}
}

// accompanies puts the word into a set of companions.
func (w *word) accompanies(set companion) {
	if !slices.Contains(w.companions, set) {
		w.companions = append(w.companions, set)
	}
}

// phrase is a run of words that belongs to a class: those that follow its first.
type phrase struct {
	class class
	rest  []string
}

var unknownWord = &word{}

// listed returns what the lexicon says of a word, which may be nothing yet.
func (l *Language) listed(text string) *word {
	if n, ok := lookup.Find(l.index, text); ok {
		return l.words[n]
	}
	if len(l.room) == 0 {
		l.room = make([]word, 256)
	}
	w := &l.room[0]
	l.room, w.text = l.room[1:], text
	l.words = append(l.words, w)
	l.index.Add(uint32(len(l.words) - 1))
	return w
}

// word returns what the lexicon says of a word of a class or a companion. One that
// ends in * stands for all words that begin so, one that begins with * for all
// that end so.
func (l *Language) word(text string) *word {
	if end, ok := strings.CutPrefix(text, "*"); ok {
		return l.open.ending(end)
	}
	if start, ok := strings.CutSuffix(text, "*"); ok {
		return l.open.beginning(start)
	}
	return l.listed(text)
}

// finish tells every word what is said of the open words it belongs to.
func (l *Language) finish() {
	l.open.starts.close(unknownWord)
	l.open.ends.close(unknownWord)
	for _, w := range l.words {
		w.join(look(&l.open, w.text))
	}
	l.paradigms, l.classes, l.room, l.forms = nil, nil, nil, nil
}

// look returns what the lexicon says of a word, and the word in lower case where
// lexicon or text spell it so. The key is the word in lower case.
func (l *Language) look(key []byte, spelled string) (lower string, w *word) {
	if n, ok := lookup.Find(l.index, key); ok {
		return l.words[n].text, l.words[n]
	}
	if spelled == string(key) {
		lower = spelled
	}
	return lower, look(&l.open, key)
}

// of returns what the lexicon says of a word in lower case.
func (l *Language) of(lower string) *word {
	if n, ok := lookup.Find(l.index, lower); ok {
		return l.words[n]
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
	c, ok := classNumbers[name]
	return ok && l.of(fold(w)).in(c)
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
