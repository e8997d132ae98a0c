package what

import (
	"bytes"
	"slices"
)

// patterns are the open words of a lexicon, known by their beginnings ("sport*")
// or ends ("*liga").
type patterns struct {
	starts, ends node // ends are spelled backwards
}

// node is a step into the patterns, byte by byte.
type node struct {
	word  *word // what is said of the words that come here, nil for nothing
	bytes []byte
	next  []node      // by bytes
	many  *[256]uint8 // where they are many: by byte, one more than its place among them
}

// beginning returns what is said of the words that begin with text.
func (p *patterns) beginning(text string) *word { return p.starts.at([]byte(text)) }

// ending returns what is said of the words that end in text.
func (p *patterns) ending(text string) *word {
	back := []byte(text)
	slices.Reverse(back)
	return p.ends.at(back)
}

// at returns what is said of the words that come to the node by text.
func (n *node) at(text []byte) *word {
	if len(text) == 0 {
		if n.word == nil {
			n.word = &word{}
		}
		return n.word
	}
	i := bytes.IndexByte(n.bytes, text[0])
	if i < 0 {
		i, n.bytes, n.next = len(n.next), append(n.bytes, text[0]), append(n.next, node{})
	}
	return n.next[i].at(text[1:])
}

// close ends the reading of patterns: it tells every pattern what is said of the
// shorter ones it holds.
func (n *node) close(outer *word) {
	const few = 8
	if len(n.bytes) > few {
		n.many = new([256]uint8)
		for i, c := range n.bytes {
			n.many[c] = uint8(i + 1)
		}
	}
	if n.word != nil {
		n.word.join(outer)
		outer = n.word
	}
	for i := range n.next {
		n.next[i].close(outer)
	}
}

// look returns the classes of a word that the lexicon does not list.
func look[T string | []byte](p *patterns, lower T) *word {
	start, end := walk(&p.starts, lower, false), walk(&p.ends, lower, true)
	if end == unknownWord {
		return start
	}
	if start == unknownWord {
		return end
	}
	both := &word{}
	both.join(start)
	both.join(end)
	return both
}

// walk returns what is said of the longest pattern a word begins with, read
// backwards of the longest it ends in.
func walk[T string | []byte](n *node, lower T, back bool) *word {
	found := unknownWord
	for i := 0; n != nil; i++ {
		if n.word != nil {
			found = n.word
		}
		if i == len(lower) {
			break
		}
		c := lower[i]
		if back {
			c = lower[len(lower)-1-i]
		}
		n = n.step(c)
	}
	return found
}

// step returns the node one byte on, nil where no pattern goes there.
func (n *node) step(c byte) *node {
	if n.many != nil {
		if i := n.many[c]; i > 0 {
			return &n.next[i-1]
		}
		return nil
	}
	for i := range n.bytes {
		if n.bytes[i] == c {
			return &n.next[i]
		}
	}
	return nil
}
