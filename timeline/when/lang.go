package when

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/dateline-news/dateline/timeline/lookup"
)

//go:embed lang/*.txt
var langFiles embed.FS

// language is a compiled language file: a lexicon from words to classes and a
// tree of patterns over classes.
type language struct {
	words   []wordEntry
	index   *lookup.Index // of words
	symbols []string
	classes map[string]classID
	nodes   []node
	edges   []edge
	starts  []int32 // the tree's first step by class, 0 for none
	alts    []alternative
	rules   []rule

	dotlessI         bool     // capital I is ı
	apostropheLetter bool     // an apostrophe between letters belongs to the word
	capitalNouns     bool     // nouns are written with a capital
	capitalMonths    bool     // months and weekdays are written with a capital
	pastEnds         []string // endings of past forms, of words the lexicon does not know
	futureEnds       []string
	presentEnds      []string
	verbLast         bool // the verb ends the clause: only what follows an expression tells its tense
	participles      []participle
	datives          []string // endings of the dative, where it tells whose age a number is
}

type onlyCase uint8

const (
	anyCase onlyCase = iota
	onlyCapital
	onlySmall
)

// wordSense is a sense of a lexicon word, with the writing it asks for.
type wordSense struct {
	sense
	only onlyCase
}

// wordEntry is what the lexicon knows of a word. A joined word has the bytes of
// its first half in split and the senses of both halves, firsts of the first.
type wordEntry struct {
	word   string // folded
	senses []wordSense
	split  uint8
	firsts uint8
}

// neutral is the language file that every other includes: dates in digits.
const neutral = "und"

// languages has an entry for every language file, compiled at first use.
var languages = func() map[string]func() *language {
	files, err := langFiles.ReadDir("lang")
	if err != nil {
		panic(err)
	}
	m := map[string]func() *language{}
	for _, f := range files {
		code := strings.TrimSuffix(f.Name(), ".txt")
		m[code] = sync.OnceValue(func() *language {
			l, err := compileFiles(code)
			if err != nil {
				panic(err) // the files are embedded, and a test compiles each
			}
			return l
		})
	}
	return m
}()

// languageFor returns the compiled language, the neutral one for an unknown code.
func languageFor(code string) *language {
	compile, ok := languages[code]
	if !ok {
		code, _, _ = strings.Cut(strings.ToLower(code), "-")
		if compile, ok = languages[code]; !ok {
			compile = languages[neutral]
		}
	}
	return compile()
}

func compileFiles(code string) (*language, error) {
	c := newCompiler()
	files := []string{neutral, code}
	if code == neutral {
		files = files[:1]
	}
	for _, f := range files {
		b, err := langFiles.ReadFile("lang/" + f + ".txt")
		if err != nil {
			return nil, err
		}
		if err := c.file(f+".txt", string(b)); err != nil {
			return nil, err
		}
	}
	return c.finish()
}

// compiler reads language files into a language.
type compiler struct {
	lang     *language
	sets     map[string][]string // ending sets
	macros   map[string]string
	joins    [][2]string
	section  string
	byClass  map[classID][]string // the words of each class, for joins
	symbolID map[string]int16
	phrases  map[classID][]phrase
	patterns patternReader
	elements slab[element]   // of alternatives
	senses   slab[wordSense] // of joined words
}

func newCompiler() *compiler {
	l := &language{classes: map[string]classID{}, nodes: make([]node, 1), edges: make([]edge, 1), alts: make([]alternative, 1)}
	l.index = lookup.NewIndex(1000, func(n uint32) string { return l.words[n].word })
	for n, id := range classNames {
		l.classes[n] = id
	}
	c := &compiler{
		lang: l, sets: map[string][]string{}, macros: map[string]string{},
		byClass: map[classID][]string{}, symbolID: map[string]int16{}, phrases: map[classID][]phrase{},
	}
	c.patterns.c = c
	return c
}

func (c *compiler) file(name, text string) error {
	c.section = ""
	for n, line := range strings.Split(text, "\n") {
		if i := strings.Index(line, "#"); i >= 0 && (i == 0 || line[i-1] == ' ') {
			line = line[:i]
		}
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if err := c.line(line); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n+1, err)
		}
	}
	return nil
}

func (c *compiler) line(line string) error {
	if strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") {
		c.section = line[1 : len(line)-1]
		return nil
	}
	switch c.section {
	case "":
		return c.setting(line)
	case "rules":
		return c.ruleLine(line)
	default:
		return c.wordLine(line)
	}
}

// setting reads a line before the first section.
func (c *compiler) setting(line string) error {
	f := strings.Fields(line)
	switch {
	case f[0] == "endings" && len(f) > 2:
		c.sets[f[1]] = nil
		for _, e := range f[2:] {
			if e == "-" {
				e = ""
			}
			c.sets[f[1]] = append(c.sets[f[1]], e)
		}
	case f[0] == "join" && len(f) == 3:
		c.joins = append(c.joins, [2]string{f[1], f[2]})
	case f[0] == "past" && len(f) > 1:
		c.lang.pastEnds = append(c.lang.pastEnds, f[1:]...)
	case f[0] == "future" && len(f) > 1:
		c.lang.futureEnds = append(c.lang.futureEnds, f[1:]...)
	case f[0] == "dative" && len(f) > 1:
		c.lang.datives = append(c.lang.datives, f[1:]...)
	case f[0] == "present" && len(f) > 1:
		c.lang.presentEnds = append(c.lang.presentEnds, f[1:]...)
	case f[0] == "participle" && len(f) > 1:
		for _, p := range f[1:] {
			a, b, _ := strings.Cut(p, "…")
			c.lang.participles = append(c.lang.participles, participle{a, b})
		}
	case line == "dotless i":
		c.lang.dotlessI = true
	case line == "verb last":
		c.lang.verbLast = true
	case line == "apostrophe letter":
		c.lang.apostropheLetter = true
	case line == "capital nouns":
		c.lang.capitalNouns = true
	case line == "capital months":
		c.lang.capitalMonths = true
	default:
		return fmt.Errorf("unknown setting %q", line)
	}
	return nil
}

// wordLine reads "value: word word" or, for a class without values, words.
func (c *compiler) wordLine(line string) error {
	id, err := c.class(c.section)
	if err != nil {
		return err
	}
	value := int16(0)
	if head, rest, ok := strings.Cut(line, ": "); ok {
		value, line = c.value(head), rest
	}
	for _, w := range strings.Fields(line) {
		if parts := c.parts(w); len(parts) > 1 {
			c.phrases[id] = append(c.phrases[id], phrase{parts, value})
			continue
		}
		only := anyCase
		switch {
		case len(w) > 1 && w[0] == '^':
			only, w = onlyCapital, w[1:]
		case len(w) > 1 && w[0] == '_':
			only, w = onlySmall, w[1:]
		}
		forms, err := c.forms(w)
		if err != nil {
			return err
		}
		for _, f := range forms {
			c.add(f, wordSense{sense{id, value}, only})
		}
	}
	return nil
}

// parts splits a phrase into its tokens: at "_", around "-" and, where it is no
// letter, around "'".
func (c *compiler) parts(w string) []string {
	if len(w) < 3 || w[0] == '_' {
		return []string{w}
	}
	w = strings.ReplaceAll(w, "-", "_-_")
	if !c.lang.apostropheLetter {
		w = strings.ReplaceAll(w, "'", "_'_")
	}
	return strings.FieldsFunc(w, func(r rune) bool { return r == '_' })
}

// class returns the id of a class name, a new one for a new name.
func (c *compiler) class(name string) (classID, error) {
	if id, ok := c.lang.classes[name]; ok {
		return id, nil
	}
	id := firstFree + classID(len(c.lang.classes)-len(classNames))
	c.lang.classes[name] = id
	return id, nil
}

// value is a number, or the number of a symbol.
func (c *compiler) value(s string) int16 {
	if n, err := strconv.Atoi(s); err == nil {
		return int16(n)
	}
	id, ok := c.symbolID[s]
	if !ok {
		id = int16(len(c.lang.symbols))
		c.symbolID[s] = id
		c.lang.symbols = append(c.lang.symbols, s)
	}
	return id
}

// forms expands "stem+SET" and "stem(a,b,)" to the words they stand for.
func (c *compiler) forms(w string) ([]string, error) {
	if stem, set, ok := strings.Cut(w, "+"); ok && set != "" {
		ends, ok := c.sets[set]
		if !ok {
			return nil, fmt.Errorf("no endings %q", set)
		}
		return c.appendEach(stem, ends)
	}
	if stem, ends, ok := strings.Cut(strings.TrimSuffix(w, ")"), "("); ok && stem != "" && strings.HasSuffix(w, ")") {
		return c.appendEach(stem, strings.Split(ends, ","))
	}
	return []string{w}, nil
}

func (c *compiler) appendEach(stem string, ends []string) ([]string, error) {
	stems, err := c.forms(stem)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, s := range stems {
		for _, e := range ends {
			all = append(all, s+e)
		}
	}
	return all, nil
}

// add puts a sense into the lexicon, once.
func (c *compiler) add(w string, s wordSense) {
	key := foldWord(w, c.lang.dotlessI)
	e := c.entry(key)
	if slices.Contains(e.senses, s) {
		return
	}
	e.senses = append(e.senses, s)
	c.byClass[s.class] = append(c.byClass[s.class], e.word)
}

// entry returns what is known of a word, which may be nothing yet.
func (c *compiler) entry(word string) *wordEntry {
	n, ok := lookup.Find(c.lang.index, word)
	if !ok {
		n = uint32(len(c.lang.words))
		c.lang.words = append(c.lang.words, wordEntry{word: word})
		c.lang.index.Add(n)
	}
	return &c.lang.words[n]
}

func foldWord(w string, dotlessI bool) string {
	return strings.Map(func(r rune) rune {
		if dotlessI && r == 'I' {
			return 'ı'
		}
		return fold(r)
	}, w)
}

// finish joins compounds and returns the language.
func (c *compiler) finish() (*language, error) {
	for _, j := range c.joins {
		a, okA := c.lang.classes[j[0]]
		b, okB := c.lang.classes[j[1]]
		if !okA || !okB {
			return nil, fmt.Errorf("join %s %s: no such class", j[0], j[1])
		}
		for _, x := range c.byClass[a] {
			for _, y := range c.byClass[b] {
				c.join(x, y)
			}
		}
	}
	c.lang.starts = make([]int32, int(firstFree)+len(c.lang.classes))
	for k := c.lang.nodes[0].edge; k != 0; k = c.lang.edges[k].next {
		if e := c.lang.edges[k]; !e.glued {
			c.lang.starts[e.class] = e.to
		}
	}
	return c.lang, nil
}

func (c *compiler) join(x, y string) {
	key := x + y
	if _, ok := lookup.Find(c.lang.index, key); ok {
		return
	}
	first, second := c.entry(x).senses, c.entry(y).senses
	senses := c.senses.take(len(first) + len(second))
	copy(senses[copy(senses, first):], second)
	for i := range senses {
		senses[i].only = anyCase
	}
	e := c.entry(key)
	e.senses, e.split, e.firsts = senses, uint8(len(x)), uint8(len(first))
}

// find returns what the lexicon knows of a folded word, nil for nothing.
func (l *language) find(word []byte) *wordEntry {
	n, ok := lookup.Find(l.index, word)
	if !ok {
		return nil
	}
	return &l.words[n]
}
