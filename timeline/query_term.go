package timeline

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/timeline/what"
)

// examples shows a value of every field.
var examples = map[Key]string{
	KeyActor: "actor:KAZ", KeyMember: "member:SCO", KeyType: "type:consult/visit", KeyStatus: "status:planned",
	KeyPlace: "place:geneva", KeyDate: "date:2024-02", KeyReported: "reported:last-24h", KeyChanged: "changed:last-24h", KeySource: "source:daz",
	KeyTag: "tag:press", KeyLang: "lang:de", KeyTopic: "topic:human_rights", KeyReports: "reports:>=2",
	KeyIn: "in:kz-ch", keySort: "sort:-date",
}

// badValue says why a value of a field cannot be read.
type badValue struct{ msg, hint string }

// makeTerm reads a field's value.
func makeTerm(key Key, value string) (Term, *badValue) {
	t := Term{Key: key, Op: Equal, Value: value}
	switch key {
	case KeyActor, KeyMember, KeyPlace:
		return nameTerm(t), nil
	case KeyType:
		return typeTerm(t)
	case KeyStatus:
		return oneOf(t, statusAlias(value), statuses)
	case KeyTopic:
		return oneOf(t, strings.NewReplacer("-", "_", " ", "_").Replace(value), Topics)
	case KeyDate, KeyReported, KeyChanged:
		return dateTerm(t)
	case KeyReports:
		return countTerm(t)
	case KeyLang:
		return langTerm(t)
	case keySort:
		name, desc := strings.CutPrefix(value, "-")
		t, bad := oneOf(t, name, sorts)
		if desc {
			t.Value = "-" + t.Value
		}
		return t, bad
	case KeySource:
		t.Codes = []string{value}
	}
	return t, nil
}

// oneOf takes value, in any case, where it is among the known ones.
func oneOf(t Term, value string, known []string) (Term, *badValue) {
	t.Value = strings.ToLower(value)
	if slices.Contains(known, t.Value) {
		return t, nil
	}
	return t, &badValue{"unknown " + string(t.Key) + " " + value, suggest(t.Value, known)}
}

// statusAlias reads American spelling and the labels of the interface languages.
func statusAlias(value string) string {
	if strings.EqualFold(value, "canceled") {
		return string(Cancelled)
	}
	for _, lang := range Languages {
		for status, label := range labelsOf(lang).Statuses {
			if Fold(label) == Fold(value) {
				return status
			}
		}
	}
	return value
}

// typeTerm reads consult, consult/visit, a bare mode ("visit") or a label in an
// interface language ("Treffen").
func typeTerm(t Term) (Term, *badValue) {
	name, mode, _ := strings.Cut(strings.ToLower(t.Value), "/")
	t.Type, t.Mode = what.Type(strings.ToUpper(name)), mode
	if !slices.Contains(what.Types, t.Type) {
		var ok bool
		if t.Type, t.Mode, ok = typeByLabel(t.Value); !ok {
			return t, &badValue{"unknown type " + t.Value, suggest(name, typeNames())}
		}
	}
	if modes := Modes(t.Type); t.Mode != "" && !slices.Contains(modes, t.Mode) {
		return t, &badValue{"type " + name + " has no mode " + mode, suggest(mode, modes)}
	}
	t.Value = strings.ToLower(string(t.Type))
	if t.Mode != "" {
		t.Value += "/" + t.Mode
	}
	return t, nil
}

func typeNames() []string {
	var names []string
	for _, t := range what.Types {
		for _, name := range append([]string{strings.ToLower(string(t))}, Modes(t)...) {
			if !slices.Contains(names, name) { // several types may have a mode of one name
				names = append(names, name)
			}
		}
	}
	return names
}

func dateTerm(t Term) (Term, *badValue) {
	r, err := ParseDateRange(t.Value)
	if err != nil {
		return t, &badValue{t.Value + " is not a date", err.Error()}
	}
	if r.Undated() && t.Key != KeyDate {
		return t, &badValue{"every report and change has a date", "use date:none for events without one"}
	}
	t.Range, t.Value = r, r.String()
	return t, nil
}

var count = regexp.MustCompile(`^(>=|<=|>|<|=|)(\d{1,6})$`)

func countTerm(t Term) (Term, *badValue) {
	m := count.FindStringSubmatch(t.Value)
	if m == nil {
		return t, &badValue{t.Value + " is not a number", "write for example " + examples[t.Key]}
	}
	t.Op = Op(m[1])
	if t.Op == "" {
		t.Op = Equal
	}
	t.Number, _ = strconv.Atoi(m[2]) // at most six digits
	t.Value = strings.TrimPrefix(m[1], "=") + strconv.Itoa(t.Number)
	return t, nil
}

var langCode = regexp.MustCompile(`^[a-z]{2,3}$`)

func langTerm(t Term) (Term, *badValue) {
	t.Value = strings.ToLower(t.Value)
	if !langCode.MatchString(t.Value) {
		return t, &badValue{t.Value + " is not a language", "write its ISO 639 code, for example " + examples[t.Key]}
	}
	return t, nil
}

func suggestField(field string) string {
	names := make([]string, len(Keys))
	for i, k := range Keys {
		names[i] = string(k)
	}
	if best, ok := nearest(field, names); ok {
		return "did you mean " + best + ":?"
	}
	return "fields are " + strings.Join(names, ", ") + `; quote it to search for the text`
}

func suggest(value string, known []string) string {
	if best, ok := nearest(value, known); ok {
		return "did you mean " + best + "?"
	}
	return "known are " + strings.Join(known, ", ")
}

// nearest returns the known word that s begins with or the other way round, else
// the one that differs by the fewest edits, where that is at most a third of its letters.
func nearest(s string, known []string) (string, bool) {
	for _, k := range known {
		if min(len(s), len(k)) > 3 && (strings.HasPrefix(s, k) || strings.HasPrefix(k, s)) {
			return k, true
		}
	}
	best, bestDist := "", len([]rune(s))
	for _, k := range known {
		if d := edits([]rune(s), []rune(k)); d < bestDist && d <= max(1, len([]rune(k))/3) {
			best, bestDist = k, d
		}
	}
	return best, best != ""
}

// edits is the Levenshtein distance, a swap of neighbours counting one.
func edits(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
