package what

// The lengths an act may have, in days, that a lexicon has words for.
const (
	shortest class = 2
	longest  class = 5
)

// Duration says how many days what the tokens tell of lasts ("zweitägig",
// "three-day"), and whether it begins or ends on the day they name; 0 days where
// they do not say how long or which end is meant, or speak of something on its margins.
func (l *Language) Duration(tokens []Token) (days int, ends bool) {
	for n := shortest; n <= longest && days == 0; n++ {
		if speak(tokens, cDays+n-shortest) {
			days = int(n)
		}
	}
	if days == 0 || speak(tokens, cMargins) {
		return 0, false
	}
	begins := speak(tokens, cDayBegins)
	ends = speak(tokens, cDayEnds)
	if begins == ends {
		return 0, false
	}
	return days, ends
}

// speak reports whether a word or phrase of the class stands among the tokens.
func speak(tokens []Token, c class) bool {
	for i := range tokens {
		if phraseAt(tokens, c, i) > 0 {
			return true
		}
	}
	return false
}

func follows(tokens []Token, words []string) bool {
	if len(words) > len(tokens) {
		return false
	}
	for i, w := range words {
		if tokens[i].Lower != w {
			return false
		}
	}
	return true
}
