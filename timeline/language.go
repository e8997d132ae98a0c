package timeline

import (
	"strings"
	"unicode"
)

// language returns the language to read a report in: the declared one, else a
// guess from the text. Kazakh, Kyrgyz and Ukrainian letters overrule a declared
// Russian, which feeds of bilingual outlets carry by mistake.
func language(r Report) string {
	declared, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(r.Lang)), "-")
	known := declared != "" && len(declared) <= 3
	if known && declared != "ru" {
		return declared
	}
	const enough = 2000 // bytes to tell a language by
	if known {
		if own := byLetters(r.Title, r.Text[:min(enough, len(r.Text))]); own != "" {
			return own
		}
		return declared
	}
	return guessLanguage(r.Title + "\n" + head(r.Text, enough))
}

// byLetters returns the language whose own letters, beside those it shares with
// another, are at least one in forty of the texts: Kazakh, Kyrgyz or Ukrainian, ""
// for none.
func byLetters(texts ...string) string {
	kazakh, turkic, ukrainian, both := 0, 0, 0, 0
	for _, s := range texts {
		for _, r := range s {
			switch r {
			case 'ә', 'ғ', 'қ', 'ұ', 'һ', 'Ә', 'Ғ', 'Қ', 'Ұ', 'Һ':
				kazakh++
			case 'ң', 'ө', 'ү', 'Ң', 'Ө', 'Ү':
				turkic++ // Kyrgyz has no others
			case 'ї', 'є', 'ґ', 'Ї', 'Є', 'Ґ':
				ukrainian++
			case 'і', 'І':
				both++
			}
		}
	}
	if kazakh+turkic+ukrainian == 0 {
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
	case (max(kazakh+turkic, ukrainian)+both)*40 < letters:
		return ""
	case ukrainian > kazakh+turkic:
		return "uk"
	case kazakh+both == 0:
		return "ky"
	}
	return "kk"
}

// head returns at most n bytes of s, cut at a rune.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
