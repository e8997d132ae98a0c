package web

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// chip reads one part of a query back in words.
func (f *frame) chip(part timeline.Query) chip {
	c := chip{Text: part.String()}
	switch n := part.Root.(type) {
	case timeline.Term:
		c.Field, c.Text = f.loc.text("field."+string(n.Key)), f.termText(n)
	case timeline.Not:
		inner := f.chip(timeline.Query{Root: n.Node})
		c.Field, c.Text = f.loc.text("chip.not")+" "+inner.Field, inner.Text
	case timeline.Or:
		c = f.orChip(n, c)
	}
	c.Field = strings.TrimSpace(c.Field)
	c.Label = strings.TrimSpace(c.Field + " " + c.Text)
	return c
}

// orChip joins alternatives of one field: "actor Kazakhstan or Kyrgyzstan".
func (f *frame) orChip(n timeline.Or, whole chip) chip {
	var field string
	var texts []string
	for i, alt := range n {
		t, ok := alt.(timeline.Term)
		if !ok || i > 0 && f.loc.text("field."+string(t.Key)) != field {
			return whole
		}
		field = f.loc.text("field." + string(t.Key))
		texts = append(texts, f.termText(t))
	}
	return chip{Field: field, Text: f.loc.list(texts, "or")}
}

var rolling = regexp.MustCompile(`^(next|last)-(\d{1,4})([hd])$`)

// rangeText writes the days a range stands for now: "from 1 July 2026".
func (f *frame) rangeText(r timeline.DateRange) string {
	first, last := r.Days(f.now)
	switch {
	case r.Undated():
		return f.loc.date(timeline.Span{})
	case last >= timeline.LastDay:
		return f.loc.text("date.from", "date", f.loc.date(oneDay(first)))
	case first <= timeline.FirstDay:
		return f.loc.text("date.until", "date", f.loc.date(oneDay(last)))
	}
	return f.loc.date(timeline.SpanOf(first, last))
}

// rollingText writes a stretch of hours or days before or after now: "next 30
// days". It writes nothing for another value.
func (f *frame) rollingText(value string) string {
	m := rolling.FindStringSubmatch(value)
	if value == "today" {
		return f.loc.text("today")
	}
	if m == nil {
		return ""
	}
	n, err := strconv.Atoi(m[2])
	if err != nil {
		return ""
	}
	return f.loc.text("date."+m[1], "span", f.loc.count(map[string]string{"h": "time.hours", "d": "time.days"}[m[3]], n))
}

// termText writes a term's value for people.
func (f *frame) termText(t timeline.Term) string {
	switch t.Key {
	case timeline.KeyMember:
		return f.codeName(t.Value)
	case timeline.KeyReports:
		return strings.NewReplacer(">=", "≥\u00a0", "<=", "≤\u00a0").Replace(t.Value)
	case timeline.KeyActor, timeline.KeyPlace:
		if len(t.Codes) == 1 {
			return f.codeName(t.Codes[0])
		}
	case timeline.KeyType:
		return f.typeName(t.Type, t.Mode)
	case timeline.KeyStatus:
		return f.loc.statusText(t.Value)
	case timeline.KeyLang:
		return f.loc.language(t.Value)
	case timeline.KeyDate, timeline.KeyReported, timeline.KeyChanged:
		if s, ok := parseSpan(t.Value); ok {
			return f.loc.date(s)
		}
		if text := f.rollingText(t.Value); text != "" {
			return text
		}
		return f.rangeText(t.Range)
	case timeline.KeyTopic:
		return timeline.TopicLabel(t.Value, f.Lang)
	case timeline.KeySource:
		return cmp.Or(f.sources[t.Value], t.Value)
	}
	return t.Value
}
