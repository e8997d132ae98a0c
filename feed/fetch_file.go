package feed

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// fetchFile reads a file: URL, relative ones from the folder of sources.yaml.
// Size and time of the file stand for the validators of a server.
func (f *Fetcher) fetchFile(u *url.URL, r Request) (Page, error) {
	page := Page{URL: u, Fetched: time.Now().UTC()}
	path := u.Path
	if u.Opaque != "" {
		path = u.Opaque
		if p, err := url.PathUnescape(path); err == nil {
			path = p
		}
	}
	path = filepath.FromSlash(path)
	if !filepath.IsAbs(path) {
		path = filepath.Join(f.opts.BaseDir, path)
	}
	if err := f.readFile(&page, path, r); err != nil {
		return page, &FetchError{Kind: BadFile, URL: u.String(), Err: err}
	}
	return page, nil
}

func (f *Fetcher) readFile(page *Page, path string, r Request) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no file %s", path)
	}
	if err != nil {
		return fmt.Errorf("the file cannot be read: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("the file cannot be read: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file", path)
	}
	page.Status, page.Header = http.StatusOK, http.Header{}
	page.Validators = Validators{
		ETag: fmt.Sprintf(`"%x-%x"`, info.ModTime().UnixNano(), info.Size()),
		URL:  page.URL.String(),
	}
	if r.Validators == page.Validators {
		page.NotModified, page.BodyHash = true, r.BodyHash
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(file, f.opts.MaxBody+1))
	if err != nil {
		return fmt.Errorf("the file cannot be read: %w", err)
	}
	if int64(len(body)) > f.opts.MaxBody {
		return fmt.Errorf("%s is larger than %d MiB", path, f.opts.MaxBody>>20)
	}
	page.setBody(body, r.BodyHash)
	return nil
}
