package what

import "strings"

// Contexts are PLOVER's contexts, the topics of an event, sorted.
var Contexts = [...]string{
	"diplomatic", "economic", "environment", "health", "human_rights", "legal", "migration", "military", "natural_resource", "technology", "territory",
}

// Topics returns the contexts whose words stand in the sentence, sorted;
// "diplomatic" where there is no other.
func (r Reading) Topics() []string {
	var found []string
	for i, name := range Contexts {
		if r.spoken.has(cTopics + class(i)) {
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

// Occasion returns the kind of the occasion the sentence names, "" for none.
func (r Reading) Occasion() string {
	for i, kind := range occasions {
		if r.spoken.has(cOccasions + class(i)) {
			return kind
		}
	}
	return ""
}

// spoken gathers the classes of the sentence's words.
func (s *sentence) spoken() mask {
	var all mask
	for _, t := range s.tokens {
		if t.Word {
			all.add(t.word.classes)
		}
	}
	return all
}

// noise lists the words of sport, business, local politics and leisure.
func (s *sentence) noise() []string {
	var words []string
	for _, t := range s.tokens {
		if t.word.in(cNoise) {
			words = append(words, t.Lower)
		}
	}
	return words
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
