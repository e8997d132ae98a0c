package feed

import (
	"net/http"
	"net/url"
	"strings"
)

// HeaderLink is one link of a Link header (RFC 8288).
type HeaderLink struct {
	URL  string // absolute
	Rel  string // lower case, one relation
	Type string // media type, where given
}

// HeaderLinks returns the links of an answer's header, one for each relation, in
// order. base makes them absolute.
func HeaderLinks(h http.Header, base *url.URL) []HeaderLink {
	var out []HeaderLink
	for _, field := range h.Values("Link") {
		for _, l := range splitLinks(field) {
			out = append(out, parseLink(l, base)...)
		}
	}
	return out
}

// splitLinks splits a Link field at the commas between links; a URL and a quoted
// string may hold commas of their own.
func splitLinks(field string) []string {
	var out []string
	start, quoted, inURL := 0, false, false
	for i := 0; i < len(field); i++ {
		switch c := field[i]; {
		case quoted && c == '\\':
			i++
		case c == '"' && !inURL:
			quoted = !quoted
		case c == '<' && !quoted:
			inURL = true
		case c == '>' && !quoted:
			inURL = false
		case c == ',' && !quoted && !inURL:
			out = append(out, field[start:i])
			start = i + 1
		}
	}
	return append(out, field[start:])
}

func parseLink(s string, base *url.URL) []HeaderLink {
	target, params, ok := strings.Cut(strings.TrimSpace(s), ">")
	if !ok || !strings.HasPrefix(target, "<") {
		return nil
	}
	u, err := base.Parse(strings.TrimSpace(target[1:]))
	if err != nil {
		return nil
	}
	link := HeaderLink{URL: u.String()}
	var rels []string
	for _, p := range splitQuoted(params, ';') {
		k, v, _ := strings.Cut(p, "=")
		v = strings.Trim(strings.TrimSpace(v), `"`)
		switch strings.ToLower(strings.TrimSpace(k)) {
		case "rel":
			if rels == nil { // the first counts (RFC 8288 §3.3)
				rels = strings.Fields(strings.ToLower(v))
			}
		case "type":
			link.Type = strings.ToLower(v)
		}
	}
	out := make([]HeaderLink, 0, len(rels))
	for _, rel := range rels {
		l := link
		l.Rel = rel
		out = append(out, l)
	}
	return out
}
