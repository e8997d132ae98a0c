package when

// classID names a class of words. The classes below are the ones the engine
// gives a meaning; a language file may add others to write its patterns with.
type classID uint16

// The classes with a meaning. A digit token has the first block by its size.
const (
	classNone  classID = iota
	classNum           // any whole number
	classDay           // 1–31
	classMon           // 1–12
	classHour          // 0–24
	classMin           // 00–59
	classYY            // two digits
	classYear          // 1000–2199
	classYear3         // three digits
	classHHMM          // 0800

	classMonth    // 1–12
	classWeekday  // 1 Monday – 7 Sunday
	classSeason   // SP SU FA WI
	classPart     // part of the day: MO MI AF EV NI
	classUnit     // Y M W D H MIN S WE Q HY DE CE ML, or a part or season as a unit
	classShift    // -2 … 2: before last … after next; 0 is this
	classOrd      // first, second … ; -1 is last
	classDayOff   // days from the day of publication: yesterday is -1
	classTextOff  // days from the day the text named last: the day before is -1
	classYearOff  // years from the year of publication
	classTextYear // years from the year the text named last
	classRef      // PAST_REF PRESENT_REF FUTURE_REF
	classFreq     // a set's value: P1Y
	classEach     // makes a set of what follows
	classDir      // -1 ago, 1 from now
	classFrom     // 1: counted from the day the text named last
	classDecade   // 60: the sixties
	classQuarter  // 1–4
	classHalf     // 1–2
	classWeek     // 1–53 of the year or 1–5 of the month; -1 is the last
	classCentury  // 20: the 20th
	classClock    // minutes after midnight
	classHalfHour // the hour of which half is gone before: halb acht is 7:30
	classAMPM     // 0 before, 12 after noon
	classZone     // Z
	classHoliday  // month*100+day
	classEaster   // days from Easter Sunday
	classPaskha   // days from Orthodox Easter Sunday
	classMovable  // month*1000+day*10+weekday: the first such weekday from that day on
	classVague    // an uncounted number: some, several
	classFraction // tenths to add to the number: and a half is 5
	classBC       // before Christ
	classNum2     // the second number and unit of "a year and two months"
	classUnit2
	classSame // the same: what the text named last
	classWord // any word in small letters
	className // any word with a capital

	noField // from here on, classes whose words have no value of their own
)

// The classes that say where an expression may stand, what joins two of them and
// in which tense the sentence is.
const (
	classSep         = noField + iota // joins a list: and, or, a comma
	classTo                           // joins a range: to, until, a dash
	classBetween                      // makes a range of "… and …"
	classThe                          // articles
	classLinkWord                     // may stand between the members of a list: "on 3 and on 4 May"
	classPlace                        // may precede a month or weekday; else a capital before it makes it a name
	classYearPlace                    // may precede a year in digits
	classNoYear                       // a number after it is an amount
	classNoDate                       // a number after it is a name: Article, flight
	classCount                        // a number before it is an amount: euros, people
	classPerson                       // who may have an age
	classSuffix                       // may follow a number after a hyphen
	classPastVerb                     // verbs, by tense
	classFutureVerb                   //
	classPresentVerb                  //
	classAuxVerb                      // past with a participle, present without
	classReportVerb                   // past, but in another clause it says nothing of the event
	classGovern                       // with classInfinitive ("agreed to meet"): the future
	classInfinitive                   //
	classSince                        // what follows lies back
	classUntil                        // what follows lies ahead, unless a verb close by is past
	classCopula                       // just before an expression: it is present
	classTarget                       // what follows is where something was put: ahead
	classClause                       // begins a clause
	classUntilAfter                   // as classUntil, but it follows
	classTensAnd                      // may join tens and ones: treinta y ocho
	classAbbr                         // a full stop after it ends no sentence
	firstFree                         // the classes of the language file
)

var classNames = map[string]classID{
	"NUM": classNum, "DAY": classDay, "MON": classMon, "HOUR": classHour, "MIN": classMin, "YY": classYY,
	"YEAR": classYear, "YEAR3": classYear3, "HHMM": classHHMM, "MONTH": classMonth, "WEEKDAY": classWeekday,
	"SEASON": classSeason, "PART": classPart, "UNIT": classUnit, "SHIFT": classShift, "ORD": classOrd,
	"DAYOFF": classDayOff, "TEXTOFF": classTextOff, "YEAROFF": classYearOff, "TEXTYEAR": classTextYear,
	"REF": classRef, "FREQ": classFreq, "EACH": classEach, "DIR": classDir, "FROM": classFrom, "DECADE": classDecade,
	"QUARTER": classQuarter, "HALF": classHalf, "WEEK": classWeek, "CENTURY": classCentury, "CLOCK": classClock,
	"HALFHOUR": classHalfHour, "AMPM": classAMPM, "ZONE": classZone, "HOLIDAY": classHoliday, "EASTER": classEaster, "PASKHA": classPaskha, "MOVABLE": classMovable,
	"VAGUE": classVague, "FRACTION": classFraction, "BC": classBC, "NUM2": classNum2, "UNIT2": classUnit2,
	"SAME": classSame, "WORD": classWord, "NAME": className,

	"SEP": classSep, "TO": classTo, "BETWEEN": classBetween, "THE": classThe, "LINKWORD": classLinkWord,
	"PLACE": classPlace, "YEARPLACE": classYearPlace, "NOYEAR": classNoYear, "NODATE": classNoDate,
	"COUNT": classCount, "PERSON": classPerson, "SUFFIX": classSuffix, "PASTVERB": classPastVerb,
	"FUTUREVERB": classFutureVerb, "PRESENTVERB": classPresentVerb, "AUXVERB": classAuxVerb,
	"REPORTVERB": classReportVerb, "GOVERN": classGovern, "INFINITIVE": classInfinitive,
	"SINCE": classSince, "UNTIL": classUntil, "COPULA": classCopula, "TARGET": classTarget, "CLAUSE": classClause, "ABBR": classAbbr, "UNTILAFTER": classUntilAfter, "TENSAND": classTensAnd,
}

// fields has a bit for every class with a value.
var _ [64 - noField]struct{}

// fields are the values a match has found, by class.
type fields struct {
	set uint64
	v   [noField]int16
}

func (f *fields) has(c classID) bool { return f.set&(1<<c) != 0 }

// put keeps the first value of a class.
func (f *fields) put(c classID, v int16) {
	if c < noField && !f.has(c) {
		f.set |= 1 << c
		f.v[c] = v
	}
}

// replace overwrites the value of a class.
func (f *fields) replace(c classID, v int16) {
	f.set |= 1 << c
	f.v[c] = v
}

func (f *fields) get(c classID) int { return int(f.v[c]) }

// drop forgets a class.
func (f *fields) drop(c classID) {
	f.set &^= 1 << c
	f.v[c] = 0
}
