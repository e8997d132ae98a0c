package timeline

import (
	"strings"
	"unicode"

	"github.com/RadhiFadlillah/whatlanggo"
)

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
	known := declared != "" && len(declared) <= 3
	if known && declared != "ru" {
		return declared
	}
	const enough = 2000 // bytes to tell a language by
	switch {
	case (known || declared == "") && kazakh(r.Title, r.Text[:min(enough, len(r.Text))]):
		return "kk"
	case known:
		return declared
	}
	guess := whatlanggo.DetectLangWithOptions(r.Title+"\n"+head(r.Text, enough), readable)
	return guess.Iso6391()
}

// kazakh reports whether at least one letter in forty of the texts is Kazakh only.
func kazakh(texts ...string) bool {
	own := 0
	for _, s := range texts {
		for _, r := range s {
			if kazakhOnly(r) {
				own++
			}
		}
	}
	if own == 0 {
		return false
	}
	letters := 0
	for _, s := range texts {
		for _, r := range s {
			if unicode.IsLetter(r) {
				letters++
			}
		}
	}
	return own*40 >= letters
}

// kazakhOnly reports whether Kazakh has the letter and Russian has not.
func kazakhOnly(r rune) bool {
	switch r {
	case 'ә', 'ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'һ', 'і', 'Ә', 'Ғ', 'Қ', 'Ң', 'Ө', 'Ұ', 'Ү', 'Һ', 'І':
		return true
	}
	return false
}

// head returns at most n bytes of s, cut at a rune.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
