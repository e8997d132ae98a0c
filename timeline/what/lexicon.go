package what

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/dateline-news/dateline/timeline/lookup"
)

// The lexicons are data: one file per language in lexicon/, described in
// lexicon/README.md. A translator edits them without reading Go.
//
//go:embed lexicon/*.txt
var lexicons embed.FS

// tense is a set of what a word form may be.
type tense uint16

const (
	infinitive tense = 1 << iota
	present
	past
	future     // a perfective present (Russian)
	participle // of the perfect and the passive
	gerund
	passive // a form that is passive by itself (Russian short participles)
	nominal // a noun
)

var tenseNames = map[string]tense{
	"inf": infinitive, "pres": present, "past": past, "fut": future, "part": participle, "ing": gerund, "pass": passive, "noun": nominal,
}

// entry is one act of the lexicon: the forms of its head word select it, the
// companions must (or must not) stand in the same clause.
type entry struct {
	Type   Type
	Mode   string
	Frame  string
	frame  frame // of that name
	Noun   bool
	need   []companion
	forbid []companion
}

// companion numbers a set of words: an index into Language.sets.
type companion uint16

// form is one word form that can head an entry.
type form struct {
	entry    *entry
	tense    tense
	rest     []string // the words that follow at once
	particle string   // a separable prefix that must follow in the clause
}

// Language is the lexicon of one language, ready to read sentences.
type Language struct {
	name      string
	paradigms map[string][]suffix // for reading the file, as classes
	classes   map[string][]*word
	cases     map[string]grammar
	endings   [256][]ending // by their last byte, longest first
	words     []*word       // those the lexicon lists
	index     *lookup.Index // of words
	room      []word        // for words
	forms     []wordForm    // of the word being expanded
	open      patterns      // the open words of classes and companions
	sets      companion     // how many sets of companions there are
	has       mask          // the classes the lexicon has
}

// suffix is one ending of a paradigm.
type suffix struct {
	text  string
	tense tense
}

// ending says which cases a word that ends so may stand in.
type ending struct {
	text  string
	cases grammar
}

// languages has an entry for every lexicon file, read at first use.
var languages = func() map[string]func() *Language {
	files, err := lexicons.ReadDir("lexicon")
	if err != nil {
		panic(err) // the files are embedded
	}
	all := map[string]func() *Language{}
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), ".txt")
		if ok {
			all[name] = sync.OnceValue(func() *Language { return mustLoad(name) })
		}
	}
	return all
}()

func mustLoad(name string) *Language {
	text, err := lexicons.ReadFile("lexicon/" + name + ".txt")
	if err != nil {
		panic(err) // the files are embedded
	}
	l, err := parseLexicon(name, string(text))
	if err != nil {
		panic(err) // held by TestLexicons
	}
	return l
}

// For returns the lexicon of a language (ISO 639-1), or nil where there is none.
func For(lang string) *Language {
	if load, ok := languages[lang]; ok {
		return load()
	}
	return nil
}

// Has reports whether there is a lexicon of a language (ISO 639-1).
func Has(lang string) bool { return languages[lang] != nil }

// parseLexicon reads a lexicon file; errors name file and line.
func parseLexicon(name, text string) (*Language, error) {
	l := &Language{name: name, paradigms: map[string][]suffix{}, classes: map[string][]*word{}, cases: map[string]grammar{}}
	l.index = lookup.NewIndex(10_000, func(n uint32) string { return l.words[n].text })
	for n, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if err := l.line(line); err != nil {
			return nil, fmt.Errorf("lexicon/%s.txt:%d: %w", name, n+1, err)
		}
	}
	l.finish()
	for _, endings := range l.endings {
		slices.SortFunc(endings, func(a, b ending) int { return len(b.text) - len(a.text) })
	}
	return l, nil
}

func (l *Language) line(line string) error {
	left, right, ok := strings.Cut(line, "=")
	f := strings.Fields(left)
	if !ok || len(f) == 0 {
		return fmt.Errorf("%q: want KIND … = …", strings.TrimSpace(line))
	}
	kind, args := f[0], f[1:]
	want := map[string]int{"paradigm": 1, "class": 1, "prep": 1, "case": 1, "ending": 1, "anaphor": 1, "act": 2, "noun": 2}
	if n, known := want[kind]; !known || len(args) != n {
		return fmt.Errorf("%q: unknown kind, or not %d words before =", kind, n)
	}
	switch kind {
	case "paradigm":
		return l.paradigm(args[0], strings.Fields(right))
	case "class":
		return l.class(args[0], strings.Fields(right))
	case "prep":
		for _, w := range strings.Fields(right) {
			l.listed(fold(strings.ReplaceAll(w, "_", " "))).prep = args[0]
		}
		return nil
	case "case", "ending":
		return l.caseLine(kind, args[0], strings.Fields(right))
	case "anaphor":
		return l.anaphor(args[0], strings.Fields(right))
	default:
		return l.acts(args[0], args[1], kind == "noun", right)
	}
}

func (l *Language) paradigm(name string, endings []string) error {
	for _, e := range endings {
		text, tags, _ := strings.Cut(e, ":")
		t, err := parseTense(tags)
		if err != nil {
			return err
		}
		l.paradigms[name] = append(l.paradigms[name], suffix{fold(strings.Trim(text, "-")), t})
	}
	return nil
}

func parseTense(tags string) (tense, error) {
	var t tense
	for tag := range strings.SplitSeq(tags, ",") {
		if tag == "" {
			continue
		}
		v, ok := tenseNames[tag]
		if !ok {
			return 0, fmt.Errorf("unknown tense %q", tag)
		}
		t |= v
	}
	return t, nil
}

// class adds words to a class. Words joined by _ are a phrase.
func (l *Language) class(name string, words []string) error {
	c, asked := classNumbers[name]
	if asked {
		l.has.set(c)
	}
	for _, w := range words {
		forms, err := l.expand(w)
		if err != nil {
			return err
		}
		for _, f := range forms {
			phrased := f.particle != "" || len(f.rest) > 0 || strings.Contains(f.text, "_")
			switch {
			case !phrased:
				w := l.word(f.text)
				l.classes[name] = append(l.classes[name], w)
				if asked {
					w.classes.set(c)
				}
			case asked:
				parts := append(strings.Split(f.text, "_"), f.rest...)
				if f.particle != "" {
					parts = append(parts, apartMark+f.particle)
				}
				w := l.listed(parts[0])
				w.starts.set(c)
				w.phrases = append(w.phrases, phrase{c, parts[1:]})
			}
		}
	}
	return nil
}
