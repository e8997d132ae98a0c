package feed

import (
	"embed"
	"fmt"
	"strings"
	"sync"
)

// wordFiles hold what reading a feed needs to know of each language, a file
// each: months (twelve groups, full and short names), am and pm, how lines
// begin that lead to other articles (related), to the rest of this one (more)
// or to a subscription (follow), that name a picture (caption), and how blog
// software signs an excerpt (appeared).
//
//go:embed words/*.txt
var wordFiles embed.FS

// wordTable is the word files of all languages together, in lower case.
type wordTable struct {
	months   map[string]int // 1 to 12
	am, pm   map[string]bool
	related  []string
	more     []string
	follow   []string
	caption  []string
	appeared [][2]string // beginning and later part
}

// words returns the table, read once. The files are part of the program and a
// test reads them, so that an error here is a programming error.
var words = sync.OnceValue(func() *wordTable {
	w := &wordTable{months: map[string]int{}, am: map[string]bool{}, pm: map[string]bool{}}
	files, err := wordFiles.ReadDir("words")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		data, err := wordFiles.ReadFile("words/" + f.Name())
		if err != nil {
			panic(err)
		}
		if err := w.add(string(data)); err != nil {
			panic(fmt.Sprintf("words/%s: %v", f.Name(), err))
		}
	}
	return w
})

// add reads one file: a key, a colon and groups between bars a line; a line
// that begins with # is a remark.
func (w *wordTable) add(data string) error {
	for line := range strings.Lines(data) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		key, value, _ := strings.Cut(line, ": ")
		groups := strings.Split(value, " | ")
		switch key {
		case "months":
			if len(groups) != 12 {
				return fmt.Errorf("%d months", len(groups))
			}
			for i, g := range groups {
				for _, name := range strings.Fields(g) {
					if m := w.months[name]; m != 0 && m != i+1 {
						return fmt.Errorf("%q is month %d and %d", name, m, i+1)
					}
					w.months[name] = i + 1
				}
			}
		case "am":
			addAll(w.am, value)
		case "pm":
			addAll(w.pm, value)
		case "related":
			w.related = append(w.related, groups...)
		case "more":
			w.more = append(w.more, groups...)
		case "follow":
			w.follow = append(w.follow, groups...)
		case "caption":
			w.caption = append(w.caption, groups...)
		case "appeared":
			for _, g := range groups {
				begin, later, _ := strings.Cut(g, " … ")
				w.appeared = append(w.appeared, [2]string{begin, later})
			}
		default:
			return fmt.Errorf("unknown key %q", key)
		}
	}
	return nil
}

func addAll(set map[string]bool, value string) {
	for _, word := range strings.Fields(value) {
		set[word] = true
	}
}
