package what

// lengths are the classes of words that say how many days an act lasts.
var lengths = []string{2: "days_2", 3: "days_3", 4: "days_4", 5: "days_5"}

// Duration says how many days what the tokens tell of lasts ("zweitägig",
// "three-day"), and whether it begins or ends on the day they name; 0 days where
// they do not say how long or which end is meant, or speak of something on its margins.
func (l *Language) Duration(tokens []Token) (days int, ends bool) {
	if l.speak(tokens, "margins") {
		return 0, false
	}
	begins := l.speak(tokens, "day_begins")
	ends = l.speak(tokens, "day_ends")
	if begins == ends {
		return 0, false
	}
	for n, class := range lengths {
		if class != "" && l.speak(tokens, class) {
			return n, ends
		}
	}
	return 0, false
}

// speak reports whether a word or phrase of the class stands among the tokens.
func (l *Language) speak(tokens []Token, class string) bool {
	set := l.classes[class]
	for i, t := range tokens {
		if t.Word && set != nil && set.has(t.Lower) {
			return true
		}
		for _, rest := range l.phrases[class][t.Lower] {
			if follows(tokens[i+1:], rest) {
				return true
			}
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
