package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// explainPage is one page that needs nothing beside itself: no script, no
// network, its style inside.
//
//go:embed explain.html
var explainPage string

var explainTemplate = template.Must(template.New("explain").Parse(explainPage))

// htmlView is a reading as the page shows it.
type htmlView struct {
	ID, Lang, Published, Title, Verdict, Why string
	Heading                                  []piece
	Sentences                                []sentenceView
	Dates, Names                             []foundView
	Acts                                     []actView
	Events, Off                              []eventView
}

type (
	// piece is a stretch of the text: plain, or marked as a name, date or act.
	piece struct{ Class, Text, Note, Link string }

	sentenceView struct {
		N      int
		Opens  bool // a paragraph
		Pieces []piece
	}
	foundView struct{ Text, Kind, Value, Of string }
	actView   struct {
		N                                             int
		Word, Kind, Status, Rule, Fate, Actors, Other string
		Where                                         string // "title" or "sentence 3"
		Link                                          string // to the sentence
	}
	eventView struct {
		N                                       int
		Headline, Place, Evidence, Rule, Reason string
		Parties, Topics                         []string
	}
)

// explainHTML writes a reading as one self-contained page.
func explainHTML(w io.Writer, r timeline.Report, reading timeline.Reading) error {
	x := explainer{report: r, reading: reading}
	v := htmlView{
		ID: plain(r.ID), Lang: reading.Lang, Published: r.Published.Format("2006-01-02 15:04 -07:00"), Title: plain(r.Title), Verdict: x.verdict(), Why: reading.Why,
		Heading: cutPieces(r.Title, 0, len(r.Title), x.actMarks(timeline.FieldTitle)), Sentences: x.sentenceViews(), Acts: x.actViews(),
	}
	for _, t := range reading.Times {
		v.Dates = append(v.Dates, foundView{Text: plain(r.Text[t.Start:t.End]), Kind: string(t.Type), Value: t.Value})
	}
	for _, n := range reading.Names {
		f := foundView{Text: plain(r.Text[n.Start:n.End]), Kind: string(n.Kind), Value: n.Code}
		if n.Country != n.Code {
			f.Of = n.Country
		}
		v.Names = append(v.Names, f)
	}
	v.Events, v.Off = eventViews(reading.Mentions), eventViews(reading.Undecided)
	if err := explainTemplate.Execute(w, v); err != nil {
		return fmt.Errorf("explain page: %w", err)
	}
	return nil
}

// htmlMark marks a stretch of a field: byte offsets, half-open.
type htmlMark struct {
	start, end int
	piece      piece
}

// actMarks marks the words that tell the acts of a field, each linked to its row.
func (x explainer) actMarks(field timeline.Field) []htmlMark {
	var marks []htmlMark
	for i, a := range x.reading.Acts {
		if a.Field == field {
			marks = append(marks, htmlMark{a.Start, a.End, piece{Class: "act", Note: a.Rule, Link: fmt.Sprintf("#act-%d", i+1)}})
		}
	}
	return marks
}

// textMarks marks acts, names and dates of the text; where they overlap the act
// comes first, then the name.
func (x explainer) textMarks() []htmlMark {
	marks := x.actMarks(timeline.FieldText)
	for _, n := range x.reading.Names {
		marks = append(marks, htmlMark{n.Start, n.End, piece{Class: "who", Note: strings.TrimSpace(string(n.Kind) + " " + n.Code)}})
	}
	for _, t := range x.reading.Times {
		marks = append(marks, htmlMark{t.Start, t.End, piece{Class: "when", Note: string(t.Type) + " " + t.Value}})
	}
	slices.SortStableFunc(marks, func(a, b htmlMark) int { return a.start - b.start })
	return marks
}

// cutPieces cuts text[start:end] at the marks, which are in order.
func cutPieces(text string, start, end int, marks []htmlMark) []piece {
	var out []piece
	for _, m := range marks {
		if m.start < start || m.end > end || m.start >= m.end {
			continue
		}
		if m.start > start {
			out = append(out, piece{Text: plain(text[start:m.start])})
		}
		m.piece.Text = plain(text[m.start:m.end])
		out = append(out, m.piece)
		start = m.end
	}
	if start < end {
		out = append(out, piece{Text: plain(text[start:end])})
	}
	return out
}

// sentenceViews shows the text sentence by sentence; a language without a
// lexicon is not cut into sentences.
func (x explainer) sentenceViews() []sentenceView {
	sentences := x.reading.Sentences
	if len(sentences) == 0 {
		sentences = []timeline.Sentence{{End: len(x.report.Text)}}
	}
	marks := x.textMarks()
	views := make([]sentenceView, 0, len(sentences))
	for i, s := range sentences {
		opens := i == 0 || s.Paragraph != sentences[i-1].Paragraph
		views = append(views, sentenceView{N: i + 1, Opens: opens, Pieces: cutPieces(x.report.Text, s.Start, s.End, marks)})
	}
	return views
}

func (x explainer) actViews() []actView {
	views := make([]actView, 0, len(x.reading.Acts))
	for i, a := range x.reading.Acts {
		text, where, link := x.report.Text, "text", ""
		if a.Field == timeline.FieldTitle {
			text, where, link = x.report.Title, "title", "#title"
		}
		for n, s := range x.reading.Sentences {
			if a.Field == timeline.FieldText && s.Start <= a.Start && a.Start < s.End {
				where, link = fmt.Sprintf("sentence %d", n+1), fmt.Sprintf("#sentence-%d", n+1)
			}
		}
		v := actView{
			N: i + 1, Word: plain(text[a.Start:a.End]), Kind: typeAndMode(string(a.Type), a.Mode), Status: string(a.Status), Rule: plain(a.Rule), Fate: a.Fate,
			Where: where, Link: link,
		}
		var sides [2][]string
		for k, side := range [][]timeline.ActParty{a.Actors, a.Others} {
			for _, p := range side {
				code := p.Code
				if code == "" {
					code = "?"
				}
				sides[k] = append(sides[k], code+" “"+plain(text[p.Start:p.End])+"”")
			}
		}
		v.Actors, v.Other = strings.Join(sides[0], ", "), strings.Join(sides[1], ", ")
		views = append(views, v)
	}
	return views
}

func eventViews(mentions []timeline.Mention) []eventView {
	views := make([]eventView, 0, len(mentions))
	for i, m := range mentions {
		views = append(views, eventView{
			N: i + 1, Headline: headline(m), Parties: partyTexts(m.Parties), Place: strings.TrimSpace(plain(m.Place.Name) + " " + m.Place.Country),
			Evidence: strings.Join(strings.Fields(plain(m.Evidence.Text)), " "), Rule: plain(m.Rule), Reason: m.Off, Topics: m.Topics,
		})
	}
	return views
}
