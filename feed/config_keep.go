package feed

import (
	"regexp"
	"strconv"
	"time"
)

// Keep is how long the texts of reports are kept, in the calendar's units; zero:
// for ever.
type Keep struct {
	Years, Months, Days int
}

// Cut is the moment before which texts are dropped; false: none are.
func (k Keep) Cut(now time.Time) (time.Time, bool) {
	return now.AddDate(-k.Years, -k.Months, -k.Days), k != Keep{}
}

var keepForm = regexp.MustCompile(`^([1-9][0-9]{0,3})(y|mo|d)$`)

// keep reads 5y, 18mo or 90d; not given, or "forever", is for ever.
func (c *checker) keep(t text, inherited Keep) Keep {
	switch t.value {
	case "":
		return inherited
	case "forever":
		return Keep{}
	}
	m := keepForm.FindStringSubmatch(t.value)
	if m == nil {
		c.fail(t, "write 5y, 18mo, 90d or forever", "keep %q is not a span of time", t.value)
		return Keep{}
	}
	n, err := strconv.Atoi(m[1])
	if err != nil { // four digits always are a number
		return Keep{}
	}
	switch m[2] {
	case "y":
		return Keep{Years: n}
	case "mo":
		return Keep{Months: n}
	default:
		return Keep{Days: n}
	}
}
