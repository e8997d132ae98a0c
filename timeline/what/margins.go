package what

// markMargins marks what follows "on the sidelines of": it names an occasion,
// not a party.
func (s *sentence) markMargins() {
	if !s.mayHold(cMargins) {
		return
	}
	for k := 0; k < len(s.tokens); k++ {
		n := s.phraseAt(cMargins, k)
		if n == 0 {
			continue
		}
		for i := k + n; i < len(s.tokens) && i < k+n+9 && s.tokens[i].Word; i++ {
			if len(s.tokens[i].word.heads) > 0 && !s.tokens[i].word.heads[0].entry.Noun || s.is(cFinite, i) {
				break
			}
			s.inMargins[i] = true
			if p := s.partyOf[i]; p >= 0 && (i <= k+n+3 || s.parties[p].Genitive || s.parties[p].Bare) && s.parties[p].Role == "" && !s.parties[p].City {
				s.parties[p].Margins = true
			}
		}
	}
}

// marginsIn reports whether the tokens say "on the sidelines of".
func (s *sentence) marginsIn(from, to int) bool {
	if !s.mayHold(cMargins) {
		return false
	}
	for k := from; k <= to; k++ {
		if s.phraseAt(cMargins, k) > 0 {
			return true
		}
	}
	return false
}
