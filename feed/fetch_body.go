package feed

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Bodies are read in steps. Every answer may have the first in memory; beyond
// each further one only so many at once, so that many faulty servers do not fill
// it, and one slow large feed does not hold up the others.
const (
	smallBody   = 512 << 10
	mediumBody  = 1 << 20
	firstPart   = 64 << 10
	largestPart = 256 << 10
)

// readBody returns the decoded body of resp, at most MaxBody bytes of it. The
// limit counts decoded bytes, so a small bomb is as large as what it unpacks to.
func (f *Fetcher) readBody(ctx context.Context, resp *http.Response) ([]byte, error) {
	if resp.ContentLength > f.opts.MaxBody {
		return nil, f.tooLarge()
	}
	r, release, err := decoded(resp)
	if err != nil {
		return nil, stage(BadBody, err)
	}
	defer release()
	var parts [][]byte
	size := int64(0)
	for _, step := range []struct {
		most  int64
		slots chan struct{}
	}{{smallBody, nil}, {mediumBody, f.medium}, {f.opts.MaxBody + 1, f.large}} {
		if step.slots != nil {
			select {
			case step.slots <- struct{}{}:
				defer func() { <-step.slots }()
			case <-ctx.Done():
				return nil, context.Cause(ctx)
			}
		}
		more, n, err := readParts(r, min(step.most, f.opts.MaxBody+1)-size)
		if parts, size = append(parts, more...), size+n; errors.Is(err, io.EOF) {
			return join(parts), nil
		}
		if err != nil {
			return nil, bodyError(err)
		}
	}
	return nil, f.tooLarge()
}

func join(parts [][]byte) []byte {
	if len(parts) == 1 {
		return parts[0]
	}
	return bytes.Join(parts, nil)
}

// readParts reads n bytes in parts, which grow as the bytes come. The error is
// io.EOF where fewer came.
func readParts(r io.Reader, n int64) (parts [][]byte, size int64, err error) {
	next := int64(firstPart)
	for size < n && err == nil {
		part := make([]byte, min(next, n-size))
		got := 0
		for got < len(part) && err == nil {
			var k int
			k, err = r.Read(part[got:])
			got += k
		}
		parts, size = append(parts, part[:got]), size+int64(got)
		next = min(2*next, largestPart)
	}
	return parts, size, err
}

func (f *Fetcher) tooLarge() error {
	return stage(TooLarge, fmt.Errorf("the answer is larger than %d MiB", f.opts.MaxBody>>20))
}

func bodyError(err error) error {
	return stage(BadBody, fmt.Errorf("the answer breaks off: %w", err))
}

// setBody takes body over, or notices by its hash that it says nothing new.
func (p *Page) setBody(body []byte, known string) {
	sum := sha256.Sum256(body)
	p.BodyHash = hex.EncodeToString(sum[:])
	if p.BodyHash == known {
		p.NotModified = true
		return
	}
	p.Body = body
}

// decoded returns the body with its content encodings undone, outermost first.
// Servers that name an encoding they did not apply are taken at their bytes.
func decoded(resp *http.Response) (r io.Reader, release func(), err error) {
	names := strings.Split(strings.ToLower(strings.Join(resp.Header.Values("Content-Encoding"), ",")), ",")
	slices.Reverse(names)
	r = resp.Body
	var undo []func()
	release = func() {
		for _, u := range undo {
			u()
		}
	}
	for n, name := range names {
		if name = strings.TrimSpace(name); name == "" || name == "identity" {
			continue
		}
		if n > 2 {
			release()
			return nil, nil, fmt.Errorf("the answer is packed %d times over", len(names))
		}
		var u func()
		if r, u, err = unpack(name, r); err != nil {
			release()
			return nil, nil, err
		}
		undo = append(undo, u)
	}
	return r, release, nil
}

var (
	gzipMagic = []byte{0x1f, 0x8b}
	gzipPool  = sync.Pool{New: func() any { return new(gzip.Reader) }}
	zstdPool  = sync.Pool{New: func() any {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(8<<20)) // RFC 9659 allows a web server no larger window
		if err != nil {
			panic(err) // only wrong options fail
		}
		return d
	}}
)

func unpack(name string, r io.Reader) (io.Reader, func(), error) {
	switch name {
	case "gzip", "x-gzip":
		return ungzip(r)
	case "br":
		return brotli.NewReader(r), func() {}, nil
	case "zstd":
		d := zstdPool.Get().(*zstd.Decoder)
		if err := d.Reset(r); err != nil {
			return nil, nil, fmt.Errorf("the answer could not be unpacked (zstd): %w", err)
		}
		return d, func() { _ = d.Reset(nil); zstdPool.Put(d) }, nil
	case "deflate":
		return inflate(r)
	}
	return nil, nil, fmt.Errorf("the answer is packed as %q, which was not asked for", name)
}

func ungzip(r io.Reader) (io.Reader, func(), error) {
	b := bufio.NewReader(r)
	if head, _ := b.Peek(2); !bytes.Equal(head, gzipMagic) { // a short body is no gzip either
		return b, func() {}, nil
	}
	z := gzipPool.Get().(*gzip.Reader)
	if err := z.Reset(b); err != nil {
		gzipPool.Put(z)
		return nil, nil, fmt.Errorf("the answer could not be unpacked (gzip): %w", err)
	}
	return z, func() { gzipPool.Put(z) }, nil
}

// inflate reads "deflate", which some servers send with and some without the
// zlib wrapper (RFC 9110 §8.4.1.2).
func inflate(r io.Reader) (io.Reader, func(), error) {
	b := bufio.NewReader(r)
	head, err := b.Peek(2)
	if err == nil && head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
		z, err := zlib.NewReader(b)
		if err != nil {
			return nil, nil, fmt.Errorf("the answer could not be unpacked (deflate): %w", err)
		}
		return z, func() { _ = z.Close() }, nil
	}
	z := flate.NewReader(b)
	return z, func() { _ = z.Close() }, nil
}
