package main

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestTableIsCurrent fails when the YAML or the pinned packages changed and
// the table was not made again. `go run ./gen -check` compares every byte.
func TestTableIsCurrent(t *testing.T) {
	raw, err := os.ReadFile("../table.bin")
	if err != nil {
		t.Fatal(err)
	}
	if len(raw) > 2_500_000 {
		t.Errorf("table.bin has %d bytes, more than 2.5 MB", len(raw))
	}
	var h header
	line, _, _ := bytes.Cut(raw, []byte{'\n'})
	if err := json.Unmarshal(line, &h); err != nil {
		t.Fatal(err)
	}
	sum, err := checksum("../data")
	if err != nil {
		t.Fatal(err)
	}
	if h.Inputs != sum {
		t.Error("the table was made from other inputs: run go generate ./timeline/who")
	}
}

func readTestFacts(t *testing.T) *facts {
	t.Helper()
	f, err := readFacts("../data")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestInflection declines names by the language's own paradigms.
func TestInflection(t *testing.T) {
	f := readTestFacts(t)
	for _, c := range []struct{ lang, class, name, want string }{
		{"ru", "name", "Казахстан", "Казахстан Казахстана Казахстану Казахстаном Казахстане"},
		{"ru", "name", "Грузия", "Грузия Грузии Грузию Грузией"},
		{"ru", "name", "Алматы:0", "Алматы"},
		{"ru", "office", "посол:посол", "посол посла послу послом послы послов послам послами послах"},
		{"ru", "person", "Путин", "Путин Путина Путину Путиным Путином Путине"},
		{"de", "name", "Vereinigt~ Königreich", "Vereinigte Königreich|Vereinigte Königreichs|Vereinigten Königreich|Vereinigten Königreichs|Vereinigter Königreich|Vereinigter Königreichs|Vereinigtem Königreich|Vereinigtem Königreichs|Vereinigtes Königreich|Vereinigtes Königreichs"},
		{"de", "adjective", "kasachisch", "kasachisch kasachische kasachischen kasachischer kasachisches kasachischem"},
		{"de", "people", "Kasache", "Kasache Kasachen Kasachin Kasachinnen"},
		{"de", "office", "Präsident", "Präsident Präsidenten"},
		{"en", "office", "minister of foreign affairs", "minister of foreign affairs|ministers of foreign affairs"},
		{"en", "office", "foreign minister", "foreign minister|foreign ministers"},
		{"fr", "adjective", "allemand", "allemand allemande allemands allemandes"},
		{"es", "adjective", "alemán", "alemán alemana alemanes alemanas"},
		{"uk", "adjective", "німецький", "німецький німецького німецькому німецьким німецькім німецька німецької німецькій німецьку німецькою німецьке німецькі німецьких німецькими німецько"},
	} {
		sep := " "
		if strings.Contains(c.name, " ") {
			sep = "|"
		}
		var got []string
		for _, i := range paradigms(f.lang[c.lang].Inflect[c.class]).phrase(c.name, c.class != "name" && c.class != "person") {
			got = append(got, i.text)
		}
		if !slices.Equal(got, strings.Split(c.want, sep)) {
			t.Errorf("%s %s %q: %s, want %s", c.lang, c.class, c.name, strings.Join(got, sep), c.want)
		}
	}
}

// TestFold checks the key of a name.
func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Côte d’Ivoire": "côte d ivoire", "U.S.": "us", "Nur-Sultan": "nur sultan", "Королёв": "королев", "İran": "iran", "G7": "g7",
	} {
		if got := fold(in); got != want {
			t.Errorf("fold(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestOfficeHolders checks that terms are dated and do not run backwards.
func TestOfficeHolders(t *testing.T) {
	for _, h := range readTestFacts(t).holders {
		if h.Until != "" && h.Until < h.From {
			t.Errorf("%s: until %s is before from %s", h.Name, h.Until, h.From)
		}
		if h.Source == "" || h.Checked == "" {
			t.Errorf("%s: source and checked are needed", h.Name)
		}
	}
}

// TestOrganisationCount holds the promise of the documentation.
func TestOrganisationCount(t *testing.T) {
	f := readTestFacts(t)
	n := 0
	for code := range f.organisations {
		if code == strings.ToUpper(code) && f.lang["en"].Organisations[code]+f.lang["de"].Organisations[code]+f.lang["ru"].Organisations[code] != "" {
			n++
		}
	}
	if n < 120 {
		t.Errorf("%d organisations with names, want at least 120", n)
	}
}
