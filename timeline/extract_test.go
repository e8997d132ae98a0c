package timeline

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var updateRead = flag.Bool("update-read", false, "write the .want files of testdata/read anew")

// TestRead holds what is read out of short articles of our own wording: one
// archive per language and kind of act, a case per file and its .want beside it.
func TestRead(t *testing.T) {
	archives, err := filepath.Glob("testdata/read/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lang, _, _ := strings.Cut(filepath.Base(path), "-")
		for i := 0; i+1 < len(archive.Files); i += 2 {
			in, want := archive.Files[i], &archive.Files[i+1]
			t.Run(filepath.Base(path)+"/"+in.Name, func(t *testing.T) {
				got := toldAll((&Extractor{}).Read(article(t, lang, string(in.Data))))
				if *updateRead {
					want.Data = []byte(got)
					return
				}
				if diff := cmp.Diff(string(want.Data), got); diff != "" {
					t.Errorf("%s\n(-want +got):\n%s", in.Data, diff)
				}
			})
		}
		if *updateRead {
			if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// article reads a case: header lines, a blank line, the text.
func article(t testing.TB, lang, s string) Report {
	t.Helper()
	head, text, _ := strings.Cut(s, "\n\n")
	r := Report{ID: "case", Lang: lang, Text: strings.TrimSpace(text)}
	for line := range strings.SplitSeq(head, "\n") {
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "published":
			day, err := time.Parse(time.DateOnly, value)
			if err != nil {
				t.Fatal(err)
			}
			r.Published = day.Add(12 * time.Hour)
		case "title":
			r.Title = value
		default:
			t.Fatalf("unknown header %q", key)
		}
	}
	return r
}

// toldAll writes what is on the timeline and, marked, what acts inside one state
// or of associations were read beside it.
func toldAll(r Reading) string {
	var b strings.Builder
	b.WriteString(told(r.Mentions))
	for _, m := range r.Undecided {
		if m.Off == OffDomestic || m.Off == OffUnofficial {
			fmt.Fprintf(&b, "off %s: %s", m.Off, told([]Mention{m}))
		}
	}
	return b.String()
}

// told writes mentions one a line: type/mode, status, date, actors > recipients,
// place, and what else holds.
func told(mentions []Mention) string {
	var b strings.Builder
	for _, m := range mentions {
		kind := string(m.Type)
		if m.Mode != "" {
			kind += "/" + m.Mode
		}
		date := m.Date.String()
		if date == "" {
			date = "-"
		}
		fmt.Fprintf(&b, "%s %s %s %s", kind, m.Status, date, m.Date.Basis)
		for _, role := range []PartyRole{Actor, Recipient} {
			if role == Recipient {
				b.WriteString(" >")
			}
			for _, p := range m.Parties {
				if p.Role == role {
					fmt.Fprintf(&b, " %s", p.Code)
				}
			}
		}
		if m.Place.Country != "" {
			fmt.Fprintf(&b, " @ %s %s", m.Place.Name, m.Place.Country)
		}
		if m.Moved {
			b.WriteString(" moved")
		}
		if m.Background {
			b.WriteString(" background")
		}
		b.WriteByte('\n')
	}
	return b.String()
}
