package what

// class numbers the word classes that the engine asks for; a lexicon fills them
// under the names of classNames.
type class uint8

const (
	cAbbreviation class = iota
	cAbbreviationAtEnd
	cAdverb
	cAnd
	cArticle
	cAspect
	cAttend
	cBody
	cBut
	cCancel
	cCause
	cConditional
	cDeadline
	cDet
	cDuring
	cFiller
	cFinite
	cFormer
	cFuture
	cHeld
	cMargins
	cMediate
	cModal
	cNegation
	cNegationBefore
	cNewdate
	cNo
	cNoise
	cNoArticles
	cAuxiliariesComeFirst
	cNounsAreCapitalised
	cNoplace
	cNounBeforeOffice
	cNumber
	cOf
	cOnly
	cOrdinals
	cPassive
	cPassivePresent
	cPerfect
	cPlan
	cPlanned
	cPluperfect
	cPlural
	cPluralOnly
	cPossessive
	cPostpone
	cPrivate
	cPurpose
	cRange
	cRelation
	cRelative
	cSingular
	cStop
	cSubordinator
	cSurnamesDecline
	cTheirs
	cTo
	cWeekday
	cWish
	classCount
)

var classNames = [classCount]string{
	cAbbreviation:         "abbreviation",
	cAbbreviationAtEnd:    "abbreviation_at_end",
	cAdverb:               "adverb",
	cAnd:                  "and",
	cArticle:              "article",
	cAspect:               "aspect",
	cAttend:               "attend",
	cBody:                 "body",
	cBut:                  "but",
	cCancel:               "cancel",
	cCause:                "cause",
	cConditional:          "conditional",
	cDeadline:             "deadline",
	cDet:                  "det",
	cDuring:               "during",
	cFiller:               "filler",
	cFinite:               "finite",
	cFormer:               "former",
	cFuture:               "future",
	cHeld:                 "held",
	cMargins:              "margins",
	cMediate:              "mediate",
	cModal:                "modal",
	cNegation:             "negation",
	cNegationBefore:       "negation_before",
	cNewdate:              "newdate",
	cNo:                   "no",
	cNoise:                "noise",
	cNoArticles:           "no_articles",
	cNoplace:              "noplace",
	cNounBeforeOffice:     "noun_before_office",
	cNumber:               "number",
	cOf:                   "of",
	cOnly:                 "only",
	cOrdinals:             "ordinals",
	cPassive:              "passive",
	cPassivePresent:       "passive_present",
	cPerfect:              "perfect",
	cPlan:                 "plan",
	cPlanned:              "planned",
	cPluperfect:           "pluperfect",
	cPlural:               "plural",
	cPluralOnly:           "plural_only",
	cPossessive:           "possessive",
	cPostpone:             "postpone",
	cPrivate:              "private",
	cPurpose:              "purpose",
	cRange:                "range",
	cRelation:             "relation",
	cRelative:             "relative",
	cSingular:             "singular",
	cStop:                 "stop",
	cSubordinator:         "subordinator",
	cSurnamesDecline:      "surnames_decline",
	cTheirs:               "theirs",
	cTo:                   "to",
	cWeekday:              "weekday",
	cWish:                 "wish",
	cAuxiliariesComeFirst: "auxiliaries_come_first",
	cNounsAreCapitalised:  "nouns_are_capitalised",
}

// mask is a set of classes.
type mask [(classCount + 63) / 64]uint64

func (m *mask) set(c class)      { m[c/64] |= 1 << (c % 64) }
func (m *mask) has(c class) bool { return m[c/64]&(1<<(c%64)) != 0 }

// word is all the lexicon says of one word form.
type word struct {
	classes  mask
	phrases  mask // classes with a phrase that begins with the word
	prep     string
	heads    []form
	anaphors []anaphorForm
}

var unknownWord = &word{}

// index gathers what the lexicon says by word, so that reading looks each word
// up once.
func (l *Language) index() {
	l.words = map[string]*word{}
	at := func(s string) *word {
		if l.words[s] == nil {
			l.words[s] = &word{}
		}
		return l.words[s]
	}
	for c, name := range classNames {
		if set := l.classes[name]; set != nil {
			for w := range set.exact {
				at(w).classes.set(class(c))
			}
			if len(set.prefixes)+len(set.suffixes) > 0 {
				l.open.set(class(c))
			}
		}
		for w := range l.phrases[name] {
			at(w).phrases.set(class(c))
		}
	}
	for w, group := range l.preps {
		at(w).prep = group
	}
	for w, forms := range l.heads {
		at(w).heads = forms
	}
	for w, forms := range l.anaphors {
		at(w).anaphors = forms
	}
}

// look returns what the lexicon says of a word in lower case.
func (l *Language) look(lower string) *word {
	if w := l.words[lower]; w != nil {
		return w
	}
	return unknownWord
}

// in reports whether a word belongs to a class.
func (l *Language) in(c class, w *word, lower string) bool {
	return w.classes.has(c) || l.open.has(c) && l.classes[classNames[c]].has(lower)
}

// Is reports whether a word belongs to one of the lexicon's classes by name.
func (l *Language) Is(name, w string) bool {
	c := l.classes[name]
	return c != nil && c.has(fold(w))
}

// Noise reports whether a token is a word of sport, business, local politics or
// leisure.
func (l *Language) Noise(t Token) bool {
	return l.in(cNoise, l.look(t.Lower), t.Lower)
}

func (s *sentence) prep(i int) string {
	if i < 0 || i >= len(s.words) {
		return ""
	}
	return s.words[i].prep
}

// phraseAt returns how many tokens from i a phrase of the class covers, 0 for none.
func (s *sentence) phraseAt(c class, i int) int {
	w := s.words[i]
	if s.lang.in(c, w, s.tokens[i].Lower) {
		return 1
	}
	if w.phrases.has(c) {
		for _, rest := range s.lang.phrases[classNames[c]][s.tokens[i].Lower] {
			if s.follows(rest, i+1) {
				return 1 + len(rest)
			}
		}
	}
	return 0
}

// is reports whether token i belongs to the class (single words only).
func (s *sentence) is(c class, i int) bool {
	return i >= 0 && i < len(s.tokens) && s.lang.in(c, s.words[i], s.tokens[i].Lower)
}

// is reports whether the language has a class at all: its features are classes.
func (l *Language) is(c class) bool { return l.classes[classNames[c]] != nil }
