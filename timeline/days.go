package timeline

import (
	"time"

	"github.com/dateline-news/dateline/timeline/when"
)

// DayOf returns the civil date that t shows in its own location.
func DayOf(t time.Time) Day { return when.DayOf(t) }

// MakeDay returns the civil date y-m-d; out-of-range months and days roll over
// as in [time.Date].
func MakeDay(y int, m time.Month, d int) Day { return when.MakeDay(y, m, d) }

// SpanOf makes the span from start to end with the coarsest precision that
// names it exactly: a day, a whole month, a whole year, else a range.
func SpanOf(start, end Day) Span { return when.SpanOf(start, end) }

// TimesIn finds the temporal expressions of a text in a language, resolved
// against the moment it was published.
func TimesIn(text, lang string, published time.Time) []Expression {
	return when.Find(text, lang, published)
}
