package timeline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/timeline/what"
)

// Sentence is one sentence of a report's text.
type Sentence struct {
	Start, End int // byte offsets into the text, half-open, without white space at the ends
	Paragraph  int // number of its paragraph, from 0
}

// sentences splits a text: at blank lines and line ends, and after . ! ? … when
// what follows can begin a sentence and what precedes is no abbreviation,
// ordinal or initial. Abbreviations are data of the language's lexicon.
func sentences(text string, lex *what.Language) []Sentence {
	const usual = 100 // bytes of a sentence
	var out []Sentence
	paragraph, start, depth := 0, 0, 0
	flush := func(end int) {
		if s, ok := trimmed(text, start, end); ok {
			s.Paragraph = paragraph
			if out == nil {
				out = make([]Sentence, 0, len(text)/usual+1)
			}
			out = append(out, s)
		}
		start, depth = end, 0
	}
	for i := 0; i < len(text); {
		if !mayEnd[text[i]] {
			i++
			continue
		}
		next := i + 1
		switch text[i] {
		case '\n':
			flush(i)
			if strings.HasPrefix(strings.TrimLeft(text[next:], " \t\r"), "\n") {
				paragraph++
			}
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		case '.', '!', '?', ellipsis[0]:
			if text[i] == ellipsis[0] && !strings.HasPrefix(text[i:], ellipsis) || depth > 0 {
				break
			}
			stop, size := utf8.DecodeRuneInString(text[i:])
			next = i + size
			if end := closing(text, next); breaks(text, start, i, end, stop, lex) {
				flush(end)
				next = max(end, next)
			}
		}
		i = next
	}
	flush(len(text))
	return out
}

const ellipsis = "…"

// mayEnd has the bytes that sentences looks at.
var mayEnd = [256]bool{'\n': true, '(': true, ')': true, '.': true, '!': true, '?': true, 0xe2: true} // 0xe2 begins the ellipsis

// trimmed cuts white space off both ends; ok is false when nothing is left.
func trimmed(text string, start, end int) (Sentence, bool) {
	s := text[start:end]
	left := len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace))
	end = start + len(strings.TrimRightFunc(s, unicode.IsSpace))
	return Sentence{Start: start + left, End: end}, start+left < end
}

// closing steps over marks that belong to the sentence's end: more stops,
// quotes and brackets.
func closing(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !strings.ContainsRune(".!?…\"”“»’)]", r) {
			return i
		}
		i += size
	}
	return i
}

// breaks reports whether the stop at i ends a sentence.
func breaks(text string, start, i, end int, stop rune, lex *what.Language) bool {
	if end >= len(text) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(text[end:])
	if !unicode.IsSpace(r) {
		return false
	}
	rest := strings.TrimLeft(text[end:], " \t\u00a0")
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, "\"“„«‘(–—- "))
	if unicode.IsLower(first) {
		return false
	}
	if stop != '.' {
		return true
	}
	word := lastWord(text[max(start, i-24):i])
	switch {
	case word == "":
		return true
	case isNumber(word):
		return !ordinal(word, rest, lex)
	case lex != nil && lex.Is("abbreviation", word):
		return lex.Is("abbreviation_at_end", word) && unicode.IsUpper(first)
	}
	return utf8.RuneCountInString(word) > 1 || !unicode.IsUpper([]rune(word)[0])
}

// lastWord returns the letters, digits and inner stops before a stop.
func lastWord(s string) string {
	i := strings.LastIndexFunc(s, func(r rune) bool {
		russian := 'А' <= r && r <= 'я' // asked first, for it is quick
		return !russian && !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '-'
	})
	if i < 0 {
		return s
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return s[i+size:]
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// ordinal reports whether "3." before the rest is an ordinal: in languages that
// write ordinals with a stop, a small number before a word that is no sentence
// opener ("3. März", "20. Jahrhundert").
func ordinal(number, rest string, lex *what.Language) bool {
	return lex != nil && len(number) <= 2 && lex.Is("ordinals", "yes")
}
