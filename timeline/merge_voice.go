package timeline

import (
	"hash/fnv"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// Voice tells copies of a report from independent ones.
type Voice struct {
	Site   string   `json:"site,omitempty"`   // host of the report, else its source: one outlet is one voice in all its languages
	Sketch []uint32 `json:"sketch,omitempty"` // the smallest hashes of the text's shingles, ascending
}

const (
	shingle    = 4   // words
	sketchSize = 24  // hashes kept: the similarity of two texts is known to about ±0.1
	copied     = 0.5 // share of shingles from which a text is a copy
)

// VoiceOf fingerprints the report: the smallest hashes of all runs of four words
// of title and text (Broder's bottom-k sketch).
func VoiceOf(r Report) Voice {
	words := strings.FieldsFunc(strings.ToLower(r.Text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	var hashes []uint32
	for i := 0; i+shingle <= len(words); i++ {
		h := fnv.New32a()
		for _, w := range words[i : i+shingle] {
			_, _ = h.Write([]byte(w)) // a hash never fails
			_, _ = h.Write([]byte{0})
		}
		hashes = append(hashes, mix(h.Sum32()))
	}
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	return Voice{Site: site(r), Sketch: slices.Clone(hashes[:min(len(hashes), sketchSize)])}
}

// mix spreads the bits of FNV, whose order follows its input (murmur3's finaliser).
func mix(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}

func site(r Report) string {
	if u, err := url.Parse(r.URL); err == nil && u.Host != "" {
		return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	}
	return r.Source
}

// same reports whether one of the two speaks for the other: the same outlet, or
// nearly the same text.
func (v Voice) same(o Voice) bool {
	if v.Site == o.Site && v.Site != "" {
		return true
	}
	if len(v.Sketch) == 0 || len(o.Sketch) == 0 {
		return false
	}
	shared, all := 0, 0
	for i, j := 0, 0; all < sketchSize && (i < len(v.Sketch) || j < len(o.Sketch)); all++ {
		switch {
		case j == len(o.Sketch) || i < len(v.Sketch) && v.Sketch[i] < o.Sketch[j]:
			i++
		case i == len(v.Sketch) || o.Sketch[j] < v.Sketch[i]:
			j++
		default:
			shared, i, j = shared+1, i+1, j+1
		}
	}
	return float64(shared) >= copied*float64(all)
}

// VoicesOf tells for each mention the first one that speaks with the same voice:
// of the same report, the same outlet, or with nearly the same text.
func VoicesOf(mentions []Mention) []int {
	groups, first := voiceSets(mentions), map[int]int{}
	out := make([]int, len(mentions))
	for i := range mentions {
		g := groups.find(i)
		if _, seen := first[g]; !seen {
			first[g] = i
		}
		out[i] = first[g]
	}
	return out
}

func voiceSets(mentions []Mention) sets {
	groups := newSets(len(mentions))
	for i, m := range mentions {
		for j, o := range mentions[:i] {
			if groups.find(i) != groups.find(j) && (m.Report == o.Report || m.Voice.same(o.Voice)) {
				groups.union(i, j)
			}
		}
	}
	return groups
}

// voices counts the independent reports among the mentions.
func voices(mentions []Mention) int {
	groups, n := voiceSets(mentions), 0
	for i := range mentions {
		if groups.find(i) == i {
			n++
		}
	}
	return n
}
