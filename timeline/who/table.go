package who

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/dateline-news/dateline/timeline/lookup"
)

//go:generate go run ./gen

//go:embed table.bin
var packed []byte

const none Kind = "none" // a phrase that contains a name but names no party: South China Sea

// entity is a thing a name can mean.
type entity struct {
	kind        Kind
	code, party string
	name        string // the code as shown: a person's row number is left out
	level       Level
	from, until time.Time // of office holders; zero is open
	seat        bool      // a capital, which can stand for its state
	members     []string
	lat, lon    float64
	labels      [5]string // in labelLanguages
}

var labelLanguages = []string{"en", "de", "ru", "fr", "kk"}

// sense is one meaning of a spelling.
type sense struct {
	entity uint16
	attr   uint16
}

// attr is how a spelling is used.
type attr struct {
	form  Form
	upper byte // a any case, c a capital first, k an acronym: two capitals
	flags byte
	langs uint16
}

const (
	weak         byte = 1 << iota // a less likely meaning
	genitive                      // may be a genitive
	prefixOnly                    // only before a hyphen: российско-
	givenName                     // also a given name: Jordan
	formerOffice                  // names a former holder: Altkanzler
	indeclinable                  // the name has one form only, which may be a genitive too
)

var formLetters = map[byte]Form{'n': Noun, 'a': Adjective, 'd': Demonym, 'm': Metonym, 'k': Acronym}

// table is the decoded gazetteer. keys are sorted; all keys with the same
// first word stand together, and first finds them.
type table struct {
	inputs   string
	entities []entity
	attrs    []attr
	text     string   // all keys, one after the other
	ends     []uint32 // end of key i in text
	senseEnd []uint32 // end of key i's senses
	senses   []sense
	groups   []group       // of keys with the same first word
	first    *lookup.Index // of groups, by that word
	words    map[string]*lexicon
	masks    map[string]uint16
	codes    func() map[string]int // code to entity
}

type group struct{ start, end uint32 }

type header struct {
	Inputs    string                       `json:"inputs"`
	Languages []string                     `json:"languages"`
	Attrs     []string                     `json:"attrs"`
	Words     map[string]map[string]string `json:"words"`
	Endings   map[string]map[string]string `json:"endings"`
	Entities  int                          `json:"entities"`
	Forms     int                          `json:"forms"`
}

var errTable = errors.New("who: table.bin is damaged: run go generate ./timeline/who")

// load decodes the embedded table once.
var load = sync.OnceValue(func() *table {
	t, err := decode(packed)
	if err != nil {
		panic(err) // the table is part of the program
	}
	return t
})

func decode(packed []byte) (*table, error) {
	raw, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errTable, err)
	}
	line, raw, _ := bytes.Cut(raw, []byte{'\n'})
	var h header
	if err := json.Unmarshal(line, &h); err != nil {
		return nil, fmt.Errorf("%w: %w", errTable, err)
	}
	t := &table{inputs: h.Inputs, words: map[string]*lexicon{}, masks: map[string]uint16{}}
	for i, lang := range h.Languages {
		t.masks[lang] = 1 << i
		t.words[lang] = newLexicon(h.Words[lang], h.Endings[lang])
	}
	for _, s := range h.Attrs {
		t.attrs = append(t.attrs, parseAttr(s))
	}
	t.entities = make([]entity, 0, h.Entities)
	for range h.Entities {
		end := bytes.IndexByte(raw, '\n')
		if end < 0 {
			return nil, errTable
		}
		t.entities = append(t.entities, parseEntity(string(raw[:end])))
		raw = raw[end+1:]
	}
	return t, t.decodeForms(raw, h.Forms)
}

func parseAttr(s string) attr {
	a := attr{form: formLetters[s[0]], upper: s[1]}
	flags, langs, _ := strings.Cut(s[2:], ",")
	f, _ := strconv.ParseUint(flags, 10, 8)
	l, _ := strconv.ParseUint(langs, 10, 16)
	a.flags, a.langs = byte(f), uint16(l)
	return a
}

func parseEntity(line string) entity {
	var f [14]string
	copy(f[:], strings.Split(line, "\t"))
	e := entity{kind: Kind(f[0]), code: f[1], party: f[2], level: Level(f[3]), seat: f[6] == "t"}
	e.name = shown(e.code)
	e.from, _ = time.Parse(time.DateOnly, f[4])
	e.until, _ = time.Parse(time.DateOnly, f[5])
	if f[7] != "" {
		e.members = strings.Fields(f[7])
	}
	if lat, lon, ok := strings.Cut(f[8], ","); ok {
		e.lat, _ = strconv.ParseFloat(lat, 64)
		e.lon, _ = strconv.ParseFloat(lon, 64)
	}
	copy(e.labels[:], f[9:])
	return e
}

// streams cuts the five streams of the forms: lengths shared with the form
// before, rests, numbers of senses, entities, attrs.
func streams(raw []byte) (s [5][]byte, err error) {
	for i := range s {
		n, size := binary.Uvarint(raw)
		if size <= 0 || uint64(len(raw)-size) < n {
			return s, errTable
		}
		s[i], raw = raw[size:size+int(n)], raw[size+int(n):]
	}
	return s, nil
}

func (t *table) decodeForms(raw []byte, n int) error {
	s, err := streams(raw)
	if err != nil {
		return err
	}
	shared, rest, counts, ents, attrs := s[0], s[1], s[2], s[3], s[4]
	text := make([]byte, 0, 2*len(rest)+n)
	t.ends, t.senseEnd = make([]uint32, 0, n), make([]uint32, 0, n)
	t.senses = make([]sense, 0, n+n/4)
	var last []byte
	var number int64
	for i := range n {
		end := bytes.IndexByte(rest, 0)
		if end < 0 || len(shared) <= i || int(shared[i]) > len(last) {
			return errTable
		}
		last = append(last[:shared[i]], rest[:end]...)
		rest = rest[end+1:]
		text = append(text, last...)
		t.ends = append(t.ends, uint32(len(text)))
		count, size := binary.Uvarint(counts)
		counts = counts[max(size, 0):]
		for range count {
			d, x := binary.Varint(ents)
			a, y := binary.Uvarint(attrs)
			if number += d; x <= 0 || y <= 0 || number < 0 || number >= int64(len(t.entities)) || a >= uint64(len(t.attrs)) {
				return errTable
			}
			t.senses = append(t.senses, sense{uint16(number), uint16(a)})
			ents, attrs = ents[x:], attrs[y:]
		}
		t.senseEnd = append(t.senseEnd, uint32(len(t.senses)))
	}
	t.text = string(text)
	t.index()
	t.codes = sync.OnceValue(t.indexCodes)
	return nil
}

// byCode finds countries, organisations and cities.
func (t *table) byCode() map[string]int { return t.codes() }

func (t *table) indexCodes() map[string]int {
	m := make(map[string]int, len(t.entities))
	for i, e := range t.entities {
		if _, dup := m[e.code]; !dup && (e.kind == Country || e.kind == Org || e.kind == City) {
			m[e.code] = i
		}
	}
	return m
}

// index groups the keys by their first word.
func (t *table) index() {
	t.groups = make([]group, 0, len(t.ends))
	for i := 0; i < len(t.ends); {
		word := t.firstWord(uint32(i))
		j := i + 1
		for j < len(t.ends) && strings.HasPrefix(t.key(uint32(j)), word) && len(t.key(uint32(j))) > len(word) && t.key(uint32(j))[len(word)] == ' ' {
			j++
		}
		t.groups = append(t.groups, group{uint32(i), uint32(j)})
		i = j
	}
	t.first = lookup.NewIndex(len(t.groups), func(n uint32) string { return t.firstWord(t.groups[n].start) })
	for n := range t.groups {
		t.first.Add(uint32(n))
	}
}

// firstWord is the first word of key i.
func (t *table) firstWord(i uint32) string {
	word, _, _ := strings.Cut(t.key(i), " ")
	return word
}

func (t *table) key(i uint32) string {
	var start uint32
	if i > 0 {
		start = t.ends[i-1]
	}
	return t.text[start:t.ends[i]]
}

func (t *table) sensesOf(i uint32) []sense {
	var start uint32
	if i > 0 {
		start = t.senseEnd[i-1]
	}
	return t.senses[start:t.senseEnd[i]]
}

// groupOf returns the keys that begin with a word, false where there are none.
func (t *table) groupOf(word string) (group, bool) {
	n, ok := lookup.Find(t.first, word)
	if !ok {
		return group{}, false
	}
	return t.groups[n], true
}

// beyond returns the part of a group whose keys go on after a phrase, false
// where no key does.
func (t *table) beyond(g group, phrase string) (group, bool) {
	n := uint32(sort.Search(int(g.end-g.start), func(i int) bool {
		key := t.key(g.start + uint32(i))
		return key > phrase && (len(key) == len(phrase) || !strings.HasPrefix(key, phrase) || key[len(phrase)] >= ' ')
	}))
	g.start += n
	if g.start == g.end {
		return g, false
	}
	rest, ok := strings.CutPrefix(t.key(g.start), phrase)
	return g, ok && strings.HasPrefix(rest, " ")
}

// sensesNamed returns the senses of a folded name, nil for none.
func (t *table) sensesNamed(key string) []sense {
	word, _, _ := strings.Cut(key, " ")
	g, _ := t.groupOf(word)
	return t.find(g, key)
}

// find returns the senses of a key within its group, nil when it is not there.
func (t *table) find(g group, key string) []sense {
	lo, hi := g.start, g.end
	for lo < hi {
		mid := (lo + hi) / 2
		switch k := t.key(mid); {
		case k == key:
			return t.sensesOf(mid)
		case k < key:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return nil
}
