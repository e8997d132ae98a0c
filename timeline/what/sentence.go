package what

import (
	"sort"

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

// sentence is a sentence at work.
type sentence struct {
	Sentence
	lang    *Language
	tokens  []Token
	names   []who.Name
	nameAt  []int // token → index of the name that begins there, or -1
	inName  []int // token → index of the name that covers it, or -1
	timeAt  []int // token → index of the time that covers it, or -1
	parties []Party
	partyOf []int // token → index of the party that covers it, or -1
	segs    []segment
	segOf   []int
	hits    []hit
	hitAt   []int

	inMargins []bool // tokens that name the occasion on whose margins something happens
}

func newSentence(l *Language, in Sentence) *sentence {
	s := &sentence{Sentence: in, lang: l, names: in.Names, tokens: l.tokenize(in.Text, in.Start, in.End)}
	n := len(s.tokens)
	buf := make([]int, 6*n)
	s.nameAt, s.inName, s.timeAt, s.partyOf, s.segOf, s.hitAt = buf[:n], buf[n:2*n], buf[2*n:3*n], buf[3*n:4*n], buf[4*n:5*n], buf[5*n:]
	for i := range n {
		s.nameAt[i], s.inName[i], s.timeAt[i], s.partyOf[i], s.hitAt[i] = -1, -1, -1, -1, -1
	}
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
	return s
}

// tokenAfter returns the first token that does not begin before the byte offset.
func (s *sentence) tokenAfter(offset int) int {
	return sort.Search(len(s.tokens), func(i int) bool { return s.tokens[i].Start >= offset })
}
