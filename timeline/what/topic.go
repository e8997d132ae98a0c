package what

import "strings"

// The prefixes of the classes that name topics and occasions in a lexicon.
const (
	topicPrefix    = "topic_"
	occasionPrefix = "occasion_"
)

// Contexts are PLOVER's contexts, the topics of an event, sorted.
var Contexts = []string{
	"diplomatic", "economic", "environment", "health", "human_rights", "legal", "migration", "military", "natural_resource", "technology", "territory",
}

// Topics returns the contexts whose words stand among the tokens, sorted;
// "diplomatic" where there is no other.
func (l *Language) Topics(tokens []Token) []string {
	var found []string
	for _, name := range Contexts {
		if set := l.classes[topicPrefix+name]; set != nil && anyOf(set, tokens) {
			found = append(found, name)
		}
	}
	if len(found) == 0 {
		found = []string{"diplomatic"}
	}
	return found
}

// occasions are the kinds of named occasions, the most telling first.
var occasions = []string{"summit", "conference", "forum", "assembly", "council"}

// Occasion returns the kind of the occasion the tokens name, "" for none.
func (l *Language) Occasion(tokens []Token) string {
	for _, kind := range occasions {
		if set := l.classes[occasionPrefix+kind]; set != nil && anyOf(set, tokens) {
			return kind
		}
	}
	return ""
}

func anyOf(set *wordSet, tokens []Token) bool {
	for _, t := range tokens {
		if t.Word && set.has(t.Lower) {
			return true
		}
	}
	return false
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
