package timeline

import (
	"slices"
	"testing"
	"time"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
)

func TestDateText(t *testing.T) {
	days := func(y int, m time.Month, d int, y2 int, m2 time.Month, d2 int) Date {
		return Date{Span: when.SpanOf(when.MakeDay(y, m, d), when.MakeDay(y2, m2, d2))}
	}
	for _, tc := range []struct {
		date Date
		want map[string]string
	}{
		{days(2024, 2, 27, 2024, 2, 27), map[string]string{"en": "27 February 2024", "de": "27. Februar 2024", "ru": "27 февраля 2024 г.", "fr": "27 février 2024", "kk": "2024 жылғы 27 ақпан"}},
		{days(2024, 7, 3, 2024, 7, 4), map[string]string{"en": "3–4 July 2024", "de": "3.–4. Juli 2024", "ru": "3–4 июля 2024 г.", "fr": "3–4 juillet 2024", "kk": "2024 жылғы 3–4 шілде"}},
		{days(2024, 6, 28, 2024, 7, 1), map[string]string{"en": "28 June – 1 July 2024", "de": "28. Juni – 1. Juli 2024", "ru": "28 июня – 1 июля 2024 г.", "fr": "28 juin – 1er juillet 2024", "kk": "2024 жылғы 28 маусым – 1 шілде"}},
		{days(2024, 12, 30, 2025, 1, 2), map[string]string{"en": "30 December 2024 – 2 January 2025", "de": "30. Dezember 2024 – 2. Januar 2025"}},
		{days(2024, 7, 1, 2024, 7, 31), map[string]string{"en": "July 2024", "de": "Juli 2024", "ru": "июль 2024 г.", "kk": "2024 жылғы шілде"}},
		{days(2024, 4, 1, 2024, 6, 30), map[string]string{"en": "April – June 2024", "ru": "апрель – июнь 2024 г."}},
		{days(2024, 1, 1, 2024, 12, 31), map[string]string{"en": "some time in 2024", "de": "irgendwann 2024", "ru": "в течение 2024 года", "fr": "courant 2024"}},
		{days(2024, 1, 1, 2025, 12, 31), map[string]string{"en": "2024–2025"}},
		{Date{}, map[string]string{"en": "date not set", "de": "Termin offen", "xx": "date not set"}},
	} {
		for lang, want := range tc.want {
			if got := DateText(tc.date, lang); got != want {
				t.Errorf("%s in %s: %q, want %q", tc.date, lang, got, want)
			}
		}
	}
}

func TestTitle(t *testing.T) {
	e := Event{
		Type: what.Consult, Status: Planned, Parties: []Party{{Code: "KAZ", Role: Actor}, {Code: "CHE", Role: Actor}},
		Place: Place{Code: "CHE:Geneva", Name: "Geneva"},
	}
	for lang, want := range map[string]string{
		"en": "Kazakhstan – Switzerland: Meeting, Geneva, date not set (planned)",
		"de": "Kasachstan – Schweiz: Treffen, Genf, Termin offen (geplant)",
		"ru": "Казахстан – Швейцария: Встреча, Женева, дата не назначена (запланировано)",
	} {
		if got := Headline(e, lang); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	e.Parties = []Party{{Name: "die Delegation", Role: Actor}, {Role: Recipient}}
	e.Type, e.Mode, e.Place = what.Accuse, "summon", Place{Name: "Bad Ort"}
	if got, want := Title(e, "de"), "die Delegation – unbekannte Seite: Botschafter einbestellt, Bad Ort"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	e.Parties = nil
	for _, c := range []string{"ARM", "AZE", "BEL", "BGR", "CAN", "CHL", "CHN", "CUB"} {
		e.Parties = append(e.Parties, Party{Code: c, Role: Actor})
	}
	if got, want := Title(e, "en"), "Armenia – Azerbaijan – Belgium – Bulgaria – Canada and 3 more: Ambassador summoned, Bad Ort"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestLabelsComplete: every language has every word, and a label finds its type.
func TestLabelsComplete(t *testing.T) {
	en := labelsOf("en")
	for _, lang := range Languages {
		l := labelsOf(lang)
		for name, pair := range map[string][2]map[string]string{
			"types": {en.Types, l.Types}, "statuses": {en.Statuses, l.Statuses}, "topics": {en.Topics, l.Topics}, "words": {en.Words, l.Words}, "dates": {en.Dates, l.Dates},
		} {
			for key := range pair[0] {
				if pair[1][key] == "" {
					t.Errorf("%s: %s has no %s", lang, name, key)
				}
			}
		}
		if len(l.Months) != 12 || len(l.MonthsOf) != 12 || l.Name == "" {
			t.Errorf("%s: months or name are missing", lang)
		}
	}
	for _, typ := range what.Types {
		if TypeLabel(typ, "", "de") == TypeLabel("NONE", "", "de") || labelsOf("en").Types[string(typ)] == "" {
			t.Errorf("type %s has no label", typ)
		}
	}
	if got := Modes(what.Consult); !slices.Equal(got, []string{"multilateral", "phone", "third-party", "visit"}) {
		t.Errorf("modes of CONSULT: %v", got)
	}
}
