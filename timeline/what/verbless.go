package what

import "slices"

// verbless reads the visit of a sentence without a verb, as headlines and
// calendars write it: "Hungary's prime minister in Bishkek", "18 June – the
// chancellor in Tashkent". ok is false when it tells none.
func (s *sentence) verbless() (Act, bool) {
	if s.verbAnywhere() {
		return Act{}, false
	}
	guest := slices.IndexFunc(s.parties, func(p Party) bool {
		return p.Headed && (p.Level != "" || p.Person != "") && p.Prep == "" && !p.Genitive && p.Code != ""
	})
	if guest < 0 || !s.Headline && (len(s.Times) == 0 || s.timeAt[0] < 0) {
		return Act{}, false
	}
	host := slices.IndexFunc(s.parties, func(p Party) bool { return p.Bare && p.Prep == "in" && !p.Org && s.prep(p.first-1) == "in" })
	if host < 0 || s.parties[host].first < s.parties[guest].last || s.parties[host].Code == s.parties[guest].Code {
		return Act{}, false
	}
	a := Act{
		Type: Consult, Mode: "visit", Frame: "visit", Status: Occurred, Noun: true, Rule: s.lang.name + ":visit no verb",
		Start: s.parties[guest].Start, End: s.parties[guest].End, From: s.Start, To: s.End, Time: -1, Said: -1, Place: s.inName[s.parties[host].first],
		Actors: s.parties[guest : guest+1], Others: s.parties[host : host+1], OtherSide: s.parties[host : host+1], Parties: s.parties,
	}
	for i := range s.tokens {
		switch {
		case s.phraseAt(cCancel, i) > 0:
			a.Status = Cancelled
		case s.phraseAt(cPostpone, i) > 0:
			a.Status, a.Moved = Planned, true
		}
	}
	for k, t := range s.Times {
		if !t.Span.IsZero() {
			a.Time = k
			if s.ahead(t) && a.Status == Occurred {
				a.Status = Planned
			}
		}
	}
	return a, true
}

func (s *sentence) verbAnywhere() bool {
	for i := range s.tokens {
		if s.is(cFinite, i) || s.is(cWish, i) || s.inName[i] < 0 && slices.ContainsFunc(s.tokens[i].word.heads, func(f form) bool { return f.tense&(past|present|future|participle|passive) != 0 && !f.entry.Noun }) {
			return true
		}
	}
	return false
}
