package timeline

import (
	"testing"
	"time"
)

func TestActInASentence(t *testing.T) {
	day := time.Date(2024, time.February, 28, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct{ lang, sentence, want string }{
		{"en", "Foreign Minister Daniyar Abenov met Federal Councillor Reto Amsler in Geneva on Tuesday.", "met"},
		{"de", "Der Schweizer Außenminister wird Kasachstan im Juli besuchen.", "besuchen"},
		{"ru", "Министры иностранных дел Казахстана и Швейцарии обсудили торговлю.", "обсудили"},
		{"fr", "Le président kazakh a rencontré son homologue suisse à Genève.", "rencontré"},
		{"kk", "Қазақстан мен Швейцария сыртқы істер министрлері Женевада кездесті.", "кездесті"},
		{"en", "The weather in Geneva was fine.", ""},
		{"xx", "Nobody reads this.", ""},
	} {
		start, end, ok := ActIn(c.sentence, TimesIn(c.sentence, c.lang, day), Mention{Lang: c.lang, Type: "CONSULT", Reported: day})
		if got := c.sentence[start:end]; got != c.want || ok != (c.want != "") {
			t.Errorf("%s: the act of %q is %q, want %q", c.lang, c.sentence, got, c.want)
		}
	}
}

// TestActInFindsTheRuleThatFired: of two acts of one type the mention's own is found.
func TestActInFindsTheRuleThatFired(t *testing.T) {
	r := Report{
		Lang: "en", Title: "Talks", Published: time.Date(2024, time.February, 28, 0, 0, 0, 0, time.UTC),
		Text: "Kazakh Foreign Minister Daniyar Abenov met Swiss Foreign Minister Reto Amsler in Geneva and invited him to visit Astana.",
	}
	told := map[string]bool{}
	for _, m := range Extract(r) {
		start, end, ok := ActIn(m.Evidence.Text, TimesIn(m.Evidence.Text, m.Lang, m.Reported), m)
		if !ok {
			t.Errorf("the act of %s/%s is not found", m.Type, m.Mode)
		}
		told[m.Evidence.Text[start:end]] = true
	}
	if !told["met"] || !told["invited"] {
		t.Errorf("found %v, want met and invited", told)
	}
}
