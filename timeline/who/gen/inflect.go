package main

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// inflected is one form of a name.
type inflected struct {
	text     string
	genitive bool // some word stands in the slot marked "*"
	prefix   bool // only before a hyphen: "российско-"
}

// paradigms maps the ending of a word to its slots: "ия: ия *ии ии ию ией ии | ии ий".
// "-" is the empty ending, "/" separates variants of a slot, "*" marks the
// genitive, a trailing "+" a form only used before a hyphen, "|" the plural.
type paradigms map[string]string

// find returns the slots for a word, as full words; the longest ending wins.
// A word may name its paradigm itself: "Алматы:0", and "0" never declines.
func (p paradigms) find(word string, plural bool) [][]inflected {
	stem, key, named := strings.Cut(word, ":")
	if named {
		if key == "0" {
			return [][]inflected{{{text: stem}}}
		}
		slots, ok := p[":"+key]
		if !ok {
			panic("no paradigm :" + key + " for " + word)
		}
		ending, rest, _ := strings.Cut(slots, "=")
		return expand(strings.TrimSuffix(stem, strings.TrimSpace(ending)), rest, plural)
	}
	if acronym(word) {
		return [][]inflected{{{text: word}}}
	}
	for i := range word {
		if slots, ok := p[word[i:]]; ok {
			return expand(word[:i], slots, plural)
		}
	}
	if slots, ok := p[""]; ok {
		return expand(word, slots, plural)
	}
	return [][]inflected{{{text: word}}}
}

// acronym reports whether a word is written in capitals alone.
func acronym(word string) bool {
	return word == strings.ToUpper(word) && strings.IndexFunc(word, unicode.IsUpper) >= 0 && utf8.RuneCountInString(word) > 1
}

func expand(stem, slots string, plural bool) [][]inflected {
	singular, more, _ := strings.Cut(slots, "|")
	if plural {
		singular += more
	}
	var out [][]inflected
	for slot := range strings.FieldsSeq(singular) {
		var variants []inflected
		slot, genitive := strings.CutPrefix(slot, "*")
		for ending := range strings.SplitSeq(slot, "/") {
			ending, prefix := strings.CutSuffix(ending, "+")
			if ending == "-" {
				ending = ""
			}
			variants = append(variants, inflected{stem + ending, genitive, prefix})
		}
		out = append(out, variants)
	}
	return out
}

// head is the only word that declines where the paradigm ":head" lists the
// words that follow a head: minister of foreign affairs. Else it is the last
// word; adjectives ("~") and words with a paradigm of their own decline too.
// -1 is every word.
func (p paradigms) head(words []string) int {
	after, ok := p[":head"]
	if !ok {
		return -1 // Russian: all agree
	}
	for i, w := range words {
		if i > 0 && slices.Contains(strings.Fields(after), w) {
			return i - 1
		}
	}
	return len(words) - 1
}

// phrase declines a name of several words. Words after "|" stay as they are;
// words with the same number of slots agree, others combine freely.
func (p paradigms) phrase(name string, plural bool) []inflected {
	head, tail, fixed := strings.Cut(name, "|")
	var all [][][]inflected
	size := 1
	words := strings.Fields(head)
	declines := p.head(words)
	for i, w := range words {
		slots := [][]inflected{{{text: w}}}
		if declines < 0 || i == declines || strings.HasSuffix(w, "~") || strings.Contains(w, ":") {
			slots = p.find(w, plural)
		}
		if size > 1 && len(slots) > 1 && len(slots) != size {
			size = -1
		} else if len(slots) > 1 {
			size = len(slots)
		}
		all = append(all, slots)
	}
	var out []inflected
	if size < 0 {
		out = combine(all, func([][]inflected) []inflected { return nil })
	} else {
		for i := range size {
			out = append(out, combine(all, func(s [][]inflected) []inflected { return s[min(i, len(s)-1)] })...)
		}
	}
	if fixed {
		for i := range out {
			out[i].text += " " + strings.TrimSpace(tail)
		}
	}
	return unique(out)
}

// combine joins the words; pick chooses a word's variants, or nil for all its slots.
func combine(words [][][]inflected, pick func([][]inflected) []inflected) []inflected {
	out := []inflected{{}}
	for _, slots := range words {
		variants := pick(slots)
		if variants == nil {
			for _, s := range slots {
				variants = append(variants, s...)
			}
		}
		var next []inflected
		for _, o := range out {
			for _, v := range variants {
				next = append(next, inflected{strings.TrimSpace(o.text + " " + v.text), o.genitive || v.genitive, o.prefix || v.prefix})
			}
		}
		out = next
	}
	return out
}

func unique(in []inflected) []inflected {
	at := map[string]int{}
	var out []inflected
	for _, f := range in {
		if i, ok := at[f.text]; ok {
			out[i].genitive = out[i].genitive || f.genitive
			out[i].prefix = out[i].prefix && f.prefix
			continue
		}
		at[f.text] = len(out)
		out = append(out, f)
	}
	return out
}
