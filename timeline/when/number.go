package when

// number reads digits, taking groups of three ("12 050", "1.500") as one number.
func (s *scan) number(i int, flags tokenFlag) int {
	start, n, digits := i, 0, 0
	for ; i < len(s.text) && s.text[i] >= '0' && s.text[i] <= '9'; i++ {
		digits++
		if n < 1e8 {
			n = n*10 + int(s.text[i]-'0')
		}
	}
	if digits <= 3 && s.text[start] != '0' {
		for {
			j := groupOfThree(s.text, i)
			if j < 0 {
				break
			}
			flags |= grouped
			if n < 1e6 {
				n = n*1000 + int(s.text[j-3]-'0')*100 + int(s.text[j-2]-'0')*10 + int(s.text[j-1]-'0')
			}
			i = j
		}
	}
	t := token{start: int32(start), end: int32(i), n: int32(n), digits: uint8(min(digits, 255)), flags: flags}
	if s.opening(t) {
		t.flags |= opens
	}
	t.lo = int32(len(s.senses))
	s.numberSenses(t)
	t.hi = int32(len(s.senses))
	s.tokens = append(s.tokens, t)
	return i
}

// groupOfThree returns where a separator and exactly three digits at i end, or -1.
func groupOfThree(text string, i int) int {
	if i >= len(text) {
		return -1
	}
	switch {
	case text[i] == '.' || text[i] == ',' || text[i] == ' ' || text[i] == '\'':
		i++
	case len(text) >= i+2 && text[i:i+2] == "\u00a0":
		i += 2
	case len(text) >= i+3 && (text[i:i+3] == "\u202f" || text[i:i+3] == "\u2009"):
		i += 3
	default:
		return -1
	}
	digits := 0
	for i+digits < len(text) && text[i+digits] >= '0' && text[i+digits] <= '9' {
		digits++
	}
	if digits != 3 {
		return -1
	}
	return i + 3
}

// numberSenses adds what a run of digits may be by its size alone.
func (s *scan) numberSenses(t token) {
	add := func(c classID) { s.senses = append(s.senses, sense{c, int16(t.n)}) }
	if t.n > 32000 {
		return
	}
	add(classNum)
	if t.has(grouped) {
		return
	}
	n, d := t.n, t.digits
	if d <= 2 {
		if n >= 1 && n <= 31 {
			add(classDay)
		}
		if n >= 1 && n <= 12 {
			add(classMon)
		}
		if n <= 24 {
			add(classHour)
		}
		if d == 2 {
			add(classYY)
			if n < 60 {
				add(classMin)
			}
		}
	}
	if d == 3 {
		add(classYear3)
	}
	if d == 4 {
		if n >= 1000 && n <= 2199 {
			add(classYear)
		}
		if n/100 < 24 && n%100 < 60 {
			add(classHHMM)
		}
	}
}
