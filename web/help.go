package web

import (
	"net/http"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// helpView explains the query language by examples that can be followed.
type helpView struct {
	*frame
	Heading  string
	Examples []example
	Statuses []glyphRow
}

type example struct{ Query, URL, Text string }

type glyphRow struct{ Class, Glyph, Text string }

// examples are queries to learn from; the text of each is a message.
var examples = []string{
	"actor:KAZ actor:CHE", "actor:KAZ OR actor:UZB", "type:consult/visit", "status:planned date:next-30d", "date:2024-02",
	"date:2024-02-20..2024-03-05", "reported:last-24h", "place:geneva", "member:SCO", `"foreign minister"`, "-type:accuse",
	"topic:human_rights", "reports:>=2", "lang:de", "source:daz", "tag:press", "in:kz-ch", "sort:-updated",
}

func (s *server) helpPage(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "")
	v := &helpView{frame: f, Heading: f.loc.text("help.title")}
	f.Title = v.Heading
	for _, q := range examples {
		parsed, err := timeline.ParseQuery(q)
		if err != nil {
			continue // a field this version does not read is not taught
		}
		key := "help.q." + strings.NewReplacer(":", ".", " ", ".").Replace(q)
		if _, ok := f.loc.Messages[key]; !ok {
			key = ""
		}
		e := example{Query: q, URL: address("/", q), Text: f.heading(parsed)}
		if key != "" {
			e.Text = f.loc.text(key)
		}
		v.Examples = append(v.Examples, e)
	}
	for _, g := range []struct{ class, glyph, key string }{
		{"occurred", "m-occurred", "band.occurred"},
		{"planned", "m-planned", "band.planned"},
		{"planned", "m-vague", "cal.vague"},
		{"cancelled", "m-cancelled", "band.cancelled"},
		{"background", "m-background", "band.background"},
	} {
		v.Statuses = append(v.Statuses, glyphRow{g.class, g.glyph, f.loc.text(g.key)})
	}
	return s.show(w, r, "help", v)
}
