package what

import "strings"

// Contexts are PLOVER's contexts, the topics of an event, sorted.
var Contexts = [...]string{
	"diplomatic", "economic", "environment", "health", "human_rights", "legal", "migration", "military", "natural_resource", "technology", "territory",
}

// Topics returns the contexts whose words stand among the tokens, sorted;
// "diplomatic" where there is no other.
func (l *Language) Topics(tokens []Token) []string {
	var found []string
	spoken := classesOf(tokens)
	for i, name := range Contexts {
		if spoken.has(cTopics + class(i)) {
			found = append(found, name)
		}
	}
	if len(found) == 0 {
		found = []string{"diplomatic"}
	}
	return found
}

// occasions are the kinds of named occasions, the most telling first.
var occasions = [...]string{"summit", "conference", "forum", "assembly", "council"}

// Occasion returns the kind of the occasion the tokens name, "" for none.
func (l *Language) Occasion(tokens []Token) string {
	spoken := classesOf(tokens)
	for i, kind := range occasions {
		if spoken.has(cOccasions + class(i)) {
			return kind
		}
	}
	return ""
}

// classesOf gathers the classes of the words among the tokens.
func classesOf(tokens []Token) mask {
	var all mask
	for _, t := range tokens {
		if t.Word {
			all.add(t.word.classes)
		}
	}
	return all
}

// rule names what fired: language, frame and the words of the text.
func (s *sentence) rule(h hit) string {
	words := make([]string, 0, 2)
	for i := h.first; i <= h.last; i++ {
		words = append(words, s.tokens[i].Lower)
	}
	if h.particle >= 0 {
		words = append(words, s.tokens[h.particle].Lower)
	}
	return s.lang.name + ":" + h.entry.Frame + " " + strings.Join(words, " ")
}
