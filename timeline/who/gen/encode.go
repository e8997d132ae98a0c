package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// The table lies as it is used, for it is read at every start: a JSON header line
// (languages, words, attrs), then entities as lines of tab-separated fields, then
// the forms in order, see encodeForms.
type header struct {
	Inputs    string                       `json:"inputs"` // checksum of packages and YAML
	Languages []string                     `json:"languages"`
	Attrs     []string                     `json:"attrs"` // form, upper, flags, langs
	Words     map[string]map[string]string `json:"words"`
	Endings   map[string]map[string]string `json:"endings"` // of persons' names, per language
	Entities  int                          `json:"entities"`
	Forms     int                          `json:"forms"`
}

func (b *builder) encode() ([]byte, error) {
	h := header{Inputs: b.facts.sum, Languages: languages, Words: map[string]map[string]string{}, Endings: map[string]map[string]string{}, Entities: len(b.entities), Forms: len(b.forms)}
	for _, lang := range languages {
		h.Words[lang] = b.facts.lang[lang].Words
		h.Endings[lang] = b.facts.lang[lang].Inflect["person"]
	}
	attrs := b.attrNumbers(&h)
	head, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	out := bytes.NewBuffer(append(head, '\n'))
	for _, e := range b.entities {
		out.WriteString(e.line())
	}
	err = b.encodeForms(out, attrs)
	return out.Bytes(), err
}

// line is an entity: kind, code, party, level, from, until, seat, members, place, labels.
func (e entity) line() string {
	place := ""
	if e.kind == "city" {
		place = fmt.Sprintf("%.3f,%.3f", e.lat, e.lon)
	}
	fields := []string{e.kind, e.code, e.party, e.level, e.from, e.until, strconv.FormatBool(e.seat)[:1], strings.Join(e.members, " "), place}
	for _, lang := range []string{"en", "de", "ru", "fr", "kk"} {
		label := e.labels[lang]
		if label == e.labels["en"] && lang != "en" {
			label = ""
		}
		fields = append(fields, label)
	}
	return strings.TrimRight(strings.Join(fields, "\t"), "\t") + "\n"
}

func (b *builder) attrNumbers(h *header) map[attr]int {
	count := map[attr]int{}
	for key := range b.forms {
		for _, s := range b.ordered(key) {
			count[s.attr]++
		}
	}
	var all []attr
	for a := range count {
		all = append(all, a)
	}
	text := func(a attr) string { return fmt.Sprintf("%c%c%d,%d", a.form, a.upper, a.flags, a.langs) }
	sort.Slice(all, func(i, j int) bool {
		if count[all[i]] != count[all[j]] {
			return count[all[i]] > count[all[j]]
		}
		return text(all[i]) < text(all[j])
	})
	numbers := map[attr]int{}
	for i, a := range all {
		numbers[a] = i
		h.Attrs = append(h.Attrs, text(a))
	}
	return numbers
}

// opens marks the first of the forms that begin with one word.
const opens = 0x80

// encodeForms writes four streams: the forms, one after the other; a byte each for
// their lengths; one for how many senses each has; and the senses, two bytes each
// for entity and attr.
func (b *builder) encodeForms(out *bytes.Buffer, attrs map[attr]int) error {
	var text, lengths, counts, senses []byte
	last := ""
	for _, key := range sorted(b.forms) {
		all := b.ordered(key)
		if len(key) > 0xff || len(all) >= opens {
			return fmt.Errorf("%q: %d bytes, %d senses: more than the table holds", key, len(key), len(all))
		}
		text, lengths = append(text, key...), append(lengths, byte(len(key)))
		word, _, _ := strings.Cut(key, " ")
		count := byte(len(all))
		if word != last {
			count |= opens
		}
		counts, last = append(counts, count), word
		for _, s := range all {
			senses = binary.LittleEndian.AppendUint16(senses, uint16(s.entity))
			senses = binary.LittleEndian.AppendUint16(senses, uint16(attrs[s.attr]))
		}
	}
	for _, stream := range [][]byte{text, lengths, counts, senses} {
		_, _ = out.Write(binary.AppendUvarint(nil, uint64(len(stream))))
		_, _ = out.Write(stream)
	}
	return nil
}

// ordered lists the senses of a form, the likeliest first: not weak, then by
// entity number. Senses of one entity with one use differ only in language:
// they are one.
func (b *builder) ordered(key string) []sense {
	merged := map[sense]uint16{}
	for s := range b.forms[key] {
		langs := s.attr.langs
		s.attr.langs = 0
		merged[s] |= langs
	}
	var all []sense
	for s, langs := range merged {
		s.attr.langs = langs
		all = append(all, s)
	}
	rank := func(s sense) string {
		use := strings.IndexByte("knadm", s.attr.form) // a noun before the adjective it looks like
		return fmt.Sprintf("%d%06d%d%c%02d%05d", s.attr.flags&weak, s.entity, use, s.attr.upper, s.attr.flags, s.attr.langs)
	}
	sort.Slice(all, func(i, j int) bool { return rank(all[i]) < rank(all[j]) })
	return all
}
