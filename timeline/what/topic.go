package what

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

// noise lists the words of sport, business, local politics and leisure; noisy
// says whether they speak for themselves, not only beside others.
func (s *sentence) noise() (words []string, noisy bool) {
	if !s.spoken.has(cNoise) && !s.spoken.has(cNoiseWeak) {
		return nil, false
	}
	for i, t := range s.tokens {
		if s.is(cPartitive, i) && s.prep(i+1) == "of" {
			continue // "a team of doctors"
		}
		if t.word.in(cNoise) || t.word.in(cNoiseWeak) {
			words = append(words, t.Lower)
			noisy = noisy || t.word.in(cNoise)
		}
	}
	return words, noisy || len(words) > 1
}

// Contested reports whether the sentence has words of strife inside a state:
// rebels, strikes, curfews. An opposition that speaks of taxes and schools does
// what oppositions do every day.
func (r Reading) Contested() bool {
	return r.spoken.has(cContested) || r.spoken.has(cOpposed) && !r.spoken.has(cEveryday)
}

// rule names what fired: language, frame and the words of the text.
func (s *sentence) rule(h hit) string {
	b := append(s.letters[:0], s.lang.name...)
	b = append(append(b, ':'), h.entry.Frame...)
	for i := h.first; i <= h.last; i++ {
		b = append(append(b, ' '), s.tokens[i].Lower...)
	}
	if h.particle >= 0 {
		b = append(append(b, ' '), s.tokens[h.particle].Lower...)
	}
	s.letters = b
	return string(b)
}
