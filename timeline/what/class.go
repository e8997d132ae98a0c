package what

import "strconv"

// class numbers the word classes that the engine asks for; a lexicon fills them
// under the names of classNames.
type class uint8

const (
	cAbbreviation class = iota
	cAbbreviationAtEnd
	cAdjectivesFollow
	cAdverb
	cAhead
	cAnd
	cArticle
	cAspect
	cAttend
	cBefell
	cBody
	cBut
	cCancel
	cCause
	cCompare
	cCompoundHead
	cCompoundTail
	cConditional
	cContent
	cContested
	cDayBegins
	cDayEnds
	cDeadline
	cDecision
	cDeny
	cDet
	cDocument
	cDuring
	cElision
	cEveryday
	cFiller
	cFinite
	cFormer
	cFuture
	cGroup
	cHabit
	cHeld
	cHoped
	cIdiom
	cIf
	cInCities
	cIndefinite
	cInstitution
	cInverted
	cJustice
	cMargins
	cMediate
	cMeant
	cModal
	cModifier
	cNegation
	cNegationBefore
	cNewdate
	cNo
	cNoise
	cNoiseWeak
	cNoArticles
	cNobody
	cAttribution
	cAuxiliariesComeFirst
	cNounsAreCapitalised
	cNoplace
	cNounAdjuncts
	cNounBeforeOffice
	cNumber
	cObjectsMarked
	cOf
	cOfficeLast
	cOfState
	cOnly
	cOpposed
	cOrdinals
	cOurs
	cPartitive
	cPassive
	cPassivePresent
	cReflexive
	cPerfect
	cPlan
	cPlanned
	cPluperfect
	cPlural
	cPluralOnly
	cPossessive
	cPostpone
	cPrivate
	cPurpose
	cRange
	cReduced
	cRegion
	cRelation
	cRelative
	cReports
	cSince
	cSingular
	cSpeech
	cStandIn
	cStop
	cSubjectsFollow
	cSubordinator
	cSurnamesDecline
	cTheirs
	cThis
	cTo
	cWeekday
	cWhen
	cUntil
	cWhere
	cWhose
	cWish
	namedCount
	cDays      = namedCount                     // so many days, from shortest on
	cTopics    = cDays + longest - shortest + 1 // in the order of Contexts
	cOccasions = cTopics + class(len(Contexts)) // in the order of occasions
	classCount = cOccasions + class(len(occasions))
)

var classNames = nameClasses([classCount]string{
	cAbbreviation:         "abbreviation",
	cAbbreviationAtEnd:    "abbreviation_at_end",
	cAdjectivesFollow:     "adjectives_follow",
	cAdverb:               "adverb",
	cAhead:                "ahead",
	cAnd:                  "and",
	cArticle:              "article",
	cAspect:               "aspect",
	cAttend:               "attend",
	cAttribution:          "attribution",
	cBefell:               "befell",
	cBody:                 "body",
	cBut:                  "but",
	cCancel:               "cancel",
	cCause:                "cause",
	cCompare:              "compare",
	cCompoundHead:         "compound_head",
	cCompoundTail:         "compound_tail",
	cConditional:          "conditional",
	cContent:              "content",
	cContested:            "contested",
	cDayBegins:            "day_begins",
	cDayEnds:              "day_ends",
	cDeadline:             "deadline",
	cDecision:             "decision",
	cDeny:                 "deny",
	cDet:                  "det",
	cDocument:             "document",
	cDuring:               "during",
	cElision:              "elision",
	cEveryday:             "everyday",
	cInCities:             "in_cities",
	cIndefinite:           "indefinite",
	cInstitution:          "institution",
	cInverted:             "inverted",
	cFiller:               "filler",
	cFinite:               "finite",
	cFormer:               "former",
	cFuture:               "future",
	cGroup:                "group",
	cHabit:                "habit",
	cHeld:                 "held",
	cHoped:                "hoped",
	cIdiom:                "idiom",
	cIf:                   "if",
	cJustice:              "justice",
	cMargins:              "margins",
	cMediate:              "mediate",
	cMeant:                "meant",
	cModal:                "modal",
	cModifier:             "modifier",
	cNegation:             "negation",
	cNegationBefore:       "negation_before",
	cNewdate:              "newdate",
	cNo:                   "no",
	cNoise:                "noise",
	cNoiseWeak:            "noise_weak",
	cNoArticles:           "no_articles",
	cNobody:               "nobody",
	cNoplace:              "noplace",
	cNounAdjuncts:         "noun_adjuncts",
	cNounBeforeOffice:     "noun_before_office",
	cNumber:               "number",
	cObjectsMarked:        "objects_marked",
	cOf:                   "of",
	cOfficeLast:           "office_last",
	cOfState:              "of_state",
	cOnly:                 "only",
	cOpposed:              "opposed",
	cOrdinals:             "ordinals",
	cOurs:                 "ours",
	cPartitive:            "partitive",
	cPassive:              "passive",
	cPassivePresent:       "passive_present",
	cReflexive:            "reflexive",
	cPerfect:              "perfect",
	cPlan:                 "plan",
	cPlanned:              "planned",
	cPluperfect:           "pluperfect",
	cPlural:               "plural",
	cPluralOnly:           "plural_only",
	cPossessive:           "possessive",
	cPostpone:             "postpone",
	cPrivate:              "private",
	cPurpose:              "purpose",
	cRange:                "range",
	cReduced:              "reduced",
	cRegion:               "region",
	cRelation:             "relation",
	cRelative:             "relative",
	cReports:              "reports",
	cSince:                "since",
	cSingular:             "singular",
	cSpeech:               "speech",
	cStandIn:              "stand_in",
	cStop:                 "stop",
	cSubjectsFollow:       "subjects_follow",
	cSubordinator:         "subordinator",
	cSurnamesDecline:      "surnames_decline",
	cTheirs:               "theirs",
	cThis:                 "this",
	cTo:                   "to",
	cWeekday:              "weekday",
	cWhen:                 "when",
	cUntil:                "until",
	cWhere:                "where",
	cWhose:                "whose",
	cWish:                 "wish",
	cAuxiliariesComeFirst: "auxiliaries_come_first",
	cNounsAreCapitalised:  "nouns_are_capitalised",
})

// classNumbers finds a class by its name.
var classNumbers = func() map[string]class {
	numbers := make(map[string]class, len(classNames))
	for c, name := range classNames {
		numbers[name] = class(c)
	}
	return numbers
}()

// nameClasses adds the names of the classes that are numbered in a row.
func nameClasses(names [classCount]string) [classCount]string {
	for days := shortest; days <= longest; days++ {
		names[cDays+days-shortest] = "days_" + strconv.Itoa(int(days))
	}
	for i, topic := range Contexts {
		names[cTopics+class(i)] = "topic_" + topic
	}
	for i, kind := range occasions {
		names[cOccasions+class(i)] = "occasion_" + kind
	}
	return names
}

// mask is a set of classes.
type mask [(classCount + 63) / 64]uint64

func (m *mask) set(c class)      { m[c/64] |= 1 << (c % 64) }
func (m *mask) has(c class) bool { return m[c/64]&(1<<(c%64)) != 0 }

func maskOf(classes ...class) (m mask) {
	for _, c := range classes {
		m.set(c)
	}
	return m
}

func (m *mask) add(o *mask) {
	for i := range m {
		m[i] |= o[i]
	}
}
