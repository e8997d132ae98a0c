package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// entity is a thing a name can mean.
type entity struct {
	kind, code, party, level string
	from, until              string
	labels                   map[string]string
	lat, lon                 float64
	seat                     bool // a city that can stand for its state
	members                  []string
}

// sense says that a form may mean an entity.
type sense struct {
	entity int
	attr   attr
}

// attr is how a form is used; few combinations occur, the table lists them once.
type attr struct {
	form  byte // n noun, a adjective, d demonym, m metonym, k acronym
	upper byte // a any case, c capital first, k acronym: two capitals
	flags byte // 1 weak, 2 genitive, 4 before a hyphen only, 8 also a given name, 16 of a former holder, 32 the name's only form
	langs uint16
}

const (
	weak = 1 << iota
	genitive
	prefixOnly
	givenName
	formerOffice
	indeclinable
)

type builder struct {
	facts    *facts
	pkg      *packages
	alpha2   map[string]string
	entities []entity
	index    map[string]int // kind and code -> entity
	forms    map[string]map[sense]bool
	given    map[string]bool // lang + folded word
}

func newBuilder(f *facts, p *packages) *builder {
	b := &builder{facts: f, pkg: p, alpha2: map[string]string{}, index: map[string]int{}, forms: map[string]map[sense]bool{}, given: map[string]bool{}}
	for a2, a3 := range p.alpha3 {
		b.alpha2[a3] = a2
	}
	for _, lang := range languages {
		for _, w := range list(f.lang[lang].GivenNames) {
			b.given[lang+fold(w)] = true
		}
	}
	return b
}

func (b *builder) build() error {
	for _, step := range []func() error{b.countries, b.organisations, b.offices, b.cities, b.persons, b.ignored, b.check} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// add makes an entity and returns its number; an entity is made once.
func (b *builder) add(e entity) int {
	key := e.kind + " " + e.code + " " + e.party
	if e.kind == "country" || e.kind == "org" {
		key = "party " + e.code
	}
	if i, ok := b.index[key]; ok {
		return i
	}
	b.index[key] = len(b.entities)
	b.entities = append(b.entities, e)
	return len(b.entities) - 1
}

func (b *builder) party(code string) (int, error) {
	i, ok := b.index["party "+code]
	if !ok {
		return 0, fmt.Errorf("no country or organisation has the code %q", code)
	}
	return i, nil
}

// form adds one spelling of an entity.
func (b *builder) form(e int, lang string, f inflected, kind byte, extra byte) {
	text := strings.ReplaceAll(f.text, "\u00a0", " ")
	key := fold(text)
	if key == "" {
		return
	}
	a := attr{form: kind, upper: upperRule(text), flags: extra, langs: mask(lang)}
	if f.genitive {
		a.flags |= genitive
	}
	if f.prefix {
		a.flags |= prefixOnly
	}
	if b.given[lang+key] {
		a.flags |= givenName
	}
	if a.upper == 'k' {
		if kind == 'n' {
			a.form = 'k'
		}
		if lang == "en" || utf8.RuneCountInString(key) > 2 {
			a.langs = 1<<len(languages) - 1
		}
	}
	if b.forms[key] == nil {
		b.forms[key] = map[sense]bool{}
	}
	b.forms[key][sense{e, a}] = true
	if p := ascii(text); fold(p) != key {
		b.form(e, lang, inflected{p, f.genitive, f.prefix}, kind, extra)
	}
}

// names adds the inflected forms of every name; a name with "?" is a weaker sense.
func (b *builder) names(e int, lang, class string, kind byte, names []string, plural bool) {
	p := paradigms(b.facts.lang[lang].Inflect[class])
	for _, name := range names {
		var extra byte
		name, isWeak := strings.CutSuffix(name, "?")
		if isWeak {
			extra = weak
		}
		name, isFormer := strings.CutPrefix(name, "†")
		if isFormer {
			extra |= formerOffice
		}
		forms := p.phrase(name, plural)
		for _, f := range forms {
			more := extra
			if len(forms) == 1 {
				more |= indeclinable
			}
			b.form(e, lang, f, kind, more)
		}
	}
}

func mask(lang string) uint16 { return 1 << slices.Index(languages, lang) }

// upperRule reads from the spelling how a name is capitalised.
func upperRule(text string) byte {
	first, _, _ := strings.Cut(text, " ")
	n := 0
	for _, r := range first {
		if unicode.IsUpper(r) {
			n++
		}
	}
	r, _ := utf8.DecodeRuneInString(first)
	switch {
	case n >= 2 && !strings.ContainsAny(first, "-'’"):
		return 'k'
	case unicode.IsUpper(r):
		return 'c'
	}
	return 'a'
}

// fold is the key of a name: lower case, ё as е, words joined by one space.
// Package who folds texts the same way.
func fold(s string) string {
	s = strings.ReplaceAll(strings.ToLower(strings.ReplaceAll(s, "İ", "i")), "ё", "е")
	return strings.Join(strings.FieldsFunc(dotless(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) }), " ")
}

// dotless removes the dots of abbreviations: U.S. is US.
func dotless(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if parts := strings.Split(strings.TrimSuffix(w, "."), "."); len(parts) > 1 && !slices.ContainsFunc(parts, func(p string) bool { return utf8.RuneCountInString(p) != 1 }) {
			words[i] = strings.Join(parts, "")
		}
	}
	return strings.Join(words, " ")
}

var letters = strings.NewReplacer("ø", "o", "Ø", "O", "ı", "i", "ł", "l", "Ł", "L", "đ", "d", "Đ", "D", "æ", "ae", "œ", "oe", "ə", "a", "Ə", "A", "’", "'", "‘", "'")

// plain takes the marks off Latin letters.
func plain(s string) string {
	return letters.Replace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}

// ascii is the spelling without marks, which prose often uses: Turkiye.
func ascii(s string) string {
	if strings.ContainsAny(s, "äöüÄÖÜ") && strings.IndexFunc(s, func(r rune) bool { return r > 0x24f }) < 0 && !strings.Contains(s, "Türkiye") {
		return s // German umlauts are letters of their own
	}
	if strings.IndexFunc(s, func(r rune) bool { return r > 0x24f && unicode.IsLetter(r) && r < 0x1e00 }) >= 0 {
		return s // another script
	}
	return plain(s)
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
