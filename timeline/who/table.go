package who

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/dateline-news/dateline/timeline/lookup"
)

//go:generate go run ./gen

//go:embed table.bin
var embedded string

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

// table is the gazetteer, most of it as it is embedded. keys are sorted; all keys
// with the same first word stand together, and byFirst finds them.
type table struct {
	inputs   string
	entities []entity
	attrs    []attr
	text     string   // all keys, one after the other
	ends     []uint32 // end of key i in text
	senseEnd []uint32 // end of key i's senses
	senses   []sense
	groups   []first       // of keys with the same first word, and one after the last
	byFirst  *lookup.Index // groups by that word
	words    map[string]*lexicon
	masks    map[string]uint16
	codes    func() map[string]int // code to entity
}

type group struct{ start, end uint32 }

// first is where a group begins, and the bytes of its first word.
type first struct {
	key   uint32
	bytes uint8
}

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
	t, err := decode(embedded)
	if err != nil {
		panic(err) // the table is part of the program
	}
	return t
})

// decode reads what gen wrote.
func decode(raw string) (*table, error) {
	line, raw, _ := strings.Cut(raw, "\n")
	var h header
	if err := json.Unmarshal([]byte(line), &h); err != nil {
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
	t.entities = make([]entity, h.Entities)
	for i := range t.entities {
		var whole bool
		if line, raw, whole = strings.Cut(raw, "\n"); !whole {
			return nil, errTable
		}
		t.entities[i] = parseEntity(line)
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
	for i := range f {
		f[i], line, _ = strings.Cut(line, "\t")
	}
	e := entity{kind: Kind(f[0]), code: f[1], party: f[2], level: Level(f[3]), from: parseDay(f[4]), until: parseDay(f[5]), seat: f[6] == "t"}
	e.name = shown(e.code)
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

// parseDay reads a date, or nothing for the zero time.
func parseDay(s string) (day time.Time) {
	if s != "" {
		day, _ = time.Parse(time.DateOnly, s)
	}
	return day
}

// streams cuts the four streams of the forms: the forms, their lengths, their
// numbers of senses, and the senses.
func streams(raw string) (s [4]string, err error) {
	for i := range s {
		n, shift := 0, 0
		for {
			if raw == "" || shift > 28 {
				return s, errTable
			}
			b := raw[0]
			raw, n, shift = raw[1:], n|int(b&0x7f)<<shift, shift+7
			if b < 0x80 {
				break
			}
		}
		if len(raw) < n {
			return s, errTable
		}
		s[i], raw = raw[:n], raw[n:]
	}
	return s, nil
}

// opens marks, in the number of senses, the first key of a group.
const opens = 0x80

func (t *table) decodeForms(raw string, n int) error {
	s, err := streams(raw)
	if err != nil {
		return err
	}
	text, lengths, counts, senses := s[0], s[1], s[2], s[3]
	if len(lengths) != n || len(counts) != n {
		return errTable
	}
	t.text, t.ends, t.senseEnd = text, make([]uint32, n), make([]uint32, n)
	var end, senseEnd uint32
	for i := range n {
		if counts[i]&opens != 0 {
			t.groups = append(t.groups, first{key: uint32(i)})
		}
		end, senseEnd = end+uint32(lengths[i]), senseEnd+uint32(counts[i]&^opens)
		t.ends[i], t.senseEnd[i] = end, senseEnd
	}
	t.senses = make([]sense, len(senses)/4)
	if int(end) != len(text) || int(senseEnd) != len(t.senses) {
		return errTable
	}
	for i := range t.senses {
		b := senses[4*i : 4*i+4]
		t.senses[i] = sense{uint16(b[0]) | uint16(b[1])<<8, uint16(b[2]) | uint16(b[3])<<8}
		if int(t.senses[i].entity) >= len(t.entities) || int(t.senses[i].attr) >= len(t.attrs) {
			return errTable
		}
	}
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

// index makes the groups known by their first words.
func (t *table) index() {
	t.byFirst = lookup.NewIndex(len(t.groups), t.firstWord)
	for i := range t.groups {
		f := &t.groups[i]
		word, _, _ := strings.Cut(t.key(f.key), " ")
		f.bytes = uint8(len(word))
		t.byFirst.Add(uint32(i))
	}
	t.groups = append(t.groups, first{key: uint32(len(t.ends))})
}

// firstWord is the first word of the keys of group n.
func (t *table) firstWord(n uint32) string {
	f := t.groups[n]
	return t.key(f.key)[:f.bytes]
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
	n, ok := lookup.Find(t.byFirst, word)
	if !ok {
		return group{}, false
	}
	return group{t.groups[n].key, t.groups[n+1].key}, true
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
