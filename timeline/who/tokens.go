package who

import (
	"unicode"
	"unicode/utf8"
)

// gap is what stands between a token and the one before.
type gap byte

const (
	gapBreak  gap = iota // a sentence's end, a paragraph, or the text's start
	gapPunct             // other punctuation
	gapComma             //
	gapLine              // one line break
	gapDot               // the dot of an abbreviation or initial: St. Petersburg, A. Guterres
	gapSpace             //
	gapHyphen            //
	gapQuote             // an apostrophe within a word: Kazakhstan's
)

// joins reports whether a name may go on across the gap.
func (g gap) joins() bool { return g >= gapLine }

// token is a word. Its folded form is folded[from:to]; consecutive tokens are
// one space apart there, so that a phrase is a slice of folded.
type token struct {
	start, end int
	from, to   int
	gap        gap
	upper      byte // number of capitals, up to 255
	capital    bool // begins with one
	digit      bool // contains a digit
	dotted     bool // U.S.
}

// words is a text cut into tokens.
type words struct {
	text   string
	folded string
	tokens []token
	buf    []byte // folded in the making
}

func (w *words) fold(i int) string       { return w.folded[w.tokens[i].from:w.tokens[i].to] }
func (w *words) phrase(i, j int) string  { return w.folded[w.tokens[i].from:w.tokens[j].to] }
func (w *words) spelled(i, j int) string { return w.text[w.tokens[i].start:w.tokens[j].end] }
func (w *words) gap(i int) gap           { return w.tokens[i].gap }
func isMark(r rune) bool                 { return r >= 0x300 && unicode.Is(unicode.Mn, r) }
func isInvisible(r rune) bool {
	return r == 0xad || r == 0x200b || r == 0x200c || r == 0x200d || r == 0xfeff
}

// tokenize cuts and folds a text: lower case, ё as е, no soft hyphens.
func tokenize(text string) *words {
	w := new(words)
	w.cut(text)
	return w
}

// cut is tokenize in the memory of the text before.
func (w *words) cut(text string) {
	w.text, w.tokens, w.buf = text, w.tokens[:0], w.buf[:0]
	gap := gapBreak
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if 'А' <= r && r <= 'я' || unicode.IsLetter(r) || isDigit(r) {
			i = w.word(i, gap)
			gap = 0xff
			continue
		}
		if !isInvisible(r) {
			gap = w.between(gap, r, i, i+size)
		}
		i += size
	}
	w.folded = string(w.buf)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' || r > 127 && unicode.IsDigit(r) }

// between adds a character to the gap after the last token; 0xff is a gap
// nothing has been added to.
func (w *words) between(g gap, r rune, at, next int) gap {
	var now gap
	switch {
	case r == ' ' || r == '\t' || r == 0xa0 || r == 0x202f || r == 0x2009:
		now = gapSpace
	case r == '\n' || r == '\r' || r == 0x2028:
		if now = gapLine; g == gapLine && r == '\n' && at > 0 && w.text[at-1] != '\r' {
			now = gapBreak
		}
	case r == '-' || r == 0x2010 || r == 0x2011 || r == '+': // C5+1
		now = gapHyphen
	case r == '\'' || r == 0x2019 || r == 0x2bc || r == 0x2018 || r == '`':
		now = gapQuote
	case r == '.':
		now = w.dot(next)
	case r == '!' || r == '?' || r == 0x2026:
		now = gapBreak
	case r == ',':
		now = gapComma
	default:
		now = gapPunct
	}
	switch {
	case g == 0xff:
		return now
	case g == gapQuote && now == gapSpace && w.plural():
		return gapSpace // the Philippines' minister
	case g >= gapHyphen || now >= gapHyphen:
		return min(gapPunct, g, now) // a dash or a quotation mark
	}
	return min(g, now)
}

// plural reports whether the last token ends in s.
func (w *words) plural() bool {
	n := len(w.tokens)
	return n > 0 && w.text[w.tokens[n-1].end-1] == 's'
}

// dot says what a full stop after the last token means.
func (w *words) dot(next int) gap {
	if len(w.tokens) == 0 {
		return gapBreak
	}
	t := w.tokens[len(w.tokens)-1]
	n := utf8.RuneCountInString(w.text[t.start:t.end])
	if t.dotted || n == 1 && !t.digit || t.capital && n <= 3 && abbreviations[w.text[t.start:t.end]] {
		return gapDot
	}
	return gapBreak
}

// abbreviations are followed by a full stop within a name.
var abbreviations = map[string]bool{"St": true, "Ste": true, "Dr": true, "Mr": true, "Mrs": true, "Ms": true, "Jr": true, "Gen": true, "Lt": true, "Col": true, "Sen": true, "Rep": true, "Gov": true, "Hon": true}

// word reads the token at i and returns its end.
func (w *words) word(i int, g gap) int {
	if c := w.text[i]; c < 'a' || c > 'z' {
		if end := dottedEnd(w.text, i); end > 0 {
			return w.dotted(i, end, g)
		}
	}
	if len(w.tokens) > 0 {
		w.buf = append(w.buf, ' ')
	}
	t := token{start: i, from: len(w.buf), gap: g}
	if end := smallEnd(w.text, i); end > i { // small letters are folded already
		w.buf = append(w.buf, w.text[i:end]...)
		if i = end; i == len(w.text) || w.text[i] == ' ' || w.text[i] == ',' {
			return w.close(t, i)
		}
	}
	for i < len(w.text) {
		c := w.text[i]
		if c < utf8.RuneSelf {
			switch {
			case 'a' <= c && c <= 'z':
			case 'A' <= c && c <= 'Z':
				t.capital = t.capital || i == t.start
				t.upper++
				c += 'a' - 'A'
			case '0' <= c && c <= '9':
				t.digit = true
			default:
				return w.close(t, i)
			}
			w.buf = append(w.buf, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(w.text[i:])
		if small := 'а' <= r && r <= 'я'; !small && !unicode.IsLetter(r) && !isMark(r) && !isDigit(r) && !isInvisible(r) {
			break
		}
		if !isInvisible(r) {
			w.rune(&t, r, i)
		}
		i += size
	}
	return w.close(t, i)
}

// smallEnd returns where the run of small Latin or Russian letters at i ends.
func smallEnd(text string, i int) int {
	for i < len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z':
			i++
		case i+1 < len(text) && (c == 0xd0 && text[i+1] >= 0xb0 && text[i+1] <= 0xbf || c == 0xd1 && text[i+1] >= 0x80 && text[i+1] <= 0x8f): // а–п, р–я
			i += 2
		default:
			return i
		}
	}
	return i
}

// rune adds a letter of token t.
func (w *words) rune(t *token, r rune, at int) {
	if 'а' <= r && r <= 'я' {
		w.buf = utf8.AppendRune(w.buf, r)
		return
	}
	if low := unicode.ToLower(r); low != r {
		t.capital = t.capital || at == t.start
		if t.upper < 255 {
			t.upper++
		}
		r = low
	}
	if r == 'ё' {
		r = 'е'
	}
	w.buf = utf8.AppendRune(w.buf, r)
}

func (w *words) close(t token, end int) int {
	t.end, t.to = end, len(w.buf)
	w.tokens = append(w.tokens, t)
	return end
}

// dotted adds an abbreviation of single letters as one token without dots.
func (w *words) dotted(i, end int, g gap) int {
	if len(w.tokens) > 0 {
		w.buf = append(w.buf, ' ')
	}
	t := token{start: i, from: len(w.buf), gap: g, dotted: true}
	for at, r := range w.text[i:end] {
		if r != '.' {
			w.rune(&t, r, i+at)
		}
	}
	return w.close(t, end)
}

// dottedEnd returns the end of "U.S." or "U.A.E." at i, or 0. The last full
// stop belongs to it.
func dottedEnd(text string, i int) int {
	n := 0
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsUpper(r) || i+size >= len(text) || text[i+size] != '.' {
			break
		}
		i += size + 1
		n++
	}
	if n < 2 {
		return 0
	}
	if r, _ := utf8.DecodeRuneInString(text[i:]); unicode.IsLetter(r) {
		return 0 // A.B.Carter
	}
	return i
}
