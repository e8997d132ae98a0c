package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
)

//go:embed static
var staticFS embed.FS

// assets are the stylesheet, modules and icon. All stand under one directory
// named by the hash of their bytes, so that relative imports keep working and
// every file may be cached for ever.
type assets struct {
	dir   string // /static/HASH/
	files map[string]*document
}

func loadAssets() (*assets, error) {
	a := &assets{files: map[string]*document{}}
	sum := sha256.New()
	entries, err := fs.ReadDir(staticFS, "static") // sorted by name
	if err != nil {
		return nil, fmt.Errorf("assets: %w", err)
	}
	for _, e := range entries {
		body, err := fs.ReadFile(staticFS, "static/"+e.Name())
		if err != nil {
			return nil, fmt.Errorf("assets: %w", err)
		}
		fmt.Fprintf(sum, "%s %d\n", e.Name(), len(body))
		sum.Write(body)
		doc := newDocument(assetType(e.Name()), body)
		doc.cache = "public, max-age=31536000, immutable"
		a.files[e.Name()] = doc
	}
	a.dir = "/static/" + hex.EncodeToString(sum.Sum(nil)[:5]) + "/"
	return a, nil
}

func assetType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	default:
		return mime.TypeByExtension(path.Ext(name))
	}
}

// url returns the address of the named file.
func (a *assets) url(name string) string { return a.dir + name }

// asset serves a file under the current hash. A page that is older than this
// process asks for a former hash: it gets today's file, not to be kept.
func (s *server) asset(w http.ResponseWriter, r *http.Request) error {
	doc, ok := s.assets.files[r.PathValue("name")]
	if !ok {
		return errNotFound
	}
	if path.Dir(r.URL.Path)+"/" != s.assets.dir {
		doc = doc.with("no-cache")
	}
	s.send(w, r, doc)
	return nil
}
