package timeline

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Tokens splits text into search words: runs of letters and digits, lower case,
// without accents (é → e, ё → е, й → и, ü → u), ß as ss. A stored index and a
// query agree when both go through it.
func Tokens(s string) []string { return strings.Fields(Fold(s)) }

// Fold joins the tokens of s with single spaces: names that fold alike are alike.
func Fold(s string) string {
	f := folding{}
	f.out.Grow(len(s))
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			f.add(c)
		case 'A' <= c && c <= 'Z':
			f.add(c + 'a' - 'A')
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s[i:])
			f.addRune(r, s[i:i+size])
			i += size
			continue
		case c != '\'': // an apostrophe within a word
			f.gap = true
		}
		i++
	}
	return f.out.String()
}

// folding is a text that is being folded.
type folding struct {
	out strings.Builder
	gap bool // between the last token and the next
}

// space ends a token, where one has ended.
func (f *folding) space() {
	if f.gap && f.out.Len() > 0 {
		f.out.WriteByte(' ')
	}
	f.gap = false
}

func (f *folding) add(c byte) {
	f.space()
	f.out.WriteByte(c)
}

// addRune adds a rune beyond ASCII, which the text is.
func (f *folding) addRune(r rune, text string) {
	if int(r) >= len(alphabets()) {
		f.decompose(text)
		return
	}
	switch c := alphabets()[r]; {
	case c == foldGap:
		f.gap = true
	case c == "":
	case c == foldMore:
		f.decompose(text)
	default:
		f.space()
		f.out.WriteString(c)
	}
}

// What a rune folds to where it is no text.
const (
	foldGap  = " " // the end of a token
	foldMore = "?" // tokens with an end between them: ½
)

// alphabets are what the runes of Latin, Greek, Cyrillic, Armenian and Hebrew fold to.
var alphabets = sync.OnceValue(func() *[0x600]string {
	var out [0x600]string
	for r := range rune(len(out)) {
		f := folding{}
		f.decompose(string(r))
		switch text := f.out.String(); {
		case text != "" && (f.gap || strings.Contains(text, " ")):
			out[r] = foldMore
		case f.gap:
			out[r] = foldGap
		default:
			out[r] = text
		}
	}
	return &out
})

// decompose adds runes by their decomposition.
func (f *folding) decompose(s string) {
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’' || r == 'ʼ':
			// An accent, or an apostrophe within a word.
		case r == 'ß':
			f.space()
			f.out.WriteString("ss")
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			f.space()
			f.out.WriteRune(unicode.ToLower(r))
		default:
			f.gap = true
		}
	}
}

// SearchText returns what a text search looks through: every evidence sentence,
// the names of parties, persons and places as reports give them, the occasion,
// and the generated title in every interface language.
func (e Event) SearchText() string {
	parts := []string{e.Occasion, e.Place.Name}
	for _, p := range e.Parties {
		parts = append(parts, p.Name, p.Person)
	}
	for _, m := range e.Mentions {
		parts = append(parts, m.Evidence.Text, m.Place.Name)
		for _, p := range m.Parties {
			parts = append(parts, p.Name, p.Person)
		}
	}
	for _, lang := range Languages {
		parts = append(parts, Title(e, lang))
	}
	slices.Sort(parts)
	parts = slices.Compact(parts)
	return strings.TrimSpace(strings.Join(parts, "\n"))
}

// match reports whether the tokens of t follow one another in words.
func (t Text) match(words []string) bool {
	want := Tokens(t.Words)
	for i := 0; i+len(want) <= len(words); i++ {
		if t.matchAt(want, words[i:]) {
			return true
		}
	}
	return false
}

func (t Text) matchAt(want, words []string) bool {
	last := len(want) - 1
	if last < 0 || !slices.Equal(want[:last], words[:last]) {
		return false
	}
	return words[last] == want[last] || t.Prefix && strings.HasPrefix(words[last], want[last])
}
