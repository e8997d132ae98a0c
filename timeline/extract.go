package timeline

import (
	"sync"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
	"github.com/dateline-news/dateline/timeline/who"
)

// Reading is everything dateline reads in one report.
type Reading struct {
	Lang      string            // the language read: declared, else guessed
	Relevant  bool              // the gate let the report through
	Why       string            // why the gate decided so, in English, for the sources page and explain
	Times     []when.Expression // of Report.Text
	Names     []who.Name        // of Report.Text
	Sentences []Sentence        // of Report.Text
	Acts      []ReadAct         // every act found, in order, with what became of it
	Mentions  []Mention
	Undecided []Mention // acts the gate kept off the timeline: no counterpart, or no official one
}

// ReadAct is an act as a sentence states it, before discourse and gate.
type ReadAct struct {
	Field Field
	what.Act
	Fate string // "mention N", or why it became none
}

// Extractor reads reports. The zero value uses the built-in gazetteer. It is
// safe for concurrent use.
type Extractor struct {
	Actors *who.Gazetteer // nil for the built-in one
}

var builtIn = sync.OnceValue(who.Default)

// Extract reads a report's mentions with the built-in gazetteer.
func Extract(r Report) []Mention { return (&Extractor{}).Read(r).Mentions }

// Read reads everything in a report. It depends on nothing but the report and
// the gazetteer: no clock, no network. A language without a lexicon still gives
// times and names.
func (x *Extractor) Read(r Report) Reading {
	if r.Given != nil {
		return given(r)
	}
	lang := language(r)
	lex := what.For(lang)
	actors := x.Actors
	if actors == nil {
		actors = builtIn()
	}
	out := Reading{Lang: lang, Times: when.Find(r.Text, lang, r.Published), Names: actors.Find(r.Text, lang, r.Published)}
	if lex == nil {
		out.Why = "no lexicon for language " + lang
		return out
	}
	out.Sentences = sentences(r.Text, lex)
	d := newDiscourse(r, lang, lex, actors, &out)
	d.readTitleFirst()
	for i := range out.Sentences {
		d.readSentence(i)
	}
	d.readTitle()
	drafts := d.settle()
	out.Acts = append(out.Acts, d.acts...)
	judge(d.reeks(), drafts, &out)
	d.forget()
	return out
}
