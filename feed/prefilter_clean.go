package feed

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// cleanText drops the characters that XML 1.0 forbids and puts windows-1252's
// in the place of C1 controls, which are always a wrongly converted text's.
// Clean text, the common case, is returned as it is.
func cleanText(b []byte) []byte {
	dirty := firstDirty(b)
	if dirty == len(b) {
		return b
	}
	out := make([]byte, dirty, len(b))
	copy(out, b)
	for i := dirty; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		i += n
		switch {
		case forbidden(r):
		case r >= 0x80 && r < 0xA0:
			out = utf8.AppendRune(out, fromWindows1252(byte(r)))
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

func firstDirty(b []byte) int {
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c < 0x20 && c != '\t' && c != '\n' && c != '\r':
			return i
		case c == 0xC2 && i+1 < len(b) && b[i+1] < 0xA0:
			return i // U+0080 to U+009F
		case c == 0xEF && i+2 < len(b) && b[i+1] == 0xBF && b[i+2] >= 0xBE:
			return i // U+FFFE, U+FFFF
		}
	}
	return len(b)
}

// forbidden reports the characters outside XML 1.0's Char production.
func forbidden(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

func fromWindows1252(c byte) rune { return charmap.Windows1252.DecodeByte(c) }

// kind is the sort of document a body is.
type kind int

const (
	kindUnknown kind = iota
	kindEmpty
	kindHTML
	kindRSS
	kindAtom
	kindJSON
	kindXML // XML, but no feed
)

// findRoot says what a body is and returns the part of it from the root
// element or JSON object on: without XML declaration, whose encoding no longer
// holds, comments and document type.
func findRoot(b []byte) (kind, []byte) {
	b = bytes.TrimLeft(b, " \t\r\n\uFEFF\x00")
	if len(b) == 0 {
		return kindEmpty, nil
	}
	if b[0] == '{' {
		return kindJSON, b
	}
	root := skipProlog(b)
	switch k := kindOfTag(root); k {
	case kindRSS, kindAtom:
		return k, root
	case kindHTML:
		return k, b
	default:
		// A script's warning or a stray line may stand before the document.
		if k, root := buriedRoot(b); k != kindUnknown {
			return k, root
		}
		if looksLikeHTML(b) {
			return kindHTML, b
		}
		return k, b
	}
}

// skipProlog skips white space, processing instructions, comments and the
// document type. Where one of them does not end it returns nothing.
func skipProlog(b []byte) []byte {
	for {
		b = bytes.TrimLeft(b, " \t\r\n\uFEFF")
		var end int
		switch {
		case bytes.HasPrefix(b, []byte("<!--")):
			end = after(b, "-->")
		case bytes.HasPrefix(b, []byte("<?")):
			end = after(b, ">") // some declarations lack the closing question mark
		case bytes.HasPrefix(b, []byte("<!")):
			end = doctypeEnd(b)
		default:
			return b
		}
		if end == 0 {
			return nil
		}
		b = b[end:]
	}
}

func after(b []byte, mark string) int {
	i := bytes.Index(b, []byte(mark))
	if i < 0 {
		return 0
	}
	return i + len(mark)
}

// doctypeEnd returns where a document type ends, its internal subset included.
func doctypeEnd(b []byte) int {
	depth, quote := 0, byte(0)
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '<' && bytes.HasPrefix(b[i:], []byte("<!--")):
			i += max(1, after(b[i:], "-->")) - 1
		case c == '"' || c == '\'' && depth > 1:
			quote = c
		case c == '<':
			depth++
		case c == '>':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return after(b, ">") // unbalanced: take the nearest end
}

// kindOfTag reads the name of the start tag that b begins with.
func kindOfTag(b []byte) kind {
	if len(b) < 2 || b[0] != '<' {
		return kindUnknown
	}
	name := b[1:min(len(b), 80)]
	if end := bytes.IndexAny(name, " \t\r\n/>"); end >= 0 {
		name = name[:end]
	}
	name = bytes.ToLower(name)
	if _, local, ok := bytes.Cut(name, []byte(":")); ok {
		name = local
	}
	switch string(name) {
	case "rss", "rdf":
		return kindRSS
	case "feed":
		return kindAtom
	case "html", "head", "body", "!doctype":
		return kindHTML
	}
	return kindXML
}

func looksLikeHTML(b []byte) bool {
	head := bytes.ToLower(b[:min(len(b), 2048)])
	for _, mark := range []string{"<!doctype html", "<html", "<script", "<meta "} {
		if bytes.Contains(head, []byte(mark)) {
			return true
		}
	}
	return false
}

// buriedRoot looks for a feed's root behind junk. An HTML page that quotes one
// is no feed.
func buriedRoot(b []byte) (kind, []byte) {
	for i := 0; i < len(b); i++ {
		j := bytes.IndexByte(b[i:], '<')
		if j < 0 {
			break
		}
		i += j
		switch k := kindOfTag(b[i:]); k {
		case kindRSS, kindAtom:
			return k, b[i:]
		case kindHTML:
			return kindUnknown, nil
		}
	}
	return kindUnknown, nil
}

// dropBadReferences removes the character references that XML forbids, such as
// "&#31;": the XML parser refuses a whole document for one.
func dropBadReferences(b []byte) []byte {
	var out []byte
	done := 0
	for i := 0; ; {
		j := bytes.Index(b[i:], []byte("&#"))
		if j < 0 {
			break
		}
		i += j
		if n := badReference(b[i:]); n > 0 {
			out = append(out, b[done:i]...)
			i += n
			done = i
		} else {
			i += 2
		}
	}
	if done == 0 {
		return b
	}
	return append(out, b[done:]...)
}

// badReference returns the length of the forbidden character reference that b
// begins with, 0 where it begins with none.
func badReference(b []byte) int {
	const longest = len("&#x0010FFFF;")
	end := bytes.IndexByte(b[:min(len(b), longest+1)], ';')
	if end < 3 {
		return 0
	}
	digits, base := string(b[2:end]), 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	r, err := strconv.ParseUint(digits, base, 32)
	if err != nil || r <= utf8.MaxRune && !forbidden(rune(r)) && (r < 0xD800 || r > 0xDFFF) {
		return 0
	}
	return end + 1
}

// closeRoot ends a document whose last tag was cut off before its ">".
func closeRoot(b []byte) []byte {
	trimmed := bytes.TrimRight(b, " \t\r\n")
	last := bytes.LastIndexByte(trimmed, '<')
	if last < 0 || bytes.IndexByte(trimmed[last:], '>') >= 0 || !bytes.HasPrefix(trimmed[last:], []byte("</")) {
		return b
	}
	return append(bytes.Clone(trimmed), '>')
}
