package who

import (
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// class is what a small word does beside a name; a word may be of several.
type class uint16

const (
	former     class = 1 << iota // ehemalige, former, бывший
	of                           // leads from an office to its party: of, der, von
	from                         // does so for a visitor, not for a posted diplomat: aus, from, из
	and                          // joins parties
	skip                         // may stand between party and office: new, neue, новый
	title                        // stands before a person's name: Mr, Dr, господин
	particle                     // lower-case part of a name: van, bin, de
	stop                         // a capitalised word that ends a person's name
	article                      // may stand before a party or office: der, the
	at                           // leads from an office to where it serves: ambassador to, Botschafter in
	portfolio                    // part of a minister's field: Wissenschaft, higher, образования
	suppressor                   // after a name it makes it something else: Georgia governor, Niger Delta
)

var classNames = map[string]class{"former": former, "of": of, "from": from, "and": and, "skip": skip, "title": title, "particle": particle, "stop": stop, "article": article, "at": at, "portfolio": portfolio, "not_before": suppressor}

// lexicon is what a language's YAML says about words beside names.
type lexicon struct {
	classes      map[string]class
	capitalNouns bool     // nouns are capitalised, so capitals do not show names
	genitive     bool     // a party right after an office stands in the genitive
	indeclinable bool     // a name of one form may stand for it: глава Конго
	adjAfter     bool     // a party's adjective may stand after the office: président français
	nounBefore   bool     // a party's noun may stand before the office: Kazakhstan Foreign Minister
	compounds    []string // last parts of compounds that are offices: Rohstoff|minister
	retired      string   // words after an office somebody has left: a. D.
	suffixes     []string // case endings taken off a name, the longest first
	stopSuffixes []string // endings of common nouns that end a person's name
	endings      []ending // of persons' names
}

// ending relates an inflected ending to the nominative's.
type ending struct{ inflected, nominative string }

func newLexicon(words, endings map[string]string) *lexicon {
	l := &lexicon{classes: map[string]class{}, capitalNouns: words["capital_nouns"] != "", genitive: words["genitive"] != "", indeclinable: words["indeclinable_genitive"] != "", adjAfter: words["adjective_after"] != "", nounBefore: words["noun_before"] != ""}
	for name, c := range classNames {
		for w := range strings.FieldsSeq(words[name]) {
			l.classes[w] |= c
		}
	}
	l.compounds, l.retired = longestFirst(strings.Fields(words["compounds"])), words["retired"]
	l.suffixes = longestFirst(strings.Fields(words["suffixes"]))
	l.stopSuffixes = strings.Fields(words["stop_suffixes"])
	for nominative, slots := range endings {
		if strings.HasPrefix(nominative, ":") {
			continue
		}
		for slot := range strings.FieldsSeq(slots) {
			for e := range strings.SplitSeq(strings.TrimPrefix(slot, "*"), "/") {
				if e = strings.TrimSuffix(e, "-"); e != nominative {
					l.endings = append(l.endings, ending{e, nominative})
				}
			}
		}
	}
	slices.SortFunc(l.endings, func(a, b ending) int {
		if n := len(b.inflected) - len(a.inflected); n != 0 {
			return n
		}
		return strings.Compare(a.inflected+" "+a.nominative, b.inflected+" "+b.nominative)
	})
	return l
}

func longestFirst(s []string) []string {
	slices.SortStableFunc(s, func(a, b string) int { return len(b) - len(a) })
	return s
}

// is reports whether a folded word is of the class.
func (l *lexicon) is(word string, c class) bool { return l.classes[word]&c != 0 }

// lemmas yields what the nominative of a folded surname may be, the word itself
// first; some more than once.
func (l *lexicon) lemmas(word string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(word) {
			return
		}
		for _, e := range l.endings {
			stem, ok := strings.CutSuffix(word, e.inflected)
			if ok && utf8.RuneCountInString(stem) >= 2 && !yield(stem+e.nominative) {
				return
			}
		}
	}
}

// stems lists what a folded phrase is without a case suffix, the longest suffix
// first: which of them was added only the name itself tells.
func (l *lexicon) stems(phrase string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, s := range l.suffixes {
			if stem, ok := strings.CutSuffix(phrase, s); ok && utf8.RuneCountInString(stem) >= 3 && !yield(stem) {
				return
			}
		}
	}
}
