package feed

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// toUTF8 returns a body as UTF-8 without byte order mark or characters that
// XML forbids. The encoding is what the byte order mark says, else the HTTP
// header, else the XML declaration, else what the bytes look like; a claim
// that the bytes contradict is passed over.
func toUTF8(body []byte, contentType string) []byte {
	if enc, n := bomEncoding(body); enc != nil {
		return decodeWith(enc, body[n:])
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if enc := wideEncoding(body); enc != nil {
		return decodeWith(enc, body)
	}
	if utf8.Valid(body) && !escapesCharacters(body) {
		// Text in another encoding that reads as UTF-8 by chance does not exist in
		// practice, while wrong labels do.
		return cleanText(body)
	}
	for _, label := range []string{httpCharset(contentType), xmlCharset(body)} {
		if enc := byteEncoding(label); enc != nil && plausible(enc, body) {
			return decodeWith(enc, body)
		}
	}
	return decodeWith(sniffEncoding(body), body)
}

// bomEncoding returns the encoding that a byte order mark other than UTF-8's
// announces, and the mark's length.
func bomEncoding(b []byte) (encoding.Encoding, int) {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xfe\x00\x00")):
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), 4
	case bytes.HasPrefix(b, []byte("\x00\x00\xfe\xff")):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), 4
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 2
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 2
	}
	return nil, 0
}

// wideEncoding recognises UTF-16 and UTF-32 without a mark by where the zero
// bytes of the first characters stand (XML 1.0, appendix F).
func wideEncoding(b []byte) encoding.Encoding {
	if len(b) < 4 {
		return nil
	}
	switch [4]bool{b[0] != 0, b[1] != 0, b[2] != 0, b[3] != 0} {
	case [4]bool{true, false, false, false}:
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	case [4]bool{false, false, false, true}:
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	case [4]bool{true, false, true, false}:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case [4]bool{false, true, false, true}:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

// escapesCharacters recognises ISO-2022 encodings, which are ASCII bytes with
// escape sequences and so valid UTF-8.
func escapesCharacters(b []byte) bool {
	return bytes.Contains(b, []byte("\x1b$")) || bytes.Contains(b, []byte("\x1b("))
}

func httpCharset(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err == nil {
		return params["charset"]
	}
	_, after, _ := strings.Cut(strings.ToLower(contentType), "charset=")
	label, _, _ := strings.Cut(after, ";")
	return label
}

// xmlCharset returns the encoding that an XML declaration names.
func xmlCharset(b []byte) string {
	b = bytes.TrimLeft(b[:min(len(b), 1024)], " \t\r\n")
	if !bytes.HasPrefix(b, []byte("<?xml")) {
		return ""
	}
	decl, _, _ := bytes.Cut(b, []byte("?>"))
	_, after, ok := bytes.Cut(decl, []byte("encoding"))
	if !ok {
		return ""
	}
	after = bytes.TrimLeft(after, " \t\r\n=")
	label, _, _ := bytes.Cut(bytes.TrimLeft(after, `"'`), after[:min(1, len(after))])
	return string(label)
}

// byteEncoding returns the encoding of a label; nil where it is none, unknown,
// or one that the bytes would have shown already.
func byteEncoding(label string) encoding.Encoding {
	enc, name := charset.Lookup(strings.Trim(label, " \t\"'"))
	if strings.HasPrefix(name, "utf-16") || name == "replacement" {
		return nil
	}
	return enc
}

// plausible reports whether a claimed encoding can be true: decoding the bytes
// leaves next to nothing that it does not know.
func plausible(enc encoding.Encoding, b []byte) bool {
	if enc == unicode.UTF8 {
		return mostlyUTF8(b)
	}
	sample := b[:min(len(b), 64<<10)]
	out, err := enc.NewDecoder().Bytes(sample)
	if err != nil {
		return false
	}
	return bytes.Count(out, []byte("\uFFFD"))*20 <= highBytes(sample)
}

// mostlyUTF8 reports whether the body is UTF-8 with a few broken bytes.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return bad*4 <= good
}

func highBytes(b []byte) int {
	n := 0
	for _, c := range b {
		if c >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

// sniffEncoding guesses: UTF-8 with broken bytes, else by letter statistics.
func sniffEncoding(b []byte) encoding.Encoding {
	if mostlyUTF8(b) {
		return unicode.UTF8
	}
	if best, err := chardet.NewHtmlDetector().DetectBest(highSample(b)); err == nil {
		if enc := byteEncoding(best.Charset); enc != nil && plausible(enc, b) {
			return enc
		}
	}
	enc, _ := charset.Lookup("windows-1252")
	return enc
}

// highSample returns the part of the body where the letters are that tell.
func highSample(b []byte) []byte {
	first := bytes.IndexFunc(b, func(r rune) bool { return r >= utf8.RuneSelf })
	start := max(0, first-100)
	return b[start:min(len(b), start+16<<10)]
}

// decodeWith decodes and cleans. In UTF-8, a byte that is none is read as
// windows-1252, which it most often is.
func decodeWith(enc encoding.Encoding, b []byte) []byte {
	if enc == unicode.UTF8 {
		return cleanText(repairUTF8(b))
	}
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		out = repairUTF8(b)
	}
	return cleanText(bytes.TrimPrefix(out, []byte("\uFEFF")))
}

func repairUTF8(b []byte) []byte {
	out := make([]byte, 0, len(b)+len(b)/8)
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			r = fromWindows1252(b[i])
		}
		out = utf8.AppendRune(out, r)
		i += n
	}
	return out
}
