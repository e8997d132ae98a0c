package when

import (
	"fmt"
	"strings"
	"time"
)

// memory is what the text has named so far.
type memory struct {
	day       Day // the last day named
	hasDay    bool
	dayToken  int  // where
	ahead     bool // and it is tomorrow or later by name
	year      int  // the last year named, negative before Christ
	hasYear   bool
	dated     bool // it came with a month
	yearToken int
	month     int // the last month named, 0 for none
}

// answer is what an expression resolves to.
type answer struct {
	value string
	link  Link
	basis Basis
	ok    bool
}

// resolve turns the matches, in order, into expressions.
func (s *scan) resolve() []Expression {
	s.connect()
	s.narrative = s.tellsOfOldTimes()
	s.nowadays = s.narrative || s.isEssay()
	out := make([]Expression, 0, len(s.found))
	matches := make([]*match, 0, len(s.found))
	for i := range s.found {
		m := &s.found[i]
		a := s.answer(m)
		if a.value == "" {
			continue
		}
		a.value = s.afterStart(i, out, a.value)
		e := Expression{Start: m.start, End: m.end, Type: m.typ, Value: a.value, Link: a.link}
		if m.typ == Date || m.typ == Time {
			e.Span, _ = ParseValue(a.value)
			if _, clock, ok := strings.Cut(a.value, "T"); ok && m.typ == Time && clock[0] >= '0' && clock[0] <= '9' {
				e.HasClock, e.Minute = true, clockMinutes(clock)
			}
		}
		if !e.Span.IsZero() || m.f.has(classBC) && m.f.has(classYear) {
			e.Basis = a.basis
			s.remember(m, e)
		}
		out = append(out, e)
		matches = append(matches, m)
	}
	setRanges(out, matches)
	return out
}

// afterStart moves a date behind the one it is listed after: a weekday by a week,
// a day or month without a year into the year of the first.
func (s *scan) afterStart(i int, out []Expression, value string) string {
	if i == 0 || len(out) == 0 || s.found[i-1].link == unlinked {
		return value
	}
	f, start := &s.found[i].f, out[len(out)-1].Span
	span, err := ParseValue(value)
	if err != nil || span.IsZero() || start.IsZero() {
		return value
	}
	switch {
	case f.has(classWeekday) && f.month() == 0:
		if d := span.Start; d < start.Start && start.Start-d < 7 && span.Precision == OneDay {
			return (d + 7).String()
		}
	case f.month() != 0 && !f.dated() && value[0] != 'B':
		y, m, _ := start.Start.Date()
		if int(m) > f.month() && s.found[i-1].link == ranged {
			y++
		}
		if moved := fmt.Sprintf("%04d%s", y, value[len("2006"):]); s.sameForm(moved) {
			return moved
		}
	}
	return value
}

// sameForm reports whether a value moved to another year is still a date.
func (s *scan) sameForm(value string) bool {
	_, err := ParseValue(value)
	return err == nil
}

func clockMinutes(c string) int {
	return int(c[0]-'0')*600 + int(c[1]-'0')*60 + int(c[3]-'0')*10 + int(c[4]-'0')
}

// setRanges gives the two ends of a range the range's span.
func setRanges(out []Expression, matches []*match) {
	for i := 0; i+1 < len(out); i++ {
		a, b := &out[i], &out[i+1]
		if matches[i].link != ranged || a.Span.IsZero() || b.Span.IsZero() || a.Span.Start > b.Span.End {
			continue
		}
		a.Range = SpanOf(a.Span.Start, b.Span.End)
		b.Range = a.Range
	}
}

// remember keeps what later expressions may refer to.
func (s *scan) remember(m *match, e Expression) {
	f := &m.f
	y, mo, _ := e.Span.Start.Date()
	if f.has(classBC) {
		y = -f.get(classYear)
	}
	switch e.Span.Precision {
	case OneDay:
		if m.inherits { // the clock time of a day named before
			return
		}
		s.last.day, s.last.hasDay, s.last.dayToken = e.Span.Start, true, m.first
		s.last.month = int(mo)
		s.last.ahead = f.has(classDayOff) && f.get(classDayOff) > 0
	case Month:
		s.last.month = int(mo)
	default:
		s.last.month = 0
	}
	if e.Span.Days() <= 366 && s.setsYear(m, y) {
		s.last.year, s.last.hasYear, s.last.yearToken = y, true, m.first
		s.last.dated = f.month() != 0
	}
}

// setsYear reports whether a date moves the year that later ones count from. In
// a narrative a year named in passing does not, a heading does.
func (s *scan) setsYear(m *match, y int) bool {
	if !s.narrative || !s.last.hasYear {
		return true
	}
	f := &m.f
	if f.has(classMonth) || f.has(classSeason) || f.has(classBC) {
		return true
	}
	alone := s.tokens[m.first].has(afterBreak) && (m.last+1 >= len(s.tokens) || s.tokens[m.last+1].has(afterBreak))
	return alone || y >= s.last.year-1 && y <= s.last.year+2
}

func monday(d Day) Day { return d - Day((int(d.Weekday())+6)%7) }

// answer resolves one match.
func (s *scan) answer(m *match) answer {
	f := &m.f
	switch m.typ {
	case Set:
		return answer{value: s.setValue(f)}
	case Duration:
		return answer{value: s.period(f)}
	}
	if m.typ == Time && !f.timed() {
		m.typ = Date
	}
	a := s.date(m)
	if m.typ != Time || a.value == "" && !f.timed() {
		return a
	}
	if day := s.setBefore(m); a.value == "" && day > 0 && !f.has(classPart) {
		m.typ = Set
		return answer{value: fmt.Sprintf("XXXX-WXX-%dT%s", day, s.clock(f))}
	}
	return s.onClock(m, a)
}

func (f *fields) timed() bool {
	return f.has(classPart) || f.has(classHour) || f.has(classClock) || f.has(classHHMM) || f.has(classHalfHour)
}

// onClock puts a part of the day or a clock time on the day a names, else on the
// day the text has just named, else on today.
func (s *scan) onClock(m *match, a answer) answer {
	f := &m.f
	if a.value == "" || len(a.value) != len("2006-01-02") {
		if a.value != "" && !f.has(classPart) {
			return answer{}
		}
		if a.value == "" {
			d, link := s.currentDay(m)
			m.inherits = true
			a = answer{value: d.String(), link: link, basis: Relative}
		}
	}
	a.value += "T" + s.clock(f)
	return a
}

// clock writes the part of the day or the time.
func (s *scan) clock(f *fields) string {
	minutes := 0
	switch {
	case f.has(classClock):
		minutes = f.get(classClock)
	case f.has(classHHMM):
		minutes = f.get(classHHMM)/100*60 + f.get(classHHMM)%100
	case f.has(classHalfHour):
		minutes = f.get(classHalfHour)*60 - 30
	case f.has(classHour):
		minutes = f.get(classHour)*60 + f.get(classMin)
	default:
		return s.lang.symbols[f.get(classPart)]
	}
	minutes = s.afternoon(f, minutes)
	zone := ""
	if f.has(classZone) {
		zone = "Z"
	}
	return fmt.Sprintf("%02d:%02d%s", minutes/60, minutes%60, zone)
}

// afternoon moves a time of the twelve-hour clock past noon.
func (s *scan) afternoon(f *fields, minutes int) int {
	const noon = 12 * 60
	switch {
	case f.has(classAMPM) && f.get(classAMPM) == 12:
		if minutes < noon {
			return minutes + noon
		}
	case f.has(classAMPM):
		if minutes >= noon && minutes < noon+60 {
			return minutes - noon
		}
	case f.has(classPart) && minutes >= 60 && minutes < noon:
		switch s.lang.symbols[f.get(classPart)] {
		case "AF", "EV":
			return minutes + noon
		case "NI":
			if minutes >= 6*60 {
				return minutes + noon
			}
		}
	}
	return minutes
}

// currentDay is the day a bare clock time or part of the day belongs to.
func (s *scan) currentDay(m *match) (Day, Link) {
	far := 1 // a day named in one sentence holds for the next, but tomorrow does not
	if s.last.ahead || s.last.day < s.today && s.tense(m) == future {
		far = 0
	}
	if s.last.hasDay && (s.narrative || s.sentencesApart(s.last.dayToken, m.first) <= far) {
		return s.last.day, Anchored
	}
	return s.today, Deictic
}

// setBefore is the weekday of a set that stands just before the clock time m
// ("every Tuesday at 9 a.m."), 0 for none.
func (s *scan) setBefore(m *match) int {
	const near = 4 // tokens
	for i := range s.found {
		o := &s.found[i]
		if o.typ == Set && o.f.has(classWeekday) && o.last < m.first && m.first-o.last <= near {
			return o.f.get(classWeekday)
		}
	}
	return 0
}

// sentencesApart counts the sentence and paragraph starts between two tokens.
func (s *scan) sentencesApart(from, to int) int {
	n := 0
	for i := from + 1; i <= to; i++ {
		if s.tokens[i].has(afterBreak) {
			n += 2
		} else if s.tokens[i].has(opens) {
			n++
		}
	}
	return n
}

// textDay is the day that "the day before" counts from.
func (s *scan) textDay() Day {
	if s.last.hasDay {
		return s.last.day
	}
	return s.today
}

// date resolves the calendar part of a match; an empty value where it has none.
func (s *scan) date(m *match) answer {
	f := &m.f
	switch {
	case f.has(classRef):
		return answer{value: s.lang.symbols[f.get(classRef)]}
	case f.has(classDir) && f.has(classUnit):
		return s.away(m)
	case f.has(classHoliday) || f.has(classEaster) || f.has(classPaskha):
		return s.holiday(m)
	case f.has(classCentury):
		return absolute(bcYear(f, fmt.Sprintf("%02d", f.get(classCentury)-1)))
	case f.has(classDecade):
		return absolute(bcYear(f, s.decade(f)))
	case f.month() != 0 && f.has(classDay):
		return s.monthDay(m)
	case f.month() != 0:
		return s.monthOnly(m)
	case f.has(classWeekday):
		return s.weekday(m)
	case f.has(classSeason):
		return s.season(m)
	case f.has(classQuarter) || f.has(classHalf):
		return s.yearPart(m)
	case f.has(classDayOff) && f.get(classDayOff) == 0 && m.typ == Date && !f.has(classWeekday) && s.meansNowadays(m):
		return answer{value: "PRESENT_REF"}
	case f.has(classDayOff):
		d := s.today + Day(f.get(classDayOff))
		return answer{value: d.String(), link: Deictic, basis: Relative}
	case f.has(classTextOff):
		d := s.textDay() + Day(f.get(classTextOff))
		return answer{value: d.String(), link: Anchored, basis: Relative}
	case f.has(classDay):
		return s.dayOnly(f)
	}
	if y, basis, link, ok := s.year(f); ok {
		return answer{value: era(y), basis: basis, link: link}
	}
	if f.has(classUnit) && (f.has(classShift) || f.has(classSame) || f.has(classOrd)) {
		return s.unitShift(m)
	}
	return answer{}
}

func absolute(v string) answer { return answer{value: v, basis: Explicit} }

func bcYear(f *fields, v string) string {
	if f.has(classBC) {
		return "BC" + v
	}
	return v
}

// era writes a year, negative before Christ.
func era(y int) string {
	if y < 0 {
		return fmt.Sprintf("BC%04d", -y)
	}
	return fmt.Sprintf("%04d", y)
}

func (f *fields) month() int {
	if f.has(classMonth) {
		return f.get(classMonth)
	}
	if f.has(classMon) {
		return f.get(classMon)
	}
	return 0
}

// year is the year the match names in digits or relative to another year.
func (s *scan) year(f *fields) (int, Basis, Link, bool) {
	now, _, _ := s.today.Date()
	switch {
	case f.has(classYear):
		if f.has(classBC) {
			return -f.get(classYear), Explicit, Absolute, true
		}
		return f.get(classYear), Explicit, Absolute, true
	case f.has(classYear3):
		return f.get(classYear3), Explicit, Absolute, true
	case f.has(classYY):
		return s.fullYear(f.get(classYY)), Explicit, Absolute, true
	case f.has(classYearOff):
		return now + f.get(classYearOff), Relative, Deictic, true
	case f.has(classTextYear):
		return s.textYear() + f.get(classTextYear), Relative, Anchored, true
	case f.has(classUnit) && s.unit(f) == "Y" && f.has(classSame):
		return s.textYear() + f.get(classShift), Relative, Anchored, true
	case f.has(classUnit) && s.unit(f) == "Y" && f.has(classShift):
		if s.narrative {
			return s.textYear() + f.get(classShift), Relative, Anchored, true
		}
		return now + f.get(classShift), Relative, Deictic, true
	}
	return 0, "", Absolute, false
}

// fullYear completes two digits to the year nearest before ten years from now.
func (s *scan) fullYear(yy int) int {
	now, _, _ := s.today.Date()
	if s.narrative && s.last.hasYear {
		now = s.last.year
	}
	y := now - now%100 + yy
	if y > now+10 {
		y -= 100
	}
	return y
}

func (s *scan) textYear() int {
	if s.last.hasYear {
		return s.last.year
	}
	y, _, _ := s.today.Date()
	return y
}

func (s *scan) unit(f *fields) string { return s.lang.symbols[f.get(classUnit)] }

func (s *scan) decade(f *fields) string {
	if f.has(classYear) {
		return fmt.Sprintf("%03d", f.get(classYear)/10)
	}
	d := f.get(classDecade)
	if d >= 100 || f.has(classBC) {
		return fmt.Sprintf("%03d", d/10)
	}
	now, _, _ := s.today.Date()
	y := now - now%100 + d
	if y > now {
		y -= 100
	}
	return fmt.Sprintf("%03d", y/10)
}

// monthOnly resolves a month, in the year that fits the tense best.
func (s *scan) monthOnly(m *match) answer {
	f, month := &m.f, m.f.month()
	if y, basis, link, ok := s.year(f); ok {
		return answer{value: fmt.Sprintf("%s-%02d", era(y), month), basis: basis, link: link}
	}
	y, now, _ := s.today.Date()
	if f.has(classShift) {
		y = s.shiftedYear(f, y, month-int(now))
		return answer{value: fmt.Sprintf("%04d-%02d", y, month), basis: Relative, link: Deictic}
	}
	if ty, ok := s.toldYear(m); ok {
		return answer{value: fmt.Sprintf("%s-%02d", era(ty), month), basis: Relative, link: Anchored}
	}
	y += nearest(s.tense(m), month-int(now), 12, 1)
	return answer{value: fmt.Sprintf("%04d-%02d", y, month), basis: Relative, link: Deictic}
}

// shiftedYear is the year of last, this or next July, which lies ahead months
// after now within this year.
func (s *scan) shiftedYear(f *fields, y, ahead int) int {
	shift := f.get(classShift)
	switch {
	case shift < 0 && ahead >= 0:
		return y + shift
	case shift < 0:
		return y + shift + 1
	case shift > 0 && ahead <= 0:
		return y + shift
	case shift > 0:
		return y + shift - 1
	}
	return y
}

// nearest says how many years to add for a date that lies ahead of today in this
// year (in units of which a year has period): the nearest to today, where a date
// on the wrong side of the tense counts as far away.
func nearest(t tense, ahead, period, grace int) int {
	const wrongSide = 8
	best, bestCost := 0, 1<<30
	for add := -1; add <= 1; add++ {
		d := ahead + add*period
		cost := 2 * d
		if d < 0 {
			cost = -2*d - 1
		}
		if t == past && d > 0 || (t == future || t == present) && d < 0 {
			cost *= wrongSide
		}
		if cost < bestCost {
			best, bestCost = add, cost
		}
	}
	return best
}

// toldYear is the year of a yearless date in a text that tells of old times.
func (s *scan) toldYear(m *match) (int, bool) {
	if !s.last.hasYear {
		return 0, false
	}
	if s.narrative {
		return s.last.year, true
	}
	now, _, _ := s.today.Date()
	if s.last.year < now-1 && s.last.dated && s.sentencesApart(s.last.yearToken, m.first) <= 1 && s.tense(m) == past {
		return s.last.year, true
	}
	return 0, false
}

// monthDay resolves a day of a month.
func (s *scan) monthDay(m *match) answer {
	f, month, day := &m.f, m.f.month(), m.f.get(classDay)
	y, basis, link, ok := s.year(f)
	if !ok {
		basis = Relative
		if y, ok = s.toldYear(m); ok {
			link = Anchored
		} else {
			now, _, _ := s.today.Date()
			ahead := int(MakeDay(now, time.Month(month), day) - s.today)
			y, link = now+nearest(s.tense(m), ahead, 365, 1), Deictic
		}
	}
	if y < 0 {
		return answer{value: fmt.Sprintf("%s-%02d-%02d", era(y), month, day), basis: basis, link: link}
	}
	if day > daysIn(y, month) {
		if month != 2 || day != 29 {
			return answer{}
		}
		for !f.has(classYear) && daysIn(y, 2) < 29 {
			y--
		}
		if daysIn(y, 2) < 29 {
			return answer{}
		}
	}
	return answer{value: MakeDay(y, time.Month(month), day).String(), basis: basis, link: link}
}

// dayOnly resolves a bare day of the month: in the month named last or this one.
func (s *scan) dayOnly(f *fields) answer {
	y, m, _ := s.today.Date()
	link := Deictic
	if s.last.month != 0 {
		y, m, link = s.last.year, time.Month(s.last.month), Anchored
	}
	if f.get(classDay) > daysIn(y, int(m)) {
		return answer{}
	}
	return answer{value: MakeDay(y, m, f.get(classDay)).String(), basis: Relative, link: link}
}

// weekday resolves a day of the week: with the tense, the publication day included.
func (s *scan) weekday(m *match) answer {
	f := &m.f
	want := f.get(classWeekday)
	base, link := s.today, Deictic
	if s.narrative && s.last.hasDay {
		base, link = s.last.day, Anchored
	}
	behind := (int(base.Weekday()) + 7 - want%7) % 7 // days since the last such day
	d := base - Day(behind)
	shift := 0
	if f.has(classShift) && (!f.has(classUnit) || s.unit(f) != "W") {
		shift = f.get(classShift)
	}
	switch {
	case f.has(classUnit) && s.unit(f) == "W" && f.has(classShift): // Monday of next week
		d = monday(base) + Day(7*f.get(classShift)) + Day((want+6)%7)
	case f.has(classShift) && shift < 0:
		if behind == 0 {
			d -= 7
		}
		d += Day(7 * (shift + 1))
	case f.has(classShift) && shift > 0:
		d += Day(7 * shift)
	case f.has(classShift): // this Friday
		d = s.thisWeek(m, d, behind)
	case f.has(classDayOff): // yesterday, Monday
		d = base + Day(f.get(classDayOff))
	default:
		if t := s.tense(m); (t == future || t == present) && behind != 0 {
			d += 7
		}
	}
	return answer{value: d.String(), basis: Relative, link: link}
}

// thisWeek is "this Friday": ahead unless the tense is past.
func (s *scan) thisWeek(m *match, d Day, behind int) Day {
	if s.tense(m) != past && behind != 0 {
		return d + 7
	}
	return d
}

// season resolves spring, summer, autumn and winter.
func (s *scan) season(m *match) answer {
	f := &m.f
	name := s.lang.symbols[f.get(classSeason)]
	if y, basis, link, ok := s.year(f); ok {
		return answer{value: fmt.Sprintf("%s-%s", era(y), name), basis: basis, link: link}
	}
	if ty, ok := s.toldYear(m); ok {
		return answer{value: fmt.Sprintf("%s-%s", era(ty), name), basis: Relative, link: Anchored}
	}
	y, now, _ := s.today.Date()
	// A season lies ahead by its middle month; winter's is January.
	ahead := int(seasonMonth[name]) + 1 - int(now)
	if name == "WI" && now <= time.February { // still the winter that began last year
		y, ahead = y-1, ahead-12+12*0
		ahead = 0
	}
	if ahead >= -1 && ahead <= 1 {
		ahead = 0
	}
	if f.has(classShift) {
		y = s.shiftedYear(f, y, ahead)
	} else {
		y += nearest(s.tense(m), ahead, 12, 1)
	}
	return answer{value: fmt.Sprintf("%04d-%s", y, name), basis: Relative, link: Deictic}
}

// yearPart resolves quarters and halves of a year.
func (s *scan) yearPart(m *match) answer {
	f := &m.f
	y, basis, link, ok := s.year(f)
	now, month, _ := s.today.Date()
	if !ok {
		y, basis, link = now, Relative, Deictic
		if s.narrative {
			y, link = s.textYear(), Anchored
		}
	}
	kind, n, per := "Q", f.get(classQuarter), 4
	if f.has(classHalf) {
		kind, n, per = "H", f.get(classHalf), 2
	}
	if n > 0 && !ok && !s.narrative && link == Deictic {
		y += nearest(s.tense(m), n-((int(month)-1)*per/12+1), per, 0)
	}
	if n < 0 { // the last quarter of the year
		n = per
	}
	if n == 0 { // this, last, next quarter
		at := now*per + (int(month)-1)*per/12 + f.get(classShift)
		y, n = at/per, at%per+1
	}
	return answer{value: fmt.Sprintf("%04d-%s%d", y, kind, n), basis: basis, link: link}
}

// unitShift resolves last week, this month, next year, the same day.
func (s *scan) unitShift(m *match) answer {
	f := &m.f
	base, link := s.today, Deictic
	if f.has(classSame) || f.has(classFrom) || s.narrative && s.last.hasDay {
		base, link = s.textDay(), Anchored
	}
	n := f.get(classShift)
	y, month, _ := base.Date()
	v := ""
	switch s.unit(f) {
	case "D":
		v = (base + Day(n)).String()
	case "W":
		v = weekValue(base + Day(7*n))
	case "WE":
		v = weekValue(s.weekend(m, base)+Day(7*n)) + "-WE"
	case "M":
		if f.has(classSame) && s.last.month != 0 {
			y, month = s.last.year, time.Month(s.last.month)
		}
		y, month, _ = MakeDay(y, month+time.Month(n), 1).Date()
		v = fmt.Sprintf("%04d-%02d", y, month)
	case "Q":
		at := y*4 + (int(month)-1)/3 + n
		v = fmt.Sprintf("%04d-Q%d", at/4, at%4+1)
	case "DE":
		v = fmt.Sprintf("%03d", y/10+n)
	case "CE":
		v = fmt.Sprintf("%02d", y/100+n)
	}
	return answer{value: v, basis: Relative, link: link}
}

// weekend is a day of the week whose weekend is meant, before any shift: told in
// the past tense on a weekday, "the weekend" is the one before.
func (s *scan) weekend(m *match, base Day) Day {
	if wd := base.Weekday(); m.f.get(classShift) == 0 && s.tense(m) <= past && wd != time.Saturday && wd != time.Sunday {
		return base - 7
	}
	return base
}

func weekValue(d Day) string {
	y, w := d.Time().ISOWeek()
	return fmt.Sprintf("%04d-W%02d", y, w)
}

// away resolves "two weeks ago" and "in three days", at the grain of the unit.
func (s *scan) away(m *match) answer {
	f := &m.f
	if _, ok := clockUnits[s.unit(f)]; ok {
		m.typ = Duration
		return answer{value: s.period(f)}
	}
	base, link := s.today, Deictic
	if f.has(classFrom) {
		base, link = s.textDay(), Anchored
	}
	if !f.has(classNum) {
		if f.has(classVague) {
			return answer{value: map[int]string{-1: "PAST_REF", 1: "FUTURE_REF"}[f.get(classDir)]}
		}
		f.put(classNum, 1)
	}
	n := f.get(classNum) * f.get(classDir)
	y, month, _ := base.Date()
	v := ""
	switch s.unit(f) {
	case "Y":
		if f.has(classFrom) {
			y = s.textYear()
		}
		v = era(y + n)
	case "DE":
		v = fmt.Sprintf("%04d", y+10*n)
	case "M":
		y, month, _ = MakeDay(y, month+time.Month(n), 1).Date()
		v = fmt.Sprintf("%04d-%02d", y, month)
	case "HY":
		y, month, _ = MakeDay(y, month+time.Month(6*n), 1).Date()
		v = fmt.Sprintf("%04d-%02d", y, month)
	case "Q":
		at := y*4 + (int(month)-1)/3 + n
		v = fmt.Sprintf("%04d-Q%d", at/4, at%4+1)
	case "W":
		v = weekValue(base + Day(7*n))
	case "D":
		v = (base + Day(n)).String()
	}
	return answer{value: v, basis: Relative, link: link}
}
