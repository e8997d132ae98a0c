package timeline

import (
	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
)

// ActIn finds the words that tell the act of a mention in a sentence of its
// report: byte offsets, half-open. The sentence is read by itself, so an act that
// only the text around it tells is not found.
func ActIn(sentence string, times []Expression, m Mention) (start, end int, ok bool) {
	lex := what.For(m.Lang)
	if lex == nil {
		return 0, 0, false
	}
	reading := lex.Read(what.Sentence{
		Text: sentence, End: len(sentence), Anchor: when.DayOf(m.Reported), Headline: m.Evidence.Field == FieldTitle,
		Names: builtIn().Find(sentence, m.Lang, m.Reported), Times: joinRanges(sentence, times, lex),
	}, nil)
	for _, a := range reading.Acts {
		if a.Rule == m.Rule { // the rule that fired: surer than the type, which the text may have changed
			return a.Start, a.End, true
		}
		if a.Type == m.Type && !ok {
			start, end, ok = a.Start, a.End, true
		}
	}
	return start, end, ok
}
