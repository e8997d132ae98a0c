package timeline

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/timeline/what"
)

// TestSentences: where sentences end, per language; "|" marks the borders.
func TestSentences(t *testing.T) {
	for _, c := range []struct{ lang, want string }{
		{"de", "Am 3. März kam Dr. Berg nach Wien.|Er blieb bis zum 5. April, u. a. wegen der Messe."},
		{"de", "„Wir reden weiter.“|So endete der Tag!|Und dann?|Nichts."},
		{"en", "The U.S. envoy met Mr. Hall on Jan. 5.|They talked."},
		{"en", "J. R. Smith came at 5 p.m. from Oslo (see p. 3).|He left."},
		{"ru", "В 2024 г. он приехал в г. Астана.|Встреча прошла 5 мая."},
		{"kk", "Кездесу өтті.|Тараптар келісті."},
	} {
		text := strings.ReplaceAll(c.want, "|", " ")
		var got []string
		for _, s := range sentences(text, what.For(c.lang)) {
			got = append(got, text[s.Start:s.End])
		}
		if diff := cmp.Diff(c.want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.lang, diff)
		}
	}
}

// TestParagraphs: a blank line begins a paragraph, a line end only a sentence.
func TestParagraphs(t *testing.T) {
	got := sentences("Wien –\nErster Satz.\n\nZweiter Absatz", what.For("de"))
	var numbers []int
	for _, s := range got {
		numbers = append(numbers, s.Paragraph)
	}
	if diff := cmp.Diff([]int{0, 0, 1}, numbers); diff != "" {
		t.Error(diff)
	}
}

// TestLanguage: the declared language counts, Kazakh letters overrule Russian,
// and a text without a declaration is guessed.
func TestLanguage(t *testing.T) {
	for _, c := range []struct{ declared, text, want string }{
		{"de-AT", "anything", "de"},
		{"", "Der Außenminister reiste am Montag nach Wien und sprach dort mit seinem Kollegen.", "de"},
		{"", "The foreign minister travelled to Vienna on Monday and met his colleague.", "en"},
		{"", "Министр прибыл в понедельник в Вену и встретился с коллегой.", "ru"},
		{"ru", "Сыртқы істер министрі дүйсенбіде Венаға келіп, әріптесімен кездесті.", "kk"},
		{"ru", "Тышкы иштер министри дүйшөмбүдө Венага келип, кесиптеши менен жолугушту.", "ky"},
		{"", "Lima retira a su embajador en Oslo", "es"},
		{"", "Oslo reçoit le ministre chilien", "fr"},
		{"", "Chile and Peru resume talks", "en"},
		{"", "Chile weist Vorwürfe aus Lima zurück", "de"},
		{"", "Грузия вызвала посла Чили", "ru"},
		{"", "Чили елшісі Бакуге келді", "kk"},
		{"", "Посол Чилі прибув до Баку", "uk"},
		{"", "Embaixador do Chile chega a Oslo", "pt"},
		{"", "L'ambasciatore del Cile incontra il premier", "it"},
		{"", "Chili roept ambassadeur uit Oslo terug", "nl"},
		{"", "Ambasador Chile przyjął ministra", "pl"},
		{"", "Şili büyükelçisi Bakü'ye geldi", "tr"},
		{"", "Ο πρέσβης της Χιλής στην Αθήνα", "el"},
	} {
		if got := language(Report{Lang: c.declared, Text: c.text}); got != c.want {
			t.Errorf("language(%q, %q) = %q, want %q", c.declared, c.text, got, c.want)
		}
	}
}
