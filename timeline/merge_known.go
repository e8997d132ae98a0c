package timeline

import "sync"

// mostKnown bounds what is remembered of names: a name is some hundred bytes.
const mostKnown = 20_000

// remembered keeps names taken apart and compared: the same few hundred persons
// are in the news every day, and comparing two is dear.
var remembered nameMemory

// nameMemory is a memory of pure functions. The zero nameMemory is ready to use.
type nameMemory struct {
	mu   sync.RWMutex
	read map[string]*name
	are  map[[2]*name]bool // [name.alike]
}

func (k *nameMemory) name(s string) *name {
	k.mu.RLock()
	n := k.read[s]
	k.mu.RUnlock()
	if n != nil {
		return n
	}
	n = readName(s)
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.read) >= mostKnown || k.read == nil {
		k.read = map[string]*name{}
	}
	k.read[s] = n
	return n
}

func (k *nameMemory) same(a, b *name) bool {
	pair := [2]*name{a, b}
	k.mu.RLock()
	is, ok := k.are[pair]
	k.mu.RUnlock()
	if ok {
		return is
	}
	is = a.alike(b)
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.are) >= mostKnown || k.are == nil {
		k.are = map[[2]*name]bool{}
	}
	k.are[pair] = is
	return is
}
