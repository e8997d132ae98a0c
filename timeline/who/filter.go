package who

import "hash/maphash"

// filter tells of most words that begin no name that they begin none, in far
// less memory than the names take: one bit a word, by its hash.
type filter [1 << 13]uint64

var seed = maphash.MakeSeed()

func bit(word string) (at, mask uint64) {
	h := maphash.String(seed, word)
	return h >> 6 % uint64(len(filter{})), 1 << (h % 64)
}

func (f *filter) add(word string) {
	at, mask := bit(word)
	f[at] |= mask
}

// mayHave is true of every word that was added, and of one in twenty others.
func (f *filter) mayHave(word string) bool {
	at, mask := bit(word)
	return f[at]&mask != 0
}
