package what

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/timeline/lookup"
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
	s.tokens, s.spoken, s.opened, s.letters, s.spelled = s.tokens[:0], mask{}, mask{}, s.letters[:0], s.spelled[:0]
	last, elides := -1, s.lang.is(cElision)
	for i := s.Start; i < s.End; {
		if s.Text[i] == ' ' {
			i++
			continue
		}
		if end := lookup.SmallWord(s.Text[:s.End], i); end > 0 {
			s.addToken(Token{Start: i, End: end, Word: true, Glued: last == i, Lower: s.Text[i:end], word: s.lang.of(s.Text[i:end])})
			i, last = end, end
			continue
		}
		r, size := utf8.DecodeRuneInString(s.Text[i:s.End])
		t := Token{Start: i, Word: wordRune(r), Glued: last == i}
		if !t.Word && unicode.IsSpace(r) {
			i += size
			continue
		}
		t.Upper = t.Word && upperCase(r)
		from := len(s.letters)
		s.letters = utf8.AppendRune(s.letters, lower(r))
		i += size
		if t.Word {
			i, s.letters = wordEnd(s.Text[:s.End], i, s.letters)
			if elides {
				i = s.elided(t.Start, i)
				s.letters = append(s.letters[:from], fold(s.Text[t.Start:i])...)
			}
		}
		t.End, last = i, i
		t.Lower, t.word = s.lang.look(s.letters[from:], s.Text[t.Start:i])
		if t.Lower != "" {
			s.letters = s.letters[:from]
		} else {
			s.spelled = append(s.spelled, from)
		}
		s.addToken(t)
	}
	s.spell()
}

func (s *sentence) addToken(t Token) {
	s.spoken.add(&t.word.classes)
	s.opened.add(&t.word.starts)
	s.tokens = append(s.tokens, t)
}

// spell gives the tokens that have none yet their letters in lower case, cut out
// of one string.
func (s *sentence) spell() {
	all, n := string(s.letters), 0
	s.spelled = append(s.spelled, len(all))
	for i := range s.tokens {
		if t := &s.tokens[i]; t.Lower == "" {
			t.Lower = all[s.spelled[n]:s.spelled[n+1]]
			n++
		}
	}
}

// elided cuts a word after the article or preposition it begins with, in
// languages that elide them: "l'Indonésie", "d'accord".
func (s *sentence) elided(i, end int) int {
	for k, r := range s.Text[i:end] {
		if cut := i + k + utf8.RuneLen(r); apostrophe(r) && cut < end && s.lang.of(fold(s.Text[i:cut])).in(cElision) {
			return cut
		}
	}
	return end
}

// upperCase is unicode.IsUpper, which is slow where most letters are not Latin.
func upperCase(r rune) bool {
	if 'А' <= r && r <= 'я' {
		return r <= 'Я'
	}
	return unicode.IsUpper(r)
}

func wordRune(r rune) bool {
	return 'А' <= r && r <= 'я' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// wordEnd returns where the word that is open at i ends, and adds the rest of it
// to its key. An apostrophe stays inside ("N'Djamena", "n't") unless it begins
// the English possessive.
func wordEnd(text string, i int, key []byte) (int, []byte) {
	for i < len(text) {
		c := text[i]
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			key = append(key, c)
			i++
			continue
		case c == ' ':
			return i, key
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if !wordRune(r) && !(apostrophe(r) && innerApostrophe(text[i+size:])) {
			break
		}
		key = utf8.AppendRune(key, lower(r))
		i += size
	}
	return i, key
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

// lower is a letter in lower case; ё is е and the curly apostrophe straight, as
// writers mix them.
func lower(r rune) rune {
	switch {
	case 'а' <= r && r <= 'я':
		return r
	case 'А' <= r && r <= 'Я':
		return r + 'а' - 'А'
	case r == 'ё' || r == 'Ё':
		return 'е'
	case r == '’':
		return '\''
	}
	return unicode.ToLower(r)
}

// fold lower-cases a word.
func fold(s string) string { return strings.Map(lower, s) }
