package web

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/timeline"
)

// TestLabelsHaveRoom: on a small screen, where letters are drawn larger, labels
// stay inside the picture and apart.
func TestLabelsHaveRoom(t *testing.T) {
	l := mustLocales(t).byName("en")
	f := &frame{loc: l, Lang: l.Lang, now: now()}
	var spots []spot
	most := 0
	for code, events := range map[string]int{"KAZ:Astana": 74, "UZB:Tashkent": 34, "CHN:Beijing": 37, "CHE:Geneva": 39, "CHE:Bern": 30, "KGZ:Bishkek": 33, "KAZ:Almaty": 32} {
		p, ok := timeline.PlaceByCode(code)
		if !ok {
			t.Fatalf("no place %s", code)
		}
		sp := spot{place: p, name: f.placeByCode(code), events: events}
		sp.x, sp.y = project(p.Lat, p.Lon)
		spots, most = append(spots, sp), max(most, events)
	}
	b, ok := nearBox(spots)
	if !ok {
		t.Fatal("the places are not near one another")
	}
	var labels []box
	for _, d := range f.near(b, spots, most).Discs {
		if d.Text == "" || d.Low {
			continue
		}
		x, y := number(t, d.TextX), number(t, d.TextY)
		label := box{x, y - nearLine, float64(len(d.Text)) * nearSmall, 2 * nearLine}
		label.X -= label.Width * map[string]float64{"middle": .5, "end": 1}[d.Anchor]
		if label.X < 0 || label.X+label.Width > mapWidth || !free(label, labels) {
			t.Errorf("%s stands at %v among %v", d.Text, label, labels)
		}
		labels = append(labels, label)
	}
	if len(labels) < 3 {
		t.Errorf("only %d labels", len(labels))
	}
}

// TestALargeDiscHasItsLabelAboveOrBelow where there is no room beside it.
func TestALargeDiscHasItsLabelAboveOrBelow(t *testing.T) {
	l := mustLocales(t).byName("en")
	f := &frame{loc: l, Lang: l.Lang, now: now()}
	spots := []spot{{name: "Middle", x: 200, y: 100, events: 90}, {name: "Left", x: 197, y: 100, events: 80}, {name: "Right", x: 204, y: 100, events: 80}}
	for _, d := range f.near(box{120, 70, 180, 63}, spots, 90).Discs {
		if d.Text == "" {
			t.Errorf("%s has no label", d.Label)
		}
	}
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestAPartOfTheMapIsDrawnFiner: four dots for one of the whole.
func TestAPartOfTheMapIsDrawnFiner(t *testing.T) {
	europe := box{480, 60, 200, 70}
	count := func(d dots) int {
		step := number(t, strings.TrimPrefix(d.Dash, "0 "))
		n := 0
		for _, line := range strings.Split(d.Path, "M")[1:] {
			_, length, _ := strings.Cut(line, "h")
			n += int(math.Floor(number(t, length)/step)) + 1
		}
		return n
	}
	coarse, fine := count(landIn(europe, 2)), count(landIn(europe, 1))
	if coarse == 0 || fine < 7*coarse/2 || fine > 9*coarse/2 {
		t.Errorf("%d dots, and %d where it is enlarged", coarse, fine)
	}
}
