package web

import (
	"cmp"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// codeName names a party or place by its code in the reader's language, else
// gives the code.
func (f *frame) codeName(code string) string {
	return cmp.Or(timeline.CodeName(code, f.Lang), code)
}

// placeByCode names a place by its code; one the gazetteer does not know goes by
// the name in the code: CHE:Geneva.
func (f *frame) placeByCode(code string) string {
	if name := timeline.CodeName(code, f.Lang); name != "" {
		return name
	}
	if _, name, ok := strings.Cut(code, ":"); ok {
		return name
	}
	return code
}

// typeName names an act: "Visit".
func (f *frame) typeName(t timeline.Type, mode string) string {
	return timeline.TypeLabel(t, mode, f.Lang)
}

// placeName names a place; a country only where no city is known.
func (f *frame) placeName(p timeline.Place) string { return timeline.PlaceName(p, f.Lang) }

// statusText names a status, as messages have it or as the query writes it.
func (l *locale) statusText(status string) string {
	if _, ok := l.Messages["status."+status]; ok {
		return l.text("status." + status)
	}
	return status
}

// icons are the acts that have a picture of their own, by mode, else by type.
var icons = map[string]bool{
	"visit": true, "multilateral": true, "third-party": true, "phone": true, "invite": true, "sign": true, "relations": true,
	"consult": true, "agree": true, "support": true, "cooperate": true, "aid": true, "concede": true, "retreat": true,
	"request": true, "accuse": true, "reject": true, "threaten": true, "sanction": true,
}

func iconOf(e timeline.Event) string { return iconName(string(e.Type), e.Mode) }

func iconName(typ, mode string) string {
	if icons[mode] {
		return mode
	}
	if t := strings.ToLower(typ); icons[t] {
		return t
	}
	return "other"
}

// splitType reads consult/visit as a query writes it.
func splitType(value string) (timeline.Type, string) {
	typ, mode, _ := strings.Cut(value, "/")
	return timeline.Type(strings.ToUpper(typ)), strings.ToLower(mode)
}
