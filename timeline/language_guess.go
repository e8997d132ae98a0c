package timeline

import (
	_ "embed"
	"math/bits"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/RadhiFadlillah/whatlanggo"
	"github.com/dateline-news/dateline/timeline/what"
)

// languageList names the words and letters of each language, described in its first lines.
//
//go:embed languages.txt
var languageList string

// tongues is a set of languages of languageList, by their places in it.
type tongues uint64

// evidence is what tells languages apart.
type evidence struct {
	codes   []string
	letters map[rune]tongues   // beside the basic ones of a script
	words   map[string]tongues // in lower case
	ends    map[string]tongues // of words
	scripts [2]tongues         // those written in Latin, in Cyrillic letters
}

const longestEnd = 6 // letters of an end of words

var languageEvidence = sync.OnceValue(func() *evidence {
	e := &evidence{letters: map[rune]tongues{}, words: map[string]tongues{}, ends: map[string]tongues{}}
	for line := range strings.Lines(languageList) {
		code, rest, _ := strings.Cut(strings.TrimSpace(line), ":")
		letters, words, ok := strings.Cut(rest, ";")
		if !ok || code[0] == '#' {
			continue
		}
		one := tongues(1) << len(e.codes)
		e.codes = append(e.codes, code)
		for _, r := range strings.TrimSpace(letters) {
			e.letters[r] |= one
		}
		cyrillic := 0
		for w := range strings.FieldsSeq(strings.ToLower(words)) {
			if end, ok := strings.CutPrefix(w, "*"); ok {
				e.ends[end] |= one
				continue
			}
			e.words[w] |= one
			if r, _ := utf8.DecodeRuneInString(w); unicode.Is(unicode.Cyrillic, r) {
				cyrillic = 1
			}
		}
		e.scripts[cyrillic] |= one
	}
	return e
})

// guessLanguage returns the language (ISO 639-1) a short text seems to be in. Words and
// letters that few languages have speak for them; whatlanggo, which needs whole
// sentences, is asked where they leave it open, and for scripts they do not know.
func guessLanguage(text string) string {
	e := languageEvidence()
	var points [64]int
	for k, code := range e.codes {
		if what.Has(code) {
			points[k] = 1 // where nothing else tells, one that is read
		}
	}
	script := [2]int{}
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != 'ʻ' }) {
		name := unicode.IsUpper([]rune(w)[0])
		w = strings.ToLower(w)
		if r, _ := utf8.DecodeRuneInString(w); unicode.Is(unicode.Cyrillic, r) {
			script[1]++
		} else if unicode.Is(unicode.Latin, r) {
			script[0]++
		}
		e.weigh(w, name, &points)
	}
	known := e.scripts[0]
	if script[1] > script[0] {
		known = e.scripts[1]
	}
	if script[0]+script[1] == 0 {
		return whatlanggo.DetectLang(text).Iso6391()
	}
	best := e.best(&points, known)
	tied := whatlanggo.Options{Whitelist: map[whatlanggo.Lang]bool{}}
	for k, code := range e.codes {
		if lang, ok := trigrams()[code]; ok && best&(1<<k) != 0 {
			tied.Whitelist[lang] = true
		}
	}
	if len(tied.Whitelist) > 1 {
		if guess := whatlanggo.DetectWithOptions(text, tied); guess.Confidence > 0 { // else it tells by the order of a map
			return guess.Lang.Iso6391()
		}
	}
	return e.codes[bits.TrailingZeros64(uint64(best))]
}

// trigrams are the languages whatlanggo knows, by their ISO 639-1 codes.
var trigrams = sync.OnceValue(func() map[string]whatlanggo.Lang {
	all := map[string]whatlanggo.Lang{}
	for lang := whatlanggo.Afr; lang <= whatlanggo.Zul; lang++ {
		all[lang.Iso6391()] = lang
	}
	return all
})

// weigh adds to the points of the languages a word speaks for. The letters of a name
// may be those of another language.
func (e *evidence) weigh(w string, name bool, points *[64]int) {
	const word, end, letter = 12, 6, 6
	wrong := -8
	if name {
		wrong = -3
	}
	add(points, e.words[w], word)
	if e.words[w] == 0 && !name {
		for k, n := len(w), 0; k > 0 && n < longestEnd; n++ {
			_, size := utf8.DecodeLastRuneInString(w[:k])
			k -= size
			if set := e.ends[w[k:]]; set != 0 && k > 0 {
				add(points, set, end)
			}
		}
	}
	for _, r := range w {
		set, ok := e.letters[r]
		if !ok {
			continue
		}
		add(points, set, letter)
		for k := range e.codes {
			if set&(1<<k) == 0 {
				points[k] += wrong
			}
		}
	}
}

// add shares points among the languages of a set.
func add(points *[64]int, set tongues, weight int) {
	n := bits.OnesCount64(uint64(set))
	for ; set != 0; set &= set - 1 {
		points[bits.TrailingZeros64(uint64(set))] += (weight + n - 1) / n
	}
}

// best returns the languages of a set with most points.
func (e *evidence) best(points *[64]int, of tongues) (best tongues) {
	most := 0
	for k := range e.codes {
		one := tongues(1) << k
		switch {
		case of&one == 0:
		case best == 0 || points[k] > most:
			best, most = one, points[k]
		case points[k] == most:
			best |= one
		}
	}
	return best
}
