package when

import (
	"fmt"
	"strconv"
	"strings"
)

// clockUnits are the units that stand after T in a duration.
var clockUnits = map[string]string{"H": "H", "MIN": "M", "S": "S", "NI": "NI", "EV": "EV", "AF": "AF", "MO": "MO", "DT": "DT"}

// multiples are the units that are so many of another: half a year, a quarter and
// three quarters of it, of an hour, a quarter of a century, a fortnight.
var multiples = map[string]struct {
	n    int
	unit string
}{
	"HY": {6, "M"}, "QY": {3, "M"}, "TY": {9, "M"}, "QH": {15, "MIN"}, "TH": {45, "MIN"}, "QC": {25, "Y"}, "FN": {2, "W"},
}

// period writes the value of a duration: P3D, PT20H, PXY, P2.5Y, P1Y2M.
func (s *scan) period(f *fields) string {
	if f.has(classFreq) {
		return s.lang.symbols[f.get(classFreq)]
	}
	if !f.has(classUnit) {
		return ""
	}
	u := s.unit(f)
	n, tenths := 1, f.get(classFraction)
	if f.has(classNum) {
		n = f.get(classNum)
	} else if f.has(classFraction) {
		n = 0
	}
	if x, ok := multiples[u]; ok {
		n, tenths, u = n*x.n+tenths*x.n/10, 0, x.unit
	}
	if u == "Y" && n == 0 && tenths == 5 {
		n, tenths, u = 6, 0, "M"
	}
	count := strconv.Itoa(n)
	if tenths > 0 {
		count += "." + strconv.Itoa(tenths)
	}
	if f.has(classVague) && !f.has(classNum) {
		count = "X"
	}
	v := piece(count, u)
	if f.has(classUnit2) {
		u2 := s.lang.symbols[f.get(classUnit2)]
		second := piece(strconv.Itoa(f.get(classNum2)), u2)
		if strings.HasPrefix(v, "PT") && strings.HasPrefix(second, "PT") {
			return v + second[2:]
		}
		return v + second[1:]
	}
	return v
}

func piece(count, unit string) string {
	if u, ok := clockUnits[unit]; ok {
		return "PT" + count + u
	}
	return "P" + count + unit
}

// setValue writes the value of a set: P1Y, XXXX-WXX-1, XXXX-06, XXXX-XX-XXTMO.
func (s *scan) setValue(f *fields) string {
	clock := ""
	if f.timed() {
		clock = "T" + s.clock(f)
	}
	switch {
	case f.has(classFreq):
		return s.lang.symbols[f.get(classFreq)]
	case f.has(classWeekday):
		return fmt.Sprintf("XXXX-WXX-%d%s", f.get(classWeekday), clock)
	case f.month() != 0 && f.has(classDay):
		return fmt.Sprintf("XXXX-%02d-%02d%s", f.month(), f.get(classDay), clock)
	case f.month() != 0:
		return fmt.Sprintf("XXXX-%02d", f.month())
	case f.has(classSeason):
		return "XXXX-" + s.lang.symbols[f.get(classSeason)]
	case clock != "":
		return "XXXX-XX-XX" + clock
	case f.has(classUnit) && s.unit(f) == "WE":
		return "XXXX-WXX-WE"
	case f.has(classUnit):
		return s.period(f)
	}
	return ""
}
