package when

import (
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/timeline/lookup"
)

// token is a word, a run of digits or one other character of the text.
type token struct {
	start, end int32 // bytes
	lo, hi     int32 // its senses in scan.senses
	n          int32 // the number, -1 where it is none
	flags      tokenFlag
	digits     uint8 // how many digits, 0 for other tokens
}

type tokenFlag uint8

const (
	afterSpace tokenFlag = 1 << iota // white space stands before it
	afterBreak                       // a blank line, or the text's start, stands before it
	afterLine                        // a line break stands before it
	capital                          // begins with an upper-case letter
	word                             // letters
	opens                            // the first word of a sentence
	closes                           // ends a sentence: . ! ? …
	grouped                          // digits written in groups of three: no year, no clock
)

func (t token) has(f tokenFlag) bool { return t.flags&f != 0 }

// sense is one meaning of a token: a class of the language file and its value.
type sense struct {
	class classID
	value int16
}

// tokenize fills s.tokens from the text, with the senses the language knows.
func (s *scan) tokenize() {
	flags := afterSpace | afterBreak | afterLine
	for i := 0; i < len(s.text); {
		c := s.text[i]
		switch {
		case c == ' ' || c == '\t' || c == '\r':
			flags |= afterSpace
			i++
		case c == '\n':
			if flags&afterLine != 0 {
				flags |= afterBreak
			}
			flags |= afterSpace | afterLine
			i++
		case c >= '0' && c <= '9':
			i = s.number(i, flags)
			flags = 0
		default:
			r, size := rune(c), 1
			if c >= utf8.RuneSelf {
				r, size = utf8.DecodeRuneInString(s.text[i:])
			}
			switch {
			case 'А' <= r && r <= 'я' || unicode.IsLetter(r):
				i = s.word(i, flags)
				flags = 0
			case unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff':
				flags |= afterSpace
				i += size
			case unicode.Is(unicode.Mn, r) || r == '\u00ad' || r == '\u200d':
				i += size
			default:
				s.mark(i, i+size, r, flags)
				flags = 0
				i += size
			}
		}
	}
}

// word reads a run of letters (with digits or an apostrophe inside, where the
// language has them) and looks it up.
func (s *scan) word(i int, flags tokenFlag) int {
	start := i
	flags |= word
	if end := lookup.SmallWord(s.text, i); end > 0 {
		s.key = append(s.key[:0], s.text[i:end]...)
		s.addWord(start, end, flags, false)
		return end
	}
	key := s.key[:0]
	ascii := true
	for i < len(s.text) {
		c := s.text[i]
		if c < utf8.RuneSelf {
			switch {
			case c >= 'a' && c <= 'z':
			case c >= 'A' && c <= 'Z':
				if i == start {
					flags |= capital
				}
				if c == 'I' && s.lang.dotlessI {
					key = append(key, "ı"...)
					ascii = false
					i++
					continue
				}
				c += 'a' - 'A'
			case c >= '0' && c <= '9' && i > start:
				if i == start+1 && start > 0 && s.text[start-1] >= '0' && s.text[start-1] <= '9' {
					goto done // "15h30"
				}
			case c == '\'' && s.lang.apostropheLetter && letterAt(s.text, i+1):
			default:
				goto done
			}
			key = append(key, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s.text[i:])
		switch {
		case 'а' <= r && r <= 'я':
			key = utf8.AppendRune(key, r)
		case (r == '’' || r == 'ʼ') && s.lang.apostropheLetter && i > start && letterAt(s.text, i+size):
			key = append(key, '\'')
		case r == '\u00ad' || unicode.Is(unicode.Mn, r): // soft hyphen, stress mark
		case unicode.IsLetter(r):
			low := fold(r)
			if low != r && i == start && unicode.IsUpper(r) {
				flags |= capital
			}
			key = utf8.AppendRune(key, low)
		default:
			goto done
		}
		ascii = false
		i += size
	}
done:
	s.key = key
	s.addWord(start, i, flags, ascii)
	return i
}

func letterAt(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[min(i, len(text)):])
	return unicode.IsLetter(r)
}

// fold is the letter as the lexicon writes it: lower case, ё as е.
func fold(r rune) rune {
	if 'А' <= r && r <= 'Я' {
		return r + 'а' - 'А'
	}
	r = unicode.ToLower(r)
	if r == 'ё' {
		return 'е'
	}
	return r
}

// addWord appends the word in s.key, as two tokens where the language joins two
// words in one ("Montagabend").
func (s *scan) addWord(start, end int, flags tokenFlag, ascii bool) {
	t := token{start: int32(start), end: int32(end), n: -1, flags: flags}
	e := s.lang.find(s.key)
	if e == nil {
		s.push(t, nil)
		return
	}
	if e.split == 0 {
		s.push(t, e.senses)
		return
	}
	cut := start + int(e.split)
	if !ascii {
		cut = start + bytesOfRunes(s.text[start:end], utf8.RuneCount(s.key[:e.split]))
	}
	first, second := t, t
	first.end, second.start = int32(cut), int32(cut)
	second.flags = word
	s.push(first, e.senses[:e.firsts])
	s.push(second, e.senses[e.firsts:])
}

func bytesOfRunes(text string, n int) int {
	for i := range text {
		if n == 0 {
			return i
		}
		n--
	}
	return len(text)
}

// push appends a word with those of its senses that its capital allows.
func (s *scan) push(t token, senses []wordSense) {
	t.lo = int32(len(s.senses))
	opening := s.opening(t)
	if opening {
		t.flags |= opens
	}
	for _, w := range senses {
		if w.only == onlyCapital && !t.has(capital) || w.only == onlySmall && t.has(capital) && !opening {
			continue
		}
		s.senses = append(s.senses, w.sense)
		if w.class == classNum {
			t.n = int32(w.value)
		}
	}
	t.hi = int32(len(s.senses))
	if t.lo == t.hi || !s.compound(t) {
		s.tokens = append(s.tokens, t)
	}
}

// compound adds a number word to the tens or hundreds before it ("twenty-five",
// "двадцать первого") and reports whether it did.
func (s *scan) compound(t token) bool {
	at := len(s.tokens) - 1
	if at > 0 && s.text[s.tokens[at].start] == '-' && !s.tokens[at].has(afterSpace) && !t.has(afterSpace) {
		at--
	} else if at > 0 && s.is(at, classTensAnd) && s.tokens[at-1].n >= 20 && s.tokens[at-1].n < 100 {
		at--
	}
	if at < 0 || s.tokens[at].digits > 0 || s.tokens[at].n < 20 || t.has(afterLine) {
		return false
	}
	tens := &s.tokens[at]
	n := int32(0)
	for _, x := range s.senses[t.lo:t.hi] {
		if x.class == classNum || x.class == classDay {
			n = int32(x.value)
		}
	}
	if n <= 0 || tens.n%100 != 0 && (tens.n%10 != 0 || n > 9) || tens.n%100 == 0 && n > 99 {
		return false
	}
	for i := t.lo; i < t.hi; i++ {
		switch x := &s.senses[i]; x.class {
		case classNum, classDay, classOrd, classHour:
			x.value += int16(tens.n)
		default:
			x.class = classNone
		}
	}
	tens.lo, tens.hi, tens.end, tens.n = t.lo, t.hi, t.end, tens.n+n
	s.tokens = s.tokens[:at+1]
	return true
}

// opening reports whether the token to come is the first of a sentence.
func (s *scan) opening(t token) bool {
	if t.has(afterBreak) || t.has(afterLine) && t.has(capital) {
		return true
	}
	last := len(s.tokens) - 1
	for i := last; i >= 0 && i > last-3; i-- { // a quotation mark or bracket may stand between
		switch p := s.tokens[i]; {
		case p.has(closes):
			return (t.has(capital) || t.digits > 0) && !s.abbreviated(i)
		case p.has(word) || p.digits > 0:
			return false
		case p.has(afterBreak):
			return true
		}
	}
	return false
}

// abbreviated reports whether the full stop at token i ends an abbreviation or
// an ordinal rather than a sentence.
func (s *scan) abbreviated(i int) bool {
	if i == 0 || s.text[s.tokens[i].start] != '.' || s.tokens[i].has(afterSpace) {
		return false
	}
	p := s.tokens[i-1]
	if p.digits > 0 {
		return p.digits <= 2
	}
	letters := utf8.RuneCountInString(s.text[p.start:p.end])
	return p.has(word) && (letters == 1 || letters == 2 && p.has(capital) || s.is(i-1, classAbbr))
}

// mark appends one character that is neither letter nor digit.
func (s *scan) mark(start, end int, r rune, flags tokenFlag) {
	t := token{start: int32(start), end: int32(end), n: -1, flags: flags, lo: int32(len(s.senses))}
	switch r {
	case '.', '!', '?', '…':
		t.flags |= closes
	case '–', '—', '‑', '−', '‐':
		r = '-'
	case '’', 'ʼ', '`', '´':
		r = '\''
	case '“', '”', '„', '«', '»':
		r = '"'
	}
	s.key = utf8.AppendRune(s.key[:0], r)
	if e := s.lang.find(s.key); e != nil {
		for _, w := range e.senses {
			s.senses = append(s.senses, w.sense)
		}
	}
	t.hi = int32(len(s.senses))
	s.tokens = append(s.tokens, t)
}
