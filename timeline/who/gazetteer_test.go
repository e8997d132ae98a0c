package who

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLabel(t *testing.T) {
	for _, c := range []struct{ code, lang, want string }{
		{"KAZ", "de", "Kasachstan"},
		{"KAZ", "ru", "Казахстан"},
		{"KAZ", "kk", "Қазақстан"},
		{"KGZ", "ru", "Кыргызстан"},
		{"CHE", "fr", "Suisse"},
		{"CHE", "en", "Switzerland"},
		{"USA", "de", "USA"},
		{"KOS", "de", "Kosovo"},
		{"SCO", "de", "SOZ"},
		{"UNO", "en", "United Nations"},
		{"UNO", "ru", "ООН"},
		{"CHE:Geneva", "de", "Genf"},
		{"KAZ:Astana", "kk", "Астана"},
		{"ITA:Rome", "kk", "Рим"},
		{"CZE:Prague", "kk", "Прага"},
		{"UNO", "kk", "БҰҰ"},
		{"KAZ", "xx", "Kazakhstan"},
		{"XYZ", "de", "XYZ"},
	} {
		if got := Default().Label(c.code, c.lang); got != c.want {
			t.Errorf("Label(%s, %s) = %q, want %q", c.code, c.lang, got, c.want)
		}
	}
}

// TestEveryCountryHasLabels looks at every UN member in the languages of the pages.
func TestEveryCountryHasLabels(t *testing.T) {
	g := Default()
	for _, code := range g.Codes() {
		if len(code) != 3 || g.entities[g.byCode()[code]].kind != Country {
			continue
		}
		for _, lang := range []string{"en", "de", "ru", "fr"} {
			l := g.Label(code, lang)
			if l == code && code != "USA" {
				t.Errorf("%s has no name in %s", code, lang)
			}
			if strings.Contains(l, "(") {
				continue // CLDR's name of a territory, no name prose uses
			}
			if got := g.Lookup(l); !slices.Contains(got, code) {
				t.Errorf("Lookup(%q) = %v, want %s", l, got, code)
			}
		}
	}
}

func TestLookup(t *testing.T) {
	for name, want := range map[string]string{
		"Schweiz": "CHE", "schweiz": "CHE", "Швейцария": "CHE", "che": "CHE", "Suisse": "CHE",
		"Лавров": "RUS:Sergei Lavrov", "Lawrow": "RUS:Sergei Lavrov",
		"SOZ": "SCO", "ШОС": "SCO", "sco": "SCO", "Genf": "CHE:Geneva", "geneva": "CHE:Geneva",
		"USA": "USA", "Türkei": "TUR", "Turkey": "TUR", "central-asia": "central-asia", "Kosovo": "KOS",
	} {
		if got := Default().Lookup(name); len(got) == 0 || got[0] != want {
			t.Errorf("Lookup(%q) = %v, want %s first", name, got, want)
		}
	}
	if got := Default().Lookup("Nowhereland"); got != nil {
		t.Errorf("Lookup of an unknown name = %v, want none", got)
	}
	if got := Default().Lookup(""); got != nil {
		t.Errorf("Lookup of nothing = %v, want none", got)
	}
}

func TestMembers(t *testing.T) {
	g := Default()
	for code, n := range map[string]int{"central-asia": 5, "G7": 7, "EUR": 27, "NATO": 32, "OSCE": 57, "SCO": 10, "CSTO": 6, "EAEU": 5, "ASEAN": 11, "COE": 46, "OTS": 5, "KAZ": 0, "UNO": 193, "AU": 55, "OIC": 57, "COMMONWEALTH": 56, "CIS": 10, "BRICS": 10, "OECD": 38, "LAS": 22} {
		if got := g.Members(code); len(got) != n {
			t.Errorf("%s has %d members, want %d: %v", code, len(got), n, got)
		}
	}
	if got := g.Groups(); !slices.Contains(got, "central-asia") || slices.Contains(got, "SCO") {
		t.Errorf("Groups() = %v", got)
	}
	g.Members("G7")[0] = "changed"
	if g.Members("G7")[0] != "CAN" {
		t.Error("a caller changed the gazetteer's members")
	}
}

func TestPlace(t *testing.T) {
	name, country, lat, lon, ok := Default().Place("CHE:Geneva")
	if !ok || name != "Geneva" || country != "CHE" || lat < 46 || lat > 47 || lon < 6 || lon > 7 {
		t.Errorf("Place(CHE:Geneva) = %q %q %v %v %v", name, country, lat, lon, ok)
	}
	if _, _, _, _, ok := Default().Place("KAZ"); ok {
		t.Error("a country is no place")
	}
	for _, code := range []string{"KAZ:Astana", "NLD:The Hague", "USA:New York", "KAZ:Almaty", "CHE:Davos", "AUT:Vienna", "CHE:Bürgenstock"} {
		if _, _, lat, lon, ok := Default().Place(code); !ok || lat == 0 || lon == 0 {
			t.Errorf("Place(%s) is not known", code)
		}
	}
}

// TestDatedHolders: the same words on different days.
func TestDatedHolders(t *testing.T) {
	for _, c := range []struct {
		text, day, want string
		former          bool
	}{
		{"Stoltenberg traf ein.", "2023-05-01", "NATO:Jens Stoltenberg", false},
		{"Stoltenberg traf ein.", "2025-05-01", "NATO:Jens Stoltenberg", true},
		{"Rutte traf ein.", "2023-05-01", "NLD:Mark Rutte", false},
		{"Rutte traf ein.", "2025-05-01", "NATO:Mark Rutte", false},
		{"Trump rief an.", "2019-05-01", "USA:Donald Trump", false},
		{"Trump rief an.", "2023-05-01", "USA:Donald Trump", true},
		{"Trump rief an.", "2025-05-01", "USA:Donald Trump", false},
		{"Wadephul rief an.", "2019-05-01", "", false},
		{"Wadephul rief an.", "", "DEU:Johann Wadephul", false},
		{"Baerbock rief an.", "", "DEU:Annalena Baerbock", false},
		{"Rutte rief an.", "", "NATO:Mark Rutte", false},
	} {
		on, _ := time.Parse(time.DateOnly, c.day)
		var code string
		var former bool
		for _, n := range Default().Find(c.text, "de", on) {
			code, former = n.Code, n.Former
		}
		if code != c.want || former != c.former {
			t.Errorf("%q on %s: %s former %v, want %s %v", c.text, c.day, code, former, c.want, c.former)
		}
	}
}

func TestWith(t *testing.T) {
	from := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	g := Default().With([]Entry{
		{Code: "KAZ", Person: "Aigerim Testova", Role: "foreign minister", From: from, Names: map[string][]string{"ru": {"Айгерим Тестова"}, "de": {"Testowa"}}},
		{Code: "XORG", Names: map[string][]string{"en": {"Example Water Board"}, "de": {"Beispiel-Wasserrat"}}},
		{Code: "CHE", Names: map[string][]string{"de": {"Helvetien"}}},
	})
	for _, c := range []struct{ text, lang, want string }{
		{"Testova landed.", "en", "KAZ:Aigerim Testova"},
		{"Встреча с Тестовой прошла.", "ru", "KAZ:Aigerim Testova"},
		{"Testowas Reise begann.", "de", "KAZ:Aigerim Testova"},
		{"The Example Water Board met.", "en", "XORG"},
		{"Helvetien sagte zu.", "de", "CHE"},
	} {
		names := g.Find(c.text, c.lang, from)
		if len(names) != 1 || names[0].Code != c.want {
			t.Errorf("%q: %+v, want %s", c.text, names, c.want)
		}
	}
	if names := g.Find("Testova landed.", "en", from.AddDate(-1, 0, 0)); len(names) != 0 {
		t.Errorf("before the term: %+v", names)
	}
	if got := g.Label("XORG", "de"); got != "Beispiel-Wasserrat" {
		t.Errorf("Label(XORG) = %q", got)
	}
	if got := g.Find("Testova landed.", "en", from); len(got) != 1 || got[0].Level != Minister || got[0].Country != "KAZ" {
		t.Errorf("the added person: %+v", got)
	}
	if names := Default().Find("Testova landed.", "en", from); len(names) != 0 {
		t.Errorf("the built-in gazetteer changed: %+v", names)
	}
	if got := g.Lookup("Testova"); !slices.Contains(got, "KAZ:Aigerim Testova") {
		t.Errorf("Lookup of an added person: %v", got)
	}
}

// TestOverlongNames: long runs of capitals and lists stay linear and bounded.
func TestOverlongNames(t *testing.T) {
	text := strings.Repeat("Präsident Kasachstans und ", 20_000) + strings.Repeat("President X", 20_000)
	if names := Default().Find(text, "de", time.Time{}); len(names) < 20_000 {
		t.Errorf("%d names", len(names))
	}
}

func TestDamagedTable(t *testing.T) {
	for _, raw := range []string{"", "\x01\x02\x03", embedded[:len(embedded)/2]} {
		if _, err := decode(raw); err == nil {
			t.Errorf("decode of %d bytes gave no error", len(raw))
		}
	}
}

// TestBegun: what is typed of a name in any language tells whose it may be.
func TestBegun(t *testing.T) {
	g := Default()
	for i := 1; i < len(g.ends); i++ {
		if g.key(uint32(i-1)) >= g.key(uint32(i)) {
			t.Fatalf("%q stands before %q", g.key(uint32(i-1)), g.key(uint32(i)))
		}
	}
	for text, want := range map[string]string{"Vereinte N": "UNO", "Біріккен Ұлт": "UNO", "Всемирная орг": "WHO", "organisation mondiale de la s": "WHO", "Schw": "CHE", "Genè": "CHE:Geneva", "РИМ": "ITA:Rome"} {
		if got := g.Begun(text); !slices.Contains(got, want) {
			t.Errorf("Begun(%q) = %v, want %s", text, got, want)
		}
	}
	if got := g.Begun(" "); got != nil {
		t.Errorf("nothing begins %v", got)
	}
}
