//go:build linux

package main

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"
)

// row is one figure: reached and wanted are of the same unit, wanted is 0 where
// the figure is only told.
type row struct {
	what    string
	reached float64
	unit    string
	wanted  float64
	atLeast bool // the more the better
	note    string
}

// table is the rows in the order they were measured.
type table struct{ rows []row }

func (t *table) atMost(what string, reached float64, unit string, wanted float64) {
	t.rows = append(t.rows, row{what: what, reached: reached, unit: unit, wanted: wanted})
}

func (t *table) atLeast(what string, reached float64, unit string, wanted float64) {
	t.rows = append(t.rows, row{what: what, reached: reached, unit: unit, wanted: wanted, atLeast: true})
}

func (t *table) note(what, note string) { t.rows = append(t.rows, row{what: what, note: note}) }

// print writes the rows as a Markdown table. The ratio is that of the reached
// figure to the wanted one; "holds" says on which side it lies.
func (t *table) print(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 0, 1, ' ', 0)
	fmt.Fprintln(tw, "| figure\t| reached\t| wanted\t| ratio\t| holds\t|")
	fmt.Fprintln(tw, "| ---\t| ---\t| ---\t| ---\t| ---\t|")
	for _, r := range t.rows {
		fmt.Fprintf(tw, "| %s\t| %s\t| %s\t| %s\t| %s\t|\n", r.what, r.value(), r.goal(), r.ratio(), r.holds())
	}
	return tw.Flush()
}

func (r row) value() string {
	if r.note != "" {
		return r.note
	}
	return number(r.reached) + " " + r.unit
}

func (r row) goal() string {
	switch {
	case r.wanted == 0:
		return ""
	case r.atLeast:
		return "≥ " + number(r.wanted)
	default:
		return "≤ " + number(r.wanted)
	}
}

func (r row) ratio() string {
	if r.wanted == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", r.reached/r.wanted)
}

func (r row) holds() string {
	switch {
	case r.wanted == 0:
		return ""
	case r.atLeast == (r.reached >= r.wanted) || r.reached == r.wanted:
		return "yes"
	default:
		return "no"
	}
}

// number writes three significant digits, whole numbers in full.
func number(v float64) string {
	if v == math.Trunc(v) || math.Abs(v) >= 1000 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}
