package feed

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// dateZones says how to read and to show the dates of a source.
type dateZones struct {
	convert  *time.Location // the source's own zone: dates are shown in it; nil: in their own
	fallback *time.Location // of dates that name no zone, where convert is nil; nil: UTC
	dayFirst bool           // 3/4/2024 is 3 April, not March 4
}

// assumed is the zone of dates that name none.
func (z dateZones) assumed() *time.Location {
	switch {
	case z.convert != nil:
		return z.convert
	case z.fallback != nil:
		return z.fallback
	}
	return time.UTC
}

// The plausible years of a publication on the web. Beyond the time of fetching
// a date may lie one day: that much a wrong zone or clock explains.
const (
	firstYear = 1990
	lastYear  = 2100
	maxAhead  = 24 * time.Hour
)

// plausibleDate reports whether an article can have been published then.
func plausibleDate(t, fetched time.Time) bool {
	if t.Year() < firstYear || t.Year() > lastYear {
		return false
	}
	return fetched.IsZero() || !t.After(fetched.Add(maxAhead))
}

// parseDate reads a date as feeds write it: RFC 822 and 3339, their many
// near misses, and prose dates with the month names of the words files.
func parseDate(raw string, z dateZones) (time.Time, bool) {
	if len(raw) > 200 {
		return time.Time{}, false
	}
	raw = strings.TrimSpace(raw)
	if t, ok := fastDate(raw, z); ok {
		return t, true
	}
	d := dateReader{tokens: dateTokens(raw), dayFirst: z.dayFirst}
	if t, ok := d.epoch(); ok {
		return z.show(t), true
	}
	if !d.read() || !d.valid() {
		return time.Time{}, false
	}
	return z.show(d.time(z.assumed())), true
}

// fastDate reads the forms that nearly all feeds keep to.
func fastDate(raw string, z dateZones) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 GMT"} {
		if t, err := time.Parse(layout, raw); err == nil {
			return z.show(plainZone(t)), true
		}
	}
	return time.Time{}, false
}

// plainZone replaces the machine's own zone, which [time.Parse] puts where the
// offset happens to agree with it, by that offset.
func plainZone(t time.Time) time.Time {
	if _, offset := t.Zone(); offset != 0 {
		return t.In(time.FixedZone("", offset))
	}
	return t.UTC()
}

func (z dateZones) show(t time.Time) time.Time {
	if z.convert != nil {
		return t.In(z.convert)
	}
	return t
}

// dateToken is a number, a word or a single sign.
type dateToken struct {
	kind  byte // 'n', 'w' or the sign itself
	text  string
	value int  // of a number
	space bool // white space stands before it
}

func dateTokens(s string) []dateToken {
	var out []dateToken
	space := false
	runes := []rune(strings.ToLower(s))
	for i := 0; i < len(runes); {
		start := i
		switch r := runes[i]; {
		case unicode.IsSpace(r):
			space = true
			i++
			continue
		case r >= '0' && r <= '9':
			for i < len(runes) && runes[i] >= '0' && runes[i] <= '9' {
				i++
			}
			text := string(runes[start:i])
			value, err := strconv.Atoi(text)
			if err != nil {
				value = -1
			}
			out = append(out, dateToken{'n', text, value, space})
		case unicode.IsLetter(r) || unicode.IsMark(r):
			for i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsMark(runes[i])) && !(i > start && isDateMark(runes[i])) && !(i > start && isDateMark(runes[start])) {
				i++
			}
			out = append(out, dateToken{'w', string(runes[start:i]), 0, space})
		default:
			if r == '−' || r == '–' {
				r = '-'
			}
			if r > 127 {
				r = ' '
			}
			out = append(out, dateToken{byte(r), string(r), 0, space})
			i++
		}
		space = false
	}
	return out
}

// isDateMark reports the characters that East Asian dates put after numbers.
func isDateMark(r rune) bool { return strings.ContainsRune("年月日년월일", r) }

// dateReader gathers a date's parts from its tokens.
type dateReader struct {
	tokens   []dateToken
	i        int
	dayFirst bool

	year, month, day  int // 0: not read
	yearDay           int // ISO ordinal date
	week, weekDay     int // ISO week date
	hour, minute, sec int
	nano              int
	hasTime, pm, am   bool
	hasOffset         bool
	offset            int // seconds east of UTC
	zone              string
	numbers           []int // not yet known what they are
}

// epoch reads seconds or milliseconds since 1970.
func (d *dateReader) epoch() (time.Time, bool) {
	if len(d.tokens) != 1 || d.tokens[0].kind != 'n' || d.tokens[0].value < 0 {
		return time.Time{}, false
	}
	switch t := d.tokens[0]; len(t.text) {
	case 10:
		return time.Unix(int64(t.value), 0).UTC(), true
	case 13:
		return time.UnixMilli(int64(t.value)).UTC(), true
	}
	return time.Time{}, false
}

func (d *dateReader) valid() bool {
	if d.week > 0 {
		return d.week <= 53 && d.weekDay <= 7 && d.year > 0
	}
	if d.yearDay > 0 {
		return d.yearDay <= 366 && d.year > 0
	}
	if d.year < 1 || d.month < 1 || d.month > 12 || d.day < 1 || d.day > daysIn(d.year, d.month) {
		return false
	}
	return d.hour <= 24 && d.minute < 60 && d.sec <= 60
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// time puts the parts together; where they name no zone it is loc.
func (d *dateReader) time(loc *time.Location) time.Time {
	if d.pm && d.hour < 12 {
		d.hour += 12
	} else if d.am && d.hour == 12 {
		d.hour = 0
	}
	month, day := d.month, d.day
	switch {
	case d.week > 0:
		month, day = 1, isoWeekDay(d.year, d.week, max(1, d.weekDay))
	case d.yearDay > 0:
		month, day = 1, d.yearDay
	}
	at := func(l *time.Location) time.Time {
		return time.Date(d.year, time.Month(month), day, d.hour, d.minute, d.sec, d.nano, l)
	}
	switch {
	case d.hasOffset && d.offset == 0:
		return at(time.UTC)
	case d.hasOffset:
		return at(time.FixedZone("", d.offset))
	case d.zone != "":
		if l := namedZone(d.zone, at(loc), loc); l != nil {
			return at(l)
		}
	}
	return at(loc)
}

// isoWeekDay returns the day of January on which ISO week and weekday fall;
// week 1 holds 4 January.
func isoWeekDay(year, week, weekday int) int {
	fourth := int(time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC).Weekday()+6) % 7 // 0: Monday
	return 4 - fourth + (week-1)*7 + weekday - 1
}
