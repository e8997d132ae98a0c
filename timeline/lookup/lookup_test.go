package lookup

import (
	"fmt"
	"testing"
)

func TestFind(t *testing.T) {
	var list []string
	for i := range 5000 {
		list = append(list, fmt.Sprintf("слово%dword"[i%11:], i)) // of many lengths
	}
	x := NewIndex(10, func(n uint32) string { return list[n] })
	for n := range list {
		if n%2 == 0 {
			x.Add(uint32(n))
		}
	}
	for n, word := range list {
		for _, found := range [...]func() (uint32, bool){
			func() (uint32, bool) { return Find(x, word) },
			func() (uint32, bool) { return Find(x, []byte(word)) },
		} {
			if got, ok := found(); ok != (n%2 == 0) || ok && got != uint32(n) {
				t.Fatalf("%q: got %d %v, want %d", word, got, ok, n)
			}
		}
	}
	if _, ok := Find(NewIndex(0, nil), "word"); ok {
		t.Error("an empty list has a word")
	}
}

func TestFindAllocatesNothing(t *testing.T) {
	x := NewIndex(1, func(uint32) string { return "министр" })
	x.Add(0)
	key := []byte("министр")
	if n := testing.AllocsPerRun(10, func() { Find(x, key) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestSmallWord(t *testing.T) {
	for text, want := range map[string]int{
		"word": 4, "word next": 4, "word, next": 4, "слово.": 10, "Word": 0, "word-by": 0, "ёж": 0, "слоvo x": 8, "": 0, " x": 0, "wordé": 0,
	} {
		if got := SmallWord(text, 0); got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}
