package timeline

import (
	"strings"
	"unicode"

	"github.com/RadhiFadlillah/whatlanggo"
)

// kazakhLetters are the letters Kazakh has and Russian has not.
const kazakhLetters = "әғқңөұүһіӘҒҚҢӨҰҮҺІ"

// readable maps the languages dateline guesses between; whatlanggo knows no
// Kazakh, which its letters decide before it is asked.
var readable = whatlanggo.Options{Whitelist: map[whatlanggo.Lang]bool{
	whatlanggo.Deu: true, whatlanggo.Eng: true, whatlanggo.Rus: true, whatlanggo.Fra: true,
}}

// language returns the language to read a report in: the declared one, else a
// guess from the text. Kazakh letters overrule a declared Russian, which feeds
// of bilingual outlets carry by mistake.
func language(r Report) string {
	declared, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(r.Lang)), "-")
	sample := r.Title + "\n" + head(r.Text, 2000)
	if (declared == "" || declared == "ru") && kazakh(sample) {
		return "kk"
	}
	if declared != "" && len(declared) <= 3 {
		return declared
	}
	guess := whatlanggo.DetectLangWithOptions(sample, readable)
	return guess.Iso6391()
}

// kazakh reports whether at least one letter in forty is Kazakh only.
func kazakh(s string) bool {
	letters, own := 0, 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters++
			if strings.ContainsRune(kazakhLetters, r) {
				own++
			}
		}
	}
	return own > 0 && own*40 >= letters
}

// head returns at most n bytes of s, cut at a rune.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
