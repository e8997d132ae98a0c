package what

import (
	"slices"
)

// passiveArguments turns a passive round: the agent acts, the grammatical
// subject is the object.
func (s *sentence) passiveArguments(h hit, f frame) sides {
	patient, _ := s.subjectOf(h)
	if k := s.ownerBefore(h); k >= 0 && len(patient) == 0 {
		patient = s.members(k)
	}
	var out sides
	if k := s.partyWith(h, "by", f, patient); k >= 0 {
		out.subject = s.groupOf(k, patient)
	} else if k := s.instrumental(h, patient); k >= 0 {
		out.subject = s.groupOf(k, patient)
	}
	if f.keep {
		return sides{subject: patient, other: s.otherSide(h, f, patient)}
	}
	if t := h.entry.Type; len(out.subject) == 0 && (t == Coerce || t == Assault || h.entry.Mode == "investigate") {
		if k := s.partyWith(h, "in", frame{dest: true}, patient); k >= 0 {
			out.subject = s.groupOf(k, patient) // "was arrested in Lebanon": the state acts
		}
	}
	if len(out.subject) == 0 && (h.entry.Frame == "recall" || h.entry.Frame == "embassy") {
		return sides{subject: patient, other: s.otherSide(h, f, patient)} // an ambassador is recalled, an embassy opened by its own state
	}
	if len(out.subject) == 0 && (h.entry.Mode == "expel" || h.entry.Type == Aid) {
		if k := s.partyWith(h, "from", frame{dest: true}, patient); k >= 0 {
			out.subject = s.groupOf(k, patient) // "was expelled from A", "was sent from A"
		} else if k := s.partyWith(h, "of", frame{dest: true}, patient); k >= 0 && s.lang.is(cAdjectivesFollow) && s.parties[k].first > h.last {
			out.subject = s.groupOf(k, patient) // "ont été expulsés de A"
		}
	}
	if len(out.subject) == 0 && h.entry.Frame == "expel" {
		out.subject = s.institution(h, patient)
		if len(patient) > 0 && (len(out.subject) == 0 || s.parties[out.subject[0]].Code == "") {
			if k := s.servesIn(patient[0]); k >= 0 {
				out.subject = s.both(s.members(k), nil)
			} else if k := s.partyWith(h, "in", frame{dest: true}, patient); k >= 0 && len(out.subject) == 0 {
				out.subject = s.groupOf(k, patient) // "was summoned in Madrid"
			}
		}
	}
	if len(out.subject) == 0 && h.entry.Frame == "expel" && len(patient) > 0 {
		out.subject = s.announcer(h, patient)
	}
	out.other, out.patient = patient, len(patient) > 0
	if f.reciprocal || len(patient) == 0 || !s.parties[patient[0]].Official && !f.swap {
		taken := s.both(out.subject, patient)
		if more := s.otherSide(h, f, taken); len(more) > 0 {
			out.other = s.both(patient, more)
		}
	}
	if f.reciprocal {
		out.subject = s.both(out.subject, out.other)
		out.other = nil
	}
	return out
}

// announcer returns the office that another clause says told of the act, which is its
// own where nobody else is said to do it: "B's ambassador was expelled, A's ministry said".
func (s *sentence) announcer(h hit, without []int) []int {
	for k := range s.parties {
		p := &s.parties[k]
		if g := s.segOf[p.first]; p.headed && p.Code != "" && (p.Prep == "" || p.Prep == "other") && g != s.segOf[h.first] && !s.same(without, p) && s.distance(h.first, p.first) < costHard && s.reports(g) {
			return s.groupOf(k, without)
		}
	}
	return nil
}

// ownerBefore returns whose words or deeds the subject of a passive is: "A's decision
// to … was condemned by B". It is -1 for none.
func (s *sentence) ownerBefore(h hit) int {
	if !s.lang.fixedOrder() || !wordy(h.entry.Type) {
		return -1
	}
	return slices.IndexFunc(s.parties, func(p Party) bool {
		return p.last < h.first && s.segOf[p.first] == s.segOf[h.first] && p.Prep == "" && s.owns(&p)
	})
}

// servesIn returns the state an envoy is accredited to, named right after him
// ("the Russian ambassador to A", "посол Франции в A"), -1 for none.
func (s *sentence) servesIn(envoy int) int {
	k := envoy + 1
	if k < len(s.parties) && s.parties[k].Bare && (s.parties[k].Prep == "in" || s.parties[k].Prep == "to") && s.parties[k].first-s.parties[envoy].last <= 3 {
		return k
	}
	return -1
}

// institution returns the office one is called to ("was summoned to the foreign
// ministry of X"): it acts.
func (s *sentence) institution(h hit, without []int) []int {
	for k := range s.parties {
		p := &s.parties[k]
		if (p.Prep == "in" || p.Prep == "to") && p.headed && !slices.Contains(without, k) && s.reach(h, p) < costComma {
			return s.groupOf(k, without)
		}
	}
	return nil
}

func (s *sentence) instrumental(h hit, without []int) int {
	for k := range s.parties {
		p := &s.parties[k]
		if p.cases == instrumental && p.Prep == "" && !slices.Contains(without, k) && s.reach(h, p) < costComma {
			return k
		}
	}
	return -1
}
