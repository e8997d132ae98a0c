package timeline

import (
	"fmt"
	"math/rand"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
)

var queryNow = time.Date(2024, 2, 29, 13, 30, 0, 0, time.UTC)

// matchEvent is a planned visit two sources report.
func matchEvent() Event {
	day := when.MakeDay(2024, 3, 5)
	return Event{
		ID: "e1", Type: "CONSULT", Mode: "visit", Status: Planned, Updated: queryNow.Add(-time.Minute),
		Date: Date{Span: when.SpanOf(day, day+1), Basis: Explicit},
		Parties: []Party{
			{Code: "KAZ", Role: Actor, Person: "Murat Nurtleu"},
			{Code: "CHE", Role: Recipient},
		},
		Place: Place{Name: "Geneva", Code: "CHE:Geneva", Country: "CHE"}, Topics: []string{"human_rights"},
		Mentions: []Mention{
			{Report: "r1", Source: "daz", Lang: "de", Reported: queryNow.Add(-2 * time.Hour), Evidence: Evidence{Text: "Er reist in die Schweiz, so ein Sprecher."}},
			{Report: "r2", Source: "tengri", Lang: "ru", Reported: queryNow.Add(-72 * time.Hour), Evidence: Evidence{Text: "Министр посетит Женеву."}},
		},
	}
}

func TestMatch(t *testing.T) {
	yes := strings.Fields(`actor:KAZ actor:Schweiz actor:Казахстан actor:nurtleu actor:Нуртлеу actor:central-asia member:SCO type:consult
		type:visit type:Besuch status:planned status:geplant place:geneva place:Женева place:CHE place:Genf date:2024-03
		date:2024-03-06 date:2024-Q1 date:2024-W10 date:next-7d date:next-week date:next-month date:tomorrow.. date:..2024-03-05
		date:>=2024-03-06 date:<2024-03-06 date:P1W date:2024-03-01/P1W reported:last-24h reported:today reported:this-week reported:2024-02-26
		changed:last-1h changed:2024-02 source:daz lang:ru topic:human-rights reports:2 reports:>=2 reports:<3 reisT посетит* sprecher -actor:DEU -type:agree Besuch Визит`)
	no := strings.Fields(`actor:DEU actor:Lawrow actor:baltic member:NATO type:agree type:consult/phone status:occurred place:bern place:KAZ date:2024-02
		date:last-7d date:today date:none date:2024-03-07.. date:>2024-03-06 date:<2024-03-05 reported:last-1h reported:last-week reported:yesterday changed:yesterday changed:2024-01 source:un lang:en
		topic:legal reports:3 reports:>2 spreche -actor:KAZ status:postponed status:background tag:press in:other`)
	yes = append(yes, `"in die Schweiz"`, `"die schw"*`, "actor:KAZ actor:CHE", "actor:DEU OR place:CHE", "-(actor:DEU actor:KAZ)", "")
	no = append(no, `"in Schweiz"`, "actor:KAZ actor:DEU", "actor:KAZ -lang:de", "actor:KAZ (type:agree OR type:aid)")
	for _, tc := range []struct {
		queries []string
		want    bool
	}{{yes, true}, {no, false}} {
		for _, s := range tc.queries {
			q, err := ParseQuery(s)
			if err != nil {
				t.Errorf("ParseQuery(%q): %v", s, err)
			} else if got := q.Match(matchEvent(), queryNow); got != tc.want {
				t.Errorf("%q matches: %v, want %v", s, got, tc.want)
			}
		}
	}
}

// TestOffByDefault: events of some types are shown only where a query names the type.
func TestOffByDefault(t *testing.T) {
	e := matchEvent()
	e.Type, e.Mode = what.Protest, ""
	for s, want := range map[string]bool{
		"": false, "actor:KAZ": false, "type:protest": true, "actor:KAZ (type:protest OR type:consult)": true,
		"-type:protest": false, "-type:consult": false, "type:assault": false,
	} {
		if q, err := ParseQuery(s); err != nil || q.Match(e, queryNow) != want {
			t.Errorf("%q matches a protest: %v, want %v (%v)", s, !want, want, err)
		}
	}
}

func TestBind(t *testing.T) {
	b := Binding{
		Saved: func(name string) (string, bool) {
			q, ok := map[string]string{"kz": "actor:KAZ tag:press", "all": "", "loop": "in:loop2", "loop2": "in:loop", "bad": "acter:KAZ"}[name]
			return q, ok
		},
		Tagged:     func(tag string) []string { return map[string][]string{"press": {"tengri", "daz"}}[tag] },
		SavedNames: []string{"kz", "all"},
	}
	for s, want := range map[string]string{
		"in:kz":            "true",
		"-in:kz":           "false",
		"in:all":           "true",
		"tag:radio":        "false",
		"in:kz type:agree": "false",
		"in:ks":            "no saved query is called ks, did you mean kz?",
		"in:loop":          "saved query loop uses itself: loop > loop2 > loop",
		"in:bad":           "saved query bad: column 1: unknown field acter:, did you mean actor:?",
	} {
		q, err := ParseQuery(s)
		if err != nil {
			t.Fatal(err)
		}
		q, err = q.Bind(b)
		got := strconv.FormatBool(q.Match(matchEvent(), queryNow))
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
}

// TestParseBound: what a saved query lacks has its place in the query, too.
func TestParseBound(t *testing.T) {
	b := Binding{Saved: func(string) (string, bool) { return "", false }, SavedNames: []string{"kz-ch"}}
	for text, want := range map[string]string{
		"сессия in:kz-hc": "column 11: no saved query is called kz-hc, did you mean kz-ch?",
		"acter:KAZ":       "column 1: unknown field acter:, did you mean actor:?",
	} {
		if _, _, err := ParseBound(text, b); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	if _, _, err := ParseBound("actor:KAZ", b); err != nil {
		t.Error(err)
	}
}

func TestExplain(t *testing.T) {
	q, err := ParseQuery(`actor:Schweiz (place:Genf OR -date:next-30d) genf* reports:>=2 sort:-date`)
	if err != nil {
		t.Fatal(err)
	}
	want := `events that match all of:
  Switzerland (CHE) takes part
  one of:
    Geneva (CHE:Geneva) is the place
    not:
      the event's date meets next-30d
  the text has "genf…"
  the number of reports >= 2
  type is not protest, mobilize, coerce, assault (shown only where the query names the type)
sorted by date, descending
`
	if got := q.Explain(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestPartsAndWithout: a page takes a query apart and puts it together again.
func TestPartsAndWithout(t *testing.T) {
	q, _ := ParseQuery("actor:KAZ (a OR b) date:2024 sort:date")
	if n := len(q.Parts()); n != 3 {
		t.Fatalf("%d parts, want 3", n)
	}
	if got := q.Without(1).String(); got != "actor:KAZ date:2024 sort:date" {
		t.Errorf("without its second part: %s", got)
	}
	more, _ := ParseQuery("place:CHE date:2024")
	if got := q.And(more).String(); got != "actor:KAZ (a OR b) date:2024 place:CHE sort:date" {
		t.Errorf("narrowed: %s", got)
	}
}

// naive evaluates a random expression the obvious way, beside the parser and matcher.
type naive struct {
	text string
	eval func(Event) bool
}

func randomQuery(r *rand.Rand, depth int) naive {
	if depth == 0 || r.Intn(3) == 0 {
		return randomTerm(r)
	}
	a, b := randomQuery(r, depth-1), randomQuery(r, depth-1)
	switch r.Intn(3) {
	case 0:
		return naive{"-(" + a.text + ")", func(e Event) bool { return !a.eval(e) }}
	case 1:
		return naive{"(" + a.text + ") (" + b.text + ")", func(e Event) bool { return a.eval(e) && b.eval(e) }}
	default:
		return naive{"(" + a.text + ") OR (" + b.text + ")", func(e Event) bool { return a.eval(e) || b.eval(e) }}
	}
}

func randomTerm(r *rand.Rand) naive {
	day, n := r.Intn(28)+1, r.Intn(4)
	code := []string{"KAZ", "CHE", "DEU", "UNO"}[r.Intn(4)]
	source := []string{"daz", "un", "tg"}[r.Intn(3)]
	switch r.Intn(6) {
	case 0:
		return naive{"actor:" + code, func(e Event) bool { return slices.Contains(e.Codes(), code) }}
	case 1:
		return naive{"source:" + source, func(e Event) bool {
			return slices.ContainsFunc(e.Mentions, func(m Mention) bool { return m.Source == source })
		}}
	case 2:
		return naive{fmt.Sprintf("date:>=2024-03-%02d", day), func(e Event) bool {
			return !e.Date.IsZero() && e.Date.End >= when.MakeDay(2024, 3, day)
		}}
	case 3:
		return naive{fmt.Sprintf("date:last-%dd", day), func(e Event) bool {
			now := when.DayOf(queryNow)
			return !e.Date.IsZero() && e.Date.Start <= now && e.Date.End >= now-when.Day(day)
		}}
	case 4:
		return naive{fmt.Sprintf("reports:<=%d", n), func(e Event) bool { return len(e.Reports()) <= n }}
	default:
		return naive{"word" + code, func(e Event) bool {
			return slices.ContainsFunc(e.Mentions, func(m Mention) bool { return strings.Contains(m.Evidence.Text, "word"+code) })
		}}
	}
}

func randomEvent(r *rand.Rand) Event {
	codes := []string{"KAZ", "CHE", "DEU", "UNO"}
	e := Event{Type: "CONSULT", Status: Occurred, Parties: []Party{{Code: codes[r.Intn(4)], Role: Actor}, {Code: codes[r.Intn(4)], Role: Actor}}}
	if r.Intn(6) > 0 {
		start := when.MakeDay(2024, 2, 10+r.Intn(50))
		e.Date.Span = when.SpanOf(start, start+when.Day(r.Intn(5)))
	}
	for range r.Intn(4) {
		e.Mentions = append(e.Mentions, Mention{
			Report: strconv.Itoa(r.Intn(5)), Source: []string{"daz", "un", "tg"}[r.Intn(3)],
			Evidence: Evidence{Text: "then word" + codes[r.Intn(4)] + " again"},
		})
	}
	return e
}

// TestMatchNaive holds parser and matcher to an evaluator that is nothing but the
// definition, on random queries and events.
func TestMatchNaive(t *testing.T) {
	r := rand.New(rand.NewSource(7))
	for range 600 {
		n := randomQuery(r, 4)
		q, err := ParseQuery(n.text)
		if err != nil {
			t.Fatalf("ParseQuery(%q): %v", n.text, err)
		}
		for range 20 {
			if e := randomEvent(r); q.Match(e, queryNow) != n.eval(e) {
				t.Fatalf("%q (read as %s) on %+v: matched %v", n.text, q, e, !n.eval(e))
			}
		}
	}
}
