package timeline

import (
	"testing"
	"time"
	"unicode/utf8"

	"github.com/dateline-news/dateline/timeline/what"
)

// FuzzRead: whatever a feed delivers, reading never panics, and every piece of
// evidence is the text it says it is.
func FuzzRead(f *testing.F) {
	f.Add("de", "Gipfel in Genf", "Der Minister traf am 3. Mai in Genf (Schweiz) seine Kollegen aus A, B und C; er lud sie ein.")
	f.Add("en", "X: talks", "\"We met,\" the president of Kenya's party said – in Nairobi, on Friday, U.S. time.")
	f.Add("ru", "Визит", "Глава МИД, «как сообщили», примет в Москве (Россия) посла.\n\n— И что? Да.")
	f.Add("kk", "", "ш.ш. 14–15 қарашада… ")
	f.Add("de", "Und rief Peru", "Und rief Chile auf. Sowie forderte man Peru auf. „Und lobte Togo“.")
	f.Add("", "'", "''s-’s \xff\xfe ,,, ( ) :")
	f.Fuzz(func(t *testing.T, lang, title, text string) {
		r := Report{ID: "f", Lang: lang, Title: title, Text: text, Published: time.Date(2024, 3, 5, 12, 0, 0, 0, time.UTC)}
		out := (&Extractor{}).Read(r)
		for _, m := range out.Mentions {
			field := text
			if m.Evidence.Field == FieldTitle {
				field = title
			}
			if m.Evidence.Text == "" || field[m.Evidence.Start:m.Evidence.End] != m.Evidence.Text {
				t.Errorf("evidence %+v is not in the %s", m.Evidence, m.Evidence.Field)
			}
			if !m.Type.OffByDefault() && len(m.Parties) == 0 {
				t.Errorf("no party: %+v", m)
			}
		}
	})
}

// FuzzSentences: sentences lie in order inside the text, at rune borders.
func FuzzSentences(f *testing.F) {
	f.Add("Am 3. März traf er sie. Dr. No kam u. a. auch!\n\nSchluss")
	f.Add("a.b. C? (d. E) „F.“ G")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		end := 0
		for _, s := range sentences(text, what.For("de")) {
			if s.Start < end || s.End <= s.Start || s.End > len(text) || !utf8.ValidString(text[s.Start:s.End]) {
				t.Fatalf("sentence %+v after %d in %q", s, end, text)
			}
			end = s.End
		}
	})
}
