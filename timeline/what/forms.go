package what

import (
	"fmt"
	"strings"
)

// wordForm is one form of a lexicon word.
type wordForm struct {
	text     string
	tense    tense
	rest     []string // following words of a phrase
	particle string   // separable prefix standing apart
}

// expand writes out one word of a lexicon:
//
//	met:past,part   a form with its tenses
//	visit~          all endings of the paradigm "~"; invit~e those of "~e"
//	ein&lad~        a separable prefix: joined, joined around "zu", and apart
//	call~_on        a phrase: the head and the words that follow at once
//	sanction*       any word that begins so (in classes and companions)
//
// The forms last until the next word.
func (l *Language) expand(word string) ([]wordForm, error) {
	word = fold(word)
	word, tags, _ := strings.Cut(word, ":")
	t, err := parseTense(tags)
	if err != nil {
		return nil, err
	}
	parts := strings.Split(word, "_")
	prefix, stem, separable := strings.Cut(parts[0], "&")
	if !separable {
		prefix, stem = "", parts[0]
	}
	out, err := l.inflect(l.forms[:0], stem, t)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].rest = parts[1:]
		if !separable {
			continue
		}
		f := out[i]
		out[i].text = prefix + f.text
		if f.tense&infinitive != 0 {
			zu := f
			zu.text, zu.tense = prefix+"zu"+f.text, infinitive
			out = append(out, zu)
		}
		if f.tense&(present|past) != 0 {
			apart := f
			apart.particle, apart.tense = prefix, f.tense&(present|past)
			out = append(out, apart)
		}
	}
	l.forms = out
	return out, nil
}

// inflect writes out stem~paradigm; "^" in a suffix stands for the stem, so that
// "ge^t" makes the German participle.
func (l *Language) inflect(out []wordForm, stem string, t tense) ([]wordForm, error) {
	i := strings.IndexByte(stem, '~')
	if i < 0 {
		return append(out, wordForm{text: stem, tense: t}), nil
	}
	endings, ok := l.paradigms[stem[i:]]
	if !ok {
		return nil, fmt.Errorf("%q: no paradigm %q", stem, stem[i:])
	}
	for _, e := range endings {
		text := stem[:i] + e.text
		if before, after, found := strings.Cut(e.text, "^"); found {
			text = before + stem[:i] + after
		}
		out = append(out, wordForm{text: text, tense: e.tense | t})
	}
	return out, nil
}

// acts reads the patterns of one act line: patterns are separated by ";", a
// pattern is a head (alternatives joined by |) and companions, +word|word for
// those that must stand in the clause, -word|word for those that must not.
func (l *Language) acts(typeMode, frame string, noun bool, right string) error {
	typ, mode, _ := strings.Cut(typeMode, "/")
	f, ok := frames[frame]
	if !ok {
		return fmt.Errorf("unknown frame %q", frame)
	}
	for pattern := range strings.SplitSeq(right, ";") {
		fields := strings.Fields(pattern)
		if len(fields) == 0 {
			continue
		}
		e := &entry{Type: Type(typ), Mode: mode, Frame: frame, frame: f, Noun: noun}
		for _, c := range fields[1:] {
			set, err := l.companions(c[1:])
			switch {
			case err != nil:
				return err
			case c[0] == '+':
				e.need = append(e.need, set)
			case c[0] == '-':
				e.forbid = append(e.forbid, set)
			default:
				return fmt.Errorf("%q: a companion begins with + or -", c)
			}
		}
		if err := l.head(e, fields[0]); err != nil {
			return err
		}
	}
	return nil
}

// companions reads the alternatives of a companion and numbers their set; @class
// stands for the words of a class that stands further up in the file.
func (l *Language) companions(alternatives string) (companion, error) {
	set := l.sets
	l.sets++
	for text := range strings.SplitSeq(alternatives, "|") {
		if class, ok := strings.CutPrefix(text, "@"); ok {
			words, ok := l.classes[class]
			if !ok {
				return set, fmt.Errorf("no class %q above", class)
			}
			for _, w := range words {
				w.accompanies(set)
			}
			continue
		}
		forms, err := l.expand(text)
		if err != nil {
			return set, err
		}
		for _, f := range forms {
			if len(f.rest) > 0 {
				return set, fmt.Errorf("%q: a companion is one word", text)
			}
			l.word(f.text).accompanies(set)
		}
	}
	return set, nil
}

func (l *Language) head(e *entry, alternatives string) error {
	for word := range strings.SplitSeq(alternatives, "|") {
		forms, err := l.expand(word)
		if err != nil {
			return err
		}
		for _, f := range forms {
			if e.Noun {
				f.tense = nominal
			}
			if f.tense == 0 {
				return fmt.Errorf("%q: the form %q has no tense", word, f.text)
			}
			w := l.listed(f.text)
			w.heads = append(w.heads, form{entry: e, tense: f.tense, rest: f.rest, particle: f.particle})
		}
	}
	return nil
}
