package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// document is one rendered answer: exact bytes, and their encodings as they are
// first asked for. It is safe for concurrent use.
type document struct {
	mediaType string
	cache     string // Cache-Control
	vary      string // what the answer depends on beside the encoding
	cors      bool   // any origin may read it
	links     []string
	body      []byte
	tag       string // hash of body, without quotes
	encoded   *encodings
}

type encodings struct {
	mu sync.Mutex
	by map[string][]byte
}

// smallest is the body size under which compressing is not worth the header.
const smallest = 512

func newDocument(mediaType string, body []byte) *document {
	sum := sha256.Sum256(body)
	return &document{
		mediaType: mediaType,
		body:      body,
		tag:       base64.RawURLEncoding.EncodeToString(sum[:12]),
		encoded:   &encodings{by: map[string][]byte{}},
	}
}

// with returns the same document under another Cache-Control.
func (d *document) with(cache string) *document {
	c := *d
	c.cache = cache
	return &c
}

// etag is strong: it names the exact bytes, so it differs per encoding.
func (d *document) etag(encoding string) string {
	if encoding == "" {
		return `"` + d.tag + `"`
	}
	return `"` + d.tag + "-" + encoding + `"`
}

// in returns the bytes in the given encoding, compressing them once.
func (d *document) in(encoding string) ([]byte, error) {
	if encoding == "" {
		return d.body, nil
	}
	d.encoded.mu.Lock()
	defer d.encoded.mu.Unlock()
	if b, ok := d.encoded.by[encoding]; ok {
		return b, nil
	}
	b, err := compress(encoding, d.body)
	if err != nil {
		return nil, err
	}
	d.encoded.by[encoding] = b
	return b, nil
}

func compress(encoding string, body []byte) ([]byte, error) {
	var buf bytes.Buffer
	var w io.WriteCloser
	var err error
	switch encoding {
	case "br":
		w = brotli.NewWriterLevel(&buf, 5)
	case "zstd":
		w, err = zstd.NewWriter(&buf, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
	default:
		w, err = gzip.NewWriterLevel(&buf, 6)
	}
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// send answers a GET or HEAD with the document: conditional, encoded, cacheable.
func (s *server) send(w http.ResponseWriter, r *http.Request, d *document) {
	s.sendStatus(w, r, http.StatusOK, d)
}

func (s *server) sendStatus(w http.ResponseWriter, r *http.Request, status int, d *document) {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if d.vary != "" {
		h.Add("Vary", d.vary)
	}
	encoding := ""
	if len(d.body) >= smallest && compressible(d.mediaType) {
		encoding = negotiate(r.Header.Values("Accept-Encoding"))
	}
	h.Set("ETag", d.etag(encoding))
	if d.cache != "" {
		h.Set("Cache-Control", d.cache)
	}
	if d.cors {
		h.Set("Access-Control-Allow-Origin", "*")
	}
	for _, l := range d.links {
		h.Add("Link", l)
	}
	if status == http.StatusOK && noneMatch(r.Header.Values("If-None-Match"), d.etag(encoding)) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body, err := d.in(encoding)
	if err != nil { // compressing in memory does not fail; if it does, plain bytes still serve
		s.log.Error("compressing", "encoding", encoding, "err", err)
		body, encoding = d.body, ""
		h.Set("ETag", d.etag(""))
	}
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	h.Set("Content-Type", d.mediaType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	if _, err := w.Write(body); err != nil {
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

// offered are the encodings we write, best first.
var offered = []string{"br", "zstd", "gzip"}

// negotiate chooses the encoding for the Accept-Encoding values: the one of
// highest quality, ours first among equals; empty for none (RFC 9110 §12.5.3).
func negotiate(values []string) string {
	quality := map[string]float64{}
	for part := range strings.SplitSeq(strings.Join(values, ","), ",") {
		name, params, _ := strings.Cut(part, ";")
		q := 1.0
		if v, ok := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(params), " ", ""), "q="); ok {
			parsed, err := strconv.ParseFloat(v, 64)
			if err != nil {
				continue // an unreadable weight: as if not offered
			}
			q = parsed
		}
		quality[strings.ToLower(strings.TrimSpace(name))] = q
	}
	best, bestQ := "", 0.0
	for _, name := range offered {
		q, named := quality[name]
		if !named {
			q = quality["*"]
		}
		if q > bestQ {
			best, bestQ = name, q
		}
	}
	if id, named := quality["identity"]; named && id > bestQ {
		return ""
	}
	return best
}
