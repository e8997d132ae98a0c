// Package lookup finds the words of a text in long lists of words. Most words
// of a text are in none of them, and that is what it tells fastest.
package lookup

import "math/bits"

// Index finds the numbers that words have in a list: an open-addressed hash table
// of a byte and a number each. The words stay where the list has them.
type Index struct {
	word  func(n uint32) string
	count int
	tags  []uint8 // by slot: of the word's hash, 0 for no word
	words []uint32
}

// NewIndex returns an empty index with room for n words; it grows as needed. word
// returns word n of the list.
func NewIndex(n int, word func(n uint32) string) *Index {
	x := &Index{word: word}
	x.resize(1 << bits.Len(uint(2*n)))
	return x
}

func (x *Index) resize(size int) {
	tags, words := x.tags, x.words
	x.tags, x.words = make([]uint8, size), make([]uint32, size)
	for slot, tag := range tags {
		if tag != 0 {
			x.put(words[slot])
		}
	}
}

// Add puts word n of the list into the index; it must not be there.
func (x *Index) Add(n uint32) {
	x.count++
	if 2*x.count > len(x.tags) { // half full: most searches end where they begin
		x.resize(2 * len(x.tags))
	}
	x.put(n)
}

func (x *Index) put(n uint32) {
	slot, tag := x.home(hash(x.word(n)))
	for x.tags[slot] != 0 {
		slot = (slot + 1) & uint32(len(x.tags)-1)
	}
	x.tags[slot], x.words[slot] = tag, n
}

// Find returns the number of a word, false where the list does not have it.
func Find[T string | []byte](x *Index, word T) (n uint32, ok bool) {
	slot, tag := x.home(hash(word))
	for ; x.tags[slot] != 0; slot = (slot + 1) & uint32(len(x.tags)-1) {
		if x.tags[slot] == tag && x.word(x.words[slot]) == string(word) {
			return x.words[slot], true
		}
	}
	return 0, false
}

// home is the slot where a word with the hash belongs, and its tag.
func (x *Index) home(h uint64) (slot uint32, tag uint8) {
	return uint32(h>>8) & uint32(len(x.tags)-1), uint8(h) | 1
}

// hash mixes a word eight bytes at a time.
func hash[T string | []byte](word T) uint64 {
	const odd, even = 0x9e3779b97f4a7c15, 0xd6e8feb86659fd93 // arbitrary, half of their bits set
	h, last := uint64(len(word))^odd, uint64(0)
	i := 0
	for ; i+8 <= len(word); i += 8 {
		b := word[i : i+8]
		h = mix(h^(uint64(b[0])|uint64(b[1])<<8|uint64(b[2])<<16|uint64(b[3])<<24|uint64(b[4])<<32|uint64(b[5])<<40|uint64(b[6])<<48|uint64(b[7])<<56), even)
	}
	for ; i < len(word); i++ {
		last = last<<8 | uint64(word[i])
	}
	return mix(h^last, odd)
}

// mix is a multiplication with both halves of the product folded into one.
func mix(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}
