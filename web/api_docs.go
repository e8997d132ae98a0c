package web

import (
	"bytes"
	"cmp"
	"context"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// baseKey carries the address of the site in the context of an API request.
type baseKey struct{}

// apiBase is the scheme and host of the request an operation works for.
func (s *server) apiBase(ctx context.Context) string {
	base, _ := ctx.Value(baseKey{}).(string)
	return base
}

// apiPage lists the operations to people; programs read the OpenAPI document.
var apiPage = template.Must(template.New("api").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>dateline API</title><link rel="stylesheet" href="{{.Style}}"></head>
<body><main class="wrap"><h1>dateline API</h1>
<p>Read-only, JSON, no key. Described for programs in <a href="{{.Spec}}.json">OpenAPI 3.1</a> (<a href="{{.Spec}}.yaml">YAML</a>).
Lists go on at the address in <code>next</code>, and in the <code>Link</code> header. Errors are <code>application/problem+json</code>.</p>
{{range .Operations}}<section><h2><code>GET {{.Path}}</code></h2><p>{{.Summary}}</p>
{{if .Params}}<table><tbody>{{range .Params}}<tr><th scope="row"><code>{{.Name}}</code></th><td>{{.Doc}}</td></tr>{{end}}</tbody></table>{{end}}</section>
{{end}}<p><a href="/">The timeline</a></p></main></body></html>
`))

type apiOperation struct {
	Path, Summary string
	Params        []apiParam
}

type apiParam struct{ Name, Doc string }

// apiDocs writes the page once, from the document that describes the operations.
func (s *server) apiDocs(doc *huma.OpenAPI) http.HandlerFunc {
	var operations []apiOperation
	for path, item := range doc.Paths {
		op := apiOperation{Path: path, Summary: item.Get.Summary}
		for _, p := range item.Get.Parameters {
			op.Params = append(op.Params, apiParam{p.Name, p.Description})
		}
		operations = append(operations, op)
	}
	slices.SortFunc(operations, func(a, b apiOperation) int { return cmp.Compare(a.Path, b.Path) })
	var page bytes.Buffer
	err := apiPage.Execute(&page, map[string]any{"Style": s.assets.url("style.css"), "Spec": strings.TrimSuffix(apiPath, "/") + "/openapi", "Operations": operations})
	return func(w http.ResponseWriter, _ *http.Request) {
		if err != nil {
			writeProblem(w, http.StatusInternalServerError, "this page could not be made")
			s.log.Error("rendering", "page", "api", "err", err)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(page.Bytes()) // into memory
	}
}
