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

// tokenize splits the sentence. Hyphens and English 's stand alone, so that
// "SOZ-Gipfel" and "Kenya's" give up their parts; an abbreviating period stays
// a mark of its own.
func (s *sentence) tokenize() {
	s.tokens = s.tokens[:0]
	last := -1
	for i := s.Start; i < s.End; {
		r, size := utf8.DecodeRuneInString(s.Text[i:s.End])
		if unicode.IsSpace(r) {
			i += size
			continue
		}
		t := Token{Start: i, End: i + size, Word: wordRune(r), Upper: unicode.IsUpper(r), Glued: last == i}
		if t.Word {
			t.End = wordEnd(s.Text, t.End, s.End)
		}
		t.Lower = fold(s.Text[i:t.End])
		t.word = s.lang.look(t.Lower)
		s.tokens = append(s.tokens, t)
		i, last = t.End, t.End
	}
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
