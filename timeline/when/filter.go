package when

import "hash/maphash"

// filter tells of most words that a language does not know that it does not, at
// a glance: one bit a word, by its hash.
type filter [1 << 11]uint64

var seed = maphash.MakeSeed()

func bit(word []byte) (at, mask uint64) {
	h := maphash.Bytes(seed, word)
	return h >> 6 % uint64(len(filter{})), 1 << (h % 64)
}

func (f *filter) add(word string) {
	at, mask := bit([]byte(word))
	f[at] |= mask
}

// mayHave is true of every word that was added, and of few others.
func (f *filter) mayHave(word []byte) bool {
	at, mask := bit(word)
	return f[at]&mask != 0
}
