package feed

import (
	"encoding/json"
	"testing"

	"github.com/invopop/jsonschema"
)

// JSONSchema tells the schema's generator that a text is written as a string.
// Years, numbers and dates count as text too.
func (text) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string"}
}

// TestSchemaIsCurrent generates docs/sources.schema.json from the types that
// sources.yaml is read into.
func TestSchemaIsCurrent(t *testing.T) {
	r := jsonschema.Reflector{FieldNameTag: "yaml", Anonymous: true, DoNotReference: true}
	s := r.Reflect(&configFile{})
	s.Title = "dateline: sources.yaml"
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "../docs/sources.schema.json", string(data)+"\n")
}
