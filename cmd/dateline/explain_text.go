package main

import (
	"fmt"
	"io"
	"sort"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// paint wraps text in terminal colours, or leaves it alone.
type paint bool

func newPaint(w io.Writer) paint { return paint(isTerminal(w)) }

func (p paint) style(code, s string) string {
	if !p {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p paint) bold(s string) string { return p.style("1", s) }
func (p paint) soft(s string) string { return p.style("2", s) }
func (p paint) who(s string) string  { return p.style("4;36", s) }
func (p paint) when(s string) string { return p.style("4;33", s) }

// explainer prints one reading for a person.
type explainer struct {
	w       io.Writer
	paint   paint
	report  timeline.Report
	reading timeline.Reading
}

func (x explainer) print() {
	fmt.Fprintf(x.w, "%s  %s, published %s\n", x.paint.bold(plain(x.report.ID)), x.reading.Lang, x.report.Published.Format("2006-01-02 15:04 -07:00"))
	fmt.Fprintf(x.w, "%s: %s\n", x.verdict(), x.reading.Why)
	x.printText()
	x.printTimes()
	x.printNames()
	x.printEvents()
}

// verdict says whether the article is on the timeline.
func (x explainer) verdict() string {
	if x.reading.Relevant {
		return "diplomatic"
	}
	return "not diplomatic"
}

// mark is one marked stretch of the text.
type mark struct {
	start, end int
	style      func(string) string
}

// printText prints the text with its names and dates marked; the marks show on
// a terminal only.
func (x explainer) printText() {
	if !x.paint {
		return
	}
	var marks []mark
	for _, n := range x.reading.Names {
		marks = append(marks, mark{n.Start, n.End, x.paint.who})
	}
	for _, t := range x.reading.Times {
		marks = append(marks, mark{t.Start, t.End, x.paint.when})
	}
	sort.SliceStable(marks, func(i, j int) bool { return marks[i].start < marks[j].start })
	fmt.Fprintln(x.w)
	at := 0
	for _, m := range marks {
		if m.start < at {
			continue
		}
		fmt.Fprint(x.w, plain(x.report.Text[at:m.start]), m.style(plain(x.report.Text[m.start:m.end])))
		at = m.end
	}
	fmt.Fprintln(x.w, strings.TrimRight(plain(x.report.Text[at:]), "\n"))
}

func (x explainer) printTimes() {
	fmt.Fprintf(x.w, "\n%s (%d)\n", x.paint.bold("Dates"), len(x.reading.Times))
	for _, t := range x.reading.Times {
		fmt.Fprintf(x.w, "  %-32s %-8s %s\n", plain(x.report.Text[t.Start:t.End]), t.Type, t.Value)
	}
}

func (x explainer) printNames() {
	fmt.Fprintf(x.w, "\n%s (%d)\n", x.paint.bold("Names"), len(x.reading.Names))
	for _, n := range x.reading.Names {
		of := ""
		if n.Country != "" && n.Country != n.Code {
			of = "of " + n.Country
		}
		fmt.Fprintf(x.w, "  %-40s %-8s %s %s\n", plain(x.report.Text[n.Start:n.End]), n.Kind, n.Code, of)
	}
}

func (x explainer) printEvents() {
	fmt.Fprintf(x.w, "\n%s (%d)\n", x.paint.bold("Events"), len(x.reading.Mentions))
	for i, m := range x.reading.Mentions {
		x.printMention(i+1, m)
	}
	if len(x.reading.Undecided) == 0 {
		return
	}
	fmt.Fprintf(x.w, "\n%s (%d)\n", x.paint.bold("Kept off the timeline"), len(x.reading.Undecided))
	for i, m := range x.reading.Undecided {
		x.printMention(i+1, m)
	}
}

func (x explainer) printMention(n int, m timeline.Mention) {
	fmt.Fprintf(x.w, "\n%3d  %s\n", n, x.paint.bold(headline(m)))
	fmt.Fprintf(x.w, "     %s\n", strings.Join(partyTexts(m.Parties), " – "))
	if m.Place.Name != "" || m.Place.Country != "" {
		fmt.Fprintf(x.w, "     in %s\n", strings.TrimSpace(plain(m.Place.Name)+" "+m.Place.Country))
	}
	fmt.Fprintf(x.w, "     “%s”\n", strings.Join(strings.Fields(plain(m.Evidence.Text)), " "))
	if m.Off != "" {
		fmt.Fprintf(x.w, "     kept off: %s\n", m.Off)
	}
	fmt.Fprintf(x.w, "     %s\n", x.paint.soft("rule "+shorten(m.Rule, 100)))
}

// shorten cuts s to at most n code points.
func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// headline is type, mode, status, date and marks of a mention on one line.
func headline(m timeline.Mention) string {
	kind := typeAndMode(string(m.Type), m.Mode)
	date := "no date"
	if !m.Date.IsZero() {
		date = m.Date.String() + " (" + string(m.Date.Basis) + ")"
	}
	line := kind + "  " + string(m.Status) + "  " + date
	if m.Moved {
		line += "  postponed"
	}
	if m.Background {
		line += "  background"
	}
	return line
}

// typeAndMode is TYPE or TYPE/mode.
func typeAndMode(typ, mode string) string {
	if mode == "" {
		return typ
	}
	return typ + "/" + mode
}

func partyTexts(parties []timeline.Party) []string {
	var texts []string
	for _, p := range parties {
		code := p.Code
		if code == "" {
			code = "?"
		}
		name := p.Person
		if name == "" {
			name = p.Name
		}
		text := strings.TrimSpace(code + " " + plain(name))
		if p.Role == timeline.Recipient {
			text += " (recipient)"
		}
		texts = append(texts, text)
	}
	return texts
}

// plain takes control characters out of foreign text, so that an article cannot
// steer the terminal.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0) {
			return -1
		}
		return r
	}, s)
}
