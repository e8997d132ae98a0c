package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/dateline-news/dateline/timeline"
)

// The API is read-only and public like the pages: JSON, lists page by page along a
// Link header, errors as application/problem+json (RFC 9457), described by the
// OpenAPI document that huma makes of the types of the operations (docs/api.md).

const (
	apiPath  = "/api/v1"
	apiCache = "public, max-age=60"
)

// api returns the handler of everything below apiPath.
func (s *server) api() http.Handler {
	mux := http.NewServeMux()
	config := huma.DefaultConfig("dateline", "1")
	config.Info.Description = "One dated timeline of diplomatic events, read from news feeds."
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = apiPath+"/openapi", "", ""
	config.CreateHooks = nil // no $schema in every answer
	api := humago.New(mux, config)
	s.apiEvents(api)
	s.apiSources(api)
	s.apiCounts(api)
	docs := s.apiDocs(api.OpenAPI())
	mux.HandleFunc("GET "+apiPath+"/{$}", docs)
	mux.HandleFunc(apiPath+"/", func(w http.ResponseWriter, _ *http.Request) {
		writeProblem(w, http.StatusNotFound, "there is no such address; "+apiPath+"/ lists those there are")
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.answerAPI(w, r, mux) })
}

// answerAPI lets mux answer and sends that as every document is sent: with a
// strong ETag, conditional, encoded; readable by scripts of any site.
func (s *server) answerAPI(w http.ResponseWriter, r *http.Request, mux http.Handler) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "ETag, Link")
	switch r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodOptions:
		h.Set("Access-Control-Allow-Methods", "GET, HEAD")
		h.Set("Access-Control-Allow-Headers", "If-None-Match")
		h.Set("Access-Control-Max-Age", "86400")
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		h.Set("Allow", "GET, HEAD, OPTIONS")
		writeProblem(w, http.StatusMethodNotAllowed, "the API is only read: use GET")
		return
	}
	made := &answer{header: http.Header{}, status: http.StatusOK}
	asGet := r.WithContext(context.WithValue(r.Context(), baseKey{}, s.base(r)))
	asGet.Method = http.MethodGet // HEAD is GET without the body, which sending leaves out
	mux.ServeHTTP(made, asGet)
	for name, values := range made.header {
		h[name] = values
	}
	d := newDocument(made.header.Get("Content-Type"), made.body.Bytes())
	d.cors = true
	if made.status == http.StatusOK {
		d.cache = apiCache
	}
	s.sendStatus(w, r, made.status, d)
}

// answer keeps what a handler writes.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// read describes an operation: GET below apiPath.
func read(path, id, summary string) huma.Operation {
	return huma.Operation{OperationID: id, Method: http.MethodGet, Path: apiPath + path, Summary: summary, Errors: []int{400, 404, 422, 503}}
}

// where gives operations the request's address, which pages and links are made of.
type where struct{ uri string }

// Resolve is huma's: it sees the request before the operation.
func (at *where) Resolve(ctx huma.Context) []error {
	r, _ := humago.Unwrap(ctx)
	at.uri = r.URL.RequestURI()
	return nil
}

// next is the address of a list's next page and the Link header with it.
func (at *where) next(base, cursor string) (address, link string) {
	u, err := url.Parse(at.uri)
	if err != nil || cursor == "" {
		return "", ""
	}
	address = base + withParam(u, "after", cursor)
	return address, "<" + address + `>; rel="next"`
}

// queryProblem is the problem of a query that cannot be read: where, and what to
// write instead.
type queryProblem struct {
	huma.ErrorModel
	Query      string `json:"query"`
	Column     int    `json:"column" doc:"of the first character that is wrong, from 1"`
	Suggestion string `json:"suggestion,omitempty"`
}

// problem turns an error into what the API answers. What is the server's own
// trouble is logged and not told.
func (s *server) problem(ctx context.Context, q string, err error) error {
	if moved, ok := errors.AsType[*Moved](err); ok {
		return huma.ErrorWithHeaders(huma.NewError(http.StatusMovedPermanently, "the event became part of "+moved.To),
			http.Header{"Location": {apiPath + "/events/" + url.PathEscape(moved.To)}})
	}
	status, _ := trouble(err)
	if qe, ok := errors.AsType[*timeline.QueryError](err); ok {
		return &queryProblem{
			ErrorModel: huma.ErrorModel{Title: "The query cannot be read", Status: status, Detail: qe.Error()},
			Query:      q, Column: qe.Column, Suggestion: qe.Hint,
		}
	}
	switch {
	case status == http.StatusServiceUnavailable:
		return huma.ErrorWithHeaders(huma.NewError(status, "the timeline is busy, ask again"), http.Header{"Retry-After": {fmt.Sprint(retryAfter)}})
	case status >= http.StatusInternalServerError:
		if ctx.Err() == nil {
			s.log.Error("request failed", "api", true, "status", status, "err", err)
		}
		return huma.NewError(status, "the request failed; the error is in the server's log")
	default:
		return huma.NewError(status, strings.TrimSpace(err.Error()))
	}
}

// writeProblem answers with a problem outside of huma's operations.
func writeProblem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	fmt.Fprintf(w, "{\"title\":%q,\"status\":%d,\"detail\":%q}\n", http.StatusText(status), status, detail)
}
