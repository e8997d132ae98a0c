package what

import (
	"slices"
	"sort"
	"sync"

	"github.com/dateline-news/dateline/timeline/when"
	"github.com/dateline-news/dateline/timeline/who"
)

// Sentence is what the other rooms found in one sentence of a text.
type Sentence struct {
	Text       string            // the whole text
	Start, End int               // byte offsets of the sentence
	Names      []who.Name        // of the sentence, in order
	Times      []when.Expression // of the sentence, in order
	Anchor     when.Day          // the day of publication: later dates make a present a future
	Headline   bool
}

// sentence is a sentence at work. What it gives out it does not use again; the
// rest serves the next sentence.
type sentence struct {
	Sentence
	lang    *Language
	tokens  []Token
	spoken  mask   // the classes of all tokens
	opened  mask   // the classes of phrases that may begin at one
	letters []byte // of the tokens, in lower case, as far as the text spells them otherwise
	spelled []int  // where in letters the tokens begin that have no Lower yet
	names   []who.Name
	nameAt  []int // token → index of the name that begins there, or -1
	inName  []int // token → index of the name that covers it, or -1
	timeAt  []int // token → index of the time that covers it, or -1
	parties []Party
	room    []Party // memory of parties
	indices []int   // what lists of parties are made of
	drop    []bool
	joins   []joint
	partyOf []int // token → index of the party that covers it, or -1
	segs    []segment
	segOf   []int
	hits    []hit
	hitAt   []int

	inMargins []bool // tokens that name the occasion on whose margins something happens
}

// sentences holds the working memory of sentences that have been read.
var sentences = sync.Pool{New: func() any { return new(sentence) }}

// begin takes up a sentence: its tokens, and what the other rooms found in them.
func (s *sentence) begin(l *Language, in Sentence) {
	s.Sentence, s.lang, s.names = in, l, in.Names
	s.tokenize()
	s.parties, s.segs, s.hits, s.indices = s.room[:0], s.segs[:0], s.hits[:0], s.indices[:0]
	n := len(s.tokens)
	for _, per := range [...]*[]int{&s.nameAt, &s.inName, &s.timeAt, &s.partyOf, &s.hitAt} {
		*per = filled(*per, n, -1)
	}
	s.segOf, s.inMargins = filled(s.segOf, n, 0), filled(s.inMargins, n, false)
	for k, name := range in.Names {
		first := s.tokenAfter(name.Start)
		for i := first; i < n && s.tokens[i].Start < name.End; i++ {
			if i == first {
				s.nameAt[i] = k
			}
			s.inName[i] = k
		}
	}
	for k, t := range in.Times {
		for i := s.tokenAfter(t.Start); i < n && s.tokens[i].Start < t.End; i++ {
			s.timeAt[i] = k
		}
	}
}

// filled returns n equal values in the memory of list.
func filled[T any](list []T, n int, value T) []T {
	list = slices.Grow(list[:0], n)[:n]
	for i := range list {
		list[i] = value
	}
	return list
}

// tokenAfter returns the first token that does not begin before the byte offset.
func (s *sentence) tokenAfter(offset int) int {
	return sort.Search(len(s.tokens), func(i int) bool { return s.tokens[i].Start >= offset })
}
