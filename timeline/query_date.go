package timeline

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline/when"
)

// DateRange is the value of date: or reported:, possibly relative to now. All
// days are UTC days.
type DateRange struct {
	from, to bound
	undated  bool
	text     string // canonical spelling
}

// The ends of an open range.
var (
	FirstDay = when.MakeDay(1, time.January, 1)
	LastDay  = when.MakeDay(9999, time.December, 31)
)

// Undated reports whether the range is "none": it selects events without a date.
func (r DateRange) Undated() bool { return r.undated }

// Days returns the first and the last day of the range at the given time. An
// event's date matches when it shares a day with them.
func (r DateRange) Days(now time.Time) (first, last Day) {
	from, until := r.Times(now)
	return when.DayOf(from), when.DayOf(until.Add(-time.Nanosecond))
}

// Times returns the range as a half-open interval of time at the given time.
func (r DateRange) Times(now time.Time) (from, until time.Time) {
	now = now.UTC()
	from, until = FirstDay.Time(), (LastDay + 1).Time()
	if r.from.kind != open {
		from, _ = r.from.at(now)
	}
	if r.to.kind != open {
		_, until = r.to.at(now)
	}
	return clampTime(from), clampTime(until)
}

// String writes the range as a query does.
func (r DateRange) String() string { return r.text }

func (r DateRange) at(now time.Time) DateRange {
	if r.undated {
		return r
	}
	from, until := r.Times(now)
	r.from, r.to = bound{kind: instant, start: from, end: from}, bound{kind: instant, start: until, end: until}
	return r
}

func clampTime(t time.Time) time.Time {
	if first := FirstDay.Time(); t.Before(first) {
		return first
	}
	if last := (LastDay + 1).Time(); t.After(last) {
		return last
	}
	return t
}

type boundKind uint8

const (
	open    boundKind = iota
	instant           // start, end
	unit              // the calendar unit (d w m q y) that is n units from the one now is in
	offset            // now moved by a duration: the day it falls on, or the instant where hours are given
)

// bound is one end of a range, itself a stretch of time.
type bound struct {
	kind       boundKind
	start, end time.Time
	unit       byte
	n          int
	shift      shift
}

// shift is a duration in calendar units.
type shift struct{ years, months, days, hours int }

// exact reports whether a point moved by s is an instant rather than a day.
func (s shift) exact() bool { return s.hours != 0 || s == (shift{}) }

func (s shift) neg() shift { return shift{-s.years, -s.months, -s.days, -s.hours} }

func (b bound) at(now time.Time) (start, end time.Time) {
	switch b.kind {
	case unit:
		return unitAt(now, b.unit, b.n)
	case offset:
		t := now.AddDate(b.shift.years, b.shift.months, b.shift.days).Add(time.Duration(b.shift.hours) * time.Hour)
		if b.shift.exact() {
			return t, t.Truncate(time.Second).Add(time.Second)
		}
		return unitAt(t, 'd', 0)
	default:
		return b.start, b.end
	}
}

// unitAt returns the n-th calendar unit after the one t is in. Weeks begin on Monday.
func unitAt(t time.Time, u byte, n int) (start, end time.Time) {
	y, m, d := t.Date()
	date := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	switch u {
	case 'd':
		return date(y, m, d+n), date(y, m, d+n+1)
	case 'w':
		monday := d - (int(t.Weekday())+6)%7 + 7*n
		return date(y, m, monday), date(y, m, monday+7)
	case 'm':
		return date(y, m+time.Month(n), 1), date(y, m+time.Month(n)+1, 1)
	case 'q':
		first := (m-1)/3*3 + 1 + time.Month(3*n)
		return date(y, first, 1), date(y, first+3, 1)
	default:
		return date(y+n, 1, 1), date(y+n+1, 1, 1)
	}
}

var (
	errDate     = errors.New("write 2024-02-20, 2024-02, 2024, 2024-02-20..2024-03-05, today, next-30d, last-7d, this-month or none")
	errBackward = errors.New("the range ends before it begins")
)

// ParseDateRange reads the value of date: and reported:.
//
//	2024-02-20  2024-02  2024  2024-W08  2024-Q1         a day, month, year, ISO week, quarter
//	today  yesterday  tomorrow  this-week  next-month  last-year
//	next-30d  last-7d  last-24h  P30D  -P1W  next-P1M     from now; units h d w m y, ISO 8601 durations
//	A..B  A..  ..B  >=A  >A  <=A  <A                      ranges of these
//	A/P2W                                                 a duration from A
//	none                                                  no date at all
func ParseDateRange(s string) (DateRange, error) {
	s = strings.ToLower(s)
	r, err := parseRange(s)
	if err != nil {
		return DateRange{}, err
	}
	r.text = isoUpper.ReplaceAllStringFunc(s, strings.ToUpper)
	return r, backward(r)
}

// isoUpper finds what ISO 8601 writes with capital letters.
var isoUpper = regexp.MustCompile(`\d{4}-[wq]\d+|(^|[./<>=-])p[0-9ymwdth]+`)

// backward rejects a range whose ends, both absolute, are in the wrong order.
func backward(r DateRange) error {
	if r.from.kind == instant && r.to.kind == instant && !r.from.start.Before(r.to.end) {
		return errBackward
	}
	return nil
}

func parseRange(s string) (DateRange, error) {
	if s == "none" {
		return DateRange{undated: true}, nil
	}
	for _, op := range []string{">=", "<=", ">", "<"} {
		if rest, ok := strings.CutPrefix(s, op); ok {
			return parseCompared(op, rest)
		}
	}
	if a, b, ok := strings.Cut(s, ".."); ok {
		return parseEnds(a, b)
	}
	if a, d, ok := strings.Cut(s, "/p"); ok {
		return parseLasting(a, "p"+d)
	}
	if r, ok := parseRolling(s); ok {
		return r, nil
	}
	b, err := parsePoint(s)
	return DateRange{from: b, to: b}, err
}

func parseCompared(op, s string) (DateRange, error) {
	b, err := parsePoint(s)
	if err != nil {
		return DateRange{}, err
	}
	switch op {
	case ">=":
		return DateRange{from: b}, nil
	case "<=":
		return DateRange{to: b}, nil
	case ">":
		return DateRange{from: b.after()}, nil
	default:
		return DateRange{to: b.before()}, nil
	}
}

// after returns the stretch that begins where b ends.
func (b bound) after() bound {
	switch b.kind {
	case instant:
		return bound{kind: instant, start: b.end, end: b.end}
	case unit:
		b.n++
	case offset:
		if !b.shift.exact() {
			b.shift.days++
		}
	}
	return b
}

// before returns the stretch that ends where b begins.
func (b bound) before() bound {
	switch b.kind {
	case instant:
		return bound{kind: instant, start: b.start, end: b.start}
	case unit:
		b.n--
	case offset:
		if !b.shift.exact() {
			b.shift.days--
		}
	}
	return b
}

func parseEnds(a, b string) (r DateRange, err error) {
	if a == "" && b == "" {
		return r, errDate
	}
	if a != "" {
		if r.from, err = parsePoint(a); err != nil {
			return r, err
		}
	}
	if b != "" {
		r.to, err = parsePoint(b)
	}
	return r, err
}

// parseLasting reads START/DURATION; the last day is the one before START+DURATION.
func parseLasting(a, d string) (DateRange, error) {
	from, err := parsePoint(a)
	if err != nil {
		return DateRange{}, err
	}
	s, ok := parseISODuration(d)
	if !ok || from.kind != instant {
		return DateRange{}, errDate
	}
	end := from.start.AddDate(s.years, s.months, s.days).Add(time.Duration(s.hours) * time.Hour)
	return DateRange{from: from, to: bound{kind: instant, start: end, end: end}}, nil
}

var rolling = regexp.MustCompile(`^(next|last|past)-(\d{1,5})([hdwmy])$`)

// parseRolling reads next-30d, last-7d, P30D, -P1W and next-P1M: from today or now,
// both ends included.
func parseRolling(s string) (DateRange, bool) {
	var sh shift
	back := false
	if m := rolling.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[2]) // at most five digits
		sh, back = shiftOf(n, m[3][0]), m[1] != "next"
	} else {
		iso, negative := strings.CutPrefix(s, "-")
		for _, ago := range []string{"last-p", "past-p", "next-p"} {
			if rest, ok := strings.CutPrefix(s, ago); ok {
				iso, negative = "p"+rest, ago != "next-p"
			}
		}
		var ok bool
		if sh, ok = parseISODuration(iso); !ok {
			return DateRange{}, false
		}
		back = negative
	}
	now := bound{kind: unit, unit: 'd'}
	if sh.hours != 0 {
		now = bound{kind: offset}
	}
	if back {
		return DateRange{from: bound{kind: offset, shift: sh.neg()}, to: now}, true
	}
	return DateRange{from: now, to: bound{kind: offset, shift: sh}}, true
}

func shiftOf(n int, unit byte) shift {
	switch unit {
	case 'h':
		return shift{hours: n}
	case 'd':
		return shift{days: n}
	case 'w':
		return shift{days: 7 * n}
	case 'm':
		return shift{months: n}
	default:
		return shift{years: n}
	}
}

var isoDuration = regexp.MustCompile(`^p(?:(\d{1,5})y)?(?:(\d{1,5})m)?(?:(\d{1,5})w)?(?:(\d{1,5})d)?(?:t(\d{1,5})h)?$`)

func parseISODuration(s string) (shift, bool) {
	m := isoDuration.FindStringSubmatch(s)
	if m == nil || s == "p" {
		return shift{}, false
	}
	n := func(i int) int { v, _ := strconv.Atoi(m[i]); return v } // absent groups count 0
	return shift{n(1), n(2), 7*n(3) + n(4), n(5)}, true
}

var namedPoint = map[string]bound{
	"today":     {kind: unit, unit: 'd'},
	"now":       {kind: offset},
	"yesterday": {kind: unit, unit: 'd', n: -1},
	"tomorrow":  {kind: unit, unit: 'd', n: 1},
}

var (
	calendarUnit = regexp.MustCompile(`^(this|next|last)-(day|week|month|quarter|year)$`)
	shortOffset  = regexp.MustCompile(`^([+-])(\d{1,5})([hdwmy])$`)
	isoWeek      = regexp.MustCompile(`^(\d{4})-w(\d{2})$`)
	quarter      = regexp.MustCompile(`^(\d{4})-q([1-4])$`)
)

// parsePoint reads one end of a range.
func parsePoint(s string) (bound, error) {
	if b, ok := namedPoint[s]; ok {
		return b, nil
	}
	if m := calendarUnit.FindStringSubmatch(s); m != nil {
		return bound{kind: unit, unit: m[2][0], n: map[string]int{"next": 1, "last": -1}[m[1]]}, nil
	}
	if m := shortOffset.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1] + m[2]) // at most five digits
		return bound{kind: offset, shift: shiftOf(n, m[3][0])}, nil
	}
	if sh, ok := parseISODuration(s); ok {
		return bound{kind: offset, shift: sh}, nil
	}
	if sh, ok := parseISODuration(strings.TrimPrefix(s, "-")); ok {
		return bound{kind: offset, shift: sh.neg()}, nil
	}
	return parseAbsolute(s)
}

func parseAbsolute(s string) (bound, error) {
	if m := isoWeek.FindStringSubmatch(s); m != nil {
		return parseISOWeek(m[1], m[2])
	}
	if m := quarter.FindStringSubmatch(s); m != nil {
		y, _ := strconv.Atoi(m[1])
		start := time.Date(y, time.Month(3*int(m[2][0]-'1')+1), 1, 0, 0, 0, 0, time.UTC)
		return bound{kind: instant, start: start, end: start.AddDate(0, 3, 0)}, nil
	}
	for layout, u := range map[string]byte{"2006-01-02": 'd', "2006-01": 'm', "2006": 'y'} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 0 {
			start, end := unitAt(t, u, 0)
			return bound{kind: instant, start: start, end: end}, nil
		}
	}
	return bound{}, errDate
}

// parseISOWeek: week 1 is the week of 4 January (ISO 8601).
func parseISOWeek(year, week string) (bound, error) {
	y, _ := strconv.Atoi(year)
	w, _ := strconv.Atoi(week)
	start, end := unitAt(time.Date(y, time.January, 4, 0, 0, 0, 0, time.UTC), 'w', w-1)
	if gotYear, gotWeek := start.ISOWeek(); gotYear != y || gotWeek != w || y == 0 {
		return bound{}, errDate
	}
	return bound{kind: instant, start: start, end: end}, nil
}
