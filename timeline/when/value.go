package when

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseValue reads a TIMEX3 value and returns the civil days it names: the zero
// span for durations, sets and vague references. Seasons are the meteorological
// ones, winter in the year it begins; a weekend is Saturday and Sunday.
func ParseValue(value string) (Span, error) {
	switch {
	case value == "PAST_REF" || value == "PRESENT_REF" || value == "FUTURE_REF":
		return Span{}, nil
	case strings.HasPrefix(value, "P"):
		return Span{}, parsePeriod(value)
	case strings.HasPrefix(value, "T"): // a time on each of several days
		if !validClock(value[1:]) {
			return Span{}, badValue(value)
		}
		return Span{}, nil
	case strings.HasPrefix(value, "XXXX"):
		return Span{}, parseSet(value)
	case strings.HasPrefix(value, "BC"):
		if n := len(value) - len("BC"); n < 2 || !allDigits(value[2:min(len(value), 6)]) {
			return Span{}, badValue(value)
		}
		return Span{}, nil
	}
	date, clock, timed := strings.Cut(value, "T")
	span, err := parseDate(date)
	if err == nil && timed && !validClock(clock) {
		err = badValue(value)
	}
	if err != nil {
		return Span{}, err
	}
	return span, nil
}

func badValue(v string) error { return fmt.Errorf("value %q: no TIMEX3 value", v) }

// parseDate reads 2024-02-27, 2024-02, 2024, 202, 20, 2024-W09[-2|-WE], 2024-SU,
// 2024-Q1 and 2024-H1.
func parseDate(v string) (Span, error) {
	y, rest, _ := strings.Cut(v, "-")
	if !allDigits(y) || len(y) > 4 || len(y) < 4 && rest != "" {
		return Span{}, badValue(v)
	}
	year, _ := strconv.Atoi(y)
	if len(y) < 4 {
		return coarse(year, 4-len(y)), nil
	}
	switch {
	case rest == "":
		return SpanOf(MakeDay(year, 1, 1), MakeDay(year, 12, 31)), nil
	case rest[0] == 'W' && rest != "WI":
		return parseWeek(v, year, rest[1:])
	case rest[0] == 'Q' || rest[0] == 'H':
		return parsePart(v, year, rest)
	case seasonMonth[rest] != 0:
		m := seasonMonth[rest]
		return SpanOf(MakeDay(year, m, 1), MakeDay(year, m+3, 0)), nil
	}
	m, d, hasDay := strings.Cut(rest, "-")
	month, err := strconv.Atoi(m)
	if err != nil || len(m) != 2 || month < 1 || month > 12 {
		return Span{}, badValue(v)
	}
	if !hasDay {
		return SpanOf(MakeDay(year, time.Month(month), 1), MakeDay(year, time.Month(month)+1, 0)), nil
	}
	day, err := strconv.Atoi(d)
	if err != nil || len(d) != 2 || day < 1 || day > daysIn(year, month) {
		return Span{}, badValue(v)
	}
	at := MakeDay(year, time.Month(month), day)
	return SpanOf(at, at), nil
}

var seasonMonth = map[string]time.Month{"SP": time.March, "SU": time.June, "FA": time.September, "WI": time.December}

func daysIn(year, month int) int {
	_, _, d := MakeDay(year, time.Month(month)+1, 0).Date()
	return d
}

// coarse is a decade, century or millennium: a year without its last digits.
func coarse(n, missing int) Span {
	size := 1
	for range missing {
		size *= 10
	}
	return Span{MakeDay(n*size, 1, 1), MakeDay(n*size+size-1, 12, 31), Range}
}

func parseWeek(v string, year int, rest string) (Span, error) {
	w, d, hasDay := strings.Cut(rest, "-")
	week, err := strconv.Atoi(w)
	if err != nil || len(w) != 2 || week < 1 || week > 53 {
		return Span{}, badValue(v)
	}
	monday := mondayOf(year, week)
	switch {
	case !hasDay:
		return Span{monday, monday + 6, Range}, nil
	case d == "WE":
		return Span{monday + 5, monday + 6, Range}, nil
	case len(d) == 1 && d[0] >= '1' && d[0] <= '7':
		at := monday + Day(d[0]-'1')
		return Span{at, at, OneDay}, nil
	}
	return Span{}, badValue(v)
}

// mondayOf is the first day of an ISO week.
func mondayOf(year, week int) Day {
	fourth := MakeDay(year, time.January, 4)
	return fourth - Day((int(fourth.Weekday())+6)%7) + Day(7*(week-1))
}

func parsePart(v string, year int, rest string) (Span, error) {
	n, err := strconv.Atoi(rest[1:])
	months := map[byte]int{'Q': 3, 'H': 6}[rest[0]]
	if err != nil || n < 1 || n*months > 12 {
		return Span{}, badValue(v)
	}
	first := time.Month((n-1)*months + 1)
	return SpanOf(MakeDay(year, first, 1), MakeDay(year, first+time.Month(months), 0)), nil
}

var clockParts = map[string]bool{"MO": true, "MI": true, "AF": true, "EV": true, "NI": true, "DT": true}

func validClock(c string) bool {
	if clockParts[c] {
		return true
	}
	h, m, ok := strings.Cut(strings.TrimSuffix(c, "Z"), ":")
	hour, err1 := strconv.Atoi(h)
	minute, err2 := strconv.Atoi(m)
	return ok && len(h) == 2 && len(m) == 2 && err1 == nil && err2 == nil && hour >= 0 && hour <= 24 && minute >= 0 && minute < 60
}

// parsePeriod checks P3D, PT20H, PXY, P2.5Y, P1Y2M, P2DE.
func parsePeriod(v string) error {
	rest := strings.TrimPrefix(v[1:], "T")
	if rest == "" {
		return badValue(v)
	}
	for rest != "" {
		n := 0
		for n < len(rest) && (rest[n] >= '0' && rest[n] <= '9' || rest[n] == '.' || rest[n] == 'X') {
			n++
		}
		u := n
		for u < len(rest) && rest[u] >= 'A' && rest[u] <= 'Z' && rest[u] != 'X' && rest[u] != 'T' {
			u++
		}
		if n == 0 || u == n || u-n > 2 {
			return badValue(v)
		}
		rest = strings.TrimPrefix(rest[u:], "T")
	}
	return nil
}

// parseSet checks XXXX-WXX-1, XXXX-06, XXXX-XX-XXTMO and the like.
func parseSet(v string) error {
	for _, r := range v {
		if !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r == '-' || r == ':') {
			return badValue(v)
		}
	}
	return nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
