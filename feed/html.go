package feed

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Text turns an article's HTML into plain text: paragraphs separated by a
// blank line, without markup, captions, scripts, adverts, share buttons and
// lists of other articles. Plain text comes back as it is, but for its white
// space. Text(Text(s)) is Text(s) for all but text that looks like markup.
func Text(s string) string { return strings.Join(paragraphs(s), "\n\n") }

// paragraphs is [Text] in parts.
func paragraphs(s string) []string {
	s = unescapeTwice(s)
	if !hasMarkup(s) {
		return plainParagraphs(html.UnescapeString(s))
	}
	doc, err := html.Parse(strings.NewReader(s))
	if err != nil { // only for nesting beyond the parser's bound
		return plainParagraphs(html.UnescapeString(tagLike.ReplaceAllString(s, " ")))
	}
	w := textWriter{lineBreaks: !hasBlocks(s)}
	w.walk(doc, 0)
	w.endParagraph()
	return w.out
}

var (
	tagLike     = regexp.MustCompile(`(?s)<!--.*?-->|</?[a-zA-Z!?][^<>]*>`)
	blockLike   = regexp.MustCompile(`(?i)<(?:p|br|div|li|h[1-6]|blockquote|table|tr|ul|ol|section|article)[\s/>]`)
	escapedTags = regexp.MustCompile(`(?i)&lt;/?(?:p|br|div|span|a|img|b|i|em|strong|ul|ol|li|h[1-6]|blockquote|table|figure|font)(?:\s[^<>]*?)?\s*/?&gt;`)
)

func hasMarkup(s string) bool { return strings.IndexByte(s, '<') >= 0 && tagLike.MatchString(s) }

func hasBlocks(s string) bool { return blockLike.MatchString(s) }

// unescapeTwice undoes an escaping too many: markup that shows as text.
func unescapeTwice(s string) string {
	if strings.Contains(s, "&lt;") && !hasMarkup(s) && escapedTags.MatchString(s) {
		return html.UnescapeString(s)
	}
	return s
}

// plainParagraphs splits plain text at blank lines, and at line ends that end
// a sentence on a long line: such lines are paragraphs, not wrapped text.
func plainParagraphs(s string) []string {
	const longLine = 60
	var out []string
	var b strings.Builder
	flush := func() {
		if p := tidy(leftOver(b.String())); p != "" {
			out = append(out, p)
		}
		b.Reset()
	}
	for line := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			flush()
			continue
		}
		b.WriteString(line)
		b.WriteByte(' ')
		if len(line) > longLine && endsSentence(line) {
			flush()
		}
	}
	flush()
	return out
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, `"'»“”’)] `)
	return s != "" && strings.ContainsAny(s[len(s)-1:], ".!?:") || strings.HasSuffix(s, "…") || strings.HasSuffix(s, "。")
}

// tidy makes every run of white space one space and drops characters that
// nobody sees.
func tidy(s string) string {
	s = strings.TrimSpace(s)
	if isTidy(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case r == '\u00AD' || r == '\u200B' || r == '\u2060' || r == '\uFEFF':
		case unicode.IsSpace(r) || unicode.IsControl(r):
			space = b.Len() > 0
		default:
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

var entityLike = regexp.MustCompile(`&(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|nbsp|quot|amp|apos|laquo|raquo|[mn]dash|hellip|[lr][sd]quo|shy|[aouAOU]uml|szlig|[aeiou]acute|eacute|agrave|egrave);`)

// leftOver resolves the character references that were escaped once too often.
func leftOver(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	return entityLike.ReplaceAllStringFunc(s, html.UnescapeString)
}

// isTidy reports that tidy would leave a trimmed text alone; it need not know
// of all such texts.
func isTidy(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c == 0x7F, c == ' ' && s[i+1] == ' ': // a trimmed text does not end in a space
			return false
		case c == 0xC2 || c == 0xE1 || c == 0xE2 || c == 0xE3 || c == 0xEF: // first bytes of odd spaces and marks, and of others
			return false
		}
	}
	return true
}

// textWriter gathers paragraphs from a tree of nodes.
type textWriter struct {
	out        []string
	line       strings.Builder
	linked     int  // bytes of the paragraph that stand in links
	lineBreaks bool // the text has no blocks: its own line ends separate paragraphs
}

// maxWalk bounds recursion; the HTML parser itself stops at 512.
const maxWalk = 1000

func (w *textWriter) walk(n *html.Node, linkDepth int) {
	switch n.Type {
	case html.TextNode:
		w.text(n.Data, linkDepth > 0)
		return
	case html.ElementNode:
		if dropped(n) {
			if n.DataAtom != atom.Img {
				w.space(n)
			}
			return
		}
	case html.CommentNode, html.DoctypeNode:
		return
	}
	block := n.Type == html.ElementNode && isBlock(n.DataAtom)
	if block {
		w.endParagraph()
	}
	if n.DataAtom == atom.Br {
		w.lineBreak(n)
	}
	if n.DataAtom == atom.A {
		linkDepth++
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c, linkDepth)
	}
	switch {
	case block:
		w.endParagraph()
	case n.DataAtom == atom.Td || n.DataAtom == atom.Th:
		w.line.WriteByte(' ')
	}
}

func (w *textWriter) text(s string, linked bool) {
	if w.lineBreaks && strings.Contains(s, "\n") {
		parts := plainParagraphs(s)
		for i, p := range parts {
			if i > 0 {
				w.endParagraph()
			}
			w.add(" "+p+" ", linked)
		}
		return
	}
	w.add(s, linked)
}

func (w *textWriter) add(s string, linked bool) {
	w.line.WriteString(s)
	if linked {
		w.linked += len(strings.TrimSpace(s))
	}
}

// space stands in for a dropped element between words.
func (w *textWriter) space(n *html.Node) {
	if isBlock(n.DataAtom) {
		w.endParagraph()
	} else {
		w.line.WriteByte(' ')
	}
}

// lineBreak ends the paragraph at a double break, and at a single one after a
// sentence; within one it is a space.
func (w *textWriter) lineBreak(n *html.Node) {
	next := n.NextSibling
	for next != nil && next.Type == html.TextNode && strings.TrimSpace(next.Data) == "" {
		next = next.NextSibling
	}
	double := next != nil && next.DataAtom == atom.Br
	if double || endsSentence(strings.TrimSpace(w.line.String())) {
		w.endParagraph()
		return
	}
	w.line.WriteByte(' ')
}

// endParagraph keeps what was gathered, unless it leads elsewhere.
func (w *textWriter) endParagraph() {
	p := tidy(leftOver(w.line.String()))
	if p != "" && !leadsElsewhere(p, w.linked) {
		w.out = append(w.out, p)
	}
	w.line.Reset()
	w.linked = 0
}

// leadsElsewhere reports whether a paragraph is not the article's: a link to
// another article, to the rest of this one, or the signature of an excerpt.
func leadsElsewhere(p string, linked int) bool {
	const short = 120 // bytes; longer paragraphs are prose that happens to begin so
	mostlyLink := linked*2 > len(p)
	head := strings.ToLower(p[:min(len(p), 2*short)])
	for _, a := range words().appeared {
		if strings.HasPrefix(head, a[0]) && strings.Contains(strings.ToLower(p), a[1]) {
			return true
		}
	}
	if len(p) >= 2*short && !mostlyLink {
		return false
	}
	if len(p) < short {
		bare := strings.Trim(head, " .:…»>→[]()-–—")
		for _, m := range words().more {
			if rest, ok := strings.CutPrefix(bare, m); ok && (rest == "" || mostlyLink) {
				return true
			}
		}
	}
	return begins(head, words().follow, func(string) bool { return true }) ||
		begins(head, words().caption, func(rest string) bool { return len(p) < short && captionMark(rest) }) ||
		begins(head, words().related, func(rest string) bool { return mostlyLink || rest == "" || rest[0] == ':' }) ||
		len(p) < short && strings.HasPrefix(p, "©")
}

// begins reports whether a text begins with one of the phrases and its rest suits.
func begins(text string, phrases []string, suits func(rest string) bool) bool {
	for _, p := range phrases {
		if rest, ok := strings.CutPrefix(text, p); ok && suits(rest) {
			return true
		}
	}
	return false
}

// captionMark reports whether what follows a word for a picture makes the two
// a caption: "Photo: …", "Foto © …", "Фото / …".
func captionMark(rest string) bool {
	rest = strings.TrimLeft(rest, " .")
	return strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "©") || strings.HasPrefix(rest, "/") || strings.HasPrefix(rest, "(c)")
}

// titleText turns a title, which may be HTML or escaped once too often, into
// plain text on one line. Beyond maxTitle bytes it is cut off.
func titleText(s string) string {
	const maxTitle = 4000
	if len(s) > maxTitle {
		s = strings.ToValidUTF8(s[:maxTitle], "")
	}
	if strings.IndexByte(s, '<') < 0 && strings.IndexByte(s, '&') < 0 {
		return tidy(s)
	}
	if !titleTag.MatchString(s) && escapedTags.MatchString(s) && strings.Contains(s, "&lt;/") {
		s = html.UnescapeString(s)
	}
	s = titleJunk.ReplaceAllString(s, "")
	lower := strings.ToLower(s)
	s = titleTag.ReplaceAllStringFunc(s, func(tag string) string {
		if isTag(tag, lower) {
			return ""
		}
		return tag // a word in angle brackets
	})
	return tidy(html.UnescapeString(html.UnescapeString(s)))
}

// isTag reports whether what looks like a tag of a title, all in lower case, is one.
func isTag(tag, title string) bool {
	name := strings.ToLower(titleTag.FindStringSubmatch(tag)[1])
	switch a := atom.Lookup([]byte(name)); {
	case strings.Contains(tag, "="), strings.HasPrefix(tag, "</"):
		return true
	case a == atom.Br || a == atom.Img || a == atom.Hr || a == atom.Wbr || a == atom.Link || a == atom.Meta || a == atom.Embed || a == atom.Input:
		return true
	}
	return strings.Contains(title, "</"+name)
}

var (
	titleJunk = regexp.MustCompile(`(?is)<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)\s*>|<!(?:--|doctype)[^>]*>?`)
	titleTag  = regexp.MustCompile(`</?([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?/?>`)
)

// cutText cuts a text to at most n runes, at a word's end where there is one.
func cutText(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	cut := string(runes[:n-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:–-") + "…"
}
