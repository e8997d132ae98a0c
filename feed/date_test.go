package feed

import (
	"os"
	"strings"
	"testing"
	"time"
)

// TestDates reads testdata/date/dates.txt; the machine's own zone must not matter.
func TestDates(t *testing.T) {
	data, err := os.ReadFile("testdata/date/dates.txt")
	if err != nil {
		t.Fatal(err)
	}
	for n, line := range strings.Split(string(data), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		part := strings.Split(line, "|")
		if len(part) != 3 {
			t.Fatalf("line %d: want three parts", n+1)
		}
		want := strings.TrimSpace(part[2])
		got := "-"
		if d, ok := parseDate(strings.TrimSpace(part[0]), zonesOf(t, part[1])); ok {
			got = d.Format(time.RFC3339Nano)
		}
		if got != want {
			t.Errorf("line %d: %s: got %s, want %s", n+1, part[0], got, want)
		}
	}
}

func zonesOf(t *testing.T, options string) dateZones {
	t.Helper()
	var z dateZones
	for _, o := range strings.Fields(options) {
		key, value, _ := strings.Cut(o, "=")
		loc, err := time.LoadLocation(value)
		if err != nil {
			t.Fatal(err)
		}
		switch key {
		case "zone":
			z.convert = loc
		case "fallback":
			z.fallback = loc
		case "dayfirst":
			z.dayFirst = true
		default:
			t.Fatalf("unknown option %q", key)
		}
	}
	return z
}

func TestEveryZoneAbbreviationIsKnown(t *testing.T) {
	for word, name := range zoneAbbreviations {
		if zoneTable()[word] == nil {
			t.Errorf("%s: zone %q is not known", word, name)
		}
	}
}

func TestPlausibleDates(t *testing.T) {
	fetched := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for at, want := range map[string]bool{
		"2026-11-20T11:00:00Z": true,
		"2026-11-21T11:00:00Z": true,  // a wrong zone
		"2026-11-22T11:00:00Z": false, // the future
		"2035-04-13T09:07:01Z": false,
		"1996-02-01T00:00:00Z": true, // an archive
		"1970-01-01T00:00:00Z": false,
		"0001-01-01T00:00:00Z": false,
	} {
		d, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := plausibleDate(d, fetched); got != want {
			t.Errorf("%s: %v", at, got)
		}
	}
}

func FuzzDate(f *testing.F) {
	data, err := os.ReadFile("testdata/date/dates.txt")
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		raw, _, _ := strings.Cut(line, "|")
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		d, ok := parseDate(raw, dateZones{convert: time.UTC})
		if ok && (d.Year() < 1 || d.Year() > 9999) {
			t.Errorf("%q: %v", raw, d)
		}
	})
}
