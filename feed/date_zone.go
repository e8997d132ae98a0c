package feed

import (
	"sync"
	"time"
)

// zoneAbbreviations gives the zones that feeds abbreviate: an offset where the
// letters themselves say whether it is summer, else the IANA zone, whose
// history then holds (Almaty changed from +06 to +05 on 2024-03-01, Moscow was
// at +04 from 2011 to 2014). Of abbreviations with several meanings it has the
// one most common in news; a source's own zone goes before it.
// Sources: IANA time zone database; RFC 822, section 5, for the American ones.
var zoneAbbreviations = map[string]string{
	"z": "UTC", "ut": "UTC", "utc": "UTC", "gmt": "UTC", "wet": "+00:00",
	"est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00", "mst": "-07:00", "mdt": "-06:00",
	"pst": "-08:00", "pdt": "-07:00", "akst": "-09:00", "akdt": "-08:00", "hst": "-10:00", "et": "America/New_York",
	"ast": "-04:00", "adt": "-03:00", "nst": "-03:30", "ndt": "-02:30", "brt": "-03:00", "art": "-03:00", "clt": "America/Santiago",
	"bst": "+01:00", "west": "+01:00", "cet": "+01:00", "cest": "+02:00", "met": "+01:00", "mest": "+02:00", "mez": "+01:00", "mesz": "+02:00",
	"eet": "+02:00", "eest": "+03:00", "sast": "+02:00", "cat": "+02:00", "eat": "+03:00", "wat": "+01:00", "trt": "+03:00", "idt": "+03:00",
	"msk": "Europe/Moscow", "msd": "+04:00", "мск": "Europe/Moscow", "samt": "+04:00", "yekt": "Asia/Yekaterinburg", "omst": "+06:00",
	"novt": "Asia/Novosibirsk", "krat": "+07:00", "irkt": "+08:00", "yakt": "+09:00", "vlat": "+10:00", "magt": "+11:00", "pett": "+12:00",
	"almt": "Asia/Almaty", "qyzt": "Asia/Qyzylorda", "aqtt": "Asia/Aqtau", "orat": "Asia/Oral", "kgt": "Asia/Bishkek", "uzt": "+05:00", "tjt": "+05:00", "tmt": "+05:00",
	"azt": "Asia/Baku", "get": "Asia/Tbilisi", "amt": "Asia/Yerevan", "gst": "+04:00", "aft": "+04:30", "pkt": "+05:00", "ist": "+05:30", "npt": "+05:45",
	"bdt": "+06:00", "mmt": "+06:30", "ict": "+07:00", "wib": "+07:00", "wita": "+08:00", "wit": "+09:00", "hkt": "+08:00", "sgt": "+08:00",
	"myt": "+08:00", "pht": "+08:00", "awst": "+08:00", "ulat": "+08:00", "jst": "+09:00", "kst": "+09:00", "acst": "+09:30", "acdt": "+10:30",
	"aest": "+10:00", "aedt": "+11:00", "nzst": "+12:00", "nzdt": "+13:00", "irst": "+03:30", "irdt": "+04:30",
}

func knownZone(word string) bool {
	_, ok := zoneAbbreviations[word]
	return ok
}

// namedZone returns the zone that the abbreviation means at the time: the
// source's own where that one calls itself so, else the table's. It returns
// nil for an abbreviation that is not in the table.
func namedZone(word string, at time.Time, own *time.Location) *time.Location {
	for _, half := range []time.Time{at, at.AddDate(0, 6, 0)} {
		if name, _ := half.In(own).Zone(); equalFoldASCII(name, word) {
			return own
		}
	}
	return zoneTable()[word]
}

func equalFoldASCII(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if a[i]|0x20 != b[i]|0x20 {
			return false
		}
	}
	return true
}

// zoneTable is zoneAbbreviations with the zones loaded. The embedded zone
// database has them all; a test holds that.
var zoneTable = sync.OnceValue(func() map[string]*time.Location {
	table := make(map[string]*time.Location, len(zoneAbbreviations))
	for word, name := range zoneAbbreviations {
		if t, err := time.Parse("-07:00", name); err == nil {
			_, offset := t.Zone()
			table[word] = time.FixedZone("", offset)
		} else if loc, err := time.LoadLocation(name); err == nil {
			table[word] = loc
		}
	}
	return table
})
