package timeline

// PlaceByCode returns the place the gazetteer has under a code such as
// CHE:Geneva, with its coordinates.
func PlaceByCode(code string) (Place, bool) {
	name, country, lat, lon, ok := names().Place(code)
	return Place{Name: name, Code: code, Country: country, Lat: lat, Lon: lon}, ok
}

// LookUpBegun returns the codes of parties and places that have a name, in any
// language, that begins with the text.
func LookUpBegun(text string) []string { return names().Begun(text) }

// LookUp returns the codes that a name, in any language, or a code may mean.
func LookUp(name string) []string { return names().Lookup(name) }
