package web_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
	"github.com/dateline-news/dateline/web"
)

// fixture is a timeline of invented events around the given moment.
func fixture(now time.Time) (*memory, *feed.Config) {
	m := &memory{now: now, version: 1, reports: map[string]timeline.Report{}, moved: map[string]string{"e-old": "e-geneva"}, polls: map[string][]web.Poll{}}
	f := &fixtures{m: m, today: timeline.DayOf(now)}
	f.written()
	f.filler()
	f.polled()
	return m, config()
}

func config() *feed.Config {
	c := &feed.Config{
		Outlets: []feed.Outlet{
			{Name: "kz-ch", Title: "Kazakhstan – Switzerland", Query: "actor:KAZ actor:CHE", RenamedFrom: []string{"kazakh-swiss"}},
			{Name: "ahead", Title: "Central Asia, next 30 days", Query: "(actor:KAZ OR actor:KGZ OR actor:UZB) date:next-30d status:planned"},
			{Name: "withdrawn", Title: "Withdrawn", Query: "actor:FIN", Gone: true},
		},
	}
	for _, s := range [][4]string{
		{"steppe", "Steppenbote", "https://steppenbote.example/feed/", "de"},
		{"courier", "Lakeside Courier", "https://courier.example/atom.xml", "en"},
		{"vestnik", "Речной вестник", "https://vestnik.example/rss", "ru"},
		{"dala", "Дала үні", "https://dala.example/rss", "kk"},
		{"wire", "Harbour Wire", "https://wire.example/international/foreign-commonwealth-development-office/feed.json", "en"},
	} {
		c.Sources = append(c.Sources, feed.Source{ID: s[0], Title: s[1], URL: s[2], Lang: s[3], Schedule: "@every 20m", Tags: []string{"press"}})
	}
	return c
}

type fixtures struct {
	m     *memory
	today timeline.Day
	n     int
}

var places = map[string]timeline.Place{
	"geneva":   {Name: "Geneva", Code: "CHE:Geneva", Country: "CHE", Lat: 46.2, Lon: 6.15},
	"astana":   {Name: "Astana", Code: "KAZ:Astana", Country: "KAZ", Lat: 51.17, Lon: 71.43},
	"tashkent": {Name: "Tashkent", Code: "UZB:Tashkent", Country: "UZB", Lat: 41.3, Lon: 69.24},
	"bern":     {Name: "Bern", Code: "CHE:Bern", Country: "CHE", Lat: 46.95, Lon: 7.45},
	"rome":     {Name: "Rome", Code: "ITA:Rome", Country: "ITA", Lat: 41.9, Lon: 12.5},
	"newyork":  {Name: "New York", Code: "USA:New York", Country: "USA", Lat: 40.7, Lon: -74},
	"beijing":  {Name: "Beijing", Code: "CHN:Beijing", Country: "CHN", Lat: 39.9, Lon: 116.4},
}

func (f *fixtures) day(offset int) timeline.Span {
	d := f.today + timeline.Day(offset)
	return timeline.Span{Start: d, End: d, Precision: timeline.OneDay}
}

func (f *fixtures) span(from, to int) timeline.Span {
	return timeline.Span{Start: f.today + timeline.Day(from), End: f.today + timeline.Day(to), Precision: timeline.Range}
}

func (f *fixtures) month(offset int) timeline.Span {
	y, m, _ := f.today.Date()
	return timeline.SpanOf(timeline.MakeDay(y, m+time.Month(offset), 1), timeline.MakeDay(y, m+time.Month(offset)+1, 0))
}

// said is one report of an event.
type said struct {
	source, lang, text string
	ago                int // days
	who                []string
	where              string
	background         bool
}

func (f *fixtures) add(e timeline.Event, date timeline.Span, parties string, reports ...said) *timeline.Event {
	f.n++
	if e.ID == "" {
		e.ID = fmt.Sprintf("e-%04d", f.n)
	}
	e.Date = timeline.Date{Span: date, Basis: timeline.Explicit}
	for i, code := range strings.Fields(parties) {
		role := timeline.Actor
		if i > 0 && e.Mode == "visit" {
			role = timeline.Recipient
		}
		e.Parties = append(e.Parties, timeline.Party{Code: code, Role: role})
	}
	for i, r := range reports {
		e.Mentions = append(e.Mentions, f.mention(e, i, r))
	}
	e.Voices = max(1, len(reports))
	if e.Created.IsZero() {
		e.Created = f.m.now.Add(-time.Duration(24+f.n) * time.Hour).Truncate(time.Second)
	}
	e.Updated = e.Created.Add(time.Minute)
	f.m.events = append(f.m.events, e)
	return &f.m.events[len(f.m.events)-1]
}

func (f *fixtures) mention(e timeline.Event, i int, r said) timeline.Mention {
	reported := f.m.now.Add(-time.Duration(r.ago) * 24 * time.Hour).Truncate(time.Hour)
	report := timeline.Report{
		ID: timeline.ReportID(r.source, fmt.Sprint(e.ID, i)), Source: r.source, GUID: fmt.Sprint(e.ID, i), Lang: r.lang,
		URL: fmt.Sprintf("https://%s.example/%s-%d", r.source, e.ID, i), Title: strings.TrimRight(firstWords(r.text, 6), ".,"), Text: r.text, Published: reported,
	}
	f.m.reports[report.ID] = report
	f.m.reads = append(f.m.reads, web.Read{Report: report, Relevant: true, Why: "1 acts between official parties", Events: 1})
	m := timeline.Mention{
		Report: report.ID, Source: r.source, Lang: r.lang, Reported: reported, N: 0, Type: e.Type, Mode: e.Mode, Status: e.Status,
		Date: e.Date, Place: timeline.Place{Name: r.where}, Background: r.background,
		Evidence: timeline.Evidence{Field: timeline.FieldText, Start: 0, End: len(r.text), Text: r.text},
	}
	for j, p := range e.Parties {
		if j < len(r.who) {
			p.Name = r.who[j]
		}
		m.Parties = append(m.Parties, p)
	}
	return m
}

func firstWords(s string, n int) string {
	w := strings.Fields(s)
	return strings.Join(w[:min(n, len(w))], " ")
}

// written are the events that show every status and precision.
func (f *fixtures) written() {
	consult := func(mode string, status timeline.Status, place string) timeline.Event {
		return timeline.Event{Type: "CONSULT", Mode: mode, Status: status, Place: places[place], Topics: []string{"diplomatic"}}
	}
	e := consult("", timeline.Occurred, "geneva")
	e.ID = "e-geneva"
	f.add(e, f.day(-14), "CHE KAZ",
		said{
			source: "courier", lang: "en", ago: 14, who: []string{"Federal Councillor Reto Amsler", "Foreign Minister Daniyar Abenov"}, where: "Geneva",
			text: "Foreign Minister Daniyar Abenov met Federal Councillor Reto Amsler in Geneva on Tuesday to prepare an air traffic agreement.",
		},
		said{
			source: "steppe", lang: "de", ago: 13, who: []string{"Bundesrat Amsler", "Außenminister Abenow"}, where: "Genf",
			text: "Am Rande der Tagung traf sich Außenminister Abenow am Dienstag in Genf mit Bundesrat Amsler.",
		},
		said{
			source: "vestnik", lang: "ru", ago: 13, who: []string{"главой МИД Швейцарии", "Данияр Абенов"}, where: "в Женеве",
			text: "Данияр Абенов провёл переговоры с главой МИД Швейцарии в Женеве.",
		})

	summit := f.add(consult("multilateral", timeline.Planned, "astana"), f.span(110, 111), "SCO KAZ",
		said{source: "courier", lang: "en", ago: 7, who: []string{"Heads of state of the organisation", "Kazakh"}, text: "Heads of state of the organisation will meet in the Kazakh capital on two days in spring, the ministry said."},
		said{source: "steppe", lang: "de", ago: 14, who: []string{"Shanghaier Organisation für Zusammenarbeit"}, where: "Astana", text: "Der Minister lud zum Gipfel der Shanghaier Organisation für Zusammenarbeit in Astana ein."},
		said{source: "dala", lang: "kk", ago: 6, who: []string{"Шанхай ынтымақтастық ұйымының"}, where: "Астанада", text: "Шанхай ынтымақтастық ұйымының саммиті Астанада өтеді."})
	summit.Occasion = "SCO summit"
	y, mo, _ := summit.Date.Start.Date()
	month := timeline.Date{Span: timeline.SpanOf(timeline.MakeDay(y, mo, 1), timeline.MakeDay(y, mo+1, 0)), Basis: timeline.Relative}
	summit.History = []timeline.Change{
		{Reported: f.m.now.Add(-14 * 24 * time.Hour), Report: summit.Mentions[1].Report, Date: month, Status: timeline.Planned},
		{Reported: f.m.now.Add(-7 * 24 * time.Hour), Report: summit.Mentions[0].Report, Date: summit.Date, Status: timeline.Planned},
	}
	moved := f.add(consult("", timeline.Planned, "tashkent"), f.day(9), "KAZ UZB",
		said{source: "vestnik", lang: "ru", ago: 2, where: "Ташкент", text: "Встреча министров транспорта перенесена на неделю, место прежнее – Ташкент."})
	moved.History = []timeline.Change{
		{Reported: f.m.now.Add(-9 * 24 * time.Hour), Report: moved.Mentions[0].Report, Date: timeline.Date{Span: f.day(2)}, Status: timeline.Planned},
		{Reported: f.m.now.Add(-2 * 24 * time.Hour), Report: moved.Mentions[0].Report, Date: moved.Date, Status: timeline.Planned, Moved: true},
	}
	f.add(consult("visit", timeline.Cancelled, ""), f.day(37), "KAZ FIN",
		said{source: "courier", lang: "en", ago: 1, text: "The visit to Helsinki will not take place; no new date has been named."})
	f.add(consult("multilateral", timeline.Planned, "astana"), f.month(6), "DEU KAZ KGZ TJK TKM UZB",
		said{source: "courier", lang: "en", ago: 3, text: "The five Central Asian heads of state and the German chancellor are to meet in Astana in the autumn."})
	y, _, _ = f.today.Date()
	f.add(consult("visit", timeline.Planned, "rome"), timeline.SpanOf(timeline.MakeDay(y+1, 1, 1), timeline.MakeDay(y+1, 12, 31)), "KAZ ITA",
		said{source: "steppe", lang: "de", ago: 11, where: "Rom", text: "Ein Gegenbesuch in Rom sei noch für das kommende Jahr vorgesehen, hieß es aus der Botschaft."})
	f.add(consult("phone", timeline.Occurred, ""), f.day(0), "KAZ TUR",
		said{source: "wire", lang: "en", ago: 0, text: "The two presidents spoke by telephone on the day the corridor opened."})
	f.add(consult("multilateral", timeline.Planned, "geneva"), f.span(-1, 1), "UNO CHE KAZ DEU UZB",
		said{source: "wire", lang: "en", ago: 1, where: "Geneva", text: "Ministers from forty states address the three-day session in Geneva."})
	f.add(timeline.Event{Type: "SUPPORT", Mode: "sign", Status: timeline.Occurred, Place: places["bern"], Topics: []string{"economic"}}, f.day(-1), "CHE KAZ",
		said{source: "steppe", lang: "de", ago: 1, where: "Bern", text: "In Bern unterzeichneten beide Seiten ein Abkommen über den Luftverkehr."})
	f.add(consult("", timeline.Occurred, ""), f.month(-1), "CHN KAZ",
		said{source: "dala", lang: "kk", ago: 10, text: "Өткен айда Алматыда трансшекаралық өзендер жөнінде келіссөз өтті."})
	back := consult("visit", timeline.Occurred, "rome")
	back.Background = true
	f.add(back, f.day(-54), "KAZ ITA",
		said{source: "steppe", lang: "de", ago: 11, background: true, text: "Bereits im Winter hatte der Präsident Rom besucht."})
	open := f.add(timeline.Event{Type: "CONSULT", Mode: "visit", Status: timeline.Planned}, timeline.Span{}, "KAZ JPN",
		said{source: "wire", lang: "en", ago: 4, text: "The trip to Japan is put off; a new date is to be found."})
	open.History = []timeline.Change{
		{Reported: f.m.now.Add(-30 * 24 * time.Hour), Report: open.Mentions[0].Report, Date: timeline.Date{Span: f.day(20)}, Status: timeline.Planned},
		{Reported: f.m.now.Add(-4 * 24 * time.Hour), Report: open.Mentions[0].Report, Status: timeline.Planned, Moved: true},
	}
}

// filler gives the pictures something to draw: the same events each time.
func (f *fixtures) filler() {
	rnd := rand.New(rand.NewPCG(1, 2))
	codes := []string{"KAZ", "UZB", "KGZ", "TJK", "RUS", "CHN", "TUR", "CHE", "DEU", "EUR", "UNO"}
	modes := []string{"", "visit", "phone", "multilateral"}
	where := []string{"astana", "geneva", "tashkent", "newyork", "beijing", "astana", ""}
	sources := []string{"steppe", "courier", "vestnik", "wire"}
	langs := map[string]string{"steppe": "de", "courier": "en", "vestnik": "ru", "wire": "en"}
	for i := range 240 {
		a, b := rnd.IntN(len(codes)), rnd.IntN(len(codes)-1)
		if b >= a {
			b++
		}
		if rnd.IntN(3) > 0 {
			a = 0
			if b == 0 {
				b = 1 + rnd.IntN(len(codes)-1)
			}
		}
		e := timeline.Event{Type: "CONSULT", Mode: modes[rnd.IntN(len(modes))], Status: timeline.Occurred, Place: places[where[rnd.IntN(len(where))]]}
		date := f.day(-2 - rnd.IntN(1000))
		if i%6 == 0 {
			e.Status, date = timeline.Planned, f.day(3+rnd.IntN(250))
			if i%12 == 0 {
				date = f.month(2 + rnd.IntN(8))
			}
		}
		src := sources[rnd.IntN(len(sources))]
		f.add(e, date, codes[a]+" "+codes[b], said{source: src, lang: langs[src], ago: rnd.IntN(30), text: fillerTexts[langs[src]+" "+e.Mode+" "+string(e.Status)]})
	}
	for i := range 6 { // a long name
		f.add(timeline.Event{Type: "CONSULT", Status: timeline.Occurred}, f.day(-70-30*i), "KAZ OSCE",
			said{source: "wire", lang: "en", ago: 3, text: "The foreign minister met the Secretary General of the OSCE."})
	}
	y, _, _ := f.today.Date() // whole months, of which the day is not known
	f.add(timeline.Event{Type: "CONSULT", Mode: "multilateral", Status: timeline.Planned}, timeline.SpanOf(timeline.MakeDay(y+1, 9, 1), timeline.MakeDay(y+1, 11, 30)), "KAZ UNO CHE DEU TJK UZB",
		said{source: "courier", lang: "en", ago: 5, text: "The conference on water is to be held in the autumn of next year."})
}

// fillerTexts are sentences by language, mode and status.
var fillerTexts = map[string]string{
	"en  occurred": "The foreign ministers met for talks on trade and transport.", "en  planned": "The foreign ministers will meet for talks on trade and transport.",
	"en visit occurred": "The foreign minister visited the capital for two days of talks.", "en visit planned": "The foreign minister is to visit the capital, his office announced.",
	"en phone occurred": "The presidents discussed the corridor by telephone.", "en phone planned": "The presidents will speak by telephone, a spokeswoman said.",
	"en multilateral occurred": "Delegations of both states took part in a conference on water.", "en multilateral planned": "Both states will take part in a conference on water.",
	"de  occurred": "Die Außenminister trafen sich zu einem Gespräch über Handel und Verkehr.", "de  planned": "Die Außenminister wollen sich zu einem Gespräch über Handel treffen.",
	"de visit occurred": "Der Außenminister besuchte für zwei Tage die Hauptstadt.", "de visit planned": "Der Außenminister wird die Hauptstadt besuchen, teilte sein Amt mit.",
	"de phone occurred": "Die Präsidenten telefonierten wegen des Korridors.", "de phone planned": "Die Präsidenten wollen wegen des Korridors telefonieren.",
	"de multilateral occurred": "Beide Staaten nahmen an einer Konferenz über Wasser teil.", "de multilateral planned": "Beide Staaten werden an einer Konferenz über Wasser teilnehmen.",
	"ru  occurred": "Министры иностранных дел встретились и обсудили торговлю и транспорт.", "ru  planned": "Министры иностранных дел встретятся, чтобы обсудить торговлю.",
	"ru visit occurred": "Министр иностранных дел посетил столицу с двухдневным визитом.", "ru visit planned": "Министр иностранных дел посетит столицу, сообщили в ведомстве.",
	"ru phone occurred": "Президенты обсудили коридор по телефону.", "ru phone planned": "Президенты поговорят по телефону, сообщила пресс-служба.",
	"ru multilateral occurred": "Делегации двух стран участвовали в конференции по воде.", "ru multilateral planned": "Две страны примут участие в конференции по воде.",
}

// polled gives the sources a history each.
func (f *fixtures) polled() {
	for i, src := range config().Sources {
		s := web.Source{
			ID: src.ID, Title: src.Title, URL: src.URL, Lang: src.Lang, Schedule: src.Schedule, Tags: src.Tags,
			LastPoll: f.m.now.Add(-4 * time.Minute), LastOK: f.m.now.Add(-4 * time.Minute), NextDue: f.m.now.Add(time.Duration(16-i) * time.Minute),
			Reason: "every 20 minutes", Newest: f.m.now.Add(-3 * time.Hour), Reports: 23 + 7*i, Events: 58 - 9*i, Undecided: 6 - i,
		}
		for j := range 40 {
			p := web.Poll{At: f.m.now.Add(-time.Duration(20*j+4) * time.Minute), Took: 180 * time.Millisecond, Status: 304, Items: 20}
			if (j*7+i)%5 == 0 {
				p.Status, p.New = 200, 1+(j+i)%4
			}
			f.m.polls[s.ID] = append(f.m.polls[s.ID], p)
		}
		switch i {
		case 3:
			s.Failures, s.Error, s.Failing = 7, "The certificate of dala.example has expired. Nothing was read", f.m.now.Add(-20*time.Hour)
			s.LastOK, s.NextDue, s.Reason = f.m.now.Add(-20*time.Hour), f.m.now.Add(200*time.Minute), "7 failures in a row: waiting longer each time"
			for j := range 7 {
				f.m.polls[s.ID][j].Error, f.m.polls[s.ID][j].Status, f.m.polls[s.ID][j].New = "certificate has expired", 0, 0
			}
		case 4:
			s.Failures, s.Error = 1, "The server asked for patience (503, Retry-After 40 min). It is asked again then."
		}
		for j := len(f.m.polls[s.ID]) - 1; j >= 0; j-- {
			s.Recent = append(s.Recent, f.m.polls[s.ID][j])
		}
		f.m.sources = append(f.m.sources, s)
	}
	for _, u := range [][4]string{
		{"steppe", "de", "Botschafterin eröffnet Ausstellung", "words of diplomacy, but no act between parties"},
		{"vestnik", "ru", "В столице обсудили тарифы", "no diplomatic act"},
		{"courier", "en", "Minister hopes for a meeting before summer", "acts, but no two official parties to them"},
	} {
		f.m.reads = append(f.m.reads, web.Read{
			Report: timeline.Report{ID: "u-" + u[0], Source: u[0], Lang: u[1], Title: u[2], URL: "https://" + u[0] + ".example/u", Published: f.m.now.Add(-26 * time.Hour)},
			Why:    u[3],
		})
	}
}

// begin empties the timeline, as before the first poll.
func (m *memory) begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.events, m.reads, m.reports = nil, nil, map[string]timeline.Report{}
	m.version++
	for i := range m.sources {
		m.sources[i].LastOK, m.sources[i].LastPoll, m.sources[i].Error, m.sources[i].Failures, m.sources[i].Reports = time.Time{}, time.Time{}, "", 0, 0
	}
}
