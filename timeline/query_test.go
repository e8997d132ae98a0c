package timeline

import (
	"errors"
	"testing"
)

// TestQueryCanonical holds what a query means to how it is written back.
func TestQueryCanonical(t *testing.T) {
	for in, want := range map[string]string{
		"":                                "",
		"  \t ":                           "",
		"actor:KAZ   actor:CHE":           "actor:KAZ actor:CHE",
		"ACTOR:KAZ and more":              "actor:KAZ and more",
		"a AND b":                         "a b",
		"a b OR c d":                      "a b OR c d",
		"(a OR b) c":                      "(a OR b) c",
		"((a)) ((b c))":                   "a b c",
		"a OR (b OR c)":                   "a OR b OR c",
		"NOT type:consult":                "-type:consult",
		"-(a b) NOT -c":                   "-(a b) --c",
		"type:Consult/Visit":              "type:consult/visit",
		"type:visit":                      "type:consult/visit",
		"type:Treffen":                    "type:consult",
		`type:"Phone call"`:               "type:consult/phone",
		"type:встреча":                    "type:consult",
		"status:canceled status:Geplant":  "status:cancelled status:planned",
		"topic:human-rights":              "topic:human_rights",
		"date:2024-02-20..2024-03-05":     "date:2024-02-20..2024-03-05",
		"date:Next-30D":                   "date:next-30d",
		"date:p1y2m":                      "date:P1Y2M",
		"date:2024-w08":                   "date:2024-W08",
		"reported:>=last-week":            "reported:>=last-week",
		"date:none":                       "date:none",
		"reports:>=2":                     "reports:>=2",
		"reports:=3":                      "reports:3",
		`"held talks" genf*`:              `"held talks" genf*`,
		"„Sergei  Lawrow“":                `"Sergei Lawrow"`,
		"16:30":                           "16:30",
		"a sort:-reported":                "a sort:-reported",
		"(a OR b) sort:date":              "(a OR b) sort:date",
		"in:kz-ch tag:press lang:DE x":    "in:kz-ch tag:press lang:de x",
		`place:"New York" place:CHE:Bern`: `place:"USA:New York" place:CHE:Bern`,
		"actor:Schweiz actor:Казахстан":   "actor:CHE actor:KAZ",
		"actor:SOZ place:Genf":            "actor:SCO place:CHE:Geneva",
		"actor:Berlin":                    "actor:DEU",
		"source:daz,UN-Rat":               "source:daz,UN-Rat",
	} {
		q, err := ParseQuery(in)
		if err != nil {
			t.Errorf("ParseQuery(%q): %v", in, err)
			continue
		}
		if got := q.String(); got != want {
			t.Errorf("ParseQuery(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestQueryErrors(t *testing.T) {
	for in, want := range map[string]string{
		"acter:KAZ":             "column 1: unknown field acter:, did you mean actor:?",
		"Genf acter:KAZ":        "column 6: unknown field acter:, did you mean actor:?",
		"Көкшетау zzzzzzzz:x":   "column 10: unknown field zzzzzzzz:, fields are actor, member, type, status, place, date, reported, changed, source, tag, lang, topic, reports, in, sort; quote it to search for the text",
		"type:consultation":     "column 6: unknown type consultation, did you mean consult?",
		"status:plan":           "column 8: unknown status plan, did you mean planned?",
		"type:consolt":          "column 6: unknown type consolt, did you mean consult?",
		"type:consult/vist":     "column 6: type consult has no mode vist, did you mean visit?",
		"status:planed":         "column 8: unknown status planed, did you mean planned?",
		"date:2024-13":          "column 6: 2024-13 is not a date, write 2024-02-20, 2024-02, 2024, 2024-02-20..2024-03-05, today, next-30d, last-7d, this-month or none",
		"date:2024-03..2024-01": "column 6: 2024-03..2024-01 is not a date, the range ends before it begins",
		"reported:none":         "column 10: every report and change has a date, use date:none for events without one",
		"reports:many":          "column 9: many is not a number, write for example reports:>=2",
		"lang:deutsch":          "column 6: deutsch is not a language, write its ISO 639 code, for example lang:de",
		"actor:":                "column 7: actor: has no value, write for example actor:KAZ",
		"actor: KAZ":            "column 7: actor: has no value, write for example actor:KAZ",
		"(a":                    "column 1: this ( is never closed, add )",
		"a)":                    "column 2: this ) closes nothing, remove it",
		"a ()":                  "column 4: nothing stands before this ), add a word or field:value",
		"a OR":                  "column 5: the query breaks off here, add a word or field:value",
		"OR a":                  `column 1: nothing stands before this operator, put it in quotes to search for the word`,
		"a - b":                 "column 3: - stands alone, write it directly before what to leave out",
		`a "b c`:                `column 3: this quotation mark is never closed, add "`,
		"?!":                    "column 1: there is no letter or digit to search for",
		"-sort:date":            "column 2: sort: orders the whole query, write it once, outside of OR, - and parentheses",
		"sort:size":             "column 6: unknown sort size, known are date, reported, updated, reports",
	} {
		_, err := ParseQuery(in)
		var bad *QueryError
		if !errors.As(err, &bad) {
			t.Errorf("ParseQuery(%q) error = %v, want a QueryError", in, err)
			continue
		}
		if err.Error() != want {
			t.Errorf("ParseQuery(%q)\n got %s\nwant %s", in, err, want)
		}
	}
}
