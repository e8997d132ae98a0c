package timeline

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/timeline/what"
)

// maxTitleParties is how many parties a title names before it counts the rest.
const maxTitleParties = 5

// Title returns the event's title, made from its structure in an interface
// language: "Kazakhstan – UN: Meeting, Geneva". An unknown language gets English.
func Title(e Event, lang string) string {
	title := titleParties(e.Parties, lang) + ": " + TypeLabel(e.Type, e.Mode, lang)
	if place := PlaceName(e.Place, lang); place != "" {
		title += ", " + place
	}
	return title
}

// Headline returns the title with the event's own date and, where it is not
// simply occurred, its status: "Kazakhstan – UN: Meeting, Geneva, 3–4 July 2024
// (planned)".
func Headline(e Event, lang string) string {
	s := Title(e, lang) + ", " + DateText(e.Date, lang)
	if status := ShownStatus(e); status != string(Occurred) {
		s += " (" + StatusLabel(status, lang) + ")"
	}
	return s
}

// ShownStatus returns the one word that says how the event stands: its status,
// or postponed, or retracted.
func ShownStatus(e Event) string {
	switch {
	case e.Retracted:
		return statusRetracted
	case e.Postponed():
		return statusPostponed
	default:
		return string(e.Status)
	}
}

func titleParties(parties []Party, lang string) string {
	var shown []string
	for _, p := range parties {
		if name := PartyName(p, lang); !slices.Contains(shown, name) {
			shown = append(shown, name)
		}
	}
	if len(shown) == 0 {
		return labelsOf(lang).Words["unknown"]
	}
	if rest := len(shown) - maxTitleParties; rest > 1 {
		more := strings.ReplaceAll(labelsOf(lang).Words["more"], "{n}", strconv.Itoa(rest))
		return strings.Join(shown[:maxTitleParties], " – ") + " " + more
	}
	return strings.Join(shown, " – ")
}

// PartyName returns the party's name in an interface language, else as the text
// has it, else its code.
func PartyName(p Party, lang string) string {
	if name := CodeName(p.Code, lang); name != "" {
		return name
	}
	if p.Name != "" {
		return p.Name
	}
	if p.Code != "" {
		return p.Code
	}
	return labelsOf(lang).Words["unknown"]
}

// PlaceName returns the place's name in an interface language, else as the text
// has it, else its country's.
func PlaceName(p Place, lang string) string {
	if name := CodeName(p.Code, lang); name != "" {
		return name
	}
	if p.Name != "" {
		return p.Name
	}
	return CodeName(p.Country, lang)
}

// CodeName returns what a code of the gazetteer stands for, in an interface
// language; empty where that is not known.
func CodeName(code, lang string) string {
	if label := names().Label(code, lang); label != code {
		return label
	}
	return ""
}

// TypeLabel names a type and mode in an interface language: "Visit". A mode
// without a label gets its type's.
func TypeLabel(t what.Type, mode, lang string) string {
	l := labelsOf(lang)
	if label := l.Types[string(t)+"/"+mode]; label != "" {
		return label
	}
	if label := l.Types[string(t)]; label != "" {
		return label
	}
	return strings.ToLower(string(t))
}

// StatusLabel names a status in an interface language; besides the values of
// [Status], postponed, background and retracted.
func StatusLabel[S ~string](s S, lang string) string {
	if label := labelsOf(lang).Statuses[string(s)]; label != "" {
		return label
	}
	return string(s)
}

// TopicLabel names a PLOVER context in an interface language.
func TopicLabel(topic, lang string) string {
	if label := labelsOf(lang).Topics[topic]; label != "" {
		return label
	}
	return strings.ReplaceAll(topic, "_", " ")
}

// Word returns one of the words of generated text: date, place, parties,
// status, reports, history, note, reported.
func Word(key, lang string) string { return labelsOf(lang).Words[key] }

// Modes returns the modes a type has, sorted.
func Modes(t what.Type) []string {
	var modes []string
	for key := range labelsOf(DefaultLanguage).Types {
		if mode, ok := strings.CutPrefix(key, string(t)+"/"); ok {
			modes = append(modes, mode)
		}
	}
	slices.Sort(modes)
	return modes
}

// typeByLabel finds the type or mode that value names: a mode that only one type
// has, or a label in an interface language.
func typeByLabel(value string) (t what.Type, mode string, ok bool) {
	folded := Fold(value)
	for _, t := range what.Types {
		for _, mode := range append([]string{""}, Modes(t)...) {
			if mode != "" && Fold(mode) == folded && modeOwner(mode) == t {
				return t, mode, true
			}
			for _, lang := range Languages {
				if key := labelKey(t, mode); Fold(labelsOf(lang).Types[key]) == folded {
					return t, mode, true
				}
			}
		}
	}
	return "", "", false
}

func labelKey(t what.Type, mode string) string {
	return strings.TrimSuffix(string(t)+"/"+mode, "/")
}

// modeOwner returns the only type that has the mode, none where several do.
func modeOwner(mode string) what.Type {
	var owner what.Type
	for _, t := range what.Types {
		if slices.Contains(Modes(t), mode) {
			if owner != "" {
				return ""
			}
			owner = t
		}
	}
	return owner
}
