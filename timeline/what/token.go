package what

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Token is a word, a number or a mark of a sentence.
type Token struct {
	Start, End int    // byte offsets into the text
	Lower      string // lower-cased, ё folded to е
	Upper      bool   // begins with a capital letter
	Word       bool   // letters or digits; false for marks
	Glued      bool   // no space stands before it
	word       *word  // what the lexicon says of it
}

// tokenize splits text[start:end]. Hyphens and English 's stand alone, so that
// "SOZ-Gipfel" and "Kenya's" give up their parts; an abbreviating period stays
// a mark of its own.
func (l *Language) tokenize(text string, start, end int) []Token {
	tokens := make([]Token, 0, (end-start)/6+4)
	for i := start; i < end; {
		r, size := utf8.DecodeRuneInString(text[i:end])
		if unicode.IsSpace(r) {
			i += size
			continue
		}
		j := i + size
		word := wordRune(r)
		if word {
			j = wordEnd(text, j, end)
		}
		t := Token{Start: i, End: j, Word: word, Upper: unicode.IsUpper(r), Glued: len(tokens) > 0 && tokens[len(tokens)-1].End == i}
		t.Lower = fold(text[i:j])
		t.word = l.look(t.Lower)
		tokens = append(tokens, t)
		i = j
	}
	return tokens
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// wordEnd returns where the word that is open at i ends. An apostrophe stays
// inside ("N'Djamena", "n't") unless it begins the English possessive.
func wordEnd(text string, i, end int) int {
	for i < end {
		r, size := utf8.DecodeRuneInString(text[i:end])
		if apostrophe(r) {
			if !innerApostrophe(text[i+size : end]) {
				return i
			}
		} else if !wordRune(r) {
			return i
		}
		i += size
	}
	return end
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' }

// innerApostrophe reports whether the apostrophe before rest joins two parts of
// one word.
func innerApostrophe(rest string) bool {
	r, size := utf8.DecodeRuneInString(rest)
	if !unicode.IsLetter(r) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(rest[size:])
	return r != 's' && r != 'S' || unicode.IsLetter(next)
}

// fold lower-cases a word; ё is е and the curly apostrophe straight, as writers
// mix them.
func fold(s string) string {
	lower := strings.ToLower(s)
	if strings.Contains(lower, "ё") || strings.Contains(lower, "’") {
		return folder.Replace(lower)
	}
	return lower
}

var folder = strings.NewReplacer("ё", "е", "’", "'")
