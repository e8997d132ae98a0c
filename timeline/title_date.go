package timeline

import (
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/dateline-news/dateline/timeline/when"
)

//go:embed labels/*.json
var labelFiles embed.FS

// Languages are the interface languages: those with a file in labels/. The
// first is the default.
var Languages = []string{DefaultLanguage, "de", "ru", "fr", "kk"}

// DefaultLanguage is the interface language where none is asked for or known.
const DefaultLanguage = "en"

// labels are the words of one interface language.
type labels struct {
	Name     string            `json:"name"`
	Types    map[string]string `json:"types"` // by TYPE and TYPE/mode
	Statuses map[string]string `json:"statuses"`
	Topics   map[string]string `json:"topics"`
	Months   []string          `json:"months"`    // standing alone: "июль"
	MonthsOf []string          `json:"months_of"` // after a day: "июля"
	Dates    map[string]string `json:"dates"`     // patterns, see datePattern
	Words    map[string]string `json:"words"`
}

var allLabels = sync.OnceValue(func() map[string]labels {
	all := map[string]labels{}
	for _, lang := range Languages {
		var l labels
		data, err := labelFiles.ReadFile("labels/" + lang + ".json")
		if err == nil {
			err = json.Unmarshal(data, &l)
		}
		if err != nil {
			panic(fmt.Sprintf("labels/%s.json: %v", lang, err)) // embedded: a test reads them all
		}
		all[lang] = l
	}
	return all
})

func labelsOf(lang string) labels {
	if l, ok := allLabels()[lang]; ok {
		return l
	}
	return allLabels()[DefaultLanguage]
}

// LanguageName returns the interface language's own name for itself.
func LanguageName(lang string) string { return labelsOf(lang).Name }

// DateText writes a date in an interface language, no finer than it is known:
// "3–4 July 2024", "July 2024", "some time in 2024", "date not set".
func DateText(d Date, lang string) string {
	l := labelsOf(lang)
	y, m, day := d.Start.Date()
	y2, m2, day2 := d.End.Date()
	return expand(l.Dates[datePattern(d.Span)], func(name string) string {
		switch name {
		case "d":
			return l.dayText(day)
		case "d2":
			return l.dayText(day2)
		case "of":
			return l.MonthsOf[m-1]
		case "of2":
			return l.MonthsOf[m2-1]
		case "month":
			return l.Months[m-1]
		case "month2":
			return l.Months[m2-1]
		case "y":
			return strconv.Itoa(y)
		case "y2":
			return strconv.Itoa(y2)
		}
		return "{" + name + "}"
	})
}

// expand replaces every {name} of pattern.
func expand(pattern string, value func(name string) string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(pattern, "{")
		b.WriteString(before)
		name, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			return b.String()
		}
		b.WriteString(value(name))
		pattern = after
	}
}

func (l labels) dayText(d int) string {
	if first := l.Dates["first"]; d == 1 && first != "" {
		return first
	}
	return strconv.Itoa(d)
}

// datePattern names the shape of a date: day, days within a month, months_days
// across months, years_days across years, month, months, year, years, none.
func datePattern(s when.Span) string {
	y, m, d := s.Start.Date()
	y2, m2, _ := s.End.Date()
	wholeMonths := d == 1 && s.End == when.MakeDay(y2, m2+1, 0)
	switch {
	case s.IsZero():
		return "none"
	case s.Start == s.End:
		return "day"
	case wholeMonths && m == time.January && m2 == time.December && y == y2:
		return "year"
	case wholeMonths && m == time.January && m2 == time.December:
		return "years"
	case wholeMonths && y == y2 && m == m2:
		return "month"
	case wholeMonths && y == y2:
		return "months"
	case y != y2:
		return "years_days"
	case m != m2:
		return "months_days"
	default:
		return "days"
	}
}

// DayDate returns the civil day t shows in its own location, as a date.
func DayDate(t time.Time) Date {
	day := when.DayOf(t)
	return Date{Span: when.SpanOf(day, day), Basis: when.Explicit}
}
