package web

import (
	"cmp"
	_ "embed"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/dateline-news/dateline/timeline"
)

// land is the world's land on a grid of 1.25 degrees, made by gen/land.mjs.
//
//go:embed land.txt
var land string

// The map is equirectangular: 1000 by 380 units, from 170° west, 80° north.
const (
	mapUnit    = 1000.0 / 360
	mapWest    = -170.0
	mapNorth   = 80.0
	mapWidth   = 1000
	mapHeight  = 380
	landStep   = 1.25
	landWest   = -168.75
	landNorth  = 78.75
	placeShown = 60
	placeList  = 15
)

// project places degrees on the map.
func project(lat, lon float64) (x, y float64) {
	east := math.Mod(lon-mapWest+360, 360)
	return east * mapUnit, (mapNorth - lat) * mapUnit
}

// dots is land as a path whose dashes of no length, with round ends, are the dots.
type dots struct{ Path, Dash, Size string }

// worldLand draws every other dot of the grid.
var worldLand = sync.OnceValue(func() dots { return landIn(box{0, 0, mapWidth, mapHeight}, 2) })

// landIn draws the land of a part of the map across the picture's whole width,
// taking every so manyth dot of the grid that lies in it whole. Each line of the path
// is dots side by side.
func landIn(b box, every int) dots {
	var out strings.Builder
	scale := mapWidth / b.Width
	step := landStep * mapUnit * float64(every)
	row := 0
	for line := range strings.Lines(land) {
		line = strings.TrimRight(line, "\n")
		_, y := project(landNorth-landStep*float64(row), 0)
		if row++; (row-1)%every != 0 || !b.holds(b.X+b.Width/2, y, -step/4) {
			continue
		}
		for i := 0; i < len(line); i += every {
			from := i
			for i < len(line) && line[i] == '#' && b.holds((landWest+landStep*float64(i)-mapWest)*mapUnit, y, -step/4) {
				i += every
			}
			if n := (i - from) / every; n > 0 {
				x := (landWest + landStep*float64(from) - mapWest) * mapUnit
				fmt.Fprintf(&out, "M%s %sh%s", decimal((x-b.X)*scale), decimal((y-b.Y)*scale), decimal(float64(n-1)*step*scale+.1))
			}
		}
	}
	return dots{out.String(), "0 " + strconv.FormatFloat(step*scale, 'f', 3, 64), decimal(step * scale / 2)}
}

// box is a part of the map.
type box struct{ X, Y, Width, Height float64 }

func (b box) holds(x, y, margin float64) bool {
	return x >= b.X-margin && x <= b.X+b.Width+margin && y >= b.Y-margin && y <= b.Y+b.Height+margin
}

// String is the value of viewBox.
func (b box) String() string {
	return fmt.Sprintf("%.0f %.0f %.0f %.0f", b.X, b.Y, b.Width, b.Height)
}

type mapView struct {
	*frame
	Heading string
	World   mapPicture
	Near    *mapPicture
	Box     box
	Places  []placeRow
}

// mapPicture is a map with its places.
type mapPicture struct {
	Box   string
	Land  dots
	Discs []disc
}

type disc struct {
	URL, Label, Class string
	X, Y, R           string
	Text              string // empty: no room for a label
	TextX, TextY      string
	Anchor            string // start, middle or end
	Low               bool   // the label is left out on a small screen
}

type placeRow struct {
	Name, URL       string
	Events, Planned string
}

// spot is a place with coordinates and how many events it has.
type spot struct {
	place           timeline.Place
	name, url       string
	x, y            float64
	events, planned int
}

func (s *server) mapPage(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "timeline")
	a, err := s.ask(f.Search.Q)
	if err != nil {
		return err
	}
	planned, err := a.narrow("status:planned")
	if err != nil {
		return err
	}
	all, err := s.Summaries.Facets(r.Context(), a.bound)
	if err != nil {
		return err
	}
	ahead, err := s.Summaries.Facets(r.Context(), planned.bound)
	if err != nil {
		return err
	}
	v := &mapView{frame: f, Heading: f.loc.text("map.title")}
	if len(a.text.Parts()) > 0 {
		v.Heading += ", " + f.heading(a.text)
	}
	f.Title = v.Heading
	spots := f.spots(all.Values[timeline.KeyPlace], ahead.Values[timeline.KeyPlace], a.text)
	f.fillMap(v, spots)
	f.Summary = strings.TrimSpace(f.placed(all) + " " + f.latest(all))
	s.subscribe(f, a.text)
	return s.show(w, r, "map", v)
}

// spots are the places of the facets that have coordinates, frequent first.
func (f *frame) spots(all, planned []Facet, q timeline.Query) []spot {
	ahead := map[string]int{}
	for _, x := range planned {
		ahead[x.Value] = x.Events
	}
	var out []spot
	for _, x := range all {
		p, ok := timeline.PlaceByCode(x.Value)
		if !ok || len(out) == placeShown {
			continue
		}
		sp := spot{place: p, name: f.placeByCode(x.Value), url: address("/", adding(q, termText(timeline.KeyPlace, x.Value))), events: x.Events, planned: ahead[x.Value]}
		sp.x, sp.y = project(p.Lat, p.Lon)
		out = append(out, sp)
	}
	return out
}

// placed says how many events the map can show, and how many it cannot.
func (f *frame) placed(all Facets) string {
	placed := 0
	for _, x := range all.Values[timeline.KeyPlace] {
		if _, ok := timeline.PlaceByCode(x.Value); ok {
			placed += x.Events
		}
	}
	text := f.loc.text("map.lead", "placed", f.loc.count("events", placed))
	if rest := all.Of - placed; rest > 0 {
		text += " " + f.loc.count("map.unplaced", rest)
	}
	return text
}

func (f *frame) fillMap(v *mapView, spots []spot) {
	most := 1
	for _, sp := range spots {
		most = max(most, sp.events)
	}
	v.World = mapPicture{Box: box{0, 0, mapWidth, mapHeight}.String(), Land: worldLand()}
	for _, sp := range spots {
		v.World.Discs = append(v.World.Discs, f.disc(sp, radius(sp, most, 10)))
	}
	if b, ok := nearBox(spots); ok {
		v.Box, v.Near = b, f.near(b, spots, most)
	}
	for _, sp := range spots[:min(len(spots), placeList)] {
		v.Places = append(v.Places, placeRow{sp.name, sp.url, f.loc.number(sp.events), f.loc.number(sp.planned)})
	}
}

// radius makes the area of a place's disc the number of its events; room is the
// largest radius.
func radius(sp spot, most int, room float64) float64 {
	return room * math.Max(.3, math.Sqrt(float64(sp.events)/float64(most)))
}

func (f *frame) disc(sp spot, r float64) disc {
	d := disc{
		URL: sp.url, Class: "p", X: decimal(sp.x), Y: decimal(sp.y), R: decimal(r),
		Label: sp.name + ": " + f.loc.count("events", sp.events),
	}
	if sp.planned == sp.events {
		d.Class = "pp"
		d.Label += ", " + f.loc.text("status.planned")
	}
	return d
}

// nearBox is the part of the map that holds most of the events, in the shape of
// the picture; false where that is most of the world.
func nearBox(spots []spot) (box, bool) {
	total := 0
	for _, sp := range spots {
		total += sp.events
	}
	if total == 0 {
		return box{}, false
	}
	// From the place with the most events outwards, until seven of ten are in.
	byDistance := slices.Clone(spots)
	slices.SortStableFunc(byDistance, func(a, b spot) int {
		return cmp.Compare(math.Hypot(a.x-spots[0].x, 2*(a.y-spots[0].y)), math.Hypot(b.x-spots[0].x, 2*(b.y-spots[0].y)))
	})
	x1, y1, x2, y2, in := spots[0].x, spots[0].y, spots[0].x, spots[0].y, 0
	for _, sp := range byDistance {
		if in*10 >= total*7 {
			break
		}
		in += sp.events
		x1, x2, y1, y2 = min(x1, sp.x), max(x2, sp.x), min(y1, sp.y), max(y2, sp.y)
	}
	const least, most, margin = 180, 520, 26
	width := max(x2-x1+2*margin, (y2-y1+2*margin)*mapWidth/nearHeight, least)
	if width > most {
		return box{}, false
	}
	height := width * nearHeight / mapWidth
	b := box{(x1+x2)/2 - width/2, (y1+y2)/2 - height/2, width, height}
	b.X, b.Y = min(max(b.X, 0), mapWidth-width), min(max(b.Y, 0), mapHeight-height)
	return b, true
}

// Sizes of the picture of a part of the map: as wide as the map itself.
const (
	nearHeight = 350
	nearRoom   = 17 // the largest radius
	nearLetter = 9  // of a label's text, about
	nearSmall  = 20 // the same on a small screen, where letters are drawn larger
	nearLine   = 17
	nearGap    = 6 // between a disc and its label
)

// near draws the box large, with labels where there is room for them.
func (f *frame) near(b box, spots []spot, most int) *mapPicture {
	p := &mapPicture{Box: box{0, 0, mapWidth, nearHeight}.String(), Land: landIn(b, 1)}
	scale := mapWidth / b.Width
	var shown []spot
	var taken []box
	for _, sp := range spots {
		if b.holds(sp.x, sp.y, 0) {
			sp.x, sp.y = (sp.x-b.X)*scale, (sp.y-b.Y)*scale
			r := radius(sp, most, nearRoom)
			shown, taken = append(shown, sp), append(taken, box{sp.x - r, sp.y - r, 2 * r, 2 * r})
		}
	}
	var small []box // what is taken by the labels of a small screen
	for _, sp := range shown {
		r := radius(sp, most, nearRoom)
		d := f.disc(sp, r)
		text := sp.name + " " + f.loc.number(sp.events)
		letters := float64(len([]rune(text)))
		room := func(s side, letter, line float64, taken []box) (box, bool) {
			b := s.box(sp.x, sp.y, r, letters*letter, line)
			return b, b.X > 0 && b.X+b.Width < mapWidth && b.Y > 0 && b.Y+b.Height < nearHeight && free(b, taken)
		}
		for i, s := range slices.Concat(sides[:2], sides) {
			low := i >= 2 // above and below there is no room for the letters of a small screen
			large, ok := room(s, nearLetter, nearLine, taken)
			little, also := room(s, nearSmall, 2*nearLine, small)
			if !ok || !low && (!also || sp.events*4 < most) {
				continue
			}
			d.Text, d.Anchor, d.Low = text, s.anchor, low
			d.TextX, d.TextY = decimal(sp.x+s.x*(r+nearGap)), decimal(sp.y+s.y*(r+nearLine/2))
			if taken = append(taken, large); !low {
				small = append(small, little)
			}
			break
		}
		p.Discs = append(p.Discs, d)
	}
	return p
}

// side is where a label stands beside its disc.
type side struct {
	x, y   float64 // the direction
	anchor string
}

// sides in the order they are tried.
var sides = []side{{1, 0, "start"}, {-1, 0, "end"}, {0, -1, "middle"}, {0, 1, "middle"}}

// box is the room of a label of the given size at a disc.
func (s side) box(x, y, r, width, line float64) box {
	b := box{x - width/2, y - line/2 + s.y*(r+line/2), width, line}
	if s.x != 0 {
		b.X = x + s.x*(r+nearGap+width/2) - width/2
	}
	return b
}

func free(b box, taken []box) bool {
	return !slices.ContainsFunc(taken, func(o box) bool {
		return b.X < o.X+o.Width && o.X < b.X+b.Width && b.Y < o.Y+o.Height && o.Y < b.Y+b.Height
	})
}
