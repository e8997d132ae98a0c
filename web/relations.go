package web

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// How much the relations page shows.
const (
	pairsRead   = 400
	matrixSide  = 12
	pairsListed = 15
)

type relationsView struct {
	*frame
	Heading string
	Columns []party
	Rows    []matrixRow
	Steps   []matrixStep
	Arcs    arcs
	Pairs   []pairRow
}

// party is an actor in the matrix; Short is its name where that has room in a line, else empty.
type party struct{ Code, Name, Short string }

type matrixRow struct {
	party
	Cells []matrixCell
}

type matrixCell struct {
	Class, URL, Label string
	Events            string // empty: none
}

// matrixStep explains a shade of the matrix.
type matrixStep struct{ Class, Text string }

type pairRow struct {
	Name, URL, Events, Last, Next string
}

// arcs is the same in a picture: parties in a column, joined by arcs.
type arcs struct {
	Height int
	Nodes  []arcNode
	Lines  []arcLine
}

type arcNode struct{ Name, Count, Y, TextY, R string }

type arcLine struct{ Class, D, Width string }

func (s *server) relationsPage(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "timeline")
	a, err := s.ask(f.Search.Q)
	if err != nil {
		return err
	}
	pairs, err := s.Summaries.Pairs(r.Context(), a.bound, pairsRead)
	if err != nil {
		return err
	}
	facets, err := s.Summaries.Facets(r.Context(), a.bound)
	if err != nil {
		return err
	}
	v := &relationsView{frame: f, Heading: f.loc.text("rel.title")}
	f.Title, f.Summary = v.Heading, f.loc.text("rel.lead")
	if len(a.text.Parts()) > 0 {
		v.Heading += ", " + f.heading(a.text)
		f.Title = v.Heading
	}
	if len(pairs) == 0 {
		f.Summary = f.loc.text("rel.none")
	} else {
		f.fillRelations(v, pairs, a.text)
		f.Summary = strings.TrimSpace(f.Summary + " " + f.latest(facets))
	}
	s.subscribe(f, a.text)
	return s.show(w, r, "relations", v)
}

func (f *frame) fillRelations(v *relationsView, pairs []Pair, q timeline.Query) {
	codes, sums := busiest(pairs)
	by := map[string]Pair{}
	most := 1
	for _, p := range pairs {
		by[p.A+"+"+p.B] = p
		most = max(most, p.Events)
	}
	shade := shades(most)
	for i, code := range codes {
		if i < len(codes)-1 {
			v.Columns = append(v.Columns, party{Code: code, Name: f.codeName(code)})
		}
		if i == 0 {
			continue
		}
		row := matrixRow{party: party{Code: code, Name: f.codeName(code)}}
		if shortName(row.Name) {
			row.Short = row.Name
		}
		for _, other := range codes[:i] {
			p := by[min(code, other)+"+"+max(code, other)]
			row.Cells = append(row.Cells, f.cell(p, code, other, shade(p.Events), q))
		}
		v.Rows = append(v.Rows, row)
	}
	v.Steps = steps(shade, most)
	v.Arcs = f.arcs(codes, sums, by, most)
	for _, p := range pairs[:min(len(pairs), pairsListed)] {
		if sums[p.B] > sums[p.A] { // as in the pictures: the busier one first
			p.A, p.B = p.B, p.A
		}
		v.Pairs = append(v.Pairs, f.pairRow(p, q))
	}
}

// busiest are the parties with the most meetings, in order of how many.
func busiest(pairs []Pair) (codes []string, sums map[string]int) {
	sums = map[string]int{}
	for _, p := range pairs {
		sums[p.A] += p.Events
		sums[p.B] += p.Events
	}
	for c := range sums {
		codes = append(codes, c)
	}
	slices.SortFunc(codes, func(a, b string) int { return cmp.Or(sums[b]-sums[a], strings.Compare(a, b)) })
	return codes[:min(len(codes), matrixSide)], sums
}

// shades returns the class of a number of events, of five, by its share of the most.
func shades(most int) func(int) int {
	return func(n int) int {
		if n == 0 {
			return 0
		}
		share := float64(n) / float64(most)
		switch {
		case share <= .15 || n == 1:
			return 1
		case share <= .37:
			return 2
		case share <= .65:
			return 3
		default:
			return 4
		}
	}
}

// steps tells which numbers each shade stands for.
func steps(shade func(int) int, most int) []matrixStep {
	var out []matrixStep
	for from := 1; from <= most; {
		to := from
		for to < most && shade(to+1) == shade(from) {
			to++
		}
		text := fmt.Sprint(from)
		if to > from {
			text += "–" + fmt.Sprint(to)
		}
		out = append(out, matrixStep{fmt.Sprintf("v%d", shade(from)), text})
		from = to + 1
	}
	return out
}

func (f *frame) cell(p Pair, a, b string, shade int, q timeline.Query) matrixCell {
	c := matrixCell{Class: fmt.Sprintf("v%d", shade)}
	if p.Events > 0 {
		c.Events, c.URL = f.loc.number(p.Events), pairURL(q, a, b)
		c.Label = f.loc.text("rel.pair", "a", f.codeName(a), "b", f.codeName(b), "events", f.loc.count("events", p.Events))
	}
	return c
}

// pairURL is the timeline of the two parties under the query.
func pairURL(q timeline.Query, a, b string) string {
	narrowed, err := timeline.ParseQuery("actor:" + a + " actor:" + b)
	if err != nil {
		return address("/", q.String())
	}
	return address("/", q.And(narrowed).String())
}

func (f *frame) pairRow(p Pair, q timeline.Query) pairRow {
	row := pairRow{
		Name: f.codeName(p.A) + " – " + f.codeName(p.B), URL: pairURL(q, p.A, p.B), Events: f.loc.number(p.Events), Last: "–", Next: "–",
	}
	if !p.Last.IsZero() {
		row.Last = f.loc.dateShort(p.Last)
	}
	if !p.Next.IsZero() {
		row.Next = f.loc.dateShort(p.Next)
	}
	return row
}

// Sizes of the arcs, in the picture's own units.
const (
	arcTop  = 26
	arcStep = 38
	arcLeft = 200
	arcName = 18 // letters of a name that has room; a longer one stands as its code
)

func shortName(name string) bool { return len([]rune(name)) <= arcName }

func (f *frame) arcName(code string) string {
	if name := f.codeName(code); shortName(name) {
		return name
	}
	return code
}

func (f *frame) arcs(codes []string, sums map[string]int, by map[string]Pair, most int) arcs {
	a := arcs{Height: arcTop + arcStep*len(codes)}
	top := sums[codes[0]]
	for i, code := range codes {
		y := arcTop + arcStep*i
		a.Nodes = append(a.Nodes, arcNode{
			f.arcName(code), f.loc.number(sums[code]), fmt.Sprint(y), fmt.Sprint(y + 5), decimal(2.5 + 3*math.Sqrt(float64(sums[code])/float64(top))),
		})
		for j, other := range codes[:i] {
			p, ok := by[min(code, other)+"+"+max(code, other)]
			if !ok {
				continue
			}
			y0, h := arcTop+arcStep*j, float64(arcStep*(i-j))/2
			line := arcLine{
				D:     fmt.Sprintf("M%d %dA%s %s 0 0 1 %d %d", arcLeft, y0, decimal(h*.78), decimal(h), arcLeft, y),
				Width: decimal(1 + 7*float64(p.Events)/float64(most)),
			}
			if p.Planned == p.Events {
				line.Class, line.Width = "pl", "1.5"
			}
			a.Lines = append(a.Lines, line)
		}
	}
	return a
}
