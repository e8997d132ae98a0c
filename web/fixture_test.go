package web_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
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
	title              string // of the article; empty: the text
	ago                int    // days
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
		m := f.mention(e, i, r)
		e.Mentions = append(e.Mentions, m)
		if read := m.Reported.Add(time.Duration(f.n%40+1) * time.Minute); e.Created.IsZero() || read.Before(e.Created) {
			e.Created = read
		}
		if read := m.Reported.Add(time.Duration(f.n%40+2) * time.Minute); read.After(e.Updated) {
			e.Updated = read
		}
	}
	e.Voices = max(1, len(reports))
	f.m.events = append(f.m.events, e)
	return &f.m.events[len(f.m.events)-1]
}

func (f *fixtures) mention(e timeline.Event, i int, r said) timeline.Mention {
	reported := f.m.now.Add(-time.Duration(24*r.ago+1+f.n%5) * time.Hour).Truncate(time.Minute)
	if reported = reported.Add(-time.Duration(7*f.n%50) * time.Minute); r.title == "" {
		r.title = strings.TrimRight(r.text, ".")
	}
	report := timeline.Report{
		ID: timeline.ReportID(r.source, fmt.Sprint(e.ID, i)), Source: r.source, GUID: fmt.Sprint(e.ID, i), Lang: r.lang,
		URL: fmt.Sprintf("https://%s.example/%s-%d", r.source, e.ID, i), Title: r.title, Text: r.text, Published: reported,
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

// written are the events that show every status and precision.
func (f *fixtures) written() {
	consult := func(mode string, status timeline.Status, place string) timeline.Event {
		return timeline.Event{Type: "CONSULT", Mode: mode, Status: status, Place: places[place], Topics: []string{"diplomatic"}}
	}
	e := consult("", timeline.Occurred, "geneva")
	e.ID = "e-geneva"
	weekday := (f.today - 14).Weekday()
	german := [...]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"}[weekday]
	f.add(e, f.day(-14), "CHE KAZ",
		said{
			source: "courier", lang: "en", ago: 14, who: []string{"Federal Councillor Reto Amsler", "Foreign Minister Daniyar Abenov"}, where: "Geneva",
			title: "Swiss and Kazakh ministers prepare air traffic agreement",
			text:  "Foreign Minister Daniyar Abenov met Federal Councillor Reto Amsler in Geneva on " + weekday.String() + " to prepare an air traffic agreement.",
		},
		said{
			source: "steppe", lang: "de", ago: 13, who: []string{"Bundesrat Amsler", "Außenminister Abenow"}, where: "Genf",
			title: "Bundesrat Amsler empfängt Außenminister Abenow",
			text:  "Am Rande der Tagung traf sich Außenminister Abenow am " + german + " in Genf mit Bundesrat Amsler.",
		},
		said{
			source: "vestnik", lang: "ru", ago: 13, who: []string{"главой МИД Швейцарии", "Данияр Абенов"}, where: "в Женеве",
			title: "Швейцария и Казахстан готовят соглашение о воздушном сообщении",
			text:  "Данияр Абенов провёл переговоры с главой МИД Швейцарии в Женеве.",
		})

	summit := f.add(consult("multilateral", timeline.Planned, "astana"), f.span(110, 111), "SCO KAZ",
		said{source: "courier", lang: "en", ago: 7, who: []string{"Heads of state of the organisation", "Kazakh"}, title: "Astana names the days of the summit", text: "Heads of state of the organisation will meet in the Kazakh capital on two days in " + monthName(f.today+110) + ", the ministry said."},
		said{source: "steppe", lang: "de", ago: 14, who: []string{"Shanghaier Organisation für Zusammenarbeit"}, where: "Astana", title: "Einladung zum Gipfel in Astana", text: "Der Minister lud zum Gipfel der Shanghaier Organisation für Zusammenarbeit in Astana ein."},
		said{source: "dala", lang: "kk", ago: 6, who: []string{"Шанхай ынтымақтастық ұйымының"}, where: "Астанада", title: "Саммитке дайындық басталды", text: "Шанхай ынтымақтастық ұйымының саммиті Астанада өтеді."})
	summit.Occasion = "SCO summit"
	y, mo, _ := summit.Date.Start.Date()
	month := timeline.Date{Span: timeline.SpanOf(timeline.MakeDay(y, mo, 1), timeline.MakeDay(y, mo+1, 0)), Basis: timeline.Relative}
	summit.History = []timeline.Change{
		{Reported: f.m.now.Add(-14 * 24 * time.Hour), Report: summit.Mentions[1].Report, Date: month, Status: timeline.Planned},
		{Reported: f.m.now.Add(-7 * 24 * time.Hour), Report: summit.Mentions[0].Report, Date: summit.Date, Status: timeline.Planned},
	}
	moved := f.add(consult("", timeline.Planned, "tashkent"), f.day(9), "KAZ UZB",
		said{source: "vestnik", lang: "ru", ago: 2, where: "Ташкент", title: "Министры транспорта встретятся позже", text: "Встреча министров транспорта перенесена на неделю, место прежнее – Ташкент."})
	moved.History = []timeline.Change{
		{Reported: f.m.now.Add(-9 * 24 * time.Hour), Report: moved.Mentions[0].Report, Date: timeline.Date{Span: f.day(2)}, Status: timeline.Planned},
		{Reported: f.m.now.Add(-2 * 24 * time.Hour), Report: moved.Mentions[0].Report, Date: moved.Date, Status: timeline.Planned, Moved: true},
	}
	f.add(consult("visit", timeline.Cancelled, ""), f.day(37), "KAZ FIN",
		said{source: "courier", lang: "en", ago: 1, title: "Helsinki visit called off", text: "The visit to Helsinki will not take place; no new date has been named."})
	f.add(consult("multilateral", timeline.Planned, "astana"), f.month(6), "DEU KAZ KGZ TJK TKM UZB",
		said{source: "courier", lang: "en", ago: 3, title: "Chancellor to meet five heads of state", text: "The five Central Asian heads of state and the German chancellor are to meet in Astana in " + monthName(f.month(6).Start) + "."})
	y, _, _ = f.today.Date()
	f.add(consult("visit", timeline.Planned, "rome"), timeline.SpanOf(timeline.MakeDay(y+1, 1, 1), timeline.MakeDay(y+1, 12, 31)), "KAZ ITA",
		said{source: "steppe", lang: "de", ago: 11, where: "Rom", title: "Botschaft stellt Gegenbesuch in Aussicht", text: "Ein Gegenbesuch in Rom sei noch für das kommende Jahr vorgesehen, hieß es aus der Botschaft."})
	f.add(consult("phone", timeline.Occurred, ""), f.day(0), "KAZ TUR",
		said{source: "wire", lang: "en", ago: 0, title: "Corridor opens with a telephone call", text: "The two presidents spoke by telephone on the day the corridor opened."})
	f.add(consult("multilateral", timeline.Planned, "geneva"), f.span(-1, 1), "UNO CHE KAZ DEU UZB",
		said{source: "wire", lang: "en", ago: 1, where: "Geneva", title: "Forty states in Geneva", text: "Ministers from forty states address the three-day session in Geneva."})
	f.add(timeline.Event{Type: "SUPPORT", Mode: "sign", Status: timeline.Occurred, Place: places["bern"], Topics: []string{"economic"}}, f.day(-1), "CHE KAZ",
		said{source: "steppe", lang: "de", ago: 1, where: "Bern", title: "Abkommen über den Luftverkehr unterzeichnet", text: "In Bern unterzeichneten beide Seiten ein Abkommen über den Luftverkehr."})
	f.add(consult("", timeline.Occurred, ""), f.month(-1), "CHN KAZ",
		said{source: "dala", lang: "kk", ago: 10, title: "Шекаралық өзендер: келіссөз қорытындысы", text: "Өткен айда Алматыда трансшекаралық өзендер жөнінде келіссөз өтті."})
	back := consult("visit", timeline.Occurred, "rome")
	back.Background = true
	f.add(back, f.day(-54), "KAZ ITA",
		said{source: "steppe", lang: "de", ago: 11, background: true, title: "Warum Rom für Astana zählt", text: "Schon Wochen zuvor hatte der Präsident Rom besucht."})
	open := f.add(timeline.Event{Type: "CONSULT", Mode: "visit", Status: timeline.Planned}, timeline.Span{}, "KAZ JPN",
		said{source: "wire", lang: "en", ago: 4, title: "Tokyo trip put off", text: "The trip to Japan is put off; a new date is to be found."})
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
		ago := 2 + rnd.IntN(1000)
		date := f.day(-ago)
		if i%6 == 0 {
			e.Status, date = timeline.Planned, f.day(3+rnd.IntN(250))
			if i%12 == 0 {
				date = f.month(2 + rnd.IntN(8))
			}
		}
		src := sources[rnd.IntN(len(sources))]
		if told := rnd.IntN(30); e.Status == timeline.Planned {
			ago = told
		}
		f.add(e, date, codes[a]+" "+codes[b], said{source: src, lang: langs[src], ago: max(ago-1, 0), title: fillerTitles[langs[src]+" "+e.Mode], text: fillerTexts[langs[src]+" "+e.Mode+" "+string(e.Status)]})
	}
	for i := range 6 { // a long name
		f.add(timeline.Event{Type: "CONSULT", Status: timeline.Occurred}, f.day(-70-30*i), "KAZ OSCE",
			said{source: "wire", lang: "en", ago: 70 + 30*i, title: "Talks at the Hofburg", text: "The foreign minister met the Secretary General of the OSCE."})
	}
	y, _, _ := f.today.Date() // whole months, of which the day is not known
	f.add(timeline.Event{Type: "CONSULT", Mode: "multilateral", Status: timeline.Planned}, timeline.SpanOf(timeline.MakeDay(y+1, 9, 1), timeline.MakeDay(y+1, 11, 30)), "KAZ UNO CHE DEU TJK UZB",
		said{source: "courier", lang: "en", ago: 5, title: "Water conference planned", text: "The conference on water is to be held in the autumn of next year."})
}

// fillerTitles are headlines by language and mode.
var fillerTitles = map[string]string{
	"en ": "Ministers discuss trade", "en visit": "Foreign minister in the capital", "en phone": "Presidents on the corridor", "en multilateral": "Conference on water",
	"de ": "Minister beraten über Handel", "de visit": "Der Außenminister in der Hauptstadt", "de phone": "Ein Telefonat über den Korridor", "de multilateral": "Konferenz über Wasser",
	"ru ": "Министры обсуждают торговлю", "ru visit": "Глава МИД в столице", "ru phone": "Разговор о коридоре", "ru multilateral": "Конференция по воде",
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

// polled gives the sources a history each, and counts what they have told.
func (f *fixtures) polled() {
	for _, u := range []struct {
		source, lang, title, why string
		hours                    int
	}{
		{"steppe", "de", "Botschafterin eröffnet Ausstellung", "words of diplomacy, but no act between parties", 9},
		{"vestnik", "ru", "В столице обсудили тарифы", "no diplomatic act", 26},
		{"courier", "en", "Minister hopes for a meeting before summer", "acts, but no two official parties to them", 51},
	} {
		f.m.reads = append(f.m.reads, web.Read{Report: timeline.Report{
			ID: "u-" + u.source, Source: u.source, Lang: u.lang, Title: u.title, URL: "https://" + u.source + ".example/u",
			Published: f.m.now.Add(-time.Duration(u.hours)*time.Hour - 13*time.Minute),
		}, Why: u.why})
	}
	slices.SortStableFunc(f.m.reads, func(a, b web.Read) int { return b.Report.Published.Compare(a.Report.Published) })
	for i, src := range config().Sources {
		s := web.Source{
			ID: src.ID, Title: src.Title, URL: src.URL, Lang: src.Lang, Schedule: src.Schedule, Tags: src.Tags,
			LastPoll: f.ago(4 + i), LastOK: f.ago(4 + i), NextDue: f.ago(i - 16), Reason: "every 20 minutes",
		}
		polls := f.polls(i)
		switch i {
		case 3: // it fails, and is asked less and less
			failed := []int{4, 164, 264, 324, 364, 384, 404}
			s.LastOK, s.Failing, s.Failures, s.Error = f.ago(424), f.ago(404), len(failed), "no secure connection to dala.example"
			s.NextDue, s.Reason = f.ago(-196), "failed 7 times in a row: waiting longer each time"
			polls = slices.DeleteFunc(polls, func(p web.Poll) bool { return p.At.After(s.LastOK) })
			for j := range failed {
				p := web.Poll{At: f.ago(failed[len(failed)-1-j]), Took: 90 * time.Millisecond, Error: s.Error}
				polls = slices.Insert(polls, 0, p)
			}
		case 4: // its server asks for patience
			s.LastOK, s.NextDue, s.Failures, s.Error = f.ago(28), f.ago(-32), 1, "wire.example answers 503"
			s.Reason = "the server asked to wait until then (Retry-After)"
			polls[0].Status, polls[0].New, polls[0].Error = 503, 0, s.Error
		}
		f.m.polls[s.ID], s.Recent = polls, slices.Clone(polls)
		slices.Reverse(s.Recent)
		for _, r := range f.m.reads {
			if r.Report.Source != s.ID {
				continue
			}
			s.Newest, s.Events = later(s.Newest, r.Report.Published), s.Events+r.Events
			if r.Report.Published.After(f.ago(30 * 24 * 60)) {
				s.Reports++
			}
			if !r.Relevant {
				s.Undecided++
			}
		}
		f.m.sources = append(f.m.sources, s)
	}
}

// polls are a day of them, every 20 minutes, newest first.
func (f *fixtures) polls(source int) []web.Poll {
	var out []web.Poll
	for j := range 72 {
		p := web.Poll{At: f.ago(20*j + 4 + source), Took: time.Duration(140+31*(j%5)) * time.Millisecond, Status: 304, Items: 20}
		if n := (j*j + 3*source) % 11; n < 3 {
			p.Status, p.New = 200, 1+(j+n)%4
		}
		out = append(out, p)
	}
	return out
}

func (f *fixtures) ago(minutes int) time.Time {
	return f.m.now.Add(-time.Duration(minutes) * time.Minute)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func monthName(d timeline.Day) string { return d.Time().Month().String() }

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
