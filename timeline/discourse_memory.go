package timeline

import (
	"slices"
	"sync"

	"github.com/dateline-news/dateline/timeline/what"
	"github.com/dateline-news/dateline/timeline/when"
	"github.com/dateline-news/dateline/timeline/who"
)

// memory is what a reading works in and gives nothing out of; it serves the
// next report.
type memory struct {
	met    []seen
	drafts []*draft
	kept   []*draft
	told   []what.Act // of the sentence at hand
	acts   []ReadAct  // of the report
	noise  []string
	seens  []seen   // what lists are made of
	made   []*draft // all drafts there are; the first used are this report's
	used   int
}

// discourses holds the memory of reports that have been read.
var discourses = sync.Pool{New: func() any { return new(discourse) }}

func newDiscourse(r Report, lang string, lex *what.Language, actors *who.Gazetteer, out *Reading) *discourse {
	d := discourses.Get().(*discourse)
	*d = discourse{
		memory: d.memory, report: r, lang: lang, lex: lex, actors: actors, out: out,
		today: when.DayOf(r.Published), times: out.Times, names: out.Names, field: FieldText, text: r.Text,
	}
	return d
}

// forget gives the memory back, without what the report left in it.
func (d *discourse) forget() {
	m := d.memory
	for _, dr := range m.made[:m.used] {
		*dr = draft{}
	}
	m.used = 0
	m.told = emptied(m.told)
	m.met, m.drafts, m.kept, m.acts, m.noise, m.seens = emptied(m.met), emptied(m.drafts), emptied(m.kept), emptied(m.acts), emptied(m.noise), emptied(m.seens)
	*d = discourse{memory: m}
	discourses.Put(d)
}

func emptied[T any](list []T) []T {
	clear(list)
	return list[:0]
}

// newDraft returns an empty draft, which lasts as long as the reading.
func (m *memory) newDraft() *draft {
	if m.used == len(m.made) {
		m.made = append(m.made, new(draft))
	}
	m.used++
	return m.made[m.used-1]
}

// like returns a copy of a draft.
func (m *memory) like(dr *draft) *draft {
	one := m.newDraft()
	*one = *dr
	return one
}

// list returns an empty list with room for n, which lasts as long as the reading.
func (m *memory) list(n int) []seen {
	from := len(m.seens)
	m.seens = slices.Grow(m.seens, n)[:from+n]
	return m.seens[from : from : from+n]
}

func (m *memory) only(s seen) []seen { return append(m.list(1), s) }

func (m *memory) joined(lists ...[]seen) []seen {
	n := 0
	for _, l := range lists {
		n += len(l)
	}
	out := m.list(n)
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}
