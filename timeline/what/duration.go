package what

// The lengths an act may have, in days, that a lexicon has words for.
const (
	shortest class = 2
	longest  class = 5
)

// Length says how many days what a sentence tells of lasts ("zweitägig",
// "three-day"), counted from the day it names, or to that day where it Ends on it.
type Length struct {
	Days int // 0 where the sentence does not say how long, or which end it names
	Ends bool
}

// length reads how long what the sentence tells of lasts. What is said of
// something it happens on the margins of does not count.
func (s *sentence) length() Length {
	for days := shortest; days <= longest; days++ {
		if !s.speaks(cDays + days - shortest) {
			continue
		}
		begins, ends := s.speaks(cDayBegins), s.speaks(cDayEnds)
		if begins == ends || s.speaks(cMargins) {
			break
		}
		return Length{int(days), ends}
	}
	return Length{}
}

// speaks reports whether a word or phrase of the class stands in the sentence.
func (s *sentence) speaks(c class) bool {
	if s.spoken.has(c) {
		return true
	}
	if !s.opened.has(c) {
		return false
	}
	for i := range s.tokens {
		if s.phraseAt(c, i) > 0 {
			return true
		}
	}
	return false
}

// follows reports whether the tokens begin with the words.
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
