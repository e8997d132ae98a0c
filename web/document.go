package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// document is one rendered answer: exact bytes, and their encodings as they are
// first asked for. Nothing of it may change once it was sent. It is safe for
// concurrent use.
type document struct {
	mediaType string
	cache     string // Cache-Control
	vary      string // what the answer depends on beside the encoding
	cors      bool   // any origin may read it
	guarded   bool   // it is sent without passing [server.secured]
	links     []string
	body      []byte
	tag       string // hash of body, without quotes
	encoded   *encodings
	faces     *[len(encodingNames)]atomic.Pointer[face]
}

type encodings struct {
	mu sync.Mutex
	by [len(encodingNames)][]byte
}

// encodingNames are the encodings we write, none first, then the best first.
var encodingNames = [...]string{"", "br", "zstd", "gzip"}

// identity is the index of no encoding.
const identity = 0

// face is a document in an encoding: all that is sent, made once.
type face struct {
	etag       string
	body       []byte
	full       []field // the header of a 200
	unmodified []field // the header of a 304
}

// field is a header's field under its canonical name. The values are shared by all
// answers.
type field struct {
	name   string
	values []string
}

// smallest is the body size under which compressing is not worth the header.
const smallest = 512

func newDocument(mediaType string, body []byte) *document {
	sum := sha256.Sum256(body)
	return &document{
		mediaType: mediaType,
		body:      body,
		tag:       base64.RawURLEncoding.EncodeToString(sum[:12]),
		encoded:   &encodings{},
		faces:     &[len(encodingNames)]atomic.Pointer[face]{},
	}
}

// with returns the same document under another Cache-Control.
func (d *document) with(cache string) *document {
	c := *d
	c.cache = cache
	c.faces = &[len(encodingNames)]atomic.Pointer[face]{}
	return &c
}

// etag is strong: it names the exact bytes, so it differs per encoding.
func (d *document) etag(encoding int) string {
	if encoding == identity {
		return `"` + d.tag + `"`
	}
	return `"` + d.tag + "-" + encodingNames[encoding] + `"`
}

// in returns the bytes in the given encoding, compressing them once.
func (d *document) in(encoding int) ([]byte, error) {
	if encoding == identity {
		return d.body, nil
	}
	d.encoded.mu.Lock()
	defer d.encoded.mu.Unlock()
	if b := d.encoded.by[encoding]; b != nil {
		return b, nil
	}
	b, err := compress(encodingNames[encoding], d.body)
	if err != nil {
		return nil, err
	}
	d.encoded.by[encoding] = b
	return b, nil
}

// face returns the document in the encoding, ready to be sent.
func (d *document) face(encoding int) (*face, error) {
	if f := d.faces[encoding].Load(); f != nil {
		return f, nil
	}
	body, err := d.in(encoding)
	if err != nil {
		return nil, err
	}
	f := &face{etag: d.etag(encoding), body: body}
	add := func(name, value string) { f.full = append(f.full, field{name, []string{value}}) }
	add("Etag", f.etag)
	add("Vary", strings.TrimSuffix("Accept-Encoding, "+d.vary, ", "))
	if d.cache != "" {
		add("Cache-Control", d.cache)
	}
	if d.cors {
		add("Access-Control-Allow-Origin", "*")
	}
	f.unmodified = f.full[:len(f.full):len(f.full)]
	add("Content-Type", d.mediaType)
	add("Content-Length", strconv.Itoa(len(body)))
	if encoding != identity {
		add("Content-Encoding", encodingNames[encoding])
	}
	if len(d.links) > 0 {
		f.full = append(f.full, field{"Link", d.links[:len(d.links):len(d.links)]})
	}
	if d.guarded {
		add("X-Content-Type-Options", "nosniff")
		if strings.HasPrefix(d.mediaType, "application/xml") { // what browsers show as a page
			add("Content-Security-Policy", policy)
		}
	}
	d.faces[encoding].Store(f)
	return f, nil
}

// send answers a GET or HEAD with the document: conditional, encoded, cacheable.
func (s *server) send(w http.ResponseWriter, r *http.Request, d *document) {
	s.sendStatus(w, r, http.StatusOK, d)
}

func (s *server) sendStatus(w http.ResponseWriter, r *http.Request, status int, d *document) {
	encoding := identity
	if len(d.body) >= smallest && compressible(d.mediaType) {
		encoding = negotiate(r.Header["Accept-Encoding"])
	}
	f, err := d.face(encoding)
	if err != nil { // compressing in memory does not fail; if it does, plain bytes still serve
		s.log.Error("compressing", "encoding", encodingNames[encoding], "err", err)
		f, _ = d.face(identity) // which compresses nothing
	}
	fields := f.full
	if status == http.StatusOK && noneMatch(r.Header["If-None-Match"], f.etag) {
		status, fields = http.StatusNotModified, f.unmodified
	}
	h := w.Header()
	for _, f := range fields {
		h[f.name] = f.values
	}
	w.WriteHeader(status)
	if status == http.StatusNotModified || r.Method == http.MethodHead {
		return
	}
	if _, err := w.Write(f.body); err != nil {
		s.log.Debug("client went away", "path", r.URL.Path, "err", err)
	}
}

func compressible(mediaType string) bool {
	return strings.HasPrefix(mediaType, "text/") || strings.Contains(mediaType, "xml") || strings.Contains(mediaType, "json")
}

// noneMatch reports whether one of the If-None-Match values names the tag, in
// weak comparison (RFC 9110 §13.1.2), or is "*".
func noneMatch(values []string, tag string) bool {
	for _, v := range values {
		for rest := strings.TrimSpace(v); rest != ""; {
			if rest[0] == '*' {
				return true
			}
			rest = strings.TrimPrefix(rest, "W/")
			if rest == "" || rest[0] != '"' {
				return false // not an entity tag: the header is no use
			}
			end := strings.IndexByte(rest[1:], '"')
			if end < 0 {
				return false
			}
			if rest[:end+2] == tag {
				return true
			}
			rest = strings.TrimLeft(rest[end+2:], " \t,")
		}
	}
	return false
}

// negotiate chooses the encoding for the Accept-Encoding values: the one of
// highest quality, ours first among equals; identity where none is wanted
// (RFC 9110 §12.5.3).
func negotiate(values []string) int {
	const unnamed = -1.0
	any, quality := unnamed, [...]float64{unnamed, unnamed, unnamed, unnamed}
	for _, value := range values {
		for part := range strings.SplitSeq(value, ",") {
			name, params, _ := strings.Cut(part, ";")
			q, ok := weight(params)
			if !ok {
				continue // an unreadable weight: as if not offered
			}
			switch name = strings.TrimSpace(name); {
			case name == "*":
				any = q
			case strings.EqualFold(name, "identity"):
				quality[identity] = q
			}
			for i, ours := range encodingNames[1:] {
				if strings.EqualFold(name, ours) {
					quality[i+1] = q
				}
			}
		}
	}
	best, bestQ := identity, 0.0
	for i := 1; i < len(quality); i++ {
		q := quality[i]
		if q == unnamed {
			q = any
		}
		if q > bestQ {
			best, bestQ = i, q
		}
	}
	if quality[identity] > bestQ {
		return identity
	}
	return best
}

// weight reads the parameters of an offer.
func weight(params string) (q float64, ok bool) {
	if params == "" {
		return 1, true
	}
	value, isQ := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(params), " ", ""), "q=")
	if !isQ {
		return 1, true
	}
	q, err := strconv.ParseFloat(value, 64)
	return q, err == nil
}
