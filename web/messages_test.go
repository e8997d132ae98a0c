package web

import (
	"maps"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

func mustLocales(t *testing.T) *locales {
	t.Helper()
	ls, err := loadLocales()
	if err != nil {
		t.Fatal(err)
	}
	return ls
}

var argument = regexp.MustCompile(`\{\w+\}`)

// TestLanguagesSayTheSame holds every language to the keys and arguments of the
// first, and every count to the plural categories its language has.
func TestLanguagesSayTheSame(t *testing.T) {
	ls := mustLocales(t)
	first := ls.first()
	for i, l := range ls.all() {
		if l.heading != ls.menu[i] {
			t.Errorf("%s: the menu has %+v, want %+v: it reads what stands before the dates", l.Lang, ls.menu[i], l.heading)
		}
		compareKeys(t, l.Lang+" messages", first.Messages, l.Messages)
		compareKeys(t, l.Lang+" forms", first.Dates.Forms, l.Dates.Forms)
		compareKeys(t, l.Lang+" counts", first.Counts, l.Counts)
		for _, names := range [][]string{l.Dates.Months, l.Dates.Alone, l.Dates.Short, l.Dates.Abbrev} {
			if len(names) != 12 {
				t.Errorf("%s: %d months", l.Lang, len(names))
			}
		}
		if len(l.Dates.Days) != 7 || len(l.Dates.DaysShort) != 7 {
			t.Errorf("%s: a week of %d and %d days", l.Lang, len(l.Dates.Days), len(l.Dates.DaysShort))
		}
		for key, msg := range first.Messages {
			want, got := argument.FindAllString(msg, -1), argument.FindAllString(l.Messages[key], -1)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(want, got) {
				t.Errorf("%s: %s has %v, want %v", l.Lang, key, got, want)
			}
		}
		for key, forms := range l.Counts {
			for _, n := range []int{0, 1, 2, 5, 11, 21, 22, 25, 101, 1_000_000} {
				if forms[l.category(n)] == "" {
					t.Errorf("%s: %s has no form for %d (%s)", l.Lang, key, n, l.category(n))
				}
			}
		}
	}
}

func compareKeys[V any](t *testing.T, what string, want, got map[string]V) {
	t.Helper()
	for _, k := range slices.Sorted(maps.Keys(want)) {
		if _, ok := got[k]; !ok {
			t.Errorf("%s: %s is missing", what, k)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[k]; !ok {
			t.Errorf("%s: %s is not a key", what, k)
		}
	}
}

func TestDatesAreNoFinerThanKnown(t *testing.T) {
	ls := mustLocales(t)
	day := func(y int, m time.Month, d int) timeline.Day { return timeline.MakeDay(y, m, d) }
	spans := map[string]timeline.Span{
		"day":    {Start: day(2024, 7, 3), End: day(2024, 7, 3), Precision: timeline.OneDay},
		"days":   {Start: day(2024, 7, 3), End: day(2024, 7, 4), Precision: timeline.Range},
		"months": {Start: day(2024, 6, 30), End: day(2024, 7, 2), Precision: timeline.Range},
		"years":  {Start: day(2024, 12, 30), End: day(2025, 1, 2), Precision: timeline.Range},
		"month":  timeline.SpanOf(day(2024, 7, 1), day(2024, 7, 31)),
		"wholes": timeline.SpanOf(day(2024, 6, 1), day(2024, 8, 31)),
		// over a new year
		"wholeyears": timeline.SpanOf(day(2024, 11, 1), day(2025, 2, 28)),
		"year":       timeline.SpanOf(day(2024, 1, 1), day(2024, 12, 31)),
		"none":       {},
	}
	want := map[string]map[string]string{
		"en": {
			"day": "3 July 2024", "days": "3–4 July 2024", "months": "30 June – 2 July 2024", "years": "30 December 2024 – 2 January 2025",
			"month": "July 2024", "wholes": "June–August 2024", "wholeyears": "November 2024 – February 2025", "year": "2024", "none": "date not known",
		},
		"de": {"day": "3. Juli 2024", "days": "3.–4. Juli 2024", "month": "Juli 2024", "year": "2024"},
		"ru": {"day": "3 июля 2024", "month": "июль 2024", "days": "3–4 июля 2024"},
		"fr": {"day": "3 juillet 2024", "month": "juillet 2024"},
		"kk": {"day": "2024\u00a0ж. 3 шілде", "month": "2024\u00a0ж. шілде", "wholeyears": "2024\u00a0ж. қараша – 2025\u00a0ж. ақпан"},
	}
	for lang, texts := range want {
		for kind, text := range texts {
			if got := ls.byName(lang).date(spans[kind]); got != text {
				t.Errorf("%s %s: %q, want %q", lang, kind, got, text)
			}
		}
	}
}

func TestPluralsFollowTheLanguage(t *testing.T) {
	ls := mustLocales(t)
	for _, c := range []struct {
		lang string
		n    int
		want string
	}{
		{"en", 1, "1 event"},
		{"en", 12345, "12,345 events"},
		{"de", 12345, "12.345 Ereignisse"},
		{"ru", 1, "1 событие"},
		{"ru", 3, "3 события"},
		{"ru", 11, "11 событий"},
		{"ru", 21, "21 событие"},
		{"fr", 0, "0 événement"},
		{"kk", 5, "5 оқиға"},
	} {
		if got := ls.byName(c.lang).count("events", c.n); got != c.want {
			t.Errorf("%s %d: %q, want %q", c.lang, c.n, got, c.want)
		}
	}
}

func TestHowOften(t *testing.T) {
	ls := mustLocales(t)
	for _, c := range []struct {
		lang, want string
		every      time.Duration
	}{
		{"en", "every hour", time.Hour},
		{"en", "every 20 minutes", 20 * time.Minute},
		{"de", "jede Stunde", time.Hour},
		{"de", "alle 3 Tage", 72 * time.Hour},
		{"ru", "раз в 2 часа", 2 * time.Hour},
		{"fr", "tous les 3 jours", 72 * time.Hour},
		{"kk", "әр 5 минут сайын", 5 * time.Minute},
	} {
		if got := ls.byName(c.lang).every(c.every); got != c.want {
			t.Errorf("%s: %q, want %q", c.lang, got, c.want)
		}
	}
}

func TestDatesAreReadBackInWords(t *testing.T) {
	ls := mustLocales(t)
	for _, c := range []struct{ lang, query, want string }{
		{"en", "date:2024-07..", "From 1 July 2024"},
		{"en", "date:..2024-07", "Until 31 July 2024"},
		{"en", "date:this-month", "March 2024"},
		{"en", "date:none", "Date not known"},
		{"de", "date:next-30d", "In den nächsten 30 Tagen"},
		{"fr", "date:>=2024-07-01", "À partir du 1er juillet 2024"},
		{"ru", "date:2024-07..", "С 1 июля 2024"},
		{"fr", "topic:human_rights", "Thème\u00a0: droits humains"},
		{"en", "member:SCO", "Member of: Shanghai Cooperation Organization"},
		{"en", "actor:KAZ reports:>=2", "Kazakhstan, reports: ≥\u00a02"},
	} {
		l := ls.byName(c.lang)
		f := &frame{loc: l, Lang: l.Lang, now: time.Date(2024, time.March, 12, 9, 0, 0, 0, time.UTC)}
		q, err := timeline.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.heading(q); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.lang, c.query, got, c.want)
		}
	}
}

func TestAHostKeepsItsSmallLetters(t *testing.T) {
	for said, want := range map[string]string{"news.example did not answer": "news.example did not answer.", "no answer": "No answer.", "done.": "Done."} {
		if got := sentence(said); got != want {
			t.Errorf("%q became %q, want %q", said, got, want)
		}
	}
}

func TestBestLanguage(t *testing.T) {
	ls := mustLocales(t)
	for accept, want := range map[string]string{
		"": "en", "de-CH,de;q=0.9": "de", "uk;q=0.9, ru;q=0.8": "ru", "kk-KZ": "kk", "fr-FR, en;q=0.5": "fr", "ja": "en", "nonsense;;;": "en",
	} {
		if got := ls.best(accept).Lang; got != want {
			t.Errorf("Accept-Language %q: %s, want %s", accept, got, want)
		}
	}
}

func TestMarksKeepTheText(t *testing.T) {
	m := timeline.Mention{
		Lang: "de", Type: "CONSULT", Reported: time.Date(2024, time.February, 28, 0, 0, 0, 0, time.UTC), Place: timeline.Place{Name: "Astana"},
		Parties:  []timeline.Party{{Code: "CHE", Name: "Bern"}, {Code: "KAZ", Name: "Kasachstan"}},
		Evidence: timeline.Evidence{Text: "Bernhard sagte in Bern, er werde Kasachstan\nvom 9. bis 11. Juli 2024 besuchen, auch Astana."},
	}
	var text string
	marked := map[string]string{}
	for _, r := range marks(m) {
		text += r.Text
		if r.Class != "" {
			marked[r.Text] = r.Class
		}
	}
	if text != "Bernhard sagte in Bern, er werde Kasachstan vom 9. bis 11. Juli 2024 besuchen, auch Astana." {
		t.Errorf("the evidence became %q", text)
	}
	for words, class := range map[string]string{"Bern": "who", "Kasachstan": "who", "Astana": "where", "besuchen": "act"} {
		if marked[words] != class {
			t.Errorf("%q is marked %q, want %q: %v", words, marked[words], class, marked)
		}
	}
	if !slices.Contains(slices.Collect(maps.Values(marked)), "when") {
		t.Errorf("no date is marked: %v", marked)
	}
	if first := marks(m)[0]; first.Class != "" {
		t.Errorf("half a name is marked: %v", first)
	}
}

// TestGermanCounts: what is counted stands in the nominative, as counts have it.
func TestGermanCounts(t *testing.T) {
	l := mustLocales(t).byName("de")
	got := l.text("summary", "events", l.count("events", 25), "reports", l.count("reports", 24), "sources", l.count("sources.by", 10), "ahead", l.count("ahead", 2))
	if want := "25 Ereignisse, 24 Berichte, 10 Quellen. 2 liegen voraus."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
