package timeline

// PlaceByCode returns the place the gazetteer has under a code such as
// CHE:Geneva, with its coordinates.
func PlaceByCode(code string) (Place, bool) {
	name, country, lat, lon, ok := names().Place(code)
	return Place{Name: name, Code: code, Country: country, Lat: lat, Lon: lon}, ok
}

// LookUp returns the codes that a name, in any language, or a code may mean.
func LookUp(name string) []string { return names().Lookup(name) }
