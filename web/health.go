package web

import (
	"strings"
	"time"
)

// health is how a source's polling goes, in a word and a sentence.
type health struct {
	kind string // ok, quiet, new, failing, waiting, gone, off
	src  Source
}

// quietAfter is how long a source may answer without a new article before the
// page says so.
const quietAfter = 6 * 24 * time.Hour

func healthOf(src Source, now time.Time) health {
	kind := "ok"
	switch {
	case src.Disabled:
		kind = "off"
	case src.Gone:
		kind = "gone"
	case src.Failures > 1 || src.Error != "" && src.LastOK.IsZero():
		kind = "failing"
	case src.Failures == 1 || src.Error != "":
		kind = "waiting"
	case src.LastPoll.IsZero():
		kind = "new"
	case !src.Newest.IsZero() && now.Sub(src.Newest) > quietAfter:
		kind = "quiet"
	}
	return health{kind, src}
}

// attention says that a person should look.
func (h health) attention() bool { return h.kind == "failing" || h.kind == "gone" }

// rank orders sources: those that need someone first.
func (h health) rank() int {
	return map[string]int{"failing": 0, "gone": 1, "waiting": 2, "new": 3, "quiet": 4, "ok": 4, "off": 5}[h.kind]
}

func (h health) glyph() (class, id string) {
	switch h.kind {
	case "failing", "gone":
		return "bad", "m-bad"
	case "waiting":
		return "wait", "m-wait"
	case "new":
		return "planned", "m-planned"
	case "off":
		return "cancelled", "m-cancelled"
	default:
		return "occurred", "m-occurred"
	}
}

// words says how it goes: a word, and a sentence where there is one to say.
func (f *frame) healthWords(h health) (word, why string) {
	l := f.loc
	switch h.kind {
	case "failing":
		word = l.text("health.failing.once")
		if !h.src.Failing.IsZero() {
			word = l.text("health.failing", "time", l.clockText(h.src.Failing, f.now))
		}
		why = sentence(f.loc.says(h.src.Error))
		if h.src.Failures > 1 {
			why += " " + l.count("tries", h.src.Failures)
		}
	case "waiting":
		word, why = l.text("health.waiting"), sentence(f.loc.says(h.src.Error))
	case "gone":
		word, why = l.text("health.gone"), l.text("health.gone.why")
	case "off":
		word, why = l.text("health.off"), l.text("health.off.why")
	case "new":
		word, why = l.text("health.new"), l.text("health.new.why")
	case "quiet":
		word, why = l.text("health.quiet"), l.text("health.quiet.why", "span", l.span(f.now.Sub(h.src.Newest)))
	default:
		word = l.text("health.ok")
	}
	return word, why
}

// sentence begins s with a capital, unless with the name of a host, and ends it
// with a full stop.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	if first, _, _ := strings.Cut(s, " "); !strings.Contains(strings.TrimSuffix(first, "."), ".") {
		s = upperFirst(s)
	}
	switch s[len(s)-1] {
	case '.', '!', '?':
		return s
	}
	return s + "."
}
