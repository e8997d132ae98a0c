package timeline

import (
	"errors"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// FuzzParseQuery: whatever is typed, the canonical form of a query reads back as
// the same query, and an error points into the text.
func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{
		"actor:KAZ (type:consult/visit OR -status:planned) date:next-30d", `"held talks"* genf* sort:-date`,
		"date:2024-02-20/P2W reported:>=-24h reports:<3", "NOT (a OR b) --c „x y“ place:\"New York\"", "in:x tag:y lang:de topic:legal member:SCO",
		"\xff\x00(", "date:..2024 date:2024-W08.. date:-P1Y2M", "actor:Лавров type:Встреча 16:30",
	} {
		f.Add(s)
	}
	now := time.Date(2024, 2, 29, 13, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		q, err := ParseQuery(s)
		if err != nil {
			var bad *QueryError
			if !errors.As(err, &bad) || bad.Column < 1 || bad.Column > utf8.RuneCountInString(s)+1 {
				t.Fatalf("ParseQuery(%q): %v", s, err)
			}
			return
		}
		text := q.String()
		again, err := ParseQuery(text)
		if err != nil {
			t.Fatalf("ParseQuery(%q).String() = %q: %v", s, text, err)
		}
		if again.String() != text {
			t.Fatalf("%q is written %q, and that %q", s, text, again.String())
		}
		e := Event{Type: "CONSULT", Status: Planned, Date: DayDate(now)}
		if q.Match(e, now) != again.Match(e, now) || q.Match(e, now) != q.At(now).Match(e, now.AddDate(1, 0, 0)) {
			t.Fatalf("%q and what it is written as, %q, mean different things", s, text)
		}
		if diff := cmp.Diff(meaning(q.Root), meaning(again.Root)); diff != "" {
			t.Fatalf("%q against its canonical form:\n%s", s, diff)
		}
		q.Explain()
	})
}

// meaning lists the codes and names of every term.
func meaning(n Node) (out [][]string) {
	walk(n, false, func(t Term, negated bool) {
		out = append(out, append(append([]string{string(t.Key), t.Value}, t.Codes...), t.Names...))
	})
	return out
}
