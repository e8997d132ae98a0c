package feed

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

const docsHead = `# sources.yaml

What dateline reads and what it publishes. This page is generated from the types that the file is read into
(` + "`go generate ./feed`" + `), and so is the JSON Schema beside it, with which editors complete and check as you type:

` + "```yaml" + `
# yaml-language-server: $schema=docs/sources.schema.json
` + "```" + `

The file is read strictly: a key that is not listed here, a bad schedule, query, time zone or address is an error
with line, column and a hint, all of them at once (` + "`dateline check`" + `). A running server keeps the old file while the new one has errors.

Secrets stay out of the file: in ` + "`header`, `user_agent`, `basic_auth`, `proxy` and `tokens`" + `, ` + "`${NAME}`" + ` stands for an environment variable and
` + "`${file:PATH}`" + ` for the content of a file. They are never logged or shown, and never sent to another host than the source's.

A private outlet is read with a token, in the address or as a password or bearer token:

` + "```yaml" + `
outlets:
  - name: desk
    query: "actor:KAZ status:planned"
    private: true
    tokens: {anna: "${ANNA_TOKEN}", reader: "${file:reader.token}"}
` + "```" + `

` + "```sh" + `
curl "http://localhost:8080/outlets/desk.atom?token=$ANNA_TOKEN"
curl -u ":$ANNA_TOKEN" http://localhost:8080/outlets/desk.atom
curl -H "Authorization: Bearer $ANNA_TOKEN" http://localhost:8080/outlets/desk.atom
` + "```" + `
`

// TestSourcesDocsAreCurrent writes docs/sources.md.
func TestSourcesDocsAreCurrent(t *testing.T) {
	var b strings.Builder
	b.WriteString(docsHead)
	for _, s := range []struct {
		title string
		entry any
	}{
		{"defaults", defaultsEntry{}},
		{"sources", sourceEntry{}},
		{"basic_auth of a source", authEntry{}},
		{"outlets", outletEntry{}},
		{"actors", actorEntry{}},
		{"network", networkEntry{}},
	} {
		fmt.Fprintf(&b, "\n## %s\n\n| key | meaning |\n| --- | --- |\n", s.title)
		typ := reflect.TypeOf(s.entry)
		for i := range typ.NumField() {
			docsRow(t, &b, typ.Field(i))
		}
	}
	golden(t, "../docs/sources.md", b.String())
}

func docsRow(t *testing.T, b *strings.Builder, f reflect.StructField) {
	t.Helper()
	key, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	meaning := f.Tag.Get("jsonschema_description")
	if meaning == "" {
		t.Errorf("%s has no description", key)
	}
	if options == "" {
		meaning = "Required. " + meaning
	}
	if _, example, ok := strings.Cut(f.Tag.Get("jsonschema"), "example="); ok {
		meaning += " Example: `" + example + "`"
	}
	fmt.Fprintf(b, "| `%s` | %s |\n", key, strings.ReplaceAll(meaning, "|", `\|`))
}
