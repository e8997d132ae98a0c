package store_test

import (
	"fmt"
	"math/rand"
	"strings"
	"time"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/timeline"
)

// world makes random reports that often tell of the same events.
type world struct{ *rand.Rand }

var (
	codes   = []string{"KAZ", "UNO", "CHE", "DEU", "UZB", "SCO"}
	persons = []string{"", "", "Ada Lind", "Ада Линд", "Omar Sall", "Murat Ö. Tür"}
	places  = []timeline.Place{{}, {Name: "Genf", Code: "CHE:Geneva", Country: "CHE"}, {Code: "KAZ", Country: "KAZ"}, {Name: "New York", Code: "USA:New York", Country: "USA"}}
	types   = []timeline.Type{"CONSULT", "CONSULT", "CONSULT", "AGREE", "SANCTION", "PROTEST"}
	words   = []string{"met", "talks", "Zürich", "переговоры", "ноябрь", "naïve", "trade", "it's", "2031"}
)

func pick[T any](w world, of []T) T { return of[w.Intn(len(of))] }

// readings makes n readings over a few weeks.
func (w world) readings(n int) []scheduler.Reading {
	var out []scheduler.Reading
	for i := range n {
		day := time.Date(2031, 3, 1+w.Intn(40), w.Intn(24), 0, 0, 0, time.UTC)
		r := reading(pick(w, []string{"daz", "un", "tg"}), fmt.Sprint(i), day.Format(time.DateOnly))
		r.Report.Published = day
		r.Reading.Lang = pick(w, []string{"de", "en", "ru"})
		for range w.Intn(4) {
			r.Reading.Mentions = append(r.Reading.Mentions, w.mention(day))
		}
		out = append(out, r)
	}
	return out
}

func (w world) mention(day time.Time) timeline.Mention {
	m := timeline.Mention{
		Type: pick(w, types), Status: pick(w, []timeline.Status{timeline.Occurred, timeline.Occurred, timeline.Planned, timeline.Cancelled}),
		Mode: pick(w, []string{"", "", "visit", "multilateral", "phone"}), Place: pick(w, places), Background: w.Intn(8) == 0,
		Evidence: timeline.Evidence{Field: timeline.FieldText, Start: 1, End: 2, Text: w.text()}, Date: w.date(day),
	}
	if m.Type != "CONSULT" {
		m.Mode = ""
	}
	m.Moved = m.Status == timeline.Planned && w.Intn(4) == 0
	for _, i := range w.Perm(len(codes))[:1+w.Intn(3)] {
		m.Parties = append(m.Parties, timeline.Party{
			Code: codes[i], Role: pick(w, []timeline.PartyRole{timeline.Actor, timeline.Actor, timeline.Recipient}),
			Person: pick(w, persons), Level: pick(w, []timeline.Level{"", "head", "minister"}),
		})
	}
	m.Parties[0].Role = timeline.Actor
	if w.Intn(3) == 0 {
		m.Topics = []string{pick(w, timeline.Topics)}
	}
	if w.Intn(6) == 0 {
		m.Occasion = "SCO summit 2031"
	}
	return m
}

func (w world) text() string {
	var s []string
	for range 2 + w.Intn(4) {
		s = append(s, pick(w, words))
	}
	return strings.Join(s, pick(w, []string{" ", ", ", "-"}))
}

func (w world) date(day time.Time) timeline.Date {
	d := on(day.Format(time.DateOnly))
	d.Basis = pick(w, []timeline.Basis{timeline.Explicit, timeline.Relative, timeline.Published})
	switch w.Intn(8) {
	case 0:
		return timeline.Date{}
	case 1:
		d.Precision, d.Start, d.End = timeline.Month, on(day.Format("2006-01")+"-01").Start, on(day.AddDate(0, 1, -day.Day()).Format(time.DateOnly)).Start
	case 2:
		d.Precision, d.End = timeline.Range, d.Start+timeline.Day(1+w.Intn(4))
	case 3:
		d.Precision, d.Start, d.End = timeline.Year, on("2031-01-01").Start, on("2031-12-31").Start
	}
	return d
}

// query writes a random query in words.
func (w world) query(depth int) string {
	if depth > 0 {
		switch w.Intn(5) {
		case 0:
			return w.query(depth-1) + " " + w.query(depth-1)
		case 1:
			return "(" + w.query(depth-1) + " OR " + w.query(depth-1) + ")"
		case 2:
			return "-" + w.query(0)
		case 3:
			return w.query(depth-1) + " " + w.query(depth-1) + " " + w.query(depth-1)
		}
	}
	return pick(w, []string{
		"actor:" + pick(w, codes), "actor:" + pick(w, codes), "actor:" + pick(w, codes), `actor:"Ada Lind"`, "actor:Lind", "actor:tur", "type:consult", "type:visit", "type:protest",
		"type:consult/phone", "status:planned", "status:occurred", "status:cancelled", "status:postponed", "status:background", "status:retracted",
		"place:geneva", "place:Genf", "place:CHE", `place:"New York"`, "place:KAZ", "date:2031-03", "date:2031-03-10..2031-03-12", "date:none", "date:<2031-03-15",
		"date:>=2031-04-05", "date:next-30d", "reported:2031-03-10..", "reported:<2031-03-05", "changed:last-1h", "changed:<2031-03-05", "changed:today", "source:daz", "source:un", "lang:de", "lang:ru", "topic:military",
		"reports:>=2", "reports:1", "reports:<3", "zurich", `"met talks"`, "trad*", "Переговоры", "ноябр*", "meeting", "its", "nothing",
	})
}
