package what

import (
	"fmt"
	"strings"
)

// grammar is a set of grammatical cases.
type grammar uint8

const (
	nominative grammar = 1 << iota
	genitive
	dative
	accusative
	instrumental
	locative
	anyCase grammar = 1<<6 - 1
)

const caseLetters = "ngdail"

// caseLine reads "case n = er …" (words) and "ending gd = -ии …" (word ends).
func (l *Language) caseLine(kind, letters string, words []string) error {
	var g grammar
	for _, r := range letters {
		i := strings.IndexRune(caseLetters, r)
		if i < 0 {
			return fmt.Errorf("unknown case %q", r)
		}
		g |= 1 << i
	}
	for _, w := range words {
		if kind == "case" {
			l.cases[fold(w)] |= g
		} else {
			e := ending{fold(strings.TrimPrefix(w, "-")), g}
			last := e.text[len(e.text)-1]
			l.endings[last] = append(l.endings[last], e)
		}
	}
	return nil
}

// caseOf returns the cases a word may stand in: what the lexicon says of the
// word, else of its ending, else any.
func (l *Language) caseOf(lower string) grammar {
	if g, ok := l.cases[lower]; ok {
		return g
	}
	if lower == "" {
		return anyCase
	}
	for _, e := range l.endings[lower[len(lower)-1]] {
		if strings.HasSuffix(lower, e.text) {
			return e.cases
		}
	}
	return anyCase
}

// Anaphor says how a phrase points back at a party instead of naming it.
type Anaphor string

// The anaphors.
const (
	Named       Anaphor = ""
	One         Anaphor = "one"         // he, she, it; its country left to discourse
	Many        Anaphor = "many"        // they, both sides, the two countries
	Office      Anaphor = "office"      // "the minister": a role without a country
	Guest       Anaphor = "guest"       // the visitor
	Host        Anaphor = "host"        // the host
	TheCountry  Anaphor = "country"     // the country, the republic
	TheOrg      Anaphor = "org"         // the organisation, the agency
	Neighbours  Anaphor = "neighbours"  // the neighbours, its neighbour
	Counterpart Anaphor = "counterpart" // a colleague whose country the text does not name beside the word
	Latter      Anaphor = "latter"      // the latter, the last named
	Us          Anaphor = "us"          // we: whose statement it is
)

// anaphorForm is one way to write an anaphor.
type anaphorForm struct {
	kind Anaphor
	rest []string
}

func (l *Language) anaphor(kind string, words []string) error {
	for _, w := range words {
		forms, err := l.expand(w)
		if err != nil {
			return err
		}
		for _, f := range forms {
			w := l.listed(f.text)
			w.anaphors = append(w.anaphors, anaphorForm{Anaphor(kind), f.rest})
		}
	}
	return nil
}

// follows reports whether the words stand at once from token i.
func (s *sentence) follows(rest []string, i int) bool { return follows(s.tokens[i:], rest) }
