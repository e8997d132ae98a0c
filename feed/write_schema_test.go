package feed

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/invopop/jsonschema"

	"github.com/dateline-news/dateline/timeline"
)

// TestFeedSchemaIsCurrent generates docs/jsonfeed.schema.json: JSON Feed 1.1
// (https://jsonfeed.org/version/1.1), and _dateline from the types it is written from.
func TestFeedSchemaIsCurrent(t *testing.T) {
	r := jsonschema.Reflector{Anonymous: true, Mapper: wireType, AllowAdditionalProperties: true}
	event := r.Reflect(&WireEvent{})
	defs := event.Definitions
	ref := func(name string) map[string]any { return map[string]any{"$ref": "#/$defs/" + name} }
	object := func(required []string, properties map[string]any) map[string]any {
		return map[string]any{"type": "object", "required": required, "properties": properties}
	}
	text, address := map[string]any{"type": "string"}, map[string]any{"type": "string", "format": "uri", "pattern": "^https?://"}
	moment := map[string]any{"type": "string", "format": "date-time"}
	list := func(of any) map[string]any { return map[string]any{"type": "array", "items": of} }
	about := map[string]any{"type": "string", "pattern": "^https://.*#_dateline$"}
	author := map[string]any{"type": "object", "minProperties": 1, "properties": map[string]any{"name": text, "url": address, "avatar": address}}
	item := object([]string{"id", "date_published", "date_modified", "title", "_dateline"}, map[string]any{
		"id": text, "url": address, "external_url": address, "title": text, "content_html": text, "content_text": text, "summary": text,
		"date_published": moment, "date_modified": moment, "authors": list(author), "tags": list(text), "language": text,
		"_dateline": map[string]any{"anyOf": []any{
			map[string]any{"allOf": []any{ref("WireEvent"), object([]string{"about"}, map[string]any{"about": about})}},
			object([]string{"about", "events"}, map[string]any{"about": about, "events": list(ref("WireEvent"))}),
			object([]string{"about"}, map[string]any{"about": about, "deleted": moment}),
		}},
	})
	item["anyOf"] = []any{map[string]any{"required": []string{"content_html"}}, map[string]any{"required": []string{"content_text"}}}
	schema := object([]string{"version", "title", "items", "_dateline"}, map[string]any{
		"version": map[string]any{"const": "https://jsonfeed.org/version/1.1"},
		"title":   text, "language": text, "home_page_url": address, "feed_url": address, "description": text, "next_url": address,
		"authors": list(author), "expired": map[string]any{"type": "boolean"},
		"hubs":  list(object([]string{"type", "url"}, map[string]any{"type": text, "url": address})),
		"items": list(item),
		"_dateline": object([]string{"about", "version", "authority", "query"}, map[string]any{
			"about": about, "version": map[string]any{"const": jsonFeedExtension}, "authority": text, "query": text,
		}),
	})
	schema["$schema"], schema["title"], schema["$defs"] = "https://json-schema.org/draft/2020-12/schema", "JSON Feed 1.1 with dateline's _dateline", defs
	data, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "../docs/jsonfeed.schema.json", string(data)+"\n")
}

// wireType narrows the types that have few values.
func wireType(t reflect.Type) *jsonschema.Schema {
	enum := func(values ...any) *jsonschema.Schema { return &jsonschema.Schema{Type: "string", Enum: values} }
	switch t {
	case reflect.TypeFor[timeline.Status]():
		return enum("planned", "occurred", "cancelled")
	case reflect.TypeFor[timeline.Basis]():
		return enum("explicit", "relative", "published")
	case reflect.TypeFor[timeline.PartyRole]():
		return enum("actor", "recipient")
	case reflect.TypeFor[timeline.Type]():
		s := enum()
		for _, typ := range timeline.Types {
			s.Enum = append(s.Enum, string(typ))
		}
		return s
	default:
		return nil
	}
}
