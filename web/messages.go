package web

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/collate"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed messages
var messagesFS embed.FS

// heading is what the menu tells of an interface language: the first lines of
// messages/LANG.yaml, before its dates.
type heading struct {
	Lang  string `yaml:"lang"`  // ISO 639-1
	Name  string `yaml:"name"`  // of the language, in itself
	Order int    `yaml:"order"` // in the menu
}

// locale is one interface language: its messages, its dates and its plurals, as
// messages/LANG.yaml gives them.
type locale struct {
	heading `yaml:",inline"`
	Group   string `yaml:"group"` // between thousands
	Dates   struct {
		Months    []string          `yaml:"months"` // beside a day: "3 июля"
		Alone     []string          `yaml:"alone"`  // by themselves: "июль"
		Short     []string          `yaml:"short"`  // of a month by itself
		Abbrev    []string          `yaml:"abbrev"` // beside a day, abbreviated
		Days      []string          `yaml:"days"`   // Monday first
		DaysShort []string          `yaml:"daysShort"`
		First     string            `yaml:"first"` // how the first of a month is written, where it is not "1"
		Forms     map[string]string `yaml:"forms"` // see dates.go
	} `yaml:"dates"`
	// Messages by key. {name} stands for an argument.
	Messages map[string]string `yaml:"messages"`
	// Counts by key and CLDR plural category. {n} stands for the number.
	Counts map[string]map[string]string `yaml:"counts"`
	// Languages are the names of the languages of reports.
	Languages map[string]string `yaml:"languages"`

	// Said translates what other rooms say in English: reasons and errors.
	Said map[string]string `yaml:"said"`

	tag  language.Tag
	said func() []phrase // compiled when it is first asked for: few pages have reasons
}

// locales are the interface languages in the order of the menu; the first is
// the one used where a reader asks for none of them. Each is read when it is first
// asked for: a start waits for one of them.
type locales struct {
	menu    []heading
	read    []func() *locale
	matcher language.Matcher
}

func loadLocales() (*locales, error) {
	entries, err := fs.ReadDir(messagesFS, "messages")
	if err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	ls := locales{}
	for _, e := range entries {
		h, err := loadHeading(e.Name())
		if err != nil {
			return nil, fmt.Errorf("messages %s: %w", e.Name(), err)
		}
		ls.menu = append(ls.menu, h)
	}
	slices.SortFunc(ls.menu, func(a, b heading) int { return a.Order - b.Order })
	var tags []language.Tag
	for _, h := range ls.menu {
		tags = append(tags, language.Make(h.Lang))
		ls.read = append(ls.read, sync.OnceValue(func() *locale {
			l, err := loadLocale(h.Lang + ".yaml")
			if err != nil {
				panic(fmt.Sprintf("messages %s: %v", h.Lang, err)) // embedded: a test reads them all
			}
			return l
		}))
	}
	ls.matcher = language.NewMatcher(tags)
	return &ls, nil
}

func loadHeading(file string) (h heading, err error) {
	raw, err := fs.ReadFile(messagesFS, path.Join("messages", file))
	if err == nil {
		raw, _, _ = bytes.Cut(raw, []byte("\ndates:"))
		err = yaml.Unmarshal(raw, &h)
	}
	return h, err
}

func loadLocale(file string) (*locale, error) {
	raw, err := fs.ReadFile(messagesFS, path.Join("messages", file))
	if err != nil {
		return nil, err
	}
	l := &locale{}
	if err := yaml.Unmarshal(raw, l); err != nil {
		return nil, err
	}
	l.said = sync.OnceValue(func() []phrase { return phrases(l.Said) })
	l.tag, err = language.Parse(l.Lang)
	return l, err
}

// first is the locale used where a reader asks for none.
func (ls *locales) first() *locale { return ls.read[0]() }

// all returns every locale, in the order of the menu.
func (ls *locales) all() []*locale {
	var all []*locale
	for _, read := range ls.read {
		all = append(all, read())
	}
	return all
}

// byName returns the locale of exactly that language, or nil.
func (ls *locales) byName(lang string) *locale {
	i := slices.IndexFunc(ls.menu, func(h heading) bool { return h.Lang == lang })
	if i < 0 {
		return nil
	}
	return ls.read[i]()
}

// best returns the locale for an Accept-Language value.
func (ls *locales) best(accept string) *locale {
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil {
		return ls.first()
	}
	_, i, _ := ls.matcher.Match(tags...)
	return ls.read[i]()
}

// text returns the message of the key with its arguments, given as name, value
// pairs, put in. An unknown key shows itself, so that a test can find it.
func (l *locale) text(key string, args ...any) string {
	msg, ok := l.Messages[key]
	if !ok {
		return "⟨" + key + "⟩"
	}
	return fill(msg, args)
}

func fill(msg string, args []any) string {
	for i := 0; i+1 < len(args); i += 2 {
		msg = strings.ReplaceAll(msg, fmt.Sprintf("{%v}", args[i]), fmt.Sprint(args[i+1]))
	}
	return msg
}

// count returns the plural message of the key for n.
func (l *locale) count(key string, n int, args ...any) string {
	forms, ok := l.Counts[key]
	if !ok {
		return "⟨" + key + "⟩"
	}
	msg, ok := forms[l.category(n)]
	if !ok {
		msg = forms["other"]
	}
	return strings.ReplaceAll(fill(msg, args), "{n}", l.number(n))
}

var categories = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

func (l *locale) category(n int) string {
	if n < 0 {
		n = -n
	}
	return categories[plural.Cardinal.MatchPlural(l.tag, n, 0, 0, 0, 0)]
}

// number writes n with the language's separator between thousands; four digits
// stand without one, as a year does.
func (l *locale) number(n int) string {
	s := strconv.Itoa(n)
	if len(s) < 5 {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteString(l.Group)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// language names the language of a report.
func (l *locale) language(code string) string {
	if name, ok := l.Languages[code]; ok {
		return name
	}
	return code
}

// list joins names: "a, b and c".
func (l *locale) list(names []string, key string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " " + l.text(key) + " " + names[last]
}

// sortBy orders by the language's alphabet.
func sortBy[T any](l *locale, xs []T, key func(T) string) {
	c := collate.New(l.tag)
	slices.SortStableFunc(xs, func(a, b T) int { return c.CompareString(key(a), key(b)) })
}

// ago says how long before now t was: "4 minutes ago".
func (l *locale) ago(t, now time.Time) string {
	d := now.Sub(t)
	if d < time.Minute {
		return l.text("time.now")
	}
	return l.text("time.ago", "span", l.span(d))
}

// in says how long after now t is: "in 12 seconds".
func (l *locale) in(t, now time.Time) string {
	d := t.Sub(now)
	if d <= 0 {
		return l.text("time.due")
	}
	return l.text("time.in", "span", l.span(d))
}

// span writes a length of time in its largest whole unit.
func (l *locale) span(d time.Duration) string {
	unit, n := unitOf(d)
	return l.count("time."+unit, n)
}

// every writes how often something is: "every 20 minutes".
func (l *locale) every(d time.Duration) string {
	unit, n := unitOf(d)
	return l.count("every."+unit, n)
}

func unitOf(d time.Duration) (unit string, n int) {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return "seconds", int(d / time.Second)
	case d < time.Hour:
		return "minutes", int(d / time.Minute)
	case d < 2*day:
		return "hours", int(d / time.Hour)
	default:
		return "days", int(d / day)
	}
}
