package feed

// read walks over the tokens. Words that mean nothing to it, weekdays above
// all, are passed over.
func (d *dateReader) read() bool {
	for d.i < len(d.tokens) {
		t := d.tokens[d.i]
		switch {
		case t.kind == 'n' && d.clock():
		case t.kind == 'n' && d.year == 0 && d.month == 0 && len(d.numbers) == 0 && d.numeric():
		case t.kind == 'n':
			d.number(t)
		case t.kind == 'w':
			d.word(t)
		case (t.kind == '+' || t.kind == '-') && d.hasTime && d.signed():
		default:
			d.i++
		}
	}
	d.settle()
	return d.year > 0 && (d.month > 0 || d.yearDay > 0 || d.week > 0)
}

// at returns the token n places on, or none.
func (d *dateReader) at(n int) dateToken {
	if d.i+n < len(d.tokens) {
		return d.tokens[d.i+n]
	}
	return dateToken{}
}

// clock reads 15:04, 15:04:05.123, 15h04 and 9 pm.
func (d *dateReader) clock() bool {
	hour := d.at(0)
	if d.hasTime || len(hour.text) > 2 {
		return false
	}
	colon, minute := d.at(1), d.at(2)
	if (colon.kind == ':' || colon.text == "h") && minute.kind == 'n' && len(minute.text) <= 2 {
		d.hour, d.minute, d.hasTime = hour.value, minute.value, true
		d.i += 3
		if d.at(0).kind == ':' && d.at(1).kind == 'n' {
			d.sec = d.at(1).value
			d.i += 2
			d.fraction()
		}
		return true
	}
	if isHalf(colon.text) != 0 {
		d.hour, d.hasTime = hour.value, true
		d.i++
		return true
	}
	return false
}

// fraction reads the decimals of a second.
func (d *dateReader) fraction() {
	if sep := d.at(0).kind; sep != '.' && sep != ',' || d.at(1).kind != 'n' || d.at(1).space {
		return
	}
	digits := (d.at(1).text + "000000000")[:9]
	for _, c := range digits {
		d.nano = d.nano*10 + int(c-'0')
	}
	d.i += 2
}

// isHalf says which half of the day a word names: -1 the first, 1 the second.
func isHalf(word string) int {
	switch w := words(); {
	case w.am[word]:
		return -1
	case w.pm[word]:
		return 1
	}
	return 0
}

// numeric reads the dates whose month is a number: 2024-02-28, 20240228,
// 2024-059, 2024-W09-3, 28.02.2024, 2/28/2024.
func (d *dateReader) numeric() bool {
	a := d.at(0)
	switch {
	case len(a.text) == 8 || len(a.text) == 14:
		return d.compactDate(a)
	case len(a.text) == 7: // 2024059
		d.year, d.yearDay = a.value/1000, a.value%1000
		d.i++
		return true
	case len(a.text) == 4:
		return d.yearFirst(a)
	}
	sep, b, sep2, c := d.at(1), d.at(2), d.at(3), d.at(4)
	if !isDateSep(sep) || sep2.kind != sep.kind || b.kind != 'n' || c.kind != 'n' || len(a.text) > 2 || len(b.text) > 2 {
		return false
	}
	if len(c.text) != 4 && len(c.text) != 2 {
		return false
	}
	switch {
	case sep.kind == '-' && len(c.text) == 2 && a.value > 31: // 99-12-31
		d.year, d.month, d.day = fullYear(a), b.value, c.value
	case b.value > 12 || sep.kind == '/' && !d.dayFirst && a.value <= 12:
		d.year, d.month, d.day = fullYear(c), a.value, b.value
	case sep.kind == '-' && len(c.text) == 2 && a.value <= 31 && c.value <= 31 && a.value < 69 && len(a.text) == 2: // 03-12-31, ISO with a short year
		d.year, d.month, d.day = fullYear(a), b.value, c.value
	default:
		d.year, d.month, d.day = fullYear(c), b.value, a.value
	}
	d.i += 5
	return true
}

func isDateSep(t dateToken) bool { return t.kind == '-' || t.kind == '.' || t.kind == '/' }

func (d *dateReader) compactDate(a dateToken) bool {
	day := a.value
	if len(a.text) == 14 {
		clock := a.value % 1_000_000
		day = a.value / 1_000_000
		d.hour, d.minute, d.sec, d.hasTime = clock/10000, clock/100%100, clock%100, true
	}
	d.year, d.month, d.day = day/10000, day/100%100, day%100
	d.i++
	return true
}

// yearFirst reads what may follow a year of four digits.
func (d *dateReader) yearFirst(a dateToken) bool {
	sep, b := d.at(1), d.at(2)
	if !isDateSep(sep) {
		if w := d.at(1).text; w == "w" && d.at(2).kind == 'n' && !d.at(1).space {
			return d.isoWeek(a, 2)
		}
		return false
	}
	if b.text == "w" {
		return d.isoWeek(a, 3)
	}
	if b.kind != 'n' {
		return false
	}
	d.year = a.value
	switch {
	case len(b.text) == 3:
		d.yearDay = b.value
		d.i += 3
	case len(b.text) > 2:
		return false
	case d.at(3).kind == sep.kind && d.at(4).kind == 'n' && len(d.at(4).text) <= 2:
		d.month, d.day = b.value, d.at(4).value
		d.i += 5
	default:
		d.month, d.day = b.value, 1
		d.i += 3
	}
	return true
}

func (d *dateReader) isoWeek(a dateToken, skip int) bool {
	n := d.at(skip)
	d.year, d.week, d.weekDay = a.value, n.value, 1
	if len(n.text) == 3 { // W093
		d.week, d.weekDay = n.value/10, n.value%10
	}
	d.i += skip + 1
	if d.at(0).kind == '-' && d.at(1).kind == 'n' && len(d.at(1).text) == 1 {
		d.weekDay = d.at(1).value
		d.i += 2
	}
	return true
}

// number reads a number beside a month's name, or one that says itself what it is.
func (d *dateReader) number(t dateToken) {
	next := d.at(1)
	d.i++
	switch {
	case next.text == "年" || next.text == "년":
		d.year = fullYear(t)
	case next.text == "月" || next.text == "월":
		d.month = t.value
	case next.text == "日" || next.text == "일":
		d.day = t.value
	case len(t.text) == 6 && !d.hasTime && d.year > 0:
		d.hour, d.minute, d.sec, d.hasTime = t.value/10000, t.value/100%100, t.value%100, true
	case len(t.text) == 4 && !d.hasTime && d.year > 0:
		d.hour, d.minute, d.hasTime = t.value/100, t.value%100, true
	case len(t.text) == 4 && d.year == 0:
		d.year = t.value
	case len(t.text) <= 2:
		d.numbers = append(d.numbers, t.value)
	}
}

// word reads a month, a half of the day or a zone.
func (d *dateReader) word(t dateToken) {
	d.i++
	half := isHalf(t.text)
	if half == 0 && len(t.text) == 1 && d.at(0).kind == '.' && d.at(1).text == "m" { // a.m., p.m.
		half = isHalf(t.text + "m")
		d.i += 2
	}
	switch {
	case half != 0:
		d.am, d.pm = half < 0, half > 0
	case words().months[t.text] > 0 && (d.month == 0 || !d.hasTime):
		d.month = words().months[t.text] // the last one: before it a weekday may look the same (mar.)
	case d.hasTime && d.zone == "" && !d.hasOffset && knownZone(t.text):
		d.zone = t.text
	}
}

// signed reads an offset from UTC: +0300, +03:00, +3.
func (d *dateReader) signed() bool {
	sign := 1
	if d.at(0).kind == '-' {
		sign = -1
	}
	n := d.at(1)
	if n.kind != 'n' || n.space || len(n.text) > 4 || d.hasOffset {
		return false
	}
	hours, minutes := n.value, 0
	if len(n.text) > 2 {
		hours, minutes = n.value/100, n.value%100
	}
	d.i += 2
	if d.at(0).kind == ':' && d.at(1).kind == 'n' && len(n.text) <= 2 {
		minutes = d.at(1).value
		d.i += 2
	}
	const maxOffset = 14 // hours, Line Islands
	if hours <= maxOffset && minutes < 60 {
		d.hasOffset, d.offset = true, sign*(hours*3600+minutes*60)
	}
	return true
}

// settle gives the numbers that stood alone their meaning.
func (d *dateReader) settle() {
	for _, n := range d.numbers {
		switch {
		case d.day == 0 && n >= 1 && n <= 31:
			d.day = n
		case d.year == 0:
			d.year = fullYear(dateToken{text: "00", value: n})
		}
	}
	if d.day == 0 && d.month > 0 && d.yearDay == 0 && d.week == 0 && !d.hasTime {
		d.day = 1
	}
}

// fullYear reads a year of two digits as RFC 2822 does, with POSIX's turn.
func fullYear(t dateToken) int {
	switch {
	case len(t.text) > 2:
		return t.value
	case t.value < 69:
		return 2000 + t.value
	}
	return 1900 + t.value
}
