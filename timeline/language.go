package timeline

import (
	"strings"
	"unicode"

	"github.com/RadhiFadlillah/whatlanggo"
)

// readable maps the languages dateline guesses between; whatlanggo is not
// asked for Kazakh and Ukrainian, which their letters decide.
var readable = whatlanggo.Options{Whitelist: map[whatlanggo.Lang]bool{
	whatlanggo.Deu: true, whatlanggo.Eng: true, whatlanggo.Rus: true, whatlanggo.Fra: true, whatlanggo.Spa: true,
}}

// language returns the language to read a report in: the declared one, else a
// guess from the text. Kazakh and Ukrainian letters overrule a declared Russian,
// which feeds of bilingual outlets carry by mistake.
func language(r Report) string {
	declared, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(r.Lang)), "-")
	known := declared != "" && len(declared) <= 3
	if known && declared != "ru" {
		return declared
	}
	const enough = 2000 // bytes to tell a language by
	if known || declared == "" {
		if own := byLetters(r.Title, r.Text[:min(enough, len(r.Text))]); own != "" {
			return own
		}
	}
	if known {
		return declared
	}
	guess := whatlanggo.DetectLangWithOptions(r.Title+"\n"+head(r.Text, enough), readable)
	return guess.Iso6391()
}

// byLetters returns the language whose own letters, beside the і that both have,
// are at least one in forty of the texts: Kazakh or Ukrainian, "" for neither.
func byLetters(texts ...string) string {
	kazakh, ukrainian, both := 0, 0, 0
	for _, s := range texts {
		for _, r := range s {
			switch r {
			case 'ә', 'ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'һ', 'Ә', 'Ғ', 'Қ', 'Ң', 'Ө', 'Ұ', 'Ү', 'Һ':
				kazakh++
			case 'ї', 'є', 'ґ', 'Ї', 'Є', 'Ґ':
				ukrainian++
			case 'і', 'І':
				both++
			}
		}
	}
	if kazakh+ukrainian == 0 {
		return ""
	}
	letters := 0
	for _, s := range texts {
		for _, r := range s {
			if unicode.IsLetter(r) {
				letters++
			}
		}
	}
	switch {
	case (max(kazakh, ukrainian)+both)*40 < letters:
		return ""
	case kazakh >= ukrainian:
		return "kk"
	}
	return "uk"
}

// head returns at most n bytes of s, cut at a rune.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
