package timeline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// name is a person's name made comparable: the words of it, folded.
type name struct {
	script *unicode.RangeTable
	words  []string // lower case, as written
	plain  []string // without accents
	bones  []string // transliterated consonants, to compare across scripts
}

func nameOf(s string) *name { return remembered.name(s) }

func readName(s string) *name {
	n := &name{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		r := []rune(w)
		if len(r) < 2 {
			continue // an initial
		}
		if unicode.Is(unicode.Cyrillic, r[0]) {
			n.script = unicode.Cyrillic
		} else if n.script == nil {
			n.script = unicode.Latin
		}
		n.words = append(n.words, w)
		n.plain = append(n.plain, Fold(w))
		n.bones = append(n.bones, bones(w))
	}
	return n
}

// agreePersons breaks ties: the same person on the same side speaks for one
// event. Different names for a side are two meetings, such as one minister's
// talks with two officials of an organisation.
func agreePersons(a, b *Kind) (int, bool) {
	score := 0
	for _, p := range b.persons {
		same, other := false, false
		for _, q := range a.persons {
			if p.code == q.code {
				is := p.name.is(q.name)
				same, other = same || is, other || !is
			}
		}
		switch {
		case same:
			score++
		case other:
			return 0, false
		}
	}
	return score, true
}

// is reports whether the two may name one person, whatever the ending or
// script: the last words of two full names are alike, or two words of them, or any
// word of a short one.
func (n *name) is(o *name) bool {
	if n == o {
		return true
	}
	return remembered.same(n, o)
}

func (n *name) alike(o *name) bool {
	if len(n.words) == 0 || len(o.words) == 0 {
		return true
	}
	need := 2 // "Faisal bin Farhan", "Faisal bin Farhan Al Saud"
	if i, j := len(n.words)-1, len(o.words)-1; i == 0 || j == 0 || n.bones[i] == "" || o.bones[j] == "" {
		need = 1
	} else if n.nearness(i, o, j) >= surely {
		return true
	}
	full := need > 1
	for i := range n.words {
		for j := range o.words {
			if (!full || !n.particle(i) && !o.particle(j)) && n.nearness(i, o, j) >= perhaps {
				if need--; need == 0 {
					return true
				}
				break
			}
		}
	}
	return false
}

// particle: bin, von, Аль.
func (n *name) particle(i int) bool { return i > 0 && utf8.RuneCountInString(n.words[i]) < 4 }

// How near two words of names are, in percent of their bones.
const (
	surely  = 75
	perhaps = 60
)

// nearness compares the i-th word of n with the j-th of o. Languages of one script
// too transcribe a name each in its own way: Tokajew, Tokayev.
func (n *name) nearness(i int, o *name, j int) int {
	if n.script == o.script && alike(n.plain[i], o.plain[j]) {
		return 100
	}
	return max(nearness(n.bones[i], o.bones[j]), nearness(n.uninflected(i), o.uninflected(j)))
}

// nearness is the share of bones that two words have in common, in the same order.
func nearness(x, y string) int {
	if x == "" || y == "" {
		return 0
	}
	return 100 * common(x, y) / max(len(x), len(y))
}

// uninflected is the bones of a word without the ending of the Russian instrumental,
// the case of whom one meets: Шольцем.
func (n *name) uninflected(i int) string {
	w := n.words[i]
	for _, ending := range instrumental {
		if strings.HasSuffix(w, ending) && len(w) > 2*len(ending) {
			return strings.TrimSuffix(n.bones[i], "m")
		}
	}
	return n.bones[i]
}

var instrumental = []string{"ом", "ем", "ём", "ым", "им"}

// alike reports whether two words differ only in their ending: inflected
// languages decline names.
func alike(a, b string) bool {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	shorter := min(len(x), len(y))
	return n == shorter || n >= 4 && n >= shorter-2
}

// common is the length of the longest common subsequence.
func common(a, b string) int {
	row := make([]int, len(b)+1)
	for i := range len(a) {
		diagonal := 0
		for j := range len(b) {
			above := row[j+1]
			if a[i] == b[j] {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

// bones reduces a word to consonants of the Latin alphabet. The letters that
// the transcriptions of one name disagree about fall together.
func bones(w string) string {
	if strings.HasSuffix(w, "ic") {
		w += "h" // Serbian names without their accents: Ilić
	}
	w = digraphs.Replace(w)
	var b strings.Builder
	var last rune
	for _, r := range w {
		if c, ok := consonants[r]; ok && c != last {
			b.WriteRune(c)
			last = c
		}
	}
	return b.String()
}

// Digraphs, longest first: of those that begin at one letter the first is taken.
var digraphs = strings.NewReplacer(
	"tsch", "s", "dsch", "s", "sch", "s", "tch", "s", "sh", "s", "ch", "s", "kh", "h", "gh", "g", "zh", "s", "dj", "s", "ts", "s", "tz", "s",
	"щ", "с", "ш", "с", "дж", "ж", "qu", "k", "th", "t", "ph", "f", "ck", "k", "gue", "ge", "gui", "gi", "ce", "s", "ci", "s", "cy", "s",
	"xi", "s", "x", "ks", "qi", "s", // as Chinese names are written
)

// consonants maps letters of the Latin and Cyrillic alphabets to a common skeleton,
// all hissing ones to one: each language writes them in its own way.
// J is left out: it is a vowel in German, a consonant in English.
var consonants = map[rune]rune{
	'b': 'b', 'c': 'k', 'ç': 's', 'ć': 's', 'd': 'd', 'f': 'f', 'g': 'g', 'ğ': 'g', 'h': 'h', 'k': 'k', 'l': 'l', 'ł': 'l', 'm': 'm',
	'n': 'n', 'ñ': 'n', 'ń': 'n', 'p': 'p', 'q': 'k', 'r': 'r', 'ř': 'r', 's': 's', 'ş': 's', 'ß': 's', 't': 't', 'v': 'v', 'w': 'v', 'z': 's',
	'ž': 's', 'ż': 's', 'ź': 's', 'š': 's', 'ś': 's', 'č': 's', 'đ': 'd',
	'б': 'b', 'в': 'v', 'г': 'g', 'ғ': 'g', 'д': 'd', 'ж': 's', 'з': 's', 'к': 'k', 'қ': 'k', 'л': 'l', 'м': 'm', 'н': 'n', 'ң': 'n',
	'п': 'p', 'р': 'r', 'с': 's', 'т': 't', 'ф': 'f', 'х': 'h', 'һ': 'h', 'ц': 's', 'ч': 's',
}
